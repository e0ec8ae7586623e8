"""A group of countries: quantiles of its figures, common gaps, who can show what to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from teia_indicators.analysis.common import CommonGap, applicable_in, common_gaps
from teia_indicators.analysis.published import (
    MINIMUM,
    PublishedGroup,
    PublishedNode,
    PublishedQuantiles,
)
from teia_indicators.analysis.sets import check_set, position
from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.assessment.result import Assessment, IndicatorScore, show
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.gaps import Target
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import MethodError, Place, problem

#: Lower quartile, median, upper quartile.
_QUARTILES = (0.25, 0.5, 0.75)

#: How many stages a country must be ahead, at least, to have something to show.
_AHEAD = 2


class Quantiles(Model):
    """Quantiles of one figure in a group.

    Parameters
    ----------
    n : int
        How many countries have the figure.
    values : tuple of float
        One for each share asked for; empty where no country has the figure.
    """

    n: int
    values: tuple[float, ...]

    def published(self, kept: Sequence[int] = range(3)) -> PublishedQuantiles:
        """Return n, and where it is not below the minimum the values at some positions."""
        few = self.n < MINIMUM
        values = tuple(self.values[at] for at in kept if at < len(self.values))
        return PublishedQuantiles(n=self.n, values=None if few else values)


class NodeProfile(Model):
    """A node in a group.

    Parameters
    ----------
    id : str
        ``overall``, or id of an area or an indicator.
    value : Quantiles
        Of the point value, in the scale's unit.
    stage_low, stage_high : Quantiles or None
        Of the stages' bounds, unit stage; None for what is no indicator.
    """

    id: str
    value: Quantiles
    stage_low: Quantiles | None = None
    stage_high: Quantiles | None = None


class Lead(Model):
    """One country can show another how an indicator is done.

    Parameters
    ----------
    indicator : str
        Id of the indicator.
    shows, sees : str
        Codes of the two countries.
    stages : int
        How many stages apart they are at least: the one's `stage_low` minus the other's
        `stage_high`; 2 or more.
    """

    indicator: str
    shows: str
    sees: str
    stages: int


class GroupProfile(Model):
    """A group of countries; see `group_profile`.

    Parameters
    ----------
    countries : tuple of str
        In the order given.
    catalogue : CatalogueRef
        What was asked.
    method : ScoringMethod
        How it was scored.
    unit : {"share", "own"}
        Unit of the values: shares are shown as 0 to 100.
    shares : tuple of float
        Which quantiles, in [0, 1].
    nodes : mapping of str to NodeProfile
        ``overall``, areas, indicators, in catalogue order.
    leads : tuple of Lead
        Who can show what to whom, in catalogue order, then in the order of the countries.
    target : Target
        The stages that common gaps are measured against.
    distribution : mapping of str to Quantiles
        Lower quartile, median and upper quartile of the value: areas, and ``overall`` last.
    common_gaps : tuple of CommonGap
        Criteria that are open in most countries, the most common ones first.
    applicable : mapping of str to int
        In how many countries each criterion at or below the target is applicable.
    """

    countries: tuple[str, ...]
    catalogue: CatalogueRef
    method: ScoringMethod
    unit: Literal["share", "own"]
    shares: tuple[float, ...]
    nodes: FrozenDict[str, NodeProfile]
    leads: tuple[Lead, ...]
    target: Target = Target()
    distribution: FrozenDict[str, Quantiles] = FrozenDict()
    common_gaps: tuple[CommonGap, ...] = ()
    applicable: FrozenDict[str, int] = FrozenDict()

    def published(self) -> PublishedGroup:
        """Return what may be published: no country is named, no figure rests on fewer than five.

        Raises
        ------
        MethodError
            If the group itself has fewer than five countries.

        References
        ----------
        Project's choice, after requirement R35. Leads name countries, so they are left out. Of the
        quantiles only quartiles and median stay: all of five would be the countries' own figures.
        """
        size = len(self.countries)
        if size < MINIMUM:
            found = problem("M070", Place(), "group", size, value=size, least=MINIMUM)
            raise MethodError([found])
        few = tuple(item for item, n in self.applicable.items() if n < MINIMUM)
        kept = [at for at, share in enumerate(self.shares) if share in _QUARTILES]
        same = ("catalogue", "method", "unit", "target")
        return PublishedGroup(
            size=size,
            distribution=FrozenDict({i: one.published() for i, one in self.distribution.items()}),
            shares=tuple(self.shares[at] for at in kept),
            nodes=FrozenDict({item: _published(one, kept) for item, one in self.nodes.items()}),
            common_gaps=tuple(one for one in self.common_gaps if one.id not in few),
            left_out=few,
            **{name: getattr(self, name) for name in same},
        )

    def __repr__(self) -> str:
        return f"<GroupProfile: {len(self.countries)} countries, {len(self.leads)} leads>"

    def _repr_html_(self) -> str:
        rows = (
            (one.id, one.value.n, *(show(value, self.unit) for value in one.value.values))
            if one.value.n
            else (one.id, 0, *("–" for _ in self.shares))
            for one in self.nodes.values()
        )
        heads = ("Id", "n", *(f"{share * 100:g} %" for share in self.shares))
        group = f"Group of {len(self.countries)}"
        gaps = ((one.id, one.text, one.n, one.real, one.information) for one in self.common_gaps)
        return html_table(f"{group}: quantiles of the value", heads, rows) + html_table(
            f"{group}: criteria open in most countries",
            ("Id", "Criterion", "n", "Real gap", "Information gap"),
            gaps,
        )


def _published(node: NodeProfile, kept: Sequence[int]) -> PublishedNode:
    low, high = node.stage_low, node.stage_high
    return PublishedNode(
        id=node.id,
        value=node.value.published(kept),
        stage_low=None if low is None else low.published(kept),
        stage_high=None if high is None else high.published(kept),
    )


def group_profile(
    assessments: Sequence[Assessment],
    shares: Sequence[float] = _QUARTILES,
    target: int | Target | None = None,
) -> GroupProfile:
    """Return quantiles of a group's figures, its common gaps, and who can show what to whom.

    Parameters
    ----------
    assessments : sequence of Assessment
        One a country, of one catalogue and method.
    shares : sequence of float
        Which quantiles, in [0, 1].
    target : int, Target or None
        The stages that gaps are measured against; None for the catalogue's default.

    Returns
    -------
    GroupProfile
        Each quantile is a figure that some country has, and n stands beside it. No ranking. It
        names countries: for print there is `GroupProfile.published`.

    Raises
    ------
    MethodError
        If there is no assessment, catalogues or methods differ, a country stands twice, a share is
        outside [0, 1], or a target is no stage of the scale.

    References
    ----------
    Method, section 8: quantiles by ``inverted_cdf``; A can show B where
    ``stage_low(A) - stage_high(B) >= 2``.
    """
    check_set(assessments)
    shares = tuple(float(share) for share in shares)
    wrong = [share for share in shares if not 0 <= share <= 1]
    if wrong:
        raise MethodError([problem("M046", Place(), "shares", one, value=one) for one in wrong])
    first = assessments[0]
    target = target if isinstance(target, Target) else Target(default=target)
    catalogue, counts = first.catalogue, applicable_in(assessments)
    areas = (*first.areas, first.overall.id) if catalogue.overall else (*first.areas,)
    asked = [
        one.id
        for one in catalogue.criteria
        if one.stage <= target.stage(catalogue.parents[one.id], catalogue)
    ]
    ids = (first.overall.id, *first.areas, *first.indicators)
    return GroupProfile(
        countries=tuple(one.country for one in assessments),
        catalogue=first.catalogue_ref,
        method=first.method,
        unit=first.catalogue.scale.unit,
        shares=shares,
        nodes=FrozenDict({item: _profile(item, assessments, shares) for item in ids}),
        leads=tuple(lead for item in first.indicators for lead in _leads(item, assessments)),
        target=target,
        distribution=FrozenDict(
            {item: _profile(item, assessments, _QUARTILES).value for item in areas}
        ),
        common_gaps=common_gaps(assessments, target),
        applicable=FrozenDict({item: counts[item] for item in asked}),
    )


def _profile(item: str, assessments: Sequence[Assessment], shares: Sequence[float]) -> NodeProfile:
    nodes = [one.node(item) for one in assessments]
    value = _quantiles([node.value for node in nodes], shares)
    stages = [node for node in nodes if isinstance(node, IndicatorScore)]
    if not stages:
        return NodeProfile(id=item, value=value)
    low = _quantiles([node.stage_low for node in stages], shares)
    high = _quantiles([node.stage_high for node in stages], shares)
    return NodeProfile(id=item, value=value, stage_low=low, stage_high=high)


def _quantiles(figures: Sequence[float | None], shares: Sequence[float]) -> Quantiles:
    known = sorted(figure for figure in figures if figure is not None)
    values = tuple(float(known[position(share, len(known))]) for share in shares if known)
    return Quantiles(n=len(known), values=values)


def _leads(item: str, assessments: Sequence[Assessment]) -> list[Lead]:
    scores = [(one.country, one.indicators[item]) for one in assessments]
    return [
        Lead(indicator=item, shows=ahead, sees=behind, stages=a.stage_low - b.stage_high)
        for ahead, a in scores
        for behind, b in scores
        if a.stage_low is not None
        and b.stage_high is not None
        and a.stage_low - b.stage_high >= _AHEAD
    ]
