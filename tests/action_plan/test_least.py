"""What is chosen without a solver, step by step as its page says, written slowly and again."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from action_plan.libraries import carried_out, libraries, library, serving, turned
from hypothesis import given, settings

from teia_indicators.action_plan.choices import Choices
from teia_indicators.action_plan.least import forced, greedy


def always(found: Choices) -> set[int]:
    """Return what is kept, the only ways to what is wanted, and the only ways to what they need."""
    needed = {at for at, one in enumerate(found.candidates) if one.kept}
    for criterion in found.wanted:
        makers = [at for at, one in enumerate(found.candidates) if criterion in one.turns]
        needed |= set(makers) if len(makers) == 1 else set()
    for _ in found.candidates:
        needed |= {
            at for one in needed for need in found.needs[one] if len(need) == 1 for at in need
        }
    return needed


def way(found: Choices, goal: int, chosen: set[int]) -> set[int]:
    """Return an action with what comes before it, each time what costs least, then the first."""
    prices: dict[int, float] = {
        at: 0 if at in chosen else math.inf for at in range(len(found.candidates))
    }
    for _ in prices:
        for at in prices.keys() - chosen:
            needs = sum(min(prices[one] for one in need) for need in found.needs[at])
            prices[at] = found.candidates[at].points + needs
    more: set[int] = set()
    ahead = [goal]
    while ahead:
        at = ahead.pop()
        if at not in more | chosen:
            more.add(at)
            ahead += [min(need, key=lambda one: (prices[one], one)) for need in found.needs[at]]
    return more


def slowly(found: Choices) -> set[int]:
    """Return what the greedy choice is by its description."""
    start, wanted = always(found), set(found.wanted)
    chosen = carried_out(found, start)
    before = set(chosen)
    for at in sorted(start):
        chosen |= way(found, at, chosen)
    assert before <= chosen
    for criterion in found.wanted:
        missing = wanted - turned(found, chosen)
        if criterion not in missing:
            continue
        ranked = []
        for at, one in enumerate(found.candidates):
            if criterion in one.turns:
                more = way(found, at, chosen)
                points = sum(found.candidates[each].points for each in more)
                share = Fraction(points, len(turned(found, more) & missing))
                ranked.append((share, len(more), min(more), sorted(more)))
        chosen |= set(min(ranked)[3])
    by_effort = sorted(chosen - start, key=lambda at: (found.candidates[at].points, at))
    for at in reversed(by_effort):
        left = carried_out(found, chosen - {at})
        if start <= left and wanted <= turned(found, left):
            chosen = left
    return chosen


@given(libraries())
@settings(max_examples=400)
def test_what_is_chosen_greedily_is_what_its_description_says(found: Choices) -> None:
    start = forced(found)
    assert start == always(found)
    assert greedy(found, start) == slowly(found)


@given(libraries())
def test_what_is_forced_stands_in_every_set_that_serves(found: Choices) -> None:
    start = forced(found)
    assert all(start <= chosen for chosen in serving(found))


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        # For d, the first also turns a and c: of the next two, the one of more effort goes.
        (
            library(("acd", 9, ""), ("ab", 3, ""), ("bc", 1, ""), ("d", 9, ""), wanted="acbd"),
            {0, 2},
        ),
        # Of the same effort, the later goes.
        (
            library(("acd", 9, ""), ("ab", 1, ""), ("bc", 1, ""), ("d", 9, ""), wanted="acbd"),
            {0, 1},
        ),
        # Two pairs of the same effort: the one with the first action.
        (
            library(("a", 1, "e"), ("a", 1, "f"), ("f", 1, ""), ("e", 1, ""), wanted="a"),
            {0, 3},
        ),
        # A chain of 1 and 3 costs more than 3.
        (library(("a", 1, "b"), ("e", 3, ""), ("b", 3, ""), ("b", 1, "e"), wanted="a"), {0, 2}),
        # The first turns all: the fourth goes, with it the third that needs it, then the second.
        (
            library(
                *(("abc", 9, ""), ("b", 1, ""), ("a", 1, "d"), ("d", 1, ""), ("c", 9, "")),
                wanted="abc",
            ),
            {0},
        ),
        # What is chosen anyway costs nothing: the second waits for b, which the third turns.
        (library(("b", 1, ""), ("c", 1, "b"), ("ab", 1, ""), ("c", 1, ""), wanted="ac"), {1, 2}),
        # Two needs of 1 and 3, or a chain of 1 and 3: the same, and the first is taken.
        (
            library(
                *(("a", 1, "b"), ("b", 1, "cd"), ("c", 1, ""), ("d", 3, "")),
                *(("b", 1, "e"), ("e", 1, "f"), ("f", 3, "")),
                wanted="a",
            ),
            {0, 1, 2, 3},
        ),
        # Two needs that one action serves count twice: as if nothing were shared.
        (
            library(
                *(("a", 1, "b"), ("b", 1, "cd"), ("cd", 3, ""), ("b", 3, "e"), ("e", 1, "")),
                wanted="a",
            ),
            {0, 3, 4},
        ),
    ],
)
def test_what_is_chosen_greedily_where_it_matters(found: Choices, chosen: set[int]) -> None:
    assert greedy(found, forced(found)) == chosen == slowly(found)
