"""Find gaps: what is open below the target, and what closing it gains, by scoring again."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS
from teia_indicators.catalogue.actions import Makers, least_effort, makers_of
from teia_indicators.catalogue.model import DIMENSIONS, Catalogue, shown_text
from teia_indicators.gaps.gains import OpenLadder, gains, open_ladders
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
    ladders = open_ladders(
        assessment, {one.id: target.stage(one.id, catalogue) for one in catalogue.indicators}
    )
    drafts = [
        _gap(assessment, ladder, *gain)
        for ladder, gain in zip(ladders, gains(assessment, ladders), strict=True)
    ]
    drafts.sort(key=lambda gap: (-round(_per_effort(gap), 12), -gap["distance"]))
    ranked = tuple(Gap.made(rank=rank, **gap) for rank, gap in enumerate(drafts, 1))
    found = Gaps(
        country=assessment.country,
        round=assessment.round,
        catalogue=catalogue.ref,
        target=target,
        gaps=ranked,
    )
    found._assessment = assessment
    return found


def _per_effort(gap: dict[str, Any]) -> float:
    """Return the gain per effort point; where no effort is known, every one counts the same."""
    gain: float = gap["gain_overall"]
    return gain / (gap["effort"] or 1)


@lru_cache(maxsize=16)
def _makers(catalogue: Catalogue) -> Makers:
    return makers_of(catalogue.actions)


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


def _gap(
    assessment: Assessment,
    ladder: OpenLadder,
    gain_overall: float,
    gain_area: float,
    next_overall: float,
    next_area: float,
) -> dict[str, Any]:
    """Return the fields of a gap but its rank."""
    catalogue, indicator = assessment.catalogue, ladder.indicator
    score = assessment.indicators[indicator.id]
    low, high = score.stage_low or 0, score.stage_high or 0
    given = ladder.up_to(ladder.target)
    ids, near = [one.id for one in given], len(ladder.up_to(ladder.following))
    known, states = _criteria(catalogue), ladder.states
    criteria = tuple([known[item, states[item], at < near] for at, item in enumerate(ids)])
    dimensions = {one.dimension for one in given}
    numbers = catalogue.scale.numbers
    area = catalogue.parents[indicator.id]
    return {
        "area": area,
        "indicator": indicator.id,
        "title": shown_text(indicator, catalogue.language),
        "stage_low": low,
        "stage_high": high,
        "next_stage": ladder.following,
        "target": ladder.target,
        "distance": numbers.index(ladder.target) - numbers.index(low),
        "criteria": criteria,
        "dimensions": tuple(name for name in DIMENSIONS if name in dimensions),
        "references": tuple(dict.fromkeys([ref for one in given for ref in one.references])),
        "gain_overall": gain_overall,
        "gain_area": gain_area,
        "next_gain_overall": next_overall,
        "next_gain_area": next_area,
        "effort": least_effort(ids, _makers(catalogue)),
        "insufficient": assessment.areas[area].insufficient,
    }


@lru_cache(maxsize=16)
def _criteria(catalogue: Catalogue) -> dict[tuple[str, str, bool], GapCriterion]:
    """Return every form that an open criterion can take: its id, answer, and `blocks_next`."""
    return {
        (one.id, answer, blocks_next): GapCriterion.made(
            id=one.id,
            text=shown_text(one, catalogue.language),
            stage=one.stage,
            dimension=one.dimension,
            answer=answer,
            kind="information" if answer in INDETERMINATE_WORDS else "real",
            blocks_next=blocks_next,
            references=one.references,
        )
        for one in catalogue.criteria
        for answer in ("partly", "no", "implied_unmet", *INDETERMINATE_WORDS)
        for blocks_next in (True, False)
    }
