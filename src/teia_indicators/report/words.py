"""Texts, numbers and plurals of a report in a language, by the rules of CLDR."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from teia_indicators.action_plan.shown import Shown
from teia_indicators.catalogue.countries import load_countries
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.translation import say
from teia_indicators.text import phrase

if TYPE_CHECKING:
    import datetime

NONE = "–"


class Words:
    """Says things in a language.

    Parameters
    ----------
    catalogue : Catalogue
        With its translations.
    language : str
        ``en``, ``fr`` or ``ru``.
    """

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        from babel import Locale

        self.catalogue, self.language = catalogue, language
        self.shown = Shown(catalogue, language)
        self._locale = Locale(language)

    def __call__(self, key: str, /, **params: object) -> str:
        """Return a text of the report."""
        return phrase(f"report.{key}", self.language, **params)

    def counted(self, key: str, count: int, /, **params: object) -> str:
        """Return a text in the form that goes with a number, which it names as ``n``."""
        form = self._locale.plural_form(count)
        said = {"n": self.number(count), **params}
        try:
            return self(f"{key}.{form}", **said)
        except KeyError:
            return self(f"{key}.other", **said)

    def number(self, value: float | None, digits: int = 0) -> str:
        """Return a number with so many decimals; a dash for None."""
        return NONE if value is None else self._decimal(value, "#,##0." + "0" * digits)

    def signed(self, value: float | None, shape: str = "0.0") -> str:
        """Return a change with its sign; one that is rounded to nothing has none."""
        if value is None:
            return NONE
        bare = self._decimal(0.0, shape)
        shown = self._decimal(value, f"+{shape};-{shape}")
        return bare if shown.lstrip("+-") == bare else shown

    def _decimal(self, value: float, shape: str) -> str:
        from babel.numbers import format_decimal

        return format_decimal(value, shape.removesuffix("."), locale=self._locale)

    def percent(self, share: float | None) -> str:
        """Return a share as a percentage."""
        from babel.numbers import format_percent

        return NONE if share is None else format_percent(share, locale=self._locale)

    def plain(self, value: float) -> str:
        """Return a number with at most six decimals."""
        return self._decimal(value, "#,##0.######")

    def share(self, share: float | None) -> str:
        """Return a share as 0 to 100, with one decimal."""
        return NONE if share is None else self.number(share * 100, 1)

    def figure(self, value: float | None) -> str:
        """Return a figure: a share as 0 to 100, one of a scale of its own as it is."""
        if value is None:
            return NONE
        if self.catalogue.scale.unit == "share":
            return self.number(value * 100, 1)
        return self._decimal(value, "#,##0.###")

    def change(self, value: float | None) -> str:
        """Return the change of a figure."""
        if value is not None and self.catalogue.scale.unit == "share":
            return self.signed(value * 100)
        return self.signed(value, "0.###")

    @property
    def top(self) -> float:
        """The highest figure that the scale has."""
        return self.catalogue.scale.value(self.catalogue.scale.top)

    def names(self, names: Iterable[str]) -> str:
        """Return a list in words."""
        from babel.lists import format_list

        return format_list(list(names), locale=self._locale)

    def date(self, day: datetime.date | None) -> str:
        """Return a day; a dash for None."""
        from babel.dates import format_date

        return NONE if day is None else format_date(day, "medium", self._locale)

    def country(self, code: str) -> str:
        """Return the name of a country, or its code where it has none."""
        known = load_countries()
        return known[code].name.get(self.language, code) if code in known else code

    def item(self, item: str) -> str:
        """Return id and title of an area or indicator."""
        return f"{item} {self.shown.name(item)}".strip()

    def said(self, item: str, field: str, source: str) -> str:
        """Return a text of the catalogue in the language."""
        return say(self.catalogue, item, field, source, self.language, "english")

    def dimension(self, name: str) -> str:
        """Return the name of a dimension."""
        return phrase(f"dimensions.{name}", self.language)

    def answer(self, state: str) -> str:
        """Return how a criterion is read, in words."""
        return (
            self(f"states.{state}")
            if state.startswith("implied")
            else phrase(f"answers.{state}", self.language)
        )

    def status(self, status: Literal["unofficial", "official"]) -> str:
        """Return the status of the catalogue."""
        return phrase(f"workbook.statuses.{status}", self.language)
