"""A schedule by quarter: prerequisites first, and no authority with too much at once."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping

from teia_indicators.action_plan.model import ActionPlan, PlannedAction
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import MethodError, Place, problem

#: Quarters that each class of duration takes (project's choice: the upper end, or two years).
QUARTERS: Mapping[str, int] = {"up to 6 months": 2, "6 to 18 months": 6, "over 18 months": 8}


def schedule_plan(
    plan: ActionPlan,
    start: datetime.date,
    catalogue: Catalogue | None = None,
    *,
    load: int | None = None,
) -> ActionPlan:
    """Return a plan with first and last days: each action as early as it can begin.

    An action begins in the quarter after the last of its prerequisites has ended, and not before
    its authority has a place free. Days that a user wrote stay, and what depends on them follows.

    Parameters
    ----------
    plan : ActionPlan
        Prerequisites first.
    start : date
        Nothing begins before the quarter of this day.
    catalogue : Catalogue or None
        The plan's; None for the shipped one. It says how much an authority can do at once.
    load : int or None
        Actions that one authority carries out at once, at most; None for the catalogue's. An action
        without an authority waits for nobody.

    Returns
    -------
    ActionPlan
        Every action that counts and is not done yet has a start and a due date, both whole
        quarters where no user wrote them.

    Raises
    ------
    MethodError
        If `load` is below 1, or a day would lie outside the calendar, the years 1 to 9999.

    References
    ----------
    Method, section 7. Quarters of each duration, and the rule, are the project's choice.
    """
    if load is None:
        load = (load_catalogue() if catalogue is None else catalogue).planning.authority_load
    if load < 1:
        raise MethodError([problem("M088", Place(), "load", load, value=load)])
    calendar = _Calendar(start, load, plan.limits.actions_a_year)
    done: list[PlannedAction] = []
    for one in plan.actions:
        done.append(calendar.place(one, done) if one.counts and one.status != "done" else one)
    return plan.model_copy(update={"actions": tuple(done)})


class _Calendar:
    """Who is busy in which quarter; quarters are counted from year 0."""

    def __init__(self, start: datetime.date, load: int, a_year: int | None) -> None:
        self.first, self.load, self.a_year = quarter_of(start), load, a_year
        self.busy: Counter[tuple[str, int]] = Counter()
        self.begun: Counter[int] = Counter()

    def place(self, one: PlannedAction, before: list[PlannedAction]) -> PlannedAction:
        """Return an action with its days, and take its place."""
        length = QUARTERS[one.duration]
        if one.start is not None and "start" in one.edited:
            begin = quarter_of(one.start)
        elif one.due is not None and "due" in one.edited:
            begin = quarter_of(one.due) - length + 1
        else:
            begin = 1 + _last_need(one, before, self.first - 1)
            while not self._free(one.authority, begin, length):
                begin += 1
        end = begin + length - 1
        if one.due is not None and "due" in one.edited:
            end = max(quarter_of(one.due), begin)
        if begin < quarter_of(datetime.date.min) or end >= quarter_of(datetime.date.max):
            day = one.start if "start" in one.edited else one.due
            raise MethodError([problem("M090", Place(), one.id, day, id=one.id)])
        for quarter in range(begin, end + 1):
            self.busy[one.authority, quarter] += 1
        self.begun[(begin - self.first) // 4] += 1
        days = {"start": first_day(begin), "due": last_day(end)}
        return one.model_copy(
            update={name: day for name, day in days.items() if name not in one.edited}
        )

    def _free(self, authority: str, begin: int, length: int) -> bool:
        year = (begin - self.first) // 4
        if self.a_year is not None and self.begun[year] >= max(self.a_year, 1):
            return False
        return not authority or all(
            self.busy[authority, quarter] < self.load for quarter in range(begin, begin + length)
        )


def _last_need(one: PlannedAction, before: list[PlannedAction], least: int) -> int:
    """Return the quarter in which the last prerequisite ends; of several ways the earliest."""
    last = least
    for need in one.requires:
        ends = [
            quarter_of(other.due)
            for other in before
            if other.counts and other.due is not None and need in (other.id, *other.criteria)
        ]
        if ends:
            last = max(last, min(ends))
    return last


def quarter_of(day: datetime.date) -> int:
    """Return the number of a day's quarter, counted from year 0."""
    return day.year * 4 + (day.month - 1) // 3


def first_day(quarter: int) -> datetime.date:
    """Return the first day of a quarter."""
    return datetime.date(quarter // 4, quarter % 4 * 3 + 1, 1)


def last_day(quarter: int) -> datetime.date:
    """Return the last day of a quarter."""
    return first_day(quarter + 1) - datetime.timedelta(days=1)
