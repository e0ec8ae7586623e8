"""Raw values to answers: in any of the library's languages or as codes, each problem placed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from teia_indicators.catalogue.countries import is_country_code, load_countries
from teia_indicators.catalogue.model import Catalogue, CatalogueRef, Criterion
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.responses.dates import read_date
from teia_indicators.responses.head import check_catalogue_named
from teia_indicators.responses.model import (
    ANSWER_WORDS,
    EVIDENCE_KINDS,
    GRADES,
    NEEDS_REASON,
    Answer,
    Evidence,
    Responses,
)
from teia_indicators.responses.raw import Cell, RawResponses, RawRow
from teia_indicators.text import LANGUAGES, later, texts

_EMPTY = Cell("", Place())
_NOTHING = Answer()
#: Problems that only tell one catalogue from another.
_DIFFERENT = ("R005", "R025", "R026")
#: Marks; the second is the Cyrillic letter that looks like the first.
_TRUE = ("x", "\N{CYRILLIC SMALL LETTER HA}", "✓", "✔", "+", "true", "yes", "1")
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
        Places are those of the raw values. Of answers to another catalogue, ids that this one does
        not have are not told: to mend them one by one would be the wrong remedy.
    """
    responses, problems = _interpret(raw, catalogue)
    foreign = any(found.code in ("R002", "R003") for found in problems)
    return responses, [one for one in problems if not (foreign and one.code in _DIFFERENT)]


def _interpret(raw: RawResponses, catalogue: Catalogue) -> tuple[Responses | None, list[Problem]]:
    problems = [*_check_head(raw, catalogue), *raw.gone]
    answers, places = _answers(raw, catalogue, problems)
    areas = {area.id for area in catalogue.areas}
    challenges = {
        row.item: row.fields["value"].text
        for row in _known_rows(raw.challenges, areas, problems)
        if row.fields["value"].text
    }
    asked = _asked(raw.asked, catalogue, problems)
    date = _date(raw.head.get("date", _EMPTY), "date", problems)
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
        focal_point=head.get("focal_point", ""),
        date=date,
        depth="quick" if head.get("depth") == "quick" else "full",
        asked=asked,
        answers=FrozenDict(ordered),
        challenges=FrozenDict(
            {area.id: challenges[area.id] for area in catalogue.areas if area.id in challenges}
        ),
        sources=raw.sources,
        places=FrozenDict(places),
    )
    return responses, problems


def _answers(
    raw: RawResponses, catalogue: Catalogue, problems: list[Problem]
) -> tuple[dict[str, Answer], dict[str, Place]]:
    """Return the answers of a file, with those marked unchanged, and where each stands."""
    before = {row.item: row for row in raw.previous}
    answers: dict[str, Answer] = {}
    places: dict[str, Place] = {"": raw.place}
    for row in _known_rows(raw.rows, set(catalogue.parents), problems):
        item = row.item
        answer = _answer(row, catalogue, problems)
        mark = row.fields.get("unchanged", _EMPTY)
        if mark.value != "" and _mark(mark, item, problems):
            carried = _carried(before.get(item), catalogue, problems)
            problems += _check_carried(row, answer, carried)
            answer = _over(carried, answer)
        if answer.value != "unanswered" or (answer is not _NOTHING and answer != _NOTHING):
            answers[item] = answer
        places[item] = row.fields.get("value", row.id).place
        if "reason" in row.fields and (answer.reason or answer.value in NEEDS_REASON):
            places[f"{item}/reason"] = row.fields["reason"].place
    return answers, places


def _asked(cells: Iterable[Cell], catalogue: Catalogue, problems: list[Problem]) -> tuple[str, ...]:
    """Return the indicators that were asked, in catalogue order; empty for all."""
    known = [indicator.id for indicator in catalogue.indicators]
    given = {cell.text: cell for cell in cells}
    for item, cell in given.items():
        if item not in known:
            hint = did_you_mean(item, known)
            problems.append(problem("R005", cell.place, item, item, id=item, hint=hint))
    found = tuple(item for item in known if item in given)
    return () if len(found) == len(known) else found


def _check_head(raw: RawResponses, catalogue: Catalogue) -> Iterator[Problem]:
    """Check whose answers these are, and to which catalogue."""
    yield from check_catalogue_named(raw, catalogue)
    country, name = (raw.head.get(key, Cell("", raw.place)) for key in ("country", "round"))
    if not is_country_code(country.text):
        hint = did_you_mean(country.text, load_countries())
        yield problem(
            "R015", country.place, value=country.text or None, found=country.text, hint=hint
        )
    language = raw.head.get("language", _EMPTY)
    if not re.fullmatch(r"([a-z]{2,3})?", language.text):
        yield _misfit(language, "language", later("expected.language"))
    if not 1 <= len(name.text) <= 40:
        yield problem("R016", name.place, value=name.text or None)
    depth = raw.head.get("depth", _EMPTY)
    if depth.text not in ("", "full", "quick"):
        yield _misfit(depth, "depth", "full, quick")


def _known_rows(
    rows: Iterable[RawRow], known: set[str], problems: list[Problem]
) -> Iterator[RawRow]:
    """Yield rows whose id is known, the first of each id."""
    first: dict[str, Cell] = {}
    for row in rows:
        item = row.item
        if item not in known:
            hint = did_you_mean(item, known)
            problems.append(problem("R005", row.id.place, item, item, id=item, hint=hint))
        elif item in first:
            before = first[item].place
            problems.append(problem("R006", row.id.place, item, item, id=item, first=before))
        else:
            first[item] = row.id
            yield row


def _answer(row: RawRow, catalogue: Catalogue, problems: list[Problem]) -> Answer:
    item = row.item
    fields = row.fields
    if not row.evidence and all(cell.value in ("", None) for cell in fields.values()):
        return _NOTHING
    value: Any = "unanswered"
    cell = fields.get("value", _EMPTY)
    if cell.text:
        value = read_value(cell, item, catalogue)
        if value is None:
            value = "unanswered"
            problems.append(_no_answer(cell, item, catalogue))
    grade: Any = _word(fields.get("grade", _EMPTY), "grades", GRADES, item, problems)
    return Answer.made(
        value=value,
        reason=_text(fields.get("reason", _EMPTY), item, problems),
        evidence=tuple(filter(None, (_evidence(one, item, problems) for one in row.evidence))),
        grade=grade or "claimed",
        comment=_text(fields.get("comment", _EMPTY), item, problems),
        correction=_mark(fields.get("correction", _EMPTY), item, problems),
    )


def _carried(row: RawRow | None, catalogue: Catalogue, problems: list[Problem]) -> Answer:
    """Return last round's answer; an empty one where there was none."""
    return Answer() if row is None else _answer(row, catalogue, problems)


def _check_carried(row: RawRow, answer: Answer, carried: Answer) -> Iterator[Problem]:
    """Find a mark "unchanged" where nothing was answered before, or beside another answer."""
    item, place = row.item, row.fields["unchanged"].place
    if carried.value == "unanswered":
        yield problem("R028", place, item, id=item)
    elif answer.value not in ("unanswered", carried.value):
        shown, before = row.fields["value"].text, carried.value
        said = str(before) if isinstance(before, int) else later(f"answers.{before}")
        yield problem("R027", place, item, shown, id=item, value=shown, found=said)


def _over(carried: Answer, own: Answer) -> Answer:
    """Return a carried answer with what was written beside its mark; evidence is added to it."""
    return Answer.made(
        value=carried.value,
        reason=own.reason or carried.reason,
        evidence=tuple(dict.fromkeys((*carried.evidence, *own.evidence))),
        grade=max(own.grade, carried.grade, key=GRADES.index),
        comment=own.comment or carried.comment,
        correction=own.correction,
    )


def _mark(cell: Cell, item: str, problems: list[Problem]) -> bool:
    """Return whether a cell is marked; anything that is no mark is a problem."""
    if cell is _EMPTY:
        return False
    word = fold(cell.text)
    word = known_words("answers", ANSWER_WORDS).get(word, word)
    if word not in (*_TRUE, *_FALSE):
        problems.append(_misfit(cell, item, later("expected.mark")))
    return word in _TRUE


def read_value(cell: Cell, item: str, catalogue: Catalogue) -> str | int | None:
    """Return the answer's code, or the declared stage; None where it is neither."""
    if isinstance(cell.value, bool):
        return None
    word = known_words("answers", ANSWER_WORDS).get(fold(cell.text))
    if isinstance(catalogue.items[item], Criterion):
        return word
    if word is not None:
        return word if word in ("not_applicable", "unanswered") else None
    number = re.match(r"-?\d{1,9}(?=\s|$)", cell.text)
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
    written = fields.get("language", _EMPTY)
    language = written.text.lower()
    if not re.fullmatch(r"([a-z]{2,3})?", language):
        problems.append(_misfit(written, item, later("expected.language")))
        language = ""
    return Evidence.made(
        kind=kind or "other",
        title=_text(cell["title"], item, problems),
        reference=_text(cell["reference"], item, problems),
        date=_date(cell["date"], item, problems),
        language=language,
    )


def _date(cell: Cell, item: str, problems: list[Problem]) -> str:
    found = read_date(cell)
    if found is None:
        problems.append(_misfit(cell, item, later("expected.partial_date")))
    return found or ""


def _word(
    cell: Cell, group: str, known: tuple[str, ...], item: str, problems: list[Problem]
) -> str | None:
    if not cell.text:
        return None
    found = known_words(group, known).get(fold(cell.text))
    if found is None:
        problems.append(_misfit(cell, item, later(f"expected.{group}")))
    return found


def _misfit(cell: Cell, item: str, expected: str) -> Problem:
    return problem("R012", cell.place, item, cell.text, value=cell.text, id=item, expected=expected)


def _text(cell: Cell, item: str, problems: list[Problem]) -> str:
    if cell is _EMPTY:
        return ""
    if not isinstance(cell.value, str | int | float | datetime.date | None):
        problems.append(_misfit(cell, item, later("expected.text")))
        return ""
    return cell.text


@lru_cache(maxsize=8)
def known_words(group: str, known: tuple[str, ...]) -> dict[str, str]:
    """Return code by folded label of every language, and by the code itself."""
    found = {fold(code): code for code in known}
    for language in LANGUAGES:
        labels = texts(language).get(group, {})
        found.update({fold(label): code for code, label in labels.items()})
    return found


def fold(text: str) -> str:
    """Return a word as it is compared: without case, underscores and extra spaces."""
    return " ".join(text.replace("_", " ").casefold().split())
