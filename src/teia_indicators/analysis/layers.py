"""A country's own answers and a reviewer's, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from teia_indicators.assessment.assemble import states_of
from teia_indicators.assessment.method import OVERALL
from teia_indicators.assessment.result import Assessment
from teia_indicators.assessment.score import assess
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue, CatalogueRef, Indicator
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import MethodError, Place, problem
from teia_indicators.responses.model import Responses

#: Answers that agreement is measured on, in their order.
_ORDER = {"no": 0, "partly": 1, "yes": 2}


class LayerAgreement(Model):
    """How far the two layers agree on an area, or on the whole.

    Parameters
    ----------
    id : str
        Id of the area, or ``overall``.
    n : int
        Criteria that both layers answer with yes, partly or no.
    same : float or None
        Share of these with the same answer; None where there is none.
    kappa : float or None
        Quadratically weighted kappa of these answers, at most 1; 0 is what chance would give. None
        where there is none, or where both layers give one and the same answer throughout.
    indicators : int
        Indicators that are applicable in both layers.
    stage_difference : float or None
        Mean of the reviewer's `stage_low` minus the country's own, unit stage, over these
        indicators, each counting once. Negative: the reviewer sees less. None where there is none.
    stage_difference_low, stage_difference_high : float or None
        Exact bounds of that mean over all completions of the indeterminate answers.
    """

    id: str
    n: int
    same: float | None
    kappa: float | None
    indicators: int
    stage_difference_low: float | None
    stage_difference: float | None
    stage_difference_high: float | None


class LayerComparison(Model):
    """Two layers of answers to one questionnaire; see `compare_layers`.

    Parameters
    ----------
    country, round : str
        Whose questionnaire.
    catalogue : CatalogueRef
        What was asked.
    areas : mapping of str to LayerAgreement
        By id, in catalogue order.
    overall : LayerAgreement
        All criteria and indicators together.
    """

    country: str
    round: str
    catalogue: CatalogueRef
    areas: FrozenDict[str, LayerAgreement]
    overall: LayerAgreement

    def __repr__(self) -> str:
        whole = self.overall
        kappa = "none" if whole.kappa is None else f"{whole.kappa:.2f}"
        return f"<LayerComparison {self.country} {self.round}: kappa {kappa}, n {whole.n}>"

    def _repr_html_(self) -> str:
        rows = (
            (
                one.id,
                one.n,
                _two(one.same),
                _two(one.kappa),
                one.indicators,
                _two(one.stage_difference_low),
                _two(one.stage_difference),
                _two(one.stage_difference_high),
            )
            for one in (*self.areas.values(), self.overall)
        )
        heads = ("Id", "Criteria", "Same", "Kappa", "Indicators", "Low", "Stage difference", "High")
        return html_table(f"{self.country} {self.round}: reviewer minus self", heads, rows)


def _two(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}"


def compare_layers(
    own: Assessment | Responses,
    reviewer: Assessment | Responses,
    catalogue: Catalogue | None = None,
) -> LayerComparison:
    """Compare a country's own answers with a reviewer's.

    Parameters
    ----------
    own, reviewer : Assessment or Responses
        The two layers; responses are scored by the default method first.
    catalogue : Catalogue or None
        What responses answer; None for the shipped one. Assessments bring their own.

    Returns
    -------
    LayerComparison
        Per area and overall.

    Raises
    ------
    MethodError
        If the layers are not of one catalogue, country and round.

    References
    ----------
    Method, section 4; weighted kappa after Cohen (1968). Project's choice: stages are compared by
    their lows, because only what is shown counts, and the bounds of the mean are given beside it.
    """
    catalogue = catalogue or load_catalogue()
    own, reviewer = (
        one if isinstance(one, Assessment) else assess(one, catalogue) for one in (own, reviewer)
    )
    _refuse_misfits(own, reviewer)
    catalogue = own.catalogue
    return LayerComparison(
        country=own.country,
        round=own.round,
        catalogue=catalogue.ref,
        areas=FrozenDict(
            {
                area.id: _agreement(area.id, area.indicators, own, reviewer)
                for area in catalogue.areas
            }
        ),
        overall=_agreement(OVERALL, catalogue.indicators, own, reviewer),
    )


def _refuse_misfits(own: Assessment, reviewer: Assessment) -> None:
    names = [f"{one.catalogue.id} {one.catalogue.version}" for one in (own, reviewer)]
    who = [f"{one.country} {one.round}" for one in (own, reviewer)]
    if own.catalogue != reviewer.catalogue:
        raise MethodError(
            [problem("M041", Place(), "", who[1], value=who[1], own=names[0], other=names[1])]
        )
    if who[0] != who[1]:
        raise MethodError([problem("M044", Place(), "", who[1], value=who[1], own=who[0])])


def _agreement(
    name: str, indicators: Iterable[Indicator], own: Assessment, reviewer: Assessment
) -> LayerAgreement:
    pairs: list[tuple[int, int]] = []
    lows, middles, highs = [], [], []
    for indicator in indicators:
        ours, theirs = (states_of(indicator, one.responses) for one in (own, reviewer))
        pairs += [
            (_ORDER[ours[item]], _ORDER[theirs[item]])
            for item in ours
            if ours[item] in _ORDER and theirs[item] in _ORDER
        ]
        a, b = (one.indicators[indicator.id] for one in (own, reviewer))
        bounds = (a.stage_low, a.stage_high, b.stage_low, b.stage_high)
        if None not in bounds:
            low, high, other_low, other_high = (bound or 0 for bound in bounds)
            lows.append(other_low - high)
            middles.append(other_low - low)
            highs.append(other_high - low)
    return LayerAgreement(
        id=name,
        n=len(pairs),
        same=sum(x == y for x, y in pairs) / len(pairs) if pairs else None,
        kappa=weighted_kappa(pairs),
        indicators=len(middles),
        stage_difference_low=_mean(lows),
        stage_difference=_mean(middles),
        stage_difference_high=_mean(highs),
    )


def _mean(numbers: list[int]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def weighted_kappa(pairs: list[tuple[int, int]]) -> float | None:
    """Return the quadratically weighted kappa of pairs of ranks; None where undefined.

    One minus the ratio of the mean squared difference of the pairs to that of all ways to pair one
    rater's answers with the other's. Whole numbers throughout, so that nothing is rounded but the
    result.
    """
    n = len(pairs)
    left, right = sum(x for x, _ in pairs), sum(y for _, y in pairs)
    squares = sum(x * x + y * y for x, y in pairs)
    observed = n * sum((x - y) ** 2 for x, y in pairs)
    by_chance = n * squares - 2 * left * right
    return float(1 - Fraction(observed, by_chance)) if by_chance else None
