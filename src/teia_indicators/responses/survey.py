"""What an XLSForm and the exports of its answers agree on: the name and label of each question.

Names follow from the ids of the whole catalogue, so that every form of a catalogue, in full or in
part, has the same ones, and an export is read without a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator, shown_text
from teia_indicators.catalogue.translation import say
from teia_indicators.model import FrozenDict
from teia_indicators.text import phrase, texts

FORMAT = "teia.xlsform/1"

#: Questions of the first group, and what the form carries unseen.
COVER_GROUP = "cover"
COVER = ("submit", "language", "authority", "focal_point", "date")
HIDDEN = (
    *("format", "catalogue_id", "catalogue_version", "catalogue_checksum"),
    *("country", "round", "depth", "asked"),
)
_PREFIX = "teia_"

#: What is asked beside the value: the reason, and after "more" one item of evidence and the rest.
EVIDENCE_PARTS = ("title", "kind", "reference", "date")
PARTS = ("reason", "more", *EVIDENCE_PARTS, "grade", "comment", "correction")

_VALUES = ("", "_stage", "_challenges")


class Slot(NamedTuple):
    """What a question is for: the id of an item ("" for the cover), and which part of it."""

    item: str
    part: str


@lru_cache(maxsize=8)
def survey_names(catalogue: Catalogue) -> FrozenDict[str, str]:
    """Return the name of each area, indicator and criterion: ``IDN_1_a`` of ``IDN-1.a``.

    What a name cannot hold becomes an underscore. Where that, or a question that belongs to it,
    would be the name of another, a number follows: no two questions share a name, even where
    capital and small letters are not told apart.
    """
    cover = [COVER_GROUP, *COVER, *(f"{_PREFIX}{key}" for key in HIDDEN), "meta", "data"]
    taken = set(cover)
    found = {}
    for item in catalogue.items:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", item)
        name = plain = plain if plain[0].isalpha() else f"n_{plain}"
        number = 1
        while taken & _family(name):
            number += 1
            name = f"{plain}_{number}"
        taken |= _family(name)
        found[item] = name
    return FrozenDict(found)


def _family(name: str) -> set[str]:
    ends = (*_VALUES, *(f"_{part}" for part in PARTS))
    return {f"{name}{end}".casefold() for end in ends}


def question_name(catalogue: Catalogue, slot: Slot) -> str:
    """Return the name of a question."""
    if not slot.item:
        return slot.part if slot.part in COVER else f"{_PREFIX}{slot.part}"
    name = survey_names(catalogue)[slot.item]
    if slot.part != "value":
        return f"{name}_{slot.part}"
    kind = catalogue.items[slot.item]
    if isinstance(kind, Criterion):
        return name
    return f"{name}_stage" if isinstance(kind, Indicator) else f"{name}_challenges"


def question_label(catalogue: Catalogue, slot: Slot, language: str) -> str:
    """Return what a question asks, in a language; it begins with the id of its item."""
    if not slot.item:
        return phrase(f"xlsform.cover.{slot.part}", language)
    if slot.part != "value":
        return f"{slot.item} {_part_label(slot.part, language)}"
    item = catalogue.items[slot.item]
    if isinstance(item, Criterion):
        text = shown_text(item, language, catalogue)
    elif isinstance(item, Indicator):
        text = phrase("xlsform.stage", language)
        if item.question:
            text = f"{say(catalogue, item.id, 'question', item.question, language)} {text}"
    else:
        text = phrase("workbook.challenges", language)
    return f"{item.id} {unreferring(text)}"


def _part_label(part: str, language: str) -> str:
    if part == "more":
        return phrase("xlsform.more", language)
    labels = texts(language)["workbook"]["columns"]
    label: str = labels[f"evidence.{part}" if part in EVIDENCE_PARTS else part]
    return label


def unreferring(text: str) -> str:
    """Return a text in which a form sees no reference to a question."""
    return text.replace("${", "$ {")


def slots(catalogue: Catalogue) -> Iterator[Slot]:
    """Yield every question that a form of the catalogue can ask."""
    yield from (Slot("", key) for key in (*COVER, *HIDDEN))
    for item in catalogue.items:
        yield Slot(item, "value")
        if item in catalogue.parents:
            yield from (Slot(item, part) for part in PARTS)
