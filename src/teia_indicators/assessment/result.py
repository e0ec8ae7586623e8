"""The models of a scored questionnaire."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.catalogue.model import Catalogue, CatalogueRef
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import Problem
from teia_indicators.responses.model import Grade, Responses

if TYPE_CHECKING:
    from teia_indicators.assessment.trace import Explanation


class Counts(Model):
    """How the criteria below a node were answered; the parts add up to `all`."""

    yes: int = 0
    partly: int = 0
    no: int = 0
    implied: int = 0
    unanswered: int = 0
    unknown: int = 0
    withheld: int = 0
    not_applicable: int = 0

    @property
    def all(self) -> int:
        """The number of criteria below the node."""
        return sum(getattr(self, name) for name in type(self).model_fields)

    @classmethod
    def of(cls, parts: Iterable[Counts]) -> Counts:
        """Return the counts of several nodes together."""
        rows = zip(*[part.__dict__.values() for part in parts], strict=True)
        return cls.made(**dict(zip(_ANSWERS, map(sum, rows), strict=False)))

    def __add__(self, other: Counts) -> Counts:
        return Counts.of((self, other))


_ANSWERS = tuple(Counts.model_fields)


class EvidenceProfile(Model):
    """What the answers ``yes`` below a node rest on; never changes a score.

    Parameters
    ----------
    claimed, documented, demonstrated : int
        Number of explicit answers ``yes`` of each evidence grade. Implied criteria have no evidence
        of their own and are not counted; they add up to the ``yes`` of the node's `Counts`.

    References
    ----------
    Method, section 4.
    """

    claimed: int = 0
    documented: int = 0
    demonstrated: int = 0

    @property
    def yes(self) -> int:
        """The number of answers ``yes`` below the node."""
        return self.claimed + self.documented + self.demonstrated

    def share(self, grade: Grade) -> float | None:
        """Return the share of ``yes`` that has the grade, in [0, 1]; None where none is yes."""
        count: int = getattr(self, grade)
        return count / self.yes if self.yes else None

    def __add__(self, other: EvidenceProfile) -> EvidenceProfile:
        names = type(self).model_fields
        return EvidenceProfile(**{n: getattr(self, n) + getattr(other, n) for n in names})


class NodeScore(Model):
    """A figure with its bounds.

    Parameters
    ----------
    id : str
        Id of the node; ``overall`` for the whole.
    applicable : bool
        False where it leaves every denominator; then the figures are None.
    low, value, high : float or None
        In the scale's unit, [0, 1] for the shipped catalogue. `value` is None where the missing
        policy gives none; else low <= value <= high.
    coverage : float or None
        Share of what is applicable that is determinate, in [0, 1]; None where not applicable.
    counts : Counts
        Answers below the node.

    References
    ----------
    Method, section 4.
    """

    id: str
    applicable: bool
    low: float | None
    value: float | None
    high: float | None
    coverage: float | None
    counts: Counts


class IndicatorScore(NodeScore):
    """An indicator's stage and figure.

    Parameters
    ----------
    stage_low, stage_high : int or None
        The interval of stages that the answers allow; None where not applicable, and for an item
        with a scale of its own.
    declared : int or None
        The declared stage.
    basis : {"declared", "criteria", "mixed"}
        What the interval rests on.
    progress : float or None
        `stage_low` plus the share of the next stage's criteria that are met, `partly` counting one
        half; for change over time only. None where not applicable.

    References
    ----------
    Method, section 3.
    """

    stage_low: int | None
    stage_high: int | None
    declared: int | None = None
    basis: Literal["declared", "criteria", "mixed"] = "criteria"
    progress: float | None = None


class AreaScore(NodeScore):
    """A working area, or the whole.

    Parameters
    ----------
    insufficient : bool
        True where the coverage is below the method's threshold; the figure is given all the same.
    median_stage : int or None
        Weighted lower median of the indicators' `stage_low`.
    weakest : tuple of str
        Ids of the indicators with the lowest value, all that tie.
    grade_low, grade, grade_high : str or None
        Grades of low, value and high, where the catalogue names grades for the node.
    """

    insufficient: bool
    median_stage: int | None
    weakest: tuple[str, ...]
    grade_low: str | None = None
    grade: str | None = None
    grade_high: str | None = None


class DimensionScore(Model):
    """One dimension across an area or the whole: criteria met of those applicable.

    Parameters
    ----------
    id : str
        ``legislation``, ``institutional``, ``practice`` or ``transboundary``.
    met, met_high, applicable : int
        Criteria met, met at most when all indeterminate ones turn out met, and applicable.
    low, value, high : float or None
        Shares in [0, 1]; None where none is applicable. `value` is the low: what is shown counts.

    References
    ----------
    Method, section 4: each criterion counts 1, `partly` is not met.
    """

    id: str
    met: int
    met_high: int
    applicable: int
    low: float | None
    value: float | None
    high: float | None


class Assessment(Model):
    """A scored questionnaire; see `assess`.

    Parameters
    ----------
    catalogue : Catalogue
        What was asked.
    responses : Responses
        What was answered.
    method : ScoringMethod
        How it was scored.
    indicators, areas : mapping of str to IndicatorScore or AreaScore
        By id, in catalogue order.
    overall : AreaScore
        The whole, with id ``overall``.
    dimensions : mapping of str to DimensionScore
        Over the whole catalogue.
    area_dimensions : mapping of str to mapping of str to DimensionScore
        The same per area.
    findings : tuple of Problem
        What to look at: contradictions between answers, declared stages that they do not support.
    """

    catalogue: Catalogue
    responses: Responses
    method: ScoringMethod
    indicators: FrozenDict[str, IndicatorScore]
    areas: FrozenDict[str, AreaScore]
    overall: AreaScore
    dimensions: FrozenDict[str, DimensionScore]
    area_dimensions: FrozenDict[str, FrozenDict[str, DimensionScore]]
    findings: tuple[Problem, ...] = ()

    @property
    def country(self) -> str:
        """Country code of the responses."""
        return self.responses.country

    @property
    def round(self) -> str:
        """Round of the responses."""
        return self.responses.round

    @property
    def catalogue_ref(self) -> CatalogueRef:
        """Id, version and checksum of the catalogue."""
        return self.catalogue.ref

    @cached_property
    def evidence(self) -> FrozenDict[str, EvidenceProfile]:
        """What the answers ``yes`` rest on, by id of node: ``overall``, areas, indicators."""
        from teia_indicators.assessment.assemble import evidence_of

        return evidence_of(self.catalogue, self.responses)

    @cached_property
    def states(self) -> FrozenDict[str, dict[str, str]]:
        """How each criterion is read, by id of indicator, then of criterion.

        Its answer, or ``implied_met`` or ``implied_unmet`` under a declared stage.
        """
        from teia_indicators.assessment.assemble import all_states

        return all_states(self.catalogue, self.responses)

    @cached_property
    def reading(self) -> FrozenDict[str, str]:
        """How each criterion is read, as in `states`, by its id."""
        return FrozenDict({k: said for own in self.states.values() for k, said in own.items()})

    @cached_property
    def open_criteria(self) -> frozenset[str]:
        """The criteria that apply and are not met: what is left to do, or to find out."""
        from teia_indicators.assessment.assemble import CLOSED_WORDS

        return frozenset(k for k, said in self.reading.items() if said not in CLOSED_WORDS)

    def node(self, item: str) -> NodeScore:
        """Return the score of ``overall``, an area or an indicator by its id.

        Raises
        ------
        KeyError
            If there is no such id.
        """
        if item == self.overall.id:
            return self.overall
        return self.areas[item] if item in self.areas else self.indicators[item]

    def explain(self, item: str = "overall", language: str = "en") -> Explanation:
        """Return why a figure is what it is, down to the answers; see `Explanation`."""
        from teia_indicators.assessment.explain import explain

        return explain(self, item, language)

    def __repr__(self) -> str:
        whole = self.overall
        shown = f"{show(whole.low)} to {show(whole.high)}"
        return f"<Assessment {self.country} {self.round}: {shown} of {show(self._top())}>"

    def _top(self) -> float:
        return self.catalogue.scale.value(self.catalogue.scale.top)

    def _repr_html_(self) -> str:
        unit = self.catalogue.scale.unit
        rows = (
            (
                area.id,
                area.title,
                *(show(bound, unit) for bound in (node.low, node.value, node.high)),
                show(node.coverage),
                ", ".join(node.weakest),
            )
            for area in self.catalogue.areas
            for node in [self.areas[area.id]]
        )
        status = f"catalogue {self.catalogue.id} {self.catalogue.version}, {self.catalogue.status}"
        heads = ("Id", "Area", "Low", "Value", "High", "Coverage", "Weakest")
        return html_table(f"{self.country} {self.round} ({status})", heads, rows)


def show(number: float | None, unit: Literal["share", "own"] = "share") -> str:
    """Return a figure for people: shares as 0 to 100 with one decimal, own units as they are."""
    if number is None:
        return "–"
    return f"{number * 100:.1f}" if unit == "share" else f"{number:g}"
