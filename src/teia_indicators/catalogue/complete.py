"""What a catalogue still lacks: fields that the model leaves open and a good catalogue fills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from teia_indicators.catalogue.rows import Row, area_rows, criterion_rows, indicator_rows, rows
from teia_indicators.problems import Problem, problem
from teia_indicators.sources.tree import Path, Tree

#: Fields of each kind of item, as paths of keys.
_STAGE = (("meaning",),)
_AREA = (("short_title",),)
_INDICATOR = (
    *(("question",), ("provenance",)),
    *(("guidance", key) for key in ("why", "evidence", "difficulty")),
)
_CRITERION = (("provenance",), ("guidance", "yes"), ("guidance", "partly"))


def check_complete(tree: Tree) -> Iterator[Problem]:
    """Warn of fields that an item lacks and others of its kind have.

    A catalogue without any guidance is complete in its way; one where a single criterion has none
    was left unfinished.

    Parameters
    ----------
    tree : Tree
        All files in one tree, see `merge_files`.
    """
    stages = list(rows(tree.data.get("scale"), ("scale",), "stages"))
    for found, fields in (
        (stages, _STAGE),
        (list(area_rows(tree)), _AREA),
        (list(indicator_rows(tree)), _INDICATOR),
        (list(criterion_rows(tree)), _CRITERION),
    ):
        used = [field for field in fields if any(_has(row, field) for _, row in found)]
        for path, row in found:
            yield from _check_item(tree, path, row, used)
    yield from _check_treaty(tree, [*indicator_rows(tree), *criterion_rows(tree)])


def _check_item(
    tree: Tree, path: Path, row: dict[str, Any], fields: Sequence[Path]
) -> Iterator[Problem]:
    """Report what one item lacks: one problem a place."""
    lacking = [field for field in fields if not _has(row, field)]
    item = str(row.get("id", row.get("stage")))
    for place in dict.fromkeys(tree.place(*path, *field) for field in lacking):
        here = [field for field in lacking if tree.place(*path, *field) == place]
        names = ", ".join(".".join(map(str, field)) for field in here)
        yield problem("C068", place, item, id=item, fields=names)


def _check_treaty(tree: Tree, items: Sequence[Row]) -> Iterator[Problem]:
    """Report items that follow from the treaty and name no provision of it."""
    for path, row in items:
        if row.get("provenance") == "treaty" and not row.get("references"):
            item, place = str(row.get("id")), tree.place(*path, "references")
            yield problem("C068", place, item, id=item, fields="references")


def _has(row: Any, field: Path) -> bool:
    for key in field:
        row = row.get(key) if isinstance(row, dict) else None
    return bool(row)
