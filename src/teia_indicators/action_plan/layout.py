"""How the workbook of an action plan is laid out: what its writer and its reader agree on."""

from __future__ import annotations

FORMAT = "teia.plan-workbook/1"

#: Hidden sheet with the whole plan as JSON, a part a row.
PLAN_SHEET = "_plan"

#: Longest part of it, well below what a cell can hold.
PART = 20_000

#: Column of the ids: a sheet that has it holds rows of the plan.
ID = "action.id"

#: Columns in their order, with their widths in characters. Those up to `LAST_LEFT` print on one
#: page, the others on the next, beside id and title again.
COLUMNS: dict[str, float] = {
    ID: 9,
    "title": 25,
    "text": 42,
    "area": 14,
    "indicator": 20,
    "criteria": 11,
    "establish": 11,
    "requires": 11,
    "type": 17,
    "authority": 20,
    "partners": 16,
    "start": 10.5,
    "due": 10.5,
    "status": 13,
    "low": 11.5,
    "high": 11.5,
    "currency": 8,
    "funding": 16,
    "assistance": 16,
    "completion": 28,
    "comment": 23,
    "effort": 10.5,
    "duration": 12,
}
LAST_LEFT = "partners"

#: What is shown for information; effort and duration may be chosen for an action of one's own.
INFORMATION = ("area", "indicator", "establish")
OWN_ONLY = ("effort", "duration")

#: Fields of a plain text.
TEXTS = ("title", "text", "authority", "funding", "assistance", "completion", "comment")

#: Fields of one of the words of a list, with the section of the texts that has them.
WORDS = {
    "type": "action_types",
    "status": "plan_statuses",
    "effort": "efforts",
    "duration": "durations",
}

#: Empty rows for actions of the user's own.
BLANK_ROWS = 40

#: Cells of the first sheet that say whose plan it is.
COVER_KEYS = ("country", "round")
