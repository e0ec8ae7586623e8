"""The open workbook: its formats, its words, and what every sheet of it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from teia_indicators.catalogue.translation import say
from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.questionnaire.filled import Filled, Labels
from teia_indicators.questionnaire.height import text_height
from teia_indicators.responses.layout import KEY
from teia_indicators.responses.model import Responses
from teia_indicators.text import phrase, texts

#: Row of the headings in the sheets of areas and of further evidence, counted from 0.
HEADER_ROW = 3

#: Where a mark stands: id of the question, or ``more`` and a number; key of the column.
Spot = tuple[str, str]

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


class Writer:
    """Holds the open workbook and its formats while the sheets are written.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Open.
    form : Questionnaire
        What is asked of whom.
    previous : Responses or None
        Last round's answers.
    filled : Filled
        What stands in the yellow cells.
    marks : mapping of (id, column key) to str
        Cells to be marked as faulty, with what to say of each.
    """

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        form: Questionnaire,
        previous: Responses | None,
        filled: Filled,
        marks: Mapping[Spot, str] | None = None,
    ) -> None:
        self.book = book
        self.form = form
        self.previous = previous
        self.filled = filled
        self.marks = marks or {}
        self.labels = Labels(form)
        self.formats = {name: book.add_format(look) for name, look in _FORMATS.items()}
        #: Sheet and address of each cell that can be marked, as they are written.
        self.written: dict[Spot, tuple[str, str]] = {}

    def say(self, key: str, **params: object) -> str:
        """Return a label in the form's language."""
        return phrase(f"workbook.{key}", self.form.language, **params)

    def heads(self) -> Mapping[str, str]:
        """Return the headings of the columns by their keys."""
        found: Mapping[str, str] = texts(self.form.language)["workbook"]["columns"]
        return found

    def text(self, item: str, field: str, source: str) -> str:
        """Return a text of the catalogue in the form's language."""
        return say(self.form.catalogue, item, field, source, self.form.language)

    def top(
        self,
        sheet: Any,
        widths: Mapping[str, float],
        columns: Sequence[str],
        title: str,
        more: str = "",
    ) -> None:
        """Write the hidden keys, the title, a note and the headings of a sheet."""
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.write_string(1, 0, title, self.formats["title"])
        note = f"{self.form.country}, {self.form.round}. {self.say('protected')}"
        if self.form.catalogue.status == "unofficial":
            note += f" {self.say('unofficial')}"
        note = f"{note} {more}".rstrip()
        # On the sheets of areas, the live figures stand to the right of it.
        last = list(columns).index("guidance") - 1 if "guidance" in columns else len(columns) - 1
        sheet.merge_range(2, 0, 2, last, "", self.formats["wrapped-note"])
        sheet.write_string(2, 0, note, self.formats["wrapped-note"])
        sheet.set_row(2, text_height((note, sum(widths[key] for key in columns[: last + 1]))))
        labels = self.heads()
        sheet.set_row(HEADER_ROW, text_height(*((labels[k], widths[k] * 0.85) for k in columns)))
        for column, key in enumerate(columns):
            sheet.set_column(column, column, widths[key])
            sheet.write_string(0, column, f"{KEY}{key}")
            sheet.write_string(HEADER_ROW, column, labels[key], self.formats["head"])

    def put(self, sheet: Any, row: int, column: int, value: str | int, look: str) -> None:
        """Write a text as text and never as a formula or link; empty cells keep their look."""
        if value == "":
            sheet.write_blank(row, column, None, self.formats[look])
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.formats[look])
        else:
            sheet.write_string(row, column, value, self.formats[look])

    def fill(self, sheet: Any, row: int, column: int, value: str, spot: Spot) -> None:
        """Write a yellow cell; one that has a mark looks faulty and says why."""
        self.written[spot] = (sheet.get_name(), xl_rowcol_to_cell(row, column))
        mark = self.marks.get(spot)
        self.put(sheet, row, column, value, "input" if mark is None else "fault")
        if mark is not None:
            sheet.write_comment(row, column, mark, {"x_scale": 2.2, "y_scale": 1.4})

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
