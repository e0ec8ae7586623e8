"""What closing gaps gains where every node is a weighted mean: a share of the indicator's rise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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
    catalogue = assessment.catalogue
    scale = catalogue.scale
    at = {stage: position for position, stage in enumerate(scale.numbers)}
    below = math.lcm(*(value.denominator for value in scale.exact_values))
    worth = [int(value * below) for value in scale.exact_values]
    rows = {area.id: row for row, area in enumerate(catalogue.areas, len(structure.ladders))}
    whole = len(structure.ladders) + len(rows)
    totals = _totals(assessment, structure)
    for ladder in ladders:
        low = worth[at[assessment.indicators[ladder.indicator.id].stage_low or 0]]
        target, following = (
            worth[_reached(ladder, stage, at)] - low for stage in (ladder.target, ladder.following)
        )
        shares = _shares(ladder.row, structure, totals)
        area = shares.get(rows[catalogue.parents[ladder.indicator.id]], (0, 1))
        overall = shares.get(whole, (0, 1))
        yield (
            target * overall[0] / (below * overall[1]),
            target * area[0] / (below * area[1]),
            following * overall[0] / (below * overall[1]),
            following * area[0] / (below * area[1]),
        )


def _totals(assessment: Assessment, structure: Structure) -> list[int]:
    """Return the weights of what is applicable below each node."""
    scores = (*assessment.indicators.values(), *assessment.areas.values())
    applicable = [score.applicable for score in scores]
    return [
        sum(
            weight
            for child, weight in zip(node.children, node.weights, strict=True)
            if applicable[child]
        )
        for node in structure.nodes
    ]


def _reached(ladder: OpenLadder, stage: int, at: dict[int, int]) -> int:
    """Return the position of an indicator with its open criteria up to a stage turned to yes."""
    if not ladder.indicator.criteria:
        return at[stage]
    left = next((one.stage for one in ladder.criteria if one.stage > stage), None)
    return len(at) - 1 if left is None else at[left] - 1


def _shares(row: int, structure: Structure, totals: list[int]) -> dict[int, _Share]:
    """Return the share of an indicator in each node above it, by their rows."""
    found, above, below = {}, 1, 1
    while row in structure.takers:
        row, weight = structure.takers[row]
        above, below = above * weight, below * totals[row - len(structure.ladders)]
        found[row] = above, below
    return found
