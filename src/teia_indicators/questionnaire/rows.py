"""Rows of an XLSForm, and the texts in them in every language."""

from __future__ import annotations

import re
from collections.abc import Callable

from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.translation import say
from teia_indicators.responses.survey import unreferring
from teia_indicators.text import LANGUAGES, phrase, texts

#: Languages as XLSForm names them.
LANGUAGE_NAMES = {"en": "English (en)", "fr": "French (fr)", "ru": "Russian (ru)"}

#: A text in each language.
Texts = Callable[[str], str]
Row = dict[str, str]


def column(kind: str, language: str) -> str:
    """Return the heading of a column of texts, such as ``label::French (fr)``."""
    return f"{kind}::{LANGUAGE_NAMES[language]}"


def row(kind: str, name: str, label: Texts | None = None, /, **more: str | Texts) -> Row:
    """Return a row; a text that differs by language is given as a function of the language."""
    found = {"type": kind, "name": name}
    for key, value in {"label": label or "", **more}.items():
        if not callable(value):
            found[key] = value
            continue
        found.update({column(key, language): value(language) for language in LANGUAGES})
    return {key: unreferring(text) if "::" in key else text for key, text in found.items() if text}


def said(key: str, **params: str | Texts) -> Texts:
    """Return a phrase of the section ``xlsform`` in each language."""

    def text(language: str) -> str:
        filled = {
            name: value(language) if callable(value) else value for name, value in params.items()
        }
        return phrase(f"xlsform.{key}", language, **filled)

    return text


def literal(text: str) -> str:
    """Return a text as an expression, whatever quotes it holds and whatever it looks like."""
    if "${" not in text and not ("'" in text and '"' in text):
        return f'"{text}"' if "'" in text else f"'{text}'"
    parts = re.findall(r"\$|'+|[^$']+", text)
    shown = [f'"{part}"' if part.startswith("'") else f"'{part}'" for part in parts]
    return f"concat({', '.join(shown)})"


def word(group: str, code: str) -> Texts:
    """Return the label of a code in each language."""
    return lambda language: str(texts(language)[group][code])


def stage_text(catalogue: Catalogue, number: int) -> Texts:
    """Return number and label of a stage in each language."""
    label = catalogue.scale.stage_of(number).label
    return lambda language: (
        f"{number} {say(catalogue, f'stage-{number}', 'label', label, language)}"
    )
