"""An action plan as a workbook: what it is about, one row an action, and the plan itself hidden."""

from __future__ import annotations

import datetime
import io
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from teia_indicators.action_plan.layout import (
    BLANK_ROWS,
    COLUMNS,
    ID,
    INFORMATION,
    LAST_LEFT,
    OWN_ONLY,
    WORDS,
)
from teia_indicators.action_plan.model import ActionPlan, PlannedAction
from teia_indicators.action_plan.sheet_cover import write_cover
from teia_indicators.action_plan.sheet_hidden import write_lists, write_meta
from teia_indicators.action_plan.shown import Shown
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.questionnaire.book import Book
from teia_indicators.questionnaire.height import text_height
from teia_indicators.responses.layout import KEY
from teia_indicators.text import phrase, texts

_HEADER = 3
_FIRST = _HEADER + 1
#: A spreadsheet has no day before.
_FIRST_DAY = datetime.date(1901, 1, 1)


class PlanBook(Book):
    """The open workbook of a plan.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Open.
    plan : ActionPlan
        What is written.
    shown : Shown
        Says it in the workbook's language.
    """

    def __init__(self, book: xlsxwriter.Workbook, plan: ActionPlan, shown: Shown) -> None:
        super().__init__(book, shown.language)
        self.plan = plan
        self.shown = shown
        given = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "font_size": 10}
        given |= {"bg_color": "#FFF9DB", "locked": False}
        self.formats["day"] = book.add_format(
            {**given, "num_format": "yyyy-mm-dd", "align": "left"}
        )
        self.formats["amount"] = book.add_format({**given, "num_format": "#,##0.##"})
        self.formats["whole"] = book.add_format({**given, "num_format": "#,##0"})
        self.formats["off"] = book.add_format({"font_color": "#7F7F7F", "italic": True})

    def tell(self, key: str, **params: object) -> str:
        """Return a label of the plan's workbook."""
        return phrase(f"plan_sheet.{key}", self.language, **params)


def plan_workbook(plan: ActionPlan, catalogue: Catalogue, language: str) -> bytes:
    """Return a plan as an .xlsx workbook; same input, same bytes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    writer = PlanBook(book, plan, Shown(catalogue, language))
    created = datetime.datetime.strptime(catalogue.publication_date, "%Y-%m-%d")
    title = f"{writer.tell('title')}, {plan.country}, {plan.round}"
    book.set_properties({"title": title, "created": created, "comments": catalogue.status})
    write_cover(writer)
    _write_rows(writer)
    write_lists(writer)
    write_meta(writer)
    book.close()
    return stream.getvalue()


def _write_rows(writer: PlanBook) -> None:
    """Write the sheet with one row an action, and empty ones below."""
    sheet = writer.book.add_worksheet(writer.tell("sheet"))
    _write_top(writer, sheet)
    for row, action in enumerate(writer.plan.actions, _FIRST):
        _write_action(writer, sheet, row, action)
    own = _FIRST + len(writer.plan.actions)
    for row in range(own, own + BLANK_ROWS):
        sheet.set_row(row, text_height())
        for column, key in enumerate(COLUMNS):
            writer.put(sheet, row, column, "", _look(key, "", own=True))
    last = own + BLANK_ROWS - 1
    _write_lists(writer, sheet, last)
    _write_marks(writer, sheet, last)
    sheet.autofilter(_HEADER, 0, last, len(COLUMNS) - 1)
    _set_up(writer, sheet, last)


def _write_top(writer: PlanBook, sheet: Any) -> None:
    """Write the hidden keys, the title, a note and the headings."""
    plan = writer.plan
    sheet.set_row(0, None, None, {"hidden": True})
    title = f"{writer.tell('title')}: {plan.country}, {plan.round}"
    sheet.write_string(1, 0, title, writer.formats["title"])
    note = f"{writer.tell('note')} {writer.tell('own_note', count=BLANK_ROWS)}"
    if writer.shown.catalogue.status == "unofficial":
        note += f" {writer.say('unofficial')}"
    sheet.write_string(2, 0, note, writer.formats["note"])
    labels = texts(writer.language)["plan_sheet"]["columns"]
    sheet.set_row(_HEADER, text_height(*((labels[k], w * 0.85) for k, w in COLUMNS.items())))
    for column, (key, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, f"{KEY}{key}")
        sheet.write_string(_HEADER, column, labels[key], writer.formats["head"])


def _write_action(writer: PlanBook, sheet: Any, row: int, action: PlannedAction) -> None:
    cells = writer.shown.cells(action)
    sheet.set_row(row, text_height(*((cells[key], width) for key, width in COLUMNS.items())))
    for column, key in enumerate(COLUMNS):
        value = cells[key]
        look = _look(key, value, own=action.origin == "own")
        if isinstance(value, datetime.date):
            if value >= _FIRST_DAY:
                sheet.write_datetime(row, column, value, writer.formats[look])
                continue
            value = value.isoformat()
        if isinstance(value, float):
            sheet.write_number(row, column, value, writer.formats[look])
        else:
            locked = key == ID
            writer.put(sheet, row, column, value, "band" if locked else look)


def _look(key: str, value: object, *, own: bool) -> str:
    if key in INFORMATION or (key in OWN_ONLY and not own):
        return "cell"
    if key in ("start", "due"):
        return "day"
    if key in ("low", "high"):
        return "whole" if value == "" or float(str(value)).is_integer() else "amount"
    return "input"


def _write_lists(writer: PlanBook, sheet: Any, last: int) -> None:
    """Give the columns of words their drop-downs."""
    keys = list(COLUMNS)
    own = [
        *(row for row, one in enumerate(writer.plan.actions, _FIRST) if one.origin == "own"),
        *range(_FIRST + len(writer.plan.actions), last + 1),
    ]
    for key, group in WORDS.items():
        rows = own if key in OWN_ONLY else range(_FIRST, last + 1)
        writer.validate(sheet, rows, keys.index(key), f"teia_{group}")


def _write_marks(writer: PlanBook, sheet: Any, last: int) -> None:
    """Mark a due day before the start, an upper end below the lower, and what is dropped."""
    keys = list(COLUMNS)

    def cell(key: str) -> str:
        return str(xl_rowcol_to_cell(_FIRST, keys.index(key), col_abs=True))

    for low, high in (("start", "due"), ("low", "high")):
        numbers = f"ISNUMBER({cell(low)}),ISNUMBER({cell(high)})"
        options = {
            "type": "formula",
            "criteria": f"=AND({numbers},{cell(high)}<{cell(low)})",
            "format": writer.formats["alarm"],
        }
        sheet.conditional_format(_FIRST, keys.index(low), last, keys.index(high), options)
    dropped = writer.shown.word("status", "dropped").replace('"', '""')
    options = {
        "type": "formula",
        "criteria": f'={cell("status")}="{dropped}"',
        "format": writer.formats["off"],
    }
    sheet.conditional_format(_FIRST, 0, last, len(keys) - 1, options)


def _set_up(writer: PlanBook, sheet: Any, last: int) -> None:
    """Two pages side by side: up to the partners, and the rest beside id and title again."""
    keys = list(COLUMNS)
    sheet.repeat_rows(_HEADER)
    sheet.repeat_columns(0, keys.index("title"))
    sheet.print_area(1, 0, last, len(keys) - 1)
    sheet.set_v_pagebreaks([keys.index(LAST_LEFT) + 1])
    sheet.set_print_scale(51)
    writer.finish(sheet, (_FIRST, keys.index("title") + 1))
