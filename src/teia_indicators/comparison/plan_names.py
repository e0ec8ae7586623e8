"""The ids of a plan in the catalogues of the rounds that it is looked at with."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property

from teia_indicators.action_plan import ActionPlan
from teia_indicators.catalogue.target import ALL, Target
from teia_indicators.comparison.path import Path, State
from teia_indicators.model import FrozenDict
from teia_indicators.problems import ResponsesError
from teia_indicators.responses.migrate import Migrated, migrate_responses
from teia_indicators.responses.model import Answer, Responses


class PlanNames:
    """Finds the items of a plan in both rounds.

    A plan may be one of the earlier catalogue, of the later one, or of another from which the
    migrations of the earlier one lead on.

    Parameters
    ----------
    plan : ActionPlan
        The plan.
    path : Path
        The rounds.
    """

    def __init__(self, plan: ActionPlan, path: Path) -> None:
        self._plan, self._path = plan, path
        earlier, later = path.earlier.catalogue.ref, path.later.catalogue.ref
        self.by_later = plan.catalogue == later != earlier
        self.by_earlier = plan.catalogue == earlier

    @cached_property
    def _moved(self) -> Migrated | None:
        """What becomes of the plan's items on their way to the earlier catalogue; None: no way."""
        plan, reason = self._plan, "to see where it goes"
        answers = {item: Answer(value="yes") for one in plan.actions for item in one.criteria}
        gone = Answer(value="not_applicable", reason=reason)
        # An id of the target is an indicator or an area: what it is not, leads nowhere.
        aims = [step.of for step in plan.target.entries if step.of != ALL]
        probe = Responses(
            catalogue=plan.catalogue,
            country=plan.country,
            round=plan.round,
            answers=FrozenDict({**answers, **dict.fromkeys(aims, gone)}),
            challenges=FrozenDict(dict.fromkeys(aims, reason)),
        )
        try:
            return migrate_responses(probe, self._path.earlier.catalogue)
        except ResponsesError:
            return None

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        """Earlier ids of the items of a plan of a third catalogue."""
        found: dict[str, tuple[str, ...]] = {}
        moved = self._moved
        for one in (*moved.carried, *moved.asked) if moved else ():
            for item in one.was:
                found[item] = (*found.get(item, ()), one.item)
        return found

    @property
    def known(self) -> bool:
        """False where the plan's items cannot be found in the rounds."""
        return self.by_earlier or self.by_later or self._moved is not None

    def strange(self, item: str) -> bool:
        """Tell whether a criterion is one that the plan's catalogue cannot have."""
        if self.by_earlier or self.by_later:
            own = self._path.earlier if self.by_earlier else self._path.later
            return item not in {one.id for one in own.catalogue.criteria}
        dropped = self._moved.dropped if self._moved else ()
        return any(one.item == item and one.relation is None for one in dropped)

    def earlier(self, item: str) -> tuple[str, ...]:
        """Return the ids of a plan's criterion in the earlier catalogue."""
        if self.by_later:
            return self._path.links.origins[item]
        return (item,) if self.by_earlier else self._names.get(item, ())

    def later(self, item: str) -> tuple[str, ...]:
        """Return the ids of a plan's criterion in the later catalogue."""
        if self.by_later:
            return (item,)
        heirs = (heir for one in self.earlier(item) for heir in self._path.links.heirs[one])
        return tuple(dict.fromkeys(heirs))

    def before(self, item: str) -> list[State]:
        """Return how a plan's criterion was read in the earlier round, corrected."""
        if self.by_later:
            return [self._path.carried.states[item]]
        return [self._path.corrected.states[one] for one in self.earlier(item)]

    @property
    def target(self) -> Target:
        """The plan's target by the ids of the earlier catalogue; a later plan's by its own."""
        target = self._plan.target
        if self.by_earlier or self.by_later:
            return target
        areas, indicators = (
            FrozenDict(
                {name: stage for item, stage in given.items() for name in self._names.get(item, ())}
            )
            for given in (target.areas, target.indicators)
        )
        steps = tuple(
            step.model_copy(update={"of": name})
            for step in target.steps
            for name in ((ALL,) if step.of == ALL else self._names.get(step.of, ()))
        )
        update = {"areas": areas, "indicators": indicators, "steps": steps}
        return target.model_copy(update=update)

    @property
    def on(self) -> datetime.date | None:
        """The day that the plan's targets were asked for."""
        return self._plan.on
