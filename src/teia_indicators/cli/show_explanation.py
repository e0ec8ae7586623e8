"""Why a figure is what it is, on a terminal, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

import teia_indicators as teia
from teia_indicators.assessment.trace import Explanation, Scalar
from teia_indicators.cli.show import line
from teia_indicators.report.words import NONE, Words
from teia_indicators.text import phrase

#: Figures of the scale, and shares.
_FIGURES = ("low", "value", "high", "unrounded_low", "unrounded_value", "unrounded_high")
_SHARES = ("coverage", "coverage_threshold", "minimum_share")
_COUNT = "answers_"


def explanation(assessment: teia.Assessment, found: Explanation, language: str) -> None:
    """Print what a figure follows from, down to the answers and their places."""
    words = Words(assessment.catalogue, language)
    line(f"{found.id} {found.label}")
    line(f"  {found.rule}")
    for name, value in found.result.items():
        line(f"  {_name(name, words)}: {_value(name, value, words)}")
    if found.parameters:
        line(f"  [{_listed(found.parameters, words)}]")
    for one in found.inputs:
        place = f"  <- {one.place}" if one.place and str(one.place) else ""
        line(f"    {one.id}: {_listed(one.values, words)}{place}  {one.label}".rstrip())
    if found.above:
        line(f"  -> {' -> '.join(found.above)}")
    source = found.catalogue
    named = {"id": source.id, "version": source.version}
    status = words.status(assessment.catalogue.status)
    line(f"  {phrase('printed_profile.catalogue', language, **named, status=status)}")


def _listed(values: Mapping[str, Scalar], words: Words) -> str:
    # Whether a part is missing, not what is done about what is.
    named = {
        "gone" if isinstance(one, bool) and key == "missing" else key: one
        for key, one in values.items()
    }
    return ", ".join(f"{_name(key, words)} {_value(key, one, words)}" for key, one in named.items())


def _name(name: str, words: Words) -> str:
    """Return what a figure is called; the name itself of one that only experts set."""
    if name.startswith(_COUNT):
        said = phrase(f"report.heads.{name.removeprefix(_COUNT)}", words.language)
        return phrase("explained.count", words.language, answer=said)
    try:
        return phrase(f"explained.{name}", words.language)
    except KeyError:
        return name


def _value(name: str, value: Scalar, words: Words) -> str:
    if value is None:
        return phrase("explained.open", words.language) if name == "met" else NONE
    if isinstance(value, bool):
        return phrase(f"answers.{'yes' if value else 'no'}", words.language)
    if isinstance(value, float) or (isinstance(value, int) and name in _SHARES):
        if name in _FIGURES:
            return words.figure(value)
        return words.percent(value) if name in _SHARES else words.plain(value)
    if name == "answer" and isinstance(value, str):
        return words.answer(value)
    groups = {"aggregation": "report.aggregations", "missing": "report.missing", "grade": "grades"}
    groups |= {"dimension": "dimensions", "basis": "explained.bases"}
    if name not in groups:
        return str(value)
    try:
        return phrase(f"{groups[name]}.{value}", words.language)
    except KeyError:
        return str(value)
