"""The heat map: the stages of the indicators in several countries or rounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from teia_indicators.assessment import Assessment
from teia_indicators.plots.described import Chart, Line, named, provenance
from teia_indicators.problems import MethodError, Place, problem
from teia_indicators.text import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LABELS, _CELL, _ROW = 3.6, 0.62, 0.34


@dataclass(frozen=True, repr=False)
class Heatmap(Chart):
    """Countries or rounds as columns, indicators as rows, the stages in the cells.

    Parameters
    ----------
    assessments : tuple of Assessment
        One or more, of one catalogue.
    """

    assessments: tuple[Assessment, ...]
    kind = "heatmap"
    columns: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("country", "round", "area", "id", "title"), "str"),
        "stage_low": "Int64",
        "stage_high": "Int64",
        "applicable": "bool",
    }

    def __post_init__(self) -> None:
        if not self.assessments:
            raise MethodError([problem("M092", Place(), "assessments", "")])
        first = self.assessments[0].catalogue.ref
        for one in self.assessments:
            if one.catalogue.ref != first:
                found = f"{one.catalogue.id} {one.catalogue.version}"
                own = f"{first.id} {first.version}"
                where = f"{one.country} {one.round}"
                raise MethodError(
                    [problem("M093", Place(), where, found, name=where, found=found, own=own)]
                )

    def records(self) -> list[dict[str, Any]]:
        """Return a row for each indicator of each assessment."""
        return [
            {
                "country": own.country,
                "round": own.round,
                "area": own.catalogue.parents[item.id],
                "id": item.id,
                "title": item.title,
                "stage_low": own.indicators[item.id].stage_low,
                "stage_high": own.indicators[item.id].stage_high,
                "applicable": own.indicators[item.id].applicable,
            }
            for own in self.assessments
            for item in own.catalogue.indicators
        ]

    def title(self, language: str) -> str:
        """Return the title."""
        return phrase("charts.heatmap", language)

    def about(self, language: str) -> str:
        """Return how many there are of both, and the stages."""
        catalogue = self.assessments[0].catalogue
        stages = catalogue.scale.numbers
        return phrase(
            "charts.heatmap_about",
            language,
            n=len(self.assessments),
            indicators=len(catalogue.indicators),
            first=stages[0],
            last=stages[-1],
        )

    def lines(self, language: str) -> list[Line]:
        """Return how many indicators of each assessment have which stage."""
        found = []
        for own in self.assessments:
            counts = Counter(cell(own, one) for one in own.indicators)
            none = counts.pop("–", 0)
            said = [
                phrase(
                    "charts.stages_of",
                    language,
                    stage=phrase("charts.stage", language, stage=one),
                    count=counts[one],
                )
                for one in sorted(counts)
            ]
            if none:
                no_stage = phrase("charts.no_stage", language).lstrip("– ")
                said.append(phrase("charts.stages_of", language, stage=no_stage, count=none))
            name = f"{own.country} {own.round}"
            found.append(Line(name, name, ", ".join(said)))
        return found

    def notes(self, language: str) -> list[str]:
        """Return what n counts, and the status."""
        catalogue = self.assessments[0].catalogue
        note = phrase("charts.heatmap_row_n", language)
        return provenance(catalogue.ref, catalogue, language, f"{note}.")

    def _drawn(self, language: str) -> Figure:
        from matplotlib.patches import Patch

        from teia_indicators.plots import paper as sheet

        catalogue = self.assessments[0].catalogue
        wide = max(_LABELS + _CELL * len(self.assessments), 6.4)
        paper = sheet.Paper(self, language, wide + 2 * sheet.MARGIN)
        stages = catalogue.scale.numbers
        edge: dict[str, Any] = {"edgecolor": "#8A8A8A", "linewidth": 0.6}
        handles = [Patch(facecolor=_colour(one, stages), **edge) for one in stages]
        names = [phrase("charts.stage", language, stage=one) for one in stages]
        handles.append(Patch(facecolor="white", hatch="////", **edge))
        names.append(phrase("charts.no_stage", language))
        paper.explain(handles, names, columns=4)
        rows = [(one.id, 1) for one in catalogue.indicators]
        labels = {
            one: sheet.wrap(named(catalogue, one, language), _LABELS - 0.15) for one, _ in rows
        }
        head, high = 0.4, sum(_height(labels[one]) for one, _ in rows)
        figure = paper.figure(head + high + 0.25)
        left = sheet.MARGIN + _LABELS
        axes = paper.axes(left, paper.top + head, _CELL * len(self.assessments), high)
        axes.set_xlim(0, len(self.assessments))
        axes.set_ylim(high, 0)
        for at, own in enumerate(self.assessments):
            x = left + (at + 0.5) * _CELL
            for row, said in enumerate((own.country, own.round)):
                for line in sheet.wrap(said, _CELL - 0.06, 7)[:1]:
                    look = {"ha": "center", "weight": "bold", "fontsize": 7}
                    paper.write(x, paper.top + 0.04 + row * 0.15, line, **look)
            known = sum(one.stage_low is not None for one in own.indicators.values())
            said = phrase("charts.heatmap_n", language, n=known)
            paper.write(x, paper.top + head + high + 0.05, said, ha="center", fontsize=7)
        y = 0.0
        for item, _ in rows:
            tall = _height(labels[item])
            sheet.column(paper, sheet.MARGIN, head + y + tall / 2, labels[item])
            for at, own in enumerate(self.assessments):
                _draw_cell(axes, at, y, tall, own, item)
            y += tall
        return figure


def cell(own: Assessment, item: str) -> str:
    """Return what stands in a cell: a stage, an interval, or a dash."""
    low, high = own.indicators[item].stage_low, own.indicators[item].stage_high
    if low is None:
        return "–"
    return str(low) if low == high else f"{low}–{high}"


def _draw_cell(axes: Axes, at: int, y: float, tall: float, own: Assessment, item: str) -> None:
    """Draw a cell: an interval in the colours of both its ends, no stage hatched."""
    from matplotlib.patches import Rectangle

    from teia_indicators.plots.paper import FAMILY, SIZE

    score, stages = own.indicators[item], own.catalogue.scale.numbers
    ends = (score.stage_low, score.stage_high)
    for side, stage in enumerate(ends):
        part = Rectangle((at + side / 2, y), 0.5, tall)
        part.set(facecolor="white" if stage is None else _colour(stage, stages), linewidth=0)
        axes.add_patch(part)
    whole = Rectangle((at, y), 1, tall)
    whole.set(facecolor="none", edgecolor="#8A8A8A", linewidth=0.6, clip_on=False)
    if ends[0] is None:
        whole.set_hatch("////")
    axes.add_patch(whole)
    box = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.15"}
    look: dict[str, Any] = {"ha": "center", "va": "center", "family": FAMILY, "bbox": box}
    axes.text(at + 0.5, y + tall / 2, cell(own, item), fontsize=SIZE, weight="bold", **look)


def _colour(stage: int, stages: tuple[int, ...]) -> tuple[float, float, float]:
    """Return a shade of one blue: the higher the darker, in grey print too."""
    share = (stages.index(stage) + 0.3) / len(stages)
    return (1 - share, 1 - 0.553 * share, 1 - 0.302 * share)


def _height(lines: list[str]) -> float:
    return max(0.24, len(lines) * 0.15 + 0.06)
