"""Rules on the pairs of a catalogue: what two neighbours must answer alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from teia_indicators.catalogue.pairs import CRITERIA_OF
from teia_indicators.catalogue.rows import Row, indicator_rows, pair_rows, rows
from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.sources.tree import Tree


def check_pairs(tree: Tree) -> Iterator[Problem]:
    """Check that pairs name criteria that are there, as their kind asks, once, and say by what law.

    Parameters
    ----------
    tree : Tree
        The catalogue's files in one tree. Values of a wrong type are passed over; the models report
        them.
    """
    pairs = list(pair_rows(tree))
    if not pairs:
        return
    homes = _homes(tree)
    given_up = _given_up(tree)
    for path, row in pairs:
        name, criteria = str(row.get("id")), _criteria(row)
        for at, item in enumerate(criteria):
            place = tree.place(*path, "criteria", at)
            if item in given_up and item not in homes:
                yield problem("C091", place, name, item, id=item, **given_up[item])
            elif item not in homes:
                yield problem("C090", place, name, item, id=item, hint=did_you_mean(item, homes))
        yield from _check_kind(tree, (path, row))
        yield from _check_home(tree, (path, row), homes)
        if not row.get("references"):
            yield problem("C096", tree.place(*path, "references"), name, id=name)
    yield from _check_alike(tree, pairs)


def _criteria(row: Mapping[str, object]) -> list[str]:
    found = row.get("criteria")
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def _homes(tree: Tree) -> dict[str, str]:
    """Return the area of each criterion."""
    return {
        str(criterion.get("id")): str(tree.at(*path[:2], "id"))
        for path, indicator in indicator_rows(tree)
        for _, criterion in rows(indicator, path, "criteria")
    }


def _given_up(tree: Tree) -> dict[str, dict[str, str]]:
    """Return the ids that a migration gave up: in which version, and what took their place."""
    found: dict[str, dict[str, str]] = {}
    for path, migration in rows(tree.data, (), "migrations"):
        version = str(migration.get("to_version"))
        for _, step in rows(migration, path, "steps"):
            sides = [step.get(side) for side in ("old", "new")]
            old, new = ([*map(str, one)] if isinstance(one, list) else [] for one in sides)
            heirs = ", ".join(new) or "–"
            found |= {item: {"version": version, "heirs": heirs} for item in old if item not in new}
    return found


def _check_kind(tree: Tree, pair: Row) -> Iterator[Problem]:
    """Check that a symmetric pair names one criterion, and a directed one two."""
    path, row = pair
    kind, criteria, name = row.get("kind"), _criteria(row), str(row.get("id"))
    count = CRITERIA_OF.get(kind) if isinstance(kind, str) else None
    if criteria and count is not None and len(criteria) != count:
        code, place = "C093" if kind == "symmetric" else "C094", tree.place(*path, "criteria")
        yield problem(code, place, name, ", ".join(criteria), id=name, count=len(criteria))


def _check_home(tree: Tree, pair: Row, homes: Mapping[str, str]) -> Iterator[Problem]:
    """Check that a pair is named after its area, and that its first criterion belongs to that."""
    path, row = pair
    area = str(tree.at(*path[:2], "id"))
    name, criteria = row.get("id"), _criteria(row)
    if isinstance(name, str) and not re.fullmatch(re.escape(area) + r"-P[1-9][0-9]*", name):
        yield problem("C095", tree.place(*path, "id"), name, name, value=name, area=area)
    if criteria and homes.get(criteria[0], area) != area:
        place, own = tree.place(*path, "criteria", 0), homes[criteria[0]]
        yield problem("C097", place, str(name), criteria[0], id=criteria[0], area=area, own=own)


def _check_alike(tree: Tree, pairs: list[Row]) -> Iterator[Problem]:
    """Find pairs that compare what another one compares."""
    first: dict[tuple[object, ...], tuple[str, Place]] = {}
    for path, row in pairs:
        key = (row.get("kind"), *_criteria(row))
        name, place = str(row.get("id")), tree.place(*path, "criteria")
        if key in first and name != first[key][0]:
            other, where = first[key]
            yield problem("C092", place, name, ", ".join(map(str, key[1:])), id=other, first=where)
        first.setdefault(key, (name, place))
