"""What closing gaps gains where every node is a weighted mean: a share of the indicator's rise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.structure import Structure

if TYPE_CHECKING:
    from teia_indicators.gaps.gains import OpenLadder

#: A share as two whole numbers, above and below the line.
_Share = tuple[int, int]


def plain_gains(
    assessment: Assessment, ladders: Sequence[OpenLadder], structure: Structure
) -> Iterator[tuple[float, float, float, float]]:
    """Yield what `gains` does; the structure is `plain`. All is exact until the last division."""
    scale = assessment.catalogue.scale
    values = scale.exact_values
    at = {stage: position for position, stage in enumerate(scale.numbers)}
    below = math.lcm(*(value.denominator for value in values))
    worth = [int(value * below) for value in values]
    totals = _totals(assessment, structure)
    of_whole = _shares_of_whole(structure, totals)
    for ladder in ladders:
        low = worth[at[ladder.low]]
        own = above = 0, 1
        if ladder.row in structure.takers:
            taker, weight = structure.takers[ladder.row]
            own, above = (weight, totals[taker]), of_whole[taker]
            above = above[0] * weight, above[1] * totals[taker]
        gains = []
        for stage, turned in ((ladder.target, ladder.wanted), (ladder.following, ladder.near)):
            rise = worth[_reached(ladder, stage, turned, at)] - low
            gains += [rise * share[0] / (below * share[1]) for share in (above, own)]
        yield gains[0], gains[1], gains[2], gains[3]


def _totals(assessment: Assessment, structure: Structure) -> dict[int, int]:
    """Return the weights of what is applicable below each node, by row."""
    scores = (*assessment.indicators.values(), *assessment.areas.values())
    applicable = [score.applicable for score in scores]
    return {
        row: sum(compress(node.weights, [applicable[child] for child in node.children]))
        for row, node in enumerate(structure.nodes, len(structure.ladders))
    }


def _reached(ladder: OpenLadder, stage: int, turned: int, at: Mapping[int, int]) -> int:
    """Return the position of an indicator with so many open criteria, up to a stage, now yes."""
    if not ladder.states:
        return at[stage]
    left = ladder.steps[turned:]
    return at[left[0][1]] - 1 if left else len(at) - 1


def _shares_of_whole(structure: Structure, totals: Mapping[int, int]) -> dict[int, _Share]:
    """Return the share of each node in the whole, by row: 0 where it has no weight."""
    *_, last = totals
    found = {last: (1, 1)}
    for at in reversed(structure.order[:-1]):
        row = len(structure.ladders) + at
        found[row] = 0, 1
        if row in structure.takers:
            taker, weight = structure.takers[row]
            above, below = found[taker]
            found[row] = above * weight, below * totals[taker]
    return found
