"""The result of looking at a set of assessments as an index analyst does."""

from __future__ import annotations

from typing import Literal

from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.html import html_table
from teia_indicators.model import Model

Level = Literal["indicator", "area"]


class Correlation(Model):
    """How two indicators, or two areas, go together over the countries.

    Parameters
    ----------
    level : {"indicator", "area"}
        What is compared.
    first, second : str
        Their ids, in catalogue order.
    within : bool
        True for two indicators of one area.
    n : int
        Countries that have both values.
    pearson, spearman : float or None
        Linear and rank correlation, in [-1, 1]; None where `n` is below 3 or one does not vary.
    """

    level: Level
    first: str
    second: str
    within: bool
    n: int
    pearson: float | None
    spearman: float | None


class Reliability(Model):
    """Whether the indicators of a node measure one thing (Cronbach's alpha).

    Parameters
    ----------
    id : str
        Id of an area, or ``overall`` for all indicators.
    items : int
        Indicators of a weight above 0.
    n : int
        Countries that have the values of all of them.
    alpha : float or None
        At most 1; None where `items` is below 2, `n` below 3, or their sum does not vary.
    """

    id: str
    items: int
    n: int
    alpha: float | None


class ItemStatistics(Model):
    """What an indicator, or an area, does to the overall figure.

    Parameters
    ----------
    level : {"indicator", "area"}
        What it is.
    id, area : str
        Its id, and that of its area.
    weight : float
        Its nominal weight in the whole, as a share.
    n : int
        Countries that have its value and an overall one.
    main_effect : float or None
        Correlation ratio: the share of the variance of the overall value that would go if this
        value were known, in [0, 1]. None where `n` is below 10, or either does not vary.
    effective_weight : float or None
        Its main effect as a share of those of its whole level, to compare with `weight`.
    contribution : float or None
        By how much the overall value would be lower, on average, in the scale's unit, if nothing of
        it were achieved. Under arithmetic means without rounding these add up to the mean of the
        overall value above the floor.
    rank_shift, rank_shift_most : float or None
        Mean and largest change of a country's rank, in ranks, if the item is left out. None where
        fewer than 2 countries have a value with and without it.
    """

    level: Level
    id: str
    area: str
    weight: float
    n: int
    main_effect: float | None
    effective_weight: float | None
    contribution: float | None
    rank_shift: float | None
    rank_shift_most: float | None


class SetStatistics(Model):
    """Statistics of a set of assessments; see `describe_set`.

    Parameters
    ----------
    catalogue : CatalogueRef
        What was asked.
    method : ScoringMethod
        How it was scored.
    countries : tuple of str
        In the order given.
    correlations : tuple of Correlation
        Pairs of areas, then pairs of indicators.
    reliability : tuple of Reliability
        ``overall``, then areas.
    items : tuple of ItemStatistics
        Areas, then indicators.
    """

    catalogue: CatalogueRef
    method: ScoringMethod
    countries: tuple[str, ...]
    correlations: tuple[Correlation, ...]
    reliability: tuple[Reliability, ...]
    items: tuple[ItemStatistics, ...]

    def item(self, name: str) -> ItemStatistics:
        """Return the statistics of an indicator or an area.

        Raises
        ------
        KeyError
            If there is no such id.
        """
        for one in self.items:
            if one.id == name:
                return one
        raise KeyError(name)

    def __repr__(self) -> str:
        return f"<SetStatistics: {len(self.countries)} countries, {len(self.items)} items>"

    def _repr_html_(self) -> str:
        rows = (
            (
                *(one.id, one.n, _shown(one.weight), _shown(one.effective_weight)),
                *(_shown(one.contribution), _shown(one.rank_shift)),
            )
            for one in self.items
        )
        heads = ("Id", "n", "Weight", "Effective weight", "Contribution", "Rank shift")
        return html_table(f"What moves the overall figure of {len(self.countries)}", heads, rows)


def _shown(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"
