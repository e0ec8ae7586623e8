"""Gaps: which criteria stand between a country and its targets, and what closing them gains."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from html import escape
from typing import Literal

import numpy as np

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS, states_of
from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.assessment.exact import ExactColumns
from teia_indicators.assessment.kernel import AnswerCode, Structure
from teia_indicators.assessment.method import compile_structure
from teia_indicators.assessment.result import IndicatorScore
from teia_indicators.assessment.score import encode
from teia_indicators.catalogue.actions import least_effort
from teia_indicators.catalogue.model import (
    DIMENSIONS,
    Catalogue,
    CatalogueRef,
    Dimension,
    Indicator,
)
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import MethodError, Place, did_you_mean, problem


class Target(Model):
    """The stage to reach, per indicator.

    Parameters
    ----------
    default : int or None
        Stage for every indicator; None for the catalogue's default target.
    areas, indicators : mapping of str to int
        Stages that differ, by id; an indicator's wins over its area's.
    by : date or None
        When it is to be reached.
    source : str
        Where the target comes from, such as a national programme.
    """

    default: int | None = None
    areas: FrozenDict[str, int] = FrozenDict()
    indicators: FrozenDict[str, int] = FrozenDict()
    by: datetime.date | None = None
    source: str = ""

    def stage(self, indicator: str, catalogue: Catalogue) -> int:
        """Return the target stage of an indicator by its id."""
        default = catalogue.scale.target if self.default is None else self.default
        return self.indicators.get(indicator, self.areas.get(catalogue.parents[indicator], default))


class GapCriterion(Model):
    """A criterion that stands between the low stage and the target.

    Parameters
    ----------
    id, text : str
        The criterion.
    stage : int
        Stage that it is required for.
    dimension : str
        Its dimension.
    answer : str
        How it is read: ``no``, ``partly``, ``implied_unmet``, ``unanswered``, ``unknown`` or
        ``withheld``.
    kind : {"real", "information"}
        Real: known to be unmet. Information: nobody knows yet, or says.
    blocks_next : bool
        True where it is required for the very next stage, or below.
    references : tuple of str
        Provisions of the Convention.
    """

    id: str
    text: str
    stage: int
    dimension: Dimension
    answer: str
    kind: Literal["real", "information"]
    blocks_next: bool
    references: tuple[str, ...]


class Gap(Model):
    """An indicator below its target.

    Parameters
    ----------
    rank : int
        From 1; a proposal, by gain per effort, then distance, then catalogue order. Every term is
        a field.
    area, indicator, title : str
        Where the gap is.
    stage_low, stage_high, next_stage, target : int
        The interval of stages, the next one above its low, and the target.
    distance : int
        Steps on the scale from `stage_low` to `target`.
    criteria : tuple of GapCriterion
        In ladder order.
    dimensions : tuple of str
        The kind of the gap: which dimensions its criteria belong to.
    references : tuple of str
        Provisions of the Convention that the criteria follow from.
    gain_overall, gain_area : float
        Change of the overall and the area's low when exactly these criteria turn to yes, in the
        scale's unit.
    next_gain_overall, next_gain_area : float
        The same for the criteria of the next stage only.
    effort : int or None
        Effort points of the cheapest set of actions that turns all its criteria (small 1, medium
        3, large 9; prerequisites not counted); None where the catalogue has no action for one.
    insufficient : bool
        True where the area's coverage is below the method's threshold.
    """

    rank: int
    area: str
    indicator: str
    title: str
    stage_low: int
    stage_high: int
    next_stage: int
    target: int
    distance: int
    criteria: tuple[GapCriterion, ...]
    dimensions: tuple[Dimension, ...]
    references: tuple[str, ...]
    gain_overall: float
    gain_area: float
    next_gain_overall: float
    next_gain_area: float
    effort: int | None = None
    insufficient: bool = False

    @property
    def real(self) -> tuple[GapCriterion, ...]:
        """The criteria known to be unmet."""
        return tuple(one for one in self.criteria if one.kind == "real")

    @property
    def information(self) -> tuple[GapCriterion, ...]:
        """The criteria of which nobody knows yet, or says."""
        return tuple(one for one in self.criteria if one.kind == "information")


class Gaps(Model):
    """All gaps of an assessment, by rank; see `find_gaps`."""

    country: str
    round: str
    catalogue: CatalogueRef
    target: Target
    gaps: tuple[Gap, ...]

    def __iter__(self) -> Iterator[Gap]:  # type: ignore[override]
        return iter(self.gaps)

    def __len__(self) -> int:
        return len(self.gaps)

    def __bool__(self) -> bool:
        return bool(self.gaps)

    def __repr__(self) -> str:
        return f"<Gaps {self.country} {self.round}: {len(self.gaps)} indicators below target>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td>{gap.rank}</td><th scope="row">{escape(gap.indicator)}</th>'
            f"<td>{escape(gap.title)}</td><td>{gap.stage_low}–{gap.stage_high}</td>"
            f"<td>{gap.target}</td><td>{len(gap.real)}</td><td>{len(gap.information)}</td>"
            f"<td>{gap.gain_overall * 100:.1f}</td></tr>"
            for gap in self.gaps
        )
        heads = "".join(
            f'<th scope="col">{head}</th>'
            for head in ("Rank", "Id", "Indicator", "Stage", "Target", "Real", "Unknown", "Gain")
        )
        return (
            f"<table><caption>{escape(self.country)} {escape(self.round)}: {len(self.gaps)} "
            f"indicators below target</caption><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def find_gaps(assessment: Assessment, target: int | Target | None = None) -> Gaps:
    """Find the indicators whose low stage is below target, and what closing each gap gains.

    Parameters
    ----------
    assessment : Assessment
        The scored questionnaire; nothing is changed.
    target : int, Target or None
        One stage for all, or a `Target`; None for the catalogue's default.

    Returns
    -------
    Gaps
        By rank. Gains are exact: the answers are flipped and scored again.

    Raises
    ------
    MethodError
        If a target is no stage of the scale, or names an unknown area or indicator.

    References
    ----------
    Method, section 6. Where an action is missing, the effort counts as 1; of equal gains per effort
    the greater distance comes first (project's choice).
    """
    if not isinstance(target, Target):
        target = Target(default=target)
    catalogue = assessment.catalogue
    _check_target(target, catalogue)
    found = [
        (indicator, row, stage)
        for row, indicator in enumerate(catalogue.indicators)
        for stage in [target.stage(indicator.id, catalogue)]
        if (low := assessment.indicators[indicator.id].stage_low) is not None and low < stage
    ]
    gains = _gains(assessment, found)
    drafts = [
        _gap(assessment, indicator, stage, *gain)
        for (indicator, _, stage), gain in zip(found, gains, strict=True)
    ]
    order = sorted(
        range(len(drafts)),
        key=lambda at: (-round(_per_effort(drafts[at]), 12), -drafts[at].distance, at),
    )
    return Gaps(
        country=assessment.country,
        round=assessment.round,
        catalogue=catalogue.ref,
        target=target,
        gaps=tuple(
            drafts[at].model_copy(update={"rank": rank}) for rank, at in enumerate(order, 1)
        ),
    )


def _per_effort(gap: Gap) -> float:
    """Return the gain per effort point; where no effort is known, every one counts the same."""
    return gap.gain_overall / (gap.effort or 1)


def _check_target(target: Target, catalogue: Catalogue) -> None:
    stages = ", ".join(map(str, catalogue.scale.numbers))
    given = {"default": target.default, **target.areas, **target.indicators}
    known = {area.id for area in catalogue.areas}, {one.id for one in catalogue.indicators}
    problems = []
    for name, stage in given.items():
        if stage is not None and stage not in catalogue.scale.numbers:
            problems.append(problem("M009", Place(), name, stage=stage, name=name, stages=stages))
    for names, ids in zip((target.areas, target.indicators), known, strict=True):
        for name in names:
            if name not in ids:
                hint = did_you_mean(name, ids)
                problems.append(problem("M003", Place(), name, id=name, hint=hint))
    if problems:
        raise MethodError(problems)


def _open(indicator: Indicator, assessment: Assessment, up_to: int) -> list[str]:
    """Return ids of unmet and indeterminate criteria up to a stage, in ladder order."""
    states = states_of(indicator, assessment.responses)
    closed = ("yes", "implied_met", "not_applicable")
    ladder = sorted(indicator.criteria, key=lambda criterion: criterion.stage)
    return [one.id for one in ladder if one.stage <= up_to and states[one.id] not in closed]


def _next(score: IndicatorScore, catalogue: Catalogue) -> int:
    return next(stage for stage in catalogue.scale.numbers if stage > (score.stage_low or 0))


def _gains(
    assessment: Assessment, found: list[tuple[Indicator, int, int]]
) -> list[tuple[float, float, float, float]]:
    """Return gain overall and of the area, for the target and for the next stage.

    All scenarios are the columns of one batch: first the answers as they are, then two columns an
    indicator, one with the criteria up to its target turned to yes, one up to its next stage.
    """
    catalogue = assessment.catalogue
    codes, declared = encode(assessment.responses, catalogue)
    codes = np.repeat(codes, 1 + 2 * len(found), axis=1)
    declared = np.repeat(declared, codes.shape[1], axis=1)
    rows = {criterion.id: row for row, criterion in enumerate(catalogue.criteria)}
    for at, (indicator, row, target) in enumerate(found):
        following = _next(assessment.indicators[indicator.id], catalogue)
        for column, stage in ((1 + 2 * at, target), (2 + 2 * at, following)):
            for criterion in _open(indicator, assessment, stage):
                codes[rows[criterion], column] = AnswerCode.YES
            if not indicator.criteria:
                declared[row, column] = catalogue.scale.numbers.index(stage)
    structure = compile_structure(catalogue, assessment.method)
    lows = _Lows(structure, codes, declared)
    count = len(catalogue.indicators)
    area_rows = {area.id: count + at for at, area in enumerate(catalogue.areas)}
    whole = count + len(catalogue.areas)
    return [
        (
            lows.gain(whole, 1 + 2 * at),
            lows.gain(area_rows[catalogue.parents[indicator.id]], 1 + 2 * at),
            lows.gain(whole, 2 + 2 * at),
            lows.gain(area_rows[catalogue.parents[indicator.id]], 2 + 2 * at),
        )
        for at, (indicator, _, _) in enumerate(found)
    ]


class _Lows:
    """Lows of a batch of scenarios; the first column is the state of things."""

    def __init__(self, structure: Structure, codes: np.ndarray, declared: np.ndarray) -> None:
        self._scores = evaluate(codes, declared, structure)
        self._exact = ExactColumns(structure, self._scores)
        self._rounded = [node.digits is not None for node in structure.nodes]
        self._leaves = len(structure.ladders)

    def gain(self, row: int, column: int) -> float:
        """Return the change of a node's low from the first column, exact where it is rational."""
        before, after = self._low(row, 0), self._low(row, column)
        return float(after - before)

    def _low(self, row: int, column: int) -> Fraction:
        exact = None
        if not self._rounded[row - self._leaves]:
            exact = self._exact.of(row, "low")(column)
        shown = self._scores.low[row, column]
        return (Fraction(0) if np.isnan(shown) else Fraction(shown)) if exact is None else exact


def _gap(
    assessment: Assessment,
    indicator: Indicator,
    target: int,
    gain_overall: float,
    gain_area: float,
    next_overall: float,
    next_area: float,
) -> Gap:
    catalogue, score = assessment.catalogue, assessment.indicators[indicator.id]
    low, high = score.stage_low or 0, score.stage_high or 0
    following = _next(score, catalogue)
    states = states_of(indicator, assessment.responses)
    known = {criterion.id: criterion for criterion in indicator.criteria}
    criteria = tuple(
        GapCriterion(
            id=one.id,
            text=one.text,
            stage=one.stage,
            dimension=one.dimension,
            answer=states[one.id],
            kind="information" if states[one.id] in INDETERMINATE_WORDS else "real",
            blocks_next=one.stage <= following,
            references=one.references,
        )
        for one in (known[item] for item in _open(indicator, assessment, target))
    )
    numbers = catalogue.scale.numbers
    area = catalogue.parents[indicator.id]
    return Gap(
        rank=0,
        area=area,
        indicator=indicator.id,
        title=indicator.title,
        stage_low=low,
        stage_high=high,
        next_stage=following,
        target=target,
        distance=numbers.index(target) - numbers.index(low),
        criteria=criteria,
        dimensions=tuple(name for name in DIMENSIONS if name in {c.dimension for c in criteria}),
        references=tuple(dict.fromkeys(ref for one in criteria for ref in one.references)),
        gain_overall=gain_overall,
        gain_area=gain_area,
        next_gain_overall=next_overall,
        next_gain_area=next_area,
        effort=least_effort((one.id for one in criteria), catalogue.actions),
        insufficient=assessment.areas[area].insufficient,
    )
