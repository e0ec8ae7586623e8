"""What closing gaps gains: the answers are flipped, and what lies above them is scored again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS
from teia_indicators.assessment.evaluate import exact_tree
from teia_indicators.assessment.exact_tree import ExactTree, LeafState
from teia_indicators.assessment.method import compile_structure
from teia_indicators.assessment.score import encode
from teia_indicators.assessment.structure import Structure
from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator
from teia_indicators.gaps.plain_gains import plain_gains

#: How a criterion is read that leaves nothing to do.
_CLOSED = ("yes", "implied_met", "not_applicable")


@dataclass(frozen=True)
class OpenLadder:
    """An indicator below its target: where it is to go, and what stands between.

    Parameters
    ----------
    indicator, row : Indicator, int
        Which, and its row in catalogue order.
    target, following : int
        The target stage, and the very next one above the low.
    states : mapping of str to str
        How each criterion is read.
    criteria : tuple of Criterion
        The criteria that are not met, those of all stages, in ladder order.
    """

    indicator: Indicator
    row: int
    target: int
    following: int
    states: dict[str, str]
    criteria: tuple[Criterion, ...]

    def up_to(self, stage: int) -> tuple[Criterion, ...]:
        """Return the open criteria that are required for a stage or one below."""
        return tuple(one for one in self.criteria if one.stage <= stage)


def open_ladders(assessment: Assessment, targets: dict[str, int]) -> list[OpenLadder]:
    """Return the indicators whose low stage is below their target, in catalogue order."""
    catalogue, scores, found = assessment.catalogue, assessment.indicators, []
    numbers, in_order = catalogue.scale.numbers, _in_order(catalogue)
    for row, indicator in enumerate(catalogue.indicators):
        low, target = scores[indicator.id].stage_low, targets[indicator.id]
        if low is None or low >= target:
            continue
        states = assessment.states[indicator.id]
        criteria = [one for item, one in in_order[row] if states[item] not in _CLOSED]
        following = next(stage for stage in numbers if stage > low)
        found.append(OpenLadder(indicator, row, target, following, states, tuple(criteria)))
    return found


@lru_cache(maxsize=16)
def _in_order(catalogue: Catalogue) -> tuple[tuple[tuple[str, Criterion], ...], ...]:
    """Return the criteria of each indicator in ladder order, with their ids."""
    return tuple(
        tuple((one.id, one) for one in sorted(item.criteria, key=lambda found: found.stage))
        for item in catalogue.indicators
    )


def gains(
    assessment: Assessment, ladders: list[OpenLadder]
) -> Iterator[tuple[float, float, float, float]]:
    """Yield gain overall and of the area, for the target and for the next stage."""
    catalogue = assessment.catalogue
    structure = compile_structure(catalogue, assessment.method)
    if structure.plain:
        yield from plain_gains(assessment, ladders, structure)
        return
    tree = exact_tree(*encode(assessment.responses, catalogue), structure)
    count = len(catalogue.indicators)
    areas = {area.id: row for row, area in enumerate(catalogue.areas, count)}
    whole = count + len(areas)
    before = {row: _low(tree, row, structure) for row in (whole, *areas.values())}
    for ladder in ladders:
        area = areas[catalogue.parents[ladder.indicator.id]]
        target, following = (
            tree.changed(ladder.row, _flipped(ladder, stage, tree, catalogue))
            for stage in (ladder.target, ladder.following)
        )
        overall, own, next_overall, next_own = (
            _difference(_low(flipped, row, structure), before[row])
            for flipped in (target, following)
            for row in (whole, area)
        )
        yield overall, own, next_overall, next_own


def _difference(after: Fraction, before: Fraction) -> float:
    """Return the difference, rounded once; a division of whole numbers is that."""
    above = after.numerator * before.denominator - before.numerator * after.denominator
    return above / (after.denominator * before.denominator)


def _flipped(ladder: OpenLadder, stage: int, tree: ExactTree, catalogue: Catalogue) -> LeafState:
    """Return the indicator with its open criteria up to a stage turned to yes."""
    numbers = catalogue.scale.numbers
    if not ladder.indicator.criteria:
        at = numbers.index(stage)
        return LeafState(at, at, 1, 1)
    asked = tree.leaf(ladder.row).asked
    left = [one for one in ladder.criteria if one.stage > stage]
    unmet = [one for one in left if ladder.states[one.id] not in INDETERMINATE_WORDS]
    low, high = (
        numbers.index(some[0].stage) - 1 if some else len(numbers) - 1 for some in (left, unmet)
    )
    return LeafState(low, high, asked - len(left) + len(unmet), asked)


def _low(tree: ExactTree, row: int, structure: Structure) -> Fraction:
    """Return the low of a row: rounded ones as the number that is shown."""
    rounded = structure.nodes[row - len(structure.ladders)].digits is not None
    low = tree.shown(row, "low") or Fraction(0)
    return Fraction(float(low)) if rounded else low
