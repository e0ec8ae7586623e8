"""Rules on a migration: its shape, and whether it fits the two catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Literal

from teia_indicators.catalogue.diff import wording
from teia_indicators.catalogue.load import read_model
from teia_indicators.catalogue.migration import Migration, Relation, Rule
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import (
    CatalogueError,
    Place,
    Problem,
    Problems,
    collect,
    did_you_mean,
    problem,
)
from teia_indicators.sources.tree import Tree

#: How many old and new ids each relation has: 0, 1 or several (n).
_SHAPES: dict[Relation, tuple[str, ...]] = {
    "equal": ("11",),
    "renamed": ("11",),
    "split": ("1n",),
    "merged": ("n1",),
    "narrowed": ("11",),
    "widened": ("11",),
    "new": ("01", "0n"),
    "retired": ("10", "n0"),
}
#: Relations that leave no choice of the rule.
_ONLY_RULE: dict[Relation, Rule] = {"new": "ask", "retired": "drop"}


def load_migration(
    path: str | Path, older: Catalogue | None = None, newer: Catalogue | None = None
) -> Migration:
    """Read a migration file and check it against both catalogues.

    Parameters
    ----------
    path : str or Path
        The YAML file.
    older, newer : Catalogue or None
        The two catalogues; None leaves that side unchecked, and whether every old item is spoken
        of is only known with both.

    Raises
    ------
    CatalogueError
        With every problem of the file, each with its line and column.
    """
    path = Path(path)
    migration, tree, problems = read_model(path, path.name, Migration)
    if migration is None:
        raise CatalogueError(collect(problems))
    problems += check_migration(migration, older, newer, tree)
    if problems:
        raise CatalogueError(collect(problems))
    return migration


def check_migration(
    migration: Migration,
    older: Catalogue | None = None,
    newer: Catalogue | None = None,
    tree: Tree | None = None,
) -> Problems:
    """Return every problem of a migration; see `load_migration`.

    Parameters
    ----------
    migration : Migration
        What to check.
    older, newer : Catalogue or None
        The two catalogues; None leaves that side unchecked.
    tree : Tree or None
        The file it was read from, for the places.
    """
    tree = tree or Tree("", None)
    found = [
        *_check_side(migration, "from", older, tree),
        *_check_side(migration, "to", newer, tree),
    ]
    if not any(one.path in ("catalogue", "from_version", "to_version") for one in found):
        found += _check_steps(migration, tree)
        found += _check_ids(migration, older, newer, tree)
        if older is not None and newer is not None:
            found += _check_kinds(migration, older, newer, tree)
            found += _check_spoken(migration, older, newer, tree)
    return collect(found)


def _check_side(
    migration: Migration, side: Literal["from", "to"], catalogue: Catalogue | None, tree: Tree
) -> Iterator[Problem]:
    """Compare what the file says of a catalogue with the catalogue itself."""
    if catalogue is None:
        return
    for key, own in (
        ("catalogue", catalogue.id),
        (f"{side}_version", catalogue.version),
        (f"{side}_checksum", catalogue.checksum),
    ):
        value = getattr(migration, key)
        if value not in (None, own):
            yield problem("C030", tree.place(key), key, value, key=key, value=value, own=own)


def _check_steps(migration: Migration, tree: Tree) -> Iterator[Problem]:
    """Find steps whose ids or rule do not fit their relation."""
    for at, step in enumerate(migration.steps):
        fits = (
            "".join("01n"[min(len(x), 2)] for x in (step.old, step.new)) in _SHAPES[step.relation]
        )
        if fits and step.relation in ("equal", "renamed"):
            fits = (step.old == step.new) == (step.relation == "equal")
        path, name = f"steps.{at}", step.relation
        if not fits:
            shown = f"{', '.join(step.old) or '-'} → {', '.join(step.new) or '-'}"
            place = tree.place("steps", at, "relation")
            yield problem("C034", place, path, name, relation=name, value=shown)
        only = _ONLY_RULE.get(step.relation)
        if only not in (None, step.rule):
            place = tree.place("steps", at, "rule")
            yield problem("C036", place, path, step.rule, relation=name, value=step.rule, rule=only)


def _ids(migration: Migration, side: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for at, step in enumerate(migration.steps):
        for position, item in enumerate(step.old if side == "old" else step.new):
            yield ("steps", at, side, position), item


def _check_ids(
    migration: Migration, older: Catalogue | None, newer: Catalogue | None, tree: Tree
) -> Iterator[Problem]:
    """Find ids with spaces, ids that are none, and ids spoken of twice on one side."""
    for side, catalogue in (("old", older), ("new", newer)):
        first: dict[str, Place] = {}
        for path, item in _ids(migration, side):
            place = tree.place(*path)
            if any(not char.isprintable() or char.isspace() for char in item):
                yield problem(
                    "C032", place, item, item, value=item.encode("unicode_escape").decode()
                )
            elif catalogue is not None and item not in catalogue.items:
                version, hint = catalogue.version, did_you_mean(item, catalogue.items)
                yield problem("C031", place, item, item, id=item, version=version, hint=hint)
            elif item in first:
                yield problem("C035", place, item, item, id=item, first=first[item])
            first.setdefault(item, place)


def _check_kinds(
    migration: Migration, older: Catalogue, newer: Catalogue, tree: Tree
) -> Iterator[Problem]:
    """Find steps that make, say, an indicator of a criterion: no answer could travel so."""
    for at, step in enumerate(migration.steps):
        found = [*map(older.items.get, step.old), *map(newer.items.get, step.new)]
        if len({type(item) for item in found if item is not None}) > 1:
            shown = ", ".join((*step.old, *step.new))
            yield problem("C037", tree.place("steps", at), f"steps.{at}", shown, value=shown)


def _check_spoken(
    migration: Migration, older: Catalogue, newer: Catalogue, tree: Tree
) -> Iterator[Problem]:
    """Find old items without a step that the newer catalogue does not ask in the same words."""
    spoken = set(chain.from_iterable(step.old for step in migration.steps))
    taken = set(chain.from_iterable(step.new for step in migration.steps))
    for item in older.parents:
        if item in spoken:
            continue
        now = newer.items.get(item)
        if now is None or item in taken or wording(older.items[item]) != wording(now):
            yield problem("C033", tree.place("steps"), item, item, id=item)
