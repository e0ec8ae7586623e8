"""Reports for tests: of the shipped examples, with everything in them."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import Any

import teia_indicators as teia
from teia_indicators.report.model import Prose

EXAMPLES = Path(__file__).parents[2] / "examples"
LANGUAGES = ("en", "fr", "ru")
HOSTILE = (
    "</style></table><script>document.title='run'</script> \"'& {{ 7*7 }} #let x = 1 "
    "<img src=x onerror=\"document.title='run'\"> $a$ *b* _c_ @d \\e =1+1 "
    "😀 漢 \x07 \u202e\u05d0\u05d1\u05d2 \u0645\u0631\u062d\u0628\u0627 " + "w" * 5000
)


@cache
def assessed(name: str) -> teia.Assessment:
    """Return an assessment of a shipped example."""
    return teia.assess(teia.read_responses(EXAMPLES / f"{name}.yaml"))


@cache
def documents() -> dict[str, Any]:
    """Return gaps, plan, comparison and neighbours of the later round of XAA."""
    own, before, other = map(assessed, ("xaa-2028", "xaa-2026", "xab-2026"))
    gaps = teia.find_gaps(own)
    return {
        "gaps": gaps,
        "plan": teia.draft_action_plan(gaps, start=datetime.date(2029, 1, 1)),
        "comparison": teia.compare_rounds(before, own),
        "neighbours": (teia.compare_neighbours(own, other),),
    }


@cache
def whole(language: str = "en") -> teia.Report:
    """Return a report with everything."""
    return teia.build_report(assessed("xaa-2028"), **documents(), language=language)


def sentences(report: teia.Report) -> list[str]:
    """Return the summary, sentence by sentence."""
    (block,) = report.section("summary").blocks
    assert isinstance(block, Prose)
    return [one.text for one in block.sentences]
