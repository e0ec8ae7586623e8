"""Find gaps: what is open below the target, and what closing it gains, by scoring again."""

from __future__ import annotations

from fractions import Fraction

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
from teia_indicators.catalogue.model import DIMENSIONS, Catalogue, Indicator, shown_text
from teia_indicators.gaps.model import Gap, GapCriterion, Gaps, Target
from teia_indicators.problems import MethodError, Place, did_you_mean, problem


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
    default = () if target.default is None else (("default", target.default),)
    given = (*default, *target.areas.items(), *target.indicators.items())
    known = {area.id for area in catalogue.areas}, {one.id for one in catalogue.indicators}
    problems = []
    for name, stage in given:
        if stage not in catalogue.scale.numbers:
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
            text=shown_text(one, catalogue.language),
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
        title=shown_text(indicator, catalogue.language),
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
