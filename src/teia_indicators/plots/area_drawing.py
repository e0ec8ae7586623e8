"""The drawings of the working areas: bars with whiskers, and the radar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from teia_indicators.plots import paper as sheet
from teia_indicators.plots.areas import AreaChart
from teia_indicators.text import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: In inches: the radar's field, and how far its spokes go in it.
_SIDE, _TABLE = 4.4, 4.3
_FULL, _RIM = 1.0, 1.32


def draw_bars(chart: AreaChart, language: str) -> Figure:
    """Return bars of the values, whiskers of the bounds; without a value the whiskers alone."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch, Rectangle

    nodes, unit = chart.nodes, chart.assessment.catalogue.scale.unit
    figures = [bound for one in nodes for bound in (one.low, one.high)]
    scale = sheet.scale_of(figures, unit)

    def mark(axes: Axes, at: int, y: float) -> None:
        one = nodes[at]
        if one.low is None or one.high is None:
            return sheet.missing(axes, scale, y)
        colour, hatch = (sheet.ORANGE, "///") if one.insufficient else (sheet.SKY, "")
        if one.value is not None:
            bar = Rectangle((0, y - 0.09), one.value, 0.18)
            bar.set(facecolor=colour, edgecolor=sheet.INK, hatch=hatch, linewidth=0.7, zorder=2)
            axes.add_patch(bar)
        return whisker(axes, one.low, one.high, y)

    def say(key: str) -> str:
        return phrase(f"charts.{key}", language)

    handles: list[Any] = [
        Patch(facecolor=sheet.SKY, edgecolor=sheet.INK),
        Line2D([], [], color="black", marker="|", markersize=8),
    ]
    names = [say("value"), say("low_to_high")]
    if any(one.insufficient for one in nodes):
        handles.append(Patch(facecolor=sheet.ORANGE, edgecolor=sheet.INK, hatch="///"))
        names.append(say("insufficient"))
    if any(one.low is None for one in nodes):
        handles.append(Patch(facecolor="none", edgecolor="#B0B0B0", hatch="////"))
        names.append(say("missing"))
    legend = handles, names
    unit_name = say(f"unit_{unit}")
    return sheet.draw_rows(chart, language, scale, mark, legend=legend, unit=unit_name)


def whisker(axes: Axes, low: float, high: float, y: float, colour: str = "black") -> None:
    """Draw a line from low to high with an end at both."""
    look: dict[str, Any] = {"color": colour, "linewidth": 1.2, "clip_on": False, "zorder": 4}
    axes.plot([low, high], [y, y], marker="|", markersize=9, **look)


def draw_radar(chart: AreaChart, language: str) -> Figure:
    """Return the radar, its spokes named by id, and beside it what each says."""
    from matplotlib.lines import Line2D

    lines = chart.lines(language)
    paper = sheet.Paper(chart, language, 2 * sheet.MARGIN + _SIDE + sheet.SPACE + _TABLE)
    handles = [Line2D([], [], **look) for look in _LOOKS.values()]
    names = [phrase(f"charts.{key}", language) for key in _LOOKS]
    none = any(one.low is None for one in chart.nodes[1:])
    if none:
        handles.append(Line2D([], [], color=sheet.VERMILION, marker="x", linestyle=""))
        names.append(phrase("charts.missing", language))
    paper.explain(handles, names, columns=4)
    texts = [
        (sheet.wrap(one.label, _TABLE, bold=True), sheet.wrap(one.said, _TABLE)) for one in lines
    ]
    heights = [(len(label) + len(said)) * sheet.LINE + sheet.PAD for label, said in texts]
    high = max(_SIDE, sum(heights))
    figure = paper.figure(high)
    y = 0.0
    for (label, said), height in zip(texts, heights, strict=True):
        x, middle = sheet.MARGIN + _SIDE + sheet.SPACE, y + len(label) * sheet.LINE / 2
        sheet.column(paper, x, middle, label, weight="bold")
        sheet.column(paper, x, y + height - sheet.PAD - len(said) * sheet.LINE / 2, said)
        y += height
    axes = paper.axes(sheet.MARGIN, paper.top, _SIDE, _SIDE)
    axes.set_xlim(-_RIM, _RIM)
    axes.set_ylim(-_RIM, _RIM)
    _draw_web(axes, chart)
    return figure


_LOOKS: dict[str, dict[str, Any]] = {
    "high": {"color": sheet.GREEN, "linestyle": ":", "marker": "^", "linewidth": 1.2},
    "value": {"color": sheet.BLUE, "linestyle": "-", "marker": "o", "linewidth": 2.0},
    "low": {"color": sheet.VERMILION, "linestyle": "--", "marker": "v", "linewidth": 1.2},
}


def _draw_web(axes: Axes, chart: AreaChart) -> None:
    """Draw rings, spokes, and a line each for low, value and high."""
    areas, unit = chart.nodes[1:], chart.assessment.catalogue.scale.unit
    scale = sheet.scale_of([b for one in areas for b in (one.low, one.high)], unit)
    angles = [math.pi / 2 - 2 * math.pi * at / len(areas) for at in range(len(areas))]
    look: dict[str, Any] = {"family": sheet.FAMILY, "parse_math": False, "va": "center"}
    for at, name in scale.ticks:
        radius = _radius(at, scale)
        ring = [_place(angle, radius) for angle in (*angles, angles[0])]
        axes.plot(*zip(*ring, strict=True), color=sheet.RULE, linewidth=0.7, zorder=0)
        if radius:
            x, y = _place(angles[0] - math.pi / len(areas), radius * math.cos(math.pi / len(areas)))
            axes.text(x, y, name, fontsize=6.5, color=sheet.GREY, ha="center", **look)
    for angle, one in zip(angles, areas, strict=True):
        ends = zip((0, 0), _place(angle, _FULL), strict=True)
        axes.plot(*ends, color=sheet.RULE, linewidth=0.9, zorder=0)
        x, y = _place(angle, 1.2)
        axes.text(x, y, one.id, fontsize=9, weight="bold", color=sheet.INK, ha="center", **look)
        if one.low is None:
            x, y = _place(angle, 1.06)
            axes.plot([x], [y], "x", color=sheet.VERMILION, markersize=8, markeredgewidth=2)
    for key, shape in _LOOKS.items():
        figures = [getattr(one, key) for one in areas]
        for run in _runs(figures):
            spots = [_place(angles[at], _radius(figures[at], scale)) for at in run]
            size = 6 if key == "value" else 5
            axes.plot(*zip(*spots, strict=True), **shape, markersize=size, zorder=3)


def _runs(figures: Sequence[float | None]) -> list[list[int]]:
    """Return which spokes a line joins: neighbours around the circle that both have a figure."""
    count = len(figures)
    known = [at for at, one in enumerate(figures) if one is not None]
    if len(known) == count:
        return [[*range(count), 0]] if count else []
    found: list[list[int]] = []
    for at in known:
        if figures[at - 1] is None:
            run = [at]
            while figures[(run[-1] + 1) % count] is not None:
                run.append((run[-1] + 1) % count)
            found.append(run)
    return found


def _radius(figure: float, scale: sheet.Scale) -> float:
    return _FULL * (figure - scale.low) / (scale.high - scale.low)


def _place(angle: float, radius: float) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)
