"""Write up what was chosen: the actions of a plan with all their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from teia_indicators.action_plan.choices import Choices
from teia_indicators.action_plan.keep import Kept
from teia_indicators.action_plan.model import EDITABLE, PlannedAction
from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS
from teia_indicators.catalogue.actions import Action
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.translation import say


def planned(
    choices: Choices, order: tuple[int, ...], assessment: Assessment, kept: Kept, language: str
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
    language : str
        Of the texts.
    """
    states = {k: said for ladder in assessment.states.values() for k, said in ladder.items()}
    causes = _causes(choices, order)
    rows = []
    for at in order:
        candidate = choices.candidates[at]
        earlier = kept.earlier.get(candidate.id)
        action = kept.library.get(candidate.id)
        turns, requires = kept.content(candidate.id)
        row = (
            _fields(earlier) if action is None else _drafted(action, assessment.catalogue, language)
        )
        row |= _edits(earlier) if action is not None else {}
        ids = sorted(turns, key=list(states).index) if set(turns) <= set(states) else list(turns)
        row |= {
            "criteria": tuple(one for one in ids if one in candidate.turns) or tuple(ids),
            "establish": tuple(
                one for one in ids if states[one] in INDETERMINATE_WORDS and one in candidate.turns
            ),
            "requires": _open_needs(requires, choices, states),
            "causes": causes[at],
            "amount": kept.amounts.get(candidate.id),
            **_places(turns, assessment.catalogue),
        }
        rows.append(PlannedAction.model_validate(row))
    chosen = {one.id for one in rows}
    rest = (one for one in kept.earlier.values() if one.id not in chosen)
    return (*rows, *(one for one in map(_put_away, rest) if one is not None))


def _drafted(action: Action, catalogue: Catalogue, language: str) -> dict[str, Any]:
    """Return the fields of an action as the library has it."""

    def said(field: str, source: str, item: str = action.id) -> str:
        return say(catalogue, item, field, source, language)

    return {
        "id": action.id,
        "origin": "library",
        "title": said("title", action.title),
        "text": said("text", action.text),
        "type": action.type,
        "authority": said(action.owner, action.owner, "owners"),
        "completion": said("completion", action.completion),
        "effort": action.effort,
        "duration": action.duration,
    }


def _fields(one: PlannedAction | None) -> dict[str, Any]:
    return {} if one is None else {name: getattr(one, name) for name in type(one).model_fields}


def _edits(earlier: PlannedAction | None) -> dict[str, Any]:
    """Return what a user changed of an action of the library, and how far it has come."""
    if earlier is None:
        return {}
    found = {name: getattr(earlier, name) for name in earlier.edited if name in EDITABLE}
    back = "planned" if earlier.status == "set_aside" else earlier.status
    return {**found, "edited": earlier.edited, "status": back}


def _put_away(one: PlannedAction) -> PlannedAction | None:
    """Return an action that the new draft has no need of, as it stays in the plan; or None."""
    if not one.counts or one.origin == "own" or one.status in ("started", "done"):
        return one
    if not one.edited:
        return None
    return one.model_copy(update={"status": "set_aside", "causes": (), "establish": ()})


def _open_needs(
    requires: Iterable[str], choices: Choices, states: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the prerequisites that are not met by the answers."""
    done = {one.id for one in choices.candidates if one.done}
    opened = {criterion for one in choices.candidates for criterion in one.turns}
    return tuple(
        name for name in requires if name in opened or (name not in states and name not in done)
    )


def _places(criteria: Iterable[str], catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return the areas and indicators that criteria belong to, in catalogue order."""
    of = {catalogue.parents[one] for one in criteria}
    indicators = tuple(one.id for one in catalogue.indicators if one.id in of)
    areas = tuple(dict.fromkeys(catalogue.parents[one] for one in indicators))
    return {"areas": areas, "indicators": indicators}


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
