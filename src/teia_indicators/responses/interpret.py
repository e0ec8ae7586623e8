"""Raw values to answers: in any of the library's languages or as codes, each problem placed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from teia_indicators.catalogue.model import Catalogue, CatalogueRef, Criterion
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.responses.migrate import migration_hint
from teia_indicators.responses.model import (
    ANSWER_WORDS,
    EVIDENCE_KINDS,
    GRADES,
    Answer,
    Evidence,
    Responses,
)
from teia_indicators.responses.raw import Cell, RawResponses, RawRow
from teia_indicators.text import LANGUAGES, later, texts

_EMPTY = Cell("", Place())
_DATE = re.compile(r"(\d{4})(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_TRUE = ("x", "true", "yes", "1")
_FALSE = ("", "false", "no", "0")


def interpret(raw: RawResponses, catalogue: Catalogue) -> tuple[Responses | None, list[Problem]]:
    """Return the responses of a file, and every problem found in it.

    Parameters
    ----------
    raw : RawResponses
        What a reader took from the file.
    catalogue : Catalogue
        The catalogue it should answer.

    Returns
    -------
    responses : Responses or None
        None where the file does not say whose they are.
    problems : list of Problem
        Places are those of the raw values.
    """
    problems = list(_check_head(raw, catalogue))
    answers: dict[str, Answer] = {}
    places: dict[str, Place] = {"": raw.place}
    areas = {area.id for area in catalogue.areas}
    for row in _known_rows(raw.rows, set(catalogue.parents), problems):
        item = row.id.text
        answer = _answer(row, catalogue, problems)
        if answer != Answer():
            answers[item] = answer
        places[item] = row.fields.get("value", row.id).place
        if "reason" in row.fields:
            places[f"{item}/reason"] = row.fields["reason"].place
    challenges = {
        row.id.text: row.fields["value"].text
        for row in _known_rows(raw.challenges, areas, problems)
        if row.fields["value"].text
    }
    if not all(raw.head.get(key, _EMPTY).text for key in ("country", "round")):
        return None, problems
    if any(found.code in ("R015", "R016") for found in problems):
        return None, problems
    ordered = {item: answers[item] for item in catalogue.items if item in answers}
    head = {key: cell.text for key, cell in raw.head.items()}
    responses = Responses(
        catalogue=CatalogueRef(**catalogue.ref.model_dump()),
        country=head["country"],
        round=head["round"],
        language=head.get("language") or "en",
        authority=head.get("authority", ""),
        answers=FrozenDict(ordered),
        challenges=FrozenDict(
            {area.id: challenges[area.id] for area in catalogue.areas if area.id in challenges}
        ),
        places=FrozenDict(places),
    )
    return responses, problems


def _check_head(raw: RawResponses, catalogue: Catalogue) -> Iterator[Problem]:
    """Check whose answers these are, and to which catalogue."""
    given = {key: raw.head.get(f"catalogue_{key}", _EMPTY) for key in ("id", "version", "checksum")}
    for key in ("id", "version"):
        if not given[key].text:
            yield problem("F011", raw.place, key=f"catalogue.{key}")
    for key, code in (("id", "R002"), ("version", "R003"), ("checksum", "R004")):
        own = str(getattr(catalogue, key))
        if given[key].text and given[key].text != own:
            cell = given[key]
            names = {"found": cell.text[:12], "own": own[:12]}
            if code == "R003":
                names["hint"] = migration_hint(catalogue, cell.text, raw.place.file)
            yield problem(code, cell.place, value=cell.text, **names)
            break
    country, name = (raw.head.get(key, Cell("", raw.place)) for key in ("country", "round"))
    if not re.fullmatch(r"[A-Z]{3}", country.text):
        yield problem("R015", country.place, value=country.text or None, found=country.text)
    language = raw.head.get("language", _EMPTY)
    if not re.fullmatch(r"([a-z]{2,3})?", language.text):
        yield _misfit(language, "language", later("expected.language"))
    if not 1 <= len(name.text) <= 40:
        yield problem("R016", name.place, value=name.text or None)


def _known_rows(
    rows: Iterable[RawRow], known: set[str], problems: list[Problem]
) -> Iterator[RawRow]:
    """Yield rows whose id is known, the first of each id."""
    first: dict[str, Place] = {}
    for row in rows:
        item = row.id.text
        if item not in known:
            hint = did_you_mean(item, known)
            problems.append(problem("R005", row.id.place, item, item, id=item, hint=hint))
        elif item in first:
            before = first[item]
            problems.append(problem("R006", row.id.place, item, item, id=item, first=before))
        else:
            first[item] = row.id.place
            yield row


def _answer(row: RawRow, catalogue: Catalogue, problems: list[Problem]) -> Answer:
    item = row.id.text
    fields = row.fields
    value: Any = "unanswered"
    cell = fields.get("value", _EMPTY)
    if cell.text:
        value = _value(cell, item, catalogue)
        if value is None:
            value = "unanswered"
            problems.append(_no_answer(cell, item, catalogue))
    grade: Any = _word(fields.get("grade", _EMPTY), "grades", GRADES, item, problems)
    return Answer.model_construct(
        value=value,
        reason=_text(fields.get("reason", _EMPTY), item, problems),
        evidence=tuple(filter(None, (_evidence(one, item, problems) for one in row.evidence))),
        grade=grade or "claimed",
        comment=_text(fields.get("comment", _EMPTY), item, problems),
        correction=_mark(fields.get("correction", _EMPTY), item, problems),
    )


def _mark(cell: Cell, item: str, problems: list[Problem]) -> bool:
    """Return whether a cell is marked; anything that is no mark is a problem."""
    word = cell.text.lower()
    if word not in (*_TRUE, *_FALSE):
        problems.append(_misfit(cell, item, later("expected.mark")))
    return word in _TRUE


def _value(cell: Cell, item: str, catalogue: Catalogue) -> str | int | None:
    """Return the answer's code, or the declared stage; None where it is neither."""
    if isinstance(cell.value, bool):
        return None
    word = _words("answers", ANSWER_WORDS).get(_fold(cell.text))
    if isinstance(catalogue.items[item], Criterion):
        return word
    if word is not None:
        return word if word in ("not_applicable", "unanswered") else None
    number = re.match(r"-?\d+(?=\s|$)", cell.text)
    stage = int(number.group()) if number else None
    return stage if stage in catalogue.scale.numbers else None


def _no_answer(cell: Cell, item: str, catalogue: Catalogue) -> Problem:
    shown = cell.text
    if isinstance(catalogue.items[item], Criterion):
        known = [str(text) for text in texts("en")["answers"].values()]
        hint = did_you_mean(shown, known)
        return problem("R007", cell.place, item, shown, value=shown, id=item, hint=hint)
    stages = ", ".join(map(str, catalogue.scale.numbers))
    return problem("R011", cell.place, item, shown, value=shown, id=item, stages=stages)


def _evidence(fields: Mapping[str, Cell], item: str, problems: list[Problem]) -> Evidence | None:
    if not any(cell.text for cell in fields.values()):
        return None
    cell = {key: fields.get(key, _EMPTY) for key in ("kind", "title", "reference", "date")}
    kind: Any = _word(cell["kind"], "evidence_kinds", EVIDENCE_KINDS, item, problems)
    language = fields.get("language", _EMPTY)
    if not re.fullmatch(r"([a-z]{2,3})?", language.text):
        problems.append(_misfit(language, item, later("expected.language")))
        language = _EMPTY
    return Evidence.model_construct(
        kind=kind or "other",
        title=_text(cell["title"], item, problems),
        reference=_text(cell["reference"], item, problems),
        date=_date(cell["date"], item, problems),
        language=language.text,
    )


def _date(cell: Cell, item: str, problems: list[Problem]) -> str:
    if isinstance(cell.value, datetime.datetime | datetime.date):
        return cell.value.strftime("%Y-%m-%d")
    if cell.text and not _is_date(cell.text):
        problems.append(_misfit(cell, item, later("expected.partial_date")))
        return ""
    return cell.text


def _is_date(text: str) -> bool:
    """Tell a date, a month or a year that the calendar has."""
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _word(
    cell: Cell, group: str, known: tuple[str, ...], item: str, problems: list[Problem]
) -> str | None:
    if not cell.text:
        return None
    found = _words(group, known).get(_fold(cell.text))
    if found is None:
        problems.append(_misfit(cell, item, later(f"expected.{group}")))
    return found


def _misfit(cell: Cell, item: str, expected: str) -> Problem:
    return problem("R012", cell.place, item, cell.text, value=cell.text, id=item, expected=expected)


def _text(cell: Cell, item: str, problems: list[Problem]) -> str:
    if not isinstance(cell.value, str | int | float | datetime.date | None):
        problems.append(_misfit(cell, item, later("expected.text")))
        return ""
    return cell.text


@lru_cache(maxsize=8)
def _words(group: str, known: tuple[str, ...]) -> dict[str, str]:
    """Return code by folded label of every language, and by the code itself."""
    found = {_fold(code): code for code in known}
    for language in LANGUAGES:
        labels = texts(language).get(group, {})
        found.update({_fold(label): code for code, label in labels.items()})
    return found


def _fold(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())
