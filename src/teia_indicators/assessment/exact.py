"""Exact figures of single columns, as fractions: they decide ties, thresholds and roundings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

from teia_indicators.assessment import kernel

if TYPE_CHECKING:
    from teia_indicators.assessment.kernel import Node, Scores, Structure


_DIGITS = 40


class ExactColumns:
    """Exact figures of a batch, computed for one column at a time and only where asked for.

    Parameters
    ----------
    structure : Structure
        The compiled catalogue and method.
    scores : Scores
        Results whose rows below the asked one are filled.
    """

    def __init__(self, structure: Structure, scores: Scores) -> None:
        self._structure = structure
        self._scores = scores
        self._leaves = len(structure.ladders)

    def of(self, row: int, which: str) -> Callable[[int], Fraction | None]:
        """Return a function from column to the exact unrounded figure of a row.

        `which` is ``low``, ``value`` or ``high``. None stands for one that is
        not applicable or not given.
        """
        return lambda column: self._figure(row, which, column)

    def coverage(self, row: int, column: int) -> Fraction | None:
        """Return the exact coverage of a row; None where not applicable."""
        scores = self._scores
        if not scores.applicable[row, column]:
            return None
        if row < self._leaves:
            return Fraction(int(scores.determinate[row, column]), int(scores.asked[row, column]))
        node = self._structure.nodes[row - self._leaves]
        parts = [
            (self.coverage(child, column), weight)
            for child, weight in zip(node.children, node.weights, strict=True)
        ]
        return _mean([(share, weight) for share, weight in parts if share is not None])

    def _figure(self, row: int, which: str, column: int) -> Fraction | None:
        if not self._scores.applicable[row, column]:
            return None
        if row < self._leaves:
            stages = self._scores.stage_low if which == "low" else self._scores.stage_high
            return self._structure.values[int(stages[row, column])]
        node = self._structure.nodes[row - self._leaves]
        if which == "value":
            return self._point(row, node, column)
        return _aggregate(node, self._terms(node, which, column))

    def _point(self, row: int, node: Node, column: int) -> Fraction | None:
        low, high = (self._figure(row, bound, column) for bound in ("low", "high"))
        if low is None or high is None:
            return None
        match node.missing:
            case "upper":
                return high
            case "midpoint":
                return (low + high) / 2
            case "skip" | "zero":
                value = _aggregate(node, self._terms(node, "value", column))
                return None if value is None else min(max(value, low), high)
        return low

    def _terms(self, node: Node, which: str, column: int) -> list[tuple[Fraction, int]] | None:
        """Return (figure, weight) of each child that counts; None where one has none."""
        terms = []
        for child, weight in zip(node.children, node.weights, strict=True):
            if not self._scores.applicable[child, column]:
                continue
            figure = self._fed(child, "high" if which == "high" else "low", column)
            if which == "value" and not self._scores.coverage[child, column] > 0:
                if node.missing == "skip":
                    continue
                figure = self._structure.values[0]
            if figure is None:
                return None
            terms.append((figure, weight))
        return terms

    def _fed(self, row: int, which: str, column: int) -> Fraction | None:
        """Return the figure that a row gives to the node above it: rounded where it says so."""
        figure = self._figure(row, which, column)
        if row < self._leaves or figure is None:
            return figure
        node = self._structure.nodes[row - self._leaves]
        if node.digits is None or not node.feeds_rounded:
            return figure
        factor = 10**node.digits
        return Fraction(kernel.round_fraction(figure * factor, node.half_even), factor)


def _mean(terms: list[tuple[Fraction, int]]) -> Fraction | None:
    total = sum(weight for _, weight in terms)
    return sum((value * weight for value, weight in terms), Fraction(0)) / total if total else None


def _aggregate(node: Node, terms: list[tuple[Fraction, int]] | None) -> Fraction | None:
    """Return the exact aggregate, to 40 digits where it is a root; None where nothing counts."""
    if not terms:
        return None
    values = [value for value, _ in terms]
    if min(values) == max(values) or node.aggregation == "minimum":
        return min(values)
    match node.aggregation:
        case "arithmetic":
            return _mean(terms)
        case "harmonic":
            if min(values) <= 0:
                return Fraction(0)
            mean = _mean([(1 / value, weight) for value, weight in terms])
            return None if mean is None else 1 / mean
        case "median":
            return _lower_median(sorted(terms))
    return _root_mean(node, terms)


def _root_mean(node: Node, terms: list[tuple[Fraction, int]]) -> Fraction:
    """Return a geometric or power mean to 40 digits: a root that is rational comes out as it is."""
    power = Fraction(0) if node.aggregation == "geometric" else node.power or Fraction(0)
    if power <= 0 and min(value for value, _ in terms) <= 0:
        return Fraction(0)
    with localcontext(prec=_DIGITS + 20) as context:
        total = Decimal(sum(weight for _, weight in terms))
        exponent = Decimal(power.numerator) / power.denominator
        numbers = [
            (Decimal(value.numerator) / value.denominator, weight) for value, weight in terms
        ]
        if power == 0:
            result = (sum(value.ln() * weight for value, weight in numbers) / total).exp()
        else:
            mean = sum(value**exponent * weight for value, weight in numbers) / total
            result = mean ** (1 / exponent)
        context.prec = _DIGITS
        return Fraction(+result)


def _lower_median(terms: list[tuple[Fraction, int]]) -> Fraction:
    half = Fraction(sum(weight for _, weight in terms), 2)
    reached = 0
    for value, weight in terms:
        reached += weight
        if reached >= half:
            return value
    return terms[-1][0]
