"""Rows of the tables that `to_frame` makes of the results of this package."""

from __future__ import annotations

from typing import Any

from teia_indicators.analysis.group import GroupProfile, NodeProfile
from teia_indicators.analysis.layers import LayerAgreement, LayerComparison
from teia_indicators.analysis.narrowing import NextAnswer, NextAnswers
from teia_indicators.analysis.published import PublishedGroup, PublishedNode
from teia_indicators.analysis.relations import SetStatistics
from teia_indicators.analysis.uncertain import Uncertainty

Rows = list[dict[str, Any]]
Group = GroupProfile | PublishedGroup
Analysis = NextAnswers | LayerComparison | Group | Uncertainty | SetStatistics

_TEXT, _COUNT, _FIGURE = "str", "int64", "float64"


def columns_of(document: Analysis) -> dict[str, str]:
    """Return the columns of a result's table with the pandas type of each."""
    match document:
        case NextAnswers():
            return _types(("country", "round", *NextAnswer.model_fields), ("stage",), 8)
        case LayerComparison():
            counts = ("n", "indicators")
            return _types(("country", "round", *LayerAgreement.model_fields), counts, 3)
        case GroupProfile() | PublishedGroup():
            return _types(("id", "figure", "n", "share", "value"), ("n",), 2)
        case Uncertainty():
            return _types(("country", "id", "input", "statistic", "n", "value", "error"), ("n",), 4)
        case SetStatistics():
            return _types(("id", "other", "statistic", "n", "value"), ("n",), 3)


def _types(names: tuple[str, ...], counts: tuple[str, ...], texts: int) -> dict[str, str]:
    """Type the first columns as texts, whole numbers by name, and the others as figures."""
    return {
        name: _COUNT if name in counts else _TEXT if at < texts else _FIGURE
        for at, name in enumerate(names)
    }


def rows_of(document: Analysis) -> Rows:
    """Return the rows of a result's table, every one with the same keys."""
    match document:
        case NextAnswers():
            names = {"country": document.country, "round": document.round}
            return [{**names, **one.model_dump()} for one in document]
        case LayerComparison():
            names = {"country": document.country, "round": document.round}
            layers = (document.overall, *document.areas.values())
            return [{**names, **one.model_dump()} for one in layers]
        case GroupProfile() | PublishedGroup():
            return _group_rows(document)
        case Uncertainty():
            return _uncertainty_rows(document)
        case SetStatistics():
            return _statistics_rows(document)


def _group_rows(profile: Group) -> Rows:
    """Return a row a quantile, and two a common gap; a suppressed value is NaN beside its n."""
    rows: Rows = []
    nodes: tuple[NodeProfile | PublishedNode, ...] = (*profile.nodes.values(),)
    for node in nodes:
        for figure in ("value", "stage_low", "stage_high"):
            found = getattr(node, figure)
            if found is None:
                continue
            values = found.values or (None,) * len(profile.shares)
            rows += [
                {"id": node.id, "figure": figure, "n": found.n, "share": share, "value": value}
                for share, value in zip(profile.shares, values, strict=True)
            ]
    for gap in profile.common_gaps:
        counted = {"real_gap": gap.real, "information_gap": gap.information}
        rows += [
            {"id": gap.id, "figure": figure, "n": gap.n, "share": None, "value": count}
            for figure, count in counted.items()
        ]
    return rows


def _uncertainty_rows(result: Uncertainty) -> Rows:
    rows: Rows = []

    def add(one: Any, item: str, n: int, names: dict[str, str], by: str = "") -> None:
        for statistic, field in names.items():
            rows.append(
                {
                    "country": one.country,
                    "id": item,
                    "input": by,
                    "statistic": statistic,
                    "n": n,
                    "value": getattr(one, field),
                    "error": getattr(one, f"{field}_error", None),
                }
            )

    plain = ("low", "value", "high", "mean", "deviation", "lower", "median", "upper")
    for figure in result.figures:
        add(figure, figure.id, figure.n, {name: name for name in plain})
    for weakest in result.weakest:
        add(weakest, weakest.area, result.draws, {"weakest": "share"})
    for rank in result.ranks:
        names = ("mean", "lower", "median", "upper")
        add(rank, "overall", rank.n, {"rank": "rank", **{f"rank_{name}": name for name in names}})
    for part in result.sensitivity:
        names_of = {"sobol_first": "first", "sobol_total": "total"}
        add(part, part.id, result.sobol or 0, names_of, part.input)
    return rows


def _statistics_rows(result: SetStatistics) -> Rows:
    rows: Rows = []

    def add(item: str, other: str, statistic: str, n: int, value: float | None) -> None:
        row = {"id": item, "other": other, "statistic": statistic, "n": n, "value": value}
        rows.append(row)

    for pair in result.correlations:
        for name in ("pearson", "spearman"):
            add(pair.first, pair.second, name, pair.n, getattr(pair, name))
    for node in result.reliability:
        add(node.id, "", "alpha", node.n, node.alpha)
    item_names = ("weight", "main_effect", "effective_weight", "contribution")
    for item in result.items:
        for name in (*item_names, "rank_shift", "rank_shift_most"):
            add(item.id, "", name, item.n, getattr(item, name))
    return rows
