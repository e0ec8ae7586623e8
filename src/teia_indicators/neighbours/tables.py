"""Rows of the tables that `to_frame` makes of comparisons of neighbours."""

from __future__ import annotations

from typing import Any

from teia_indicators.neighbours.matrix import NeighbourMatrix
from teia_indicators.neighbours.model import RESULTS, NeighbourComparison

Neighbours = NeighbourComparison | NeighbourMatrix

_SIDE = ("country", "round", "role", "criterion", "answer", "declared", "reason", "place")

#: Columns of each table with the pandas type of each.
_PAIR_COLUMNS = {
    **dict.fromkeys(("pair", "area", "kind", "result"), "str"),
    **{f"{side}_{name}": "str" for side in ("first", "second") for name in _SIDE},
    **dict.fromkeys(("first_declared", "second_declared"), "Int64"),
    **dict.fromkeys(("why", "text", "references"), "str"),
}
_MATRIX_COLUMNS = {
    **dict.fromkeys(("country", "round", "neighbour", "neighbour_round"), "str"),
    **dict.fromkeys((*RESULTS, "decided"), "int64"),
    "share": "float64",
}


def columns_of(document: Neighbours) -> dict[str, str]:
    """Return the columns of a document's table with the pandas type of each."""
    return _PAIR_COLUMNS if isinstance(document, NeighbourComparison) else _MATRIX_COLUMNS


def rows_of(document: Neighbours, language: str = "en") -> list[dict[str, Any]]:
    """Return a row a compared pair, or a row a pair of neighbours; texts in the language."""
    if isinstance(document, NeighbourComparison):
        return [
            {
                **{name: getattr(one, name) for name in ("pair", "area", "kind", "result")},
                **{f"first_{name}": getattr(one.first, name) for name in _SIDE},
                **{f"second_{name}": getattr(one.second, name) for name in _SIDE},
                "why": one.reason(language),
                "text": one.text(language),
                "references": "; ".join(one.references),
            }
            for one in document.pairs
        ]
    return [
        {
            "country": one.countries[0],
            "round": one.rounds[0],
            "neighbour": one.countries[1],
            "neighbour_round": one.rounds[1],
            **one.counts,
            "decided": one.decided,
            "share": one.share,
        }
        for one in document.comparisons
    ]
