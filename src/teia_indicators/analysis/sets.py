"""What all functions over several assessments ask of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from teia_indicators.assessment.kernel import Structure
from teia_indicators.assessment.method import OVERALL
from teia_indicators.assessment.result import Assessment
from teia_indicators.catalogue.scale import exact
from teia_indicators.problems import MethodError, Place, Problem, problem

#: Figures nearer to each other than this share of the scale's span count as equal.
TIE = 1e-12


def check_set(assessments: Sequence[Assessment]) -> None:
    """Refuse assessments that cannot be looked at together.

    Raises
    ------
    MethodError
        If there is none; if their catalogues or methods differ; if a country stands twice.
    """
    found = repeated([one.country for one in assessments])
    first = assessments[0]
    for one in assessments:
        who = f"{one.country} {one.round}"
        if one.catalogue != first.catalogue:
            own, other = (f"{item.catalogue.id} {item.catalogue.version}" for item in (first, one))
            found.append(
                problem("M041", Place(), one.country, who, value=who, own=own, other=other)
            )
        elif one.method != first.method:
            found.append(problem("M042", Place(), one.country, who, value=who))
    if found:
        raise MethodError(found)


def repeated(countries: Sequence[str]) -> list[Problem]:
    """Return a problem for each country that stands twice.

    Raises
    ------
    MethodError
        If there is no country at all.
    """
    if not countries:
        raise MethodError([problem("M040", Place())])
    twice = [one for at, one in enumerate(countries) if one in countries[:at]]
    return [problem("M043", Place(), one, one, value=one) for one in twice]


def overall_row(structure: Structure) -> int | None:
    """Return the row of the overall figure among all rows; None where there is none."""
    rows = enumerate(structure.nodes, start=len(structure.ladders))
    return next((row for row, node in rows if node.id == OVERALL), None)


def position(share: float | Fraction, count: int) -> int:
    """Return the position of a quantile among `count` sorted numbers, by ``inverted_cdf``.

    It is the first number whose share of the whole, counted from below, reaches `share`; decided
    in exact arithmetic, so that 0.1 of 10 is the first and not the second.
    """
    part = share if isinstance(share, Fraction) else exact(share)
    needed = -(-part * count // 1)
    return min(max(int(needed), 1), count) - 1


def tie_keys(values: np.ndarray[Any, Any], span: float) -> np.ndarray[Any, Any]:
    """Return values as whole numbers of `TIE` of the span, so that equal figures compare equal."""
    keys: np.ndarray[Any, Any] = np.rint(values * (1 / (TIE * (span or 1.0))))
    return keys


def number(value: float) -> float | None:
    """Return a float, or None for NaN."""
    return None if np.isnan(value) else float(value)
