"""The models of a comparison of rounds: step 3 of the cycle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.comparison.review import PlanReview
from teia_indicators.gaps.model import Day, Target
from teia_indicators.html import html_table
from teia_indicators.model import Model
from teia_indicators.problems import Problem

Kind = Literal[
    "changed",
    "became_determinate",
    "became_indeterminate",
    "corrected",
    "asked",
    "new",
    "retired",
]

#: The parts of a change, in the order of the path.
PARTS = ("correction", "catalogue", "coverage", "real")


class Change(Model):
    """A figure in two rounds, and what its change is made of.

    Parameters
    ----------
    earlier, later : float or None
        The figure of the two assessments, in the scale's unit; None where the node has none.
    total : float or None
        The whole change, later minus earlier; None where one of them is.
    correction : float or None
        What answers change that the later round flags as corrections of the earlier one.
    catalogue : float or None
        What the later catalogue changes: other criteria, weights, rules; answers asked anew.
    coverage : float or None
        What answers change that became determinate or indeterminate.
    real : float or None
        The remainder: what answers change that are known in both rounds.

    References
    ----------
    Method, section 7. ``correction + catalogue + coverage + real == total`` holds exactly in
    floats, added up in any order. All are differences of the path's exact figures, each rounded to
    a multiple of 2**-50 (of figures up to 1): so `total` is ``later - earlier`` to 1e-15.
    """

    earlier: float | None = None
    later: float | None = None
    total: float | None = None
    correction: float | None = None
    catalogue: float | None = None
    coverage: float | None = None
    real: float | None = None

    @property
    def parts(self) -> dict[str, float | None]:
        """The four parts by name, in the order of the path."""
        return {name: getattr(self, name) for name in PARTS}

    @property
    def changed(self) -> bool:
        """True where the figure is another one, or parts of its change cancel out."""
        return self.earlier != self.later or any(self.parts.values())


class NodeChange(Model):
    """What became of an indicator, an area or the whole.

    Parameters
    ----------
    level : {"overall", "area", "indicator"}
        What it is.
    id, title : str
        In the later catalogue; of what was retired, in the earlier one.
    was : tuple of str
        Ids in the earlier catalogue; empty where it is new. Only a node that comes from one alone,
        and alone, has earlier figures.
    low, value, high : Change
        The figure under the method's policy, and its bounds, each with the parts of its change.
    known_earlier, known_later : float or None
        Coverage: share of what is applicable that is determinate, in [0, 1].
    stage_low_earlier, stage_low_later, stage_high_earlier, stage_high_later : int or None
        Stages of an indicator.
    progress_earlier, progress_later : float or None
        `IndicatorScore.progress`, unit stage.
    target : int or None
        Target stage of an indicator.
    steps_to_go, steps_made : float or None
        Steps on the scale from the earlier progress up to the target, and how many of them were
        made, each indicator within [0, its steps to go]; of areas and the whole the sums. None
        where an indicator has no stage in one of the rounds, or the scales differ.
    retired : bool
        True where only the earlier catalogue has it.
    to_target : float or None
        Their ratio in [0, 1]; 1 where there was nothing to do.

    References
    ----------
    Method, sections 3 and 7. Project's choice: the share of an area is that of the steps, not the
    mean of its indicators' shares, so those that had nothing to do do not count; what goes beyond
    a target, or falls back, cannot make up for another indicator.
    """

    level: Literal["overall", "area", "indicator"]
    id: str
    title: str
    was: tuple[str, ...] = ()
    low: Change = Change()
    value: Change = Change()
    high: Change = Change()
    known_earlier: float | None = None
    known_later: float | None = None
    stage_low_earlier: int | None = None
    stage_low_later: int | None = None
    stage_high_earlier: int | None = None
    stage_high_later: int | None = None
    progress_earlier: float | None = None
    progress_later: float | None = None
    target: int | None = None
    steps_to_go: float | None = None
    steps_made: float | None = None
    retired: bool = False

    @property
    def to_target(self) -> float | None:
        """Share of the steps to the target that were made; 1 where there was nothing to do."""
        if self.steps_to_go is None or self.steps_made is None:
            return None
        return self.steps_made / self.steps_to_go if self.steps_to_go else 1.0

    @property
    def changed(self) -> bool:
        """True where a figure, a stage or the progress is another one."""
        pairs = (
            (self.stage_low_earlier, self.stage_low_later),
            (self.stage_high_earlier, self.stage_high_later),
            (self.progress_earlier, self.progress_later),
            (self.known_earlier, self.known_later),
        )
        figures = (self.low, self.value, self.high)
        return any(one.changed for one in figures) or any(a != b for a, b in pairs)


class CriterionChange(Model):
    """A criterion that is not as it was.

    Parameters
    ----------
    id, text, indicator : str
        The criterion, in the later catalogue; of what was retired, in the earlier one. Without
        criteria of its own, the indicator itself.
    was : tuple of str
        Ids in the earlier catalogue.
    kind : str
        The last of these that holds along the path. ``changed``: another answer, known both times
        or open both times. ``became_determinate``, ``became_indeterminate``: known now, or no
        longer. ``asked``: asked anew by the migration and still open. ``corrected``: only
        corrected. ``new`` or ``retired``: in one of the catalogues only.
    correction : bool
        True where the later round corrects the earlier answer.
    earlier, corrected, carried, later : str, int or None
        How it is read at each station: an answer, ``implied_met``, ``implied_unmet``, or a declared
        stage. None where it is not asked, and where it comes from several with different answers.
    place_earlier, place_later : str
        Where the answers stand, such as ``xaa-2028.xlsx:Prevention!F9``; may be empty.
    """

    id: str
    text: str
    indicator: str
    was: tuple[str, ...]
    kind: Kind
    correction: bool = False
    earlier: str | int | None = None
    corrected: str | int | None = None
    carried: str | int | None = None
    later: str | int | None = None
    place_earlier: str = ""
    place_later: str = ""


class CriterionChanges(Model):
    """All criteria that are not as they were, in the later catalogue's order, then the retired."""

    country: str
    earlier: str
    later: str
    changes: tuple[CriterionChange, ...] = ()

    def of(self, kind: Kind) -> tuple[CriterionChange, ...]:
        """Return the changes of one kind."""
        return tuple(one for one in self.changes if one.kind == kind)

    def __iter__(self) -> Iterator[CriterionChange]:  # type: ignore[override]
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __repr__(self) -> str:
        counts = Counter(one.kind for one in self.changes)
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "none"
        return f"<CriterionChanges {self.country} {self.earlier} to {self.later}: {told}>"

    def _repr_html_(self) -> str:
        rows = (
            (
                one.id,
                one.kind,
                _said(one.earlier),
                _said(one.later),
                "yes" if one.correction else "",
            )
            for one in self.changes
        )
        heads = ("Id", "What", "Earlier", "Later", "Correction")
        return html_table(repr(self)[1:-1], heads, rows)


class RoundComparison(Model):
    """Two rounds of one country; see `compare_rounds`.

    Parameters
    ----------
    country, earlier, later : str
        Whose, and the names of the rounds.
    earlier_catalogue, later_catalogue : CatalogueRef
        What was asked.
    method : ScoringMethod
        How both are scored.
    unit : {"share", "own"}
        Unit of the figures: in [0, 1], or the scale's own.
    target : Target
        The stages to reach.
    on : date or None
        Only what is due on that day; None for the last stages.
    nodes : tuple of NodeChange
        The whole, areas, indicators, in the later catalogue's order; then what was retired.
    criteria : CriterionChanges
        Those that are not as they were.
    plan : PlanReview or None
        What became of the plan's actions.
    findings : tuple of Problem
        What to look at.
    """

    country: str
    earlier: str
    later: str
    earlier_catalogue: CatalogueRef
    later_catalogue: CatalogueRef
    method: ScoringMethod
    unit: Literal["share", "own"] = "share"
    target: Target
    on: Day | None = None
    nodes: tuple[NodeChange, ...]
    criteria: CriterionChanges
    plan: PlanReview | None = None
    findings: tuple[Problem, ...] = ()

    def node(self, item: str) -> NodeChange:
        """Return what became of ``overall``, an area or an indicator by its id.

        Raises
        ------
        KeyError
            If there is no such id.
        """
        for one in self.nodes:
            if one.id == item:
                return one
        raise KeyError(item)

    @property
    def overall(self) -> NodeChange:
        """The whole."""
        return self.nodes[0]

    @property
    def areas(self) -> dict[str, NodeChange]:
        """The areas by id."""
        return {one.id: one for one in self.nodes if one.level == "area"}

    @property
    def indicators(self) -> dict[str, NodeChange]:
        """The indicators by id."""
        return {one.id: one for one in self.nodes if one.level == "indicator"}

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.criteria.changes) or any(one.changed for one in self.nodes)

    def __repr__(self) -> str:
        whole = self.overall.low
        change = "" if whole.total is None else f", real {signed(whole.real, self.unit)}"
        return (
            f"<RoundComparison {self.country} {self.earlier} to {self.later}: low "
            f"{show(whole.earlier, self.unit)} to {show(whole.later, self.unit)}{change}>"
        )

    def _repr_html_(self) -> str:
        rows = (
            (
                one.id,
                one.title,
                show(one.low.earlier, self.unit),
                show(one.low.later, self.unit),
                *(signed(part, self.unit) for part in (one.low.total, *one.low.parts.values())),
                "–" if one.to_target is None else f"{one.to_target:.0%}",
            )
            for one in self.nodes
            if one.level != "indicator"
        )
        caption = f"{self.country} {self.earlier} to {self.later}: change of the low"
        heads = ("Id", "Area", "Earlier", "Later", "Change", *map(str.capitalize, PARTS))
        return html_table(caption, (*heads, "To target"), rows)


def signed(number: float | None, unit: Literal["share", "own"]) -> str:
    """Return a change for people; what rounds to nothing has no sign."""
    if number is None:
        return "–"
    shown = f"{number * 100:+.1f}" if unit == "share" else f"{number:+g}"
    return shown if float(shown) else shown.lstrip("+-")


def _said(state: str | int | None) -> str:
    return "–" if state is None else str(state)
