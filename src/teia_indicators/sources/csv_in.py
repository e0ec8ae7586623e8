"""CSV in: rows of cells that remember their line and column; nothing is guessed below the header.

The standard library's reader keeps no column and loses the line of a cell after a quoted line
break; so cells are found here.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from teia_indicators.problems import Place, Problem, problem
from teia_indicators.sources.extent import MAX_ROWS
from teia_indicators.sources.files import decode
from teia_indicators.text import later

DELIMITERS = (",", ";", "\t")

#: Most cells of a file, and of a row (project's choices; the form for phones has 2,500 columns).
_MAX_CELLS, _MAX_ROW = 2_000_000, 20_000

_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')
_BREAK = re.compile(r"\r\n|\n|\r")
#: First line by which some programs tell a spreadsheet the delimiter.
_SEP = re.compile(r'"?sep=(?P<sign>[,;\t])"?(\r\n|\n|\r)', re.IGNORECASE)


class CsvCell(NamedTuple):
    """A cell's text, and where it begins, counted from 1."""

    text: str
    line: int
    column: int


@dataclass(frozen=True)
class CsvTable:
    """A file's header, and its rows that hold anything; a row may be shorter or longer."""

    file: str
    header: tuple[CsvCell, ...]
    rows: tuple[tuple[CsvCell, ...], ...]

    def place(self, cell: CsvCell | None = None) -> Place:
        """Return the place of a cell; of the whole table without one."""
        at = cell or CsvCell("", 1, 1)
        return Place(file=self.file, line=at.line, column=at.column)


def decode_csv(content: bytes, name: str) -> str | Problem:
    """Return the text of a file in UTF-8, or in UTF-16 with its byte order mark."""
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = decode(content, name)
        if isinstance(text, str) and "\0" in text[:4]:
            return problem("F007", Place(file=name, line=1, column=1), byte="0x00")
        return text
    try:
        return content.decode("utf-16")
    except UnicodeDecodeError as error:
        line = content[: error.start].decode("utf-16", errors="replace").count("\n") + 1
        place = Place(file=name, line=line)
        return problem("F007", place, byte=f"0x{content[error.start]:02X}")


def sniff(text: str, known: Callable[[str], bool]) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter, judged by the header alone, and the headings that it gives.

    Parameters
    ----------
    text : str
        The file's text.
    known : callable
        Tells whether a heading is one that the reader expects.

    Returns
    -------
    delimiter : str
        The one that gives most expected headings, then most headings; then in the order comma,
        semicolon, tabulator.
    headings : tuple of str
        Empty where nothing is there.
    """
    told = _SEP.match(text)
    found = {
        delimiter: tuple(cell.text for cell in _Scanner(text, "", delimiter).header())
        for delimiter in ([told["sign"]] if told else DELIMITERS)
    }
    best = max(found, key=lambda one: (sum(map(known, found[one])), len(found[one])))
    return best, found[best]


def parse_csv(text: str, name: str, delimiter: str) -> tuple[CsvTable, list[Problem]]:
    """Return the table of a text, and every fault of its form."""
    scanner = _Scanner(text, name, delimiter)
    header = tuple(scanner.header())
    rows: list[tuple[CsvCell, ...]] = []
    while not scanner.done:
        if scanner.records > MAX_ROWS:
            place = Place(file=name, line=scanner.line)
            limit = f"A{MAX_ROWS}"
            scanner.problems.append(problem("F016", place, cell=f"A{scanner.line}", limit=limit))
            break
        row = tuple(scanner.record())
        if any(cell.text.strip() for cell in row):
            rows.append(row)
            scanner.refuse_extra(row, len(header))
    return CsvTable(name, header, tuple(rows)), scanner.problems


class _Scanner:
    """Goes through a text record by record and keeps count of lines."""

    def __init__(self, text: str, name: str, delimiter: str) -> None:
        self.text = text
        self.end = len(text.rstrip())
        self.name = name
        self.delimiter = delimiter
        self.left = _MAX_CELLS
        self.plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
        self.problems: list[Problem] = []
        self.at = self.begin = self.records = 0
        self.line = 1

    @property
    def done(self) -> bool:
        return self.at >= self.end

    def header(self) -> list[CsvCell]:
        """Return the first record that holds anything."""
        told = _SEP.match(self.text)
        if told:
            self._go(told.end())
        while not self.done and self.records <= MAX_ROWS:
            found = self.record()
            if any(cell.text.strip() for cell in found):
                return found
        return []

    def record(self) -> list[CsvCell]:
        """Return the cells up to the end of the record."""
        self.records += 1
        cells = [self._cell()]
        while self.text.startswith(self.delimiter, self.at):
            self.at += 1
            cells.append(self._cell())
            if len(cells) > min(self.left, _MAX_ROW):
                self._give_up(_MAX_CELLS if len(cells) > self.left else _MAX_ROW)
                return cells
        self.left -= len(cells)
        end = _BREAK.match(self.text, self.at)
        if end:
            self._go(end.end())
        return cells

    def _give_up(self, limit: int) -> None:
        """Leave the rest of a file with more cells than there is room for."""
        place = Place(file=self.name, line=self.line)
        what = later("found.cells")
        self.problems.append(problem("F032", place, limit=limit, what=what))
        self.at = len(self.text)

    def refuse_extra(self, row: tuple[CsvCell, ...], width: int) -> None:
        """Note what stands beyond the last column of the header."""
        extra = next((cell for cell in row[width:] if cell.text.strip()), None)
        if extra is not None:
            place = Place(file=self.name, line=extra.line, column=extra.column)
            self.problems.append(problem("R043", place, value=extra.text))

    def _cell(self) -> CsvCell:
        line, column = self.line, self.at - self.begin + 1
        if not self.text.startswith('"', self.at):
            return CsvCell(self._plain(), line, column)
        quoted = _QUOTED.match(self.text, self.at)
        if quoted is None:
            self._fault("open_quote", line, column)
            rest = self.text[self.at + 1 :]
            self._go(len(self.text))
            return CsvCell(rest, line, column)
        self._go(quoted.end())
        after = CsvCell("", self.line, self.at - self.begin + 1)
        rest = self._plain()
        if rest.strip():
            self._fault("after_quote", after.line, after.column)
        return CsvCell(quoted[1].replace('""', '"') + rest.rstrip(), line, column)

    def _plain(self) -> str:
        found = self.plain.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found.group() if found else ""

    def _go(self, to: int) -> None:
        """Go on to a position, counting the line breaks on the way."""
        passed = self.text[self.at : to]
        if "\n" not in passed and "\r" not in passed:
            self.at = to
            return
        for found in _BREAK.finditer(self.text, self.at, to):
            self.line += 1
            self.begin = found.end()
        self.at = to

    def _fault(self, fault: str, line: int, column: int) -> None:
        place = Place(file=self.name, line=line, column=column)
        self.problems.append(problem("R040", place, fault=later(f"faults.{fault}")))
