"""Answers to positions: ladders of criteria, declared stages and levels, numbers.

Everything here works on one block of assessments, and on one indicator at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.exact import measured_exactly, round_exactly
from teia_indicators.assessment.structure import Ladder, Transform

Floats = NDArray[np.float64]
Narrow = NDArray[Any]
Codes = NDArray[np.uint8]

BLOCKS_LOW = 1
BLOCKS_HIGH = 2
INDETERMINATE = 4
INAPPLICABLE = 8
UNANSWERED = BLOCKS_LOW | INDETERMINATE
UNMET = BLOCKS_LOW | BLOCKS_HIGH

#: Declared stage of an indicator that has none, and of one that is not applicable.
UNDECLARED = -1
INDICATOR_NOT_APPLICABLE = -2


@dataclass(frozen=True)
class Leaf:
    """One indicator of a block: positions, counts, and the figure of its number if it has one."""

    ladder: Ladder
    stage_low: Narrow
    stage_high: Narrow
    determinate: Narrow
    asked: Narrow
    measured: Floats | None
    missing: str

    @cached_property
    def everywhere(self) -> bool:
        """True where it is applicable in every assessment of the block."""
        return bool(self.asked.min(initial=1) > 0)


def answered(codes: Codes, declared: NDArray[np.int16] | None, ladder: Ladder) -> Codes:
    """Return the codes of an indicator's criteria with its declared stage applied.

    An unanswered criterion under a declared stage is implied: met up to that stage, unmet above.
    An indicator that is not applicable makes all its criteria so.
    """
    rows = codes[ladder.rows[0] : ladder.rows[0] + len(ladder.rows)]
    if declared is None or not (declared != UNDECLARED).any():
        return rows
    gone, known = declared == INDICATOR_NOT_APPLICABLE, declared >= 0
    found = np.empty(rows.shape, dtype=np.uint8)
    for row, required, target in zip(rows, ladder.stages, found, strict=True):
        implied = known & (row == UNANSWERED)
        code = np.where(implied, np.where(declared >= required, 0, UNMET), row)
        target[:] = np.where(gone, INAPPLICABLE, code)
    return found


class StrangeCodeError(ValueError):
    """A byte is none of the answer codes."""


def all_known(codes: Codes) -> bool:
    """Tell whether every byte is an answer code.

    Three tests in whole rows of bytes, several times faster than looking each byte up. They were
    found by search: together they hold for the seven codes of 256 and for no other.
    """
    most = np.maximum.reduce
    part = np.bitwise_and(codes, 0b1111)
    ranges = most(codes, initial=0) <= 69 and most(part, initial=0) <= 8
    np.multiply(np.bitwise_xor(part, 0b1101, out=part), codes, out=part)
    return bool(ranges and np.bitwise_or.reduce(part) & 0b11010101 == 0)


def climb(rows: Codes, leaf: Leaf) -> None:
    """Write positions and counts of an indicator with criteria.

    Codes of one stage merge with a bitwise or; a block at one rung blocks all above, so that each
    rung merged from below pulls the position down by its distance to the next.

    References
    ----------
    Method, section 3. Project's choice: the Benchmarks document was not available.
    """
    ladder, low, high = leaf.ladder, leaf.stage_low, leaf.stage_high
    blocked = np.zeros(low.shape, dtype=np.uint8)
    part, twice = np.empty_like(blocked), np.zeros_like(high)
    low[:] = ladder.top
    for distance, members in ladder.rungs:
        for at in members:
            np.bitwise_or(blocked, rows[at], out=blocked)
        step = low.dtype.type(distance)
        np.bitwise_and(blocked, BLOCKS_LOW, out=part)
        np.subtract(low, part if distance == 1 else part * step, out=low)
        np.bitwise_and(blocked, BLOCKS_HIGH, out=part)
        np.add(twice, part if distance == 1 else part * step, out=twice)
    np.subtract(ladder.top, twice >> 1, out=high)
    _count(rows, leaf)


def _count(rows: Codes, leaf: Leaf) -> None:
    """Write how many criteria are applicable and determinate."""
    asked, determinate = leaf.asked, leaf.determinate
    asked[:], determinate[:] = len(rows), 0
    part = np.empty(asked.shape, dtype=np.uint8)
    for first in range(0, len(rows), 31):  # 31 flags of 8 fit into one byte
        head, *others = rows[first : first + 31]
        gone, unclear = head & INAPPLICABLE, head & INDETERMINATE
        for row in others:
            np.add(gone, np.bitwise_and(row, INAPPLICABLE, out=part), out=gone)
            np.add(unclear, np.bitwise_and(row, INDETERMINATE, out=part), out=unclear)
        np.subtract(asked, gone >> 3, out=asked)
        np.add(determinate, unclear >> 2, out=determinate)
    np.subtract(asked, determinate, out=determinate)


def declare(declared: NDArray[np.int16] | None, leaf: Leaf) -> None:
    """Write positions and counts of an indicator without criteria from its declared position."""
    if declared is None:
        declared = np.full(leaf.asked.shape, UNDECLARED, dtype=np.int16)
    known = declared >= 0
    leaf.stage_low[:] = np.where(known, declared, 0)
    leaf.stage_high[:] = np.where(known, declared, leaf.ladder.top)
    leaf.determinate[:] = known
    leaf.asked[:] = declared != INDICATOR_NOT_APPLICABLE


def measure(numbers: Floats, leaf: Leaf) -> None:
    """Write the figure of a number; it counts as determinate unless not applicable."""
    transform = leaf.ladder.transform
    if transform is None or leaf.measured is None:
        return
    given = np.where(leaf.asked > 0, numbers, np.nan)
    leaf.measured[:] = round_exactly(
        transformed(given, transform),
        leaf.ladder,
        lambda columns: [measured_exactly(given[column], leaf.ladder) for column in columns],
    )
    leaf.determinate[:] = ~np.isnan(leaf.measured)


def transformed(numbers: Floats, transform: Transform) -> Floats:
    """Return numbers between their goalposts as figures; NaN stays NaN.

    References
    ----------
    Method, section 11. The logarithm of zero or less is that of the lower goalpost: the limit.
    """
    worst, best = float(transform.worst), float(transform.best)
    clipped = np.clip(numbers, min(worst, best), max(worst, best))
    if transform.logarithm:
        clipped, worst, best = np.log(clipped), float(np.log(worst)), float(np.log(best))
    share = np.clip((clipped - worst) / (best - worst), 0.0, 1.0)
    bottom, top = float(transform.bottom), float(transform.top)
    figures: Floats = np.clip(bottom + (top - bottom) * share, bottom, top)
    return figures


def worth(values: tuple[Fraction, ...], positions: Narrow) -> Floats:
    """Return the values of positions."""
    return np.take(np.array([float(value) for value in values]), positions)


def leaf_low(leaf: Leaf) -> Floats:
    """Return the lower bound of an indicator; NaN where not applicable."""
    return _figure(leaf, worth(leaf.ladder.values, leaf.stage_low))


def leaf_high(leaf: Leaf) -> Floats:
    """Return the upper bound of an indicator; NaN where not applicable."""
    return _figure(leaf, worth(leaf.ladder.values, leaf.stage_high))


def _figure(leaf: Leaf, figure: Floats) -> Floats:
    if leaf.measured is not None:
        figure = np.where(np.isnan(leaf.measured), figure, leaf.measured)
    return figure if leaf.everywhere else np.where(leaf.asked > 0, figure, np.nan)


def leaf_coverage(leaf: Leaf) -> Floats:
    """Return the share of an indicator's applicable criteria that are determinate."""
    share = np.full(leaf.asked.shape, np.nan)
    np.divide(leaf.determinate, leaf.asked, out=share, where=leaf.asked > 0)
    return share


def leaf_value(leaf: Leaf) -> Floats:
    """Return the point value of an indicator by the method's policy for what is missing."""
    match leaf.missing:
        case "upper":
            return leaf_high(leaf)
        case "midpoint" if leaf.measured is None:
            return _figure(leaf, _middles(leaf))
        case "midpoint":
            return (leaf_low(leaf) + leaf_high(leaf)) / 2
        case "skip":
            return np.where(leaf.determinate > 0, leaf_low(leaf), np.nan)
        case "strict":
            return np.where(leaf.determinate == leaf.asked, leaf_low(leaf), np.nan)
    return leaf_low(leaf)


def _middles(leaf: Leaf) -> Floats:
    """Return the middle of the bounds, rounded once: equal middles are equal figures."""
    values = leaf.ladder.values
    middles = np.array([[float((a + b) / 2) for b in values] for a in values])
    return np.take(middles, leaf.stage_low.astype(np.intp) * len(values) + leaf.stage_high)
