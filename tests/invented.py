"""Invented countries with answers made by rule: none of them exists, codes are user-assigned."""

from __future__ import annotations

import random

from teia_indicators import Answer, Catalogue, Responses
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import ANSWER_WORDS, AnswerWord

#: Code, invented name, and the chance of each answer in the order of `ANSWER_WORDS`.
COUNTRIES = {
    "XAA": ("Arandia", (50, 15, 20, 5, 3, 2, 5)),
    "XAB": ("Borovia", (25, 15, 40, 8, 4, 3, 5)),
    "XAC": ("Cassunia", (70, 10, 10, 3, 2, 2, 3)),
    "XAD": ("Dravonia", (10, 15, 60, 5, 5, 0, 5)),
    "XAE": ("Elmarra", (40, 20, 25, 5, 5, 0, 5)),
    "XAF": ("Feldany", (30, 10, 30, 20, 5, 0, 5)),
    "XAG": ("Gorvenia", (55, 10, 20, 5, 5, 0, 5)),
}


def answers_of(catalogue: Catalogue, country: str, round_: str = "2026") -> Responses:
    """Return the invented answers of one country: the same ones each time."""
    chances = COUNTRIES[country][1]
    drawn = random.Random(country)
    words: tuple[AnswerWord, ...] = ANSWER_WORDS  # type: ignore[assignment]
    answers = {
        one.id: Answer(value=drawn.choices(words, chances)[0], reason=f"ground of {one.id}")
        for one in catalogue.criteria
    }
    return Responses(
        catalogue=catalogue.ref, country=country, round=round_, answers=FrozenDict(answers)
    )


def group_of(catalogue: Catalogue, count: int = 6) -> list[Responses]:
    """Return the invented answers of several countries."""
    return [answers_of(catalogue, country) for country in list(COUNTRIES)[:count]]
