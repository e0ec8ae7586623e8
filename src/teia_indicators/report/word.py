"""A report as a Word document that a ministry can go on editing."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from teia_indicators.extras import require_extra
from teia_indicators.report.model import Bounds, Cell, Prose, Quote, Report, Table

#: Word's own names of the languages.
_LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ru": "ru-RU"}
#: What XML cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Millimetres between the margins.
_WIDTH = 174
_EPOCH = (1980, 1, 1, 0, 0, 0)


def report_docx(report: Report) -> bytes:
    """Return the report as .docx: styles, headings, tables whose head rows repeat.

    Same report, same bytes.

    Raises
    ------
    MethodError
        If the extra ``docx`` is not installed.
    """
    docx = require_extra("docx", "docx")
    document = docx.Document()
    _set_up(document, report)
    document.add_paragraph(_clean(report.title), style="Subtitle")
    document.add_heading(_clean(report.subtitle), level=0)
    document.add_paragraph(_clean(report.statement), style="Intense Quote")
    for section in report.sections:
        document.add_heading(_clean(section.title), level=1)
        for block in section.blocks:
            if isinstance(block, Prose):
                style = "List Bullet" if block.points else None
                for one in block.sentences:
                    document.add_paragraph(_clean(one.text), style=style)
            elif isinstance(block, Quote):
                document.add_heading(_clean(block.label), level=2)
                document.add_paragraph(_clean(block.text), style="Quote")
            else:
                _add_table(document, block)
    stream = io.BytesIO()
    document.save(stream)
    return _without_clock(stream.getvalue())


def _set_up(document: Any, report: Report) -> None:
    """Set page, language and properties."""
    shared = require_extra("docx.shared", "docx")
    section = document.sections[0]
    section.page_width, section.page_height = shared.Mm(210), shared.Mm(297)
    section.left_margin = section.right_margin = shared.Mm(18)
    section.top_margin = section.bottom_margin = shared.Mm(18)
    language = _LANGUAGES[report.language]
    normal = document.styles["Normal"]
    normal.font.size = shared.Pt(10)
    document.styles.element.xpath("//w:lang")[0].set(_qualified("w:val"), language)
    properties = document.core_properties
    properties.title = f"{_clean(report.title)}: {_clean(report.subtitle)}"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = language
    properties.created = properties.modified = datetime.datetime(*_EPOCH)
    footer = section.footer.paragraphs[0]
    footer.text = f"{_clean(report.subtitle)} · {_clean(report.status)}"


def _add_table(document: Any, block: Table) -> None:
    """Add a table with its heading, its caption for screen readers, and a head row that repeats."""
    shared = require_extra("docx.shared", "docx")
    right = require_extra("docx.enum.text", "docx").WD_ALIGN_PARAGRAPH.RIGHT
    document.add_heading(_clean(block.caption), level=2)
    table = document.add_table(rows=1, cols=len(block.columns), style="Light Grid Accent 1")
    table.autofit = False
    widths = [shared.Mm(_WIDTH * share) for share in block.shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    size = shared.Pt(7 if len(block.columns) > 6 else 8.5)
    rows: list[Sequence[Cell]] = [[column.head for column in block.columns], *block.rows]
    for at, row in enumerate(rows):
        cells = table.rows[0].cells if at == 0 else table.add_row().cells
        for cell, given, column, width in zip(cells, row, block.columns, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            text = given.text if isinstance(given, Bounds) else given
            paragraph.add_run(_clean(text)).font.size = size
            if column.numeric:
                paragraph.alignment = right
    _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for row in table.rows:
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
    for name, said in (("w:tblCaption", block.caption), ("w:tblDescription", block.note)):
        if said:
            _mark(table._tbl.tblPr, name).set(_qualified("w:val"), _clean(said))
    if block.note:
        document.add_paragraph().add_run(_clean(block.note)).font.size = shared.Pt(8)


def _mark(parent: Any, name: str) -> Any:
    """Add an element to a part of the document, and return it."""
    element = require_extra("docx.oxml", "docx").OxmlElement(name)
    parent.append(element)
    return element


def _qualified(name: str) -> str:
    found: str = require_extra("docx.oxml.ns", "docx").qn(name)
    return found


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _without_clock(content: bytes) -> bytes:
    """Return the file with the same day for each member, whenever it was written."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for one in source.infolist():
            info = zipfile.ZipInfo(one.filename, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(one))
    return stream.getvalue()
