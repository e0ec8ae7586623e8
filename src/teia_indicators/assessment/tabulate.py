"""Nodes with few states: each combination of their children is scored once, then looked up."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.leaves import (
    INDICATOR_NOT_APPLICABLE,
    Floats,
    Leaf,
    Narrow,
    leaf_coverage,
)
from teia_indicators.assessment.structure import Ladder, Node, Structure

#: So many figures stay in the cache.
_MOST = 1 << 14


@dataclass(frozen=True)
class Tabulated:
    """Figures of a node by the states of its children.

    Parameters
    ----------
    radices : tuple of int
        Number of states of each child: its positions, and one for not applicable.
    shown, raw : ndarray of float64, shape (product of radices,)
        Bounds as given and unrounded; NaN where no child is applicable.
    """

    radices: tuple[int, ...]
    shown: Floats
    raw: Floats

    def index(self, positions: list[Narrow], leaves: list[Leaf]) -> NDArray[np.uint16]:
        """Return where the figure of each column stands, by the children's positions."""
        found = np.zeros(positions[0].shape, dtype=np.uint16)
        for own, leaf, radix in zip(positions, leaves, self.radices, strict=True):
            found *= np.uint16(radix)
            found += own if leaf.asked.all() else np.where(leaf.asked > 0, own, radix - 1)
        return found


def tabulate(
    node: Node,
    structure: Structure,
    score: Callable[[NDArray[np.int16], Structure], Floats],
) -> Tabulated | None:
    """Return the table of a node's bounds; None where it has too many states.

    Parameters
    ----------
    node : Node
        Its children must be indicators with positions.
    structure : Structure
        Where they are.
    score : callable
        Scores declared positions by a structure: the figures are those of the direct way.
    """
    if node.widens or not node.children or max(node.children) >= len(structure.ladders):
        return None
    ladders = [structure.ladders[child] for child in node.children]
    radices = tuple(len(ladder.values) + 1 for ladder in ladders)
    if any(ladder.transform for ladder in ladders) or math.prod(radices) > _MOST:
        return None
    states = np.indices(radices, dtype=np.int16).reshape(len(radices), -1)
    last = np.array(radices)[:, None] - 1
    declared = np.where(states == last, INDICATOR_NOT_APPLICABLE, states).astype(np.int16)
    bounds = replace(
        node,
        children=tuple(range(len(radices))),
        missing="lower",
        minimum_present=0,
        minimum_share=Fraction(0),
    )
    shown = score(declared, _alone(bounds, ladders))
    raw = shown
    if node.digits is not None:
        raw = score(declared, _alone(replace(bounds, digits=None), ladders))
    return Tabulated(radices, shown, raw)


def _alone(node: Node, ladders: list[Ladder]) -> Structure:
    leaves = tuple(Ladder((), (), ladder.values) for ladder in ladders)
    return Structure((), leaves, (node,), "lower", (0,))


def mean_share(
    leaves: list[Leaf], counted: NDArray[np.bool_], weights: tuple[float, ...]
) -> Floats:
    """Return the weighted mean coverage of indicators: `mean` of `leaf_coverage`, to the bit."""
    total = np.zeros(counted.shape[1])
    for leaf, weight in zip(leaves, weights, strict=True):
        total += _weighted_shares(leaf, weight)
    if counted.all():
        return total / sum(weights)
    weight_sum = np.zeros(counted.shape[1])
    for here, weight in zip(counted, weights, strict=True):
        weight_sum += here * weight
    result: Floats = np.full(counted.shape[1], np.nan)
    np.divide(total, weight_sum, out=result, where=weight_sum > 0)
    return result


def _weighted_shares(leaf: Leaf, weight: float) -> Floats:
    """Return an indicator's coverage times a weight, 0.0 where not applicable."""
    size = leaf.ladder.size + 1
    asked, determinate = np.divmod(np.arange(size * size), size)
    every = replace(leaf, asked=asked, determinate=np.minimum(determinate, asked))
    table = np.where(asked > 0, leaf_coverage(every) * weight, 0.0)
    at = leaf.asked.astype(np.min_scalar_type(size * size))
    at *= at.dtype.type(size)
    at += leaf.determinate
    return np.take(table, at, mode="clip")
