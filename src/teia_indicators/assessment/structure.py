"""A catalogue and a method, compiled to what the kernel works on: plain numbers, rows, rules."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from teia_indicators.assessment.few import Rungs
    from teia_indicators.assessment.tabulate import Tabulated

#: Keeps a weight of 1e-300 beside one of 1e300 a float, with room above for sums.
_RAISED = 2**996


@dataclass(frozen=True)
class Transform:
    """A number to a figure: min-max between two goalposts, clipped at both.

    `worst` and `best` are the goalposts in the item's unit, `bottom` and `top` what they are worth.
    """

    worst: Fraction
    best: Fraction
    logarithm: bool = False
    bottom: Fraction = Fraction(0)
    top: Fraction = Fraction(1)


@dataclass(frozen=True)
class Ladder:
    """One indicator: what its positions are worth, and the criteria that decide among them.

    Parameters
    ----------
    rows, stages : tuple of int
        Rows of the code matrix, one after the other, and the position of the stage that each row is
        required for; empty where a stage or level is declared, or a number given.
    values : tuple of Fraction
        Value of each position, ascending.
    transform : Transform or None
        How a number becomes a figure; `values` are then its bottom and top.
    number : int
        Row of the matrix of numbers; -1 where the indicator has none.
    digits, half_even : int or None, bool
        Rounding of a transformed number.
    """

    rows: tuple[int, ...]
    stages: tuple[int, ...]
    values: tuple[Fraction, ...]
    transform: Transform | None = None
    number: int = -1
    digits: int | None = None
    half_even: bool = False

    @property
    def top(self) -> int:
        """The highest position."""
        return len(self.values) - 1

    @property
    def size(self) -> int:
        """How many answers there are to give: criteria, or one for the whole."""
        return max(len(self.rows), 1)

    @cached_property
    def figures(self) -> tuple[float, ...]:
        """`values` as floats."""
        return tuple(map(float, self.values))

    @cached_property
    def rungs(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Places of the rows by stage, ascending.

        First how far a block at this rung, and so at all above, pulls the position down.
        """
        steps = sorted(set(self.stages))
        above = [*steps[1:], self.top + 1]
        return tuple(
            (
                higher - step,
                tuple(at for at, stage in enumerate(self.stages) if stage == step),
            )
            for step, higher in zip(steps, above, strict=True)
        )


@dataclass(frozen=True, eq=False)
class Table:
    """A declared lookup table: the figures of the children to the figure of the node.

    Parameters
    ----------
    rows : mapping of tuple of (Fraction or None) to Fraction
        None stands for a child that is left out, in an ordered table only; an unordered table has
        its keys ascending.
    ordered : bool
        True where the places are the children in sorted id order.
    """

    rows: Mapping[tuple[Fraction | None, ...], Fraction]
    ordered: bool = False

    @cached_property
    def figures(self) -> tuple[Fraction, ...]:
        """Every figure that stands in a key, ascending."""
        return tuple(sorted({one for key in self.rows for one in key if one is not None}))


@dataclass(frozen=True)
class Node:
    """One aggregate: which rows it takes, their exact weights, and its rules.

    `children` and `weights` hold only children with weight above 0, in sorted id order; the
    weights are the smallest whole numbers in the given proportion, so a common factor is no matter.
    For a `sum`, `unit` is what a weight of 1 is worth. `noughts` tells of each child whether it
    counts as the number 0 under ``zero`` where it is missing: so do items with a scale of their
    own; a stage is never worth less than its scale's floor, and counts at its low.
    """

    id: str
    children: tuple[int, ...]
    weights: tuple[int, ...]
    aggregation: str = "arithmetic"
    power: Fraction | None = None
    missing: str = "lower"
    digits: int | None = None
    half_even: bool = False
    feeds_rounded: bool = False
    unit: Fraction = Fraction(1)
    plus: Fraction = Fraction(0)
    table: Table | None = None
    takes: str = "low"
    minimum_present: int = 0
    minimum_share: Fraction = Fraction(0)
    grades: tuple[tuple[str, Fraction], ...] = ()
    noughts: tuple[bool, ...] = ()

    @cached_property
    def float_weights(self) -> tuple[float, ...]:
        """Weights as floats; very large ones as shares of the largest.

        Where a share would be too small for a float, all are raised by the same power of two: a
        child that is left alone keeps a weight to divide by.
        """
        largest, smallest = max(self.weights, default=1), min(self.weights, default=1)
        if largest < 2**53:
            return tuple(map(float, self.weights))
        raised = _RAISED if Fraction(smallest, largest) * _RAISED < 1 else 1
        shares = [float(Fraction(weight * raised, largest)) for weight in self.weights]
        return tuple(max(share, sys.float_info.min) for share in shares)

    @property
    def computes(self) -> bool:
        """True where unrounded figures are computed in floats, not picked among exact ones."""
        picks = self.aggregation in ("minimum", "median", "table")
        return not picks and self.digits is None

    @property
    def gives_low(self) -> bool:
        """True where the point value is the lower bound."""
        least = self.minimum_present or self.minimum_share
        return self.missing in ("lower", "error") and not least

    @property
    def widens(self) -> bool:
        """True where what is missing is worth 0 though no answer may be: the bounds take it in."""
        as_zero = self.missing == "zero" or (self.missing == "skip" and self.aggregation == "sum")
        return as_zero and any(self.noughts)


@dataclass(frozen=True)
class Structure:
    """A catalogue and a method, compiled: indicators are the first rows, nodes follow.

    `order` lists the nodes bottom up; `values` are those of the catalogue's stages.
    """

    values: tuple[Fraction, ...]
    ladders: tuple[Ladder, ...]
    nodes: tuple[Node, ...]
    missing: str
    order: tuple[int, ...] = ()

    @cached_property
    def most(self) -> int:
        """The largest number of a position or count; twice a position must fit, see `climb`."""
        return max((max(2 * one.top, one.size) for one in self.ladders), default=0)

    @cached_property
    def shares_low(self) -> bool:
        """True where every value is its low."""
        lenient = self.missing in ("lower", "error", "zero")
        return lenient and all(node.gives_low for node in self.nodes)

    @cached_property
    def plain(self) -> bool:
        """True where all is steps and arithmetic means, and every value is its low, unrounded."""
        means = all(one.aggregation == "arithmetic" and one.digits is None for one in self.nodes)
        return means and self.shares_low and self.missing != "zero" and not self.numbers

    @property
    def numbers(self) -> int:
        """How many indicators are given as numbers."""
        return sum(ladder.transform is not None for ladder in self.ladders)

    @cached_property
    def tables(self) -> Mapping[int, Tabulated]:
        """The figures of the nodes that have few enough states, for a batch."""
        from teia_indicators.assessment.evaluate import tables_of

        return tables_of(self)

    @cached_property
    def rungs(self) -> Rungs:
        """The ladders side by side, for a few assessments."""
        from teia_indicators.assessment.few import rungs_of

        return rungs_of(self)

    @cached_property
    def alike(self) -> tuple[tuple[int, ...], ...]:
        """Rows of the indicators whose positions are worth the same, numbers one by one."""
        groups: dict[object, list[int]] = {}
        for row, ladder in enumerate(self.ladders):
            key = ladder.values if ladder.transform is None else row
            groups.setdefault(key, []).append(row)
        return tuple(map(tuple, groups.values()))

    @cached_property
    def takers(self) -> dict[int, tuple[int, int]]:
        """By row of a child the row of the node that takes its figure, and its weight there."""
        return {
            child: (row, weight)
            for row, node in enumerate(self.nodes, len(self.ladders))
            for child, weight in zip(node.children, node.weights, strict=True)
        }

    @cached_property
    def above(self) -> tuple[frozenset[int], ...]:
        """Of each row the rows whose figures it decides: its own, and the nodes above it."""

        def up(row: int) -> frozenset[int]:
            higher = up(self.takers[row][0]) if row in self.takers else frozenset()
            return frozenset({row}) | higher

        return tuple(up(row) for row in range(len(self.ladders) + len(self.nodes)))


def whole_weights(weights: Sequence[Fraction]) -> tuple[int, ...]:
    """Return weights as the smallest whole numbers in the same proportion."""
    scale = math.lcm(*(weight.denominator for weight in weights))
    numbers = [int(weight * scale) for weight in weights]
    divisor = math.gcd(*numbers) or 1
    return tuple(number // divisor for number in numbers)
