"""Targets: the stage to reach, for all, an area or an indicator, each with its date and source."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from pydantic import WithJsonSchema

from teia_indicators.catalogue.model import Catalogue, WorkingArea
from teia_indicators.catalogue.scale import Text
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model

Day = Annotated[
    datetime.date,
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]

#: What stands for the id where a target is that of every indicator.
ALL = "all"


class TargetStep(Model):
    """A stage to reach by a date.

    Parameters
    ----------
    of : str
        Id of a working area or an indicator; ``all`` for every indicator.
    stage : int
        The stage.
    by : date or None
        When it is to be reached; None for the date of the `Target`.
    source : str
        Where it comes from; empty for the source of the `Target`.
    """

    of: Text = ALL
    stage: int
    by: Day | None = None
    source: str = ""


class Target(Model):
    """The stage to reach, per indicator; see `load_target`.

    Parameters
    ----------
    default : int or None
        Stage for every indicator; None for the catalogue's default target.
    areas, indicators : mapping of str to int
        Stages that differ, by id; an indicator's wins over its area's, and that of an area over
        that of the area it is part of.
    by : date or None
        When they are to be reached; None means from now on.
    source : str
        Where the target comes from, such as a national programme.
    steps : tuple of TargetStep
        Stages with dates and sources of their own: the same id may have several, such as stage 4
        by the end of 2027 and stage 5 two years later.

    References
    ----------
    Method, section 6. Where an id has several stages, the last date counts, or the last one that
    is due on a day that is named; what has stages of its own takes none from above it (project's
    choice).

    Examples
    --------
    >>> first = TargetStep(of="PRV", stage=4, by=datetime.date(2027, 12, 31))
    >>> second = TargetStep(of="PRV", stage=5, by=datetime.date(2029, 12, 31))
    >>> Target(areas={"PUB": 4}, steps=(first, second))
    <Target: 3 stages for PUB, PRV>
    """

    default: int | None = None
    areas: FrozenDict[str, int] = FrozenDict()
    indicators: FrozenDict[str, int] = FrozenDict()
    by: Day | None = None
    source: str = ""
    steps: tuple[TargetStep, ...] = ()

    @cached_property
    def entries(self) -> tuple[TargetStep, ...]:
        """Every stage that is set, with the date and source that count; `steps` come last."""
        plain = (*self.areas.items(), *self.indicators.items())
        given = () if self.default is None else ((ALL, self.default),)
        found = [self._dated(TargetStep(of=of, stage=stage)) for of, stage in (*given, *plain)]
        return (*found, *map(self._dated, self.steps))

    def _dated(self, step: TargetStep) -> TargetStep:
        """Return a step with the common date and source where it has none of its own."""
        if self.by is None and not self.source:
            return step
        common = {"by": step.by or self.by, "source": step.source or self.source}
        return step.model_copy(update=common)

    @cached_property
    def _ways(self) -> dict[str, list[TargetStep]]:
        """The entries of each id by date; those without one come first, as they are due now."""
        found: dict[str, list[TargetStep]] = {}
        for step in sorted(self.entries, key=lambda one: one.by or datetime.date.min):
            found.setdefault(step.of, []).append(step)
        return found

    def spelt_out(self, catalogue: Catalogue) -> tuple[TargetStep, ...]:
        """Return the entries, with the catalogue's default where it has a date or a source."""
        if (self.by is None and not self.source) or ALL in self._ways:
            return self.entries
        return (self._dated(TargetStep(stage=catalogue.scale.target)), *self.entries)

    def due(
        self, indicator: str, catalogue: Catalogue, on: datetime.date | None = None
    ) -> TargetStep | None:
        """Return what is to be reached for an indicator, with its date and source.

        Parameters
        ----------
        indicator : str
            Its id.
        catalogue : Catalogue
            Where it belongs.
        on : date or None
            Only what is due on that day; None for the last stage.

        Returns
        -------
        TargetStep or None
            None where nothing is due on that day. Without an entry it is the catalogue's default.
        """
        for of in _upwards(indicator, catalogue):
            if of in self._ways:
                way = self._ways[of]
                break
        else:
            way = [self._dated(TargetStep(stage=catalogue.scale.target))]
        due = [one for one in way if on is None or one.by is None or one.by <= on]
        return due[-1] if due else None

    def due_of_all(
        self, catalogue: Catalogue, on: datetime.date | None = None
    ) -> dict[str, TargetStep | None]:
        """Return what is `due` for every indicator, by id; without an entry all share one."""
        if not self.entries and catalogue.indicators:
            common = self.due(catalogue.indicators[0].id, catalogue, on)
            return {one.id: common for one in catalogue.indicators}
        return {one.id: self.due(one.id, catalogue, on) for one in catalogue.indicators}

    def stage(self, indicator: str, catalogue: Catalogue, on: datetime.date | None = None) -> int:
        """Return the target stage of an indicator; the floor where nothing is due, see `due`."""
        due = self.due(indicator, catalogue, on)
        return catalogue.scale.floor if due is None else due.stage

    def __repr__(self) -> str:
        if not self.entries:
            return "<Target: the catalogue's default>"
        names = list(self._ways)
        shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
        stages = "1 stage" if len(self.entries) == 1 else f"{len(self.entries)} stages"
        return f"<Target: {stages} for {shown}>"

    def _repr_html_(self) -> str:
        rows = ((one.of, one.stage, one.by or "–", one.source) for one in self.entries)
        return html_table(repr(self)[1:-1], ("Of", "Stage", "By", "Source"), rows)


def _upwards(indicator: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield an indicator, its area, the area that this is part of, and so on up to all."""
    yield indicator
    above: str | None = catalogue.parents[indicator]
    while above is not None:
        yield above
        area = catalogue.items[above]
        above = area.part_of if isinstance(area, WorkingArea) else None
    yield ALL
