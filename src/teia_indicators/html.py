"""Compact, accessible tables for notebooks: captioned, with headings, every text escaped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice

#: Rows of a table in a notebook, and characters of a cell (project's choice).
MOST_ROWS = 30
MOST_CHARACTERS = 240
#: What the last line says of the rows that are not shown.
_MORE = {"en": "… and {} more", "fr": "… et {} de plus", "ru": "… и ещё {}"}


def html_table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    named: int = 0,
    *,
    language: str = "en",
    most: int | None = MOST_ROWS,
) -> str:
    """Return a table as HTML.

    Parameters
    ----------
    caption : str
        What the table shows.
    heads : sequence of str
        Headings of the columns.
    rows : iterable of sequence
        Cells; any object is shown as text, a long one cut.
    named : int
        Position of the cell that names its row.
    language : str
        Language of the headings.
    most : int or None
        How many rows are shown, a last line says how many more there are; None for all.
    """
    left = iter(rows)
    body = "".join(
        f"<tr>{''.join(_cell(value, at == named) for at, value in enumerate(row))}</tr>"
        for row in islice(left, most)
    )
    more = sum(1 for _ in left)
    top = "".join(f'<th scope="col">{shown(head)}</th>' for head in heads)
    said = _MORE.get(language, _MORE["en"]).format(more)
    foot = f'<tfoot><tr><td colspan="{len(heads)}">{said}</td></tr></tfoot>' if more else ""
    return (
        f'<table lang="{escape(language)}"><caption>{shown(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody>{foot}</table>"
    )


def shown(value: object) -> str:
    """Return an object as escaped text, cut where it is too long to read in a table."""
    text = str(value)
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - 1] + "…"
    return escape(text)


def _cell(value: object, names_row: bool) -> str:
    """Return a cell; one with a right-to-left letter in it takes its direction from its text."""
    text = shown(value)
    rtl = not text.isascii() and any(unicodedata.bidirectional(one) in ("R", "AL") for one in text)
    way = ' dir="auto"' if rtl else ""
    return f'<th scope="row"{way}>{text}</th>' if names_row else f"<td{way}>{text}</td>"
