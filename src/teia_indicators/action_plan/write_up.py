"""Write up what was chosen: the actions of a plan with all their fields."""

from __future__ import annotations

from collections.abc import Iterable

from teia_indicators.action_plan.choices import Choices
from teia_indicators.action_plan.keep import Kept
from teia_indicators.action_plan.library import belonging, from_library
from teia_indicators.action_plan.model import EDITABLE, PlannedAction
from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS
from teia_indicators.catalogue.model import Catalogue


def planned(
    choices: Choices, order: tuple[int, ...], assessment: Assessment, kept: Kept
) -> tuple[PlannedAction, ...]:
    """Return the actions of a plan: those chosen, in order, then what else their user wrote.

    Parameters
    ----------
    choices, order : Choices, tuple of int
        What was chosen, prerequisites first.
    assessment : Assessment
        Where the plan starts from.
    kept : Kept
        What an earlier draft has.
    """
    states = assessment.reading
    causes = _causes(choices, order)
    rows = []
    for at in order:
        candidate = choices.candidates[at]
        turns, requires = kept.content(candidate.id)
        ids = [one for one in states if one in turns]
        left = tuple(one for one in ids if one in candidate.turns)
        areas, indicators = belonging(turns, assessment.catalogue)
        own = {
            "areas": areas,
            "indicators": indicators,
            "criteria": left or tuple(ids),
            "establish": tuple(one for one in left if states[one] in INDETERMINATE_WORDS),
            "requires": _open_needs(requires, kept, assessment),
            "causes": causes[at],
            "amount": kept.amounts.get(candidate.id),
        }
        rows.append(_base(candidate.id, assessment.catalogue, kept).model_copy(update=own))
    chosen = {one.id for one in rows}
    rest = (one for one in kept.earlier.values() if one.id not in chosen)
    return (*rows, *(one for one in map(_put_away, rest) if one is not None))


def _base(name: str, catalogue: Catalogue, kept: Kept) -> PlannedAction:
    """Return an action as the library has it, with what a user changed and how far it has come."""
    action, earlier = kept.library.get(name), kept.earlier.get(name)
    if action is None:
        return kept.earlier[name]
    base = from_library(action, catalogue)
    if earlier is None:
        return base
    found = {field: getattr(earlier, field) for field in earlier.edited if field in EDITABLE}
    back = "planned" if earlier.status == "set_aside" else earlier.status
    return base.model_copy(update={**found, "edited": earlier.edited, "status": back})


def _put_away(one: PlannedAction) -> PlannedAction | None:
    """Return an action that the new draft has no need of, as it stays in the plan; or None."""
    if not one.counts or one.origin == "own" or one.status in ("started", "done"):
        return one
    if not one.edited:
        return None
    return one.model_copy(update={"status": "set_aside", "causes": (), "establish": ()})


def _open_needs(requires: Iterable[str], kept: Kept, assessment: Assessment) -> tuple[str, ...]:
    """Return the prerequisites that are not met by the answers."""
    opened, criteria = assessment.open_criteria, assessment.reading
    return tuple(
        name
        for name in requires
        if name in opened or (name not in criteria and not kept.done(name, opened))
    )


def _causes(choices: Choices, order: tuple[int, ...]) -> dict[int, tuple[str, ...]]:
    """Return for each chosen action the wanted criteria that it turns, or that wait for it."""
    wanted, chosen = set(choices.wanted), set(order)
    found: dict[int, set[str]] = {}
    for at in reversed(order):
        found[at] = set(choices.candidates[at].turns) & wanted
        for other in choices.followers.get(at, ()):
            if other in chosen:
                found[at] |= found.get(other, set())
    return {
        at: tuple(one for one in choices.wanted if one in causes) for at, causes in found.items()
    }
