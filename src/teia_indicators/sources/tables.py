"""Workbooks in: every sheet as rows of plain cell values, addresses kept."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine as calamine

from teia_indicators.problems import Place, Problem, problem
from teia_indicators.sources.files import read_bytes
from teia_indicators.text import later

#: Largest unpacked size of a workbook, in bytes (project's choice; a full one has 3 MB).
MAX_UNPACKED = 250_000_000

#: Last row that is read (project's choice; a full questionnaire has 60 rows a sheet).
MAX_ROWS = 20_000

_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
#: An address beyond the limits, or near them.
_FAR = re.compile(rb" r=[\"']([A-Z]{3,}[0-9]+|[A-Z]+[0-9]{5,})[\"']")
_ODS = re.compile(
    rb"<table:(?:(?P<table>table)|(?P<row>table-row)|(?:covered-)?table-cell)"
    rb"(?P<rest>\s[^>]*|/?)>"
)
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d{1,9})[\"']")
#: Deflate makes nothing smaller than this many times: a small file cannot be a bomb.
_MOST_DEFLATED = 1_032
_MAX_COLUMNS = 702  # column ZZ
_LOCAL_HEADER = 26  # bytes before the lengths of name and extra field
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows[r][c]`` is the cell in row r + 1 and column c + 1; "" where empty."""

    file: str
    name: str
    rows: tuple[tuple[Any, ...], ...]

    def place(self, row: int | None = None, column: int = 0) -> Place:
        """Return the place of a cell by its position counted from 0; of the sheet without one."""
        cell = None if row is None else f"{column_letters(column)}{row + 1}"
        return Place(file=self.file, sheet=self.name, cell=cell)


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_workbook(path: Path, name: str) -> tuple[Sheet, ...] | Problem:
    """Return the sheets of an .xlsx, .xls or .ods file, or the problem that prevented it."""
    content = read_bytes(path, name)
    return content if isinstance(content, Problem) else workbook_sheets(content, name)


def workbook_sheets(content: bytes, name: str) -> tuple[Sheet, ...] | Problem:
    """Return the sheets of a workbook's content; see `read_workbook`."""
    place = Place(file=name)
    if content[:4] == _ZIP:
        found = _check_zip(content, place)
        if found:
            return found
    elif content[:4] != _OLE:
        return problem(
            "F004", place, found=later("found.no_workbook"), expected=".xlsx, .xls, .ods"
        )
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(
            Sheet(name, sheet, tuple(map(tuple, _rows(book, sheet)))) for sheet in book.sheet_names
        )
    except calamine.PasswordError:
        return problem("F006", place)
    except (calamine.CalamineError, OSError, ValueError) as error:
        if content[:4] == _OLE and b"E\0n\0c\0r\0y\0p\0t" in content:
            return problem("F006", place)
        return problem("F005", place, reason=str(error))
    except BaseException as error:
        # A number that is no day, in a cell for days: the reader gives up in its own way.
        if type(error).__name__ != "PanicException":
            raise
        return problem("F005", place, reason=str(error))


def _rows(book: calamine.CalamineWorkbook, sheet: str) -> list[list[Any]]:
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def _check_zip(content: bytes, place: Place) -> Problem | None:
    """Refuse a damaged archive, a bomb, and a zip that is no workbook, before unpacking."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        return problem("F005", place, reason=str(error))
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED:
        return problem("F002", place, size=size // 10**6, limit=MAX_UNPACKED // 10**6)
    names = {member.filename for member in members}
    if not names & {"[Content_Types].xml", "mimetype", "content.xml"}:
        return problem("F004", place, found=later("found.zip"), expected=".xlsx, .xls, .ods")
    try:
        return _check_extent(archive, place)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        OSError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        return problem("F005", place, reason=str(error))


def _check_extent(archive: zipfile.ZipFile, place: Place) -> Problem | None:
    """Refuse a sheet with a cell far off: the reader would make room for all cells before it."""
    members = archive.infolist()
    trusted = sum(one.compress_size for one in members) * _MOST_DEFLATED < MAX_UNPACKED
    for member in members:
        sheet = _SHEET_PART.fullmatch(member.filename) or member.filename == "content.xml"
        if trusted and not sheet:
            continue
        content = _unpacked(archive, member)
        if content is None:
            reason = f"{member.filename}: more than it declares"
            return problem("F005", place, reason=reason)
        if not sheet:
            continue
        far = _far_in_ods if member.filename == "content.xml" else _far_in_xlsx
        if found := far(content):
            return problem("F016", place, cell=found, limit=f"ZZ{MAX_ROWS}")
    return None


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """Return what a member really holds; None if that is more than the archive declares.

    The standard library stops at the declared size, other readers do not; so it is unpacked here
    as far as the declared size and one byte more.
    """
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return archive.read(member)
    file = archive.fp
    assert file is not None
    file.seek(member.header_offset + _LOCAL_HEADER)
    name, extra = struct.unpack("<HH", file.read(4))
    file.seek(name + extra, io.SEEK_CUR)
    packed = file.read(member.compress_size)
    content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.file_size + 1)
    if len(content) > member.file_size:
        return None
    if zlib.crc32(content) != member.CRC:
        raise zipfile.BadZipFile(f"Bad CRC-32 for file {member.filename!r}")
    return content


def _far_in_xlsx(content: bytes) -> str:
    """Return the address of a filled cell beyond the limits, or an empty text."""
    for found in _FAR.finditer(content):
        cell = found[1].decode()
        letters = cell.rstrip("0123456789")
        if len(letters) < 3 and int(cell.removeprefix(letters)) <= MAX_ROWS:
            continue
        tag = content[content.rfind(b"<", 0, found.start()) : content.find(b">", found.end()) + 1]
        if re.match(rb"<(?:\w+:)?c\s", tag) and not tag.endswith(b"/>"):
            return cell
    return ""


def _far_in_ods(content: bytes) -> str:
    """Return the address of a filled cell beyond the limits, or an empty text.

    Rows and cells are repeated by a number; programs fill the sheet's rest with empty ones so.
    """
    row = column = 0
    for found in _ODS.finditer(content):
        count = _REPEATED.search(found["rest"])
        repeated = int(count[1]) if count else 1
        if found["table"]:
            row = column = 0
        elif found["row"]:
            row, column = row + repeated, 0
        else:
            column += repeated
            filled = b"office:value" in found["rest"]
            if filled and (row > MAX_ROWS or column > _MAX_COLUMNS):
                return f"{column_letters(column - 1)}{row}"
    return ""
