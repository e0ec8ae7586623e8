"""Actions of the catalogue's library as actions of a plan."""

from __future__ import annotations

from collections.abc import Iterable

from teia_indicators.action_plan.model import PlannedAction
from teia_indicators.catalogue.actions import Action
from teia_indicators.catalogue.model import Catalogue


def from_library(action: Action, catalogue: Catalogue) -> PlannedAction:
    """Return an action of the library as it stands in a plan before anybody changed it."""
    areas, indicators = belonging(action.turns, catalogue)
    return PlannedAction(
        id=action.id,
        areas=areas,
        indicators=indicators,
        criteria=action.turns,
        title=action.title,
        text=action.text,
        type=action.type,
        requires=action.requires,
        authority=action.owner,
        completion=action.completion,
        effort=action.effort,
        duration=action.duration,
    )


def belonging(
    criteria: Iterable[str], catalogue: Catalogue
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the areas and indicators that criteria belong to, each in catalogue order."""
    parents = catalogue.parents
    found = {parents[one] for one in criteria if one in parents}
    indicators = tuple(one.id for one in catalogue.indicators if one.id in found)
    above = {parents[one] for one in indicators}
    return tuple(area.id for area in catalogue.areas if area.id in above), indicators
