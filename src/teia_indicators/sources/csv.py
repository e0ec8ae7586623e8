"""CSV out: UTF-8, one line feed a row, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_EXECUTABLE = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a table as CSV.

    Parameters
    ----------
    columns : sequence of str
        Header, and the keys of the rows.
    rows : iterable of mapping
        None and what is absent become empty cells; floats are written in full.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(row.get(column)) for column in columns])
    return stream.getvalue().encode("utf-8")


def safe_cell(value: Any) -> Any:
    """Return a cell; a text that a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_EXECUTABLE):
        return f"'{value}"
    return repr(float(value)) if isinstance(value, float) else value
