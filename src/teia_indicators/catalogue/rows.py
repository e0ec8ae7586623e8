"""The rows of a catalogue's tree: what has a wrong type is passed over, the models report it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from teia_indicators.sources.tree import Path, Tree

Row = tuple[Path, dict[str, Any]]


def rows(data: Any, path: Path, key: str) -> Iterator[Row]:
    """Yield the dicts of a list, with their paths."""
    found = data.get(key) if isinstance(data, dict) else None
    for at, row in enumerate(found if isinstance(found, list) else []):
        if isinstance(row, dict):
            yield (*path, key, at), row


def area_rows(tree: Tree) -> Iterator[Row]:
    """Yield the working areas, with their paths."""
    yield from rows(tree.data, (), "areas")


def indicator_rows(tree: Tree) -> Iterator[Row]:
    """Yield the indicators, with their paths."""
    for path, area in area_rows(tree):
        yield from rows(area, path, "indicators")


def criterion_rows(tree: Tree) -> Iterator[Row]:
    """Yield the criteria, with their paths."""
    for path, indicator in indicator_rows(tree):
        yield from rows(indicator, path, "criteria")


def pair_rows(tree: Tree) -> Iterator[Row]:
    """Yield the pairs of every area, with their paths."""
    for path, area in area_rows(tree):
        yield from rows(area, path, "pairs")


def action_rows(tree: Tree) -> Iterator[Row]:
    """Yield the actions, with their paths."""
    yield from rows(tree.data, (), "actions")


def named(tree: Tree, key: str) -> Mapping[str, Any]:
    """Return what stands under names at the top of a catalogue, such as its scales."""
    found = tree.data.get(key)
    return found if isinstance(found, dict) else {}


def nodes_of(tree: Tree) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Yield the settings of every node that has its own: path, id, settings."""
    whole: Row = ((), {**tree.data, "id": "overall"})
    for path, row in [whole, *area_rows(tree)]:
        if isinstance(row.get("scoring"), dict):
            yield (*path, "scoring"), str(row.get("id")), row["scoring"]


def is_number(value: object) -> bool:
    """Tell whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
