"""What helps to answer: why a mechanism matters, and what counts as an answer."""

from __future__ import annotations

from teia_indicators.model import Model


class CriterionGuidance(Model):
    """What counts as an answer to a criterion.

    Parameters
    ----------
    yes, partly : str
        What counts as ``yes``, and as ``partly``.
    """

    yes: str = ""
    partly: str = ""


class IndicatorGuidance(Model):
    """What helps to answer an indicator.

    Parameters
    ----------
    why : str
        Why the mechanism matters.
    evidence : str
        What counts as evidence.
    difficulty : str
        A difficulty that countries commonly meet.
    """

    why: str = ""
    evidence: str = ""
    difficulty: str = ""
