"""Rules on the migrations of a catalogue folder: whether they fit, and what became of old ids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain

from pydantic import ValidationError

from teia_indicators.catalogue.migration import Migration
from teia_indicators.catalogue.migration_check import check_migration
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.rows import (
    action_rows,
    area_rows,
    criterion_rows,
    indicator_rows,
    rows,
)
from teia_indicators.problems import Place, Problem, problem
from teia_indicators.sources.tree import Tree

Read = tuple[Migration, Tree]


def check_migrations(
    tree: Tree, catalogue: Catalogue | None, others: Sequence[Catalogue] = ()
) -> Iterator[Problem]:
    """Yield what is wrong with a folder's migrations.

    Parameters
    ----------
    tree : Tree
        The catalogue's files in one tree, see `merge_files`.
    catalogue : Catalogue or None
        The catalogue; None where it has errors, and the migrations are checked alone.
    others : sequence of Catalogue
        Other versions at hand.
    """
    read: list[Read] = []
    for path, row in rows(tree.data, (), "migrations"):
        with suppress(ValidationError):  # the models report what has no shape
            migration = Migration.model_validate_json(json.dumps(row))
            read.append((migration, tree.branch(*path)))
    yield from _check_files(read)
    for migration, branch in read:
        yield from _check_one(migration, branch, catalogue, others)
    if catalogue is not None:
        yield from _check_reuse(tree, catalogue, read)


def _check_files(read: Sequence[Read]) -> Iterator[Problem]:
    """Check that the name of a file says its versions: so no two lead the same way."""
    for migration, branch in read:
        name = branch.name.rpartition("/")[2]
        own = f"{migration.from_version}-{migration.to_version}.yaml"
        if name != own:
            place = branch.place("from_version")
            yield problem("C063", place, "from_version", name, value=name, own=own)


def _check_one(
    migration: Migration,
    branch: Tree,
    catalogue: Catalogue | None,
    others: Sequence[Catalogue],
) -> Iterator[Problem]:
    """Check a migration against the catalogues of its versions, as far as they are at hand."""
    if catalogue is not None and migration.catalogue != catalogue.id:
        names = {"key": "catalogue", "value": migration.catalogue, "own": catalogue.id}
        yield problem("C030", branch.place("catalogue"), "catalogue", **names)
        return
    at_hand = [one for one in (catalogue, *others) if one and one.id == migration.catalogue]
    older, newer = (
        next((one for one in at_hand if one.version == version), None)
        for version in (migration.from_version, migration.to_version)
    )
    yield from check_migration(migration, older, newer, branch)
    for at, step in enumerate(migration.steps):
        if step.relation == "retired" and not step.note.strip():
            ids = ", ".join(step.old)
            yield problem("C066", branch.place("steps", at, "note"), ids, id=ids)
    if older is not None and newer is not None:
        yield from _check_new(migration, branch, older, newer)


def _check_new(
    migration: Migration, branch: Tree, older: Catalogue, newer: Catalogue
) -> Iterator[Problem]:
    """Warn of new items under old ones that no step speaks of: they may be forgotten."""
    spoken = set(chain.from_iterable(step.new for step in migration.steps))
    goes_on = set(chain.from_iterable(step.new for step in migration.steps if step.old))
    for item, parent in newer.parents.items():
        if item not in {*older.items, *spoken} and parent in {*older.items, *goes_on}:
            yield problem("C067", branch.place("steps"), item, item, id=item, parent=parent)


def _check_reuse(tree: Tree, catalogue: Catalogue, read: Sequence[Read]) -> Iterator[Problem]:
    """Find ids of the catalogue that an earlier version gave up: an id is never reused."""
    reached, before = {catalogue.version}, 0
    while before < len(reached):
        before = len(reached)
        reached |= {one.from_version for one, _ in read if one.to_version in reached}
    given_up: dict[str, tuple[str, Place]] = {}
    for migration, branch in read:
        if migration.to_version not in reached:
            continue
        for at, step in enumerate(migration.steps):
            for position, item in enumerate(step.old):
                if item not in step.new:
                    found = migration.to_version, branch.place("steps", at, "old", position)
                    given_up.setdefault(item, found)
    for walk in (area_rows(tree), indicator_rows(tree), criterion_rows(tree), action_rows(tree)):
        for path, row in walk:
            item = str(row.get("id"))
            if item in given_up:
                version, first = given_up[item]
                place = tree.place(*path, "id")
                yield problem("C065", place, item, item, id=item, version=version, first=first)
