"""Rows of the table that `to_frame` makes of a plan."""

from __future__ import annotations

from typing import Any

from teia_indicators.action_plan.model import ActionPlan, PlannedAction

_LISTS = ("areas", "indicators", "criteria", "establish", "causes", "requires", "partners")
_TEXTS = (
    *("title", "text", "type", "authority", "status", "funding", "assistance"),
    *("completion", "comment", "effort", "duration", "origin"),
)

#: Columns with the pandas type of each: lists of ids are joined with ``; ``, an open day is NaT,
#: an open amount NaN.
PLAN_COLUMNS: dict[str, str] = {
    **dict.fromkeys(("country", "round"), "str"),
    "order": "int64",
    "id": "str",
    **dict.fromkeys((*_LISTS, *_TEXTS), "str"),
    "points": "int64",
    **dict.fromkeys(("start", "due"), "datetime64[s]"),
    **dict.fromkeys(("amount_low", "amount_high"), "float64"),
    **dict.fromkeys(("currency", "edited"), "str"),
}


def plan_rows(plan: ActionPlan) -> list[dict[str, Any]]:
    """Return a row an action, in the plan's order."""
    return [
        {"country": plan.country, "round": plan.round, "order": at, **_row(one)}
        for at, one in enumerate(plan.actions, 1)
    ]


def _row(one: PlannedAction) -> dict[str, Any]:
    amount = one.amount
    return {
        "id": one.id,
        **{name: "; ".join(getattr(one, name)) for name in (*_LISTS, "edited")},
        **{name: getattr(one, name) for name in (*_TEXTS, "points", "start", "due")},
        "amount_low": None if amount is None else amount.low,
        "amount_high": None if amount is None else amount.high,
        "currency": "" if amount is None else amount.currency,
    }
