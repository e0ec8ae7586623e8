"""Walking the plain content of a catalogue, before any model has seen it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from teia_indicators.sources.tree import Path, Tree

Row = tuple[Path, dict[str, Any]]


def rows_of(data: Any, path: Path, key: str) -> Iterator[Row]:
    """Yield the dicts of a list, with their paths."""
    found = data.get(key) if isinstance(data, dict) else None
    for at, row in enumerate(found if isinstance(found, list) else []):
        if isinstance(row, dict):
            yield (*path, key, at), row


def areas_of(tree: Tree) -> list[Row]:
    """Return the areas with their paths."""
    return list(rows_of(tree.data, (), "areas"))


def named(tree: Tree, key: str) -> Mapping[str, Any]:
    """Return what stands under names at the top of a catalogue, such as its scales."""
    found = tree.data.get(key)
    return found if isinstance(found, dict) else {}


def nodes_of(tree: Tree) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Yield the settings of every node that has its own: path, id, settings."""
    whole: Row = ((), {**tree.data, "id": "overall"})
    for path, row in [whole, *areas_of(tree)]:
        if isinstance(row.get("scoring"), dict):
            yield (*path, "scoring"), str(row.get("id")), row["scoring"]


def is_number(value: object) -> bool:
    """Tell whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
