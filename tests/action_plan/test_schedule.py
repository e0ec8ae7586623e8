"""The schedule: prerequisites first, no authority with too much at once, the user's days kept."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from action_plan.small import answered, cases, small_catalogue
from hypothesis import given
from hypothesis import strategies as st

from teia_indicators import (
    Assessment,
    MethodError,
    Target,
    TargetStep,
    assess,
    draft_action_plan,
    find_gaps,
    load_catalogue,
    schedule_plan,
)
from teia_indicators.action_plan.schedule import QUARTERS, first_day, last_day, quarter_of
from teia_indicators.testing import uniform_responses

START = datetime.date(2027, 2, 10)


@given(cases(), st.integers(1, 3), st.dates(datetime.date(2026, 1, 1), datetime.date(2090, 1, 1)))
def test_prerequisites_end_first_and_nobody_has_too_much(
    assessment: Assessment, load: int, start: datetime.date
) -> None:
    plan = draft_action_plan(find_gaps(assessment), start=start, load=load)
    busy: Counter[tuple[str, int]] = Counter()
    for at, one in enumerate(plan.actions):
        assert one.start is not None
        assert one.due is not None
        begin, end = quarter_of(one.start), quarter_of(one.due)
        assert begin >= quarter_of(start)
        assert end - begin + 1 == QUARTERS[one.duration]
        assert (one.start, one.due) == (first_day(begin), last_day(end))
        for name in one.requires:
            ends = [
                other.due
                for other in plan.actions[:at]
                if name in (other.id, *other.criteria) and other.due is not None
            ]
            assert ends
            assert min(ends) < one.start
        busy.update((one.authority, quarter) for quarter in range(begin, end + 1))
    assert max(busy.values(), default=0) <= load


@given(st.dates(datetime.date(1, 1, 1), datetime.date(9990, 1, 1)))
def test_a_day_lies_in_its_quarter(day: datetime.date) -> None:
    assert first_day(quarter_of(day)) <= day <= last_day(quarter_of(day))


def test_a_days_that_a_user_wrote_stay_and_others_follow() -> None:
    actions = [(["A-1.a"], [], "small"), (["A-1.b"], ["A-1.a"], "small")]
    catalogue = small_catalogue({"A-1": [2, 3]}, actions)
    assessment = assess(answered(catalogue, {"A-1.a": "no", "A-1.b": "no"}), catalogue)
    plan = draft_action_plan(find_gaps(assessment), start=START)
    assert [str(one.start) for one in plan] == ["2027-01-01", "2027-07-01"]
    moved = schedule_plan(plan.edit("X00", due=datetime.date(2028, 5, 5)), START, catalogue)
    assert [str(one.due) for one in moved] == ["2028-05-05", "2028-12-31"]
    assert [str(one.start) for one in moved] == ["2028-01-01", "2028-07-01"]


def test_so_many_actions_begin_within_a_year() -> None:
    pytest.importorskip("scipy", reason="scipy (extra stats) is not installed")
    catalogue = load_catalogue()
    assessment = assess(uniform_responses(catalogue, "no", country="XAA", round="2026"), catalogue)
    first, last = (datetime.date(year, 12, 31) for year in (2028, 2030))
    steps = (TargetStep(of="PUB", stage=5, by=last), TargetStep(stage=5, by=first))
    gaps = find_gaps(assessment, Target(steps=steps))
    plan = draft_action_plan(gaps, catalogue, actions_a_year=6, start=datetime.date(2027, 1, 1))
    assert plan.limits.actions == 24
    assert len(plan) == 24
    begun = Counter((one.start.year if one.start else 0) for one in plan)
    assert max(begun.values()) <= 6


def test_a_load_below_one_is_refused() -> None:
    catalogue = load_catalogue()
    assessment = assess(uniform_responses(catalogue, "no", country="XAA", round="2026"), catalogue)
    with pytest.raises(MethodError, match="M088"):
        draft_action_plan(find_gaps(assessment), catalogue, start=START, load=0)
