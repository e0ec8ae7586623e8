"""Exact figures of single columns, as fractions: they decide ties, thresholds and roundings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.structure import Ladder, Node, Structure, Table, Transform

if TYPE_CHECKING:
    from teia_indicators.assessment.kernel import Scores

_DIGITS = 40
_Terms = list[tuple[Fraction, int]]


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
        self._found: dict[tuple[int, str, int], Fraction | None] = {}

    def of(self, row: int, which: str) -> Callable[[int], Fraction | None]:
        """Return a function from column to the exact unrounded figure of a row.

        `which` is ``low``, ``value`` or ``high``. None stands for one that is
        not applicable or not given.
        """
        return lambda column: self._figure(row, which, int(column))

    def coverage(self, row: int, column: int) -> Fraction | None:
        """Return the exact coverage of a row; None where not applicable."""
        scores = self._scores
        if not self._applicable(row, column):
            return None
        if row < self._leaves:
            return Fraction(int(scores.determinate[row, column]), int(scores.asked[row, column]))
        node = self._structure.nodes[row - self._leaves]
        parts = [
            (self.coverage(child, column), weight)
            for child, weight in zip(node.children, node.weights, strict=True)
        ]
        return _mean([(share, weight) for share, weight in parts if share is not None])

    def _applicable(self, row: int, column: int) -> bool:
        if row < self._leaves:
            return bool(self._scores.asked[row, column] > 0)
        return not math.isnan(self._scores.figures[3][row, column])

    def _known(self, row: int, column: int) -> bool:
        """Tell whether anything of a row is determinate."""
        if row < self._leaves:
            return bool(self._scores.determinate[row, column] > 0)
        return bool(self._scores.figures[3][row, column] > 0)

    def _figure(self, row: int, which: str, column: int) -> Fraction | None:
        if not self._applicable(row, column):
            return None
        if row < self._leaves:
            return self._leaf(row, which, column)
        key = row, which, column
        if key not in self._found:
            node = self._structure.nodes[row - self._leaves]
            self._found[key] = self._node(node, which, column)
        return self._found[key]

    def _node(self, node: Node, which: str, column: int) -> Fraction | None:
        if which == "value":
            return self._point(node, column)
        bound = aggregate_exactly(node, self._terms(node, which, column))
        point = self._without_missing(node, column) if node.widens else None
        if point is None or bound is None:
            return bound
        return min(bound, point) if which == "low" else max(bound, point)

    def _leaf(self, row: int, which: str, column: int) -> Fraction | None:
        scores, ladder = self._scores, self._structure.ladders[row]
        if which == "value":
            low, high = (self._leaf(row, bound, column) for bound in ("low", "high"))
            match self._structure.missing:
                case "upper":
                    return high
                case "midpoint" if low is not None and high is not None:
                    return (low + high) / 2
                case "skip" if not self._known(row, column):
                    return None
                case "strict" if scores.determinate[row, column] < scores.asked[row, column]:
                    return None
            return low
        if ladder.transform is not None and self._known(row, column):
            return round_figure(
                measured_exactly(scores.numbers[ladder.number, column], ladder), ladder
            )
        positions = scores.stage_low if which == "low" else scores.stage_high
        return ladder.values[int(positions[row, column])]

    def _point(self, node: Node, column: int) -> Fraction | None:
        low, high = (
            aggregate_exactly(node, self._terms(node, bound, column)) for bound in ("low", "high")
        )
        if low is None or high is None or not self._enough(node, column):
            return None
        match node.missing:
            case "upper":
                return high
            case "midpoint":
                return (low + high) / 2
            case "skip" | "zero" | "strict":
                value = self._without_missing(node, column)
                if value is None or node.widens:
                    return value
                return min(max(value, low), high)
        return low

    def _without_missing(self, node: Node, column: int) -> Fraction | None:
        return aggregate_exactly(node, self._terms(node, "value", column))

    def _enough(self, node: Node, column: int) -> bool:
        """Tell whether as many children are present as the node asks for."""
        counted = [child for child in node.children if self._applicable(child, column)]
        present = sum(not self._gone(node, child, column) for child in counted)
        if node.missing == "strict" and (
            present < len(counted)
            or any(self._figure(child, "value", column) is None for child in counted)
        ):
            return False
        least = max(Fraction(node.minimum_present), node.minimum_share * len(counted))
        return present >= least

    def _gone(self, node: Node, child: int, column: int) -> bool:
        """Tell whether a child is missing: nothing known, or no value where the value is taken."""
        if not self._known(child, column):
            return True
        return node.takes == "value" and self._figure(child, "value", column) is None

    def _terms(self, node: Node, which: str, column: int) -> _Terms | None:
        """Return (figure, weight) of each child that counts; None where one has none."""
        terms = []
        for at, (child, weight) in enumerate(zip(node.children, node.weights, strict=True)):
            if not self._applicable(child, column):
                continue
            taken = which if which == "high" else "low"
            if which == "value" and not self._gone(node, child, column):
                taken = node.takes
            elif which == "value" and node.missing == "skip":
                continue
            elif which == "value" and node.missing == "zero" and node.noughts[at]:
                terms.append((Fraction(0), weight))
                continue
            figure = self._fed(child, taken, column)
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
        return round_figure(figure, node) if node.feeds_rounded else figure


def round_figure(figure: Fraction, node: Node | Ladder) -> Fraction:
    """Return an exact figure rounded as the node says."""
    if node.digits is None:
        return figure
    factor = 10**node.digits
    return Fraction(round_fraction(figure * factor, node.half_even), factor)


def _mean(terms: _Terms) -> Fraction | None:
    """Return the weighted mean over one denominator, much faster than fraction by fraction."""
    total = sum(weight for _, weight in terms)
    if not total:
        return None
    below = math.lcm(*(value.denominator for value, _ in terms))
    above = sum(v.numerator * (below // v.denominator) * weight for v, weight in terms)
    return Fraction(above, below * total)


def aggregate_exactly(node: Node, terms: _Terms | None) -> Fraction | None:
    """Return the exact aggregate, to 40 digits where it is a root; None where there is none."""
    if not terms:
        return None
    if node.aggregation == "arithmetic":
        return _mean(terms)
    values = [value for value, _ in terms]
    if node.aggregation == "sum":
        return sum((value * weight for value, weight in terms), Fraction(0)) * node.unit
    if node.table is not None:
        return _look_up(node.table, values)
    if min(values) == max(values) or node.aggregation == "minimum":
        return min(values)
    match node.aggregation:
        case "weakest_link":
            return min(min(values) + node.plus, max(values))
        case "harmonic":
            if min(values) <= 0:
                return Fraction(0)
            mean = _mean([(1 / value, weight) for value, weight in terms])
            return None if mean is None else 1 / mean
        case "median":
            return _lower_median(sorted(terms))
    return _root_mean(node, terms)


def _look_up(table: Table, values: list[Fraction]) -> Fraction | None:
    if not table.ordered:
        alone = values[0] if len(values) == 1 else None
        return table.rows.get(tuple(sorted(values)), alone)
    return table.rows.get(tuple(values))


def _root_mean(node: Node, terms: _Terms) -> Fraction:
    """Return a geometric or power mean to 40 digits: a root that is rational comes out as it is."""
    power = Fraction(0) if node.aggregation == "geometric" else node.power or Fraction(0)
    if power <= 0 and min(value for value, _ in terms) <= 0:
        return Fraction(0)
    with localcontext(prec=_DIGITS + 20) as context:
        total = Decimal(sum(weight for _, weight in terms))
        exponent = _decimal(power)
        numbers = [(_decimal(value), weight) for value, weight in terms]
        if power == 0:
            result = (sum(value.ln() * weight for value, weight in numbers) / total).exp()
        else:
            mean = sum(value**exponent * weight for value, weight in numbers) / total
            result = mean ** (1 / exponent)
        context.prec = _DIGITS
        return Fraction(+result)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator


def _lower_median(terms: _Terms) -> Fraction:
    half = Fraction(sum(weight for _, weight in terms), 2)
    reached = 0
    for value, weight in terms:
        reached += weight
        if reached >= half:
            return value
    return terms[-1][0]


def measured_exactly(number: float, ladder: Ladder) -> Fraction:
    """Return the unrounded figure of a number, to 40 digits where it has a logarithm."""
    transform = ladder.transform or Transform(Fraction(0), Fraction(1))
    low, high = sorted((transform.worst, transform.best))
    given = min(max(Fraction(repr(float(number))), low), high)
    worst, best = transform.worst, transform.best
    if transform.logarithm:
        with localcontext(prec=_DIGITS + 20) as context:
            given, worst, best = (Fraction(_decimal(x).ln()) for x in (given, worst, best))
            context.prec = _DIGITS
            share = Fraction(+_decimal((given - worst) / (best - worst)))
    else:
        share = (given - worst) / (best - worst)
    return transform.bottom + (transform.top - transform.bottom) * share


def round_exactly(
    values: NDArray[np.float64],
    node: Node | Ladder,
    exact: Callable[[NDArray[np.intp]], Sequence[Fraction | None]],
) -> NDArray[np.float64]:
    """Return values rounded to the node's digits; near ties are decided in exact arithmetic.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Unrounded figures of the node; NaN stays NaN.
    node : Node or Ladder
        `digits` and `half_even`.
    exact : callable
        Takes columns and gives the exact figure of each, or None where it has none.
    """
    if node.digits is None:
        return values
    factor = 10.0**node.digits
    scaled = values * factor
    whole = np.floor(scaled + 0.5)
    distance = np.abs(scaled - np.floor(scaled) - 0.5)
    near = np.flatnonzero(distance <= 1e-9 * np.maximum(1.0, np.abs(scaled)))
    for column, true in zip(near, exact(near) if near.size else (), strict=True):
        if true is not None:
            whole[column] = round_fraction(true * int(factor), node.half_even)
    return whole / factor


def round_fraction(number: Fraction, half_even: bool) -> int:
    """Return the nearest whole number; ties go up, or to the even one."""
    return round(number) if half_even else math.floor(number + Fraction(1, 2))
