"""Dates as people write them in cells."""

from __future__ import annotations

import datetime
import re

from teia_indicators.responses.raw import Cell

_DATE = re.compile(r"(\d{4})(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
#: Day, month and year with full stops between, in this order everywhere; with strokes it differs.
_DOTTED = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})")
#: A date cell before is a number that a spreadsheet took for a date: its day 0 is in 1899. An older
#: document's year can be written as text.
_FIRST_YEAR = 1901


def read_date(cell: Cell) -> str | None:
    """Return a date, a month or a year as ISO 8601; empty for an empty cell, None for no date."""
    if isinstance(cell.value, datetime.datetime | datetime.date):
        if cell.value.year < _FIRST_YEAR:
            return None
        return cell.value.strftime("%Y-%m-%d")
    text = cell.text
    if dotted := _DOTTED.fullmatch(text):
        text = "-".join(f"{int(part):02}" for part in reversed(dotted.groups()) if part)
    return None if text and not _is_date(text) else text


def _is_date(text: str) -> bool:
    """Tell a date, a month or a year that the calendar has."""
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True
