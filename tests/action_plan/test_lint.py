"""The plan linter: each code by one seeded defect, found alone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from action_plan.small import answered, small_catalogue

from teia_indicators import (
    ActionPlan,
    Amount,
    Assessment,
    Catalogue,
    PlanError,
    PlannedAction,
    Target,
    TargetStep,
    assess,
    check_plan,
    draft_action_plan,
    find_gaps,
)

START = datetime.date(2027, 1, 1)
FREE = Amount(low=0.0, high=0.0, currency="EUR")


@pytest.fixture(scope="module")
def small() -> Catalogue:
    actions = [(["A-1.a"], [], "small"), (["A-1.b"], ["A-1.a"], "medium"), (["B-1.a"], [], "large")]
    found = small_catalogue({"A-1": [2, 3], "B-1": [3]}, actions)
    planning = found.planning.model_copy(update={"authority_load": 2, "same_type": 3})
    return found.model_copy(update={"planning": planning})


@pytest.fixture(scope="module")
def assessment(small: Catalogue) -> Assessment:
    return assess(answered(small, {"A-1.a": "no", "A-1.b": "no", "B-1.a": "no"}), small)


@pytest.fixture(scope="module")
def plan(assessment: Assessment) -> ActionPlan:
    drafted = draft_action_plan(find_gaps(assessment), start=START)
    for one in drafted:
        drafted = drafted.edit(one.id, amount=FREE)
    return drafted


def test_a_sound_plan_has_nothing_to_look_at(
    plan: ActionPlan, small: Catalogue, assessment: Assessment
) -> None:
    assert check_plan(plan, small, assessment=assessment, today=START) == ()


EDITS: dict[str, tuple[str, dict[str, Any]]] = {
    "P010": ("X00", {"authority": " "}),
    "P011": ("X02", {"start": datetime.date(2027, 7, 2), "due": datetime.date(2027, 7, 1)}),
    "P012": ("X00", {"due": datetime.date(2027, 7, 2)}),
    "P014": ("X00", {"amount": None}),
    "P018": ("X01", {"requires": ("B-1.a",)}),
}


@pytest.mark.parametrize("code", EDITS)
def test_an_edit_is_found(
    code: str, plan: ActionPlan, small: Catalogue, assessment: Assessment
) -> None:
    name, changes = EDITS[code]
    edited = plan.edit(name, **changes)
    if code == "P018":
        edited = edited.edit("X02", status="dropped")
    found = check_plan(edited, small, assessment=assessment, today=START)
    assert [one.code for one in found] == [code]


def test_what_is_overdue_is_found(plan: ActionPlan, small: Catalogue) -> None:
    due = plan.action("X00").due
    assert due is not None
    assert check_plan(plan, small, today=due) == ()
    found = check_plan(plan, small, today=due + datetime.timedelta(days=1))
    assert {(one.code, one.path) for one in found} == {("P013", "X00"), ("P013", "X02")}
    done = plan.edit("X00", status="done").edit("X02", status="done")
    assert check_plan(done, small, today=due + datetime.timedelta(days=1)) == ()


def test_an_authority_with_too_much_is_found(plan: ActionPlan, small: Catalogue) -> None:
    at_once = plan.edit("X01", start=START, requires=())
    found = check_plan(at_once, small)
    assert [(one.code, one.params["quarter"]) for one in found] == [
        ("P015", "2027-Q1"),
        ("P015", "2027-Q2"),
    ]


def test_many_of_one_type_are_found(plan: ActionPlan, small: Catalogue) -> None:
    own = PlannedAction(id="OWN-1", origin="own", title="More", authority="else", amount=FREE)
    more = plan.model_copy(update={"actions": (*plan.actions, own)})
    assert told(more, small) == [("P016", "X00")]


def test_a_test_that_is_met_already_is_found(plan: ActionPlan, small: Catalogue) -> None:
    later = assess(answered(small, {"A-1.a": "yes", "A-1.b": "no", "B-1.a": "no"}), small)
    found = check_plan(plan, small, assessment=later)
    assert [(one.code, one.path) for one in found] == [("P017", "X00")]
    assert check_plan(plan.edit("X00", status="done"), small, assessment=later) == ()


def test_what_comes_after_the_targets_date_is_found(plan: ActionPlan, small: Catalogue) -> None:
    by = plan.target.model_copy(update={"by": datetime.date(2027, 12, 30)})
    found = check_plan(plan.model_copy(update={"target": by}), small)
    assert [(one.code, one.path) for one in found] == [("P019", "X01")]


def test_the_date_is_that_of_the_target_that_an_action_serves(small: Catalogue) -> None:
    early, late = datetime.date(2027, 6, 30), datetime.date(2030, 1, 1)
    steps = (TargetStep(of="A-1", stage=3, by=early), TargetStep(of="B-1", stage=3, by=late))
    answers = answered(small, {"A-1.a": "no", "A-1.b": "no", "B-1.a": "no"})
    gaps = find_gaps(assess(answers, small), Target(steps=steps))
    drafted = draft_action_plan(gaps, start=START)
    for one in drafted:
        drafted = drafted.edit(one.id, amount=FREE)
    drafted = drafted.edit("X02", due=datetime.date(2029, 12, 31))
    found = [(one.code, one.path, one.params["by"]) for one in check_plan(drafted, small)]
    assert found == [("P019", "X01", "2027-06-30")], "X02 has until 2030"


def test_a_plan_of_another_catalogue_is_refused(plan: ActionPlan) -> None:
    with pytest.raises(PlanError, match="P022"):
        check_plan(plan)


def told(plan: ActionPlan, small: Catalogue, **more: Any) -> list[tuple[str, str]]:
    return [(one.code, one.path) for one in check_plan(plan, small, **more)]


def days(*parts: int) -> datetime.date:
    return datetime.date(2027, *parts)


def test_an_action_of_one_day_ends_when_it_starts(plan: ActionPlan, small: Catalogue) -> None:
    assert told(plan.edit("X02", start=days(7, 1), due=days(7, 1)), small) == []


def test_what_is_done_is_passed_over_and_the_rest_is_not(
    plan: ActionPlan, small: Catalogue
) -> None:
    edited = plan.edit("X00", status="done", amount=None).edit("X01", amount=None)
    assert told(edited, small) == [("P014", "X01")]


def test_of_several_targets_the_first_date_counts(small: Catalogue) -> None:
    actions: list[tuple[list[str], list[str], str]] = [(["A-1.a", "B-1.a"], [], "small")]
    shared = small.model_copy(
        update={"actions": small_catalogue({"A-1": [2, 3], "B-1": [3]}, actions).actions}
    )
    assessment = assess(answered(shared, {"A-1.a": "no", "A-1.b": "yes", "B-1.a": "no"}), shared)
    dates = {"A-1": days(6, 29), "B-1": datetime.date(2030, 1, 1)}
    for first, second in (("A-1", "B-1"), ("B-1", "A-1")):
        steps = tuple(TargetStep(of=one, stage=3, by=dates[one]) for one in (first, second))
        drafted = draft_action_plan(find_gaps(assessment, Target(steps=steps)), start=START)
        late = drafted.edit("X00", amount=FREE, due=days(6, 30))
        found = check_plan(late, shared)
        assert [(one.code, one.params["by"]) for one in found] == [("P019", "2027-06-29")]
        assert told(late.edit("X00", due=days(6, 29)), shared) == []
        assert told(late.edit("X00", status="done"), shared) == []


@pytest.mark.parametrize(
    ("ends", "start", "late"),
    [
        ((days(6, 30), days(9, 30)), days(7, 1), ""),
        ((days(6, 30), days(9, 30)), days(6, 30), ""),
        ((days(6, 30), days(9, 30)), days(6, 29), "2027-06-30"),
        ((days(9, 30), days(6, 30)), days(6, 29), "2027-06-30"),
        ((days(6, 30), None), days(3, 1), ""),
        ((days(6, 30), days(9, 30)), None, ""),
    ],
)
def test_of_several_ways_the_one_that_ends_first_counts(
    ends: tuple[datetime.date, datetime.date | None],
    start: datetime.date | None,
    late: str,
    small: Catalogue,
    plan: ActionPlan,
) -> None:
    other = PlannedAction(
        id="OWN-1", title="x", authority="y", origin="own", amount=FREE, criteria=("A-1.a",)
    )
    both = plan.model_copy(update={"actions": (plan.action("X00"), other, plan.action("X01"))})
    for name, due in zip(("X00", "OWN-1"), ends, strict=True):
        both = both.edit(name, due=due)
    found = check_plan(both.edit("X01", start=start), small)
    assert [(one.code, one.path, one.params["due"], one.params["name"]) for one in found] == (
        [("P012", "X01", late, "X00, OWN-1")] if late else []
    )


def test_what_nobody_sees_to_is_told_with_and_without_answers(
    plan: ActionPlan, small: Catalogue, assessment: Assessment
) -> None:
    dropped = plan.edit("X00", status="dropped")
    assert told(dropped, small) == [("P018", "X01")]
    assert told(dropped, small, assessment=assessment) == [("P018", "X01")]
    by_id = plan.edit("X01", requires=("X02",)).edit("X02", status="dropped")
    assert told(by_id, small) == [("P018", "X01")]
    assert told(by_id, small, assessment=assessment) == [("P018", "X01")]
    of_own_accord = plan.edit("X01", requires=("B-1.a",)).edit("X02", status="dropped")
    assert told(of_own_accord, small) == [], "it may be met: the answers are not here"


def test_what_is_met_needs_nobody(plan: ActionPlan, small: Catalogue) -> None:
    met = assess(answered(small, {"A-1.a": "yes", "A-1.b": "no", "B-1.a": "yes"}), small)
    dropped = plan.edit("X00", status="dropped").edit("X02", status="dropped")
    assert told(dropped, small, assessment=met) == []
    by_id = dropped.edit("X01", requires=("X02",))
    assert told(by_id, small, assessment=met) == []


@pytest.mark.parametrize("answers", [True, False])
def test_an_own_action_that_was_dropped_is_missed(
    answers: bool, plan: ActionPlan, small: Catalogue, assessment: Assessment
) -> None:
    own = PlannedAction(id="OWN-1", origin="own", title="x", authority="y", status="dropped")
    needs = plan.edit("X01", requires=("OWN-1",))
    more = needs.model_copy(update={"actions": (own, *needs.actions)})
    given = {"assessment": assessment} if answers else {}
    assert told(more, small, **given) == [("P018", "X01")]


def test_an_action_does_not_come_before_itself(
    plan: ActionPlan, small: Catalogue, assessment: Assessment
) -> None:
    itself = plan.edit("X02", requires=("B-1.a",))
    assert told(itself, small, assessment=assessment) == [("P018", "X02")]


def test_where_there_is_too_much_the_first_of_them_is_named(
    plan: ActionPlan, small: Catalogue
) -> None:
    at_once = plan.edit("X01", start=START, requires=())
    assert {one.path for one in check_plan(at_once, small)} == {"X00"}
    names = ", ".join(one.id for one in plan)
    assert {one.value for one in check_plan(at_once, small)} == {names}
    backwards = at_once.edit("X00", start=days(4, 1), due=days(3, 1))
    assert told(backwards, small) == [("P011", "X00")]
    one_day = at_once.edit("X00", due=START)
    assert [one.params["quarter"] for one in check_plan(one_day, small)] == ["2027-Q1"]


def test_what_does_not_apply_is_not_met(plan: ActionPlan, small: Catalogue) -> None:
    answers = {"A-1.a": "not_applicable", "A-1.b": "no", "B-1.a": "no"}
    assert told(plan, small, assessment=assess(answered(small, answers), small)) == []
