"""Workbook sheets to raw rows: columns are found by their hidden keys, answers by their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from teia_indicators.catalogue.model import Catalogue, WorkingArea
from teia_indicators.problems import Problem, problem
from teia_indicators.responses.layout import (
    ANSWER_COLUMNS,
    COVER_KEYS,
    EVIDENCE_COLUMNS,
    FORMAT,
    KEY,
    META_SHEET,
    TARGET_FIELDS,
)
from teia_indicators.responses.raw import Cell, RawResponses, RawRow
from teia_indicators.sources.tables import Sheet
from teia_indicators.text import LANGUAGES, texts

_KEY_ROWS = 12

#: Columns one of which every sheet with rows has.
_IDS = ("id", "more.id", "previous.id", "target.id")

#: Cells that matter also where they are empty: an answer or a reason may be missing there.
_ALWAYS = ("value", "reason")


@lru_cache(maxsize=1)
def _id_labels() -> frozenset[str]:
    """Return the column heading above the ids, in every language."""
    columns = [texts(language).get("workbook", {}).get("columns", {}) for language in LANGUAGES]
    keys = ("id", "more.id", "target.id")
    return frozenset(labels[key] for labels in columns if labels for key in keys)


def raw_from_sheets(
    sheets: tuple[Sheet, ...], catalogue: Catalogue
) -> tuple[RawResponses | None, list[Problem]]:
    """Return the raw rows of a workbook, and what is wrong with its layout.

    Parameters
    ----------
    sheets : tuple of Sheet
        All sheets, hidden ones too.
    catalogue : Catalogue
        Tells the rows of working areas (their challenges) from those of indicators and criteria.
    """
    identity = _identity(sheets)
    if isinstance(identity, Problem):
        return None, [identity]
    meta, head = identity
    problems: list[Problem] = []
    rows: list[RawRow] = []
    challenges: list[RawRow] = []
    further: list[RawRow] = []
    previous: list[RawRow] = []
    targets: tuple[RawRow, ...] | None = None
    for sheet in sheets:
        top, columns = _key_row(sheet)
        if not columns:
            head.update(_labelled(sheet))
        if f"{KEY}previous.id" in columns:
            previous += _rows(sheet, top, columns, "previous.id", problems)
        elif f"{KEY}target.id" in columns:
            targets = (*(targets or ()), *_target_rows(sheet, top, columns))
        elif f"{KEY}more.id" in columns:
            further += list(_rows(sheet, top, columns, "more.id", problems))
        elif f"{KEY}id" in columns:
            if f"{KEY}value" not in columns:
                problems.append(problem("R014", sheet.place(top), column="answer"))
                continue
            for row in _rows(sheet, top, columns, "id", problems):
                known = catalogue.items.get(row.item)
                (challenges if isinstance(known, WorkingArea) else rows).append(row)
    asked = head.pop("asked", Cell("", meta.place()))
    cells = tuple(Cell(item, asked.place) for item in asked.text.split())
    whole = head.get("depth", asked).text != "quick"
    raw = RawResponses(
        # Of the file: nobody can go to a hidden sheet.
        place=meta.place().model_copy(update={"sheet": None, "cell": None}),
        head=head,
        rows=_joined(rows, further),
        challenges=tuple(challenges),
        asked=cells,
        previous=_first_rows(previous),
        targets=targets,
    )
    readable = not any(found.code == "R014" for found in problems)
    gone = tuple(_gone(raw, catalogue, {cell.text for cell in cells}, whole)) if readable else ()
    return replace(raw, gone=gone), problems


def _identity(sheets: tuple[Sheet, ...]) -> tuple[Sheet, dict[str, Cell]] | Problem:
    """Return the hidden sheet that says whose form it is, and what it says; or why it cannot."""
    meta = next((sheet for sheet in sheets if sheet.name == META_SHEET), None)
    if meta is None:
        place = sheets[0].place() if sheets else Sheet("", "", ()).place()
        return problem("R001", place.model_copy(update={"sheet": None}))
    head = {
        str(row[0]): Cell(row[1], meta.place(at, 1))
        for at, row in enumerate(meta.rows)
        if len(row) > 1
    }
    written = head.pop("format", None)
    if written is None or written.text != FORMAT:
        return problem("R001", meta.place(0, 1))
    return meta, head


def _gone(
    raw: RawResponses, catalogue: Catalogue, asked: set[str], whole: bool
) -> Iterator[Problem]:
    """Yield what the form asked and the file has no more: sheets, and rows of the others.

    A warning each: authorities delete the sheets of others, and what is gone is unanswered.
    """
    there: dict[str, RawRow] = {}
    edited: Counter[str | None] = Counter()
    for row in raw.rows:
        if "value" not in row.fields:
            continue
        if row.item in there or row.item not in catalogue.parents:
            edited[row.id.place.sheet] += 1
        there.setdefault(row.item, row)
    for area in catalogue.areas:
        items: list[str] = []
        for indicator in area.indicators:
            if not asked or indicator.id in asked:
                items.append(indicator.id)
                items += [one.id for one in indicator.criteria if whole]
        lost = [item for item in items if item not in there]
        kept = [item for item in items if item in there]
        if items and not kept:
            yield problem("R025", raw.place, area.id, id=area.id)
        elif lost and len(lost) > edited[there[kept[0]].id.place.sheet]:
            shown = ", ".join(lost[:10]) + ("…" if len(lost) > 10 else "")
            yield problem("R026", raw.place, area.id, id=area.id, count=len(lost), items=shown)


def _labelled(sheet: Sheet) -> Iterator[tuple[str, Cell]]:
    """Yield the cells of the instructions' sheet that the respondent fills in."""
    for at, row in enumerate(sheet.rows):
        key = str(row[0]).removeprefix(KEY) if row else ""
        if len(row) > 2 and key in COVER_KEYS and str(row[0]) != key and str(row[2]).strip():
            yield key, Cell(row[2], sheet.place(at, 2))


def _key_row(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Return the position of the row of keys, and the column of each key."""
    for at, row in enumerate(sheet.rows[:_KEY_ROWS]):
        columns = {
            str(cell): column for column, cell in enumerate(row) if str(cell).startswith(KEY)
        }
        if {f"{KEY}{name}" for name in _IDS} & set(columns):
            return at, columns
    return 0, {}


def _rows(
    sheet: Sheet, top: int, columns: Mapping[str, int], own: str, problems: list[Problem]
) -> Iterator[RawRow]:
    """Yield the rows that have an id; report those with content and none."""
    column = columns[f"{KEY}{own}"]
    given = [
        (key, columns[f"{KEY}{key}"])
        for key in (*ANSWER_COLUMNS, "unchanged")
        if f"{KEY}{key}" in columns
    ]
    evidence = [
        (key, columns[f"{KEY}evidence.{key}"])
        for key in EVIDENCE_COLUMNS
        if f"{KEY}evidence.{key}" in columns
    ]
    heads = [at for at, row in enumerate(sheet.rows) if str(row[column]).strip() in _id_labels()]
    for at in range(max([top, *heads[:1]]) + 1, len(sheet.rows)):
        row = sheet.rows[at]
        fields = {
            key: Cell(row[column], (sheet, at, column))
            for key, column in given
            if row[column] != "" or key in _ALWAYS
        }
        items = {
            key: Cell(row[column], (sheet, at, column))
            for key, column in evidence
            if row[column] != ""
        }
        own_id = Cell(row[column], (sheet, at, column))
        found = RawRow(own_id, fields, (items,) if items else ())
        if found.item:
            yield found
        else:
            filled = [cell for cell in (*fields.values(), *items.values()) if cell.text]
            if filled:
                problems.append(problem("R017", filled[0].place, value=filled[0].text))


def _target_rows(sheet: Sheet, top: int, columns: Mapping[str, int]) -> Iterator[RawRow]:
    """Yield the rows of the sheet for targets in which anything is written.

    What is wrong with them is told by who reads targets: it never keeps answers from being read.
    """
    own = columns[f"{KEY}target.id"]
    given = [
        (key, columns[f"{KEY}target.{key}"])
        for key in TARGET_FIELDS
        if f"{KEY}target.{key}" in columns
    ]
    heads = [at for at, row in enumerate(sheet.rows) if str(row[own]).strip() in _id_labels()]
    for at in range(max([top, *heads[:1]]) + 1, len(sheet.rows)):
        row = sheet.rows[at]
        fields = {key: Cell(row[column], (sheet, at, column)) for key, column in given}
        if any(cell.text for cell in fields.values()):
            yield RawRow(Cell(row[own], (sheet, at, own)), fields)


def _first_rows(rows: list[RawRow]) -> tuple[RawRow, ...]:
    """Return one row an id, with the evidence of all its rows."""
    first: dict[str, RawRow] = {}
    for row in rows:
        first.setdefault(row.item, row)
    return _joined(list(first.values()), [row for row in rows if first[row.item] is not row])


def _joined(rows: list[RawRow], further: list[RawRow]) -> tuple[RawRow, ...]:
    """Add further evidence to the answer it belongs to; where there is none, it stays a row."""
    more: dict[str, list[RawRow]] = {}
    for row in further:
        more.setdefault(row.item, []).append(row)
    joined = []
    for row in rows:
        own = more.pop(row.item, ())
        evidence = (*row.evidence, *(item for one in own for item in one.evidence))
        joined.append(replace(row, evidence=evidence) if own else row)
    orphans = (
        RawRow(group[0].id, {}, tuple(item for one in group for item in one.evidence))
        for group in more.values()
    )
    return (*joined, *orphans)
