"""A change and its four parts, as floats that add up exactly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from teia_indicators.assessment.exact import round_figure
from teia_indicators.assessment.structure import Structure
from teia_indicators.comparison.model import PARTS, Change

#: Binary digits behind the point for figures of at most 1.
_DIGITS = 50


class Grid:
    """The numbers that the changes of a comparison are made of: multiples of a power of two.

    The figures of the path are exact rationals. They are rounded to 2**-50 (9e-16 of a figure up to
    1; coarser by the power of two that larger figures need), which leaves 53 - 50 = 3 binary digits
    to spare. So differences and sums of them, in any order, are exact in floats: the parts of a
    change add up to it by ``==``, in Python, in JSON and in a table alike.

    The grid is that of the catalogues, not of what two rounds happened to reach: so the way back
    has the opposite change exactly, and changes on one catalogue can be added up.

    Parameters
    ----------
    sizes : iterable of Fraction
        What no figure that is to be set on it exceeds; see `largest_figure`.
    """

    def __init__(self, sizes: Iterable[Fraction]) -> None:
        largest = max(sizes, default=Fraction(1))
        self.digits = _DIGITS - max(math.ceil(largest) - 1, 0).bit_length()

    def place(self, figure: Fraction) -> float:
        """Return the nearest number of the grid."""
        return math.ldexp(round(figure * Fraction(2) ** self.digits), -self.digits)

    def change(
        self, earlier: float | None, later: float | None, figures: Sequence[Fraction | None]
    ) -> Change:
        """Return the change of a figure between two rounds, with its parts.

        Parameters
        ----------
        earlier, later : float or None
            The figure of the two assessments.
        figures : sequence of Fraction or None
            The same exactly, along the path: earlier, corrected, carried, known, later. Where a
            station has none, it takes the one before it, and what would have changed there falls to
            the next part. Without a figure at either end there are no parts.
        """
        if figures[0] is None or figures[-1] is None:
            return Change(earlier=earlier, later=later)
        filled: list[float] = []
        for one in figures:
            filled.append(filled[-1] if one is None else self.place(one))
        parts = [after - before for before, after in pairwise(filled)]
        return Change(
            earlier=earlier,
            later=later,
            total=filled[-1] - filled[0],
            **dict(zip(PARTS, parts, strict=True)),
        )


def largest_figure(structure: Structure) -> Fraction:
    """Return what the size of no figure of a compiled catalogue exceeds, whatever is answered."""
    shown = [round_figure(max(map(abs, one.values)), one) for one in structure.ladders]
    fed = [*shown, *[Fraction(0)] * len(structure.nodes)]
    for at in structure.order:
        node = structure.nodes[at]
        below = [fed[child] for child in node.children]
        if node.aggregation == "sum":
            terms = zip(below, node.weights, strict=True)
            largest = node.unit * sum(size * weight for size, weight in terms)
        else:
            given = node.table.rows.values() if node.table is not None else ()
            largest = max([*below, *map(abs, given)], default=Fraction(0))
        shown.append(round_figure(largest, node))
        fed[len(structure.ladders) + at] = shown[-1] if node.feeds_rounded else largest
    return max(shown, default=Fraction(1))
