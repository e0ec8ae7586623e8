"""Problems are data: a code, a place, what is wrong and what to write."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.text import LANGUAGES, later, phrase, resolve, texts

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["error", "warning"]

#: Codes that mean the file itself could not be read or written (exit code 3).
_UNREADABLE = frozenset(
    {"F001", "F002", "F003", "F004", "F005", "F006", "F007", "F014", "F017", "F050"}
)


#: Most characters of parameters that are longer than others: what each authority says, and where.
_LONG = {"said": 20_000}

#: What breaks a line, turns its direction, or is half of a character.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

#: Parameters that may be phrases of the library, said in the reader's language.
_SAID_LATER = ("expected", "fault", "found", "hint", "said", "what")

_FIELDS = (
    *("code", "severity", "place", "file", "line", "column", "sheet", "cell"),
    *("path", "value", "message", "fix"),
)


class Place(Model):
    """Where a problem is: ``file:line:column``, or ``workbook:sheet!cell``.

    Parameters
    ----------
    file : str
        Name of the file as the user gave it; empty where there is none.
    line, column : int or None
        Counted from 1; None where the format has no lines.
    sheet, cell : str or None
        Name of the sheet and address such as ``E14``; None outside workbooks.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        if self.sheet is not None:
            return shown(f"{self.file}:{self.sheet}" + (f"!{self.cell}" if self.cell else ""))
        parts = (self.file, self.line, self.column)
        return shown(":".join(str(part) for part in parts if part not in (None, "")))


class Problem(Model):
    """One thing that is wrong, where, and how to mend it.

    Parameters
    ----------
    code : str
        Stable code, such as ``R007``; codes are never reused.
    place : Place
        Where it was found.
    path : str
        Id of the item, or path of keys inside the document; may be empty.
    value : str or None
        What stands there, shortened; None where nothing does.
    params : FrozenDict of str to str
        What the message names.
    """

    code: str
    place: Place = Place()
    path: str = ""
    value: str | None = None
    params: FrozenDict[str, str] = FrozenDict()

    @property
    def severity(self) -> Severity:
        """``error`` or ``warning``, by the code."""
        entry = texts("en")["problems"][self.code]
        return "warning" if entry.get("severity") == "warning" else "error"

    def message(self, language: str = "en") -> str:
        """Return what is wrong, as one sentence in the language."""
        return self._fill("message", language)

    def fix(self, language: str = "en") -> str:
        """Return what to write instead, as one sentence in the language."""
        return self._fill("fix", language)

    def _fill(self, part: str, language: str) -> str:
        params = {
            name: resolve(value, language) if name in _SAID_LATER else value
            for name, value in self.params.items()
        }
        hint = params.get("hint", "")
        params |= {"path": self.path, "hint": f"{hint} " if hint else ""}
        return phrase(f"problems.{self.code}.{part}", language, **params)

    def line(self, language: str = "en") -> str:
        """Return the whole problem on one clickable line."""
        severity = phrase(f"severity.{self.severity}", language)
        place = f"{self.place}: " if str(self.place) else ""
        return (
            f"{place}{severity} {self.code}: {self.message(language)} {self.fix(language)}".rstrip()
        )

    def __str__(self) -> str:
        return self.line()

    def __repr__(self) -> str:
        return f"<Problem {self.code} at {self.place}>"

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the problem as plain data with its texts in the language."""
        return {
            "code": self.code,
            "severity": self.severity,
            "place": str(self.place),
            "file": shown(self.place.file),
            "line": self.place.line,
            "column": self.place.column,
            "sheet": None if self.place.sheet is None else shown(self.place.sheet),
            "cell": self.place.cell,
            "path": shown(self.path),
            "value": self.value,
            "message": self.message(language),
            "fix": self.fix(language),
        }


def problem(
    code: str, place: Place, path: str = "", value: object = None, /, **params: object
) -> Problem:
    """Make a problem; values and parameters become short texts."""
    value = params.get("value") if value is None else value
    return Problem(
        code=code,
        place=place,
        path=path,
        value=None if value is None else shorten(value),
        params=FrozenDict(
            {name: shorten(text, _LONG.get(name, 300)) for name, text in params.items()}
        ),
    )


def shorten(value: object, limit: int = 300) -> str:
    """Return a value as one line of at most `limit` characters, without control characters."""
    text = " ".join(str(value).split())
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def shown(name: str) -> str:
    """Return the name of a file or sheet as it can be shown on one line, and in UTF-8."""
    return name if name.isprintable() else _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", name)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word nearest to a mistyped one, or an empty text."""
    by_lower = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.strip().lower(), list(by_lower), n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``Did you mean "x"?`` for the nearest known word, to be said later; or nothing."""
    found = nearest(word, known)
    return later("hints.did_you_mean", word=found) if found else ""


def unknown_language(language: str) -> Problem | None:
    """Return what tells that there are no texts in a language."""
    if language in LANGUAGES:
        return None
    known = ", ".join(LANGUAGES)
    return problem("M012", Place(), "language", language, value=language, known=known)


class Problems(tuple[Problem, ...]):
    """All problems found, in the order of their places; false when there is none."""

    __slots__ = ()

    @property
    def errors(self) -> Problems:
        """Those that must be mended before going on."""
        return Problems(found for found in self if found.severity == "error")

    @property
    def warnings(self) -> Problems:
        """Those to look at."""
        return Problems(found for found in self if found.severity == "warning")

    def to_text(self, language: str = "en") -> str:
        """Return one line a problem."""
        return "\n".join(found.line(language) for found in self)

    def to_json(self, language: str = "en") -> str:
        """Return the problems as a JSON list of objects (see `Problem.to_dict`)."""
        rows = [found.to_dict(language) for found in self]
        return json.dumps(rows, ensure_ascii=False, indent=1)

    def to_frame(self, language: str = "en") -> pd.DataFrame:
        """Return the problems as a table, shape (n_problems, 12), one column a field."""
        import pandas as pd

        rows = [found.to_dict(language) for found in self]
        return pd.DataFrame(rows, columns=list(_FIELDS))

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Problems: {len(self.errors)} errors, {len(self.warnings)} warnings>"

    def _repr_html_(self) -> str:
        rows = ((p.place, f"{p.code} {p.severity}", p.message(), p.fix()) for p in self)
        return html_table(f"{len(self)} problems", ("Place", "Code", "What", "Fix"), rows)


def collect(found: Iterable[Problem]) -> Problems:
    """Return problems by file, sheet (as they first occur), line and cell, each once."""
    found = list(dict.fromkeys(found))
    sheets = list(dict.fromkeys(item.place.sheet for item in found))

    def key(item: Problem) -> tuple[object, ...]:
        place = item.place
        column, row = split_cell(place.cell)
        return (
            place.file,
            sheets.index(place.sheet),
            place.line or row,
            place.column or column,
            item.code,
            item.path,
        )

    return Problems(sorted(found, key=key))


def split_cell(cell: str | None) -> tuple[int, int]:
    """Return (column, row) of an address such as ``E14``, counted from 1; (0, 0) for none."""
    letters = (cell or "").rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    digits = (cell or "")[len(letters) :]
    return column, int(digits or 0)


class TeiaError(Exception):
    """What the library raises for a user's mistake: it carries every problem found.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = Problems(problems)
        super().__init__(self.problems.to_text())

    @property
    def exit_code(self) -> int:
        """Exit code of the command line: 1 data, 2 usage, 3 cannot read or write."""
        codes = {found.code for found in self.problems}
        if codes & _UNREADABLE:
            return 3
        return 2 if all(code.startswith("M") for code in codes) else 1

    def __reduce__(self) -> tuple[type[TeiaError], tuple[Any, ...]]:
        return type(self), (self.problems,)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)


class CatalogueError(TeiaError):
    """A catalogue or a mapping has errors."""


class ResponsesError(TeiaError):
    """A filled questionnaire has errors, or belongs to another catalogue."""


class MergeConflictError(ResponsesError):
    """Files to be merged answer an item differently.

    Parameters
    ----------
    problems : iterable of Problem
        One for each item.
    conflicts : iterable of Conflict
        The same as data: every answer with its authority and place.
    """

    def __init__(self, problems: Iterable[Problem], conflicts: Iterable[Any] = ()) -> None:
        super().__init__(problems)
        self.conflicts = tuple(conflicts)

    def __reduce__(self) -> tuple[type[TeiaError], tuple[Any, ...]]:
        return type(self), (self.problems, self.conflicts)


class MethodError(TeiaError):
    """A scoring method, a target or an array cannot be used with the catalogue."""


class PlanError(TeiaError):
    """An action plan has errors, or belongs to another catalogue."""


class BundleError(TeiaError):
    """An export bundle is damaged, of a newer version, or not one at all."""


class ComparisonError(TeiaError):
    """Rounds, or a plan and a round, cannot be compared."""


class NeighbourError(TeiaError):
    """The answers of two countries cannot be compared as those of neighbours."""


class FileError(TeiaError):
    """A file cannot be written where it was asked for."""
