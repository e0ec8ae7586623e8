"""Examples computed by hand from the method page, on the points where rules are easily misread."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from oracle import (
    OArea,
    OCatalogue,
    OCriterion,
    OIndicator,
    OMethod,
    ORounding,
    OScale,
    OSettings,
)
from strategies import Case, Sheet, library_catalogue, library_method

from teia_indicators import AnswerCode, Assessment, MethodError, assess_matrix
from teia_indicators.assessment import IndicatorScore

SIX = OScale((1, 2, 3, 4, 5, 6))
GAPS = OScale((0, 3, 7, 12))


def indicator(id_: str, *stages: int, weight: str = "1") -> OIndicator:
    """Return an indicator with one criterion for each stage named: ``ID.1``, ``ID.2``, ..."""
    criteria = (OCriterion(f"{id_}.{at}", stage) for at, stage in enumerate(stages, start=1))
    return OIndicator(id_, Fraction(weight), tuple(criteria))


def one_area(scale: OScale, *indicators: OIndicator, own: OSettings | None = None) -> OCatalogue:
    """Return a catalogue of one area ``A``."""
    return OCatalogue(scale, (OArea("A", indicators=indicators, settings=own),))


def staged(values: Mapping[str, str], own: OSettings | None = None) -> Assessment:
    """Score one area whose indicators have these values, each declared at its own stage."""
    numbers = [*sorted(map(Fraction, values.values())), Fraction(100)]
    scale = OScale(tuple(range(1, len(numbers) + 1)), tuple(numbers))
    declared = {id_: numbers.index(Fraction(value)) + 1 for id_, value in values.items()}
    plan = one_area(scale, *(indicator(id_) for id_ in values), own=own)
    return Case(plan, sheet=Sheet(declared=declared)).assessed()


def only(stages: tuple[int, ...], sheet: Sheet, scale: OScale = SIX) -> IndicatorScore:
    """Return the score of a single indicator ``I``."""
    return Case(one_area(scale, indicator("I", *stages)), sheet=sheet).assessed().indicators["I"]


# ---------------------------------------------------------------------------------------------
# Section 3: stages
# ---------------------------------------------------------------------------------------------


def test_explicit_answers_prevail_over_a_declared_stage_and_the_contradiction_is_found() -> None:
    plan = one_area(SIX, indicator("I", 2, 3, 4, 5, 6))
    found = Case(plan, sheet=Sheet({"I.1": "no"}, {"I": 4})).assessed()
    score = found.indicators["I"]
    assert (score.stage_low, score.stage_high, score.declared) == (1, 1, 4)
    assert score.basis == "mixed"
    assert score.counts.implied == 4
    assert [(one.code, one.path) for one in found.findings] == [("A001", "I")]


def test_an_explicit_answer_that_agrees_with_the_declared_stage_moves_nothing() -> None:
    alone = only((2, 3, 4, 5, 6), Sheet({}, {"I": 4}))
    agreeing = only((2, 3, 4, 5, 6), Sheet({"I.2": "yes", "I.5": "no"}, {"I": 4}))
    assert (alone.stage_low, alone.stage_high, alone.basis) == (4, 4, "declared")
    assert (agreeing.stage_low, agreeing.stage_high, agreeing.basis) == (4, 4, "mixed")
    assert agreeing.progress == alone.progress == 4
    assert agreeing.coverage == alone.coverage == 1


def test_unknown_under_a_declared_stage_stays_indeterminate() -> None:
    score = only((2, 3, 4, 5, 6), Sheet({"I.2": "unknown", "I.4": "withheld"}, {"I": 4}))
    assert (score.stage_low, score.stage_high) == (2, 5)
    assert score.coverage == 0.6


def test_a_ladder_with_a_hole_gives_the_predecessor_of_the_unmet_criterion() -> None:
    score = only((2, 5), Sheet({"I.1": "yes", "I.2": "no"}))
    assert (score.stage_low, score.stage_high, score.low) == (4, 4, 0.6)


def test_the_predecessor_is_taken_on_the_scale_where_stages_are_not_consecutive() -> None:
    sheet = Sheet({"I.1": "yes", "I.2": "partly", "I.3": "yes", "I.4": "unanswered"})
    score = only((3, 7, 7, 12), sheet, GAPS)
    assert (score.stage_low, score.stage_high) == (3, 3)
    assert score.low == score.high == 0.25
    assert score.progress == 3.75  # 3, and of the two criteria for 7 one is met and one partly
    assert score.coverage == 0.75


def test_partly_is_not_met_and_not_indeterminate() -> None:
    score = only((2, 2), Sheet({"I.1": "yes", "I.2": "partly"}))
    assert (score.stage_low, score.stage_high, score.progress) == (1, 1, 1.75)
    assert score.coverage == 1


def test_nothing_answered_is_an_interval_not_a_zero() -> None:
    score = only((2, 3, 6), Sheet())
    assert (score.stage_low, score.stage_high, score.low, score.high) == (1, 6, 0, 1)
    assert (score.coverage, score.basis) == (0, "criteria")


def test_all_criteria_not_applicable_leaves_every_denominator() -> None:
    plan = one_area(SIX, indicator("I", 2, 3), indicator("J", 2))
    sheet = Sheet({"I.1": "not_applicable", "I.2": "not_applicable", "J.1": "yes"})
    found = Case(plan, sheet=sheet).assessed()
    gone = found.indicators["I"]
    assert not gone.applicable
    assert (gone.stage_low, gone.low, gone.value, gone.coverage, gone.progress) == (None,) * 5
    assert (found.overall.value, found.overall.coverage) == (1, 1)
    assert found.overall.counts.not_applicable == 2


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric", "minimum", "median"])
@pytest.mark.parametrize("weight", ["0", "1"])
def test_a_node_without_anything_that_counts_is_not_applicable(
    aggregation: str, weight: str
) -> None:
    sheet = Sheet(not_applicable=frozenset({"I"} if weight == "1" else ()))
    plan = one_area(SIX, indicator("I", 2, weight=weight))
    found = Case(plan, OMethod(aggregation), sheet=sheet).assessed()
    for node in (found.areas["A"], found.overall):
        assert not node.applicable
        assert (node.low, node.value, node.high, node.coverage) == (None,) * 4
        assert (node.median_stage, node.weakest) == (None, ())
        assert node.counts.all == 1


# ---------------------------------------------------------------------------------------------
# Sections 4 and 11: exact ties, medians, thresholds, rounding
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "digits", "mode", "expected"),
    [
        (("0.285",), 2, "half_up", 0.29),  # 0.285 * 100 is 28.499999999999996 in floats
        (("0.285",), 2, "half_even", 0.28),
        (("0.275",), 2, "half_even", 0.28),
        (("0.27", "0.3"), 2, "half_up", 0.29),
        (("0.05", "0.3", "0.7"), 1, "half_up", 0.4),  # 0.35, in floats 0.3499999999999999
        (("0.05", "0.3", "0.7"), 1, "half_even", 0.4),
        (("0.15", "0.35"), 1, "half_even", 0.2),
        (("0.15", "0.35"), 1, "half_up", 0.3),
        (("50.5",), 0, "half_even", 50),
        (("50.5",), 0, "half_up", 51),
    ],
)
def test_ties_are_rounded_in_exact_arithmetic(
    values: tuple[str, ...], digits: int, mode: str, expected: float
) -> None:
    own = OSettings(rounding=ORounding(digits, mode))
    score = staged({f"I{at}": value for at, value in enumerate(values)}, own).areas["A"]
    assert (score.low, score.value, score.high) == (expected,) * 3


@pytest.mark.parametrize(
    ("aggregation", "power", "values", "digits", "expected"),
    [
        ("geometric", None, ("0.25", "1"), 0, 0),  # 1/2, a tie, goes to the even 0
        ("power", "1", ("0.15", "0.35"), 1, 0.2),
        ("power", "2", ("0.1", "0.7"), 0, 0),  # sqrt((0.01 + 0.49) / 2) = 1/2
        ("power", "-1", ("0.15", "0.75"), 1, 0.2),  # 2 / (20/3 + 4/3) = 1/4
        ("power", "0.5", ("0", "1"), 1, 0.2),  # (1/2) ** 2 = 1/4
        ("harmonic", None, ("0.15", "0.75"), 1, 0.2),
    ],
)
def test_ties_of_other_means_are_rounded_in_exact_arithmetic(
    aggregation: str, power: str | None, values: tuple[str, ...], digits: int, expected: float
) -> None:
    exponent = None if power is None else Fraction(power)
    own = OSettings(aggregation, exponent, None, ORounding(digits, "half_even"))
    score = staged({f"I{at}": value for at, value in enumerate(values)}, own).areas["A"]
    assert (score.low, score.value, score.high) == (expected,) * 3


@pytest.mark.parametrize(("feeds", "expected"), [(True, 0.3), (False, 0.27)])
def test_the_parent_takes_the_rounded_figure_only_where_so_set(
    feeds: bool, expected: float
) -> None:
    own = OSettings(rounding=ORounding(1, "half_up", feeds))
    found = staged({"I": "0.27"}, own)
    assert found.areas["A"].value == 0.3
    assert found.overall.value == expected


def test_ties_of_midpoints_are_all_the_weakest() -> None:
    # I lies in [1, 4], J in [2, 3]: both midpoints are 0.3, and (0.2 + 0.4) / 2 is more in floats
    plan = one_area(SIX, indicator("I", 2, 5), indicator("J", 3, 4), indicator("K", 6))
    sheet = Sheet({"I.2": "no", "J.2": "no"})
    found = Case(plan, OMethod(missing="midpoint"), sheet=sheet).assessed()
    assert [found.indicators[id_].value for id_ in "IJK"] == [0.3, 0.3, 0.9]
    assert found.areas["A"].weakest == found.overall.weakest == ("I", "J")


def test_a_coverage_of_exactly_the_threshold_is_sufficient() -> None:
    # 6 and 7 of 10 are determinate: the mean is 0.65, in floats 0.6499999999999999
    ladders = [indicator(id_, *([2] * 10)) for id_ in ("I", "J")]
    answers = {f"I.{at}": "yes" for at in range(1, 7)} | {f"J.{at}": "no" for at in range(1, 8)}
    case = Case(one_area(SIX, *ladders), sheet=Sheet(answers))
    assert case.assessed().areas["A"].insufficient is False
    assert case.assessed().overall.insufficient is False
    fewer = Sheet({id_: word for id_, word in answers.items() if id_ != "J.7"})
    assert Case(case.plan, sheet=fewer).assessed().areas["A"].insufficient is True


def test_the_median_is_the_smallest_value_that_reaches_half_the_weight() -> None:
    # Weights 0.1 + 0.2 against 0.3: exactly half, in floats more than half
    parts = [
        indicator("I", weight="0.1"),
        indicator("J", weight="0.2"),
        indicator("K", weight="0.3"),
    ]
    sheet = Sheet(declared={"I": 2, "J": 3, "K": 5})
    found = Case(one_area(SIX, *parts), OMethod("median"), sheet=sheet).assessed().areas["A"]
    assert (found.value, found.median_stage) == (0.4, 3)
    other = Sheet(declared={"I": 5, "J": 5, "K": 2})
    found = Case(one_area(SIX, *parts), OMethod("median"), sheet=other).assessed().areas["A"]
    assert (found.value, found.median_stage) == (0.2, 2)


@pytest.mark.parametrize(
    ("aggregation", "power", "expected"),
    [
        ("arithmetic", None, 0.4),
        ("geometric", None, 0),
        ("harmonic", None, 0),
        ("power", "-2", 0),
        ("power", "0", 0),
        ("power", "2", 0.32**0.5),
        ("minimum", None, 0),
        ("median", None, 0),
    ],
)
def test_a_zero_makes_the_means_that_must_be_zero_zero(
    aggregation: str, power: str | None, expected: float
) -> None:
    method = OMethod(aggregation, None if power is None else Fraction(power))
    plan = one_area(SIX, indicator("I"), indicator("J"))
    found = Case(plan, method, sheet=Sheet(declared={"I": 1, "J": 5})).assessed()
    assert found.overall.value == pytest.approx(expected, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("lower", 0.4),
        ("upper", 0.8),
        ("midpoint", 0.6),
        ("skip", 0.6),  # K leaves; I counts 1, J, known in part, at its low 0.2
        ("zero", 0.4),
        ("strict", None),
    ],
)
def test_policies_for_what_is_missing(missing: str, expected: float | None) -> None:
    plan = one_area(SIX, indicator("I", 6), indicator("J", 3, 4), indicator("K", 2))
    sheet = Sheet({"I.1": "yes", "J.2": "no"})
    found = Case(plan, OMethod(missing=missing), sheet=sheet).assessed().areas["A"]
    assert found.low == pytest.approx(0.4, rel=1e-12)
    assert found.high == pytest.approx(2.4 / 3, rel=1e-12)
    assert found.value == (None if expected is None else pytest.approx(expected, rel=1e-12))


# ---------------------------------------------------------------------------------------------
# The policy error
# ---------------------------------------------------------------------------------------------


def test_the_policy_error_lists_every_indeterminate_answer() -> None:
    plan = one_area(SIX, indicator("I", 2, 3), indicator("J", 2, 3), indicator("K"))
    sheet = Sheet({"I.1": "unknown", "I.2": "yes", "J.1": "withheld"})
    with pytest.raises(MethodError) as raised:
        Case(plan, OMethod(missing="error"), sheet=sheet).assessed()
    assert [one.path for one in raised.value] == ["I.1", "J.1", "J.2", "K"]


def test_a_batch_refuses_only_what_is_open_below_the_node_that_refuses() -> None:
    areas = (
        OArea("A", indicators=(indicator("I", 2),), settings=OSettings(missing="error")),
        OArea("B", indicators=(indicator("J", 2),)),
    )
    case = Case(OCatalogue(SIX, areas), sheet=Sheet({"I.1": "yes", "J.1": "unknown"}))
    single = case.assessed()
    codes = np.array([[AnswerCode.YES], [AnswerCode.UNKNOWN]], dtype=np.uint8)
    found = assess_matrix(codes, library_catalogue(case.plan), library_method(case.method))
    assert found.value[-1, 0] == single.overall.value == 0.5
