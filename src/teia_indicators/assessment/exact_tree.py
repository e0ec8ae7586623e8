"""The tree of one assessment in exact figures, and the same tree with one indicator changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from teia_indicators.assessment.exact import (
    Terms,
    aggregate_exactly,
    exact_mean,
    measured_exactly,
    round_figure,
)
from teia_indicators.assessment.structure import Node, Structure

if TYPE_CHECKING:
    from teia_indicators.assessment.kernel import Scores


@dataclass(frozen=True)
class LeafState:
    """All that decides the figures of one indicator; see the rows of `Scores`."""

    low: int
    high: int
    determinate: int
    asked: int


class ExactTree:
    """Exact figures of one assessment; each is computed when it is first asked for.

    Rows are those of `Scores`: indicators, then nodes. `which` is ``low``, ``value`` or ``high``;
    None stands for what is not applicable or not given.

    Parameters
    ----------
    structure : Structure
        The compiled catalogue and method.
    leaves : tuple of LeafState
        One for each indicator.
    numbers : tuple of float
        What was measured for the indicators that are given as numbers; NaN is missing.
    applicable : list of bool or None
        Of each row; None to find it out.
    """

    def __init__(
        self,
        structure: Structure,
        leaves: tuple[LeafState, ...],
        numbers: tuple[float, ...] = (),
        applicable: list[bool] | None = None,
    ) -> None:
        self._structure = structure
        self._leaves = leaves
        self._numbers = numbers
        self._figures: dict[tuple[int, str], Fraction | None] = {}
        self._known_terms: dict[tuple[int, str], dict[int, tuple[Fraction, int]] | None] = {}
        self._base: ExactTree | None = None
        self._differs: frozenset[int] = frozenset()
        self.applicable = applicable or _spread([leaf.asked > 0 for leaf in leaves], structure)

    def leaf(self, row: int) -> LeafState:
        """Return what decides the figures of an indicator."""
        return self._leaves[row]

    def changed(self, row: int, leaf: LeafState) -> ExactTree:
        """Return the tree with one indicator changed; what does not lie above it is taken over.

        The same criteria must be applicable as before.
        """
        leaves = (*self._leaves[:row], leaf, *self._leaves[row + 1 :])
        tree = ExactTree(self._structure, leaves, self._numbers, self.applicable)
        tree._base, tree._differs = self, self._structure.above[row]
        return tree

    def figure(self, row: int, which: str) -> Fraction | None:
        """Return the unrounded figure of a row."""
        if self._base is not None and row not in self._differs:
            return self._base.figure(row, which)
        key = row, which
        if key not in self._figures:
            self._figures[key] = self._compute(row, which) if self.applicable[row] else None
        return self._figures[key]

    def shown(self, row: int, which: str) -> Fraction | None:
        """Return the figure of a row as it is shown, rounded where the node says so."""
        figure = self.figure(row, which)
        if row < len(self._leaves) or figure is None:
            return figure
        return round_figure(figure, self._node(row))

    def coverage(self, row: int) -> Fraction | None:
        """Return the coverage of a row."""
        if not self.applicable[row]:
            return None
        if row < len(self._leaves):
            return Fraction(self._leaves[row].determinate, self._leaves[row].asked)
        node = self._node(row)
        parts = [
            (self.coverage(child), weight)
            for child, weight in zip(node.children, node.weights, strict=True)
        ]
        return exact_mean([(share, weight) for share, weight in parts if share is not None])

    def looked_up(self, row: int, which: str) -> list[Fraction] | None:
        """Return the figures by which a node's table is entered; None where a child has none.

        Ascending, unless the table's places are its children.
        """
        table, terms = self._node(row).table, self._terms(row, which)
        if terms is None:
            return None
        figures = [figure for figure, _ in terms.values()]
        return figures if table is not None and table.ordered else sorted(figures)

    def known(self, row: int) -> bool:
        """Tell whether anything of a row is determinate."""
        if row < len(self._leaves):
            return self._leaves[row].determinate > 0
        return any(self.known(child) for child in self._node(row).children)

    def _node(self, row: int) -> Node:
        return self._structure.nodes[row - len(self._leaves)]

    def _compute(self, row: int, which: str) -> Fraction | None:
        if row < len(self._leaves):
            return self._leaf(row, which)
        node = self._node(row)
        if which == "value":
            return self._point(row)
        bound = self._bound(row, which)
        point = self._without_missing(node) if node.widens else None
        if point is None or bound is None:
            return bound
        return min(bound, point) if which == "low" else max(bound, point)

    def _leaf(self, row: int, which: str) -> Fraction | None:
        leaf, ladder = self._leaves[row], self._structure.ladders[row]
        if which == "value":
            match self._structure.missing:
                case "upper":
                    return self.figure(row, "high")
                case "midpoint":
                    low, high = self.figure(row, "low"), self.figure(row, "high")
                    return None if low is None or high is None else (low + high) / 2
                case "skip" if not leaf.determinate:
                    return None
                case "strict" if leaf.determinate < leaf.asked:
                    return None
            return self.figure(row, "low")
        if ladder.transform is not None and leaf.determinate:
            return round_figure(measured_exactly(self._numbers[ladder.number], ladder), ladder)
        return ladder.values[leaf.low if which == "low" else leaf.high]

    def _point(self, row: int) -> Fraction | None:
        node, low, high = self._node(row), self._bound(row, "low"), self._bound(row, "high")
        if low is None or high is None or not self._enough(node):
            return None
        match node.missing:
            case "upper":
                return high
            case "midpoint":
                return (low + high) / 2
            case "skip" | "zero" | "strict":
                value = self._without_missing(node)
                if value is None or node.widens:
                    return value
                return min(max(value, low), high)
        return low

    def _enough(self, node: Node) -> bool:
        """Tell whether as many children are present as the node asks for."""
        counted = [child for child in node.children if self.applicable[child]]
        present = sum(not self.gone(node, child) for child in counted)
        if node.missing == "strict" and (
            present < len(counted) or any(self.figure(child, "value") is None for child in counted)
        ):
            return False
        least = max(Fraction(node.minimum_present), node.minimum_share * len(counted))
        return present >= least

    def gone(self, node: Node, child: int) -> bool:
        """Tell whether a child is missing: nothing known, or no value where the value is taken."""
        if not self.known(child):
            return True
        return node.takes == "value" and self.figure(child, "value") is None

    def _bound(self, row: int, which: str) -> Fraction | None:
        """Return the aggregate of the children's lows or highs."""
        terms = self._terms(row, which)
        return None if terms is None else aggregate_exactly(self._node(row), [*terms.values()])

    def _terms(self, row: int, which: str) -> dict[int, tuple[Fraction, int]] | None:
        """Return (figure, weight) of each child that counts; None where one has none."""
        key = row, which
        if key not in self._known_terms:
            self._known_terms[key] = self._collect(row, which)
        return self._known_terms[key]

    def _collect(self, row: int, which: str) -> dict[int, tuple[Fraction, int]] | None:
        node = self._node(row)
        before = None if self._base is None else self._base._terms(row, which)
        terms = {} if before is None else before.copy()
        for child, weight in zip(node.children, node.weights, strict=True):
            if self.applicable[child] and (before is None or child in self._differs):
                figure = self._fed(child, which)
                if figure is None:
                    return None
                terms[child] = figure, weight
        return terms

    def _without_missing(self, node: Node) -> Fraction | None:
        """Return the aggregate of what is there, by the node's policy for what is missing."""
        terms: Terms = []
        for child, weight, nought in zip(node.children, node.weights, node.noughts, strict=True):
            if not self.applicable[child]:
                continue
            gone = self.gone(node, child)
            if gone and node.missing == "skip":
                continue
            if gone and node.missing == "zero" and nought:
                terms.append((Fraction(0), weight))
                continue
            figure = self._fed(child, "low" if gone else node.takes)
            if figure is None:
                return None
            terms.append((figure, weight))
        return aggregate_exactly(node, terms)

    def _fed(self, row: int, which: str) -> Fraction | None:
        """Return the figure that a row gives to the node above it: rounded where it says so."""
        if row < len(self._leaves) or not self._node(row).feeds_rounded:
            return self.figure(row, which)
        return self.shown(row, which)


def _spread(leaves: list[bool], structure: Structure) -> list[bool]:
    """Return what holds of a row where it holds of anything below it, for every row."""
    found = [*leaves, *([False] * len(structure.nodes))]
    for at in structure.order:
        found[len(leaves) + at] = any(found[child] for child in structure.nodes[at].children)
    return found


class ExactColumns:
    """Exact figures of a batch, computed for one column at a time and only where asked for.

    Parameters
    ----------
    structure : Structure
        The compiled catalogue and method.
    scores : Scores
        Results whose indicators' positions and counts are filled.
    """

    def __init__(self, structure: Structure, scores: Scores) -> None:
        self._structure = structure
        self._scores = scores
        self._trees: dict[int, ExactTree] = {}

    def of(self, row: int, which: str) -> Callable[[int], Fraction | None]:
        """Return a function from column to the exact unrounded figure of a row; see `ExactTree`."""
        return lambda column: self.tree(int(column)).figure(row, which)

    def tree(self, column: int) -> ExactTree:
        """Return the exact tree of a column."""
        if column not in self._trees:
            scores = self._scores
            rows = (scores.stage_low, scores.stage_high, scores.determinate, scores.asked)
            states = zip(*(one[:, column].tolist() for one in rows), strict=True)
            leaves = tuple(LeafState(*state) for state in states)
            numbers = tuple(scores.numbers[:, column].tolist())
            self._trees[column] = ExactTree(self._structure, leaves, numbers)
        return self._trees[column]
