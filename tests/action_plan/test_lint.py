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
    assert [one.code for one in check_plan(more, small)] == ["P016"]


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
