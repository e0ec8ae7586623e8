"""The drawings of the charts with a row a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from teia_indicators.plots import paper as sheet
from teia_indicators.plots.rows import Intervals, Progress
from teia_indicators.plots.steps import Waterfall
from teia_indicators.text import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDE = 3.2


def _dot(axes: Axes, x: float, y: float, marker: str, colour: str, size: float = 8) -> None:
    look: dict[str, Any] = {"markeredgecolor": "black", "clip_on": False, "zorder": 5}
    axes.plot([x], [y], marker, color=colour, markersize=size, markeredgewidth=0.6, **look)


def _line(axes: Axes, low: float, high: float, y: float, **look: Any) -> None:
    look = {"color": "black", "linewidth": 1, "clip_on": False, "zorder": 3, **look}
    axes.plot([low, high], [y, y], **look)


def draw_progress(chart: Progress, language: str) -> Figure:
    """Return dumbbells: a ring earlier, a full diamond later, the bounds of both as whiskers."""
    from matplotlib.lines import Line2D

    nodes, unit = chart.nodes, chart.comparison.unit
    figures = [
        getattr(part, when)
        for one in nodes
        for part in (one.low, one.high)
        for when in ("earlier", "later")
    ]
    scale = sheet.scale_of(figures, unit)
    looks = {"earlier": ("o", "white", 0.08), "later": ("D", sheet.BLUE, -0.08)}

    def mark(axes: Axes, at: int, y: float) -> None:
        one = nodes[at]
        if one.low.earlier is None and one.low.later is None:
            return sheet.missing(axes, scale, y)
        for when, (marker, colour, off) in looks.items():
            low, value, high = (getattr(p, when) for p in (one.low, one.value, one.high))
            if low is not None:
                _line(axes, low, high, y - off, marker="|", markersize=6)
            if value is not None:
                _dot(axes, value, y, marker, colour)
        if one.value.earlier is not None and one.value.later is not None:
            look = {"color": sheet.SKY, "linewidth": 3, "zorder": 2}
            _line(axes, one.value.earlier, one.value.later, y, **look)
        return None

    own = chart.comparison
    handles: list[Any] = []
    for marker, colour, _ in looks.values():
        handles.append(
            Line2D([], [], marker=marker, color=colour, markeredgecolor="black", linestyle="")
        )
    handles.append(Line2D([], [], color="black", marker="|"))
    names = [
        phrase("charts.earlier", language, round=own.earlier),
        phrase("charts.later", language, round=own.later),
        phrase("charts.low_to_high", language),
    ]
    unit_name = phrase(f"charts.unit_{unit}", language)
    legend = handles, names
    return sheet.draw_rows(chart, language, scale, mark, legend=legend, unit=unit_name)


def draw_intervals(chart: Intervals, language: str) -> Figure:
    """Return the intervals of the draws as thick lines, the exact bounds as whiskers."""
    from matplotlib.lines import Line2D

    nodes, unit = chart.figures, chart.uncertainty.unit
    figures = [bound for one in nodes for bound in (one.low, one.high, one.lower, one.upper)]
    scale = sheet.scale_of(figures, unit)

    def mark(axes: Axes, at: int, y: float) -> None:
        one = nodes[at]
        if one.low is None and one.median is None:
            return sheet.missing(axes, scale, y)
        if one.low is not None and one.high is not None:
            _line(axes, one.low, one.high, y + 0.09, marker="|", markersize=7, linestyle=":")
        if one.value is not None:
            _dot(axes, one.value, y + 0.09, "D", sheet.ORANGE, 5)
        if one.lower is not None and one.upper is not None and one.median is not None:
            look = {"color": sheet.SKY, "linewidth": 5, "zorder": 2}
            _line(axes, one.lower, one.upper, y - 0.05, **look)
            _dot(axes, one.median, y - 0.05, "o", sheet.BLUE, 6)
        return None

    handles: list[Any] = [
        Line2D([], [], color=sheet.SKY, linewidth=5),
        Line2D([], [], color=sheet.BLUE, marker="o", linestyle="", markeredgecolor="black"),
        Line2D([], [], color="black", marker="|", linestyle=":"),
        Line2D([], [], color=sheet.ORANGE, marker="D", linestyle="", markeredgecolor="black"),
    ]
    keys = ("draws_interval", "median", "exact_bounds", "own_value")
    legend = handles, [phrase(f"charts.{key}", language) for key in keys]
    unit_name = phrase(f"charts.unit_{unit}", language)
    return sheet.draw_rows(chart, language, scale, mark, legend=legend, unit=unit_name)


def draw_waterfall(chart: Waterfall, language: str) -> Figure:
    """Return bars from top to bottom; sums begin at 0, gains where the bar above ends."""
    from matplotlib.patches import Patch, Rectangle

    steps, unit = chart.steps, chart.unit
    scale = sheet.scale_of([bound for one in steps for bound in (one.start, one.end)], unit)
    sums: dict[str, Any] = {"facecolor": sheet.SKY, "edgecolor": sheet.INK, "linewidth": 0.7}
    gains: dict[str, Any] = {
        "facecolor": sheet.GREEN,
        "edgecolor": sheet.INK,
        "hatch": "///",
        "linewidth": 0.7,
    }

    def mark(axes: Axes, at: int, y: float) -> None:
        one = steps[at]
        look = gains if one.kind in ("gap", "rest") else sums
        bar = Rectangle((one.start, y - 0.09), one.end - one.start, 0.18)
        bar.set(zorder=2, **look)
        axes.add_patch(bar)
        if at + 1 < len(steps):
            axes.plot([one.end, one.end], [y, y + 0.3], color=sheet.GREY, linewidth=0.7, zorder=1)

    handles: list[Any] = [Patch(**sums), Patch(**gains)]
    legend = handles, [phrase(f"charts.{key}", language) for key in ("sum", "gain")]
    unit_name = phrase(f"charts.unit_{unit}", language)
    return sheet.draw_rows(
        chart, language, scale, mark, legend=legend, unit=unit_name, labels=_WIDE
    )
