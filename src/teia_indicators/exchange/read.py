"""A workbook of texts in: what its translators changed, and everything that is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from teia_indicators.catalogue.check import SHEET_FORBIDDEN, text_fault
from teia_indicators.catalogue.glossary import Glossary, read_glossary
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue, CatalogueRef
from teia_indicators.catalogue.translation import TranslatedText, source_hash
from teia_indicators.exchange.apply import loses_layout
from teia_indicators.exchange.model import (
    FORMAT,
    HEADER_ROW,
    Key,
    TextChange,
    TextChanges,
    source_texts,
    translated,
)
from teia_indicators.problems import Place, Problem, collect, did_you_mean, problem
from teia_indicators.responses.layout import KEY, META_SHEET
from teia_indicators.responses.raw import Cell
from teia_indicators.sources.tables import Sheet, read_workbook
from teia_indicators.text import LANGUAGES, texts

_SHEET_NAME = 31
_KEY_ROWS = 12
_LANGUAGE = re.compile(r"text\.([a-z]{2,3})")


def read_texts(path: str | Path, folder: str | Path) -> TextChanges:
    """Read what translators changed in a workbook of `write_texts`; nothing is written.

    Texts are found by id and field, columns by their hidden keys: rows may be sorted, sheets
    renamed, rows and columns of languages left out.

    Parameters
    ----------
    path : str or Path
        The workbook (.xlsx, .xls or .ods).
    folder : str or Path
        The catalogue that it is compared with.

    Returns
    -------
    TextChanges
        With every problem at its cell. A translation that somebody else changed in the folder
        meanwhile is kept where the workbook's was not touched, and an error where it was. A
        source text that changed meanwhile is a warning: the translation keeps the hash of the
        text that the translator saw, and counts as stale. A text that does not follow the folder's
        glossary is a warning.

    Raises
    ------
    CatalogueError
        If the catalogue itself has errors.
    """
    path, folder = Path(path), Path(folder)
    catalogue = load_catalogue(folder)
    sheets = read_workbook(path, path.name)
    if isinstance(sheets, Problem):
        return TextChanges(findings=(sheets,))
    ref, problems = _meta(sheets, catalogue, path.name)
    if problems:
        return TextChanges(catalogue=ref, findings=tuple(problems))
    reader = _Reader(source_texts(catalogue), translated(catalogue), read_glossary(folder))
    for sheet in sheets:
        reader.sheet(sheet)
    found = reader.problems + _layouts(folder, {*reader.added, *reader.changed})
    return TextChanges(
        catalogue=ref,
        added=tuple(reader.added),
        changed=tuple(reader.changed),
        unchanged=reader.unchanged,
        findings=tuple(collect(found)),
    )


def _meta(
    sheets: tuple[Sheet, ...], catalogue: Catalogue, name: str
) -> tuple[CatalogueRef | None, list[Problem]]:
    """Return which catalogue the workbook names, and a problem where it is not this one."""
    meta = next((sheet for sheet in sheets if sheet.name == META_SHEET), None)
    rows = enumerate(meta.rows if meta else ())
    cells = {str(row[0]): (at, str(row[1])) for at, row in rows if len(row) > 1}
    values = {key: value for key, (_, value) in cells.items()}
    if meta is None or values.get("format") != FORMAT:
        return None, [problem("C040", Place(file=name))]
    ref = None
    with suppress(ValidationError):
        parts = {part: values.get(f"catalogue_{part}", "") for part in CatalogueRef.model_fields}
        ref = CatalogueRef(**parts)
    found = values.get("catalogue_id", "")
    if ref is None:
        return None, [problem("C040", Place(file=name))]
    if found != catalogue.id:
        place = meta.place(cells.get("catalogue_id", (0, ""))[0], 1)
        return ref, [problem("C041", place, "", found, found=found, own=catalogue.id)]
    return ref, []


def _layouts(folder: Path, changes: set[TextChange]) -> list[Problem]:
    """Warn of files whose comments and layout get lost when they are written anew."""
    languages = sorted({change.language for change in changes})
    files = [loses_layout(folder, language) for language in languages]
    return [
        problem("C057", Place(file=f"translations/{file.name}"), value=file.name)
        for file in files
        if file is not None
    ]


@lru_cache(maxsize=1)
def _fresh_words() -> frozenset[str]:
    """Return the words for a fresh translation, in every language."""
    tables = [texts(language).get("exchange", {}) for language in LANGUAGES]
    return frozenset({"fresh", *(table["states"]["fresh"] for table in tables if table)})


@dataclass(frozen=True)
class _Row:
    """One row: the key of its text, and its cells by their columns."""

    key: Key
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        return self.cells[column].text if column in self.cells else ""

    def place(self, column: str) -> Place:
        return self.cells[column].place


@dataclass
class _Reader:
    """Walks the rows once; collects changes and problems."""

    sources: Mapping[Key, str]
    translations: Mapping[str, Mapping[Key, TranslatedText]]
    glossary: Glossary | None = None
    added: list[TextChange] = field(default_factory=list)
    changed: list[TextChange] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    _first: dict[Key, Place] = field(default_factory=dict)
    _titles: dict[tuple[str, str], Place] = field(default_factory=dict)

    def sheet(self, sheet: Sheet) -> None:
        """Read a sheet; one without keys is no part of the exchange."""
        top, columns = _key_row(sheet)
        if not columns:
            return
        if not {"id", "field", "source"} <= set(columns):
            self.problems.append(problem("C040", sheet.place(top)))
            return
        for at in range(max(top, HEADER_ROW) + 1, len(sheet.rows)):
            cells = {
                key: Cell(sheet.rows[at][column], sheet.place(at, column))
                for key, column in columns.items()
            }
            self._row(_Row((cells["id"].text, cells["field"].text), cells))

    def _row(self, row: _Row) -> None:
        if not any(row.key):
            filled = [cell for cell in row.cells.values() if cell.text]
            if filled:
                self.problems.append(problem("R017", filled[0].place, value=filled[0].text))
            return
        if row.key not in self.sources:
            self.problems.append(self._unknown(row))
            return
        item, name = row.key
        if row.key in self._first:
            place, first = row.place("id"), self._first[row.key]
            self.problems.append(problem("C049", place, item, id=item, field=name, first=first))
            return
        self._first[row.key] = row.place("id")
        seen = row.text("hash") or source_hash(row.text("source"))
        for code in self._source_faults(row, seen):
            self.problems.append(problem(code, row.place("source"), item, id=item, field=name))
        for column in row.cells:
            if found := _LANGUAGE.fullmatch(column):
                self._cell(row, found[1], seen)

    def _unknown(self, row: _Row) -> Problem:
        item, name = row.key
        fields = [field for own, field in self.sources if own == item]
        column, wrong = ("field", name) if fields else ("id", item)
        known = fields or dict.fromkeys(own for own, _ in self.sources)
        hint = did_you_mean(wrong, known)
        return problem("C042", row.place(column), item, wrong, id=item, field=name, hint=hint)

    def _source_faults(self, row: _Row, seen: str) -> Iterator[str]:
        if source_hash(row.text("source")) != seen:
            yield "C043"
        elif source_hash(self.sources[row.key]) != seen:
            yield "C044"

    def _cell(self, row: _Row, language: str, seen: str) -> None:
        """Compare one translation with the folder's, and with what it was when written."""
        item, name = row.key
        entry = self.translations.get(language, {}).get(row.key)
        now, text = entry.text if entry else "", row.text(f"text.{language}")
        place = row.place(f"text.{language}")
        was = row.text(f"was.{language}") if f"was.{language}" in row.cells else _hash(now)
        touched = _hash(text) != was and text != now
        if name == "short_title" and text:
            self._title(text, language, place)
        if not touched:
            stale = entry is not None and entry.source not in (
                seen,
                source_hash(self.sources[row.key]),
            )
            meant = _hash(text) != was or row.text(f"state.{language}") in _fresh_words()
            if stale and meant and text == now:
                self._keep(row, language, text, seen)
            else:
                self.unchanged += entry is not None
            return
        if was != _hash(now):
            self.problems.append(problem("C048", place, item, text, id=item, field=name, now=now))
        elif not text:
            self.problems.append(problem("C047", place, item, id=item, field=name, now=now))
        else:
            found = list(self._faults(row, text, place))
            self.problems += found
            if not found:
                self._keep(row, language, text, seen)

    def _keep(self, row: _Row, language: str, text: str, seen: str) -> None:
        item, name = row.key
        change = TextChange(language=language, id=item, field=name, text=text, source=seen)
        self.problems += self._unheld(row, language, text, seen)
        known = row.key in self.translations.get(language, {})
        (self.changed if known else self.added).append(change)

    def _unheld(self, row: _Row, language: str, text: str, seen: str) -> Iterator[Problem]:
        """Warn of terms that are not as the glossary has them, unless the source has changed."""
        if self.glossary is None or source_hash(self.sources[row.key]) != seen:
            return
        item, name = row.key
        for term in self.glossary.unheld(self.sources[row.key], text, language):
            place, words = row.place(f"text.{language}"), term.words.get(language, "")
            names = {"id": item, "field": name, "term": term.term, "words": words}
            yield problem("C058", place, item, text, **names)

    def _title(self, text: str, language: str, place: Place) -> None:
        """Report a short title that another area has: both would name a sheet."""
        first = self._titles.setdefault((language, text.lower()), place)
        if first is not place:
            self.problems.append(problem("C001", place, text, text, first=first))

    def _faults(self, row: _Row, text: str, place: Place) -> Iterator[Problem]:
        """Yield what is wrong with a translation itself."""
        item, name = row.key
        if fault := text_fault(text):
            yield problem("C009", place, item, text, fault=fault)
        lost = _signs(row.text("source")) - _signs(text)
        if lost:
            shown = ", ".join(lost)
            yield problem("C046", place, item, text, id=item, field=name, lost=shown)
        if name == "short_title":
            if len(text) > _SHEET_NAME:
                yield problem("C045", place, item, text, length=len(text), limit=_SHEET_NAME)
            if SHEET_FORBIDDEN.search(text):
                yield problem("C015", place, item, value=text)


def _hash(text: str) -> str:
    return source_hash(text) if text else ""


def _signs(text: str) -> Counter[str]:
    """Return the numbers of a text, each once, and its names in braces as often as they stand."""
    return Counter(re.findall(r"\{\w*\}", text)) | Counter(set(re.findall(r"[0-9]+", text)))


def _key_row(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Return the position of the row of keys, and the column of each key."""
    for at, row in enumerate(sheet.rows[:_KEY_ROWS]):
        columns = {
            str(cell).removeprefix(KEY): column
            for column, cell in enumerate(row)
            if str(cell).startswith(KEY)
        }
        if columns:
            return at, columns
    return 0, {}
