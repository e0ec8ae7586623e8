"""Mixed-integer programmes over actions, solved by scipy (HiGHS): least effort, greatest gain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from teia_indicators.action_plan.choices import Choices
from teia_indicators.extras import require_extra

#: Above this a whole number is too large to be told from its neighbour by the solver.
_EXACT = 10**6


@dataclass
class Programme:
    """Variables in [0, top], rows of sums between bounds; the first variables are the candidates.

    It is built up step by step and never leaves this package.
    """

    tops: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[Mapping[int, float], float, float]] = field(default_factory=list)

    def variable(self, top: float = 1, *, whole: bool = True) -> int:
        """Add a variable and return its position."""
        self.tops.append(top)
        self.whole.append(int(whole))
        return len(self.tops) - 1

    def row(self, terms: Mapping[int, float], low: float, high: float = np.inf) -> None:
        """Demand low <= sum of terms <= high."""
        self.rows.append((terms, low, high))

    def minimise(self, costs: Mapping[int, float], fixed: Mapping[int, int]) -> Solution | None:
        """Return a least solution, proven; None where there is none.

        Parameters
        ----------
        costs : mapping of int to float
            Of each variable; others cost nothing.
        fixed : mapping of int to int
            Variables whose value is given.
        """
        optimize = require_extra("scipy.optimize", "stats")
        sparse = require_extra("scipy.sparse", "stats")
        size = len(self.tops)
        if not size:
            return Solution(np.zeros(0, dtype=int), 0.0)
        objective = np.zeros(size)
        for at, cost in costs.items():
            objective[at] = cost
        low, high = np.zeros(size), np.array(self.tops, dtype=float)
        for at, value in fixed.items():
            low[at] = high[at] = value
        # The solver of scipy 1.13 takes 32-bit positions only; lists become 64-bit ones.
        rows = np.array([at for at, row in enumerate(self.rows) for _ in row[0]], dtype=np.int32)
        columns = np.array([column for row in self.rows for column in row[0]], dtype=np.int32)
        values = [value for terms, _, _ in self.rows for value in terms.values()]
        matrix = sparse.csr_array((values, (rows, columns)), shape=(len(self.rows), size))
        bounds = [row[1] for row in self.rows], [row[2] for row in self.rows]
        found = optimize.milp(
            objective,
            integrality=np.array(self.whole),
            bounds=optimize.Bounds(low, high),
            constraints=[optimize.LinearConstraint(matrix, *bounds)] if self.rows else [],
            options={"mip_rel_gap": 0},
        )
        if found.x is None:
            return None
        return Solution(np.round(found.x).astype(int), float(found.mip_gap or 0.0))


@dataclass(frozen=True)
class Solution:
    """The variables' values, and how far, relatively, a better solution could be."""

    values: Any
    gap: float

    def chosen(self, count: int) -> frozenset[int]:
        """Return which of the first variables are 1."""
        return frozenset(np.flatnonzero(self.values[:count]).tolist())


def least_effort_set(choices: Choices, start: Iterable[int]) -> tuple[frozenset[int], float] | None:
    """Return the set of least effort, then fewest actions, then first in catalogue order.

    The order of sets is that of their positions, ascending. `start` is in it in any case.
    """
    programme = _closed(choices)
    count = len(choices.candidates)
    for criterion in choices.wanted:
        programme.row(dict.fromkeys(choices.makers[criterion], 1.0), 1)
    fixed = dict.fromkeys(start, 1)
    costs = {at: one.points * (count + 1.0) + 1.0 for at, one in enumerate(choices.candidates)}
    best = programme.minimise(costs, fixed)
    if best is None:
        return None
    least = sum(costs[at] for at in best.chosen(count))
    programme.row(costs, 0, least + 0.5)
    for at in range(count):
        if at in fixed:
            continue
        if not best.values[at]:
            other = programme.minimise(costs, {**fixed, at: 1})
            if other is None:
                fixed[at] = 0
                continue
            best = other
        fixed[at] = 1
    return best.chosen(count), best.gap


def greatest_gain_set(
    choices: Choices,
    steps: Sequence[tuple[Fraction, frozenset[str]]],
    budget: Fraction | None,
    most: int | None,
) -> tuple[frozenset[int], float] | None:
    """Return the set of greatest gain within limits; of equal ones least effort, fewest actions.

    None where what is kept exceeds the limits already. Gains are told apart where they differ by
    more than a billionth of their sum.

    Parameters
    ----------
    choices : Choices
        What can be chosen among; a cost of None counts as 0 where there is no budget.
    steps : sequence of (Fraction, frozenset of str)
        What a stage more of an indicator gains, and the criteria that have to turn for it.
    budget : Fraction or None
        Sum of the costs at most.
    most : int or None
        Number of actions at most.
    """
    programme, count = _closed(choices), len(choices.candidates)
    turned = _turned(programme, choices)
    gains: dict[int, Fraction] = {}
    for gain, criteria in steps:
        if gain and all(one in turned for one in criteria):
            reached = programme.variable()
            gains[reached] = gain
            for one in criteria:
                programme.row({turned[one]: 1, reached: -1}, 0)
    if most is not None:
        programme.row(dict.fromkeys(range(count), 1.0), 0, most)
    if budget is not None:
        programme.row(_shares(choices, budget), 0, 1)
    fixed = dict.fromkeys(choices.kept, 1)
    scaled, apart = _scaled(gains)
    costs = {at: one.points * (count + 1.0) + 1.0 for at, one in enumerate(choices.candidates)}
    while True:
        best = programme.minimise({at: -one for at, one in scaled.items()}, fixed)
        if best is None:
            return None
        gained = sum(one * best.values[at] for at, one in scaled.items())
        programme.row(scaled, gained - apart)
        leaner = programme.minimise(costs, fixed)
        programme.rows.pop()
        chosen = (leaner or best).chosen(count)
        if budget is None or _cost(chosen, choices) <= budget:
            return chosen, best.gap
        # The solver's tolerance let a cent too much pass: no set with all of these fits.
        programme.row(dict.fromkeys(chosen, 1.0), 0, len(chosen) - 1)


def _cost(chosen: Iterable[int], choices: Choices) -> Fraction:
    return sum((choices.candidates[at].cost or Fraction(0) for at in chosen), Fraction(0))


def _shares(choices: Choices, budget: Fraction) -> dict[int, float]:
    """Return each cost as a share of the budget: what alone is too much, is above 1."""
    costs = [one.cost or Fraction(0) for one in choices.candidates]
    if not budget:
        return {at: 2.0 for at, cost in enumerate(costs) if cost}
    return {at: float(cost / budget) for at, cost in enumerate(costs)}


def _scaled(gains: Mapping[int, Fraction]) -> tuple[dict[int, float], float]:
    """Return gains in the same proportion, and what tells two sums apart.

    Whole numbers where they stay small enough, else parts of a million.
    """
    total = sum(gains.values(), Fraction(0))
    size = math.lcm(*(gain.denominator for gain in gains.values()))
    if total * size < _EXACT:
        return {at: float(gain * size) for at, gain in gains.items()}, 0.5
    return {at: float(gain / total * _EXACT) for at, gain in gains.items()}, 1e-3


def _turned(programme: Programme, choices: Choices) -> dict[str, int]:
    """Return the variable of each criterion: 1 at most where somebody turns it."""
    found = {}
    for criterion, makers in choices.makers.items():
        if len(makers) == 1:
            found[criterion] = makers[0]
        else:
            found[criterion] = programme.variable(whole=False)
            programme.row({**dict.fromkeys(makers, 1.0), found[criterion]: -1}, 0)
    return found


def _closed(choices: Choices) -> Programme:
    """Return a programme whose solutions are sets that can be carried out in some order."""
    programme = Programme()
    for _ in choices.candidates:
        programme.variable()
    circles = _circles(choices)
    places: dict[int, int] = {}
    for at, needs in enumerate(choices.needs):
        for need in needs:
            inside = {other for other in need if circles.get(other, -1) == circles.get(at, -2)}
            if not inside:
                programme.row({**dict.fromkeys(need, 1.0), at: -1}, 0)
                continue
            programme.row({**_earlier(programme, at, need, inside, places, circles), at: -1}, 0)
    return programme


def _earlier(
    programme: Programme,
    at: int,
    need: frozenset[int],
    inside: set[int],
    places: dict[int, int],
    circles: Mapping[int, int],
) -> dict[int, float]:
    """Return what serves a need within a circle: one that is chosen and has an earlier place."""
    size = float(len(circles))
    for one in (at, *inside):
        if one not in places:
            places[one] = programme.variable(size, whole=False)
    terms: dict[int, float] = dict.fromkeys(need - inside, 1.0)
    for other in sorted(inside):
        serves = programme.variable()
        programme.row({other: 1, serves: -1}, 0)
        programme.row({places[at]: 1, places[other]: -1, serves: -(size + 1)}, -size)
        terms[serves] = 1.0
    return terms


def _circles(choices: Choices) -> dict[int, int]:
    """Return a number for each candidate that could wait for itself: the same within a circle."""
    reach = {at: frozenset().union(*needs) for at, needs in enumerate(choices.needs)}
    beyond = {at: _beyond(at, reach) for at in reach}
    found: dict[int, int] = {}
    for at, others in beyond.items():
        if at in others:
            found[at] = min(other for other in others if at in beyond[other])
    return found


def _beyond(start: int, reach: Mapping[int, frozenset[int]]) -> set[int]:
    seen: set[int] = set()
    queue = list(reach[start])
    while queue:
        at = queue.pop()
        if at not in seen:
            seen.add(at)
            queue += reach[at]
    return seen
