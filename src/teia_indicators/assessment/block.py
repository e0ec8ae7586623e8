"""One block of assessments: nodes from the figures below them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.exact import round_exactly
from teia_indicators.assessment.exact_tree import ExactColumns
from teia_indicators.assessment.few import fill_leaves
from teia_indicators.assessment.kernel import Bools, Scores, aggregate, mean
from teia_indicators.assessment.leaves import (
    Floats,
    Leaf,
    leaf_coverage,
    leaf_high,
    leaf_low,
    leaf_value,
)
from teia_indicators.assessment.structure import Node
from teia_indicators.assessment.tabulate import Tabulated

_LEAF = {"low": leaf_low, "value": leaf_value, "high": leaf_high, "coverage": leaf_coverage}
_FIGURES = ("low", "value", "high", "coverage")
_FEW = 64


class Block:
    """Fills the nodes of a block of assessments, bottom up.

    Parameters
    ----------
    scores : Scores
        The block's columns, with the indicators' positions and counts.
    tables : mapping of int to Tabulated
        By the number of the node; empty where it does not pay.
    """

    def __init__(self, scores: Scores, tables: Mapping[int, Tabulated]) -> None:
        self._scores = scores
        self._tables = tables
        self._leaves = len(scores.structure.ladders)
        self._fed: dict[tuple[int, str], Floats] = {}
        self._known: dict[int, Leaf] = {}
        self._filled = scores.few
        if self._filled:
            fill_leaves(scores)

    def fill(self, at: int) -> None:
        """Write one row of every result from the rows below it."""
        node, row = self._scores.structure.nodes[at], self._leaves + at
        if not node.children:
            for figure in self._scores.figures:
                figure[row] = np.nan
            self._fed |= dict.fromkeys(
                [(row, which) for which in ("low", "value", "high")], self._scores.figures[0][row]
            )
            return
        table = self._tables.get(at)
        if table is not None:
            leaves = [self._leaf(child) for child in node.children]
            table.coverage(leaves, node.float_weights, self._scores.figures[3][row])
            low, high = (self._look_up(table, node, row, which) for which in ("low", "high"))
            if not node.gives_low:
                self._write(node, row, "value", self._point(node, self._counted(node), low, high))
            return
        counted = self._counted(node)
        coverage = self._figures(node, "coverage")
        self._scores.figures[3][row] = mean(coverage, counted, node.float_weights)
        low, high = self._bounds(node, counted)
        value = self._point(node, counted, low, high)
        if node.widens:
            worth = self._without_missing(node, counted)
            there = ~np.isnan(worth)
            low = np.minimum(low, worth, out=low, where=there)
            high = np.maximum(high, worth, out=high, where=there)
        for which, raw in (("low", low), ("value", value), ("high", high)):
            self._write(node, row, which, raw)

    def _write(self, node: Node, row: int, which: str, raw: Floats) -> None:
        at = _FIGURES.index(which)
        if which == "value" and self._scores.shares_low:
            return
        shown = raw
        if node.digits is not None:
            shown = round_exactly(raw, node, self._exactly(row, which))
        self._scores.figures[at][row] = shown
        self._fed[row, which] = shown if node.feeds_rounded else raw

    def _look_up(self, table: Tabulated, node: Node, row: int, which: str) -> Floats:
        """Write a bound from the node's table; return it unrounded."""
        leaves = [self._leaf(child) for child in node.children]
        index = table.index(leaves, which)
        shown: Floats = self._scores.figures[0 if which == "low" else 2][row]
        np.take(table.shown, index, mode="clip", out=shown)
        raw = shown if table.raw is table.shown else np.take(table.raw, index, mode="clip")
        self._fed[row, which] = shown if node.feeds_rounded else raw
        if which == "low" and node.gives_low and not self._scores.shares_low:
            self._scores.figures[1][row] = shown
            self._fed[row, "value"] = self._fed[row, "low"]
        return raw

    def _exactly(
        self, row: int, which: str
    ) -> Callable[[NDArray[np.intp]], Sequence[Fraction | None]]:
        """Return what gives the exact figures of columns; columns that are alike are done once."""
        figure = ExactColumns(self._scores.structure, self._scores).of(row, which)

        def exact(columns: NDArray[np.intp]) -> Sequence[Fraction | None]:
            if columns.size < _FEW:
                return [figure(int(column)) for column in columns]
            states = self._scores.states(columns)
            _, first, kind = np.unique(states, axis=1, return_index=True, return_inverse=True)
            known = [figure(int(columns[at])) for at in first]
            return [known[at] for at in kind.ravel()]

        return exact

    def _leaf(self, row: int) -> Leaf:
        if row not in self._known:
            self._known[row] = self._scores.leaf(row)
        return self._known[row]

    def _applicable(self, row: int) -> Bools:
        given: Bools = (
            self._scores.asked[row] > 0
            if row < self._leaves
            else ~np.isnan(self._scores.figures[3][row])
        )
        return given

    def _counted(self, node: Node) -> Bools:
        """Return which children are in the denominator, shape (n_children, n)."""
        if self._filled:
            there: Bools = ~np.isnan(self._scores.figures[3][list(node.children)])
            return there
        return np.stack([self._applicable(child) for child in node.children])

    def _bounds(self, node: Node, counted: Bools) -> tuple[Floats, Floats]:
        """Return the unrounded bounds of a node; of a few assessments both in one go."""
        low, high = self._figures(node, "low"), self._figures(node, "high")
        if not self._filled:
            return aggregate(node, low, counted), aggregate(node, high, counted)
        count = counted.shape[1]
        values = np.concatenate([np.array(low), np.array(high)], axis=1)
        both = aggregate(node, values, np.concatenate([counted, counted], axis=1))
        return both[:count], both[count:]

    def _figures(self, node: Node, which: str) -> list[Floats]:
        """Return a figure of each child as the node takes it."""
        return [self._figure(child, which) for child in node.children]

    def _figure(self, row: int, which: str) -> Floats:
        if row < self._leaves:
            if self._filled:
                leaf: Floats = self._scores.figures[_FIGURES.index(which)][row]
                return leaf
            return _LEAF[which](self._leaf(row))
        if which == "coverage":
            coverage: Floats = self._scores.figures[3][row]
            return coverage
        return self._fed[row, "low" if which == "value" and self._scores.shares_low else which]

    def _point(self, node: Node, counted: Bools, low: Floats, high: Floats) -> Floats:
        """Return the unrounded point value of a node by its policy for what is missing."""
        match node.missing:
            case "upper":
                value = high
            case "midpoint":
                value = (low + high) / 2
            case "skip" | "zero" | "strict":
                value = self._without_missing(node, counted)
                if not node.widens:
                    value = np.clip(value, low, high)
            case _:
                value = low
        if node.minimum_present or node.minimum_share:
            value = np.where(self._enough(node, counted), value, np.nan)
        return value

    def _present(self, node: Node, counted: Bools) -> Bools:
        """Tell which children are present.

        One is missing where nothing of it is determinate, or where it has no value and the node
        takes values; one known in part counts at what the node takes.
        """
        present = counted & (np.asarray(self._figures(node, "coverage")) > 0)
        if node.takes == "value":
            present &= ~np.isnan(self._figures(node, "value"))
        return present

    def _without_missing(self, node: Node, counted: Bools) -> Floats:
        present, taken = self._present(node, counted), self._figures(node, node.takes)
        if node.missing == "skip":
            return aggregate(node, taken, present)
        if node.missing == "zero":
            worth = [
                np.where(here, own, 0.0 if nought else low)
                for here, own, nought, low in zip(
                    present, taken, node.noughts, self._figures(node, "low"), strict=True
                )
            ]
            return aggregate(node, worth, counted)
        gone = counted & (~present | np.isnan(self._figures(node, "value")))
        return np.where(gone.any(axis=0), np.nan, aggregate(node, taken, counted))

    def _enough(self, node: Node, counted: Bools) -> Bools:
        """Tell where as many children are present as the node asks for."""
        present, of = self._present(node, counted).sum(axis=0), counted.sum(axis=0)
        share = node.minimum_share
        found: Bools = (present >= node.minimum_present) & (
            present * share.denominator >= of * share.numerator
        )
        return found
