"""The draws of an analysis, block after block, and the records that they amount to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from teia_indicators.analysis.draws import Plan, node_order
from teia_indicators.analysis.sets import number, overall_row
from teia_indicators.analysis.spread import (
    Shares,
    rank_counts,
    rank_summary,
    summary,
    weakest_sums,
)
from teia_indicators.analysis.uncertain import RankInterval, UncertainFigure, WeakestShare
from teia_indicators.assessment.kernel import Floats
from teia_indicators.catalogue.model import Catalogue

_FIGURES = ("mean", "mean_error", "deviation")
_QUANTILES = tuple(f"{n}{e}" for n in ("lower", "median", "upper") for e in ("", "_error"))


class Tally:
    """What is kept of the draws, block after block in their order."""

    def __init__(self, plan: Plan, catalogue: Catalogue, draws: int) -> None:
        values = catalogue.scale.exact_values
        self._span = float(values[-1] - values[0]) or 1.0
        self._nodes = node_order(plan)
        self._whole = overall_row(plan.structures[0])
        weighted = {area.id for area in catalogue.areas if area.weight > 0}
        self._weighted = sorted(at for at, item in self._nodes if item in weighted)
        self._countries = [one.country for one in plan.countries]
        self._base, self._leaves = plan.base, len(catalogue.indicators)
        count = len(self._countries)
        self._draws = np.empty((len(self._nodes), count, draws))
        self._ranks = np.zeros((count, count), dtype=np.int64)
        self._weakest = np.zeros((len(self._weighted), count))
        self._done = 0

    def add(self, values: Floats) -> None:
        """Take the figures of one block; of the last one what is still missing."""
        values = values[:, :, : self._draws.shape[2] - self._done]
        self._draws[:, :, self._done : self._done + values.shape[2]] = values
        self._done += values.shape[2]
        if self._whole is not None and len(self._ranks) > 1:
            overall = values[self._whole - self._leaves]
            self._ranks += rank_counts(overall, self._span)
        if self._weighted:
            first, last = self._weighted[0], self._weighted[-1] + 1
            whole = last - first == len(self._weighted)  # then a view does, without a copy
            areas = values[first:last] if whole else values[self._weighted]
            self._weakest += weakest_sums(areas, self._span)

    def figures(self, shares: Shares) -> Iterator[UncertainFigure]:
        """Sort the draws of each node; they are gone afterwards."""
        for column, country in enumerate(self._countries):
            for at, item in self._nodes:
                low, value, high = (
                    number(figure[self._leaves + at, column])
                    for figure in (self._base.low, self._base.value, self._base.high)
                )
                found = _complete(summary(self._draws[at, column], shares), _FIGURES)
                yield UncertainFigure(
                    country=country, id=item, low=low, value=value, high=high, **found
                )

    def weakest(self) -> Iterator[WeakestShare]:
        """Return shares of the draws in which the country has any area's figure."""
        areas = dict(self._nodes)
        for column, country in enumerate(self._countries):
            total = round(float(self._weakest[:, column].sum()))
            for at, row in enumerate(self._weighted):
                share = float(self._weakest[at, column]) / total if total else None
                spread = None if share is None else max(share * (1 - share), 0.0) / total
                yield WeakestShare(
                    country=country,
                    area=areas[row],
                    share=share,
                    share_error=None if spread is None else math.sqrt(spread),
                )

    def ranks(self, shares: Shares) -> Iterator[RankInterval]:
        """Return rank intervals; nothing for a single country."""
        if self._whole is None or len(self._countries) == 1:
            return
        own = rank_counts(self._base.value[self._whole][:, None], self._span)
        for column, country in enumerate(self._countries):
            found = _complete(rank_summary(self._ranks[column], shares), _FIGURES[:2])
            rank = int(own[column].argmax()) + 1 if own[column].any() else None
            yield RankInterval(country=country, rank=rank, **found)


def _complete(found: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {**dict.fromkeys((*names, *_QUANTILES)), **found}
