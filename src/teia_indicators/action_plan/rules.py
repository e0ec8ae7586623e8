"""Rules on an action plan that do not depend on the file it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from teia_indicators.action_plan.model import Limits, PlannedAction
from teia_indicators.catalogue.actions import unreachable
from teia_indicators.catalogue.model import Catalogue, CatalogueRef
from teia_indicators.problems import Place, Problem, did_you_mean, problem

#: An action, and where each of its fields stands.
Placed = tuple[PlannedAction, Callable[[str], Place]]


def check_reference(ref: CatalogueRef, catalogue: Catalogue, place: Place) -> Problem | None:
    """Return what tells that a plan belongs to another catalogue."""
    for key, code in (("id", "P022"), ("version", "P023"), ("checksum", "P024")):
        found, own = str(getattr(ref, key)), str(getattr(catalogue, key))
        if found != own and getattr(ref, key) is not None:
            return problem(code, place, "catalogue", found, found=found[:12], own=own[:12])
    return None


def check_actions(
    actions: Sequence[Placed], limits: Limits, catalogue: Catalogue
) -> Iterator[Problem]:
    """Yield what is wrong with the actions of a plan, among themselves and with the catalogue."""
    yield from _check_ids(actions, catalogue)
    yield from _check_amounts(actions, limits)
    yield from _check_order(actions)


def _check_ids(actions: Sequence[Placed], catalogue: Catalogue) -> Iterator[Problem]:
    library = {one.id for one in catalogue.actions}
    criteria = {one.id for one in catalogue.criteria}
    own = {action.id for action, _ in actions}
    first: dict[str, Place] = {}
    for action, place in actions:
        name = action.id
        if name in first:
            yield problem("P029", place("id"), name, name, id=name, first=first[name])
        first.setdefault(name, place("id"))
        if action.origin == "library" and name not in library:
            hint = did_you_mean(name, library)
            yield problem("P028", place("id"), name, name, id=name, hint=hint)
        for given in action.criteria:
            if given not in criteria:
                hint = did_you_mean(given, criteria)
                yield problem("P037", place("criteria"), name, given, id=given, hint=hint)
        for given in action.requires:
            if given not in criteria | library | own:
                hint = did_you_mean(given, [*own, *library, *criteria])
                yield problem("P038", place("requires"), name, given, id=given, hint=hint)


def _check_amounts(actions: Sequence[Placed], limits: Limits) -> Iterator[Problem]:
    own = limits.currency
    for action, place in actions:
        amount = action.amount
        if amount is None:
            continue
        if amount.high < amount.low:
            params = {"low": f"{amount.low:.15g}", "high": f"{amount.high:.15g}"}
            yield problem("P034", place("high"), action.id, amount.high, **params)
        own = own or amount.currency
        if amount.currency != own:
            found = amount.currency
            yield problem("P036", place("currency"), action.id, found, found=found, own=own)


def _check_order(actions: Sequence[Placed]) -> Iterator[Problem]:
    """Find the actions that wait for themselves; dropped ones wait for nothing."""
    there = {action.id: action for action, _ in actions if action.counts}
    waiting = unreachable(
        {name: one.requires for name, one in there.items()},
        {name: one.criteria for name, one in there.items()},
    )
    needs = {name: _needs(there[name], there, waiting) for name in there if name in waiting}
    told: set[str] = set()
    for action, place in actions:
        name = action.id
        if name in needs and name not in told and (ring := _ring(name, needs)):
            told |= set(ring)
            shown = " → ".join((*ring, name))
            yield problem("P039", place("requires"), name, id=name, ids=shown)


def _needs(
    action: PlannedAction, there: Mapping[str, PlannedAction], waiting: Iterable[str]
) -> tuple[str, ...]:
    """Return the waiting actions that an action waits for, itself or because of a criterion."""
    found = [
        name
        for name in there
        if name in waiting
        and (name in action.requires or set(there[name].criteria) & set(action.requires))
    ]
    makers = [name for name in found if name != action.id or name in action.requires]
    return tuple(makers)


def _ring(start: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a shortest way from an action back to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for name in needs[way[-1]]:
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()
