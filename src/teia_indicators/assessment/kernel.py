"""Bare arithmetic of the method on arrays: answers to stages, stages to values, values to nodes.

One column is one assessment, so that a single assessment is a batch of one and gets the same bits:
every operation is elementwise along the columns, and sums over children run in sorted id order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

BLOCKS_LOW = 1
BLOCKS_HIGH = 2
INDETERMINATE = 4
INAPPLICABLE = 8
_PARTLY = 16
_UNKNOWN = 32
_WITHHELD = 64
IMPLIED = 128


class AnswerCode(IntEnum):
    """Answers as bit flags, so that criteria of one stage merge with a bitwise or.

    Bit 0 blocks the low bound, bit 1 the high bound, bit 2 is indeterminate, bit 3 not applicable;
    bits 4 to 6 tell answers of equal effect apart. Bit 7 is the library's own mark for implied.
    """

    YES = 0
    PARTLY = BLOCKS_LOW | BLOCKS_HIGH | _PARTLY
    NO = BLOCKS_LOW | BLOCKS_HIGH
    UNANSWERED = BLOCKS_LOW | INDETERMINATE
    UNKNOWN = BLOCKS_LOW | INDETERMINATE | _UNKNOWN
    WITHHELD = BLOCKS_LOW | INDETERMINATE | _WITHHELD
    NOT_APPLICABLE = INAPPLICABLE


#: Declared stage of an indicator that has none, and of one that is not applicable.
UNDECLARED = -1
INDICATOR_NOT_APPLICABLE = -2


@dataclass(frozen=True)
class Ladder:
    """Criteria of one indicator: rows of the code matrix, and the position of each row's stage."""

    rows: tuple[int, ...]
    stages: tuple[int, ...]


@dataclass(frozen=True)
class Node:
    """One aggregate: which rows it takes, their exact weights, and its rules.

    `children` and `weights` hold only children with weight above 0, in sorted id order; the
    weights are the smallest whole numbers in the given proportion, so a common factor is no matter.
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


@dataclass(frozen=True)
class Structure:
    """A catalogue and a method, compiled: indicators are the first rows, nodes follow bottom up."""

    values: tuple[Fraction, ...]
    ladders: tuple[Ladder, ...]
    nodes: tuple[Node, ...]
    missing: str


@dataclass(frozen=True)
class Scores:
    """What the kernel gives; m indicators, r rows (indicators, then nodes), n assessments.

    Parameters
    ----------
    stage_low, stage_high : ndarray of uint8, shape (m, n)
        Positions on the scale, from 0; meaningless where not applicable.
    applicable : ndarray of bool, shape (r, n)
        False where the row leaves every denominator.
    determinate, asked : ndarray of int64, shape (m, n)
        Criteria that are determinate, and that are applicable.
    low, value, high : ndarray of float64, shape (r, n)
        In the scale's unit; NaN where not applicable, and for `value` where the policy gives none.
    coverage : ndarray of float64, shape (r, n)
        Share in [0, 1]; NaN where not applicable.
    """

    stage_low: Codes
    stage_high: Codes
    applicable: Bools
    determinate: Ints
    asked: Ints
    low: Floats
    value: Floats
    high: Floats
    coverage: Floats


def whole_weights(weights: Sequence[Fraction]) -> tuple[int, ...]:
    """Return weights as the smallest whole numbers in the same proportion."""
    scale = math.lcm(*(weight.denominator for weight in weights))
    numbers = [int(weight * scale) for weight in weights]
    divisor = math.gcd(*numbers) or 1
    return tuple(number // divisor for number in numbers)


def effective_codes(codes: Codes, declared: NDArray[np.int16], structure: Structure) -> Codes:
    """Return codes with the declared stages applied (method, section 3).

    An unanswered criterion under a declared stage is implied: met up to that stage, unmet above.
    An indicator that is not applicable makes all its criteria so.
    """
    if not np.any(declared != UNDECLARED):
        return codes
    result = codes.copy()
    for at, ladder in enumerate(structure.ladders):
        stage = declared[at]
        for row, required in zip(ladder.rows, ladder.stages, strict=True):
            implied = (codes[row] == AnswerCode.UNANSWERED) & (stage >= 0)
            result[row][implied & (required <= stage)] = IMPLIED | AnswerCode.YES
            result[row][implied & (required > stage)] = IMPLIED | AnswerCode.NO
            result[row][stage == INDICATOR_NOT_APPLICABLE] = AnswerCode.NOT_APPLICABLE
    return result


def stage_bounds(
    codes: Codes, declared: NDArray[np.int16], structure: Structure
) -> tuple[Codes, Codes, Bools, Ints, Ints]:
    """Return the lowest and highest stage that the answers allow.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n_criteria, n)
        Effective answer codes.
    declared : ndarray of int16, shape (m, n)
        Position of the declared stage, `UNDECLARED` or `INDICATOR_NOT_APPLICABLE`.
    structure : Structure
        The compiled catalogue.

    Returns
    -------
    low, high : ndarray of uint8, shape (m, n)
        Positions on the scale.
    applicable : ndarray of bool, shape (m, n)
        False where no criterion is applicable.
    determinate, asked : ndarray of int64, shape (m, n)
        Numbers of criteria; an indicator without criteria counts as one.

    References
    ----------
    Method, section 3. Project's choice: the Benchmarks document was not available.
    """
    count, columns = len(structure.ladders), codes.shape[1]
    top = len(structure.values) - 1
    low = np.full((count, columns), top, dtype=np.uint8)
    high = np.full((count, columns), top, dtype=np.uint8)
    determinate = np.zeros((count, columns), dtype=np.int64)
    asked = np.zeros((count, columns), dtype=np.int64)
    for at, ladder in enumerate(structure.ladders):
        if not ladder.rows:
            _declared_only(declared[at], low[at], high[at], determinate[at], asked[at])
            continue
        for row, required in zip(ladder.rows, ladder.stages, strict=True):
            code = codes[row]
            below = np.uint8(required - 1)
            np.minimum(low[at], below, out=low[at], where=(code & BLOCKS_LOW) != 0)
            np.minimum(high[at], below, out=high[at], where=(code & BLOCKS_HIGH) != 0)
            applicable = (code & INAPPLICABLE) == 0
            asked[at] += applicable
            determinate[at] += applicable & ((code & INDETERMINATE) == 0)
    return low, high, asked > 0, determinate, asked


def _declared_only(
    stage: NDArray[np.int16], low: Codes, high: Codes, determinate: Ints, asked: Ints
) -> None:
    """Fill the rows of an indicator without criteria from its declared stage."""
    known = stage >= 0
    low[:] = np.where(known, stage, 0)
    high[known] = stage[known]
    determinate[:] = known
    asked[:] = stage != INDICATOR_NOT_APPLICABLE


def aggregate(node: Node, values: Floats, counted: Bools) -> Floats:
    """Return the weighted aggregate of each column; NaN where no child counts.

    Parameters
    ----------
    node : Node
        Method, exponent and weights.
    values : ndarray of float64, shape (n_children, n)
        Children in sorted id order.
    counted : ndarray of bool, shape (n_children, n)
        Which children are in the denominator.

    References
    ----------
    Method, section 4. A zero makes geometric, harmonic and power(p <= 0) zero: the limit.
    """
    if not len(counted):
        return np.full(counted.shape[1], np.nan)
    some = counted.any(axis=0)
    smallest = np.where(counted, values, np.inf).min(axis=0, initial=np.inf)
    largest = np.where(counted, values, -np.inf).max(axis=0, initial=-np.inf)
    if node.aggregation == "minimum":
        result = smallest
    elif node.aggregation == "median":
        result = _median(values, counted, node.weights)
    else:
        result = _power_mean(node, values, counted)
    result = np.minimum(np.maximum(result, smallest), largest)
    return np.where(some, result, np.nan)


def float_weights(weights: tuple[int, ...]) -> tuple[float, ...]:
    """Return weights as floats; very large ones as shares of the largest."""
    largest = max(weights, default=1)
    if largest < 2**53:
        return tuple(float(weight) for weight in weights)
    return tuple(float(Fraction(weight, largest)) for weight in weights)


def mean(values: Floats, counted: Bools, weights: tuple[float, ...]) -> Floats:
    """Return the weighted mean of each column, summed child by child; NaN where none counts."""
    columns = values.shape[1]
    total, weight_sum = np.zeros(columns), np.zeros(columns)
    for row, here, weight in zip(values, counted, weights, strict=True):
        total += np.where(here, weight * row, 0.0)
        weight_sum += np.where(here, weight, 0.0)
    result: Floats = np.full(columns, np.nan)
    np.divide(total, weight_sum, out=result, where=weight_sum > 0)
    return result


def _power_mean(node: Node, values: Floats, counted: Bools) -> Floats:
    """Return arithmetic, harmonic, geometric and power means."""
    weights = float_weights(node.weights)
    if node.aggregation == "arithmetic":
        return mean(values, counted, weights)
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


def round_exactly(values: Floats, node: Node, exact: Any) -> Floats:
    """Return values rounded to the node's digits; near ties are decided in exact arithmetic.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Unrounded figures of the node; NaN stays NaN.
    node : Node
        `digits` and `half_even`.
    exact : callable
        Gives the exact figure of a column as a Fraction, or None where it is irrational.
    """
    factor = 10.0**node.digits if node.digits is not None else 1.0
    scaled = values * factor
    whole = np.floor(scaled + 0.5)
    distance = np.abs(scaled - np.floor(scaled) - 0.5)
    near = distance <= 1e-9 * np.maximum(1.0, np.abs(scaled))
    for column in np.flatnonzero(near):
        true = exact(int(column))
        if true is not None:
            whole[column] = round_fraction(true * int(factor), node.half_even)
    return whole / factor


def round_fraction(number: Fraction, half_even: bool) -> int:
    """Return the nearest whole number; ties go up, or to the even one."""
    return round(number) if half_even else math.floor(number + Fraction(1, 2))
