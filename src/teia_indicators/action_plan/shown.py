"""What the cells of a plan show of an action, in a language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from teia_indicators.action_plan.layout import ID, WORDS
from teia_indicators.action_plan.model import PlannedAction
from teia_indicators.catalogue.actions import Action
from teia_indicators.catalogue.model import Catalogue, WorkingArea
from teia_indicators.catalogue.translation import say
from teia_indicators.text import texts

_BETWEEN_IDS, _BETWEEN_NAMES = "\n", "; "


class Shown:
    """Says actions in a language: texts of the library that nobody changed are translated.

    Parameters
    ----------
    catalogue : Catalogue
        With its action library and translations.
    language : str
        ``en``, ``fr`` or ``ru``.
    """

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.catalogue = catalogue
        self.language = language
        self.library: dict[str, Action] = {one.id: one for one in catalogue.actions}
        self.owners = {one.owner for one in catalogue.actions}

    def cells(self, action: PlannedAction) -> dict[str, Any]:
        """Return what stands in each column: a text, a date, a number; empty where nothing does."""
        amount = action.amount
        return {
            ID: action.id,
            "title": self.text(action, "title"),
            "text": self.text(action, "text"),
            "area": self._named(action.areas),
            "indicator": self._named(action.indicators),
            "criteria": _BETWEEN_IDS.join(action.criteria),
            "establish": _BETWEEN_IDS.join(action.establish),
            "requires": _BETWEEN_IDS.join(action.requires),
            "authority": self.role(action.authority),
            "partners": _BETWEEN_NAMES.join(map(self.role, action.partners)),
            "start": action.start or "",
            "due": action.due or "",
            "low": amount.low if amount else "",
            "high": amount.high if amount else "",
            "currency": amount.currency if amount else "",
            "funding": action.funding,
            "assistance": action.assistance,
            "completion": self.text(action, "completion"),
            "comment": action.comment,
            **{key: self.word(key, getattr(action, key)) for key in WORDS},
        }

    def text(self, action: PlannedAction, field: str) -> str:
        """Return title, text or completion test; the library's own in the language."""
        own: str = getattr(action, field)
        known = self.library.get(action.id)
        if known is None or own != getattr(known, field):
            return own
        return self._said(action.id, field, own)

    def role(self, name: str) -> str:
        """Return an authority; a role of the library in the language."""
        return self._said("owners", name, name) if name in self.owners else name

    def word(self, key: str, code: str) -> str:
        """Return a word of a list."""
        return str(texts(self.language)[WORDS[key]][code])

    def name(self, item: str) -> str:
        """Return the short title of an area, or the title of an indicator; empty if unknown."""
        known = self.catalogue.items.get(item)
        if known is None:
            return ""
        if isinstance(known, WorkingArea) and known.short_title:
            return self._said(item, "short_title", known.short_title)
        return self._said(item, "title", getattr(known, "title", ""))

    def _named(self, items: Iterable[str]) -> str:
        return "\n".join(f"{item} {self.name(item)}".strip() for item in items)

    def _said(self, item: str, field: str, source: str) -> str:
        return say(self.catalogue, item, field, source, self.language, "english")
