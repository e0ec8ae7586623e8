"""Drafted plans against brute force: reached, minimal, least, best within limits, in order."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterable
from fractions import Fraction

import pytest
from action_plan.small import Oracle, answered, cases, small_catalogue
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teia_indicators import (
    Assessment,
    Catalogue,
    ScoringMethod,
    assess,
    find_gaps,
    load_catalogue,
    what_if,
)
from teia_indicators.action_plan import ActionPlan, draft_action_plan
from teia_indicators.action_plan import draft as draft_module
from teia_indicators.action_plan.proof import shares_of_overall
from teia_indicators.catalogue.scale import NodeSettings
from teia_indicators.testing import uniform_responses

needs_scipy = pytest.mark.skipif(
    importlib.util.find_spec("scipy") is None, reason="scipy (extra stats) is not installed"
)


@pytest.fixture(params=["milp", "greedy"])
def _solver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draft with scipy, and as if it were not installed."""
    if request.param == "greedy":
        monkeypatch.setattr(draft_module, "find_spec", lambda _: None)
    elif importlib.util.find_spec("scipy") is None:
        pytest.skip("scipy (extra stats) is not installed")


either_solver = pytest.mark.usefixtures("_solver")


def stages(oracle: Oracle, chosen: Iterable[int]) -> dict[str, int | None]:
    """Return the low stage of each indicator after some actions."""
    met = oracle.met_with(chosen)
    return {one.id: oracle.stage(one.id, met) for one in oracle.catalogue.indicators}


def positions(plan: ActionPlan, catalogue: Catalogue) -> tuple[int, ...]:
    ids = [one.id for one in catalogue.actions]
    return tuple(sorted(ids.index(one.id) for one in plan.actions))


@either_solver
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases(), st.integers(2, 4))
def test_a_plan_turns_what_can_be_turned_and_is_minimal(
    assessment: Assessment, target: int
) -> None:
    plan = draft_action_plan(find_gaps(assessment, target))
    oracle = Oracle(assessment)
    chosen = positions(plan, assessment.catalogue)
    assert len(oracle.carried_out(chosen)) == len(chosen)
    assert oracle.met_with(chosen) >= oracle.reachable(target)
    missed = oracle.wanted(target) - oracle.reachable(target)
    assert set(plan.without_action) == missed
    assert set(plan.proof.missed) == oracle.below(target, oracle.met_with(chosen))
    for one in chosen:
        left = oracle.carried_out(set(chosen) - {one})
        assert not oracle.met_with(left) >= oracle.reachable(target)


@needs_scipy
@given(cases(), st.integers(2, 4))
def test_the_plan_is_the_least_of_all_sets_that_serve(assessment: Assessment, target: int) -> None:
    plan = draft_action_plan(find_gaps(assessment, target))
    oracle = Oracle(assessment)
    serving = [
        chosen for chosen in oracle.closed() if oracle.met_with(chosen) >= oracle.reachable(target)
    ]
    best = min(serving, key=lambda chosen: (oracle.effort(chosen), len(chosen), chosen))
    assert plan.chosen_by in ("necessity", "milp")
    assert positions(plan, assessment.catalogue) == best


@either_solver
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases(), st.integers(2, 4))
def test_prerequisites_come_first(assessment: Assessment, target: int) -> None:
    plan = draft_action_plan(find_gaps(assessment, target))
    oracle = Oracle(assessment)
    ids = [one.id for one in assessment.catalogue.actions]
    order = [ids.index(one.id) for one in plan.actions]
    for size in range(len(order)):
        assert len(oracle.carried_out(order[: size + 1])) == size + 1


@either_solver
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases(), st.integers(2, 4))
def test_the_proof_says_what_scoring_again_says(assessment: Assessment, target: int) -> None:
    gaps = find_gaps(assessment, target)
    plan = draft_action_plan(gaps)
    after = plan.simulate(assessment)
    ended = {one.indicator: after.indicators[one.indicator].stage_low for one in gaps}
    assert set(plan.proof.reached) == {
        one for one, stage in ended.items() if (stage or 0) >= target
    }
    assert plan.proof.low_after == after.overall.low
    assert plan.proof.low_before == assessment.overall.low
    oracle = Oracle(assessment)
    chosen = positions(plan, assessment.catalogue)
    for at in chosen:
        left = oracle.met_with(oracle.carried_out(set(chosen) - {at}))
        fallen = oracle.below(target, left) & set(plan.proof.reached)
        name = assessment.catalogue.actions[at].id
        assert set(plan.proof.needed.get(name, ())) == fallen
    assert plan.proof.minimal == (len(plan.proof.needed) == len(chosen))


@needs_scipy
@given(cases(), st.data())
def test_a_plan_within_limits_gains_most(assessment: Assessment, data: st.DataObject) -> None:
    target = data.draw(st.integers(2, 4))
    costs = {
        one.id: data.draw(st.sampled_from((0.0, 0.1, 0.2, 1.0, 2.5, 1e6)))
        for one in assessment.catalogue.actions
    }
    budget = data.draw(st.sampled_from((0.0, 0.3, 1.0, 3.7, 1e6 + 1.1)))
    gaps, oracle = find_gaps(assessment, target), Oracle(assessment)
    plan = draft_action_plan(gaps, amounts=costs, budget=budget, currency="EUR")
    spent = sum((Fraction(str(costs[one.id])) for one in plan.actions), Fraction(0))
    assert spent <= Fraction(str(budget))
    relevant = _relevant(oracle, target)

    def affordable(chosen: tuple[int, ...]) -> bool:
        price = sum((Fraction(str(costs[oracle.actions[at].id])) for at in chosen), Fraction(0))
        return price <= Fraction(str(budget)) and set(chosen) <= relevant

    fits = [chosen for chosen in oracle.closed() if affordable(chosen)]
    most = max(oracle.low(oracle.met_with(chosen)) for chosen in fits)
    chosen = positions(plan, assessment.catalogue)
    assert chosen in fits
    assert oracle.low(oracle.met_with(chosen)) == most
    least = min(
        (oracle.effort(one), len(one)) for one in fits if oracle.low(oracle.met_with(one)) == most
    )
    assert (oracle.effort(chosen), len(chosen)) == least
    assert plan.proof.minimal
    ends = stages(oracle, chosen)
    for at in chosen:
        without = stages(oracle, oracle.carried_out(set(chosen) - {at}))
        fallen = {one for one, stage in ends.items() if without[one] != stage}
        assert set(plan.proof.needed.get(oracle.actions[at].id, ())) == fallen


@needs_scipy
@given(cases(), st.integers(0, 4), st.integers(2, 4))
def test_so_many_actions_gain_most(assessment: Assessment, most: int, target: int) -> None:
    oracle = Oracle(assessment)
    plan = draft_action_plan(find_gaps(assessment, target), actions_a_year=most)
    relevant = _relevant(oracle, target)
    fits = [one for one in oracle.closed() if len(one) <= most and set(one) <= relevant]
    best = max(oracle.low(oracle.met_with(one)) for one in fits)
    chosen = positions(plan, assessment.catalogue)
    assert chosen in fits
    assert oracle.low(oracle.met_with(chosen)) == best


def _relevant(oracle: Oracle, target: int) -> set[int]:
    """Return the actions that turn something below target, or could come before one that does."""
    found = {at for at, one in enumerate(oracle.actions) if set(one.turns) & oracle.wanted(target)}
    while True:
        needs = {name for at in found for name in oracle.actions[at].requires}
        more = {
            at
            for at, one in enumerate(oracle.actions)
            if one.id in needs or set(one.turns) & needs - oracle.met - oracle.off
        }
        if more <= found:
            return found
        found |= more


def test_the_shipped_catalogue_is_planned_whole() -> None:
    catalogue = load_catalogue()
    assessment = assess(uniform_responses(catalogue, "no", country="XAA", round="2026"), catalogue)
    plan = draft_action_plan(find_gaps(assessment), catalogue)
    assert plan.proof.missed == ()
    assert plan.without_action == ()
    assert plan.proof.minimal
    assert len(plan.proof.needed) == len(plan.actions)
    after = plan.simulate(assessment)
    assert min(one.stage_low or 0 for one in after.indicators.values()) == 5
    assert ActionPlan.model_validate_json(plan.model_dump_json()) == plan


def test_unknown_facts_are_established_first() -> None:
    catalogue = small_catalogue(
        {"A-1": [2, 3]}, [(["A-1.a"], [], "small"), (["A-1.b"], [], "small")]
    )
    assessment = assess(answered(catalogue, {"A-1.a": "unknown", "A-1.b": "no"}), catalogue)
    plan = draft_action_plan(find_gaps(assessment))
    assert plan.action("X00").establish == ("A-1.a",)
    assert plan.action("X01").establish == ()


def test_causes_lead_from_a_prerequisite_to_the_gap() -> None:
    catalogue = small_catalogue(
        {"A-1": [3], "A-2": [4]}, [(["A-2.a"], [], "small"), (["A-1.a"], ["A-2.a"], "small")]
    )
    assessment = assess(answered(catalogue, {"A-1.a": "no", "A-2.a": "no"}), catalogue)
    gaps = find_gaps(assessment, 3)
    plan = draft_action_plan(find_gaps(assessment, 3))
    assert [one.indicator for one in gaps] == ["A-1"]
    assert [(one.id, one.causes) for one in plan.actions] == [
        ("X00", ("A-1.a",)),
        ("X01", ("A-1.a",)),
    ]
    assert plan.action("X01").requires == ("A-2.a",)


def test_limits_are_refused_where_the_low_is_no_mean() -> None:
    catalogue = load_catalogue()
    answers = uniform_responses(catalogue, "no", country="XAA", round="2026")
    gaps = find_gaps(assess(answers, catalogue, ScoringMethod(aggregation="geometric")))
    assert draft_action_plan(gaps).proof.missed == ()
    with pytest.raises(Exception, match="M082"):
        draft_action_plan(gaps, actions_a_year=3)
    first, *others = catalogue.areas
    rule = NodeSettings(aggregation="minimum")
    mixed = catalogue.model_copy(
        update={"areas": (first.model_copy(update={"scoring": rule}), *others)}
    )
    answers = uniform_responses(mixed, "no", country="XAA", round="2026")
    with pytest.raises(Exception, match="M082"):
        draft_action_plan(find_gaps(assess(answers, mixed)), mixed, actions_a_year=3)


@given(cases())
def test_shares_say_what_a_better_indicator_adds(assessment: Assessment) -> None:
    shares = shares_of_overall(assessment)
    assert shares is not None
    for gap in find_gaps(assessment, 4):
        after = what_if(assessment, {one.id: "yes" for one in gap.criteria})
        rise, gain = (
            (there or 0) - (here or 0)
            for there, here in (
                (after.indicators[gap.indicator].low, assessment.indicators[gap.indicator].low),
                (after.overall.low, assessment.overall.low),
            )
        )
        assert math.isclose(float(shares[gap.indicator]) * rise, gain, abs_tol=1e-12)
    for one in assessment.indicators.values():
        assert one.applicable or shares[one.id] == 0


def test_a_plan_without_actions_is_minimal() -> None:
    catalogue = load_catalogue()
    answers = uniform_responses(catalogue, "yes", country="XAA", round="2026")
    plan = draft_action_plan(find_gaps(assess(answers, catalogue)))
    assert (len(plan), plan.proof.minimal) == (0, True)


def test_what_cannot_reach_its_target_is_not_proven_to_need_an_action() -> None:
    catalogue = small_catalogue(
        {"A-1": [2, 3], "B-1": [3]}, [(["A-1.a"], [], "small"), (["B-1.a"], [], "small")]
    )
    answers = {"A-1.a": "no", "A-1.b": "no", "B-1.a": "no"}
    plan = draft_action_plan(find_gaps(assess(answered(catalogue, answers), catalogue)))
    assert [one.id for one in plan] == ["X00", "X01"]
    assert plan.without_action == ("A-1.b",)
    assert (plan.proof.reached, plan.proof.missed) == (("B-1",), ("A-1",))
    assert plan.proof.needed == {"X01": ("B-1",)}
    assert not plan.proof.minimal
