"""What a reader of any format hands on: rows of raw values with their places."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from teia_indicators.problems import Place, Problem
from teia_indicators.responses.model import Source
from teia_indicators.sources.tables import Sheet


class Cell(NamedTuple):
    """A raw value and where it stands: a place, or a sheet with row and column counted from 0."""

    value: Any
    at: Place | tuple[Sheet, int, int]

    @property
    def place(self) -> Place:
        """Where it stands."""
        if isinstance(self.at, tuple):
            sheet, row, column = self.at
            return sheet.place(row, column)
        return self.at

    @property
    def text(self) -> str:
        """The value as text without surrounding space; whole floats without their ``.0``."""
        if isinstance(self.value, str):
            return self.value.strip()
        if self.value is None:
            return ""
        if isinstance(self.value, datetime.datetime) and self.value.time() == datetime.time():
            return str(self.value.date())
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return str(self.value)


@dataclass(frozen=True)
class RawRow:
    """One answer: the id, the fields given, and its evidence items field by field."""

    id: Cell
    fields: Mapping[str, Cell]
    evidence: tuple[Mapping[str, Cell], ...] = ()

    @cached_property
    def item(self) -> str:
        """The id as text."""
        return self.id.text


@dataclass(frozen=True)
class RawResponses:
    """A whole file: what it says of itself, and its rows in file order.

    `asked` holds the ids of the indicators of a part, `previous` last round's answers as the form
    was given them, `gone` what the form had and the file has no more, `targets` the filled rows of
    the sheet for targets; None where there is no such sheet.
    """

    place: Place
    head: Mapping[str, Cell]
    rows: tuple[RawRow, ...] = ()
    challenges: tuple[RawRow, ...] = ()
    asked: tuple[Cell, ...] = ()
    sources: tuple[Source, ...] = ()
    previous: tuple[RawRow, ...] = ()
    gone: tuple[Problem, ...] = ()
    targets: tuple[RawRow, ...] | None = None
