"""Declared lookup tables on arrays: the children's figures to the figure of their node."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.structure import Table


def look_up(
    table: Table, values: NDArray[np.float64], counted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the table's figure for each column; a single child of an unordered table is itself."""
    figures = np.array([float(figure) for figure in table.figures])
    out, strange, base = len(figures), len(figures) + 1, len(figures) + 2
    at = np.searchsorted(figures, np.where(counted, values, np.inf))
    known = figures[np.minimum(at, out - 1)] == values
    at = np.where(counted, np.where(known, at, strange), out)
    if not table.ordered:
        at = np.sort(np.where(at == strange, -1, at), axis=0)
    size = len(at)
    keys, results = _keys(table, size, base)
    code = np.zeros(at.shape[1], dtype=np.int64)
    for row in at:
        code = code * base + np.where(row < 0, strange, row)
    found = np.minimum(np.searchsorted(keys, code), max(len(keys) - 1, 0))
    result = np.where(keys[found] == code, results[found], np.nan) if len(keys) else code * np.nan
    if not table.ordered:
        alone = (counted.sum(axis=0) == 1) & np.isnan(result)
        result = np.where(alone, np.where(counted, values, -np.inf).max(axis=0), result)
    return np.where(counted.any(axis=0), result, np.nan)


def _keys(table: Table, size: int, base: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the keys of a table as ascending numbers, and their figures in that order."""
    place = {figure: at for at, figure in enumerate(table.figures)}
    found = {}
    for key, figure in table.rows.items():
        if len(key) > size or (table.ordered and len(key) != size):
            continue
        code = 0
        for at in range(size):  # what is left out of an unordered key stands behind the rest
            part = key[at] if at < len(key) else None
            code = code * base + (base - 2 if part is None else place[part])
        found[code] = float(figure)
    codes = sorted(found)
    return np.array(codes, dtype=np.int64), np.array([found[code] for code in codes])
