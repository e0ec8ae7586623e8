"""What closing gaps gains: the answers are flipped, and what lies above them is scored again."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import CLOSED_WORDS, INDETERMINATE_WORDS
from teia_indicators.assessment.evaluate import exact_tree
from teia_indicators.assessment.exact_tree import ExactTree, LeafState
from teia_indicators.assessment.method import compile_structure
from teia_indicators.assessment.score import encode
from teia_indicators.assessment.structure import Structure
from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator
from teia_indicators.gaps.plain_gains import plain_gains


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
    stages : tuple of int
        Stages that they are required for.
    """

    indicator: Indicator
    row: int
    target: int
    following: int
    states: dict[str, str]
    criteria: tuple[Criterion, ...]
    stages: tuple[int, ...]

    def up_to(self, stage: int) -> tuple[Criterion, ...]:
        """Return the open criteria that are required for a stage or one below."""
        return self.criteria[: self.count(stage)]

    def count(self, stage: int) -> int:
        """Return how many open criteria are required for a stage or one below."""
        return bisect_right(self.stages, stage)


def open_ladders(assessment: Assessment, targets: dict[str, int]) -> list[OpenLadder]:
    """Return the indicators whose low stage is below their target, in catalogue order.

    Where nothing is due of an indicator, `targets` has no stage for it.
    """
    catalogue, scores, read = assessment.catalogue, assessment.indicators, assessment.states
    found = []
    numbers, in_order = catalogue.scale.numbers, _in_order(catalogue)
    for row, indicator in enumerate(catalogue.indicators):
        low, target = scores[indicator.id].stage_low, targets.get(indicator.id)
        if low is None or target is None or low >= target:
            continue
        states = read[indicator.id]
        left = [one for one in in_order[row] if states[one[0]] not in CLOSED_WORDS]
        criteria = tuple([one for _, _, one in left])
        stages = tuple([stage for _, stage, _ in left])
        following = numbers[numbers.index(low) + 1]
        found.append(OpenLadder(indicator, row, target, following, states, criteria, stages))
    return found


@lru_cache(maxsize=16)
def _in_order(catalogue: Catalogue) -> tuple[list[tuple[str, int, Criterion]], ...]:
    """Return the criteria of each indicator in ladder order, with their ids and stages."""

    def in_order(item: Indicator) -> list[tuple[str, int, Criterion]]:
        criteria = sorted(item.criteria, key=lambda one: one.stage)
        return [(one.id, one.stage, one) for one in criteria]

    return tuple(map(in_order, catalogue.indicators))


def gains(
    assessment: Assessment, ladders: list[OpenLadder]
) -> Iterator[tuple[float, float, float, float]]:
    """Yield gain overall and of the area, for the target and for the next stage."""
    structure = compile_structure(assessment.catalogue, assessment.method)
    if structure.plain:
        yield from plain_gains(assessment, ladders, structure)
        return
    ground = Ground(assessment)
    for ladder in ladders:
        area = ground.areas[assessment.catalogue.parents[ladder.indicator.id]]
        target, following = (
            ground.tree.changed(ladder.row, ground.leaf_at(ladder, stage))
            for stage in (ladder.target, ladder.following)
        )
        overall, own, next_overall, next_own = (
            ground.gain(flipped, row)
            for flipped in (target, following)
            for row in (ground.whole, area)
        )
        yield overall, own, next_overall, next_own


class Ground:
    """An assessment as an exact tree, and what its lows are when answers turn to yes.

    Parameters
    ----------
    assessment : Assessment
        The scored questionnaire.
    """

    def __init__(self, assessment: Assessment) -> None:
        catalogue = assessment.catalogue
        self._numbers = catalogue.scale.numbers
        self._structure = compile_structure(catalogue, assessment.method)
        self.tree = exact_tree(*encode(assessment.responses, catalogue), self._structure)
        count = len(catalogue.indicators)
        #: Rows of the areas and of the overall figure.
        self.areas = {area.id: row for row, area in enumerate(catalogue.areas, count)}
        self.whole = count + len(self.areas)
        rows = (self.whole, *self.areas.values())
        self._before = {row: _low(self.tree, row, self._structure) for row in rows}

    def gain(self, after: ExactTree, row: int) -> float:
        """Return by how much the low of a row is higher in another tree."""
        return _difference(_low(after, row, self._structure), self._before[row])

    def leaf_at(self, ladder: OpenLadder, stage: int) -> LeafState:
        """Return the indicator with its open criteria up to a stage turned to yes."""
        if not ladder.indicator.criteria:
            at = self._numbers.index(stage)
            return LeafState(at, at, 1, 1)
        return self._leaf(ladder, [one for one in ladder.criteria if one.stage > stage])

    def leaf_turned(self, ladder: OpenLadder, turned: Collection[str]) -> LeafState:
        """Return the indicator with these of its open criteria turned to yes."""
        return self._leaf(ladder, [one for one in ladder.criteria if one.id not in turned])

    def _leaf(self, ladder: OpenLadder, left: list[Criterion]) -> LeafState:
        """Return the indicator of which these criteria, in ladder order, are left open."""
        asked = self.tree.leaf(ladder.row).asked
        unmet = [one for one in left if ladder.states[one.id] not in INDETERMINATE_WORDS]
        low, high = (
            self._numbers.index(some[0].stage) - 1 if some else len(self._numbers) - 1
            for some in (left, unmet)
        )
        return LeafState(low, high, asked - len(left) + len(unmet), asked)

    def together(self, leaves: Mapping[int, LeafState]) -> ExactTree:
        """Return the tree with several indicators changed, by their rows."""
        every = range(len(self._structure.ladders))
        given = tuple(leaves.get(row) or self.tree.leaf(row) for row in every)
        unmeasured = (math.nan,) * self._structure.numbers
        return ExactTree(self._structure, given, unmeasured, self.tree.applicable)


def _difference(after: Fraction, before: Fraction) -> float:
    """Return the difference, rounded once; a division of whole numbers is that."""
    above = after.numerator * before.denominator - before.numerator * after.denominator
    return above / (after.denominator * before.denominator)


def _low(tree: ExactTree, row: int, structure: Structure) -> Fraction:
    """Return the low of a row: rounded ones as the number that is shown."""
    rounded = structure.nodes[row - len(structure.ladders)].digits is not None
    low = tree.shown(row, "low") or Fraction(0)
    return Fraction(float(low)) if rounded else low
