"""The schedule: prerequisites first, no authority with too much at once, the user's days kept."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest
from action_plan.small import answered, cases, small_catalogue
from hypothesis import given
from hypothesis import strategies as st

from teia_indicators import (
    Assessment,
    MethodError,
    ScoringMethod,
    Target,
    TargetStep,
    assess,
    draft_action_plan,
    find_gaps,
    load_catalogue,
    schedule_plan,
)
from teia_indicators.action_plan import ActionPlan, Limits, PlannedAction
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


SHORT, MIDDLE, LONG = QUARTERS
QUARTER = datetime.timedelta(days=92)


def own(name: str, **more: Any) -> PlannedAction:
    return PlannedAction(id=name, title=name, **{"duration": SHORT, "authority": "one"} | more)


def plan_of(*actions: PlannedAction, a_year: int | None = None) -> ActionPlan:
    catalogue = load_catalogue()
    return ActionPlan(
        country="XAA",
        round="2026",
        catalogue=catalogue.ref,
        responses="0" * 64,
        method=ScoringMethod(),
        target=Target(),
        limits=Limits(actions_a_year=a_year),
        chosen_by="greedy",
        actions=actions,
    )


def begun(*actions: PlannedAction, load: int = 1, a_year: int | None = None) -> list[str]:
    """Return the first day of each action, by month."""
    done = schedule_plan(plan_of(*actions, a_year=a_year), START, load=load)
    return [f"{one.start:%Y-%m}" if one.start else "" for one in done]


def test_a_quarter_is_counted_from_year_0_and_durations_take_so_many() -> None:
    assert QUARTERS == {"up to 6 months": 2, "6 to 18 months": 6, "over 18 months": 8}
    assert quarter_of(datetime.date(2027, 3, 31)) == 8108
    assert quarter_of(datetime.date(2027, 4, 1)) == 8109
    done = schedule_plan(plan_of(own("A"), own("B", duration=LONG)), START, load=2)
    assert [str(one.due) for one in done] == ["2027-06-30", "2028-12-31"]


def test_one_authority_does_one_thing_after_the_other_and_none_waits_for_nobody() -> None:
    assert begun(own("A"), own("B"), own("C"), load=1) == ["2027-01", "2027-07", "2028-01"]
    assert begun(own("A"), own("B"), own("C"), load=2) == ["2027-01", "2027-01", "2027-07"]
    assert begun(own("A"), own("B", authority="two")) == ["2027-01", "2027-01"]
    assert begun(*(own(name, authority="") for name in "ABC")) == ["2027-01"] * 3


def test_without_a_load_the_shipped_catalogue_says_it() -> None:
    load = load_catalogue().planning.authority_load
    many = plan_of(*(own(f"A{at}") for at in range(load + 1)))
    for done in (schedule_plan(many, START), schedule_plan(many, START, load_catalogue())):
        assert [str(one.start) for one in done] == ["2027-01-01"] * load + ["2027-07-01"]
    narrow = load_catalogue().planning.model_copy(update={"authority_load": 1})
    catalogue = load_catalogue().model_copy(update={"planning": narrow})
    assert str(schedule_plan(many, START, catalogue).actions[1].start) == "2027-07-01"


def test_what_is_done_or_does_not_count_stays_and_takes_no_place() -> None:
    day = datetime.date(2020, 5, 5)
    for status in ("done", "dropped", "set_aside"):
        first = own("A", status=status, due=day)
        done = schedule_plan(plan_of(first, own("B")), START, load=1)
        assert done.actions[0] == first
        assert str(done.actions[1].start) == "2027-01-01"


def test_of_several_ways_the_earliest_decides_and_of_several_needs_the_last() -> None:
    ways = [own("A", criteria=("IDN-1.a",)), own("B", criteria=("IDN-1.a",), duration=LONG)]
    third = own("C", requires=("IDN-1.a",))
    assert begun(*ways, third, load=3) == ["2027-01", "2027-01", "2027-07"]
    assert begun(*reversed(ways), third, load=3) == ["2027-01", "2027-01", "2027-07"]
    both = own("C", requires=("B", "A"))
    assert begun(*ways, both, load=3) == ["2027-01", "2027-01", "2029-01"]
    done = own("A", criteria=("IDN-1.a",), status="done", due=datetime.date(2029, 12, 31))
    assert begun(done, third)[1] == "2030-01", "what is done ends when it says"
    dropped = done.model_copy(update={"status": "dropped"})
    assert begun(dropped, third)[1] == "2027-01"
    undated = done.model_copy(update={"due": None})
    assert begun(undated, third)[1] == "2027-01"
    other = own("D", criteria=("IDN-1.b",), duration=LONG)
    assert begun(other, third, load=2) == ["2027-01", "2027-01"], "it needs nothing of that"


def test_days_that_a_user_wrote_stand_whatever_is_busy() -> None:
    day = datetime.date(2027, 5, 20)
    starts = own("B", start=day, edited=("start",))
    done = schedule_plan(plan_of(own("A"), starts, own("C")), START, load=1)
    assert (str(done.actions[1].start), str(done.actions[1].due)) == ("2027-05-20", "2027-09-30")
    assert str(done.actions[2].start) == "2027-10-01", "it takes its place all the same"
    ends = own("B", due=day, edited=("due",), duration=MIDDLE)
    done = schedule_plan(plan_of(ends), START)
    assert (str(done.actions[0].start), str(done.actions[0].due)) == ("2026-01-01", "2027-05-20")
    both = own("B", start=day, due=day + 3 * QUARTER, edited=("start", "due"))
    done = schedule_plan(plan_of(both, own("C")), START, load=1)
    assert (done.actions[0].start, done.actions[0].due) == (day, day + 3 * QUARTER)
    assert str(done.actions[1].start) == "2028-04-01", "busy until its last quarter is over"
    wrong = own("B", start=day, due=day - 3 * QUARTER, edited=("start", "due"))
    done = schedule_plan(plan_of(wrong, own("C")), START, load=1)
    assert done.actions[0].due == day - 3 * QUARTER
    assert str(done.actions[1].start) == "2027-07-01"
    drafted = own("B", start=day, due=day)
    assert begun(drafted) == ["2027-01"], "what no user wrote is laid out again"


def test_so_many_begin_in_four_quarters_from_the_first() -> None:
    five = [own(name, authority=name) for name in "ABCDE"]
    assert begun(*five, a_year=2) == ["2027-01", "2027-01", "2028-01", "2028-01", "2029-01"]
    assert begun(*five[:3], a_year=0) == ["2027-01", "2028-01", "2029-01"], "no plan stands still"
    late = own("A", authority="A", start=datetime.date(2027, 11, 3), edited=("start",))
    assert begun(late, *five[1:3], a_year=2) == ["2027-11", "2027-01", "2028-01"]


def test_days_outside_the_calendar_are_refused() -> None:
    first, last = datetime.date.min, datetime.date.max
    early = own("A", due=first + 2 * QUARTER, edited=("due",))
    assert str(schedule_plan(plan_of(early), START).actions[0].start) == "0001-04-01"
    kept = own("A", start=first, edited=("start",))
    assert schedule_plan(plan_of(kept), START).actions[0].start == first
    for one in (
        own("A", due=first + QUARTER / 2, edited=("due",)),
        own("A", start=last - QUARTER, edited=("start",)),
        own("A", start=last, edited=("start",)),
    ):
        with pytest.raises(MethodError) as caught:
            schedule_plan(plan_of(one), START)
        (found,) = caught.value.problems
        assert found.code == "M090"
        assert found.value == str(one.start or one.due)


def test_a_load_below_one_is_refused() -> None:
    catalogue = load_catalogue()
    assessment = assess(uniform_responses(catalogue, "no", country="XAA", round="2026"), catalogue)
    with pytest.raises(MethodError, match="M088"):
        draft_action_plan(find_gaps(assessment), catalogue, start=START, load=0)
