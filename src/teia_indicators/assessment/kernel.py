"""Bare arithmetic of the method on arrays: answer codes, what comes out, how nodes aggregate.

One column is one assessment, so that a single assessment is a batch of one and gets the same bits:
every operation is elementwise along the columns, and sums over children run in sorted id order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.few import FEW
from teia_indicators.assessment.leaves import (
    BLOCKS_HIGH,
    BLOCKS_LOW,
    INAPPLICABLE,
    INDETERMINATE,
    INDICATOR_NOT_APPLICABLE,
    UNDECLARED,
    Codes,
    Floats,
    Leaf,
    Narrow,
    leaf_coverage,
    leaf_high,
    leaf_low,
    leaf_value,
)
from teia_indicators.assessment.lookup import look_up
from teia_indicators.assessment.structure import Node, Structure

__all__ = [
    "BLOCK",
    "FIGURES",
    "INDICATOR_NOT_APPLICABLE",
    "UNDECLARED",
    "AnswerCode",
    "Bools",
    "Codes",
    "Floats",
    "Narrow",
    "Node",
    "Scores",
    "Structure",
    "aggregate",
    "blocks",
    "divide",
    "mean",
]

#: Assessments in a block: of answers, what one indicator needs of it stays in the cache; of
#: figures, which are eight times as wide, what one node needs.
BLOCK = 1 << 17
FIGURES = 1 << 15
Bools = NDArray[np.bool_]
#: One row a child: an array, or its rows as they lie.
Rows = Floats | Sequence[Floats]

_PARTLY = 16
_UNKNOWN = 32
_WITHHELD = 64


class AnswerCode(IntEnum):
    """Answers as bit flags, so that criteria of one stage merge with a bitwise or.

    Bit 0 blocks the low bound, bit 1 the high bound, bit 2 is indeterminate, bit 3 not applicable;
    bits 4 to 6 tell answers of equal effect apart.
    """

    YES = 0
    PARTLY = BLOCKS_LOW | BLOCKS_HIGH | _PARTLY
    NO = BLOCKS_LOW | BLOCKS_HIGH
    UNANSWERED = BLOCKS_LOW | INDETERMINATE
    UNKNOWN = BLOCKS_LOW | INDETERMINATE | _UNKNOWN
    WITHHELD = BLOCKS_LOW | INDETERMINATE | _WITHHELD
    NOT_APPLICABLE = INAPPLICABLE


@dataclass(frozen=True)
class Scores:
    """What the kernel gives; m indicators, r rows (indicators, then nodes), n assessments.

    The figures of the indicators follow from their positions and counts, and are filled in when
    a figure is first asked for.

    Parameters
    ----------
    structure : Structure
        What was scored.
    stage_low, stage_high : ndarray of narrow integers, shape (m, n)
        Positions on the indicator's own scale, from 0; meaningless where not applicable.
    determinate, asked : ndarray of narrow integers, shape (m, n)
        Criteria that are determinate, and that are applicable; an indicator without criteria
        counts as one.
    numbers, measured : ndarray of float64, shape (q, n)
        The q indicators that are given as numbers: in their own unit, and their figures; NaN where
        none is given.
    figures : tuple of ndarray of float64, shape (r, n)
        Low, value, high and coverage; of the first m rows nothing is filled yet, unless there are
        few assessments.
    shares_low : bool
        True where low and value are the same array.
    """

    structure: Structure
    stage_low: Narrow
    stage_high: Narrow
    determinate: Narrow
    asked: Narrow
    numbers: Floats
    measured: Floats
    figures: tuple[Floats, Floats, Floats, Floats]
    shares_low: bool

    @cached_property
    def low(self) -> Floats:
        """Lower bounds in the scale's unit, shape (r, n); NaN where not applicable."""
        return self._filled(0, leaf_low)

    @cached_property
    def high(self) -> Floats:
        """Upper bounds, as `low`."""
        return self._filled(2, leaf_high)

    @cached_property
    def value(self) -> Floats:
        """Point values, as `low`; NaN also where the policy gives none."""
        return self.low if self.shares_low else self._filled(1, leaf_value)

    @cached_property
    def coverage(self) -> Floats:
        """Share of what is applicable that is determinate, shape (r, n); NaN where nothing is."""
        return self._filled(3, leaf_coverage)

    @property
    def few(self) -> bool:
        """True where the number of calls counts, and not what stays in the cache."""
        return int(self.asked.shape[1]) <= FEW

    def leaf(self, row: int) -> Leaf:
        """Return what is known of one indicator."""
        ladder = self.structure.ladders[row]
        measured = None if ladder.transform is None else self.measured[ladder.number]
        return Leaf(
            ladder,
            self.stage_low[row],
            self.stage_high[row],
            self.determinate[row],
            self.asked[row],
            measured,
            self.structure.missing,
        )

    def columns(self, part: slice) -> Scores:
        """Return some columns; what is written there is written in the whole."""
        low, value, high, coverage = (figure[:, part] for figure in self.figures)
        return Scores(
            structure=self.structure,
            stage_low=self.stage_low[:, part],
            stage_high=self.stage_high[:, part],
            determinate=self.determinate[:, part],
            asked=self.asked[:, part],
            numbers=self.numbers[:, part],
            measured=self.measured[:, part],
            figures=(low, value, high, coverage),
            shares_low=self.shares_low,
        )

    def states(self, columns: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return all that decides the figures of columns, shape (4 * m + q, len(columns))."""
        whole = (self.stage_low, self.stage_high, self.determinate, self.asked)
        parts = [one[:, columns].astype(np.int64) for one in whole]
        return np.concatenate([*parts, self.numbers[:, columns].view(np.int64)])

    def _filled(self, which: int, figure: Callable[[Leaf], Floats]) -> Floats:
        target = self.figures[which]
        for part in blocks(target.shape[1], FIGURES) if not self.few else ():
            own = self.columns(part)
            for row in range(len(self.asked)):
                target[row, part] = figure(own.leaf(row))
        target.setflags(write=False)
        return target


def blocks(columns: int, size: int) -> Iterator[slice]:
    """Yield slices of at most so many columns."""
    yield from (slice(start, start + size) for start in range(0, columns, size))


def aggregate(node: Node, values: Rows, counted: Bools) -> Floats:
    """Return the weighted aggregate of each column; NaN where no child counts.

    Parameters
    ----------
    node : Node
        Method with its parameters, and weights.
    values : ndarray of float64, shape (n_children, n), or its rows
        Children in sorted id order.
    counted : ndarray of bool, shape (n_children, n)
        Which children are in the denominator.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN also where a lookup table has no row for the children's figures.

    References
    ----------
    Method, section 4. A zero makes geometric, harmonic and power(p <= 0) zero: the limit.
    """
    if node.aggregation == "sum":
        return _sum(node, values, counted)
    if node.table is not None:
        return look_up(node.table, np.asarray(values), counted)
    everywhere = bool(counted.all())
    least = _fold(np.minimum, values, counted, np.inf, everywhere)
    most = _fold(np.maximum, values, counted, -np.inf, everywhere)
    match node.aggregation:
        case "minimum":
            result = least.copy()
        case "weakest_link":
            result = least + float(node.plus)
        case "arithmetic":
            result = mean(values, counted, node.float_weights)
        case "median":
            result = _median(np.asarray(values), counted, node.weights)
        case _:
            result = _power_mean(node, np.asarray(values), counted)
    np.maximum(result, least, out=result)
    np.minimum(result, most, out=result)
    return result if everywhere else np.where(counted.any(axis=0), result, np.nan)


def _fold(
    which: np.ufunc, values: Rows, counted: Bools, neutral: float, everywhere: bool
) -> Floats:
    """Return the smallest or largest child that counts; a row at a time, to stay in the cache."""
    if everywhere:
        first, *others = values
        found: Floats = first.copy()
        for row in others:
            which(found, row, out=found)
        return found
    found = np.full(counted.shape[1], neutral)
    for row, here in zip(values, counted, strict=True):
        which(found, np.where(here, row, neutral), out=found)
    return found


def mean(values: Rows, counted: Bools, weights: tuple[float, ...]) -> Floats:
    """Return the weighted mean of each column, summed child by child; NaN where none counts."""
    columns = counted.shape[1]
    total, part = np.zeros(columns), np.empty(columns)
    everywhere = bool(counted.all())
    for row, here, weight in zip(values, counted, weights, strict=True):
        worth = row if weight == 1 else np.multiply(row, weight, out=part)
        total += worth if everywhere else np.where(here, worth, 0.0)
    return divide(total, counted, weights)


def divide(total: Floats, counted: Bools | None, weights: tuple[float, ...]) -> Floats:
    """Divide totals by the weights that count, None for all; NaN where none does."""
    if counted is None or (len(weights) and counted.all()):
        # One by one, as below; `sum` of Python 3.12 carries what is lost.
        return np.divide(total, reduce(add, weights), out=total)
    weight_sum, part = np.zeros(len(total)), np.empty(len(total))
    for here, weight in zip(counted, weights, strict=True):
        weight_sum += np.multiply(here, weight, out=part)
    there = weight_sum > 0
    np.divide(total, weight_sum, out=total, where=there)
    total[~there] = np.nan
    return total


def _sum(node: Node, values: Rows, counted: Bools) -> Floats:
    """Return the sum of what counts, each child times its weight as it was written."""
    total = np.zeros(counted.shape[1])
    for row, here, weight in zip(values, counted, node.weights, strict=True):
        total += np.where(here, float(weight * node.unit) * row, 0.0)
    return np.where(counted.any(axis=0), total, np.nan)


def _power_mean(node: Node, values: Floats, counted: Bools) -> Floats:
    """Return harmonic, geometric and power means."""
    weights = node.float_weights
    if node.aggregation == "geometric" or node.power == 0:
        exponent = 0.0
    else:
        exponent = -1.0 if node.aggregation == "harmonic" else float(node.power or 1)
    zero = (counted & (values <= 0)).any(axis=0) if exponent <= 0 else np.zeros(1, np.bool_)
    safe = np.where(counted & (values > 0), values, 1.0 if exponent <= 0 else 0.0)
    if exponent == 0:
        result = np.exp(mean(np.log(safe), counted, weights))
    else:
        result = mean(safe**exponent, counted, weights) ** (1 / exponent)
    return np.where(zero, 0.0, result)


def _median(values: Floats, counted: Bools, weights: tuple[int, ...]) -> Floats:
    """Return the smallest value whose cumulative weight reaches half, in exact arithmetic."""
    dtype: Any = np.int64 if sum(weights) < 2**62 else object
    column = np.array(weights, dtype=dtype)[:, None]
    weight = np.where(counted, column, 0)
    order = np.argsort(np.where(counted, values, np.inf), axis=0, kind="stable")
    ordered = np.take_along_axis(values, order, axis=0)
    cumulative = np.cumsum(np.take_along_axis(weight, order, axis=0), axis=0)
    reached = (2 * cumulative >= cumulative[-1]).astype(np.bool_)
    first = np.argmax(reached, axis=0)
    result: Floats = np.take_along_axis(ordered, first[None, :], axis=0)[0]
    return result
