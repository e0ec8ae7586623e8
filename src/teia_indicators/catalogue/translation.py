"""Translations: each text by id and field, with the hash of the source it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import CatalogueError, Place, problem

if TYPE_CHECKING:
    from teia_indicators.catalogue.model import Catalogue

#: Code of a language, such as ``fr``.
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]

#: What to do where a translation is missing or stale: refuse, mark it, or show the source.
Policy = Literal["error", "mark", "english"]

#: Marks of the policy ``mark``: the source stands in, or the source has changed since.
MISSING_MARK, STALE_MARK = "[EN] ", "[?] "


class TranslatedText(Model):
    """A translated text, and the hash of the source text it was made from."""

    source: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
    text: Annotated[str, Field(min_length=1)]


class Translation(Model):
    """All texts of a catalogue in another language.

    Parameters
    ----------
    language : str
        Code of the language.
    status : {"unreviewed", "reviewed"}
        Shown with the texts.
    entries : mapping of str to mapping of str to TranslatedText
        By id, then by field, such as ``IDN-1.a`` and ``text`` or ``guidance.yes``.
    """

    language: Language
    status: Literal["unreviewed", "reviewed"] = "unreviewed"
    entries: FrozenDict[str, FrozenDict[str, TranslatedText]] = FrozenDict()


def source_hash(text: str) -> str:
    """Return the eight hexadecimal digits that a translation keeps of its source."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]


def translatable(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield id, field and source text of everything that is translated.

    Parameters
    ----------
    data : mapping
        A catalogue as plain data; what has a wrong type is passed over.
    """
    name = str(data.get("id"))
    yield from _fields(name, data, ("title", "statement"))
    scale = data.get("scale")
    for stage in _dicts(scale, "stages"):
        yield from _fields(f"stage-{stage.get('stage')}", stage, ("label", "meaning"))
    for area in _dicts(data, "areas"):
        yield from _fields(str(area.get("id")), area, ("title", "short_title"))
        for indicator in _dicts(area, "indicators"):
            item = str(indicator.get("id"))
            yield from _fields(item, indicator, ("title", "question"))
            yield from _guidance(item, indicator, ("why", "evidence", "difficulty"))
            for criterion in _dicts(indicator, "criteria"):
                item = str(criterion.get("id"))
                yield from _fields(item, criterion, ("text",))
                yield from _guidance(item, criterion, ("yes", "partly"))
        for pair in _dicts(area, "pairs"):
            yield from _fields(str(pair.get("id")), pair, ("text",))
    owners: dict[str, None] = {}
    for action in _dicts(data, "actions"):
        fields = ("title", "text", "completion")
        yield from _fields(str(action.get("id")), action, fields)
        owners[str(action.get("owner"))] = None
    yield from (("owners", owner, owner) for owner in owners)


def _dicts(data: Any, key: str) -> Iterator[dict[str, Any]]:
    found = data.get(key) if isinstance(data, Mapping) else None
    rows = found if isinstance(found, list) else ()
    yield from (row for row in rows if isinstance(row, dict))


def _fields(
    item: str, row: Mapping[str, Any], names: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    for name in names:
        text = row.get(name)
        if isinstance(text, str) and text:
            yield item, name, text


def _guidance(
    item: str, row: Mapping[str, Any], names: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    guidance = row.get("guidance")
    if isinstance(guidance, Mapping):
        for _, name, text in _fields(item, guidance, names):
            yield item, f"guidance.{name}", text


def say(
    catalogue: Catalogue,
    item: str,
    field: str,
    source: str,
    language: str,
    policy: Policy = "mark",
) -> str:
    """Return a text of the catalogue in a language.

    Parameters
    ----------
    catalogue : Catalogue
        With its translations.
    item, field : str
        Which text, such as ``IDN-1.a`` and ``text``.
    source : str
        The text in the catalogue's own language.
    language : str
        The language wanted.
    policy : {"error", "mark", "english"}
        Where the translation is missing or stale.

    Raises
    ------
    CatalogueError
        Under the policy ``error``, where the translation is missing or stale.
    """
    if language == catalogue.language:
        return source
    found = next((one for one in catalogue.translations if one.language == language), None)
    entry = found.entries.get(item, FrozenDict()).get(field) if found else None
    fresh = entry is not None and entry.source == source_hash(source)
    if entry is not None and fresh:
        return entry.text
    if policy == "english":
        return source
    if policy == "error":
        code = "C022" if entry is None else "C021"
        place = Place(file=f"translations/{language}.yaml")
        now = source_hash(source)
        raise CatalogueError([problem(code, place, item, id=item, field=field, hash=now)])
    return f"{MISSING_MARK}{source}" if entry is None else f"{STALE_MARK}{entry.text}"
