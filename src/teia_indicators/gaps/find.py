"""Find gaps: what is open below the target, and what closing it gains, by scoring again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS
from teia_indicators.catalogue.actions import Makers, least_effort, makers_of
from teia_indicators.catalogue.model import DIMENSIONS, Catalogue, Criterion, Dimension, shown_text
from teia_indicators.catalogue.target import Target, TargetStep
from teia_indicators.catalogue.target_check import OF_FUNCTIONS, check_entries, entries_of
from teia_indicators.gaps.gains import OpenLadder, gains, open_ladders
from teia_indicators.gaps.model import Gap, GapCriterion, Gaps
from teia_indicators.problems import MethodError

_Gains = tuple[float, float, float, float]
_CATALOGUES_OWN = Target()


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
        target = _CATALOGUES_OWN if target is None else Target(default=target)
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
    drafts = _drafts(ladders, gains(assessment, ladders), catalogue)
    drafts.sort(key=lambda one: (-round(one.gain_per_effort, 12), -one.distance))
    found = Gaps(
        country=assessment.country,
        round=assessment.round,
        catalogue=catalogue.ref,
        target=target,
        on=on,
        gaps=tuple(_ranked(drafts, due, assessment)),
    )
    found._assessment = assessment
    return found


@lru_cache(maxsize=16)
def _makers(catalogue: Catalogue) -> Makers:
    return makers_of(catalogue.actions)


class _Draft(NamedTuple):
    """A gap as far as it is ranked.

    Parameters
    ----------
    ladder : OpenLadder
        The indicator.
    gains : tuple of float
        As `gains` yields them.
    effort, next_effort : int or None
        Of all its criteria, and of those of the next stage.
    gain_per_effort, distance : float, int
        The terms of its rank.
    """

    ladder: OpenLadder
    gains: _Gains
    effort: int | None
    next_effort: int | None
    gain_per_effort: float
    distance: int


def _drafts(
    ladders: Iterable[OpenLadder], gains: Iterable[_Gains], catalogue: Catalogue
) -> list[_Draft]:
    makers, at = _makers(catalogue), catalogue.scale.numbers.index
    found = []
    for ladder, gain in zip(ladders, gains, strict=True):
        ids = [item for item, _ in ladder.steps[: ladder.wanted]]
        effort, next_effort = least_effort(ids, makers), least_effort(ids[: ladder.near], makers)
        distance = at(ladder.target) - at(ladder.low)
        found.append(_Draft(ladder, gain, effort, next_effort, gain[0] / (effort or 1), distance))
    return found


def _ranked(
    drafts: Iterable[_Draft], due: Mapping[str, TargetStep | None], assessment: Assessment
) -> Iterator[Gap]:
    catalogue, scores = assessment.catalogue, assessment.indicators
    known, titles, parents = _known(catalogue), _titles(catalogue), catalogue.parents
    insufficient = {area.id: area.insufficient for area in assessment.areas.values()}
    for rank, draft in enumerate(drafts, 1):
        indicator, row, low, following, target, states, steps, near, wanted = draft.ladder
        item = indicator.id
        step, area = due[item], parents[item]
        found = [known[one] for one, _ in steps[:wanted]]
        dimensions = {dimension for _, dimension, _, _ in found}
        gain_overall, gain_area, next_overall, next_area = draft.gains
        yield Gap.made(
            rank=rank,
            area=area,
            indicator=item,
            title=titles[item],
            stage_low=low,
            stage_high=scores[item].stage_high,
            next_stage=following,
            target=target,
            target_by=step and step.by,
            target_source=step.source if step else "",
            distance=draft.distance,
            criteria=tuple(
                [forms[states[name]][at < near] for at, (name, _, _, forms) in enumerate(found)]
            ),
            dimensions=tuple([name for name in DIMENSIONS if name in dimensions]),
            references=tuple(dict.fromkeys(chain.from_iterable([some for _, _, some, _ in found]))),
            gain_overall=gain_overall,
            gain_area=gain_area,
            next_gain_overall=next_overall,
            next_gain_area=next_area,
            effort=draft.effort,
            next_effort=draft.next_effort,
            gain_per_effort=draft.gain_per_effort,
            catalogue_order=row + 1,
            insufficient=insufficient[area],
        )


@lru_cache(maxsize=16)
def _titles(catalogue: Catalogue) -> dict[str, str]:
    return {one.id: shown_text(one, catalogue.language) for one in catalogue.indicators}


class _Known(NamedTuple):
    """What the catalogue alone says of an open criterion.

    Parameters
    ----------
    id, dimension, references : str, str, tuple of str
        The criterion.
    forms : mapping of str to tuple of GapCriterion
        Every form that it can take in a gap, by its answer and then by `blocks_next`.
    """

    id: str
    dimension: Dimension
    references: tuple[str, ...]
    forms: Mapping[str, tuple[GapCriterion, GapCriterion]]


@lru_cache(maxsize=16)
def _known(catalogue: Catalogue) -> dict[str, _Known]:
    return {
        one.id: _Known(
            one.id,
            one.dimension,
            one.references,
            {
                answer: (_form(one, answer, False, catalogue), _form(one, answer, True, catalogue))
                for answer in ("partly", "no", "implied_unmet", *INDETERMINATE_WORDS)
            },
        )
        for one in catalogue.criteria
    }


def _form(one: Criterion, answer: str, blocks_next: bool, catalogue: Catalogue) -> GapCriterion:
    return GapCriterion.made(
        id=one.id,
        text=shown_text(one, catalogue.language),
        stage=one.stage,
        dimension=one.dimension,
        answer=answer,
        kind="information" if answer in INDETERMINATE_WORDS else "real",
        blocks_next=blocks_next,
        references=one.references,
    )
