"""The short form: two pages for somebody who decides."""

from __future__ import annotations

from teia_indicators.plots.areas import Bars
from teia_indicators.report import answers, grounds, work
from teia_indicators.report.material import Material
from teia_indicators.report.model import Section, Table
from teia_indicators.report.summary import summary

#: Rows of a table at most, and what is taken of those of the gaps and the plan.
_MOST = 5
_OF_GAPS, _OF_PLAN = (0, 1, 2, 3, 4, 7), (0, 1, 3, 5, 6, 7)
#: Of the areas: all but the bars, which stand in the chart.
_OF_AREAS = (0, 2, 3, 4, 5, 6)


def brief(given: Material) -> list[Section]:
    """Return the summary, the areas, the first gaps and actions, and what the figures rest on."""
    gaps, plan = given.gaps, given.plan
    profile = answers.areas(given, Bars)
    picture, table = profile.blocks
    assert isinstance(table, Table)
    shown = table.part(_OF_AREAS, len(table.rows))
    return [
        summary(given),
        profile.model_copy(update={"blocks": (picture, shown)}),
        *([] if gaps is None else [_shortened(given, work.gaps(given, gaps), _OF_GAPS)]),
        *([] if plan is None else [_shortened(given, work.plan(given, plan), _OF_PLAN)]),
        grounds.in_short(given),
    ]


def _shortened(given: Material, section: Section, columns: tuple[int, ...]) -> Section:
    """Return a section with the first rows of its first table; pictures stay in the whole."""
    words, first = given.words, section.blocks[0]
    if isinstance(first, Table):
        shown = first.part(columns, _MOST)
        counts = {"shown": words.number(len(shown.rows)), "all": words.number(len(first.rows))}
        note = words(f"notes.brief_{first.id}", **counts)
        first = shown.model_copy(update={"note": note})
    return section.model_copy(update={"blocks": (first,)})
