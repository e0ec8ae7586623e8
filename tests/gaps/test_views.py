"""Views of gaps against brute force: each gain is that of scoring the turned answers again."""

from __future__ import annotations

import json
import math
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from gaps.small import assessed, catalogue_of
from gaps.test_effort import with_actions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shown import cells
from strategies import Case, cases

from teia_indicators import (
    Assessment,
    Catalogue,
    Gaps,
    MethodError,
    Target,
    TargetStep,
    assess,
    find_gaps,
    load_catalogue,
    read_responses,
    to_frame,
    what_if,
)
from teia_indicators.catalogue.actions import least_actions, least_effort, makers_of
from teia_indicators.testing import uniform_responses

FAST = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def gain_of(assessment: Assessment, criteria: tuple[str, ...]) -> tuple[float, Assessment]:
    """Return the change of the overall low when criteria turn to yes, and what is scored then."""
    after = what_if(assessment, dict.fromkeys(criteria, "yes"))
    return (after.overall.low or 0) - (assessment.overall.low or 0), after


def listed(gaps: Gaps) -> list[str]:
    return sorted(one.id for gap in gaps for one in gap.criteria)


def closeness(assessment: Assessment) -> float:
    scale = assessment.catalogue.scale
    return 1e-12 * max(1.0, abs(scale.value(scale.top)))


def check_dimensions(assessment: Assessment, gaps: Gaps) -> None:
    """Compare each row with what scoring its criteria again gives."""
    view = gaps.by_dimension()
    assert sorted(one for row in view for one in row.criteria) == listed(gaps)
    targets = {gap.indicator: gap.target for gap in gaps}
    for row in view:
        gain, after = gain_of(assessment, row.criteria)
        assert math.isclose(row.gain_overall, gain, rel_tol=0, abs_tol=closeness(assessment))
        lows = {name: after.indicators[name].stage_low or 0 for name in targets}
        before = {name: assessment.indicators[name].stage_low or 0 for name in targets}
        assert set(row.raises) == {name for name in targets if lows[name] > before[name]}
        assert set(row.closes) == {name for name in targets if lows[name] >= targets[name]}
        assert set(row.closes) <= set(row.raises) <= set(row.indicators) <= set(targets)


@FAST
@given(case=cases(sizes=(2, 3, 3)), data=st.data())
def test_each_dimension_does_alone_what_scoring_again_says(case: Case, data: st.DataObject) -> None:
    assessment = case.assessed()
    stage = data.draw(st.sampled_from(case.plan.scale.stages))
    check_dimensions(assessment, find_gaps(assessment, stage))


CRITERIA = [*(f"A-1.{letter}" for letter in "abcdef"), "B-1.a"]
ANSWERS = st.dictionaries(
    st.sampled_from(CRITERIA), st.sampled_from(["yes", "no", "partly", "unknown"])
)


@FAST
@given(answers=ANSWERS, stage=st.sampled_from([2, 4, 7, 9]))
def test_each_dimension_of_a_longer_ladder_does_so_too(answers: dict[str, Any], stage: int) -> None:
    assessment = assessed(catalogue_of(), answers)
    check_dimensions(assessment, find_gaps(assessment, stage))


@FAST
@given(case=cases(sizes=(2, 3, 3)), data=st.data())
def test_quick_wins_are_those_that_one_answer_moves_on(case: Case, data: st.DataObject) -> None:
    assessment = case.assessed()
    gaps = find_gaps(assessment, data.draw(st.sampled_from(case.plan.scale.stages)))
    wins = {row.indicator: row for row in gaps.quick_wins}
    for gap in gaps:
        movers = []
        for one in gap.criteria:
            gain, after = gain_of(assessment, (one.id,))
            if (after.indicators[gap.indicator].stage_low or 0) > gap.stage_low:
                movers.append((one.id, gain))
        assert bool(movers) == (gap.indicator in wins)
        if movers:
            ((criterion, gain),) = movers
            row = wins[gap.indicator]
            assert row.criterion == criterion
            assert math.isclose(row.gain_overall, gain, rel_tol=0, abs_tol=closeness(assessment))
            assert (row.next_stage, row.stage_low) == (gap.next_stage, gap.stage_low)


OWNERS = ("ministry", "inspectorate", "operators")
ACTIONS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CRITERIA), min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from(["small", "medium", "large"]),
        st.sampled_from(OWNERS),
    ),
    max_size=7,
)


def owned(actions: list[tuple[Any, str, str]]) -> Catalogue:
    """Return the small catalogue with actions, each with its owner."""
    catalogue = with_actions(*((turns, effort) for turns, effort, _ in actions))
    library = tuple(
        one.model_copy(update={"owner": owner})
        for one, (_, _, owner) in zip(catalogue.actions, actions, strict=True)
    )
    changed = catalogue.model_copy(update={"actions": library})
    return Catalogue.model_validate_json(changed.model_dump_json())


@FAST
@given(actions=ACTIONS, wanted=st.sets(st.sampled_from(CRITERIA)))
def test_the_least_actions_are_those_of_all_sets(
    actions: list[tuple[Any, str, str]], wanted: set[str]
) -> None:
    library = owned(actions).actions
    coverable = {one for one in wanted if any(one in action.turns for action in library)}
    best = min(
        (sum(one.points for one in some), count)
        for count in range(len(library) + 1)
        for some in combinations(library, count)
        if coverable <= {criterion for one in some for criterion in one.turns}
    )
    chosen = least_actions(wanted, library)
    assert coverable <= {criterion for one in chosen for criterion in one.turns}
    assert (sum(one.points for one in chosen), len(chosen)) == best
    if coverable == wanted:
        assert least_effort(wanted, makers_of(library)) == best[0]


@FAST
@given(actions=ACTIONS, answers=ANSWERS)
def test_authorities_have_every_criterion_and_the_effort_of_their_actions(
    actions: list[tuple[Any, str, str]], answers: dict[str, Any]
) -> None:
    catalogue = owned(actions)
    assessment = assessed(catalogue, answers)
    gaps = find_gaps(assessment)
    view = gaps.by_authority(catalogue)
    library = {one.id: one for one in catalogue.actions}
    turnable = {criterion for one in library.values() for criterion in one.turns}
    assert sorted({one for row in view for one in row.criteria}) == listed(gaps)
    for row in view:
        own = [library[name] for name in row.actions]
        assert {one.owner for one in own} == ({row.authority} if row.authority else set())
        if row.authority:
            assert row.effort == sum(one.points for one in own)
            assert set(row.criteria) <= {criterion for one in own for criterion in one.turns}
        else:
            assert row.effort is None
            assert set(row.criteria) == set(listed(gaps)) - turnable
        gain, _ = gain_of(assessment, row.criteria)
        assert math.isclose(row.gain_overall, gain, rel_tol=0, abs_tol=1e-12)
    if all(gap.effort is not None for gap in gaps):
        assert sum(row.effort or 0 for row in view) <= sum(gap.effort or 0 for gap in gaps)
    assert [row for row in view if not row.authority] == list(view)[-1:] or all(
        row.authority for row in view
    )


def test_every_action_of_the_shipped_catalogue_has_an_authority() -> None:
    catalogue = load_catalogue()
    gaps = find_gaps(assess(uniform_responses(catalogue, "no"), catalogue), 6)
    view = gaps.by_authority()
    assert all(row.authority for row in view)
    assert sorted(one for row in view for one in row.criteria) == sorted(
        one.id for one in catalogue.criteria
    )
    assert view == gaps.by_authority(catalogue)


def test_quick_wins_come_by_gain_per_effort_then_by_rank() -> None:
    root = Path(__file__).parents[2]
    gaps = find_gaps(assess(read_responses(root / "examples" / "xaa-2026.yaml")))
    ranks = {gap.indicator: gap.rank for gap in gaps}
    keys = [
        (-round(row.gain_overall / (row.effort or 1), 12), ranks[row.indicator])
        for row in gaps.quick_wins
    ]
    assert keys == sorted(keys)
    assert len({row.effort for row in gaps.quick_wins}) > 1


def test_authorities_come_by_gain_then_by_name() -> None:
    root = Path(__file__).parents[2]
    gaps = find_gaps(assess(read_responses(root / "examples" / "xaa-2026.yaml")))
    keys = [(-round(row.gain_overall, 12), row.authority) for row in gaps.by_authority()]
    assert keys == sorted(keys)
    assert len({gain for gain, _ in keys}) > 3


def test_an_effort_that_is_not_known_counts_as_one_among_quick_wins() -> None:
    """A-1 gains 0.093 and B-1 0.583 for an effort of 9: 0.065, more than half of A-1's."""
    catalogue = with_actions((("B-1.a",), "large"))
    answers: dict[str, Any] = dict.fromkeys(("A-1.a", "A-1.b", "A-1.c", "A-1.d"), "yes")
    gaps = find_gaps(assessed(catalogue, answers), 7)
    assert [(one.indicator, one.effort) for one in gaps.quick_wins] == [("A-1", None), ("B-1", 9)]


def test_views_of_gaps_from_a_file_say_what_is_missing() -> None:
    gaps = find_gaps(assessed(catalogue_of(), {"A-1.b": "yes"}))
    read = Gaps.model_validate_json(gaps.model_dump_json())
    assert read == gaps
    for ask in (read.by_dimension, read.by_authority):
        with pytest.raises(MethodError) as caught:
            ask()
        assert [one.code for one in caught.value.problems] == ["T013"]
    assert read.quick_wins == gaps.quick_wins, "nothing has to be scored again for these"


def test_another_catalogue_is_refused() -> None:
    gaps = find_gaps(assessed(catalogue_of(), {}))
    with pytest.raises(MethodError) as caught:
        gaps.by_authority(load_catalogue())
    assert [one.code for one in caught.value.problems] == ["T014"]


def test_views_are_short_escaped_and_tables_whether_or_not_they_have_rows() -> None:
    assessment = assessed(catalogue_of(), {"A-1.b": "yes"})
    marked = assessment.model_copy(
        update={"responses": assessment.responses.model_copy(update={"round": "<b>"})}
    )
    shown, none = find_gaps(marked, 7), find_gaps(assessment, 0)
    pairs = (
        (shown.by_dimension(), none.by_dimension()),
        (shown.by_authority(), none.by_authority()),
        (shown.quick_wins, none.quick_wins),
    )
    for view, empty in pairs:
        assert len(repr(view)) < 80
        assert "<b>" not in view._repr_html_()
        assert 'scope="col"' in view._repr_html_()
        frame, nothing = to_frame(view), to_frame(empty)
        assert len(frame) == len(view)
        assert len(view) > 0
        assert len(empty) == len(nothing) == 0
        assert frame.dtypes.to_dict() == nothing.dtypes.to_dict()
        json.dumps(view.model_dump(mode="json"))


def test_what_notebooks_show_of_gaps() -> None:
    catalogue = with_actions((("B-1.a",), "large"))
    answers: dict[str, Any] = dict.fromkeys(("A-1.a", "A-1.b", "A-1.c", "A-1.d"), "yes")
    step = TargetStep(of="B-1", stage=7, by=date(2030, 1, 1))
    gaps = find_gaps(assessed(catalogue, answers | {"B-1.a": "no"}), Target(steps=(step,)))
    heads, *rows = cells(gaps._repr_html_())
    assert heads[4:] == ["Target", "By", "Real", "Open", "Gain", "Effort"]
    assert [row[0:2] + row[3:] for row in rows] == [
        ["1", "A-1", "2–9", "7", "–", "0", "1", "+9.3", "–"],
        ["2", "A-2", "0–9", "7", "–", "0", "0", "+6.5", "0"],
        ["3", "B-1", "2–2", "7", "2030-01-01", "1", "0", "+58.3", "9"],
    ]
    for name in ("A-1", "A-2", "B-1"):
        assert f'<th scope="row">{name}</th>' in gaps._repr_html_(), "the id names the row"
    read = Gaps.model_validate_json(gaps.model_dump_json())
    assert [row[8] for row in cells(read._repr_html_())[1:]] == [
        "+0.09259",
        "+0.06481",
        "+0.5833",
    ]


def test_what_notebooks_show_of_views() -> None:
    catalogue = with_actions((("B-1.a",), "large"))
    answers: dict[str, Any] = dict.fromkeys(("A-1.a", "A-1.b", "A-1.c", "A-1.d"), "yes")
    gaps = find_gaps(assessed(catalogue, answers))
    _, *rows = cells(gaps.by_authority()._repr_html_())
    assert rows == [
        ["ministry", "1", "1", "1", "9", "0.5833"],
        ["–", "0", "1", "1", "–", "0.0926"],
    ]
