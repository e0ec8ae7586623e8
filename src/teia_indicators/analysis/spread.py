"""What is counted over the draws: quantiles, ranks, and which area is the weakest."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teia_indicators.analysis.sets import TIE, position
from teia_indicators.assessment.kernel import Floats

_Counts = NDArray[np.int64]

#: Lower end, middle and upper end of an interval, as shares of the draws.
Shares = tuple[Fraction, Fraction, Fraction]


def rank_counts(overall: Floats, span: float) -> _Counts:
    """Count how often each country has each rank.

    A country's figure and its number are packed into one whole number, so that one fast sort of
    each draw gives the order and who stands where.

    Parameters
    ----------
    overall : ndarray of float64, shape (c, b)
        In the scale's unit; NaN where there is none.
    span : float
        Range of the scale.

    Returns
    -------
    ndarray of int64, shape (c, c)
        Row: country; column: rank, from 0 for the highest. Equal figures have the better rank.
    """
    count = len(overall)
    bits = max(count - 1, 1).bit_length()
    gone = 1 << (62 - bits)
    shares = np.rint(overall * (-1 / (span * TIE)))
    keys = np.nan_to_num(shares, copy=False, nan=float(gone)).astype(np.int64)
    packed = np.ascontiguousarray(((keys << bits) | np.arange(count)[:, None]).T)
    packed.sort(axis=1)
    who, keys = packed & ((1 << bits) - 1), packed >> bits
    ranks = np.broadcast_to(np.arange(count), packed.shape)
    behind = keys[:, 1:] != keys[:, :-1]
    if not behind.all():
        first = np.zeros(packed.shape, dtype=np.int64)
        first[:, 1:] = np.where(behind, ranks[:, 1:], 0)
        ranks = np.maximum.accumulate(first, axis=1)
    places = who * count + ranks
    known = keys < gone
    places = places[known] if not known.all() else places.ravel()
    counts: _Counts = np.bincount(places, minlength=count * count).reshape(count, count)
    return counts


def weakest_sums(areas: Floats, span: float) -> Floats:
    """Return in how many draws each area is the weakest of its country; ties share a draw.

    Parameters
    ----------
    areas : ndarray of float64, shape (n_areas, c, b)
        In the scale's unit; NaN where there is none.
    span : float
        Range of the scale.

    Returns
    -------
    ndarray of float64, shape (n_areas, c)
        Sums over the draws.
    """
    least = np.fmin.reduce(areas, axis=0)
    tied = areas <= least + TIE * span
    number = tied.sum(axis=0, dtype=np.int64)
    if number.max() <= 1:
        whole: Floats = np.count_nonzero(tied, axis=2).astype(np.float64)
        return whole
    sums: Floats = (tied / np.maximum(number, 1)).sum(axis=2)
    return sums


@lru_cache(maxsize=256)
def quantile_positions(count: int, share: Fraction) -> tuple[int, int, int]:
    """Return positions of a quantile among sorted numbers, and of those one error to each side."""
    away = math.sqrt(count * share * (1 - share))
    low = max(math.floor(count * share - away) - 1, 0)
    high = min(math.ceil(count * share + away) - 1, count - 1)
    return position(share, count), min(low, high), max(high, 0)


def summary(draws: Floats, shares: Shares) -> dict[str, Any]:
    """Return count, mean, deviation and quantiles of one figure's draws, with their errors.

    `draws` has the shape (n,); it is sorted in place, NaN last.
    """
    known = draws[~np.isnan(draws)] if np.isnan(draws.sum()) else draws
    if not known.size:
        return {"n": 0}
    mean = float(known.mean())
    known.sort()
    mean = min(max(mean, float(known[0])), float(known[-1]))
    away = known - mean
    deviation = math.sqrt(float(np.einsum("i,i->", away, away)) / known.size)
    found = {
        "n": int(known.size),
        "mean": mean,
        "mean_error": deviation / math.sqrt(known.size),
        "deviation": deviation,
    }
    for name, share in zip(("lower", "median", "upper"), shares, strict=True):
        at, low, high = quantile_positions(known.size, share)
        found[name] = float(known[at])
        found[f"{name}_error"] = float(known[high] - known[low]) / 2
    return found


def rank_summary(counts: _Counts, shares: Shares) -> dict[str, Any]:
    """Return the same of one country's ranks, from how often it has each; ranks count from 1."""
    n = int(counts.sum())
    if not n:
        return {"n": 0}
    ranks, reached = np.arange(1, len(counts) + 1), np.cumsum(counts)
    mean = float((ranks * counts).sum() / n)
    deviation = math.sqrt(float(((ranks - mean) ** 2 * counts).sum()) / n)
    found: dict[str, Any] = {"n": n, "mean": mean, "mean_error": deviation / math.sqrt(n)}

    def rank_at(place: int) -> int:
        return int(ranks[np.searchsorted(reached, place, side="right")])

    for name, share in zip(("lower", "median", "upper"), shares, strict=True):
        at, low, high = map(rank_at, quantile_positions(n, share))
        found[name], found[f"{name}_error"] = at, (high - low) / 2
    return found
