"""Rows of the tables that `to_frame` makes of comparisons."""

from __future__ import annotations

from typing import Any

from teia_indicators.comparison.model import (
    PARTS,
    Change,
    CriterionChange,
    CriterionChanges,
    NodeChange,
    RoundComparison,
)
from teia_indicators.comparison.review import PlanReview, Turn
from teia_indicators.comparison.series import NodeSeries, RoundSeries

Rows = list[dict[str, Any]]
Comparison = RoundComparison | CriterionChanges | PlanReview | RoundSeries

_FIGURE, _STAGE, _TEXT = "float64", "Int64", "str"
_CHANGE = ("earlier", "later", "change", *PARTS)
_FIGURES = ("low", "value", "high")
_ENDS = ("earlier", "later")
_ROUNDS = dict.fromkeys(("country", "earlier", "later"), _TEXT)
_TURNS: tuple[Turn, ...] = ("turned", "was_met", "not_turned", "open", "fell_back", "gone")

_NODE: dict[str, str] = {
    **dict.fromkeys(("level", "id", "title", "was"), _TEXT),
    **{f"{figure}_{name}": _FIGURE for figure in _FIGURES for name in _CHANGE},
    **{f"known_{end}": _FIGURE for end in _ENDS},
    **{f"{bound}_{end}": _STAGE for bound in ("stage_low", "stage_high") for end in _ENDS},
    **{f"progress_{end}": _FIGURE for end in _ENDS},
    "target": _STAGE,
    **dict.fromkeys(("steps_to_go", "steps_made", "to_target"), _FIGURE),
}
_ACTION = ("id", "title", "authority", "due", "status", "outcome", "verdict", *_TURNS)


def columns_of(document: Comparison) -> dict[str, str]:
    """Return the columns of a comparison's table with the pandas type of each."""
    match document:
        case RoundComparison():
            return {**_ROUNDS, **_NODE}
        case CriterionChanges():
            own = {name: _TEXT for name in CriterionChange.model_fields if name != "correction"}
            return {**_ROUNDS, **_renamed(own), "correction": "bool"}
        case PlanReview():
            return {**_ROUNDS, **dict.fromkeys(_ACTION, _TEXT)}
        case RoundSeries():
            names = ("country", "level", "id", "title", "round")
            parts = ("change", *PARTS)
            return {**dict.fromkeys(names, _TEXT), "low": _FIGURE, **dict.fromkeys(parts, _FIGURE)}


def rows_of(document: Comparison) -> Rows:
    """Return the rows of a comparison's table, every one with the same keys."""
    match document:
        case RoundComparison():
            return [{**_rounds(document), **_node_row(one)} for one in document.nodes]
        case CriterionChanges():
            return [{**_rounds(document), **_criterion_row(one)} for one in document]
        case PlanReview():
            return [{**_rounds(document), **row} for row in _action_rows(document)]
        case RoundSeries():
            return [row for one in document.nodes for row in _series_rows(one, document)]


def _rounds(document: RoundComparison | CriterionChanges | PlanReview) -> dict[str, str]:
    return {name: getattr(document, name) for name in _ROUNDS}


def _change(change: Change) -> dict[str, float | None]:
    ends = {"earlier": change.earlier, "later": change.later}
    return {**ends, "change": change.total, **change.parts}


def _node_row(node: NodeChange) -> dict[str, Any]:
    figures = {
        f"{figure}_{name}": number
        for figure in _FIGURES
        for name, number in _change(getattr(node, figure)).items()
    }
    own = {name: getattr(node, name) for name in _NODE if name not in figures}
    return {**own, "was": "; ".join(node.was), **figures}


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a criterion, its answers apart from the names of the rounds."""
    return {f"answer_{name}" if name in _ROUNDS else name: one for name, one in row.items()}


def _criterion_row(one: CriterionChange) -> dict[str, Any]:
    row = {name: _shown(getattr(one, name)) for name in CriterionChange.model_fields}
    return _renamed({**row, "was": "; ".join(one.was), "correction": one.correction})


def _action_rows(review: PlanReview) -> Rows:
    """Return one row an action; lists of criteria are joined with ``; ``."""
    return [
        {
            **{name: _shown(getattr(one, name)) for name in _ACTION if name not in _TURNS},
            **{turn: "; ".join(one.of(turn)) for turn in _TURNS},
        }
        for one in review
    ]


def _series_rows(node: NodeSeries, series: RoundSeries) -> Rows:
    """Return one row a round; the change is that from the round before, NaN for the first."""
    names = {"country": series.country, "level": node.level, "id": node.id, "title": node.title}
    rows: Rows = []
    for name, low, change in zip(series.rounds, node.figures, (None, *node.changes), strict=True):
        parts = _change(Change() if change is None else change)
        own = {part: parts[part] for part in ("change", *PARTS)}
        rows.append({**names, "round": name, "low": low, **own})
    return rows


def _shown(value: object) -> str:
    return "" if value is None else str(value)
