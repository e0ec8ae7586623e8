"""The plan linter: what to look at before a plan is signed, and while it is carried out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from teia_indicators.action_plan.model import ActionPlan, PlannedAction
from teia_indicators.action_plan.rules import check_actions, check_reference
from teia_indicators.action_plan.schedule import quarter_of
from teia_indicators.assessment import Assessment
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import Place, PlanError, Problem, Problems, problem


def check_plan(
    plan: ActionPlan,
    catalogue: Catalogue | None = None,
    *,
    assessment: Assessment | None = None,
    today: datetime.date | None = None,
) -> Problems:
    """Return what to look at in a plan; nothing is changed.

    Parameters
    ----------
    plan : ActionPlan
        What was drafted, or read back.
    catalogue : Catalogue or None
        The plan's; None for the shipped one. Its `planning` says from where on an authority has too
        much to do, and how many actions of one type are many.
    assessment : Assessment or None
        The latest one: actions whose completion test is met already are found by it.
    today : date or None
        What is overdue by that day; None to ask nothing of the kind.

    Returns
    -------
    Problems
        Errors (P011, P012, P018, and those of `read_plan`): the plan cannot be carried out as it
        stands.
        Warnings: no authority (P010), overdue (P013), no amount (P014), an authority with too much
        in a quarter (P015), many actions of one type (P016), completion test met already (P017),
        due after the target's date (P019). Dropped actions and those set aside are passed over.

    Raises
    ------
    PlanError
        If the plan belongs to another catalogue.

    References
    ----------
    Project's choice; asked for by users of comparable systems.
    """
    catalogue = load_catalogue() if catalogue is None else catalogue
    foreign = check_reference(plan.catalogue, catalogue, lambda _: Place())
    if foreign:
        raise PlanError([foreign])
    actions = tuple(one for one in plan.actions if one.counts)
    placed = [(one, lambda _: Place()) for one in plan.actions]
    opened = None if assessment is None else assessment.open_criteria
    found = [
        *check_actions(placed, plan.limits, catalogue),
        *_each(actions, today),
        *_late(actions, plan, catalogue),
        *_prerequisites(actions, plan, catalogue, opened),
        *_overloaded(actions, catalogue.planning.authority_load),
        *_alike(actions, catalogue.planning.same_type),
        *_met(actions, assessment),
    ]
    order = {one.id: at for at, one in enumerate(plan.actions)}
    return Problems(sorted(found, key=lambda one: (order.get(one.path, len(order)), one.code)))


def _each(actions: tuple[PlannedAction, ...], today: datetime.date | None) -> Iterator[Problem]:
    """Look at each action by itself."""
    for one in actions:
        said = {"id": one.id, "start": str(one.start), "due": str(one.due)}
        if not one.authority.strip():
            yield problem("P010", Place(), one.id, id=one.id)
        if one.start and one.due and one.start > one.due:
            yield problem("P011", Place(), one.id, one.start, **said)
        if one.status == "done":
            continue
        if one.amount is None:
            yield problem("P014", Place(), one.id, id=one.id)
        if today and one.due and one.due < today:
            yield problem("P013", Place(), one.id, one.due, today=today, **said)


def _late(
    actions: tuple[PlannedAction, ...], plan: ActionPlan, catalogue: Catalogue
) -> Iterator[Problem]:
    """Find actions that are due after the first date by which their causes are to be met."""
    for one in actions:
        due = (
            plan.target.due(catalogue.parents[cause], catalogue, plan.on) for cause in one.causes
        )
        days = [step.by for step in due if step is not None and step.by is not None]
        if one.status != "done" and one.due and days and one.due > min(days):
            said = {"id": one.id, "due": str(one.due), "by": str(min(days))}
            yield problem("P019", Place(), one.id, one.due, **said)


def _prerequisites(
    actions: tuple[PlannedAction, ...],
    plan: ActionPlan,
    catalogue: Catalogue,
    opened: frozenset[str] | None,
) -> Iterator[Problem]:
    """Find what is to come before and is not in the plan, or ends too late."""
    makers: dict[str, list[PlannedAction]] = {}
    for one in actions:
        for name in (one.id, *one.criteria):
            makers.setdefault(name, []).append(one)
    tests = {one.id: one.turns for one in catalogue.actions}
    gone = {one.id for one in plan.actions} - set(makers)
    for one in actions:
        for name in one.requires:
            before = [other for other in makers.get(name, ()) if other.id != one.id]
            if before:
                yield from _too_late(one, before)
            elif opened is None:
                as_drafted = one.origin == "library" and "requires" not in one.edited
                if as_drafted or name in gone:
                    yield problem("P018", Place(), one.id, name, id=one.id, name=name)
            elif opened & {name, *tests.get(name, ())} or (name in gone and name not in tests):
                yield problem("P018", Place(), one.id, name, id=one.id, name=name)


def _too_late(one: PlannedAction, before: list[PlannedAction]) -> Iterator[Problem]:
    """Compare the start with the end of what comes before; of several ways the earliest counts."""
    ends = [other.due for other in before if other.due is not None]
    if one.start is not None and len(ends) == len(before) and min(ends) > one.start:
        said = {"id": one.id, "start": str(one.start), "due": str(min(ends))}
        others = ", ".join(other.id for other in before)
        yield problem("P012", Place(), one.id, others, name=others, **said)


def _overloaded(actions: tuple[PlannedAction, ...], most: int) -> Iterator[Problem]:
    """Find the quarters in which an authority carries out too much at once."""
    busy: dict[tuple[str, int], list[str]] = {}
    for one in actions:
        if one.start and one.due and one.start <= one.due and one.authority.strip():
            for quarter in range(quarter_of(one.start), quarter_of(one.due) + 1):
                busy.setdefault((one.authority, quarter), []).append(one.id)
    for (authority, quarter), ids in busy.items():
        if len(ids) > most:
            name = f"{quarter // 4}-Q{quarter % 4 + 1}"
            said = {"authority": authority, "quarter": name, "count": len(ids), "most": most}
            yield problem("P015", Place(), ids[0], ", ".join(ids), **said)


def _alike(actions: tuple[PlannedAction, ...], most: int) -> Iterator[Problem]:
    """Find types of which there are many."""
    types: dict[str, list[str]] = {}
    for one in actions:
        types.setdefault(one.type, []).append(one.id)
    for name, ids in types.items():
        if len(ids) > most:
            yield problem("P016", Place(), ids[0], name, count=len(ids), most=most, type=name)


def _met(actions: tuple[PlannedAction, ...], assessment: Assessment | None) -> Iterator[Problem]:
    """Find the actions that are not said to be done though all their criteria are met."""
    if assessment is None:
        return
    reading, opened = assessment.reading, assessment.open_criteria
    for one in actions:
        tested = {k for k in one.criteria if reading.get(k, "not_applicable") != "not_applicable"}
        if tested and one.status != "done" and not opened & tested:
            names = ", ".join(one.criteria)
            yield problem("P017", Place(), one.id, names, id=one.id, criteria=names)
