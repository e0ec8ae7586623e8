"""Exact arithmetic of the method, in fractions: it decides ties, thresholds and roundings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.structure import Ladder, Node, Table, Transform

_DIGITS = 40
Terms = list[tuple[Fraction, int]]


def round_figure(figure: Fraction, node: Node | Ladder) -> Fraction:
    """Return an exact figure rounded as the node says."""
    if node.digits is None:
        return figure
    factor = 10**node.digits
    return Fraction(round_fraction(figure * factor, node.half_even), factor)


def exact_mean(terms: Terms) -> Fraction | None:
    """Return the weighted mean over one denominator, much faster than fraction by fraction."""
    below = math.lcm(*[value.denominator for value, _ in terms])
    above = total = 0
    for value, weight in terms:
        above += value.numerator * (below // value.denominator) * weight
        total += weight
    return Fraction(above, below * total) if total else None


def aggregate_exactly(node: Node, terms: Terms | None) -> Fraction | None:
    """Return the exact aggregate, to 40 digits where it is a root; None where there is none."""
    if not terms:
        return None
    if node.aggregation == "arithmetic":
        return exact_mean(terms)
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
            mean = exact_mean([(1 / value, weight) for value, weight in terms])
            return None if mean is None else 1 / mean
        case "median":
            return _lower_median(sorted(terms))
    return _root_mean(node, terms)


def _look_up(table: Table, values: list[Fraction]) -> Fraction | None:
    if not table.ordered:
        alone = values[0] if len(values) == 1 else None
        return table.rows.get(tuple(sorted(values)), alone)
    return table.rows.get(tuple(values))


def _root_mean(node: Node, terms: Terms) -> Fraction:
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


def _lower_median(terms: Terms) -> Fraction:
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
