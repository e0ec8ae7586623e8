"""The sheet that charts are drawn on: all in inches from the top left, no text clipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from teia_indicators.plots.described import Chart, Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Okabe and Ito's colours, and greys.
BLUE, SKY, ORANGE, GREEN, VERMILION = "#0072B2", "#56B4E9", "#E69F00", "#009E73", "#D55E00"
INK, GREY, RULE, BAND = "#1F3864", "#595959", "#DADADA", "#E4EAF4"

FAMILY, SIZE = "DejaVu Sans", 8
#: In inches: the height of a line, the space around, and between columns.
LINE, PAD, MARGIN, SPACE = 0.15, 0.12, 0.25, 0.2
_LABELS, _FIELD, _SAID, _FOOT = 2.6, 3.6, 2.0, 0.5


class Paper:
    """A figure of a width, whose height grows with what is written.

    Parameters
    ----------
    chart : Chart
        For title, subtitle and notes.
    language : str
        Of the texts.
    wide : float
        Width in inches.
    """

    def __init__(self, chart: Chart, language: str, wide: float) -> None:
        self.wide = wide
        room = wide - 2 * MARGIN
        self.title = wrap(chart.title(language), room, 13, bold=True)
        self.about = wrap(chart.about(language), room)
        notes = chart.notes(language)
        self.notes = [line for one in notes for line in wrap(one, room, SIZE - 1)]
        self.legend: list[tuple[list[Any], list[str]]] = []
        self.columns = 1

    def explain(self, handles: list[Any], names: list[str], columns: int) -> None:
        """Take the legend, with as many columns as its names have room for."""
        longest = max(map(width, names)) + 0.75
        self.columns = max(1, min(columns, int((self.wide - 2 * MARGIN) // longest)))
        self.legend = [(handles, names)]

    @property
    def top(self) -> float:
        """Where the drawing begins, in inches from the top."""
        rows = -(-len(self.legend[0][1]) // self.columns) if self.legend else 0
        texts = len(self.title) * 0.24 + len(self.about) * LINE
        return MARGIN + texts + (0.1 + rows * 0.19 if rows else 0) + 0.12

    def figure(self, high: float) -> Figure:
        """Return the sheet for a drawing of a height, with all that stands around it."""
        from matplotlib.figure import Figure

        self.high = self.top + high + 0.1 + len(self.notes) * LINE + MARGIN / 2
        figure = Figure(figsize=(self.wide, self.high), dpi=100, facecolor="white")
        self.sheet = figure
        y = MARGIN
        for line in self.title:
            self.write(MARGIN, y, line, fontsize=13, weight="bold", color=INK)
            y += 0.24
        for line in self.about:
            self.write(MARGIN, y, line, color=GREY)
            y += LINE
        for handles, names in self.legend:
            figure.legend(
                handles,
                names,
                loc="upper left",
                bbox_to_anchor=(MARGIN / self.wide, 1 - (y + 0.08) / self.high),
                ncols=self.columns,
                frameon=False,
                prop={"family": FAMILY, "size": SIZE},
                borderaxespad=0,
                borderpad=0,
                handlelength=2.6,
                labelspacing=0.6,
            ).set_in_layout(False)
        y = self.top + high + 0.1
        for line in self.notes:
            look = {"fontsize": SIZE - 1, "style": "italic", "color": GREY}
            self.write(MARGIN, y, line, **look)
            y += LINE
        return figure

    def write(self, x: float, y: float, text: str, **look: Any) -> None:
        """Write a text at inches from the top left; a dollar sign begins no formula."""
        look = {"va": "top", "fontsize": SIZE, "color": "black", **look}
        place = x / self.wide, 1 - y / self.high
        self.sheet.text(*place, text, family=FAMILY, parse_math=False, **look)

    def axes(self, x: float, y: float, wide: float, high: float) -> Axes:
        """Return axes without ticks at a place in inches."""
        whole = self.wide, self.high
        place = x / whole[0], 1 - (y + high) / whole[1], wide / whole[0], high / whole[1]
        axes = self.sheet.add_axes(place, facecolor="none")
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_visible(False)
        return axes


@dataclass(frozen=True)
class Scale:
    """Where figures stand from left to right, in the scale's unit, with the ticks' names."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]


def scale_of(figures: Sequence[float | None], unit: Unit) -> Scale:
    """Return the scale that holds all figures: 0 to 100 for shares."""
    if unit == "share":
        return Scale(0, 1, [(at / 5, str(20 * at)) for at in range(6)])
    from matplotlib.ticker import MaxNLocator

    known = [one for one in figures if one is not None] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    places = MaxNLocator(5).tick_values(low, high if high > low else low + 1)
    return Scale(float(places[0]), float(places[-1]), [(at, f"{at:g}") for at in places])


#: Draws the marks of row `at` at height `y` in inches, from the top.
Mark = Callable[["Axes", int, float], None]


def draw_rows(
    chart: Chart,
    language: str,
    scale: Scale,
    mark: Mark,
    *,
    legend: tuple[list[Any], list[str]],
    unit: str,
    labels: float = _LABELS,
) -> Figure:
    """Return a chart with a row a line: its label, its marks on the scale, its figures in words."""
    lines = chart.lines(language)
    paper = Paper(chart, language, 2 * MARGIN + labels + _FIELD + _SAID + 2 * SPACE)
    paper.explain(*legend, columns=3)
    texts = [(wrap(one.label, labels), wrap(one.said, _SAID)) for one in lines]
    heights = [max(len(label), len(said), 2) * LINE + PAD for label, said in texts]
    high = sum(heights)
    figure = paper.figure(high + _FOOT)
    left = MARGIN + labels + SPACE
    axes = paper.axes(left, paper.top, _FIELD, high)
    axes.set_xlim(scale.low, scale.high)
    axes.set_ylim(high, 0)
    for at, name in scale.ticks:
        axes.axvline(at, color=RULE, linewidth=0.7, zorder=0)
        x = left + (at - scale.low) / (scale.high - scale.low) * _FIELD
        paper.write(x, paper.top + high + 0.05, name, ha="center")
    paper.write(left + _FIELD / 2, paper.top + high + 0.25, unit, ha="center", color=GREY)
    y = 0.0
    for at, ((label, said), height) in enumerate(zip(texts, heights, strict=True)):
        axes.axhline(y, color=RULE, linewidth=0.5, zorder=0)
        middle = y + height / 2
        mark(axes, at, middle)
        bold = "bold" if lines[at].id == "overall" else "normal"
        column(paper, MARGIN, middle, label, weight=bold)
        column(paper, left + _FIELD + SPACE, middle, said)
        y += height
    return figure


def column(paper: Paper, x: float, middle: float, lines: Sequence[str], **look: Any) -> None:
    """Write lines around the middle of a row."""
    y = paper.top + middle - len(lines) * LINE / 2 + 0.02
    for line in lines:
        paper.write(x, y, line, **look)
        y += LINE


def missing(axes: Axes, scale: Scale, y: float) -> None:
    """Mark a row without figures: a hatched field, which is no bar from 0."""
    from matplotlib.patches import Rectangle

    field = Rectangle((scale.low, y - 0.07), scale.high - scale.low, 0.14)
    field.set(facecolor="none", edgecolor="#B0B0B0", hatch="////", linewidth=0.5)
    field.set_linestyle(":")
    axes.add_patch(field)


def width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return the width of a text in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    font = FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal")
    measured = TextToPath().get_text_width_height_descent(text, font, ismath=False)[0]
    return float(measured) / 72


def wrap(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Break a text into lines of a width in inches, by the width of its letters."""

    def fits(line: str) -> bool:
        return width(line, size, bold=bold) <= room

    lines = [""]
    for word in text.split():
        tried = f"{lines[-1]} {word}".strip()
        if fits(tried):
            lines[-1] = tried
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if not fits(lines[-1] + letter):
                lines.append("")
            lines[-1] += letter
    return lines
