"""Mixed-integer programmes against every set there is, and against a table of sums."""

from __future__ import annotations

import random
import string
from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

import pytest
from action_plan.libraries import CRITERIA, libraries, library, serving, subsets, turned
from hypothesis import given
from hypothesis import strategies as st

from teia_indicators.action_plan.choices import Choices
from teia_indicators.action_plan.least import forced
from teia_indicators.action_plan.programme import greatest_gain_set, least_effort_set

pytest.importorskip("scipy", reason="scipy (extra stats) is not installed")

Steps = list[tuple[Fraction, frozenset[str]]]


def effort(found: Choices, chosen: Collection[int]) -> int:
    return sum(found.candidates[at].points for at in chosen)


def cost(found: Choices, chosen: Collection[int]) -> Fraction:
    return sum((found.candidates[at].cost or Fraction(0) for at in chosen), Fraction(0))


def gain(found: Choices, chosen: Collection[int], steps: Steps) -> Fraction:
    """Return what is gained: of each step whose criteria all turn."""
    done = turned(found, chosen)
    return sum((gained for gained, needs in steps if needs <= done), Fraction(0))


@given(libraries())
def test_the_least_effort_is_that_of_all_sets(found: Choices) -> None:
    best = min(
        serving(found),
        key=lambda chosen: (effort(found, chosen), len(chosen), sorted(chosen)),
        default=None,
    )
    assert best is not None, "all that can be carried out serves"
    assert least_effort_set(found, forced(found)) == (frozenset(best), 0.0)


steps_drawn = st.lists(
    st.tuples(
        st.sampled_from((Fraction(0), Fraction(1, 3), Fraction(1, 7), Fraction(2, 3), Fraction(4))),
        st.frozensets(st.sampled_from(CRITERIA), max_size=3),
    ),
    max_size=5,
)


@given(
    libraries(),
    steps_drawn,
    st.none() | st.sampled_from((Fraction(0), Fraction(1, 10), Fraction(11, 10), Fraction(5))),
    st.none() | st.integers(0, 6),
)
def test_the_greatest_gain_is_that_of_all_sets(
    found: Choices, steps: Steps, budget: Fraction | None, most: int | None
) -> None:
    fits = [
        chosen
        for chosen in subsets(found)
        if (most is None or len(chosen) <= most)
        and (budget is None or cost(found, chosen) <= budget)
    ]
    best = greatest_gain_set(found, steps, budget, most)
    if not fits:
        assert best is None
        return
    assert best is not None
    chosen, gap = best
    assert chosen in fits
    assert gap == 0.0

    def worth(some: Collection[int]) -> tuple[Fraction, int, int]:
        return -gain(found, some, steps), effort(found, some), len(some)

    assert worth(chosen) == min(worth(one) for one in fits)


@pytest.mark.parametrize("seed", range(5))
def test_of_forty_actions_those_that_gain_most_are_found(seed: int) -> None:
    """A knapsack, which a table of sums solves: too many sets to look at each."""
    generator = random.Random(seed)
    names = string.ascii_letters[:40]
    found = library(*((name, 1, "") for name in names), wanted="", opened=names)
    prices = [generator.randint(20, 99) for _ in names]
    gains = [price + generator.randint(-9, 9) for price in prices]
    priced = replace(
        found,
        candidates=tuple(
            replace(one, cost=Fraction(price, 100))
            for one, price in zip(found.candidates, prices, strict=True)
        ),
    )
    budget = sum(prices) // 3
    table = [0] * (budget + 1)
    for price, gained in zip(prices, gains, strict=True):
        for spent in range(budget, price - 1, -1):
            table[spent] = max(table[spent], table[spent - price] + gained)
    steps = [(Fraction(gained), frozenset(name)) for name, gained in zip(names, gains, strict=True)]
    best = greatest_gain_set(priced, steps, Fraction(budget, 100), None)
    assert best is not None
    assert gain(priced, best[0], steps) == table[-1]
    assert cost(priced, best[0]) <= Fraction(budget, 100)


def test_nothing_to_choose_among_is_proven_best() -> None:
    assert least_effort_set(library(wanted=""), ()) == (frozenset(), 0.0)
    assert greatest_gain_set(library(wanted=""), [], Fraction(1), 1) == (frozenset(), 0.0)


def test_of_equal_effort_the_fewest_actions_then_the_first_are_taken() -> None:
    found = library(
        *(("a", 1, ""), ("b", 1, ""), ("c", 1, ""), ("abc", 3, ""), ("abc", 3, "")), wanted="abc"
    )
    assert least_effort_set(found, ()) == (frozenset({3}), 0.0)
    best = greatest_gain_set(found, [(Fraction(1), frozenset("abc"))], None, None)
    assert best is not None
    assert best[0] in ({3}, {4})


def test_less_effort_is_taken_before_fewer_actions() -> None:
    found = library(("a", 1, ""), ("b", 1, ""), ("c", 1, ""), ("abc", 9, ""), wanted="abc")
    assert least_effort_set(found, ()) == (frozenset({0, 1, 2}), 0.0)
    whole = [(Fraction(1), frozenset("abc"))]
    assert greatest_gain_set(found, whole, None, None) == (frozenset({0, 1, 2}), 0.0)


@pytest.mark.parametrize("size", range(2, 7))
def test_a_circle_is_entered_from_outside(size: int) -> None:
    """Each action needs what the one before it turns, the first what the last one turns.

    All of them together cost least and wait for each other; the way in costs most.
    """
    names = CRITERIA[:size]
    circle = [(name, 1, names[at - 1]) for at, name in enumerate(names)]
    found = library(*circle, ("a", 9, ""), wanted=names)
    assert least_effort_set(found, ()) == (frozenset(range(1, size + 1)), 0.0)
    whole = [(Fraction(1), frozenset(names))]
    assert greatest_gain_set(found, whole, None, None) == (frozenset(range(1, size + 1)), 0.0)


def test_two_circles_have_each_its_way_in() -> None:
    found = library(
        *(("a", 1, "b"), ("b", 1, "a"), ("c", 1, "d"), ("d", 1, "c"), ("a", 9, ""), ("d", 9, "")),
        wanted="abcd",
    )
    assert least_effort_set(found, ()) == (frozenset({1, 2, 4, 5}), 0.0)


def test_a_way_within_a_circle_and_one_outside_serve_alike() -> None:
    found = library(*(("a", 1, "b"), ("b", 1, "a"), ("b", 1, "c"), ("c", 1, "")), wanted="a")
    assert least_effort_set(found, ()) == (frozenset({0, 2, 3}), 0.0)
