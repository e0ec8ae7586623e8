"""Words for people: messages and labels, one TOML file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, urlencode

LANGUAGES = ("en", "fr", "ru")


@lru_cache(maxsize=len(LANGUAGES))
def texts(language: str) -> Mapping[str, Any]:
    """Return the texts of a language, as nested tables; empty where none are there yet."""
    file = resources.files("teia_indicators") / "texts" / f"{language}.toml"
    if language not in LANGUAGES or not file.is_file():
        return {}
    return tomllib.loads(file.read_text(encoding="utf-8"))


def phrase(key: str, language: str = "en", /, **params: object) -> str:
    """Return one text by its dotted key, its ``{names}`` filled in.

    Parameters
    ----------
    key : str
        Dotted path in the texts' file, such as ``workbook.answer``.
    language : str
        ``en``, ``fr`` or ``ru``; English stands in where a text is missing.
    **params
        Values of the names in braces.

    Raises
    ------
    KeyError
        If not even English has the key: a defect of the library.
    """
    for candidate in (language, "en"):
        found: Any = texts(candidate)
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if isinstance(found, str):
            return found.format(**params) if params else found
    raise KeyError(key)


#: Between the parts of a text to be said later: shown where one is, so problems keep it.
_SEAM = "\N{SYMBOL FOR UNIT SEPARATOR}"


def later(key: str, /, **params: object) -> str:
    """Return a text that stands for a phrase, to be said in a language that is not known yet."""
    return f"@{key}?{urlencode(params)}"


def joined_later(*parts: str) -> str:
    """Return parts, some of them of `later`, as one text to be said later."""
    return _SEAM.join(parts)


def resolve(text: str, language: str) -> str:
    """Return what a text of `later` stands for; any other text as it is."""
    return "".join(_resolved(part, language) for part in text.split(_SEAM))


def _resolved(text: str, language: str) -> str:
    if not text.startswith("@"):
        return text
    key, _, query = text[1:].partition("?")
    try:
        return phrase(key, language, **dict(parse_qsl(query, keep_blank_values=True)))
    except KeyError:
        return text
