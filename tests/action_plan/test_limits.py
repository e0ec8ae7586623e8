"""What limits a plan: what they may be, over how many years, and what counts against them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from action_plan.small import answered, small_catalogue

from teia_indicators import (
    Amount,
    Assessment,
    MethodError,
    Target,
    TargetStep,
    assess,
    draft_action_plan,
    find_gaps,
)
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Place

START = datetime.date(2027, 1, 1)


@pytest.fixture
def chain() -> Assessment:
    """Return two actions in a chain, one that stands alone, and a criterion without action."""
    catalogue = small_catalogue(
        {"A-1": [2, 3], "A-2": [2], "B-1": [2]},
        [(["A-1.a"], [], "small"), (["A-2.a"], ["X00"], "medium"), (["B-1.a"], [], "large")],
    )
    return assess(answered(catalogue, {one.id: "no" for one in catalogue.criteria}), catalogue)


def euros(*high: float) -> dict[str, Amount]:
    return {
        f"X{at:02}": Amount(low=0.0, high=one, currency="EUR")
        for at, one in enumerate(high)
        if one >= 0
    }


def ids(assessment: Assessment, target: int | Target = 3, **limits: Any) -> list[str]:
    pytest.importorskip("scipy", reason="scipy (extra stats) is not installed")
    plan = draft_action_plan(find_gaps(assessment, target), **limits)
    return [one.id for one in plan if one.counts]


@pytest.mark.parametrize(
    ("limits", "codes"),
    [
        ({"budget": 5.0}, ["M081"]),
        ({"currency": "euro"}, ["M081"]),
        ({"budget": 5.0, "currency": "euro"}, ["M081"]),
        ({"budget": -1.0, "currency": "EUR"}, ["M080"]),
        ({"budget": float("inf"), "currency": "EUR"}, ["M080"]),
        ({"actions_a_year": -1}, ["M080"]),
        ({"budget": float("nan"), "actions_a_year": -1}, ["M080", "M080", "M081"]),
        ({"start": datetime.date(2025, 12, 31)}, ["M089"]),
        ({"amounts": {"X00": True}, "currency": "EUR"}, ["M080"]),
        ({"amounts": {"X00": -1.0}, "currency": "EUR"}, ["M080"]),
        ({"amounts": {"X00": 1.0}}, ["M081"]),
        ({"amounts": euros(1), "budget": 5.0, "currency": "USD"}, ["M087"]),
        ({"amounts": {"X01": 1.0, "X99": 1.0}, "currency": "EUR"}, ["M086"]),
    ],
)
def test_what_is_no_limit_is_told_at_once(
    chain: Assessment, limits: dict[str, Any], codes: list[str]
) -> None:
    with pytest.raises(MethodError) as caught:
        draft_action_plan(find_gaps(chain, 3), **limits)
    assert [one.code for one in caught.value.problems] == codes


def test_a_wrong_currency_is_named(chain: Assessment) -> None:
    with pytest.raises(MethodError, match="euro"):
        draft_action_plan(find_gaps(chain, 3), budget=5.0, currency="euro")
    with pytest.raises(MethodError, match="–"):
        draft_action_plan(find_gaps(chain, 3), budget=5.0)


def test_a_plan_may_begin_in_the_year_of_its_round(chain: Assessment) -> None:
    plan = draft_action_plan(find_gaps(chain, 3), start=datetime.date(2026, 1, 1))
    assert plan.actions[0].start == datetime.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("days", "years"), [(-30, 1), (0, 1), (200, 1), (365, 1), (366, 2), (730, 2), (731, 3)]
)
def test_actions_a_year_count_over_the_years_begun(
    chain: Assessment, days: int, years: int
) -> None:
    pytest.importorskip("scipy", reason="scipy (extra stats) is not installed")
    last = START + datetime.timedelta(days=days)
    gaps = find_gaps(chain, Target(steps=(TargetStep(stage=3, by=last),)))
    assert draft_action_plan(gaps, actions_a_year=1, start=START).limits.actions == years


def test_actions_a_year_are_of_one_year_where_nothing_has_a_date(chain: Assessment) -> None:
    assert ids(chain, actions_a_year=1) == ["X02"]
    assert ids(chain, actions_a_year=1, start=START) == ["X02"]
    assert ids(chain, actions_a_year=2) == ["X00", "X02"]


def test_what_needs_an_action_without_amount_is_left_out(chain: Assessment) -> None:
    assert ids(chain, amounts=euros(-1, 1), budget=9.0, currency="EUR") == []
    assert ids(chain, amounts=euros(1, 1), budget=9.0, currency="EUR") == ["X00", "X01"]


def test_what_needs_a_dropped_action_is_left_out_of_a_budget(chain: Assessment) -> None:
    plan = draft_action_plan(find_gaps(chain, 3))
    dropped = plan.edit("X00", status="dropped")
    limits: dict[str, Any] = {"amounts": euros(1, 1, 1), "budget": 9.0, "currency": "EUR"}
    assert ids(chain, previous=dropped, **limits) == ["X02"]


@pytest.mark.parametrize(
    ("cost", "fits"), [(5.0, True), (4.0, True), (5.01, False), (-1, True)], ids=str
)
def test_what_is_kept_counts_with_its_amount(chain: Assessment, cost: float, fits: bool) -> None:
    begun = draft_action_plan(find_gaps(chain, 3)).edit("X02", status="started")
    budget = 0.0 if cost < 0 else 5.0
    limits: dict[str, Any] = {"amounts": euros(9, 9, cost), "budget": budget, "currency": "EUR"}
    if fits:
        assert ids(chain, previous=begun, **limits) == ["X02"]
        return
    with pytest.raises(MethodError, match="M083"):
        ids(chain, previous=begun, **limits)


def test_so_many_kept_actions_are_within_a_number(chain: Assessment) -> None:
    begun = draft_action_plan(find_gaps(chain, 3)).edit("X02", status="started")
    assert ids(chain, previous=begun, actions_a_year=2) == ["X00", "X02"]
    with pytest.raises(MethodError, match="M083"):
        draft_action_plan(find_gaps(chain, 3), previous=begun, actions_a_year=0)


@pytest.mark.parametrize(("weight", "chosen"), [(0.9, "X00"), (1.1, "X01")])
def test_a_step_gains_its_own_height_wherever_it_begins(weight: float, chosen: str) -> None:
    catalogue = small_catalogue(
        {"A-1": [2, 3, 4], "A-2": [2, 4]},
        [(["A-1.a"], [], "small"), (["A-2.b"], [], "small")],
        (1.0, weight),
    )
    answers = {one.id: "no" for one in catalogue.criteria} | {"A-2.a": "yes"}
    assessment = assess(answered(catalogue, answers), catalogue)
    assert ids(assessment, 4, actions_a_year=1) == [chosen]


def test_what_leaves_no_choice_is_proven_best(chain: Assessment) -> None:
    plan = draft_action_plan(find_gaps(chain, 3))
    assert (plan.chosen_by, plan.optimality_gap) == ("necessity", 0.0)


@pytest.mark.parametrize("change", [{"country": "XAB"}, {"round": "2025"}])
def test_gaps_and_assessment_belong_together(chain: Assessment, change: dict[str, str]) -> None:
    gaps = find_gaps(chain, 3)
    other = assess(chain.responses.model_copy(update=change), chain.catalogue)
    with pytest.raises(MethodError, match=r"M085.*XAA 2026, small 1\.0") as caught:
        draft_action_plan(gaps, assessment=other)
    assert f"{other.country} {other.round}, small 1.0" in str(caught.value)
    with pytest.raises(MethodError, match="M085"):
        draft_action_plan(gaps, chain.catalogue, assessment=other)
    newer = chain.catalogue.model_copy(update={"version": "1.1"})
    with pytest.raises(MethodError, match="M085"):
        draft_action_plan(gaps, newer)


def test_a_plan_says_where_the_answers_that_cause_it_stand(chain: Assessment) -> None:
    places = FrozenDict({"A-1.b": Place(file="xaa.csv", line=7), "A-2.a": Place(file="xaa.csv")})
    responses = chain.responses.model_copy(update={"places": places})
    plan = draft_action_plan(find_gaps(assess(responses, chain.catalogue), 3))
    assert dict(plan.places) == {"A-2.a": str(places["A-2.a"])}, "nothing turns the other"
