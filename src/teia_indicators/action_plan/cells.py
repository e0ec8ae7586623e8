"""What a user wrote in the row of an action, as changes of its fields; each problem at its cell."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from teia_indicators.action_plan.layout import INFORMATION, OWN_ONLY, TEXTS, WORDS
from teia_indicators.action_plan.model import CURRENCY, Amount, PlannedAction
from teia_indicators.problems import Place, Problem, problem
from teia_indicators.responses.dates import read_date
from teia_indicators.responses.interpret import fold, known_words
from teia_indicators.responses.raw import Cell
from teia_indicators.text import later, texts

_EMPTY = Cell("", Place())
_BETWEEN_IDS = re.compile(r"[\s,;]+")
_BETWEEN_NAMES = re.compile(r"[;\r\n]+")
#: Digits with spaces between thousands, and one sign before decimals.
_NUMBER = re.compile(r"(\d{1,3}(?: \d{3})+|\d+)(?:[.,](\d+))?")
#: A single sign before three digits may stand before decimals or between thousands.
_UNSURE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")

#: Every spreadsheet program keeps 15 digits of a number.
_DIGITS = 1e-14


class RowReader:
    """Reads the row of one action.

    Parameters
    ----------
    cells : mapping of str to Cell
        By the key of the column; a column that is missing changes nothing.
    base : PlannedAction
        The action as the plan has it, or as the library or an empty row would have it.
    was : mapping of str to object
        What the cells showed of it; empty ones for a new row.
    """

    def __init__(
        self, cells: Mapping[str, Cell], base: PlannedAction, was: Mapping[str, Any]
    ) -> None:
        self.cells = cells
        self.base = base
        self.was = was
        self.problems: list[Problem] = []

    def changes(self) -> dict[str, Any]:
        """Return the fields that differ from the action, with their values."""
        found: dict[str, Any] = {}
        for key in TEXTS:
            if self._changed(key):
                found[key] = self.cells[key].text
        if found.get("title") == "":
            self._refuse("P030", "title", id=self.base.id, what=heading("title"))
            del found["title"]
        if self._changed("partners"):
            names = _BETWEEN_NAMES.split(self.cells["partners"].text)
            found["partners"] = tuple(dict.fromkeys(filter(None, map(str.strip, names))))
        for key in ("criteria", "requires"):
            if self._changed(key):
                found[key] = ids_of(self.cells[key])
        for key in WORDS:
            if key not in OWN_ONLY or self.base.origin == "own":
                found[key] = self._word(key)
        found["start"], found["due"] = self._day("start"), self._day("due")
        found["amount"] = self._amount()
        self._look_at_information()
        return {key: value for key, value in found.items() if value != getattr(self.base, key)}

    def _changed(self, key: str) -> bool:
        """Tell whether a cell says something else than it showed."""
        if key not in self.cells:
            return False
        return plain(self.cells[key].text) != plain(str(self.was[key]))

    def _refuse(self, code: str, key: str, **params: object) -> None:
        cell = self.cells.get(key, _EMPTY)
        self.problems.append(problem(code, cell.place, self.base.id, cell.text or None, **params))

    def _word(self, key: str) -> str:
        """Return the code of a word in any language."""
        now: str = getattr(self.base, key)
        cell = self.cells.get(key)
        if cell is None:
            return now
        if not cell.text:
            if self.was[key]:
                self._refuse("P030", key, id=self.base.id, what=heading(key))
            return now
        codes = tuple(texts("en")[WORDS[key]])
        found = known_words(WORDS[key], codes).get(fold(cell.text))
        if found is None:
            expected = later(f"expected.{WORDS[key]}")
            self._refuse("P031", key, value=cell.text, expected=expected)
        return found or now

    def _day(self, key: str) -> datetime.date | None:
        now: datetime.date | None = getattr(self.base, key)
        cell = self.cells.get(key)
        if cell is None or (not cell.text and not self.was[key]):
            return now
        found = read_date(cell)
        if found == "":
            return None
        if found is None or len(found) < len("2027-03-31"):
            self._refuse("P032", key, value=cell.text, expected=later("expected.day"))
            return now
        return datetime.date.fromisoformat(found)

    def _amount(self) -> Amount | None:
        """Return the amount; one figure is both its ends."""
        now = self.base.amount
        if not any(self._differs(key) for key in ("low", "high", "currency")):
            return now
        ends = [self._end(key) for key in ("low", "high")]
        if any(isinstance(end, str) for end in ends):
            return now
        low, high = (end for end in ends if not isinstance(end, str))
        currency = self._value("currency").upper()
        if low is None and high is None:
            if currency:
                self._refuse("P042", "currency")
            return None
        low, high = (high if low is None else low), (low if high is None else high)
        assert low is not None
        assert high is not None
        if high < low:
            self._refuse("P034", "high", low=f"{low:.15g}", high=f"{high:.15g}")
        if not CURRENCY.fullmatch(currency):
            self._refuse("P035", "currency", value=self._value("currency") or "–")
        if high < low or not CURRENCY.fullmatch(currency):
            return now
        return Amount(low=low, high=high, currency=currency)

    def _differs(self, key: str) -> bool:
        if key not in self.cells:
            return False
        was, cell = self.was[key], self.cells[key]
        if isinstance(was, float):
            found = number_of(cell)
            return found is None or not math.isclose(found, was, rel_tol=_DIGITS)
        return plain(cell.text) != plain(str(was))

    def _value(self, key: str) -> str:
        return self.cells[key].text if key in self.cells else str(self.was[key])

    def _end(self, key: str) -> float | str | None:
        """Return an end of the amount; None where it is empty, a text where it is no number."""
        if not self._differs(key):
            return self.was[key] if isinstance(self.was[key], float) else None
        cell = self.cells[key]
        if not cell.text:
            return None
        found = number_of(cell)
        if found is None:
            self._refuse("P033", key, value=cell.text, expected=later("expected.amount"))
            return cell.text
        return found

    def _look_at_information(self) -> None:
        """Warn of what was written where nothing is read."""
        locked = [*INFORMATION, *(OWN_ONLY if self.base.origin == "library" else ())]
        for key in locked:
            if self._changed(key) and self.cells[key].text:
                self._refuse("P041", key, id=self.base.id, value=self.cells[key].text)


def ids_of(cell: Cell) -> tuple[str, ...]:
    """Return the ids of a cell, each once."""
    return tuple(dict.fromkeys(filter(None, _BETWEEN_IDS.split(cell.text))))


def number_of(cell: Cell) -> float | None:
    """Return a number not below 0, also one typed as text; None where it is none or unsure."""
    value = cell.value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if 0 <= value < math.inf else None
    if not isinstance(value, str):
        return None
    text = " ".join(unicodedata.normalize("NFKC", value).split())
    found = _NUMBER.fullmatch(text)
    if found is None or _UNSURE.fullmatch(text):
        return None
    number = float(f"{found[1].replace(' ', '')}.{found[2] or 0}")
    return number if math.isfinite(number) else None


def plain(text: str) -> str:
    """Return a text as spreadsheet programs keep it: one kind of line end, no space around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def heading(key: str) -> str:
    """Return the heading of a column, to be said later."""
    return later(f"plan_sheet.columns.{key}")
