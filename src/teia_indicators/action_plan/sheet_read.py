"""The workbook of an action plan in: the hidden plan, and what its rows change of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from teia_indicators.action_plan.cells import RowReader, heading
from teia_indicators.action_plan.layout import (
    COLUMNS,
    COVER_KEYS,
    FORMAT,
    ID,
    INFORMATION,
    OWN_ONLY,
    PLAN_SHEET,
)
from teia_indicators.action_plan.library import belonging, from_library
from teia_indicators.action_plan.model import ActionPlan, PlannedAction
from teia_indicators.action_plan.rules import Placed, check_actions, check_reference
from teia_indicators.action_plan.sheet_hidden import digest
from teia_indicators.action_plan.shown import Shown
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.responses.layout import KEY, META_SHEET
from teia_indicators.responses.raw import Cell
from teia_indicators.sources.tables import Sheet
from teia_indicators.text import LANGUAGES, texts

_OWN = re.compile(r"OWN-[1-9]\d{0,5}")
_KEY_ROWS = 12

Row = Mapping[str, Cell]


def plan_from_sheets(
    sheets: tuple[Sheet, ...], catalogue: Catalogue
) -> tuple[ActionPlan | None, list[Problem]]:
    """Return the plan of a workbook as its user changed it, and every problem found.

    Parameters
    ----------
    sheets : tuple of Sheet
        All sheets, hidden ones too.
    catalogue : Catalogue
        Whose criteria and library the plan uses.
    """
    found = _hidden(sheets)
    if isinstance(found, Problem):
        return None, [found]
    plan, language = found
    place = sheets[0].place().model_copy(update={"sheet": None})
    problems = list(_check_cover(sheets, plan))
    foreign = check_reference(plan.catalogue, catalogue, lambda _: place)
    tables = [(sheet, *_key_row(sheet)) for sheet in sheets]
    tables = [(sheet, top, keys) for sheet, top, keys in tables if ID in keys]
    if foreign or not tables:
        return None, [*problems, foreign or problem("P027", place)]
    reader = _Reader(plan, Shown(catalogue, language), tables[0][0].place())
    for sheet, top, keys in tables:
        problems += _missing_columns(sheet, keys)
        for row in _rows(sheet, top, keys):
            reader.take(row)
    actions = reader.actions()
    problems += reader.problems
    problems += check_actions(actions, plan.limits, catalogue)
    done = tuple(action for action, _ in actions)
    return plan.model_copy(update={"actions": done}), problems


def _hidden(sheets: tuple[Sheet, ...]) -> tuple[ActionPlan, str] | Problem:
    """Return the plan that was written, and its language; or why there is none."""
    by_name = {sheet.name: sheet for sheet in sheets}
    meta, parts = by_name.get(META_SHEET), by_name.get(PLAN_SHEET)
    rows = meta.rows if meta else ()
    head = {str(row[0]): str(row[1]) for row in rows if len(row) > 1}
    if meta is None or parts is None or head.get("format") != FORMAT:
        place = sheets[0].place() if sheets else Place()
        return problem("P020", place.model_copy(update={"sheet": None}))
    text = "".join(str(row[0]) for row in parts.rows if row)
    damaged = problem("P021", parts.place(0))
    if digest(text) != head.get("plan"):
        return damaged
    try:
        plan = ActionPlan.model_validate_json(text)
    except ValidationError:
        return damaged
    identity = (plan.country, plan.round, plan.catalogue.id, plan.catalogue.version)
    keys = ("country", "round", "catalogue_id", "catalogue_version")
    # A program may have taken a round such as 2026 for a number.
    given = tuple(Cell(head.get(key, ""), Place()).text for key in keys)
    if given != tuple(part.strip() for part in identity) or head.get("language") not in LANGUAGES:
        return problem("P021", meta.place(0, 1))
    return plan, head["language"]


def _check_cover(sheets: tuple[Sheet, ...], plan: ActionPlan) -> Iterator[Problem]:
    """Find country and round overwritten on the first sheet."""
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            key = str(row[0]).removeprefix(KEY) if row else ""
            if key not in COVER_KEYS or str(row[0]) == key or len(row) < 3:
                continue
            cell, own = Cell(row[2], sheet.place(at, 2)), str(getattr(plan, key))
            said = cell.text.partition(",")[0] if key == "country" else cell.text
            if said != own.strip():
                yield problem("P025", cell.place, key, cell.text, found=cell.text, own=own)


def _key_row(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Return the position of the row of keys, and the column of each key of a plan."""
    for at, row in enumerate(sheet.rows[:_KEY_ROWS]):
        keys = {
            str(cell).removeprefix(KEY): column
            for column, cell in enumerate(row)
            if str(cell).startswith(KEY)
        }
        if ID in keys:
            return at, keys
    return 0, {}


@lru_cache(maxsize=1)
def _id_headings() -> frozenset[str]:
    return frozenset(texts(language)["plan_sheet"]["columns"][ID] for language in LANGUAGES)


def _missing_columns(sheet: Sheet, keys: Mapping[str, int]) -> Iterator[Problem]:
    for key in COLUMNS:
        if key not in keys and key not in (*INFORMATION, *OWN_ONLY):
            yield problem("P026", sheet.place(), key, what=heading(key))


def _rows(sheet: Sheet, top: int, keys: Mapping[str, int]) -> Iterator[Row]:
    """Yield the rows that hold anything, below the headings."""
    column = keys[ID]
    heads = [
        at
        for at, row in enumerate(sheet.rows)
        if str(row[column]).strip() in _id_headings() and at > top
    ]
    columns = [(key, keys[key]) for key in COLUMNS if key in keys]
    for at in range(max([top, *heads[:1]]) + 1, len(sheet.rows)):
        row = sheet.rows[at]
        cells = {key: Cell(row[here], (sheet, at, here)) for key, here in columns}
        if any(cell.text for cell in cells.values()):
            yield cells


class _Reader:
    """Puts the rows of a workbook into its plan, by their ids and in any order."""

    def __init__(self, plan: ActionPlan, shown: Shown, place: Place) -> None:
        self.plan = plan
        self.shown = shown
        self.place = place
        self.problems: list[Problem] = []
        self._known = {action.id: action for action in plan.actions}
        self._first: dict[str, Row] = {}
        self._nameless: list[Row] = []

    def take(self, row: Row) -> None:
        """Keep a row for its action; report an id that is unknown or stands twice."""
        cell = row[ID]
        name = cell.text
        if not name:
            self._nameless.append(row)
        elif name in self._first:
            first = self._first[name][ID].place
            self.problems.append(problem("P029", cell.place, name, name, id=name, first=first))
        elif name in self._known or name in self.shown.library or _OWN.fullmatch(name):
            self._first[name] = row
        else:
            hint = did_you_mean(name, [*self._known, *self.shown.library])
            self.problems.append(problem("P028", cell.place, name, name, id=name, hint=hint))

    def actions(self) -> list[Placed]:
        """Return the plan's actions in its order, then those added, each with its places."""
        found = [placed for name in self._known if (placed := self._kept(name))]
        found += [
            self._added(name, row) for name, row in self._first.items() if name not in self._known
        ]
        taken = {*self._known, *self._first}
        free = (name for at in range(1, 10**6) if (name := f"OWN-{at}") not in taken)
        found += [self._added(name, row) for row, name in zip(self._nameless, free, strict=False)]
        return found

    def _kept(self, name: str) -> Placed | None:
        """Return an action of the plan with its changes; None where the user took it out."""
        action, row = self._known[name], self._first.get(name)
        if row is not None:
            return self._read(row, action, self.shown.cells(action))
        if action.origin == "own":
            return None
        if action.counts:
            self.problems.append(problem("P040", self.place, name, id=name))
            action = action.edit(status="dropped")
        return action, lambda _: self.place

    def _added(self, name: str, row: Row) -> Placed:
        """Return an action that the plan did not have: of the library, or the user's own."""
        known = self.shown.library.get(name)
        blank: dict[str, Any] = dict.fromkeys(COLUMNS, "")
        if known is not None:
            return self._read(row, from_library(known, self.shown.catalogue), blank)
        title = row.get("title", row[ID])
        if "title" not in row or not title.text:
            self.problems.append(problem("P030", title.place, name, id=name, what=heading("title")))
        base = PlannedAction(id=name, origin="own", title=title.text or name)
        action, places = self._read(row, base, blank)
        return action.model_copy(update={"edited": ()}), places

    def _read(self, row: Row, base: PlannedAction, was: Mapping[str, Any]) -> Placed:
        """Return an action with the changes of its row, and the places of its fields."""
        reader = RowReader(row, base, was)
        changes = reader.changes()
        self.problems += reader.problems
        if "criteria" in changes:
            changes |= self._belonging(base, changes["criteria"])
        action = base.edit(**changes) if changes else base
        fields = {"id": ID}
        return action, lambda key: row.get(fields.get(key, key), row[ID]).place

    def _belonging(self, base: PlannedAction, criteria: tuple[str, ...]) -> dict[str, Any]:
        """Return what follows from the criteria of an action."""
        areas, indicators = belonging(criteria, self.shown.catalogue)
        establish = tuple(one for one in base.establish if one in criteria)
        return {"areas": areas, "indicators": indicators, "establish": establish}
