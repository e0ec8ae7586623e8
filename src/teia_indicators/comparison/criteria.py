"""Criteria that are not as they were, each with its answers along the path."""

from __future__ import annotations

from collections.abc import Iterator

from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator, shown_text
from teia_indicators.comparison.actions import place_of
from teia_indicators.comparison.model import CriterionChange, CriterionChanges, Kind
from teia_indicators.comparison.path import Path, State, Step, open_, reading


def criterion_changes(path: Path) -> CriterionChanges:
    """Return the criteria, and indicators without any, that are not as they were."""
    return CriterionChanges(
        country=path.earlier.country,
        earlier=path.earlier.round,
        later=path.later.round,
        changes=(*_asked(path), *_retired(path)),
    )


def _asked(path: Path) -> Iterator[CriterionChange]:
    """Yield what the later catalogue asks and what is not as it was."""
    catalogue = path.later.catalogue
    for item in path.end.states:
        origins = path.links.origins[item]
        earlier, corrected = (_joined(origins, step) for step in (path.start, path.corrected))
        carried, later = path.carried.states[item], path.end.states[item]
        correction = any(one in path.placed for one in origins)
        kind = _kind(origins, (earlier, corrected, carried, later))
        if kind is None:
            continue
        text, indicator = _names(item, catalogue)
        yield CriterionChange(
            id=item,
            text=text,
            indicator=indicator,
            was=origins,
            kind=kind,
            correction=correction,
            earlier=earlier,
            corrected=corrected,
            carried=carried,
            later=later,
            place_earlier=place_of(path.earlier.responses, origins),
            place_later=place_of(path.later.responses, (item,)),
        )


def _kind(origins: tuple[str, ...], states: tuple[State | None, ...]) -> Kind | None:
    """Return what became of a criterion; None where it is as it was.

    An explicit answer that says what a declared stage implied is no change.
    """
    if not origins:
        return "new"
    earlier, corrected, carried, later = (one if one is None else reading(one) for one in states)
    assert carried is not None
    assert later is not None
    if open_(carried) != open_(later):
        return "became_indeterminate" if open_(later) else "became_determinate"
    if carried != later:
        return "changed"
    if corrected != carried:
        return "asked"
    return "corrected" if earlier != corrected else None


def _joined(items: tuple[str, ...], step: Step) -> State | None:
    """Return the one state that all items have; None where they differ."""
    found = {step.states[item] for item in items if item in step.states}
    return found.pop() if len(found) == 1 else None


def _retired(path: Path) -> Iterator[CriterionChange]:
    for item, state in path.start.states.items():
        if not path.links.heirs[item]:
            text, indicator = _names(item, path.earlier.catalogue)
            yield CriterionChange(
                id=item,
                text=text,
                indicator=indicator,
                was=(item,),
                kind="retired",
                earlier=state,
                corrected=path.corrected.states[item],
                place_earlier=place_of(path.earlier.responses, (item,)),
            )


def _names(item: str, catalogue: Catalogue) -> tuple[str, str]:
    """Return text and indicator of an item."""
    own = catalogue.items[item]
    assert isinstance(own, Criterion | Indicator)
    return shown_text(own), catalogue.parents[item] if isinstance(own, Criterion) else item
