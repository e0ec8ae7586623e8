"""CSV out: UTF-8, one line feed a row, and no cell that a spreadsheet would run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

#: A text that a spreadsheet would run, or one that already looks guarded.
_GUARDED = re.compile("'*[=+\\-@\t\r]")


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a table as CSV.

    The standard library's writer leaves a lone carriage return without quotes, which breaks the
    row in two for its own reader; so cells are quoted here.

    Parameters
    ----------
    columns : sequence of str
        Header, and the keys of the rows.
    rows : iterable of mapping
        None and what is absent become empty cells; floats are written in full.
    """
    return csv_head(columns) + csv_lines(columns, rows)


def csv_head(columns: Sequence[str]) -> bytes:
    """Return the header of a table."""
    return (",".join(map(_quoted, columns)) + "\n").encode("utf-8")


def csv_lines(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the rows of a table without its header; see `csv_bytes`."""
    lines = [",".join([_cell(row.get(column)) for column in columns]) for row in rows]
    return "".join([f"{line}\n" for line in lines]).encode("utf-8")


def _cell(value: Any) -> str:
    return _text(value) if isinstance(value, str) else cell_text(value)


@lru_cache(maxsize=4096)
def _text(value: str) -> str:
    return _quoted(cell_text(value))


def cell_text(value: Any) -> str:
    """Return a cell; a text that a spreadsheet would run gets an apostrophe before it.

    So does a text that begins with apostrophes and such a sign: `plain_text` takes off exactly one.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _GUARDED.match(value) else value
    return repr(float(value)) if isinstance(value, float) else str(value)


def plain_text(cell: str) -> str:
    """Return the text that `cell_text` made a cell of."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def _quoted(text: str) -> str:
    if any(sign in text for sign in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
