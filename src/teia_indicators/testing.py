"""For tests and trials: answers made by rule."""

from __future__ import annotations

from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import NEEDS_REASON, Answer, AnswerWord, Responses


def uniform_responses(
    catalogue: Catalogue,
    value: AnswerWord,
    *,
    country: str = "XAA",
    round: str = "2026",
) -> Responses:
    """Return responses that answer every criterion alike.

    Parameters
    ----------
    catalogue : Catalogue
        What is asked.
    value : str
        ``yes``, ``partly``, ``no``, ``unanswered``, ``unknown``, ``not_applicable``, ``withheld``.
    country, round : str
        Whose answers they claim to be; ``XAA`` is a user-assigned code.
    """
    reason = "made for a test" if value in NEEDS_REASON else ""
    answer = Answer(value=value, reason=reason)
    answers = {} if answer == Answer() else {one.id: answer for one in catalogue.criteria}
    return Responses(
        catalogue=catalogue.ref, country=country, round=round, answers=FrozenDict(answers)
    )
