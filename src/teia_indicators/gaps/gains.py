"""What closing gaps gains: the answers are flipped, and what lies above them is scored again."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import CLOSED_WORDS, INDETERMINATE_WORDS
from teia_indicators.assessment.evaluate import exact_tree
from teia_indicators.assessment.exact_tree import ExactTree, LeafState
from teia_indicators.assessment.method import compile_structure
from teia_indicators.assessment.score import encode
from teia_indicators.assessment.structure import Structure
from teia_indicators.catalogue.model import Catalogue, Indicator
from teia_indicators.gaps.plain_gains import plain_gains

#: Ids of criteria in ladder order, each with the stage that it is required for.
Steps = list[tuple[str, int]]
_stage = itemgetter(1)


class OpenLadder(NamedTuple):
    """An indicator below its target: where it is to go, and what stands between.

    Parameters
    ----------
    indicator, row : Indicator, int
        Which, and its row in catalogue order.
    low, following, target : int
        The low stage, the very next one above it, and the target stage.
    states : mapping of str to str
        How each criterion is read.
    steps : list of (str, int)
        The criteria that are not met, those of all stages, in ladder order: id, and the stage that
        it is required for.
    near, wanted : int
        How many of them the next stage and the target require.
    """

    indicator: Indicator
    row: int
    low: int
    following: int
    target: int
    states: Mapping[str, str]
    steps: Steps
    near: int
    wanted: int


def open_ladders(assessment: Assessment, targets: Mapping[str, int]) -> list[OpenLadder]:
    """Return the indicators whose low stage is below their target, in catalogue order.

    Where nothing is due of an indicator, `targets` has no stage for it.
    """
    catalogue, scores, read = assessment.catalogue, assessment.indicators, assessment.states
    found = []
    above = dict(pairwise(catalogue.scale.numbers))
    for row, (indicator, in_order) in enumerate(_in_order(catalogue)):
        item = indicator.id
        low, target = scores[item].stage_low, targets.get(item)
        if low is None or target is None or low >= target:
            continue
        states, following = read[item], above[low]
        steps = [step for step in in_order if states[step[0]] not in CLOSED_WORDS]
        near, wanted = (bisect_right(steps, one, key=_stage) for one in (following, target))
        found.append(
            OpenLadder(indicator, row, low, following, target, states, steps, near, wanted)
        )
    return found


@lru_cache(maxsize=16)
def _in_order(catalogue: Catalogue) -> tuple[tuple[Indicator, Steps], ...]:
    """Return each indicator, and its criteria in ladder order with their stages."""

    def in_order(item: Indicator) -> Steps:
        return sorted([(one.id, one.stage) for one in item.criteria], key=_stage)

    return tuple((item, in_order(item)) for item in catalogue.indicators)


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
        return self._leaf(ladder, [step for step in ladder.steps if step[1] > stage])

    def leaf_turned(self, ladder: OpenLadder, turned: Collection[str]) -> LeafState:
        """Return the indicator with these of its open criteria turned to yes."""
        return self._leaf(ladder, [step for step in ladder.steps if step[0] not in turned])

    def _leaf(self, ladder: OpenLadder, left: Steps) -> LeafState:
        """Return the indicator of which these criteria, in ladder order, are left open."""
        asked = self.tree.leaf(ladder.row).asked
        unmet = [step for step in left if ladder.states[step[0]] not in INDETERMINATE_WORDS]
        low, high = (
            self._numbers.index(some[0][1]) - 1 if some else len(self._numbers) - 1
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
