"""Heights of rows: LibreOffice does not fit a row to its wrapped text."""

from __future__ import annotations

import math

_LINE, _MARGIN, _MOST = 13.5, 4.0, 400.0


def text_height(*cells: tuple[str | int, float]) -> float:
    """Return the height of a row in points.

    Parameters
    ----------
    *cells : tuple of text and float
        What stands in each cell, and the width of its column in characters.
    """
    lines = [
        sum(math.ceil(max(1, len(part)) / (width * 1.05)) for part in str(text).split("\n"))
        for text, width in cells
    ]
    return min(_MOST, _MARGIN + _LINE * max(lines))
