"""Properties of gaps on small random catalogues, against the independent oracle."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from fractions import Fraction
from itertools import product

import oracle
import pytest
from gaps.small import assessed
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import Case, cases, criteria_of, indicators_of, plain_cases

from teia_indicators import Assessment, Catalogue, ScoringMethod, find_gaps, what_if
from teia_indicators.catalogue.scale import Missing
from teia_indicators.gaps import Gap
from teia_indicators.responses.model import AnswerWord

FAST = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
INDETERMINATE = ("unanswered", "unknown", "withheld")


def state(case: Case, criterion: oracle.OCriterion, indicator: str) -> str:
    """Return how a criterion is read."""
    if indicator in case.sheet.not_applicable:
        return "not_applicable"
    answer = case.sheet.answers.get(criterion.id, "unanswered")
    return oracle.criterion_state(answer, criterion.stage, case.sheet.declared.get(indicator))


def chosen_target(case: Case, data: st.DataObject) -> int:
    """Draw a target of the scale."""
    return data.draw(st.sampled_from(case.plan.scale.stages), label="target")


def closed(case: Case, gap: Gap, up_to: int) -> Case:
    """Return the case with exactly the open criteria of a gap up to a stage turned to yes."""
    sheet = case.sheet
    if not any(item.criteria for item in indicators_of(case.plan) if item.id == gap.indicator):
        return replace(
            case, sheet=replace(sheet, declared={**sheet.declared, gap.indicator: up_to})
        )
    for one in gap.criteria:
        if one.stage <= up_to:
            sheet = sheet.with_answer(one.id, "yes")
    return replace(case, sheet=sheet)


def rules_of(case: Case) -> set[str]:
    """Return the aggregations in force; the means other than the arithmetic are irrational."""
    plan = case.effective
    settings_of = (plan.settings, *(area.settings for area in plan.areas))
    return {oracle.rule_at(own, case.method).aggregation for own in settings_of}


def change(before: oracle.Number | None, after: oracle.Number | None) -> oracle.Number:
    """Return the change of a low; nothing where the node is not applicable."""
    if before is None or after is None:
        return Fraction(0)
    if isinstance(before, Fraction) and isinstance(after, Fraction):
        return after - before
    return oracle.to_decimal(oracle.exact(after)) - oracle.to_decimal(oracle.exact(before))


@FAST
@given(case=cases(rounding=False, sizes=(2, 3, 4)), data=st.data())
def test_a_gap_exists_exactly_below_target_and_lists_exactly_what_is_open(
    case: Case, data: st.DataObject
) -> None:
    target = chosen_target(case, data)
    want, gaps = case.expected(), find_gaps(case.assessed(), target)
    below = [
        one.id
        for one in want.indicators.values()
        if one.stage_low is not None and one.stage_low < target
    ]
    assert sorted(gap.indicator for gap in gaps) == sorted(below)
    items = {item.id: item for item in indicators_of(case.plan)}
    for gap in gaps:
        states = {one.id: state(case, one, gap.indicator) for one in items[gap.indicator].criteria}
        expected = [
            one.id
            for one in sorted(items[gap.indicator].criteria, key=lambda found: found.stage)
            if one.stage <= target
            and states[one.id] not in ("yes", "implied_met", "not_applicable")
        ]
        assert [one.id for one in gap.criteria] == expected
        assert [one.id for one in gap.information] == [
            id_ for id_ in expected if states[id_] in INDETERMINATE
        ]
        assert {one.dimension for one in gap.criteria} == set(gap.dimensions)
        assert gap.next_stage == case.plan.scale.after(gap.stage_low)
        assert [one.blocks_next for one in gap.criteria] == [
            one.stage <= gap.next_stage for one in gap.criteria
        ]


@FAST
@given(case=cases(rounding=False, sizes=(2, 3, 3)), data=st.data())
def test_gains_equal_the_oracles_scoring_again(case: Case, data: st.DataObject) -> None:
    _check_gains(case, data)


@FAST
@given(case=plain_cases(), data=st.data())
def test_gains_of_plain_means_equal_the_oracles_scoring_again(
    case: Case, data: st.DataObject
) -> None:
    _check_gains(case, data)


def _check_gains(case: Case, data: st.DataObject) -> None:
    target, want = chosen_target(case, data), case.expected()
    exact = rules_of(case) <= {"arithmetic", "minimum", "median"}
    for gap in find_gaps(case.assessed(), target):
        for stage, overall, area in (
            (target, gap.gain_overall, gap.gain_area),
            (gap.next_stage, gap.next_gain_overall, gap.next_gain_area),
        ):
            after = closed(case, gap, stage).expected()
            for got, difference in (
                (overall, change(want.overall.low, after.overall.low)),
                (area, change(want.areas[gap.area].low, after.areas[gap.area].low)),
            ):
                if exact and isinstance(difference, Fraction):
                    assert got == float(difference)
                else:
                    top = float(case.plan.scale.value(case.plan.scale.top))
                    assert math.isclose(got, float(difference), abs_tol=1e-12 * max(1.0, top))


@FAST
@given(case=cases(sizes=(2, 3, 3)), data=st.data())
def test_gains_equal_what_if_and_reach_the_target(case: Case, data: st.DataObject) -> None:
    target, assessment = chosen_target(case, data), case.assessed()
    within = 1e-12 * max(1.0, float(case.plan.scale.value(case.plan.scale.top)))
    for gap in find_gaps(assessment, target):
        answers: dict[str, str | int] = {one.id: "yes" for one in gap.criteria}
        after = what_if(assessment, answers or {gap.indicator: target})
        reached = after.indicators[gap.indicator].stage_low
        assert reached is not None
        assert reached >= target
        pairs = (
            (gap.gain_overall, assessment.overall.low, after.overall.low),
            (gap.gain_area, assessment.areas[gap.area].low, after.areas[gap.area].low),
        )
        for got, old, new in pairs:
            assert math.isclose(got, (new or 0) - (old or 0), rel_tol=0, abs_tol=within)
            assert got >= 0


@FAST
@given(case=cases(sizes=(2, 3, 4)), data=st.data())
def test_raising_a_target_removes_no_gap_and_no_criterion(case: Case, data: st.DataObject) -> None:
    assessment = case.assessed()
    first, second = sorted((chosen_target(case, data), chosen_target(case, data)))
    low, high = (find_gaps(assessment, target) for target in (first, second))
    listed = {gap.indicator: {one.id for one in gap.criteria} for gap in high}
    for gap in low:
        assert {one.id for one in gap.criteria} <= listed[gap.indicator]


@FAST
@given(case=cases(sizes=(2, 3, 4)), data=st.data())
def test_better_answers_add_no_gap(case: Case, data: st.DataObject) -> None:
    parents = {one.id: item.id for item in indicators_of(case.plan) for one in item.criteria}
    raised = [
        one.id
        for one in criteria_of(case.plan)
        if state(case, one, parents[one.id]) != "not_applicable"
    ]
    assume(raised)
    criterion = data.draw(st.sampled_from(raised), label="raised")
    target = chosen_target(case, data)
    before = {gap.indicator for gap in find_gaps(case.assessed(), target)}
    better = replace(case, sheet=case.sheet.with_answer(criterion, "yes"))
    assert {gap.indicator for gap in find_gaps(better.assessed(), target)} <= before


@FAST
@given(case=cases(sizes=(3, 4, 3)), data=st.data())
def test_the_rank_is_declared_and_stable_and_nothing_given_changes(
    case: Case, data: st.DataObject
) -> None:
    target, assessment = chosen_target(case, data), case.assessed()
    before = Assessment.model_dump_json(assessment)
    gaps = find_gaps(assessment, target)
    assert Assessment.model_dump_json(assessment) == before
    assert find_gaps(case.assessed(), target) == gaps
    order = [item.id for item in indicators_of(case.plan)]
    keys = [
        (
            -round(gap.gain_overall / (gap.effort or 1), 12),
            -gap.distance,
            order.index(gap.indicator),
        )
        for gap in gaps
    ]
    assert keys == sorted(keys)
    assert [gap.rank for gap in gaps] == list(range(1, len(gaps) + 1))
    for gap in gaps:
        assert gap.gain_per_effort == gap.gain_overall / (gap.effort or 1)
        assert gap.catalogue_order == order.index(gap.indicator) + 1
        assert gap.insufficient == assessment.areas[gap.area].insufficient


def _one_area_of_each_kind() -> Catalogue:
    """Return an area in which an item that is missing is worth 0, below its own lowest level.

    The low of such an area is the lesser of two figures, and the second takes values, not lows.
    """
    criteria = [
        {"id": f"A-1.{name}", "stage": stage, "dimension": "practice", "text": "Holds."}
        for name, stage in zip("abcd", (2, 3, 4, 4), strict=True)
    ]
    stages = [{"stage": stage, "label": f"S{stage}", "value": stage} for stage in (1, 2, 3, 4)]
    area = {
        "id": "A",
        "title": "A",
        "scoring": {"missing": "zero", "takes": "value"},
        "indicators": [
            {"id": "A-1", "title": "Ladder", "criteria": criteria},
            {"id": "A-2", "title": "Declared"},
            {"id": "A-3", "title": "Levels", "scale": "levels"},
        ],
    }
    levels = [{"code": 1, "points": 1}, {"code": 4, "points": 4}]
    content = {
        "id": "mixed",
        "version": "1",
        "title": "Mixed",
        "scale": {"stages": stages, "unit": "own"},
        "scales": {"levels": {"levels": levels}},
        "areas": [area],
    }
    return Catalogue.model_validate_json(json.dumps(content))


@pytest.mark.parametrize("missing", ["midpoint", "upper", "strict"])
def test_gains_where_the_low_hangs_on_values_are_those_of_scoring_again(missing: Missing) -> None:
    catalogue, method = _one_area_of_each_kind(), ScoringMethod(missing=missing)
    names = [one.id for one in catalogue.criteria]
    said: tuple[AnswerWord | int, ...] = ("yes", "no", "unknown")
    for words in product(said, repeat=len(names)):
        answers = dict(zip(names, words, strict=True))
        assessment = assessed(catalogue, answers, method)
        for gap in find_gaps(assessment, 3):
            turned: dict[str, str | int] = dict.fromkeys([one.id for one in gap.criteria], "yes")
            turned = turned or {gap.indicator: 3}
            again = what_if(assessment, turned).overall.low
            assert again is not None
            assert assessment.overall.low is not None
            assert math.isclose(gap.gain_overall, again - assessment.overall.low, abs_tol=1e-12)
