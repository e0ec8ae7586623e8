"""Planned against done: whether the criteria that each action was to turn did turn."""

from __future__ import annotations

from collections.abc import Iterable

from teia_indicators.action_plan import ActionPlan, PlannedAction
from teia_indicators.comparison.path import Path, State, open_, reading
from teia_indicators.comparison.plan_names import PlanNames
from teia_indicators.comparison.review import (
    ActionReview,
    CriterionTurn,
    Outcome,
    PlanReview,
    Turn,
    Verdict,
)
from teia_indicators.responses.model import Responses


def review_plan(plan: ActionPlan, path: Path, names: PlanNames) -> PlanReview:
    """Return what became of each action of a plan of the earlier round."""
    return PlanReview(
        country=path.earlier.country,
        earlier=path.earlier.round,
        later=path.later.round,
        actions=tuple(_action(one, plan, path, names) for one in plan.actions),
    )


def _action(action: PlannedAction, plan: ActionPlan, path: Path, names: PlanNames) -> ActionReview:
    criteria = tuple(_turn(item, path, plan, names) for item in action.criteria)
    outcome = _outcome([one.turn for one in criteria])
    return ActionReview(
        id=action.id,
        title=action.title,
        authority=action.authority,
        due=action.due,
        status=action.status,
        outcome=outcome,
        verdict=_verdict(action.status, outcome),
        criteria=criteria,
    )


def _turn(item: str, path: Path, plan: ActionPlan, names: PlanNames) -> CriterionTurn:
    """Return what became of a criterion, by its id in the plan's catalogue."""
    was, now = names.earlier(item), names.later(item)
    before, after = names.before(item), [path.end.states[one] for one in now]
    return CriterionTurn(
        id=item,
        now=now,
        before=_one(before),
        after=_one(after),
        turn=_result(before, after),
        place_before=place_of(path.earlier.responses, was) or plan.places.get(item, ""),
        place_after=place_of(path.later.responses, now),
    )


def _one(states: list[State]) -> str | None:
    """Return the one state of all; None where there is none, or several."""
    return str(states[0]) if len(set(states)) == 1 else None


def _result(before: list[State], after: list[State]) -> Turn:
    """Return the turn: where a criterion was split, all its parts must be met."""
    left = [one for one in map(reading, after) if one != "not_applicable"]
    if not left:
        return "gone"
    was_met = bool(before) and all(reading(one) == "yes" for one in before)
    if all(one == "yes" for one in left):
        return "was_met" if was_met else "turned"
    if all(one == "yes" or open_(one) for one in left):
        return "open"
    return "fell_back" if was_met else "not_turned"


def _outcome(turns: list[Turn]) -> Outcome:
    left = [one for one in turns if one != "gone"]
    if not left:
        return "gone"
    if all(one in ("turned", "was_met") for one in left):
        return "all"
    return "some" if "turned" in left else "none"


def _verdict(status: str, outcome: Outcome) -> Verdict:
    if outcome == "gone":
        return "gone"
    if outcome == "all":
        return "done" if status == "done" else "turned_not_done"
    if status == "done":
        return "done_not_turned"
    if status in ("dropped", "set_aside"):
        return "dropped"
    return "partly_turned" if outcome == "some" else "not_turned"


def place_of(responses: Responses, items: Iterable[str]) -> str:
    """Return where the answers to some items stand; empty where nobody knows.

    Of merged files it is the place in the one that gave the answer.
    """
    found = []
    for item in items:
        place = responses.places.get(item)
        merged = [one.places[item] for one in responses.sources if item in one.places]
        found += [str(place)] if place is not None else merged
    return "; ".join(dict.fromkeys(found))
