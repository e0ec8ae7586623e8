"""The Gantt chart of an action plan, and the same in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from teia_indicators.action_plan.model import ActionPlan, PlannedAction, Status
from teia_indicators.action_plan.shown import Shown
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.extras import require_extra
from teia_indicators.plots.described import Chart, Line, provenance
from teia_indicators.problems import MethodError, Place, problem, unknown_language
from teia_indicators.text import phrase

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What the rows of a Gantt chart are grouped by.
Group = Literal["area", "authority"]


def gantt(
    plan: ActionPlan,
    language: str = "en",
    *,
    by: Group = "area",
    catalogue: Catalogue | None = None,
) -> Figure:
    """Draw an action plan over the quarters, one row an action.

    Status is told by colour and hatch; actions without dates have a row that says so. The picture
    is as high as its rows need.

    Parameters
    ----------
    plan : ActionPlan
        What to draw.
    language : str
        ``en``, ``fr`` or ``ru``.
    by : {"area", "authority"}
        Rows are grouped by the first working area of each action, or by responsible authority.
    catalogue : Catalogue or None
        For titles in the language; None for the shipped one.

    Returns
    -------
    matplotlib.figure.Figure
        Not connected with any window; see `save` and `alt_text`.

    Raises
    ------
    MethodError
        If matplotlib is not installed, or language or grouping are not known.

    References
    ----------
    Colours: Okabe and Ito. The layout is the project's choice.
    """
    groups = _groups(plan, language, by, catalogue)
    require_extra("matplotlib.figure", "plots")
    from teia_indicators.plots.timeline import draw

    return draw(plan, groups, Shown(catalogue or load_catalogue(), language))


def alt_text(
    plan: ActionPlan,
    language: str = "en",
    *,
    by: Group = "area",
    catalogue: Catalogue | None = None,
) -> str:
    """Return in words what `gantt` shows, for readers who do not see the picture.

    Parameters
    ----------
    plan, language, by, catalogue
        As for `gantt`; matplotlib is not needed.

    Raises
    ------
    MethodError
        If language or grouping are not known.
    """
    groups = _groups(plan, language, by, catalogue)
    shown = Shown(catalogue or load_catalogue(), language)
    counts = Counter(one.status for one in plan.actions)
    statuses = ", ".join(
        f"{shown.word('status', code)} {counts[code]}" for code in get_args(Status) if counts[code]
    )
    days = sorted(day for one in plan.actions for day in (one.start, one.due) if day)
    dated = sum(one.start is not None or one.due is not None for one in plan.actions)
    about: dict[str, Any] = {
        "country": plan.country,
        "round": plan.round,
        "actions": len(plan.actions),
        "groups": len(groups),
        "statuses": statuses or "–",
    }
    if days:
        about |= {"scheduled": dated, "start": days[0], "end": days[-1]}
    said = [phrase("gantt.alt" if days else "gantt.alt_undated", language, **about)]
    said += [
        phrase("gantt.alt_group", language, group=group, actions=len(actions))
        for group, actions in groups.items()
    ]
    return " ".join(said)


def _groups(
    plan: ActionPlan, language: str, by: Group, catalogue: Catalogue | None
) -> dict[str, list[PlannedAction]]:
    """Return the actions by the name of their group, in the order of the catalogue or the plan."""
    if found := unknown_language(language):
        raise MethodError([found])
    if by not in ("area", "authority"):
        raise MethodError([problem("P044", Place(), "by", by, value=by)])
    catalogue = catalogue or load_catalogue()
    shown = Shown(catalogue, language)
    keys = [
        (one.areas[0] if one.areas else "") if by == "area" else shown.role(one.authority)
        for one in plan.actions
    ]
    order = [area.id for area in catalogue.areas] if by == "area" else []
    ordered = [key for key in dict.fromkeys((*order, *keys)) if key in keys]
    # Those without a group come last.
    ordered.sort(key=lambda key: not key)
    nobody = phrase("gantt.no_area" if by == "area" else "gantt.nobody", language)
    names = {
        key: (f"{key} {shown.name(key)}".strip() if by == "area" else key) or nobody
        for key in ordered
    }
    return {
        names[key]: [one for one, own in zip(plan.actions, keys, strict=True) if own == key]
        for key in ordered
    }


@dataclass(frozen=True, repr=False)
class GanttChart(Chart):
    """An action plan over the quarters; parameters as for `gantt`."""

    plan: ActionPlan
    by: Group = "area"
    catalogue: Catalogue | None = None
    kind = "gantt"
    columns: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("group", "id", "title", "status", "authority", "start", "due"), "str"
    )

    def __post_init__(self) -> None:
        _groups(self.plan, "en", self.by, self.catalogue)

    def records(self) -> list[dict[str, Any]]:
        """Return a row an action; days as texts, empty where there is none."""
        groups = _groups(self.plan, "en", self.by, self.catalogue)
        return [
            {
                "group": group,
                **{name: getattr(one, name) for name in ("id", "title", "status", "authority")},
                "start": one.start.isoformat() if one.start else "",
                "due": one.due.isoformat() if one.due else "",
            }
            for group, actions in groups.items()
            for one in actions
        ]

    def title(self, language: str) -> str:
        """Return the title."""
        about = {"country": self.plan.country, "round": self.plan.round}
        return phrase("gantt.title", language, **about)

    def about(self, language: str) -> str:
        """Return the words of `alt_text`."""
        return alt_text(self.plan, language, by=self.by, catalogue=self.catalogue)

    def lines(self, language: str) -> list[Line]:  # noqa: ARG002
        """Return nothing: `alt_text` counts by group."""
        return []

    def notes(self, language: str) -> list[str]:
        """Return the status."""
        catalogue = self.catalogue or load_catalogue()
        return provenance(catalogue.ref, catalogue, language)

    def _words(self, language: str) -> str:
        return self.about(language)

    def _drawn(self, language: str) -> Figure:
        return gantt(self.plan, language, by=self.by, catalogue=self.catalogue)
