"""Heights of rows: LibreOffice does not fit a row to its wrapped text."""

from __future__ import annotations

import math

_MARGIN, _MOST = 4.0, 400.0

#: Size of a font in points to the height of a line, and the characters that fit in a column's unit.
_LINE = {8: (11.0, 1.22), 10: (13.5, 1.05)}


def text_height(*cells: tuple[str | int, float] | tuple[str | int, float, int]) -> float:
    """Return the height of a row in points.

    Parameters
    ----------
    *cells : tuple of text, float and int
        What stands in each cell, the width of its column in characters, and the size of its font
        in points: 8 or 10, where it is not said 10.
    """
    height = _LINE[10][0]
    for text, width, *size in cells:
        line, fit = _LINE[size[0] if size else 10]
        room, shown = width * fit, str(text)
        if len(shown) > room or "\n" in shown:
            lines = sum(math.ceil(max(1, len(part)) / room) for part in shown.split("\n"))
            height = max(height, line * lines)
    return min(_MOST, _MARGIN + height)
