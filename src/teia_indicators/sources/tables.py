"""Workbooks in: every sheet as rows of plain cell values, addresses kept."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import python_calamine as calamine

from teia_indicators.problems import Place, Problem, problem
from teia_indicators.sources.extent import (
    MAX_CELLS,
    MAX_ROWS,
    MAX_TEXT,
    Extent,
    ods_extents,
    xlsx_extents,
)
from teia_indicators.sources.files import ZIP_FAULTS, read_bytes
from teia_indicators.sources.old_extent import xls_extents
from teia_indicators.text import later

#: Largest unpacked size of a workbook, in bytes (project's choice; a full one has 3 MB).
MAX_UNPACKED = 100_000_000
#: Most sheets, and most parts (project's choices; a full questionnaire has a dozen sheets).
_MAX_SHEETS = 200
_MAX_PARTS = 5_000

_LOCAL_HEADER = 26  # bytes before the lengths of name and extra field
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "Encrypt".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows[r][c]`` is the cell in row r + 1 and column c + 1; "" where empty."""

    file: str
    name: str
    rows: tuple[tuple[Any, ...], ...]

    def place(self, row: int | None = None, column: int = 0) -> Place:
        """Return the place of a cell by its position counted from 0; of the sheet without one."""
        cell = None if row is None else f"{column_letters(column)}{row + 1}"
        return Place.made(file=self.file, line=None, column=None, sheet=self.name, cell=cell)


@lru_cache(maxsize=1_000)
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
    elif content[:4] != _OLE:
        shown = later("found.no_workbook")
        found = problem("F004", place, found=shown, expected=".xlsx, .xls, .ods")
    else:
        found = _check_old(content, place)
    if found:
        return found
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return _sheets(book, place)
    except calamine.PasswordError:
        return problem("F006", place)
    except (calamine.CalamineError, OSError, ValueError) as error:
        return _damaged(content, place, error)
    except BaseException as error:
        # A number that is no day, in a cell for days: the reader gives up in its own way.
        if type(error).__name__ != "PanicException":
            raise
        return problem("F005", place, reason=str(error))


def _sheets(book: calamine.CalamineWorkbook, place: Place) -> tuple[Sheet, ...] | Problem:
    """Return the sheets; of a workbook that names one part many times, only so many."""
    names = book.sheet_names
    if not names:
        return problem("F003", place)
    if len(names) > _MAX_SHEETS:
        return problem("F032", place, limit=_MAX_SHEETS, what=later("found.sheets"))
    found: list[Sheet] = []
    cells = 0
    for name in names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        found.append(Sheet(place.file, name, tuple(map(tuple, rows))))
        cells += len(rows) * len(rows[0]) if rows else 0
        if refused := _check_weight(cells, 0, place):
            return refused
    return tuple(found)


def _check_zip(content: bytes, place: Place) -> Problem | None:
    """Refuse a damaged archive, a bomb, and a zip that is no workbook, before it is read."""
    if content.count(_ENTRY) > _MAX_PARTS:
        return problem("F032", place, limit=_MAX_PARTS, what=later("found.parts"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
            if size > MAX_UNPACKED:
                limit = MAX_UNPACKED // 10**6
                return problem("F002", place, size=size // 10**6, limit=limit)
            names = set(archive.namelist())
            binary = any(name.lower().endswith("workbook.bin") for name in names)
            if binary or not names & {"[Content_Types].xml", "mimetype", "content.xml"}:
                found = later("found.zip")
                return problem("F004", place, found=found, expected=".xlsx, .xls, .ods")
            parts = [_unpacked(archive, member) for member in archive.infolist()]
            tables = [
                part
                for part, member in zip(parts, archive.infolist(), strict=True)
                if member.filename.lower().endswith("content.xml")
            ]
    except ZIP_FAULTS as error:
        return problem("F005", place, reason=str(error) or type(error).__name__)
    repeated = (one for part in tables for one in ods_extents(part))
    return _check_extents(chain(xlsx_extents(parts), repeated), place)


def _check_old(content: bytes, place: Place) -> Problem | None:
    """Refuse an .xls that is damaged, or larger than there is room for."""
    try:
        extents = list(xls_extents(content))
    except (ValueError, LookupError, struct.error) as error:
        return _damaged(content, place, error)
    cells, text = sum(one.cells for one in extents), sum(one.text for one in extents)
    return _check_extents(extents, place) or _check_weight(cells, text, place)


def _damaged(content: bytes, place: Place, error: Exception) -> Problem:
    if content[:4] == _OLE and _ENCRYPTED in content:
        return problem("F006", place)
    return problem("F005", place, reason=error)


def _check_extents(extents: Iterable[Extent], place: Place) -> Problem | None:
    """Refuse cells far off, and more cells or text in a sheet than there is room for."""
    for one in extents:
        if one.far:
            cell = f"{column_letters(one.columns - 1)}{one.rows}"
            return problem("F016", place, cell=cell, limit=f"ZZ{MAX_ROWS}")
        if found := _check_weight(one.cells, one.text, place):
            return found
    return None


def _check_weight(cells: int, text: int, place: Place) -> Problem | None:
    """Refuse too many cells, or too much text in them."""
    if cells > MAX_CELLS:
        return problem("F032", place, limit=MAX_CELLS, what=later("found.cells"))
    if text > MAX_TEXT:
        return problem("F032", place, limit=MAX_TEXT, what=later("found.letters"))
    return None


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return what a member really holds; refuse it if that is more than the archive declares.

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
        raise zipfile.BadZipFile(f"{member.filename}: more than it declares")
    if zlib.crc32(content) != member.CRC:
        raise zipfile.BadZipFile(f"Bad CRC-32 for file {member.filename!r}")
    return content
