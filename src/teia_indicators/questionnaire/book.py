"""An open workbook of any kind: its formats, drop-downs, protection and page set-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from teia_indicators.text import phrase

_INK, _BAND, _INPUT, _GREY, _FAULT = "#1F3864", "#DCE6F1", "#FFF9DB", "#595959", "#FBD5D5"
_BASE = {"valign": "top", "text_wrap": True, "font_size": 10}
_RULE = {"border": 1, "border_color": "#BFBFBF"}
_FORMATS: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "font_color": _INK},
    "note": {"italic": True, "font_size": 9, "font_color": _GREY},
    "wrapped-note": {**_BASE, "italic": True, "font_size": 9, "font_color": _GREY},
    "subtitle": {"bold": True, "font_size": 11},
    "statement": {**_BASE, "italic": True, "font_color": _GREY},
    "plain": _BASE,
    "bold": {**_BASE, "bold": True},
    "label": {"font_size": 10, "font_color": _GREY, "align": "right"},
    "figure": {"font_size": 11, "bold": True, "align": "left"},
    "head": {**_BASE, **_RULE, "bold": True, "font_color": "white", "bg_color": _INK},
    "band": {**_BASE, **_RULE, "bold": True, "bg_color": _BAND},
    "cell": {**_BASE, **_RULE},
    "number": {**_BASE, **_RULE, "align": "right"},
    "share": {**_BASE, **_RULE, "align": "right", "num_format": "0 %"},
    "guidance": {**_BASE, **_RULE, "font_size": 8, "font_color": _GREY},
    "guidance-band": {**_BASE, **_RULE, "font_size": 8, "bg_color": _BAND},
    "sign": {**_BASE, **_RULE, "bold": True, "align": "center"},
    "sign-band": {**_BASE, **_RULE, "bold": True, "align": "center", "bg_color": _BAND},
    "link": {**_BASE, **_RULE, "font_color": "#0563C1", "underline": 1},
    "input": {**_BASE, **_RULE, "bg_color": _INPUT, "locked": False},
    "fault": {
        **_BASE,
        "border": 2,
        "border_color": "#C00000",
        "bg_color": _FAULT,
        "bold": True,
        "locked": False,
    },
    "alarm": {"font_color": "#9C0006", "bg_color": _FAULT, "bold": True},
    "done": {"font_color": "#1E6B2F"},
}


class Book:
    """Holds an open workbook and its formats while the sheets are written.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Open.
    language : str
        Of the labels.
    """

    def __init__(self, book: xlsxwriter.Workbook, language: str) -> None:
        self.book = book
        self.language = language
        self.formats = {name: book.add_format(look) for name, look in _FORMATS.items()}

    def say(self, key: str, **params: object) -> str:
        """Return a label in the workbook's language."""
        return phrase(f"workbook.{key}", self.language, **params)

    def put(self, sheet: Any, row: int, column: int, value: str | int, look: str) -> None:
        """Write a text as text and never as a formula or link; empty cells keep their look."""
        if value == "":
            sheet.write_blank(row, column, None, self.formats[look])
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.formats[look])
        else:
            sheet.write_string(row, column, value, self.formats[look])

    def validate(
        self, sheet: Any, rows: Sequence[int], column: int, name: str, **prompt: str
    ) -> None:
        """Give cells of a column a drop-down; a text too long for Excel is a defect, never dropped.

        One rule serves all rows: the library takes its time over each.
        """
        first, *others = _runs(rows)
        options = {
            "validate": "list",
            "source": f"={name}",
            "error_title": self.say("prompts.error_title"),
            "error_message": self.say("prompts.error"),
            "other_cells": [[top, column, bottom, column] for top, bottom in others],
            **prompt,
        }
        if sheet.data_validation(first[0], column, first[1], column, options) != 0:
            raise AssertionError(f"the drop-down {name} was refused: a text is too long")

    def finish(self, sheet: Any, freeze: tuple[int, int]) -> None:
        """Freeze, protect and set up a sheet for print on A4."""
        sheet.freeze_panes(*freeze)
        sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "sort": True,
                "autofilter": True,
                "insert_hyperlinks": True,
            },
        )
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&R&P / &N")


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last of each run of consecutive rows."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
