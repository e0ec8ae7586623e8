"""Find gaps: what is open below the target, and what closing it gains, by scoring again."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS
from teia_indicators.catalogue.actions import Makers, least_effort, makers_of
from teia_indicators.catalogue.model import DIMENSIONS, Catalogue, shown_text
from teia_indicators.catalogue.target import Target, TargetStep
from teia_indicators.catalogue.target_check import OF_FUNCTIONS, check_entries, entries_of
from teia_indicators.gaps.gains import OpenLadder, gains, open_ladders
from teia_indicators.gaps.model import Gap, GapCriterion, Gaps
from teia_indicators.problems import MethodError


def find_gaps(
    assessment: Assessment,
    target: int | Target | None = None,
    *,
    on: datetime.date | None = None,
) -> Gaps:
    """Find the indicators whose low stage is below target, and what closing each gap gains.

    Parameters
    ----------
    assessment : Assessment
        The scored questionnaire; nothing is changed.
    target : int, Target or None
        One stage for all, or a `Target`; None for the catalogue's default.
    on : date or None
        Measure only against what is due on that day, which may be past; None for the last stage of
        each indicator.

    Returns
    -------
    Gaps
        By rank. Gains are exact: the answers are flipped and scored again. Every term of the rank
        is a column of `to_frame`, so that a user can sort by another one.

    Raises
    ------
    MethodError
        If a target is no stage of the scale, names an unknown area or indicator, asks for less at a
        later date, or, where no day is named, is over before the round's year.

    References
    ----------
    Method, section 6. Where an action is missing, the effort counts as 1; of equal gains per effort
    the greater distance comes first (project's choice).
    """
    if not isinstance(target, Target):
        target = Target(default=target)
    catalogue = assessment.catalogue
    problems = check_entries(
        entries_of(target),
        catalogue,
        assessment.round if on is None else None,
        codes=OF_FUNCTIONS,
    )
    if refused := tuple(problems):
        raise MethodError(refused)
    due = target.due_of_all(catalogue, on)
    ladders = open_ladders(assessment, {name: one.stage for name, one in due.items() if one})
    drafts = [
        _gap(assessment, ladder, due[ladder.indicator.id], *gain)
        for ladder, gain in zip(ladders, gains(assessment, ladders), strict=True)
    ]
    drafts.sort(key=lambda gap: (-round(gap["gain_per_effort"], 12), -gap["distance"]))
    found = Gaps(
        country=assessment.country,
        round=assessment.round,
        catalogue=catalogue.ref,
        target=target,
        on=on,
        gaps=tuple(Gap.made(rank=rank, **gap) for rank, gap in enumerate(drafts, 1)),
    )
    found._assessment = assessment
    return found


@lru_cache(maxsize=16)
def _makers(catalogue: Catalogue) -> Makers:
    return makers_of(catalogue.actions)


def _gap(
    assessment: Assessment,
    ladder: OpenLadder,
    due: TargetStep | None,
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
    ids, near = [one.id for one in given], ladder.count(ladder.following)
    known, states = _criteria(catalogue), ladder.states
    criteria = tuple([known[item, states[item], at < near] for at, item in enumerate(ids)])
    dimensions = {one.dimension for one in given}
    numbers = catalogue.scale.numbers
    area = catalogue.parents[indicator.id]
    makers = _makers(catalogue)
    effort = least_effort(ids, makers)
    return {
        "area": area,
        "indicator": indicator.id,
        "title": shown_text(indicator, catalogue.language),
        "stage_low": low,
        "stage_high": high,
        "next_stage": ladder.following,
        "target": ladder.target,
        "target_by": due and due.by,
        "target_source": due.source if due else "",
        "distance": numbers.index(ladder.target) - numbers.index(low),
        "criteria": criteria,
        "dimensions": tuple(name for name in DIMENSIONS if name in dimensions),
        "references": tuple(dict.fromkeys([ref for one in given for ref in one.references])),
        "gain_overall": gain_overall,
        "gain_area": gain_area,
        "next_gain_overall": next_overall,
        "next_gain_area": next_area,
        "effort": effort,
        "next_effort": least_effort(ids[:near], makers),
        "gain_per_effort": gain_overall / (effort or 1),
        "catalogue_order": ladder.row + 1,
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
