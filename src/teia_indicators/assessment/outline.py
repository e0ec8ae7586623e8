"""What lies below each node of a catalogue, found once for all assessments against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from teia_indicators.assessment.compiling import OVERALL
from teia_indicators.assessment.structure import whole_weights
from teia_indicators.catalogue.model import DIMENSIONS, Catalogue, Indicator, WorkingArea
from teia_indicators.catalogue.scale import exact


@dataclass(frozen=True, eq=False)
class Below:
    """An area, or the whole, and what is below it.

    Parameters
    ----------
    id : str
        Id of the area; ``overall`` for the whole.
    row : int
        Its row in `Scores`.
    indicators : tuple of str
        Ids of all indicators below, in catalogue order.
    counted : mapping of str to int
        Rows of those that have weight, and all areas between.
    weights : mapping of str to int
        What is right below and has weight, in whole numbers.
    dimensions : mapping of str to tuple of (str, str)
        By dimension the criteria of its own indicators: id of indicator, then of criterion.
    """

    id: str
    row: int
    indicators: tuple[str, ...]
    counted: Mapping[str, int]
    weights: Mapping[str, int]
    dimensions: Mapping[str, tuple[tuple[str, str], ...]]


@lru_cache(maxsize=16)
def outline(catalogue: Catalogue) -> tuple[Below, ...]:
    """Return what is below each area, in catalogue order, and below the whole at last."""
    ids = (*(item.id for item in catalogue.indicators), *(area.id for area in catalogue.areas))
    rows = {name: row for row, name in enumerate(ids)}
    found = []
    for name in (*(area.id for area in catalogue.areas), OVERALL):
        own, parts = _parts(name, catalogue)
        below = list(_below(name, catalogue))
        given = {item.id: item.weight for item in own}
        given |= {part.id: part.weight for part in parts}
        weighed = {item: exact(weight) for item, weight in given.items() if weight > 0}
        whole = whole_weights(list(weighed.values()))
        found.append(
            Below(
                id=name,
                row=rows.get(name, len(rows)),
                indicators=tuple(item.id for item, _ in below),
                counted={item.id: rows[item.id] for item, counts in below if counts},
                weights=dict(zip(weighed, whole, strict=True)),
                dimensions=_dimensions(own),
            )
        )
    return tuple(found)


@lru_cache(maxsize=16)
def criterion_ids(catalogue: Catalogue) -> tuple[tuple[str, ...], ...]:
    """Return the ids of the criteria of each indicator."""
    return tuple(tuple(one.id for one in item.criteria) for item in catalogue.indicators)


@lru_cache(maxsize=16)
def criteria_above(catalogue: Catalogue) -> dict[str, dict[int, tuple[str, ...]]]:
    """Return by indicator and stage the criteria that are required for the next stage."""
    return {
        item.id: {
            low: tuple(one.id for one in item.criteria if one.stage == above)
            for low, above in pairwise(catalogue.scale.numbers)
        }
        for item in catalogue.indicators
    }


def _parts(
    name: str, catalogue: Catalogue
) -> tuple[tuple[Indicator, ...], tuple[WorkingArea, ...]]:
    """Return the indicators and areas right below."""
    if name == OVERALL:
        return (), catalogue.parts(None)
    area = catalogue.items[name]
    own = area.indicators if isinstance(area, WorkingArea) else ()
    return own, catalogue.parts(name)


def _below(name: str, catalogue: Catalogue) -> Iterator[tuple[Indicator, bool]]:
    """Yield every indicator below, and whether it has weight, in catalogue order."""
    own, parts = _parts(name, catalogue)
    yield from ((item, item.weight > 0) for item in own)
    for part in parts:
        yield from ((item, here and part.weight > 0) for item, here in _below(part.id, catalogue))


def _dimensions(indicators: tuple[Indicator, ...]) -> dict[str, tuple[tuple[str, str], ...]]:
    criteria = [(item.id, one) for item in indicators for one in item.criteria]
    return {
        name: tuple((item, one.id) for item, one in criteria if one.dimension == name)
        for name in DIMENSIONS
    }
