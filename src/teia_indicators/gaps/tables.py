"""Rows of the tables that `to_frame` makes of targets, gaps and their views."""

from __future__ import annotations

from typing import Any

from teia_indicators.catalogue.target import Target
from teia_indicators.gaps.model import Gap, Gaps
from teia_indicators.gaps.views import (
    AuthorityGap,
    DimensionGap,
    GapsByAuthority,
    GapsByDimension,
    GapView,
    QuickWin,
)
from teia_indicators.model import Model

GapTable = Gaps | Target | GapView[Any]

#: What stands in a column of the first, empty row, by the type of its field.
_EXAMPLES: dict[str, Any] = {"int": 0, "float": 0.0, "bool": False, "int | None": 0.0}


def gap_columns(document: GapTable) -> dict[str, Any]:
    """Return the columns of a document's table, each with an example of what it holds."""
    whose = {"country": "", "round": ""}
    match document:
        case Gaps():
            lists = dict.fromkeys(("real", "information", "blocking_next"), "")
            return {**whose, **_columns(Gap, without="criteria"), **lists}
        case Target():
            return {"of": "", "stage": 0, "by": "", "source": ""}
        case GapsByDimension():
            return {**whose, **_columns(DimensionGap)}
        case GapsByAuthority():
            return {**whose, **_columns(AuthorityGap)}
    return {**whose, **_columns(QuickWin)}


def _columns(model: type[Model], without: str = "") -> dict[str, Any]:
    found = model.__annotations__.items()
    return {name: _EXAMPLES.get(str(kind), "") for name, kind in found if name != without}


def gap_rows(document: GapTable) -> list[dict[str, Any]]:
    """Return the rows of a document's table; lists of ids are joined with ``; ``."""
    if isinstance(document, Target):
        return [_row(one) for one in document.entries]
    whose = {"country": document.country, "round": document.round}
    return [{**whose, **_row(one)} for one in document]


def _row(one: Model) -> dict[str, Any]:
    """Return a row; a missing text is empty, a missing number is none."""
    lists: dict[str, Any] = {}
    if isinstance(one, Gap):
        lists = {
            "real": [c.id for c in one.real],
            "information": [c.id for c in one.information],
            "blocking_next": [c.id for c in one.criteria if c.blocks_next],
        }
    left = {"criteria"} if isinstance(one, Gap) else set()
    row = one.model_dump(exclude=left) | lists
    for name in ("by", "target_by"):
        if name in row:
            row[name] = "" if row[name] is None else row[name].isoformat()
    return {
        name: "; ".join(value) if isinstance(value, tuple | list) else value
        for name, value in row.items()
    }
