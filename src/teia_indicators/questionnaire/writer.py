"""The open workbook: its formats, its words, and what every sheet of it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from teia_indicators.catalogue.translation import say
from teia_indicators.questionnaire.book import Book
from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.questionnaire.filled import Filled, Labels
from teia_indicators.questionnaire.height import text_height
from teia_indicators.responses.layout import KEY
from teia_indicators.responses.model import Responses
from teia_indicators.text import texts

#: Row of the headings in the sheets of areas and of further evidence, counted from 0.
HEADER_ROW = 3

#: Where a mark stands: id of the question, or ``more`` and a number; key of the column.
Spot = tuple[str, str]


class Writer(Book):
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
        super().__init__(book, form.language)
        self.form = form
        self.previous = previous
        self.filled = filled
        self.marks = marks or {}
        self.labels = Labels(form)
        #: Sheet and address of each cell that can be marked, as they are written.
        self.written: dict[Spot, tuple[str, str]] = {}

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

    def fill(self, sheet: Any, row: int, column: int, value: str, spot: Spot) -> None:
        """Write a yellow cell; one that has a mark looks faulty and says why."""
        self.written[spot] = (sheet.get_name(), xl_rowcol_to_cell(row, column))
        mark = self.marks.get(spot)
        self.put(sheet, row, column, value, "input" if mark is None else "fault")
        if mark is not None:
            sheet.write_comment(row, column, mark, {"x_scale": 2.2, "y_scale": 1.4})
