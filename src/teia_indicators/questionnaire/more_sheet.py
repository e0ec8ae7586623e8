"""The sheet for further evidence: a row an item, joined to its answer by the id."""

from __future__ import annotations

from collections.abc import Mapping

from teia_indicators.questionnaire.height import text_height
from teia_indicators.questionnaire.writer import HEADER_ROW, Writer
from teia_indicators.responses.layout import MORE_COLUMNS

_BLANK_ROWS = 40

#: What stands for the id of the question in the place of a mark: ``more`` and the row's number.
MORE = "more"


def write_more(writer: Writer) -> None:
    """Write the sheet."""
    sheet = writer.book.add_worksheet(writer.say("more_evidence"))
    columns = list(MORE_COLUMNS)
    writer.top(sheet, MORE_COLUMNS, columns, writer.say("more_evidence"))
    for at in range(len(writer.filled.more) + _BLANK_ROWS):
        row = HEADER_ROW + 1 + at
        given: Mapping[str, str] = writer.filled.more[at] if at < len(writer.filled.more) else {}
        cells = ((given.get(key, ""), MORE_COLUMNS[key]) for key in columns)
        sheet.set_row(row, text_height(*cells))
        for column, key in enumerate(columns):
            writer.fill(sheet, row, column, given.get(key, ""), (f"{MORE}:{at}", key))
    rows = range(HEADER_ROW + 1, HEADER_ROW + 1 + len(writer.filled.more) + _BLANK_ROWS)
    writer.validate(sheet, rows, columns.index("evidence.kind"), "teia_kinds")
    sheet.repeat_rows(HEADER_ROW)
    sheet.fit_to_pages(1, 0)
    writer.finish(sheet, (HEADER_ROW + 1, 1))
