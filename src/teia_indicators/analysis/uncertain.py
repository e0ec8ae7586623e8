"""The result of an uncertainty analysis: figures with their intervals and standard errors."""

from __future__ import annotations

from typing import Literal

from teia_indicators.analysis.vary import Input, Vary
from teia_indicators.assessment.method import OVERALL, ScoringMethod
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.html import html_table
from teia_indicators.model import Model


class VariedInput(Model):
    """One entry of the log of what was varied.

    Parameters
    ----------
    input : {"answers", "partly", "stages", "weights", "methods"}
        Which input; `Vary` says how.
    country : str
        Whose; empty for what all countries share.
    items : tuple of str
        Ids of what was varied; for methods their aggregations.
    """

    input: Input
    country: str
    items: tuple[str, ...]


class UncertainFigure(Model):
    """A figure over all draws; an ``_error`` is the standard error of the figure before it.

    Parameters
    ----------
    country, id : str
        Whose, and of which node: ``overall`` or an area.
    n : int
        Draws that gave a figure; where it is 0, all figures of the draws are None.
    low, value, high : float or None
        The assessment's own, in the scale's unit: the exact bounds of the answers as they are.
    mean, deviation : float or None
        Mean and standard deviation of the draws, in the scale's unit.
    lower, median, upper : float or None
        Quantiles of the draws by ``inverted_cdf``: the ends of the interval and its middle. Their
        errors are half the distance of the order statistics one binomial standard error away.
    """

    country: str
    id: str
    n: int
    low: float | None
    value: float | None
    high: float | None
    mean: float | None
    mean_error: float | None
    deviation: float | None
    lower: float | None
    lower_error: float | None
    median: float | None
    median_error: float | None
    upper: float | None
    upper_error: float | None


class WeakestShare(Model):
    """How often an area is the weakest of its country.

    Parameters
    ----------
    country, area : str
        Which.
    share, share_error : float or None
        Share of the draws, in [0, 1]; areas that tie share a draw equally, so that the shares of a
        country add up to 1. None where no area ever has a figure.
    """

    country: str
    area: str
    share: float | None
    share_error: float | None


class RankInterval(Model):
    """Rank of a country by its overall figure; 1 is the highest, and ties have the better rank.

    Parameters
    ----------
    country : str
        Whose.
    n : int
        Draws in which it has a figure; where it is 0, the ranks are None.
    rank : int or None
        Rank of the assessment's own value.
    mean, mean_error : float or None
        Mean rank over the draws.
    lower, median, upper : int or None
        Quantiles of the rank by ``inverted_cdf``, with their errors as in `UncertainFigure`.
    """

    country: str
    n: int
    rank: int | None
    mean: float | None
    mean_error: float | None
    lower: int | None
    lower_error: float | None
    median: int | None
    median_error: float | None
    upper: int | None
    upper_error: float | None


class Sensitivity(Model):
    """Which share of a figure's variance comes from one input (Sobol indices).

    Parameters
    ----------
    country, id, input : str
        Whose figure, of which node, and the input.
    first, first_error : float or None
        First-order index: the variance that would go if the input alone were known, as a share.
        None where the variance is 0. An estimate may fall slightly outside [0, 1].
    total, total_error : float or None
        Total index: the share that would remain if all other inputs were known.
    """

    country: str
    id: str
    input: Input
    first: float | None
    first_error: float | None
    total: float | None
    total_error: float | None


class Uncertainty(Model):
    """What a Monte Carlo analysis found; see `simulate_uncertainty`.

    Parameters
    ----------
    catalogue : CatalogueRef
        What was asked.
    method : ScoringMethod
        How the assessments were scored.
    unit : {"share", "own"}
        Unit of the figures: shares are shown as 0 to 100.
    vary : Vary
        What was varied, and how.
    seed, draws : int
        With `vary`, all that it takes to get the same bits again.
    interval : float
        Share of the draws between `lower` and `upper`.
    sobol : int or None
        Size of the samples for `sensitivity`; None where there is none.
    countries : tuple of str
        In the order given.
    log : tuple of VariedInput
        What was varied.
    figures : tuple of UncertainFigure
        Country by country: ``overall``, then the areas.
    weakest : tuple of WeakestShare
        Country by country, areas of a weight above 0 in catalogue order.
    ranks : tuple of RankInterval
        For several countries; empty for one.
    sensitivity : tuple of Sensitivity
        Empty where not asked for.
    """

    catalogue: CatalogueRef
    method: ScoringMethod
    unit: Literal["share", "own"]
    vary: Vary
    seed: int
    draws: int
    interval: float
    sobol: int | None
    countries: tuple[str, ...]
    log: tuple[VariedInput, ...]
    figures: tuple[UncertainFigure, ...]
    weakest: tuple[WeakestShare, ...]
    ranks: tuple[RankInterval, ...]
    sensitivity: tuple[Sensitivity, ...]

    def figure(self, item: str = OVERALL, country: str | None = None) -> UncertainFigure:
        """Return the figure of a node; of the first country where none is named.

        Raises
        ------
        KeyError
            If there is no such figure.
        """
        whose = self.countries[0] if country is None else country
        for one in self.figures:
            if (one.id, one.country) == (item, whose):
                return one
        raise KeyError((item, whose))

    def __repr__(self) -> str:
        inputs = ", ".join(self.vary.inputs) or "nothing"
        names = ", ".join(self.countries[:3]) + (", …" if len(self.countries) > 3 else "")
        return f"<Uncertainty {names}: {self.draws} draws of {inputs}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        rows = (
            (
                *(one.country, one.id, show(one.value, self.unit)),
                *(show(bound, self.unit) for bound in (one.lower, one.median, one.upper)),
                f"{show(one.low, self.unit)} to {show(one.high, self.unit)}",
            )
            for one in self.figures
        )
        inputs = ", ".join(self.vary.inputs) or "nothing"
        caption = f"{self.draws} draws of {inputs}, seed {self.seed}"
        span = f"{self.interval * 100:g} %"
        heads = ("Country", "Id", "Value", f"Lower ({span})", "Median", "Upper", "Exact bounds")
        return html_table(caption, heads, rows, named=1)
