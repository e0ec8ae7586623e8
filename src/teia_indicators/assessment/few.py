"""A few assessments at once: all indicators in one array, where a batch goes one by one.

The rules are those of `leaves`, on whole numbers and on the same figures, so that the bits are the
same. A batch goes indicator by indicator to stay in the cache; of a few assessments everything
does, and what counts is the number of calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.leaves import (
    INAPPLICABLE,
    INDICATOR_NOT_APPLICABLE,
    UNANSWERED,
    UNDECLARED,
    UNMET,
    Codes,
    Leaf,
    leaf_coverage,
    leaf_high,
    leaf_low,
    leaf_value,
)
from teia_indicators.assessment.structure import Structure

if TYPE_CHECKING:
    from teia_indicators.assessment.kernel import Scores

#: So many assessments are few.
FEW = 64


@dataclass(frozen=True, eq=False)
class Rungs:
    """The ladders of all indicators with criteria, side by side.

    c criteria in k ladders of at most q rungs, r rungs in all.

    Parameters
    ----------
    ladders : ndarray of int, shape (k,)
        Rows of the indicators.
    rows, owners, stages : ndarray of int, shape (c,), (c,) and (c, 1)
        Row of the code matrix, row of the indicator, and position of the stage that it is required
        for; ladder by ladder, rung by rung.
    rungs, firsts : ndarray of int, shape (r,) and (k,)
        Where each rung and each ladder begins.
    places, steps : ndarray of int, shape (k, q) and (k, q, 1)
        Each ladder's rungs and how far each is below the next; r and 0 where it has fewer.
    tops, sizes : ndarray of int, shape (k, 1)
        Highest position, and number of criteria.
    """

    ladders: NDArray[np.intp]
    rows: NDArray[np.intp]
    owners: NDArray[np.intp]
    stages: NDArray[np.intp]
    rungs: NDArray[np.intp]
    firsts: NDArray[np.intp]
    places: NDArray[np.intp]
    steps: NDArray[np.intp]
    tops: NDArray[np.intp]
    sizes: NDArray[np.intp]


def rungs_of(structure: Structure) -> Rungs:
    """Return the ladders of a structure side by side."""
    ladders = {at: one for at, one in enumerate(structure.ladders) if one.rows}
    most = max((len(one.rungs) for one in ladders.values()), default=0)
    rows: list[int] = []
    owners: list[int] = []
    stages: list[int] = []
    rungs: list[int] = []
    firsts: list[int] = []
    places = np.full((len(ladders), most), sum(len(one.rungs) for one in ladders.values()))
    steps = np.zeros((len(ladders), most, 1), dtype=np.intp)
    for ladder, (owner, one) in enumerate(ladders.items()):
        firsts.append(len(rows))
        for rung, (distance, members) in enumerate(one.rungs):
            places[ladder, rung], steps[ladder, rung] = len(rungs), distance
            rungs.append(len(rows))
            rows += [one.rows[at] for at in members]
            stages += [one.stages[at] for at in members]
            owners += [owner] * len(members)
    return Rungs(
        ladders=_row(ladders),
        rows=_row(rows),
        owners=_row(owners),
        stages=_row(stages)[:, None],
        rungs=_row(rungs),
        firsts=_row(firsts),
        places=places,
        steps=steps,
        tops=_row(one.top for one in ladders.values())[:, None],
        sizes=_row(one.size for one in ladders.values())[:, None],
    )


def _row(numbers: Iterable[int]) -> NDArray[np.intp]:
    return np.array(list(numbers), dtype=np.intp)


def climb_all(codes: Codes, declared: NDArray[np.int16] | None, scores: Scores) -> None:
    """Write positions and counts of every indicator with criteria; see `leaves.climb`."""
    all_rungs = scores.structure.rungs
    own = all_rungs.ladders
    if not own.size:
        return
    code = codes[all_rungs.rows]
    if declared is not None and (declared != UNDECLARED).any():
        whole = declared[all_rungs.owners]
        unmet = np.where(whole >= all_rungs.stages, 0, UNMET)
        code = np.where((whole >= 0) & (code == UNANSWERED), unmet, code)
        code = np.where(whole == INDICATOR_NOT_APPLICABLE, INAPPLICABLE, code)
    # One rung more, which blocks nothing, stands where a ladder has fewer than others.
    blocks = np.zeros((len(all_rungs.rungs) + 1, codes.shape[1]), dtype=code.dtype)
    np.bitwise_or.reduceat(code, all_rungs.rungs, axis=0, out=blocks[:-1])
    blocked = np.bitwise_or.accumulate(blocks[all_rungs.places], axis=1)
    for positions, bit in ((scores.stage_low, 0), (scores.stage_high, 1)):
        pulled = np.multiply(blocked >> bit & 1, all_rungs.steps, dtype=np.intp)
        positions[own] = all_rungs.tops - pulled.sum(axis=1)
    gone, unclear = (
        np.add.reduceat(code >> bit & 1, all_rungs.firsts, axis=0, dtype=np.intp) for bit in (3, 2)
    )
    asked = all_rungs.sizes - gone
    scores.asked[own], scores.determinate[own] = asked, asked - unclear


def fill_leaves(scores: Scores) -> None:
    """Write the figures of every indicator, of those together that have the same values."""
    figures = (leaf_low, leaf_value, leaf_high, leaf_coverage)
    low, count = scores.figures[0], len(scores.asked)
    for rows, leaf in _alike(scores):
        for target, figure in zip(scores.figures, figures, strict=True):
            if target is not low or figure is leaf_low:
                target[:count][rows] = figure(leaf)


def _alike(scores: Scores) -> Iterator[tuple[slice | list[int], Leaf]]:
    for rows in scores.structure.alike:
        if len(rows) == 1:
            yield slice(rows[0], rows[0] + 1), scores.leaf(rows[0])
            continue
        at = slice(None) if len(rows) == len(scores.asked) else list(rows)
        whole = (scores.stage_low, scores.stage_high, scores.determinate, scores.asked)
        ladder, missing = scores.structure.ladders[rows[0]], scores.structure.missing
        low, high, determinate, asked = (one[at] for one in whole)
        yield at, Leaf(ladder, low, high, determinate, asked, None, missing)
