"""What a workbook of texts brings back, and how it is laid out for its writer and its reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from teia_indicators.catalogue.model import Catalogue, CatalogueRef
from teia_indicators.catalogue.translation import TranslatedText, source_hash, translatable
from teia_indicators.model import Model
from teia_indicators.problems import Problem, Problems

FORMAT = "teia.texts/1"

#: Rows of the `_meta` sheet.
META_KEYS = ("format", "catalogue_id", "catalogue_version", "catalogue_checksum", "language")

#: Row of the headings, counted from 0; the keys stand in row 0, which is hidden.
HEADER_ROW = 3

#: Id and field of a text, such as ``IDN-1.a`` and ``guidance.yes``.
Key = tuple[str, str]
State = Literal["fresh", "stale", "missing"]


class TextChange(Model):
    """One translated text that differs from the catalogue's.

    Parameters
    ----------
    language : str
        Code of the language.
    id, field : str
        Which text, such as ``IDN-1.a`` and ``guidance.yes``.
    text : str
        The translation as it is to be.
    source : str
        Hash of the source text that the translator saw, see `source_hash`.
    """

    language: str
    id: str
    field: str
    text: str
    source: str


class TextChanges(Model):
    """What a workbook of texts would change in a catalogue folder; see `read_texts`.

    Parameters
    ----------
    catalogue : CatalogueRef or None
        The catalogue that the workbook was written from; None where it cannot be told.
    added : tuple of TextChange
        Translations where none was.
    changed : tuple of TextChange
        Translations that differ from those of the folder, or that were confirmed: the text is the
        same and only the hash of its source is another.
    unchanged : int
        How many translations of the workbook are those of the folder.
    findings : tuple of Problem
        Everything found, errors and warnings.
    """

    catalogue: CatalogueRef | None = None
    added: tuple[TextChange, ...] = ()
    changed: tuple[TextChange, ...] = ()
    unchanged: int = 0
    findings: tuple[Problem, ...] = ()

    @property
    def problems(self) -> Problems:
        """The findings, errors and warnings apart."""
        return Problems(self.findings)

    def __repr__(self) -> str:
        return (
            f"<TextChanges: {len(self.added)} added, {len(self.changed)} changed, "
            f"{self.unchanged} unchanged, {len(self.problems.errors)} errors>"
        )


def source_texts(catalogue: Catalogue) -> dict[Key, str]:
    """Return everything that is translated, by id and field, in catalogue order."""
    found = translatable(catalogue.document())
    return {(item, field): text for item, field, text in found}


def translated(catalogue: Catalogue) -> dict[str, dict[Key, TranslatedText]]:
    """Return the translations of each language by id and field."""
    return {
        one.language: {
            (item, field): entry
            for item, fields in one.entries.items()
            for field, entry in fields.items()
        }
        for one in catalogue.translations
    }


def state_of(entries: Mapping[Key, TranslatedText], key: Key, source: str) -> State:
    """Return whether a text is translated, and from the source text as it is now."""
    entry = entries.get(key)
    if entry is None:
        return "missing"
    return "fresh" if entry.source == source_hash(source) else "stale"
