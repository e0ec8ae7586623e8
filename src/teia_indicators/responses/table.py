"""Plain CSV of answers to raw rows, and back: one row an answer, columns found by headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from teia_indicators.catalogue.model import Catalogue, WorkingArea
from teia_indicators.problems import Problem, did_you_mean, problem
from teia_indicators.responses.document import FORMAT
from teia_indicators.responses.layout import ANSWER_COLUMNS, EVIDENCE_COLUMNS, KEY
from teia_indicators.responses.model import Answer, Evidence, Responses
from teia_indicators.responses.raw import Cell, RawResponses, RawRow
from teia_indicators.sources.csv import csv_bytes, plain_text
from teia_indicators.sources.csv_in import CsvCell, CsvTable
from teia_indicators.text import LANGUAGES, texts

_EVIDENCE = tuple(f"evidence.{key}" for key in ("title", "kind", "reference", "date", "language"))

#: Columns in the order they are written.
TABLE_COLUMNS = ("id", *ANSWER_COLUMNS, *_EVIDENCE)

#: Rows that say whose answers these are, in the order they are written.
_HEAD = (
    *("format", "catalogue_id", "catalogue_version", "catalogue_checksum", "country", "round"),
    *("language", "authority", "focal_point", "date", "depth", "asked"),
)

#: Columns of a workbook's sheet that show the question: welcome, and not read.
_SHOWN = ("text", "stage", "dimension", "previous")

#: A whole number as a spreadsheet may write it.
_WHOLE = re.compile(r"(-?\d+)[.,]0+")


def responses_csv(responses: Responses) -> bytes:
    """Return answers as CSV; what the table cannot hold is for the caller to refuse."""
    return csv_bytes(TABLE_COLUMNS, _written(responses))


def _written(responses: Responses) -> Iterator[dict[str, str]]:
    catalogue = responses.catalogue
    head = {
        **responses.model_dump(include=set(_HEAD)),
        **{f"catalogue_{key}": value for key, value in catalogue.model_dump().items()},
        "asked": " ".join(responses.asked),
    }
    yield from ({"id": f"{KEY}{key}", "value": head[key]} for key in _HEAD if head[key])
    for area, text in responses.challenges.items():
        yield {"id": area, "value": text}
    for item, answer in responses.answers.items():
        evidence = [_written_evidence(one) for one in answer.evidence]
        yield {"id": item, **_written_answer(answer), **(evidence[0] if evidence else {})}
        yield from ({"id": item, **one} for one in evidence[1:])


def _written_answer(answer: Answer) -> dict[str, str]:
    return {
        "value": "" if answer.value == "unanswered" else str(answer.value),
        "reason": answer.reason,
        "grade": "" if answer.grade == "claimed" else answer.grade,
        "comment": answer.comment,
        "correction": "x" if answer.correction else "",
    }


def _written_evidence(evidence: Evidence) -> dict[str, str]:
    return {f"evidence.{key}": text for key, text in evidence.model_dump().items()}


def table_key(heading: str) -> str | None:
    """Return the column that a heading names, by its key or its label in any language."""
    return _keys().get(_fold(heading))


def _fold(heading: str) -> str:
    return " ".join(heading.casefold().split())


@lru_cache(maxsize=1)
def _keys() -> Mapping[str, str]:
    found = {}
    for language in LANGUAGES:
        labels = texts(language)["workbook"]["columns"]
        found.update({_fold(labels[key]): key for key in (*_SHOWN, *TABLE_COLUMNS)})
    return {**found, **{key: key for key in (*_SHOWN, *TABLE_COLUMNS)}}


def raw_from_table(
    table: CsvTable, catalogue: Catalogue
) -> tuple[RawResponses | None, list[Problem]]:
    """Return the raw rows of a plain table of answers, and what is wrong with its shape.

    Parameters
    ----------
    table : CsvTable
        Its header names the column ``id``.
    catalogue : Catalogue
        Tells the rows of working areas (their challenges) from those of indicators and criteria.
    """
    problems: list[Problem] = []
    columns = _columns(table, problems)
    if "value" not in columns.values():
        problems.append(problem("F011", table.place(table.header[0]), "value", key="value"))
        return None, problems
    head: dict[str, Cell] = {}
    challenges: list[RawRow] = []
    rows: dict[str, list[RawRow]] = {}
    for row in table.rows:
        own, fields = _row(table, row, columns, problems)
        if own is None:
            continue
        if own.text.startswith(KEY):
            _refuse_more(own, fields, problems)
            _put_head(own, fields, head, problems)
        elif isinstance(catalogue.items.get(own.text), WorkingArea):
            _refuse_more(own, fields, problems)
            challenges.append(RawRow(own, {"value": fields.get("value", Cell("", own.place))}))
        else:
            rows.setdefault(own.text, []).append(_raw_row(own, fields))
    _check_format(table, head.pop("format", None), problems)
    _restore_version(head, catalogue)
    asked = head.pop("asked", Cell("", table.place()))
    raw = RawResponses(
        place=table.place(),
        head=head,
        rows=tuple(row for group in rows.values() for row in _joined(group)),
        challenges=tuple(challenges),
        asked=tuple(Cell(item, asked.place) for item in re.split(r"[\s,;]+", asked.text) if item),
    )
    return raw, problems


def _columns(table: CsvTable, problems: list[Problem]) -> dict[int, str]:
    """Return the key of each column that is read."""
    found: dict[int, str] = {}
    first: dict[str, CsvCell] = {}
    for at, cell in enumerate(table.header):
        key, place = table_key(cell.text), table.place(cell)
        if key is None:
            if cell.text.strip() or any(
                row[at].text.strip() for row in table.rows if at < len(row)
            ):
                hint = did_you_mean(cell.text, _keys())
                problems.append(problem("F010", place, cell.text, key=cell.text, hint=hint))
        elif key in first:
            line = first[key].line
            problems.append(problem("F009", place, key, cell.text, key=cell.text, line=line))
        else:
            first[key] = cell
            if key not in _SHOWN:
                found[at] = key
    return found


def _row(
    table: CsvTable, row: tuple[CsvCell, ...], columns: Mapping[int, str], problems: list[Problem]
) -> tuple[Cell | None, dict[str, Cell]]:
    """Return the id of a row and its filled fields; None where it has no id."""
    cells = {
        key: Cell(plain_text(row[at].text), table.place(row[at]))
        for at, key in columns.items()
        if at < len(row) and row[at].text.strip()
    }
    own = cells.pop("id", None)
    if own is None and cells:
        first = next(iter(cells.values()))
        problems.append(problem("R017", first.place, value=first.text))
    return own, cells


def _refuse_more(own: Cell, fields: Mapping[str, Cell], problems: list[Problem]) -> None:
    """Refuse what stands beside a value that stands alone."""
    for key, cell in fields.items():
        if key != "value":
            problems.append(problem("R042", cell.place, own.text, value=cell.text, id=own.text))


def _put_head(
    own: Cell, fields: Mapping[str, Cell], head: dict[str, Cell], problems: list[Problem]
) -> None:
    key = own.text.removeprefix(KEY)
    if key not in _HEAD:
        hint = did_you_mean(own.text, [f"{KEY}{known}" for known in _HEAD])
        problems.append(problem("F010", own.place, own.text, key=own.text, hint=hint))
    elif key in head:
        line = head[key].place.line
        problems.append(problem("F009", own.place, own.text, key=own.text, line=line))
    else:
        head[key] = fields.get("value", Cell("", own.place))


def _check_format(table: CsvTable, written: Cell | None, problems: list[Problem]) -> None:
    if written is None:
        problems.append(problem("F011", table.place(), f"{KEY}format", key=f"{KEY}format"))
    elif written.text != FORMAT:
        params = {"key": f"{KEY}format", "value": written.text, "expected": FORMAT}
        problems.append(problem("F012", written.place, f"{KEY}format", **params))


def _restore_version(head: dict[str, Cell], catalogue: Catalogue) -> None:
    """Read "1" as "1.0" again where the checksum tells that this is the catalogue."""
    version, checksum = (head.get(f"catalogue_{key}") for key in ("version", "checksum"))
    if version is None or checksum is None or checksum.text != catalogue.checksum:
        return
    numbers = [text.replace(",", ".") for text in (version.text, catalogue.version)]
    if all(re.fullmatch(r"\d+(\.\d+)?", text) for text in numbers):
        same = Decimal(numbers[0]) == Decimal(numbers[1])
        head["catalogue_version"] = Cell(catalogue.version, version.place) if same else version


def _raw_row(own: Cell, fields: Mapping[str, Cell]) -> RawRow:
    answer = {key: fields[key] for key in ANSWER_COLUMNS if key in fields}
    for key in ("value", "correction"):
        whole = _WHOLE.fullmatch(answer[key].text) if key in answer else None
        if whole:
            answer[key] = Cell(whole[1], answer[key].place)
    evidence = {
        key: fields[f"evidence.{key}"] for key in EVIDENCE_COLUMNS if f"evidence.{key}" in fields
    }
    return RawRow(own, answer, (evidence,) if evidence else ())


def _joined(group: list[RawRow]) -> Iterator[RawRow]:
    """Add rows that hold evidence only to the answer of the same id, wherever they stand."""
    answers = [row for row in group if row.fields] or group[:1]
    taken = {id(row) for row in answers}
    more = [item for row in group if id(row) not in taken for item in row.evidence]
    yield RawRow(answers[0].id, answers[0].fields, (*answers[0].evidence, *more))
    yield from answers[1:]
