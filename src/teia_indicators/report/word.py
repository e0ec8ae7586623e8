"""A report as a Word document that a ministry can go on editing."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

from teia_indicators.extras import require_extra
from teia_indicators.report.model import (
    MARK,
    Bounds,
    Cell,
    Picture,
    Prose,
    Quote,
    Report,
    Section,
    Table,
)
from teia_indicators.report.pictures import drawn

#: Word's own names of the languages.
_LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ru": "ru-RU"}
#: What XML cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Millimetres between the margins.
_WIDTH = 174
#: Colour of the time in which an action runs.
_FILL = "0072B2"
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
        _add_section(document, section, report)
    stream = io.BytesIO()
    document.save(stream)
    return _without_clock(stream.getvalue())


def _add_section(document: Any, section: Section, report: Report) -> None:
    """Add a section, block by block."""
    _anchor(document.add_heading(_clean(section.title), level=1), section.id)
    for block in section.blocks:
        if isinstance(block, Prose):
            style = "List Bullet" if block.points else None
            for one in block.sentences:
                paragraph = document.add_paragraph(_clean(one.text), style=style)
                if one.about:
                    _link(paragraph, one.about, report.numbers)
        elif isinstance(block, Quote):
            document.add_heading(_clean(block.label), level=2)
            document.add_paragraph(_clean(block.text), style="Quote")
        elif isinstance(block, Picture):
            _add_picture(document, block, report.language)
        else:
            _add_table(document, block)


def _add_picture(document: Any, block: Picture, language: str) -> None:
    """Add a chart with its words for readers who do not see it."""
    content = drawn(block, "png", language)
    if content:
        shared = require_extra("docx.shared", "docx")
        shape = document.add_picture(io.BytesIO(content), width=shared.Mm(_WIDTH))
        about = shape._inline.docPr
        about.set("title", _clean(block.caption))
        about.set("descr", _clean(block.alt))


def _anchor(paragraph: Any, name: str) -> None:
    """Let links lead to a heading."""
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = _mark(paragraph._p, kind)
        mark.set(_qualified("w:id"), str(zlib.crc32(name.encode())))
        if kind == "w:bookmarkStart":
            mark.set(_qualified("w:name"), _bookmark(name))


def _link(paragraph: Any, name: str, said: str) -> None:
    """Add a link to a heading at the end of a paragraph."""
    paragraph.add_run(" ")
    link = _mark(paragraph._p, "w:hyperlink")
    link.set(_qualified("w:anchor"), _bookmark(name))
    run = paragraph.add_run(said)
    run.font.color.rgb = require_extra("docx.shared", "docx").RGBColor(0x17, 0x53, 0x9B)
    run.font.underline = True
    link.append(run._r)


def _bookmark(name: str) -> str:
    """Return a name as Word takes it: letters, digits and underscores."""
    return f"_{name.replace('-', '_')}"


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
    _anchor(document.add_heading(_clean(block.caption), level=2), block.id)
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
            run = paragraph.add_run(_clean(text))
            run.font.size = size
            if text == MARK:
                _shade(cell)
                run.font.color.rgb = shared.RGBColor.from_string(_FILL)
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


def _shade(cell: Any) -> None:
    """Fill a cell of the timeline."""
    shade = _mark(cell._tc.get_or_add_tcPr(), "w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _FILL)):
        shade.set(_qualified(f"w:{name}"), value)


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
