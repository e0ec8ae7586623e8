"""The drawing of a Gantt chart: rows of a height in inches, quarters of a width in inches."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from teia_indicators.action_plan.model import ActionPlan, PlannedAction
from teia_indicators.action_plan.shown import Shown
from teia_indicators.plots.paper import FAMILY, SIZE, wrap
from teia_indicators.text import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Colour and hatch of each status.
_LOOKS: dict[str, tuple[str, str]] = {
    "planned": ("#56B4E9", ""),
    "started": ("#E69F00", "///"),
    "done": ("#009E73", "xxx"),
    "dropped": ("#DDDDDD", "..."),
    "set_aside": ("#F5F5F5", "++"),
}
_INK, _RULE, _YEAR, _BAND, _ALARM = "#1F3864", "#DADADA", "#8A8A8A", "#E4EAF4", "#9C0006"

#: In inches: the labels, a line of one, what is above and below, and a quarter.
_LABELS, _LINE, _PAD, _TOP, _BOTTOM, _MARGIN, _QUARTER = 4.9, 0.15, 0.1, 1.3, 0.45, 0.25, 0.42
_FEWEST, _MOST = 8, 60


@dataclass(frozen=True)
class _Row:
    """A row: the lines of its label, where it begins, and its action; None for a group's name."""

    lines: Sequence[str]
    top: float
    action: PlannedAction | None

    @property
    def height(self) -> float:
        return len(self.lines) * _LINE + _PAD


def draw(plan: ActionPlan, groups: Mapping[str, Sequence[PlannedAction]], shown: Shown) -> Figure:
    """Return the chart; see `gantt`."""
    from matplotlib.figure import Figure

    rows = _rows(groups, shown)
    first, last = _span(plan)
    count = last - first
    wide = min(max(count, _FEWEST), _MOST) * _QUARTER
    high = rows[-1].top + rows[-1].height if rows else _LINE
    size = (_MARGIN + _LABELS + wide + _MARGIN, _TOP + high + _BOTTOM)
    figure = Figure(figsize=size, dpi=100, facecolor="white")
    place = ((_MARGIN + _LABELS) / size[0], _BOTTOM / size[1], wide / size[0], high / size[1])
    axes = figure.add_axes(place, facecolor="none")
    axes.set_xlim(_day(first), _day(last if count else first + 1))
    axes.set_ylim(high, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    chart = _Chart(figure, axes, shown, wide)
    if count:
        chart.quarters(first, last)
    for row in rows:
        chart.row(row)
    ends = _target_days(plan) if count else []
    for by in ends:
        axes.axvline(by.toordinal() + 1, color=_INK, linewidth=1.2, linestyle="--", zorder=4)
    chart.head(plan, target=bool(ends))
    return figure


class _Chart:
    """Draws into one pair of axes, whose y is in inches and whose x is in days."""

    def __init__(self, figure: Figure, axes: Axes, shown: Shown, wide: float) -> None:
        self.figure = figure
        self.axes = axes
        self.shown = shown
        self.wide = wide
        #: x in shares of the axes' width, y in inches.
        self.beside = axes.get_yaxis_transform()

    def _say(self, key: str, **params: object) -> str:
        return phrase(f"gantt.{key}", self.shown.language, **params)

    def _write(self, x: float, y: float, text: str, **look: Any) -> None:
        """Write a text as it stands: a dollar sign begins no formula."""
        look = {"va": "top", "fontsize": SIZE, "color": "black", "zorder": 5, **look}
        self.axes.text(x, y, text, family=FAMILY, parse_math=False, **look)

    def quarters(self, first: int, last: int) -> None:
        """Rule the quarters and name them; only years where there are too many."""
        few = last - first <= _MOST
        years = range(first // 4, -(-last // 4))
        step = 1 if few else max(1, len(years) // 12)
        for year in years[::step]:
            start, end = max(first, 4 * year), min(last, 4 * (year + step))
            middle = (_day(start) + _day(end)) / 2
            # Over several years the name stands at the first, where its line is.
            x, ha = (_day(start), "left") if step > 1 else (middle, "center")
            if step == 1 or end - start > 2 * step:
                self._write(x, -0.32, str(year), ha=ha, va="bottom", weight="bold")
            self.axes.axvline(_day(start), color=_YEAR, linewidth=0.9, zorder=1)
        if not few:
            return
        for quarter in range(first, last):
            middle = (_day(quarter) + _day(quarter + 1)) / 2
            name = self._say("quarter", number=quarter % 4 + 1)
            self._write(middle, -0.1, name, ha="center", va="bottom", fontsize=SIZE - 1.5)
            self.axes.axvline(_day(quarter), color=_RULE, linewidth=0.6, zorder=0)

    def row(self, row: _Row) -> None:
        """Draw a group's name on a band, or an action with its bar."""
        from matplotlib.patches import Rectangle

        left = -_LABELS / self.wide
        if row.action is None:
            whole = Rectangle((left, row.top), 1 - left, row.height, transform=self.beside)
            whole.set(facecolor=_BAND, clip_on=False, zorder=2)
            self.axes.add_patch(whole)
        weight = "bold" if row.action is None else "normal"
        for at, line in enumerate(row.lines):
            top = row.top + _PAD / 2 + at * _LINE
            x = left + 0.05 / self.wide
            self._write(x, top, line, transform=self.beside, weight=weight)
        if row.action is not None:
            self._bar(row, row.action)

    def _bar(self, row: _Row, action: PlannedAction) -> None:
        """Draw when an action is carried out, or say that nobody has said when."""
        from matplotlib.patches import Rectangle

        days = [day.toordinal() for day in (action.start, action.due) if day is not None]
        middle = row.top + row.height / 2
        if not days:
            x, said = 0.05 / self.wide, self._say("unscheduled")
            beside = {"transform": self.beside, "style": "italic", "va": "center"}
            self._write(x, middle, said, color="#595959", **beside)
            return
        colour, hatch = _LOOKS[action.status]
        start, end = min(days), max(days) + 1
        if len(days) == 2 and days[0] <= days[1]:
            bar = Rectangle((start, middle - 0.075), end - start, 0.15)
            bar.set(facecolor=colour, edgecolor=_INK, hatch=hatch, linewidth=0.8, zorder=3)
            self.axes.add_patch(bar)
            return
        for day in days:
            marker = "D" if day == (action.due and action.due.toordinal()) else ">"
            look: dict[str, Any] = {"color": colour, "markeredgecolor": _INK, "clip_on": False}
            self.axes.plot([day], [middle], marker, markersize=6, zorder=3, **look)
        one = "until" if action.start is None else "from"
        said = self._say("reversed" if len(days) == 2 else one)
        self._beside(start, end, middle, said, _ALARM if len(days) == 2 else "#595959")

    def _beside(self, start: float, end: float, middle: float, said: str, colour: str) -> None:
        """Write a remark where marks leave most room: right of them, left, or between."""
        low, high = self.axes.get_xlim()
        gap = 0.08 / self.wide * (high - low)
        _, x, ha = max((high - end, end + gap, "left"), (start - low, start - gap, "right"))
        if end - start > max(high - end, start - low):
            x, ha = start + gap, "left"
        look = {"ha": ha, "va": "center", "style": "italic", "fontsize": SIZE - 1}
        self._write(x, middle, said, color=colour, **look)

    def head(self, plan: ActionPlan, *, target: bool) -> None:
        """Write title, legend and the catalogue's status."""
        from matplotlib.lines import Line2D
        from matplotlib.patches import Patch

        wide, high = self.figure.get_size_inches()
        title = self._say("title", country=plan.country, round=plan.round)
        x = (_MARGIN + 0.05) / wide
        look: dict[str, Any] = {"family": FAMILY, "parse_math": False, "color": _INK}
        self.figure.text(x, 1 - 0.3 / high, title, fontsize=14, weight="bold", va="top", **look)
        handles: list[Any] = [
            Patch(facecolor=colour, edgecolor=_INK, hatch=hatch, linewidth=0.8)
            for colour, hatch in _LOOKS.values()
        ]
        names = [self.shown.word("status", code) for code in _LOOKS]
        if target:
            handles.append(Line2D([], [], color=_INK, linewidth=1.2, linestyle="--"))
            names.append(self._say("target"))
        legend = self.figure.legend(
            handles,
            names,
            loc="upper left",
            bbox_to_anchor=(_MARGIN / wide, 1 - 0.6 / high),
            ncols=3,
            frameon=False,
            prop={"family": FAMILY, "size": SIZE},
            borderaxespad=0,
            handlelength=2.6,
        )
        legend.set_in_layout(False)
        if self.shown.catalogue.status == "unofficial":
            note = phrase("workbook.unofficial", self.shown.language)
            look |= {"color": "#595959", "fontsize": SIZE - 1, "style": "italic"}
            self.figure.text(x, 0.15 / high, note, va="bottom", **look)


def _rows(groups: Mapping[str, Sequence[PlannedAction]], shown: Shown) -> list[_Row]:
    """Return the rows from top to bottom."""
    rows: list[_Row] = []
    top = 0.0
    for name, actions in groups.items():
        labels: list[tuple[str, PlannedAction | None]] = [(name, None)]
        labels += [(f"{one.id}  {shown.text(one, 'title')}", one) for one in actions]
        for label, action in labels:
            rows.append(_Row(wrap(label, _LABELS - 0.2, SIZE, bold=action is None), top, action))
            top += rows[-1].height
    return rows


def _target_days(plan: ActionPlan) -> list[datetime.date]:
    """Return the days by which targets are to be reached, each once."""
    given = (plan.target.by, *(step.by for step in plan.target.entries))
    return sorted({day for day in given if day is not None})


def _span(plan: ActionPlan) -> tuple[int, int]:
    """Return the first quarter and the one after the last; the same where nothing has a date."""
    days = [day for one in plan.actions for day in (one.start, one.due) if day]
    if not days:
        return 0, 0
    days += _target_days(plan)
    first, last = (4 * day.year + (day.month - 1) // 3 for day in (min(days), max(days)))
    return first, max(last + 1, first + _FEWEST)


def _day(quarter: int) -> int:
    """Return the ordinal of the first day of a quarter, counted from the year 0."""
    year, part = divmod(quarter, 4)
    if year > datetime.MAXYEAR:
        return datetime.date.max.toordinal() + 1 + 91 * (quarter - 4 * year)
    return datetime.date(max(year, 1), 1 + 3 * part, 1).toordinal()
