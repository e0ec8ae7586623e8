"""Figures of areas and of the whole with weights that differ from draw to draw.

The kernel keeps weights as whole numbers, one set a batch; here they are an array, one column a
draw. Sums run child by child in the kernel's order, elementwise, so that no bit depends on how
many draws are computed at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.kernel import Bools, Floats, Node, Structure

#: Methods that weights can be varied with.
WEIGHTED = ("arithmetic", "geometric", "harmonic", "power", "minimum", "median")
#: How near a figure must be to the engine's, relative to its size and to 1.
_NEAR = 1e-9


@dataclass(frozen=True)
class Leaves:
    """Figures of the indicators; m indicators, c countries, b draws or 1.

    Parameters
    ----------
    low, high, value : ndarray of float64, shape (m, c, b)
        In the scale's unit; NaN where not applicable.
    applicable, known : ndarray of bool, shape (m, c, b)
        Whether it counts; whether anything of it is determinate.
    settled : bool
        True where every answer is determinate: then low, value and high are one.
    """

    low: Floats
    value: Floats
    high: Floats
    applicable: Bools
    known: Bools
    settled: bool


@dataclass
class _Row:
    """A row of the tree as its parent takes it: fed bounds, and the point value."""

    low: Floats
    high: Floats
    value: Floats
    applicable: Bools
    known: Bools


def weight_groups(structure: Structure) -> list[tuple[float, ...]]:
    """Return the given weights of each node's children."""
    return [node.float_weights for node in structure.nodes]


def node_values(structure: Structure, leaves: Leaves, factors: Floats) -> Floats:
    """Return the point values of all nodes.

    Parameters
    ----------
    structure : Structure
        The compiled catalogue and method.
    leaves : Leaves
        Figures of the indicators.
    factors : ndarray of float64, shape (number of weights, b)
        What each weight is multiplied by, node by node, child by child.

    Returns
    -------
    ndarray of float64, shape (n_nodes, c, b)
        NaN where not applicable or not given.
    """
    groups = weight_groups(structure)
    starts = np.cumsum([0, *map(len, groups)])
    count = len(structure.ladders)
    known: dict[int, _Row] = {}

    def row_of(at: int) -> _Row:
        if at not in known:
            known[at] = _leaf_row(leaves, at) if at < count else inner_row(at - count)
        return known[at]

    def inner_row(at: int) -> _Row:
        own = factors[starts[at] : starts[at + 1]] * np.array(groups[at])[:, None]
        node = structure.nodes[at]
        return _node_row(node, [row_of(child) for child in node.children], own, leaves)

    found = np.empty((len(structure.nodes), leaves.low.shape[1], factors.shape[1]))
    for at in range(len(structure.nodes)):
        found[at] = row_of(count + at).value
    return found


def other_rules(structure: Structure, leaves: Leaves, engine: Floats) -> list[Node]:
    """Return the nodes that have a rule which is not minded here.

    With the weights as they are, every figure must be the engine's: `engine` holds its values,
    shape (n_nodes, c, b). A rounded figure may be one unit off where a tie is decided exactly.
    """
    ones = np.ones((sum(map(len, weight_groups(structure))), engine.shape[2]))
    own = node_values(structure, leaves, ones)
    units = [0.0 if one.digits is None else 10.0**-one.digits for one in structure.nodes]
    found = []
    for at, node in enumerate(structure.nodes):
        near = np.isclose(own[at], engine[at], rtol=_NEAR, atol=_NEAR + max(units), equal_nan=True)
        if node.aggregation not in WEIGHTED or not near.all():
            found.append(node)
    return found


def _leaf_row(leaves: Leaves, at: int) -> _Row:
    return _Row(
        leaves.low[at],
        leaves.high[at],
        leaves.value[at],
        leaves.applicable[at],
        leaves.known[at],
    )


def _node_row(node: Node, children: list[_Row], weights: Floats, leaves: Leaves) -> _Row:
    if not children:
        none = np.full((leaves.low.shape[1], 1), np.nan)
        return _Row(none, none, none, np.isfinite(none), np.isfinite(none))
    counted = [child.applicable for child in children]
    applicable, known = counted[0].copy(), counted[0] & children[0].known
    for child in children[1:]:
        applicable = applicable | child.applicable
        known = known | (child.applicable & child.known)
    low = _aggregate(node, [child.low for child in children], counted, weights)
    high = (
        low
        if leaves.settled
        else _aggregate(node, [child.high for child in children], counted, weights)
    )
    value = low if leaves.settled else _point(node, children, weights, low, high)
    if node.missing == "zero":  # which may lie below what any answer gives
        low, high = np.fmin(low, value), np.fmax(high, value)
    shown = (
        [_rounded(node, figure) for figure in (low, high)] if node.feeds_rounded else [low, high]
    )
    return _Row(shown[0], shown[1], _rounded(node, value), applicable, known)


def _point(
    node: Node,
    children: list[_Row],
    weights: Floats,
    low: Floats,
    high: Floats,
) -> Floats:
    """Return the point value by the node's policy for what is missing, as the kernel does."""
    counted = [child.applicable for child in children]
    known = [child.applicable & child.known for child in children]
    lows = [child.low for child in children]
    match node.missing:
        case "upper":
            return high
        case "midpoint":
            return (low + high) / 2
        case "skip":
            value = _aggregate(node, lows, known, weights)
        case "zero":
            filled = [np.where(k, one, 0.0) for k, one in zip(known, lows, strict=True)]
            return _aggregate(node, filled, counted, weights)
        case "strict":
            gone = [child.applicable & (~child.known | np.isnan(child.value)) for child in children]
            value = np.where(np.logical_or.reduce(np.broadcast_arrays(*gone)), np.nan, low)
        case _:
            value = low
    return np.clip(value, low, high)


def _aggregate(
    node: Node, values: Sequence[Floats], counted: Sequence[Bools], weights: Floats
) -> Floats:
    """Return the weighted aggregate within the range of what counts; NaN where nothing does."""
    whole = all(bool(one.all()) for one in counted)
    smallest, largest = _range(values, counted, whole)
    if node.aggregation == "minimum":
        result = smallest
    elif node.aggregation == "median":
        result = _median(values, counted, weights)
    else:
        result = _power_mean(node, values, counted, weights, whole)
    result = np.clip(result, smallest, largest)
    return result if whole else np.where(np.isfinite(smallest), result, np.nan)


def _range(
    values: Sequence[Floats], counted: Sequence[Bools], whole: bool
) -> tuple[Floats, Floats]:
    smallest: Any = np.inf
    largest: Any = -np.inf
    for value, here in zip(values, counted, strict=True):
        smallest = np.minimum(smallest, value if whole else np.where(here, value, np.inf))
        largest = np.maximum(largest, value if whole else np.where(here, value, -np.inf))
    return smallest, largest


def _power_mean(
    node: Node,
    values: Sequence[Floats],
    counted: Sequence[Bools],
    weights: Floats,
    whole: bool,
) -> Floats:
    """Return arithmetic, harmonic, geometric and power means; a zero is the limit."""
    if node.aggregation == "arithmetic":
        return _mean(values, counted, weights, whole)
    if node.aggregation == "geometric" or node.power == 0:
        exponent = 0.0
    else:
        exponent = -1.0 if node.aggregation == "harmonic" else float(node.power or 1)
    zero: Any = False
    changed = []
    for value, here in zip(values, counted, strict=True):
        positive = here & (value > 0)
        zero = zero | (here & ~positive) if exponent <= 0 else zero
        safe = np.where(positive, value, 1.0 if exponent <= 0 else 0.0)
        changed.append(np.log(safe) if exponent == 0 else safe**exponent)
    mean = _mean(changed, counted, weights, whole)
    result = np.exp(mean) if exponent == 0 else mean ** (1 / exponent)
    return np.where(zero, 0.0, result)


def _mean(
    values: Sequence[Floats], counted: Sequence[Bools], weights: Floats, whole: bool
) -> Floats:
    """Return the weighted mean, summed child by child; NaN where no child counts.

    Never by the linear algebra library, whose sums depend on the number of threads.
    """
    if whole:
        shares = weights / weights.sum(axis=0)
        if all(value.shape[1] == 1 for value in values):
            outer: Floats = np.einsum("kc,kb->cb", np.stack(values)[:, :, 0], shares)
            return outer
        total: Floats = shares[0] * values[0]
        for value, share in zip(values[1:], shares[1:], strict=True):
            total += share * value
        return total
    shape = np.broadcast_shapes(*(value.shape for value in values), weights.shape[1:])
    total, weight_sum = np.zeros(shape), np.zeros(shape)
    for value, here, weight in zip(values, counted, weights, strict=True):
        total += np.where(here, weight * value, 0.0)
        weight_sum += np.where(here, weight, 0.0)
    result: Floats = np.full(shape, np.nan)
    np.divide(total, weight_sum, out=result, where=weight_sum > 0)
    return result


def _median(values: Sequence[Floats], counted: Sequence[Bools], weights: Floats) -> Floats:
    """Return the smallest value whose cumulative weight reaches half."""
    shape = np.broadcast_shapes(*(value.shape for value in values), weights.shape[1:])
    full: NDArray[Any] = np.stack(
        [
            np.broadcast_to(np.where(h, v, np.inf), shape)
            for v, h in zip(values, counted, strict=True)
        ]
    )
    weight = np.stack(
        [np.broadcast_to(np.where(h, w, 0.0), shape) for w, h in zip(weights, counted, strict=True)]
    )
    order = np.argsort(full, axis=0, kind="stable")
    cumulative = np.cumsum(np.take_along_axis(weight, order, axis=0), axis=0)
    first = np.argmax(2 * cumulative >= cumulative[-1], axis=0)
    ordered = np.take_along_axis(full, order, axis=0)
    result: Floats = np.take_along_axis(ordered, first[None], axis=0)[0]
    return result


def _rounded(node: Node, figure: Floats) -> Floats:
    """Return figures rounded to the node's digits; no draw of weights falls on a tie exactly."""
    if node.digits is None:
        return figure
    factor = 10.0**node.digits
    return np.floor(figure * factor + 0.5) / factor
