"""Nodes with few states: each combination of their children is scored once, then looked up."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
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
    shares : tuple of (int, ndarray of float64)
        Coverage times weight by the criteria that are asked and determinate: of so many children
        of a row, summed in their order.
    """

    radices: tuple[int, ...]
    shown: Floats
    raw: Floats
    shares: tuple[tuple[int, Floats], ...]

    def index(self, leaves: Sequence[Leaf], bound: str) -> NDArray[Any]:
        """Return where the figure of each column stands, by the children's positions."""
        places = [
            (self._positions(leaf, radix, bound), radix)
            for leaf, radix in zip(leaves, self.radices, strict=True)
        ]
        return _index(places)

    def _positions(self, leaf: Leaf, radix: int, bound: str) -> NDArray[Any]:
        own = leaf.stage_low if bound == "low" else leaf.stage_high
        return own if leaf.everywhere else np.where(leaf.asked > 0, own, radix - 1)

    def coverage(self, leaves: Sequence[Leaf], weights: tuple[float, ...], out: Floats) -> None:
        """Write the weighted mean coverage: `mean` of `leaf_coverage`, to the bit."""
        done, part = 0, np.empty_like(out)
        for count, shares in self.shares:
            some = leaves[done : done + count]
            at = _index([place for leaf in some for place in _counts(leaf)])
            np.take(shares, at, mode="clip", out=part if done else out)
            if done:
                out += part
            done += count
        everywhere = all(leaf.everywhere for leaf in leaves)
        counted = None if everywhere else np.stack([leaf.asked > 0 for leaf in leaves])
        divide(out, counted, weights)


Place = tuple[NDArray[Any], int]


def _index(places: list[Place]) -> NDArray[Any]:
    """Return where rows of positions, each with its number of states, stand in a table.

    The type grows with the number of states, and neighbours go together first: a narrow type is
    twice as fast.
    """
    while len(places) > 1:
        pairs = list(zip(places[::2], places[1::2], strict=False))
        places = [_together(*pair) for pair in pairs] + places[2 * len(pairs) :]
    return places[0][0]


def _together(first: Place, second: Place) -> Place:
    (positions, states), (others, radix) = first, second
    kind = np.min_scalar_type(states * radix)
    found = positions.astype(kind)
    found *= kind.type(radix)
    found += others.astype(kind, copy=False)
    return found, states * radix


def _counts(leaf: Leaf) -> tuple[Place, Place]:
    size = leaf.ladder.size + 1
    return (leaf.asked, size), (leaf.determinate, size)


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
    shares = [
        _weighted_shares(ladder, weight)
        for ladder, weight in zip(ladders, node.float_weights, strict=True)
    ]
    return Tabulated(radices, shown, raw, tuple(_summed(shares)))


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


def _summed(shares: list[Floats]) -> Iterator[tuple[int, Floats]]:
    """Yield shares; those of the first two in one table, which saves a look, if it stays small."""
    first, *others = shares
    if others and first.size * others[0].size <= _MOST:
        second, *others = others
        yield 2, np.add.outer(first, second).ravel()
    else:
        yield 1, first
    yield from ((1, one) for one in others)
