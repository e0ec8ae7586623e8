"""One assessment in plain numbers, where every node is a weighted mean of what is shown.

Each operation is one of `leaves` and `kernel`, in their order, so that the bits are the same; for
one assessment a call of numpy costs more than what it computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan

from teia_indicators.assessment.kernel import AnswerCode, Scores
from teia_indicators.assessment.leaves import (
    BLOCKS_HIGH,
    BLOCKS_LOW,
    INAPPLICABLE,
    INDETERMINATE,
    INDICATOR_NOT_APPLICABLE,
    UNANSWERED,
    UNDECLARED,
    UNMET,
)
from teia_indicators.assessment.structure import Ladder

_OPEN = [int(code) for code in AnswerCode if code & INDETERMINATE]


def fill_one(codes: Sequence[int], declared: Sequence[int], scores: Scores) -> None:
    """Write every result of one assessment; its structure is `plain`.

    Parameters
    ----------
    codes, declared : sequence of int
        A column of answer codes, and one of declared positions; see `evaluate`.
    scores : Scores
        With room for one column.
    """
    ladders = scores.structure.ladders
    leaves = [
        _placed(ladder, codes, stage) for ladder, stage in zip(ladders, declared, strict=True)
    ]
    figures = [
        (ladder.figures[low], ladder.figures[high], known / asked) if asked else (nan, nan, nan)
        for ladder, (low, high, known, asked) in zip(ladders, leaves, strict=True)
    ]
    figures += [(nan, nan, nan)] * len(scores.structure.nodes)
    for at in scores.structure.order:
        node = scores.structure.nodes[at]
        children = [figures[child] for child in node.children]
        figures[len(ladders) + at] = _mean(children, node.float_weights)
    rows = (scores.stage_low, scores.stage_high, scores.determinate, scores.asked)
    for target, column in zip(rows, zip(*leaves, strict=True), strict=False):
        target[:, 0] = column
    low, _, high, coverage = scores.figures
    for target, column in zip((low, high, coverage), zip(*figures, strict=True), strict=True):
        target[:, 0] = column


def _placed(ladder: Ladder, codes: Sequence[int], stage: int) -> tuple[int, int, int, int]:
    """Return the positions of an indicator, and its determinate and applicable criteria.

    See `leaves.climb`, `leaves.answered` and `leaves.declare`.
    """
    low = high = ladder.top
    if not ladder.rows:
        if stage >= 0:
            return stage, stage, 1, 1
        return 0, high, 0, int(stage != INDICATOR_NOT_APPLICABLE)
    own = [codes[row] for row in ladder.rows]
    if stage == INDICATOR_NOT_APPLICABLE:
        own = [INAPPLICABLE] * len(own)
    elif stage != UNDECLARED:
        own = [
            (0 if stage >= required else UNMET) if code == UNANSWERED else code
            for code, required in zip(own, ladder.stages, strict=True)
        ]
    blocked = 0
    for distance, members in ladder.rungs:
        for at in members:
            blocked |= own[at]
        if blocked & BLOCKS_LOW:
            low -= distance
        if blocked & BLOCKS_HIGH:
            high -= distance
    asked = len(own) - own.count(INAPPLICABLE)
    return low, high, asked - sum([own.count(code) for code in _OPEN]), asked


def _mean(
    children: list[tuple[float, float, float]], weights: tuple[float, ...]
) -> tuple[float, float, float]:
    """Return the weighted mean low, high and coverage; NaN where no child is applicable."""
    total = low = high = coverage = 0.0
    lows, highs = [], []
    for (own_low, own_high, share), weight in zip(children, weights, strict=True):
        if isnan(share):
            continue
        total += weight
        low += own_low * weight
        high += own_high * weight
        coverage += share * weight
        lows.append(own_low)
        highs.append(own_high)
    if not lows:
        return nan, nan, nan
    return (
        min(max(low / total, min(lows)), max(lows)),
        min(max(high / total, min(highs)), max(highs)),
        coverage / total,
    )
