"""What a table in HTML shows, as a test compares it."""

from __future__ import annotations

import re


def cells(html: str) -> list[list[str]]:
    """Return the cells of a table in HTML, row by row, headings first."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row) for row in rows]
