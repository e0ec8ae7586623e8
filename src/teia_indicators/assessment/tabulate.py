"""Nodes with few states: each combination of their children is scored once, then looked up."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.kernel import divide
from teia_indicators.assessment.leaves import (
    INDICATOR_NOT_APPLICABLE,
    Floats,
    Leaf,
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
    shares : tuple of ndarray of float64
        Of each child, coverage times weight by the criteria that are asked and determinate.
    """

    radices: tuple[int, ...]
    shown: Floats
    raw: Floats
    shares: tuple[Floats, ...]

    def index(self, leaves: Sequence[Leaf], bound: str) -> NDArray[Any]:
        """Return where the figure of each column stands, by the children's positions.

        The type grows with the number of states: a narrow one is twice as fast.
        """
        found, states = np.zeros(leaves[0].asked.shape, dtype=np.uint8), 1
        for leaf, radix in zip(leaves, self.radices, strict=True):
            own = leaf.stage_low if bound == "low" else leaf.stage_high
            states *= radix
            kind = np.min_scalar_type(states)
            found = found.astype(kind, copy=False)
            found *= kind.type(radix)
            placed = own if leaf.everywhere else np.where(leaf.asked > 0, own, radix - 1)
            found += placed.astype(kind, copy=False)
        return found

    def coverage(
        self, leaves: Sequence[Leaf], counted: NDArray[np.bool_], weights: tuple[float, ...]
    ) -> Floats:
        """Return the weighted mean coverage: `mean` of `leaf_coverage`, to the bit."""
        total, part = np.zeros(counted.shape[1]), np.empty(counted.shape[1])
        for leaf, shares in zip(leaves, self.shares, strict=True):
            size = leaf.ladder.size + 1
            at = leaf.asked.astype(np.min_scalar_type(size * size))
            at *= at.dtype.type(size)
            at += leaf.determinate
            total += np.take(shares, at, mode="clip", out=part)
        return divide(total, counted, weights)


def tabulate(
    node: Node, structure: Structure, bounds: Callable[[Structure], Floats]
) -> Tabulated | None:
    """Return the table of a node's bounds; None where it has too many states.

    Parameters
    ----------
    node : Node
        Its children must be indicators with positions.
    structure : Structure
        Where they are.
    bounds : callable
        Scores every state of a node alone: the figures are those of the direct way.
    """
    if node.widens or not node.children or max(node.children) >= len(structure.ladders):
        return None
    ladders = [structure.ladders[child] for child in node.children]
    radices = tuple(len(ladder.values) + 1 for ladder in ladders)
    if any(ladder.transform for ladder in ladders) or math.prod(radices) > _MOST:
        return None
    shown = raw = bounds(_alone(node, ladders))
    if node.digits is not None:
        raw = bounds(_alone(replace(node, digits=None), ladders))
    shares = tuple(
        _weighted_shares(ladder, weight)
        for ladder, weight in zip(ladders, node.float_weights, strict=True)
    )
    return Tabulated(radices, shown, raw, shares)


def _alone(node: Node, ladders: list[Ladder]) -> Structure:
    """Return a structure of one node over declared positions; alike nodes have equal ones."""
    own = Node(
        id="",
        children=tuple(range(len(ladders))),
        weights=node.weights,
        aggregation=node.aggregation,
        power=node.power,
        digits=node.digits,
        half_even=node.half_even,
        unit=node.unit,
        plus=node.plus,
        table=node.table,
    )
    leaves = tuple(Ladder((), (), ladder.values) for ladder in ladders)
    return Structure((), leaves, (own,), "lower", (0,))


def every_state(alone: Structure) -> NDArray[np.int16]:
    """Return every combination of positions and not applicable, one a column."""
    radices = [len(ladder.values) + 1 for ladder in alone.ladders]
    states = np.indices(radices, dtype=np.int16).reshape(len(radices), -1)
    last = np.array(radices)[:, None] - 1
    return np.where(states == last, INDICATOR_NOT_APPLICABLE, states).astype(np.int16)


def _weighted_shares(ladder: Ladder, weight: float) -> Floats:
    """Return coverage times a weight by asked and determinate criteria, 0.0 where none is asked."""
    size = ladder.size + 1
    asked, determinate = np.divmod(np.arange(size * size), size)
    shares = np.zeros(size * size)
    np.divide(np.minimum(determinate, asked), asked, out=shares, where=asked > 0)
    return shares * weight
