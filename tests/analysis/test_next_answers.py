"""The narrowing by each open answer equals that of scoring again, and of the exact oracle."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from gaps.small import assessed, catalogue_of
from hypothesis import given, settings
from oracle import exact
from strategies import LENIENT, Case, cases

import teia_indicators as teia
from teia_indicators.analysis import narrowing
from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.testing import uniform_responses

EXAMPLES = Path(__file__).parents[2] / "examples"
ZERO = Fraction(0)
OPEN = ("unanswered", "unknown", "withheld")


@pytest.fixture(scope="module")
def example() -> teia.Assessment:
    return teia.assess(teia.read_responses(EXAMPLES / "xab-2026.yaml"))


def width(assessment: teia.Assessment) -> float:
    whole = assessment.overall
    return 0.0 if whole.low is None or whole.high is None else whole.high - whole.low


def test_every_narrowing_is_that_of_scoring_again(example: teia.Assessment) -> None:
    found = teia.next_answers(example)
    assert len(found) == sum(getattr(example.overall.counts, word) for word in OPEN)
    for one in found:
        for word, narrowed in (("yes", one.if_yes), ("no", one.if_no)):
            again = teia.what_if(example, {one.id: word})
            assert math.isclose(width(example) - width(again), narrowed, abs_tol=1e-12)
        assert one.at_least == min(one.if_yes, one.if_no) >= 0


def test_the_order_is_by_the_sure_gain_then_the_larger_then_the_catalogue(
    example: teia.Assessment,
) -> None:
    rows = {one.id: row for row, one in enumerate(example.catalogue.criteria)}
    keys = [
        (-round(one.at_least, 12), -round(max(one.if_yes, one.if_no), 12), rows[one.id])
        for one in teia.next_answers(example)
    ]
    assert keys == sorted(keys)
    assert keys[0][1] < 0


@given(cases(policies=LENIENT, rounding=False, sizes=(2, 3, 4)))
@settings(deadline=None, max_examples=60)
def test_narrowings_are_those_of_the_exact_oracle(case: Case) -> None:
    def bounds(changed: Case) -> Fraction:
        whole = changed.expected().overall
        return ZERO if whole.low is None else exact(whole.high or ZERO) - exact(whole.low)

    before = bounds(case)
    for one in teia.next_answers(case.assessed()):
        for word, narrowed in (("yes", one.if_yes), ("no", one.if_no)):
            after = bounds(replace(case, sheet=case.sheet.with_answer(one.id, word)))
            expected = float(before - after)
            assert narrowed >= 0
            assert math.isclose(narrowed, expected, rel_tol=1e-15, abs_tol=1e-30) or (
                case_is_irrational(case) and math.isclose(narrowed, expected, abs_tol=1e-12)
            )


def case_is_irrational(case: Case) -> bool:
    """Tell whether a root may be involved: those have 40 digits."""
    plan = case.effective
    own = (plan.settings, *(area.settings for area in plan.areas))
    rules = {case.method.aggregation, *(one.aggregation for one in own if one)}
    return bool({"geometric", "power"} & rules)


@given(cases(policies=LENIENT, sizes=(2, 3, 4)))
@settings(deadline=None, max_examples=60)
def test_exactly_the_indeterminate_criteria_are_listed(case: Case) -> None:
    states = {
        item: state
        for result in case.expected().indicators.values()
        for item, state in result.states.items()
    }
    found = {one.id: one.answer for one in teia.next_answers(case.assessed())}
    assert found == {item: state for item, state in states.items() if state in OPEN}


def test_answering_all_of_them_narrows_the_interval_to_a_point(example: teia.Assessment) -> None:
    answers = {one.id: "no" for one in teia.next_answers(example)}
    after = teia.what_if(example, answers)
    assert width(after) == 0
    assert len(teia.next_answers(after)) == 0


def test_one_batch_through_the_kernel(
    example: teia.Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def counted(codes: Any, declared: Any, structure: Any) -> Any:
        calls.append(codes.shape[1])
        return evaluate(codes, declared, structure)

    monkeypatch.setattr(narrowing, "evaluate", counted)
    found = teia.next_answers(example)
    assert calls == [1 + 2 * len(found)]


def test_what_is_implied_or_not_applicable_is_not_listed() -> None:
    small = catalogue_of()
    found = teia.next_answers(assessed(small, {"A-1": 4, "B-1": "not_applicable"}))
    assert len(found) == 0
    found = teia.next_answers(assessed(small, {"A-1": 4, "A-1.f": "unknown"}))
    assert {one.id for one in found} == {"A-1.f", "B-1.a"}


def test_nothing_applicable_and_everything_open(catalogue: teia.Catalogue) -> None:
    none = teia.assess(uniform_responses(catalogue, "not_applicable"), catalogue)
    assert len(teia.next_answers(none)) == 0
    assert teia.next_answers(none).low is None
    empty = teia.assess(uniform_responses(catalogue, "unanswered"), catalogue)
    found = teia.next_answers(empty)
    assert len(found) == len(catalogue.criteria)
    assert found.low == 0
    assert found.high == 1


def test_shown_and_as_a_table(example: teia.Assessment) -> None:
    found = teia.next_answers(example)
    assert repr(found).startswith("<NextAnswers XAB 2026: ")
    assert "<caption>XAB 2026: next answers" in found._repr_html_()
    frame = teia.to_frame(found)
    assert list(frame["id"]) == [one.id for one in found]
    assert frame["if_yes"].dtype == "float64"
    full = teia.assess(uniform_responses(example.catalogue, "yes"), example.catalogue)
    none = teia.to_frame(teia.next_answers(full))
    assert dict(none.dtypes) == dict(frame.dtypes)
    again = teia.NextAnswers.model_validate_json(found.model_dump_json())
    assert again == found
