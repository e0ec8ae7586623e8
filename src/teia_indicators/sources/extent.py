"""How far the cells of a workbook reach and how much text they hold, before anybody makes room.

Readers make room for every cell before the last one, and give every cell a text of its own: two
cells far apart, or one long text named by many cells, take the memory of the machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

#: Last row that is read (project's choice; a full questionnaire has 60 rows a sheet).
MAX_ROWS = 20_000
MAX_COLUMNS = 702  # column ZZ
#: Most cells, with the empty ones between, and most text, in bytes (project's choices).
MAX_CELLS = 4_000_000
MAX_TEXT = 100_000_000

_ATTRIBUTES = rb"(?P<rest>(?:[^<>\"'/]|/(?!>)|\"[^\"]*+\"|'[^']*+')*+)(?P<empty>/?)>"
#: An address of a row or cell from the thousandth row or the third letter on.
_FAR = re.compile(rb"r\s*+=\s*+[\"']\s*+(?:[A-Z]{3,}+\s*+[0-9]|[A-Z]*+\s*+[0-9]{4})")
_XLSX = re.compile(rb"<(?:\w+:)?(?P<name>row|c)(?=[\s/>])" + _ATTRIBUTES)
_ADDRESS = re.compile(rb"\sr\s*=\s*[\"']([A-Z]*)([0-9]{0,9})[\"']")
_MANY_ROWS, _MANY_CELLS = 1_000, 100_000
_LEAST_CELL = 21  # bytes of a cell that names a shared text
_INDEX = re.compile(rb"\st\s*=\s*[\"']s[\"'][^<>]*><(?:\w+:)?v>([0-9]{1,9})<")
_ITEM = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_ODS = re.compile(
    rb"<table:(?:(?P<table>table)|(?P<row>table-row)|(?:covered-)?table-cell)(?=[\s/>])"
    + _ATTRIBUTES
)
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,9})[\"']")


@dataclass(frozen=True)
class Extent:
    """The last row and column with a filled cell, counted from 1, and the bytes of text."""

    rows: int = 0
    columns: int = 0
    text: int = 0

    @property
    def cells(self) -> int:
        """Number of cells, with the empty ones between."""
        return self.rows * self.columns

    @property
    def far(self) -> bool:
        """Whether a cell is beyond the last row or column that is read."""
        return self.rows > MAX_ROWS or self.columns > MAX_COLUMNS


def xlsx_extents(parts: list[bytes]) -> Iterator[Extent]:
    """Yield the extent of each part of an .xlsx that holds cells.

    Most sheets are small, which is seen without looking at each cell.
    """
    shared = [part for part in parts if b"si>" in part]
    longest = max((max(map(len, part.split(b"si>"))) for part in shared), default=0)
    sizes: list[int] = []
    for part in parts:
        text = len(part) // _LEAST_CELL * longest
        if text > MAX_TEXT:
            count = part.count(b'"s"') + part.count(b"'s'")
            sizes = sizes or [size for one in shared for size in _sizes(one)]
            found = Counter(at for at in map(int, _INDEX.findall(part)) if at < len(sizes))
            text = (count - found.total()) * longest
            text += sum(sizes[at] * times for at, times in found.items())
        yield _reached(part, text) if _may_be_large(part) else Extent(text=text)


def _may_be_large(part: bytes) -> bool:
    """Tell whether a part has a cell from the thousandth row or the third letter on, or many."""
    if b"<c" not in part and b":c" not in part:  # no cell, as in the shared texts
        return False
    if part.count(b"row") >= _MANY_ROWS:
        return True
    if len(part) >= _MANY_CELLS and part.count(b"<") >= _MANY_CELLS:
        return True
    return _FAR.search(part) is not None


def _sizes(part: bytes) -> list[int]:
    """Return the bytes of each shared text, its tags included."""
    begins = [found.start() for found in _ITEM.finditer(part)]
    return [end - start for start, end in pairwise([*begins, len(part)])]


def _reached(part: bytes, text: int) -> Extent:
    """Follow the rows and cells of a sheet; those without an address come after the last one."""
    row = column = rows = columns = 0
    for found in _XLSX.finditer(part):
        address = _ADDRESS.search(found["rest"])
        if found["name"] == b"row":
            row = int(address[2]) if address and address[2] else row + 1
            column = 0
            continue
        column += 1
        if address and address[1]:
            column = _number(address[1])
            row = int(address[2] or row)
        if not found["empty"]:
            rows, columns = max(rows, row), max(columns, column)
    return Extent(rows, columns, text)


def _number(letters: bytes) -> int:
    column = 0
    for letter in letters[:6]:
        column = column * 26 + letter - ord("A") + 1
    return column


def ods_extents(part: bytes) -> Iterator[Extent]:
    """Yield the extent of each table of an .ods.

    Rows and cells are repeated by a number; programs fill the sheet's rest with empty ones so.
    """
    row = column = rows = columns = text = 0
    times = 1
    waiting: tuple[int, int] | None = None  # where a filled cell's text begins, and how often it is
    for found in _ODS.finditer(part):
        if waiting is not None:
            text += (found.start() - waiting[0]) * waiting[1]
            waiting = None
        count = _REPEATED.search(found["rest"])
        repeated = int(count[1]) if count else 1
        if found["table"]:
            yield Extent(rows, columns, text)
            row = column = rows = columns = text = 0
        elif found["row"]:
            row, column, times = row + repeated, 0, repeated
        else:
            column += repeated
            if b"office:value" in found["rest"]:
                rows, columns = max(rows, row), max(columns, column)
                waiting = found.start(), repeated * times
    if waiting is not None:
        text += (len(part) - waiting[0]) * waiting[1]
    yield Extent(rows, columns, text)
