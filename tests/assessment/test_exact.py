"""The exact arithmetic by itself: each rule against plain formulas in 90 digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from teia_indicators.assessment.exact import (
    aggregate_exactly,
    measured_exactly,
    round_exactly,
    round_figure,
)
from teia_indicators.assessment.kernel import aggregate
from teia_indicators.assessment.structure import Ladder, Node, Table, Transform

Terms = list[tuple[Fraction, int]]
VALUES = st.fractions(min_value=0, max_value=10, max_denominator=60)
TERMS = st.lists(st.tuples(VALUES, st.integers(1, 9)), min_size=1, max_size=5)
POWERS = st.sampled_from([Fraction(text) for text in ("-3", "-1/2", "0", "1/3", "2", "5")])

Key = tuple[Fraction | None, ...]
Weighted = Sequence[tuple[Fraction | int, int]]
THIRD = Fraction(1, 3)
EQUAL = ("arithmetic", "geometric", "harmonic", "minimum", "median", "weakest_link")


def node(aggregation: str, **more: object) -> Node:
    return Node("A", (0, 1), (1, 1), aggregation=aggregation, **more)  # type: ignore[arg-type]


def decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator


def power_mean(terms: Terms, power: Fraction) -> Decimal:
    """Return the power mean by logarithms; of power 0 the geometric one, the limit."""
    total = sum(weight for _, weight in terms)
    if any(value == 0 for value, _ in terms) and power <= 0:
        return Decimal(0)
    if power == 0:
        logs = [decimal(value).ln() * weight for value, weight in terms]
        return (sum(logs, Decimal(0)) / total).exp()
    there = [(value, weight) for value, weight in terms if value]
    if not there:
        return Decimal(0)
    raised = [(decimal(value).ln() * decimal(power)).exp() * weight for value, weight in there]
    return ((sum(raised, Decimal(0)) / total).ln() / decimal(power)).exp()


def assert_close(found: Fraction | None, expected: Decimal) -> None:
    assert found is not None
    assert abs(decimal(found) - expected) <= abs(expected) * Decimal("1e-38")


@given(TERMS, POWERS)
def test_power_means_to_forty_digits(terms: Terms, power: Fraction) -> None:
    with localcontext(prec=90):
        assert_close(aggregate_exactly(node("power", power=power), terms), power_mean(terms, power))
        geometric, harmonic = node("geometric"), node("harmonic")
        assert_close(aggregate_exactly(geometric, terms), power_mean(terms, Fraction(0)))
        assert_close(aggregate_exactly(harmonic, terms), power_mean(terms, Fraction(-1)))


@pytest.mark.parametrize(
    ("aggregation", "power", "terms", "mean"),
    [
        ("geometric", None, ((2, 1), (8, 1)), 4),
        ("geometric", None, ((2, 2), (16, 1)), 4),
        ("power", 2, ((1, 1), (7, 1)), 5),
        ("power", 2, ((1, 1), (7, 3)), None),
        ("power", 2, ((0, 1), (4, 3)), None),
        ("power", Fraction(1, 2), ((1, 1), (9, 1)), 4),
        ("power", Fraction(1, 2), ((0, 1), (16, 1)), 4),
        ("power", -1, ((0, 1), (16, 1)), 0),
        ("power", 0, ((0, 1), (16, 1)), 0),
        ("power", 0, ((2, 1), (8, 1)), 4),
        ("geometric", None, ((0, 1), (16, 1)), 0),
        ("harmonic", None, ((0, 1), (16, 1)), 0),
        ("geometric", None, ((12, 1), (3, 1)), 6),
        ("geometric", None, ((-1, 1), (16, 1)), 0),
        ("harmonic", None, ((-1, 1), (16, 1)), 0),
        ("power", Fraction(-1, 2), ((-1, 1), (16, 1)), 0),
        ("power", 0, ((16, 1), (-1, 1)), 0),
        ("power", Fraction(1, 3), ((1, 1), (512, 1)), Fraction("91.125")),
        *(
            (name, None, ((Fraction(1, 3), 1), (Fraction(1, 3), 2)), Fraction(1, 3))
            for name in EQUAL
        ),
        ("power", 3, ((Fraction(1, 3), 1), (Fraction(1, 3), 2)), Fraction(1, 3)),
        ("minimum", None, ((5, 1), (2, 1), (4, 9)), 2),
        ("median", None, ((5, 1), (2, 1), (4, 1)), 4),
        ("median", None, ((5, 2), (2, 1), (4, 1)), 4),
        ("median", None, ((5, 3), (2, 1), (4, 1)), 5),
        ("arithmetic", None, ((5, 3), (2, 1), (4, 1)), Fraction(21, 5)),
        ("sum", None, ((5, 3), (2, 1), (4, 1)), Fraction(21, 2)),
        ("weakest_link", None, ((5, 3), (2, 1), (4, 1)), 3),
        ("weakest_link", None, ((Fraction(5, 2), 3), (2, 1)), Fraction(5, 2)),
        ("harmonic", None, ((2, 1), (6, 1)), 3),
        ("harmonic", None, ((2, 3), (6, 1)), Fraction(12, 5)),
    ],
)
def test_what_is_rational_comes_out_as_it_is(
    aggregation: str,
    power: Fraction | None,
    terms: Sequence[tuple[Fraction | int, int]],
    mean: object,
) -> None:
    exponent = None if power is None else Fraction(power)
    rule = node(aggregation, power=exponent, unit=Fraction(1, 2), plus=Fraction(1))
    found = aggregate_exactly(rule, [(Fraction(value), weight) for value, weight in terms])
    assert found is not None
    if mean is not None:
        assert found == mean
    else:
        assert len(str(found.denominator)) >= 38


def test_a_table_is_looked_up_by_what_is_there() -> None:
    low, high = Fraction(1), Fraction(2)
    mixed = Fraction(3, 2)
    rows: dict[Key, Fraction] = {(low, low): low, (low, high): mixed, (high, high): high}
    unordered = node("table", table=Table(rows))
    for terms, gives in (
        ([low, high], mixed),
        ([high, low], mixed),
        ([high], high),
        ([low], low),
        ([low, low, low], None),
        ([], None),
    ):
        assert aggregate_exactly(unordered, [(one, 1) for one in terms]) == gives
    ordered = node("table", table=Table({(low, high): low, (high, low): high}, ordered=True))
    for terms, gives in (([low, high], low), ([high, low], high), ([high], None)):
        assert aggregate_exactly(ordered, [(one, 1) for one in terms]) == gives


LADDER = Ladder((), (), (Fraction(0), Fraction(1)))


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("logarithm", [False, True])
@given(number=st.floats(-5, 500), bottom=st.integers(0, 3))
def test_a_number_between_goalposts(
    reverse: bool, logarithm: bool, number: float, bottom: int
) -> None:
    worst, best = (Fraction(200), Fraction(1, 4)) if reverse else (Fraction(1, 4), Fraction(200))
    transform = Transform(worst, best, logarithm, Fraction(bottom), Fraction(bottom + 4))
    ladder = Ladder((), (), (Fraction(0), Fraction(1)), transform=transform, number=0)
    found = measured_exactly(number, ladder)
    given_ = min(max(Fraction(repr(number)), Fraction(1, 4)), Fraction(200))
    with localcontext(prec=90):
        ends = [decimal(one) for one in (given_, worst, best)]
        x, a, b = (one.ln() for one in ends) if logarithm else ends
        share = (x - a) / (b - a)
        expected = bottom + 4 * share
        assert abs(decimal(found) - expected) <= Decimal("1e-37")
    if not logarithm:
        assert found == bottom + 4 * (given_ - worst) / (best - worst)


def test_half_way_by_logarithm_is_half() -> None:
    for best in (4, 9, 100, 144):
        transform = Transform(Fraction(1), Fraction(best), logarithm=True)
        ladder = Ladder((), (), (Fraction(0), Fraction(1)), transform=transform, number=0)
        assert measured_exactly(math.sqrt(best), ladder) == Fraction(1, 2)


def test_without_goalposts_a_number_is_a_share() -> None:
    shares = [measured_exactly(number, LADDER) for number in (-1.0, 0.0, 0.3, 1.0, 2.0)]
    assert shares == [0, 0, Fraction(3, 10), 1, 1]


@given(st.fractions(-20, 20, max_denominator=2000), st.integers(0, 6), st.booleans())
def test_rounding_is_to_the_nearest_and_of_ties_up_or_to_the_even(
    figure: Fraction, digits: int, half_even: bool
) -> None:
    rule = node("arithmetic", digits=digits, half_even=half_even)
    found = round_figure(figure, rule)
    step = Fraction(1, 10**digits)
    assert (found / step).denominator == 1
    assert abs(found - figure) <= step / 2
    if abs(found - figure) == step / 2:
        assert int(found / step) % 2 == 0 if half_even else found > figure


def test_only_ties_are_decided_exactly() -> None:
    asked: list[int] = []

    def exact(columns: np.ndarray[tuple[int], np.dtype[np.intp]]) -> list[Fraction | None]:
        asked.extend(columns.tolist())
        return [Fraction(1, 8) - Fraction(1, 10**30), Fraction(1, 8), None][: len(columns)]

    large = round_exactly(np.array([123456789.50000003]), node("arithmetic", digits=0), exact)
    assert (asked.pop(), large[0]) == (0, 0.0), "so large a figure is no closer to a tie than that"
    values = np.array([0.124, 0.125, 0.125, 0.375, 0.126, np.nan])
    rounded = round_exactly(values, node("arithmetic", digits=2), exact)
    assert asked == [1, 2, 3]
    assert rounded[:5].tolist() == [0.12, 0.12, 0.13, 0.38, 0.13]
    assert math.isnan(rounded[5])


@pytest.mark.parametrize(
    "rule", ["arithmetic", "geometric", "harmonic", "minimum", "median", "power", "weakest_link"]
)
@given(
    columns=st.lists(
        st.lists(st.none() | st.sampled_from([0, 1, 2, 5, 9]), min_size=3, max_size=3),
        min_size=1,
        max_size=8,
    ),
    weights=st.lists(st.integers(1, 9), min_size=3, max_size=3),
    power=POWERS,
)
def test_the_figures_in_floats_are_those_in_fractions(
    rule: str, columns: list[list[int | None]], weights: list[int], power: Fraction
) -> None:
    """None: not counted. What stands there all the same decides nothing."""
    own = node(rule, power=power if rule == "power" else None, plus=Fraction(1, 2))
    own = replace(own, children=(0, 1, 2), weights=tuple(weights))
    values = np.array([[7.0 if one is None else one for one in column] for column in columns]).T
    counted = np.array([[one is not None for one in column] for column in columns]).T
    found = aggregate(own, values, counted)
    for figure, column in zip(found, columns, strict=True):
        terms = [
            (Fraction(one), weight)
            for one, weight in zip(column, weights, strict=True)
            if one is not None
        ]
        expected = aggregate_exactly(own, terms)
        assert (
            math.isnan(figure)
            if expected is None
            else math.isclose(figure, expected, rel_tol=1e-12)
        )


def test_a_median_of_the_largest_weights_is_exact() -> None:
    for weight in (2**61, 2**61 - 1, 2**62, 2**80):
        own = replace(node("median"), weights=(weight, weight))
        values = np.array([[3.0], [5.0]])
        assert aggregate(own, values, np.ones((2, 1), np.bool_)).tolist() == [3.0]
    own = replace(node("median"), weights=(2**61 - 1, 2**61 + 1))
    assert aggregate(own, values, np.ones((2, 1), np.bool_)).tolist() == [5.0]
