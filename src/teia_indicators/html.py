"""Compact, accessible tables for notebooks: captioned, with headings, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def html_table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]], named: int = 0
) -> str:
    """Return a table as HTML.

    Parameters
    ----------
    caption : str
        What the table shows.
    heads : sequence of str
        Headings of the columns.
    rows : iterable of sequence
        Cells; any object is shown as text.
    named : int
        Position of the cell that names its row.
    """

    def cell(at: int, value: object) -> str:
        text = escape(str(value))
        return f'<th scope="row">{text}</th>' if at == named else f"<td>{text}</td>"

    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f"<tr>{''.join(cell(at, value) for at, value in enumerate(row))}</tr>" for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
