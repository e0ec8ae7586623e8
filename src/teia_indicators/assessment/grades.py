"""Grades of figures: the highest grade that a figure reaches, decided exactly."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.exact import round_figure
from teia_indicators.assessment.exact_tree import ExactColumns
from teia_indicators.assessment.kernel import Scores

Figure = Literal["low", "value", "high"]


def grade_positions(scores: Scores, row: int, which: Figure) -> NDArray[np.int16]:
    """Return the position of the grade of a row's figures; -1 where there is none.

    The first grade takes what lies below it as well.
    """
    leaves = len(scores.structure.ladders)
    node = scores.structure.nodes[row - leaves] if row >= leaves else None
    figures = scores.figures[("low", "value", "high").index(which)][row]
    if node is None or not node.grades:
        return np.full(figures.shape, -1, dtype=np.int16)
    least = np.array([float(value) for _, value in node.grades])
    found = np.searchsorted(least, figures, side="right") - 1
    exact = ExactColumns(scores.structure, scores).of(row, which)
    near = np.abs(figures - least[:, None]) <= 1e-9 * np.maximum(1.0, np.abs(least[:, None]))
    for column in np.flatnonzero(near.any(axis=0)) if node.computes else ():
        true = exact(int(column))
        if true is not None:
            shown = round_figure(true, node)
            found[column] = sum(shown >= value for _, value in node.grades) - 1
    return np.where(np.isnan(figures), -1, np.maximum(found, 0)).astype(np.int16)


def grades_of(scores: Scores, row: int, which: Figure) -> list[str | None]:
    """Return the grade of a row's figures by name; None where there is none."""
    leaves = len(scores.structure.ladders)
    names = (
        [name for name, _ in scores.structure.nodes[row - leaves].grades] if row >= leaves else []
    )
    if not names:
        return [None] * scores.asked.shape[1]
    return [names[at] if at >= 0 else None for at in grade_positions(scores, row, which)]
