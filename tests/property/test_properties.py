"""The properties that section 10 of the method page demands, one test each."""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

import oracle
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import OCatalogue, OCriterion, OIndicator, OMethod
from strategies import (
    Case,
    Sheet,
    cases,
    criteria_of,
    fingerprint,
    indicators_of,
    methods,
    nodes_of,
    plans,
    sheets,
)

from teia_indicators import what_if

V = TypeVar("V")

FACTORS = tuple(Fraction(text) for text in ("0.1", "0.3", "0.7", "1.1", "2", "7", "1000", "0.001"))
FIGURES = ("low", "value", "high", "coverage")
many = settings(deadline=None, max_examples=50)


def same(a: float | None, b: float | None) -> bool:
    """Tell whether two figures agree to 1e-12."""
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


def not_below(after: float | None, before: float | None) -> bool:
    """Tell whether a figure has not sunk, but for 1e-12."""
    if after is None or before is None:
        return after is before
    return after >= before or same(after, before)


def policy_at(case: Case, id_: str) -> str:
    """Return the policy for what is missing that holds at a node."""
    plan = case.effective
    own = {"overall": plan.settings, **{area.id: area.settings for area in plan.areas}}
    return oracle.rule_at(own.get(id_), case.method).missing


# ---------------------------------------------------------------------------------------------
# Bounds
# ---------------------------------------------------------------------------------------------


@many
@given(cases())
def test_the_value_lies_within_its_bounds(case: Case) -> None:
    for node in nodes_of(case.assessed()).values():
        assert node.applicable == (node.low is not None) == (node.high is not None)
        if node.low is None or node.high is None:
            assert node.value is None
            continue
        assert node.low <= node.high
        assert node.value is None or node.low <= node.value <= node.high


@many
@given(cases(rounding=False))
def test_figures_lie_within_the_range_of_the_scale(case: Case) -> None:
    scale = case.plan.scale
    least, most = float(scale.value(scale.floor)), float(scale.value(scale.top))
    for node in nodes_of(case.assessed()).values():
        for figure in (node.low, node.value, node.high):
            assert figure is None or least <= figure <= most
        assert node.coverage is None or 0 <= node.coverage <= 1


@many
@given(cases(), st.data())
def test_raising_an_answer_lowers_nothing(case: Case, data: st.DataObject) -> None:
    criteria = criteria_of(case.plan)
    assume(criteria)
    criterion = data.draw(st.sampled_from(criteria)).id
    before = replace(case, sheet=case.sheet.with_answer(criterion, "no")).assessed()
    for word in ("partly", "yes"):
        after = what_if(before, {criterion: word})
        for id_, node in nodes_of(after).items():
            old = nodes_of(before)[id_]
            assert not_below(node.low, old.low)
            assert not_below(node.high, old.high)
            assert policy_at(case, id_) == "skip" or not_below(node.value, old.value)
        for id_, indicator in after.indicators.items():
            assert not_below(indicator.progress, before.indicators[id_].progress)
        before = after


@many
@given(cases(), st.data())
def test_answering_what_is_indeterminate_never_widens(case: Case, data: st.DataObject) -> None:
    indeterminate = [
        id_
        for result in case.expected().indicators.values()
        for id_, state in result.states.items()
        if state in oracle.INDETERMINATE
    ]
    assume(indeterminate)
    before = case.assessed()
    criterion = data.draw(st.sampled_from(indeterminate))
    after = what_if(before, {criterion: data.draw(st.sampled_from(("yes", "partly", "no")))})
    for id_, node in nodes_of(after).items():
        old = nodes_of(before)[id_]
        assert not_below(node.low, old.low)
        assert not_below(old.high, node.high)
        assert not_below(node.coverage, old.coverage)


# ---------------------------------------------------------------------------------------------
# What must not matter
# ---------------------------------------------------------------------------------------------


@many
@given(cases(), st.data())
def test_order_changes_no_bit(case: Case, data: st.DataObject) -> None:
    areas = []
    for area in case.plan.areas:
        mixed = [
            replace(item, criteria=tuple(data.draw(st.permutations(item.criteria))))
            for item in area.indicators
        ]
        areas.append(replace(area, indicators=tuple(data.draw(st.permutations(mixed)))))
    plan = replace(case.plan, areas=tuple(data.draw(st.permutations(areas))))
    answers = dict(data.draw(st.permutations(list(case.sheet.answers.items()))))
    permuted = replace(case, plan=plan, sheet=replace(case.sheet, answers=answers))
    assert fingerprint(permuted.assessed()) == fingerprint(case.assessed())


@many
@given(cases(), st.sampled_from(FACTORS))
def test_a_common_factor_of_all_weights_changes_no_bit(case: Case, factor: Fraction) -> None:
    areas = tuple(
        replace(
            area,
            weight=area.weight * factor,
            indicators=tuple(replace(i, weight=i.weight * factor) for i in area.indicators),
        )
        for area in case.plan.areas
    )
    scaled = replace(case, plan=replace(case.plan, areas=areas))
    assert fingerprint(scaled.assessed()) == fingerprint(case.assessed())


@many
@given(cases(), st.sampled_from((Fraction(0), Fraction(1), Fraction(3, 10))), st.data())
def test_an_additional_inapplicable_indicator_changes_no_score(
    case: Case, weight: Fraction, data: st.DataObject
) -> None:
    scale = case.plan.scale
    name = data.draw(st.sampled_from([area.id for area in case.plan.areas]))
    extra = OIndicator(f"{name}-0", weight, (OCriterion(f"{name}-0.a", scale.top),))
    areas = tuple(
        replace(area, indicators=(*area.indicators, extra)) if area.id == name else area
        for area in case.plan.areas
    )
    whole = data.draw(st.booleans())
    sheet = (
        replace(case.sheet, not_applicable=case.sheet.not_applicable | {extra.id})
        if whole
        else case.sheet.with_answer(f"{extra.id}.a", "not_applicable")
    )
    before = nodes_of(case.assessed())
    after = replace(case, plan=replace(case.plan, areas=areas), sheet=sheet).assessed()
    assert not after.indicators[extra.id].applicable
    for id_, old in before.items():
        for figure in FIGURES:
            assert same(getattr(nodes_of(after)[id_], figure), getattr(old, figure))


@many
@given(cases(), st.data())
def test_weight_zero_never_counts(case: Case, data: st.DataObject) -> None:
    weightless = [
        item.id
        for area in case.plan.areas
        for item in area.indicators
        if item.weight == 0 or area.weight == 0
    ]
    assume(weightless)
    drawn = data.draw(sheets(case.plan))
    old = case.sheet
    other = Sheet(
        mixed(old.answers, drawn.answers, weightless),
        mixed(old.declared, drawn.declared, weightless),
        frozenset(
            mixed(
                dict.fromkeys(old.not_applicable, True),
                dict.fromkeys(drawn.not_applicable, True),
                weightless,
            )
        ),
    )
    before, after = case.assessed().overall, replace(case, sheet=other).assessed().overall
    ignored = {"counts"}
    assert after.model_dump(exclude=ignored) == before.model_dump(exclude=ignored)


def mixed(old: Mapping[str, V], new: Mapping[str, V], chosen: Collection[str]) -> dict[str, V]:
    """Return the old entries, but those of the chosen indicators and their criteria from new."""
    kept = {id_: value for id_, value in old.items() if id_.partition(".")[0] not in chosen}
    return kept | {id_: value for id_, value in new.items() if id_.partition(".")[0] in chosen}


@many
@given(plans(rounding=False), methods(), st.data())
def test_all_indicators_at_one_stage_give_its_value_everywhere(
    plan: OCatalogue, method: OMethod, data: st.DataObject
) -> None:
    stage = data.draw(st.sampled_from(plan.scale.stages))
    full = with_full_ladders(plan)
    reached = {one.id: "yes" if one.stage <= stage else "no" for one in criteria_of(full)}
    declared = {item.id: stage for item in indicators_of(full) if not item.criteria}
    found = Case(full, method, sheet=Sheet(reached, declared)).assessed()
    value = float(plan.scale.value(stage))
    for id_, node in nodes_of(found).items():
        if node.applicable:
            assert (node.low, node.value, node.high) == (value, value, value), id_
    assert {one.stage_low for one in found.indicators.values()} == {stage}


def with_full_ladders(plan: OCatalogue) -> OCatalogue:
    """Give every indicator that has criteria at least one for each stage above the floor."""

    def filled(item: OIndicator) -> OIndicator:
        missing = set(plan.scale.stages[1:]) - {one.stage for one in item.criteria}
        added = [OCriterion(f"{item.id}.s{stage}", stage) for stage in sorted(missing)]
        return replace(item, criteria=(*item.criteria, *added)) if item.criteria else item

    areas = tuple(
        replace(area, indicators=tuple(filled(item) for item in area.indicators))
        for area in plan.areas
    )
    return replace(plan, areas=areas)
