"""Checks of the rules that nodes and items of a catalogue name: scales, grades, tables, parts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from teia_indicators.catalogue.check_tables import check_tables
from teia_indicators.catalogue.rows import Row, area_rows, is_number, named, nodes_of, rows
from teia_indicators.problems import Problem, did_you_mean, problem
from teia_indicators.sources.tree import Path, Tree
from teia_indicators.text import later


def check_rules(tree: Tree) -> Iterator[Problem]:
    """Yield every problem of the rules; values of a wrong type are passed over here."""
    yield from _check_names(tree)
    yield from _check_parts(tree)
    yield from _check_scales(tree)
    yield from _check_grades(tree)
    yield from check_tables(tree)


def _check_names(tree: Tree) -> Iterator[Problem]:
    """Scales, grades and tables that are named exist; settings that need each other are there."""
    uses = [
        (path, "scale", row, "scales")
        for at, area in area_rows(tree)
        for path, row in rows(area, at, "indicators")
    ]
    uses += [(("tables", name), "grades", row, "grades") for name, row in _dicts(tree, "tables")]
    for path, _, own in nodes_of(tree):
        uses += [
            (path, key, own, kind) for key, kind in (("table", "tables"), ("grades", "grades"))
        ]
        for aggregation, key in (("weakest_link", "plus"), ("table", "table")):
            if (own.get("aggregation") == aggregation) != (own.get(key) is not None):
                yield problem("C087", tree.place(*path), value=aggregation, key=key)
    for path, key, row, kind in uses:
        name, known = row.get(key), named(tree, kind)
        if isinstance(name, str) and name not in known:
            hint = did_you_mean(name, map(str, known))
            yield problem("C082", tree.place(*path, key), name, value=name, key=kind, hint=hint)


def _dicts(tree: Tree, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((name, one) for name, one in named(tree, key).items() if isinstance(one, dict))


def _check_parts(tree: Tree) -> Iterator[Problem]:
    """Every area has something below it, and is part of one that leads up to the whole."""
    part_of = {str(row.get("id")): row.get("part_of") for _, row in area_rows(tree)}
    for path, row in area_rows(tree):
        own, above = str(row.get("id")), row.get("part_of")
        if "id" in row and not row.get("indicators") and own not in part_of.values():
            yield problem("C086", tree.place(*path), own, id=own)
        if above is None:
            continue
        if above not in part_of:
            hint = did_you_mean(str(above), part_of)
            place = tree.place(*path, "part_of")
            yield problem("C082", place, own, above, value=above, key="areas", hint=hint)
            continue
        seen = [own]
        while above in part_of and above not in seen:
            seen.append(str(above))
            above = part_of[str(above)]
        if above is not None:
            yield problem("C085", tree.place(*path, "part_of"), own, id=own, value=above)


def _check_scales(tree: Tree) -> Iterator[Problem]:
    for at, area in area_rows(tree):
        for path, row in rows(area, at, "indicators"):
            if row.get("scale") is not None and row.get("criteria"):
                fault = later("faults.scale_criteria")
                yield problem("C083", tree.place(*path, "scale"), str(row.get("id")), fault=fault)
    for name, scale in _dicts(tree, "scales"):
        own: Path = ("scales", name)
        levels, number = list(rows(scale, own, "levels")), scale.get("number")
        if bool(levels) == isinstance(number, dict):
            yield problem("C083", tree.place(*own), name, fault=later("faults.scale_kind"))
        elif isinstance(number, dict):
            yield from _check_goalposts(tree, (*own, "number"), number)
        else:
            yield from _check_levels(tree, name, levels)


def _check_levels(tree: Tree, name: str, levels: list[Row]) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, level in levels:
        code = str(level.get("code"))
        rated = level.get("reading", "rated") == "rated"
        if rated != (level.get("points") is not None):
            yield problem("C083", tree.place(*path), name, fault=later("faults.level", code=code))
        if code in seen:
            fault = later("faults.twice", code=code)
            yield problem("C083", tree.place(*path), name, fault=fault)
        seen.add(code)
    if not any(level.get("points") is not None for _, level in levels):
        yield problem("C083", tree.place("scales", name), name, fault=later("faults.unrated"))


def _check_goalposts(tree: Tree, path: Path, number: dict[str, Any]) -> Iterator[Problem]:
    posts: list[Any] = [number.get("worst"), number.get("best")]
    worth: list[Any] = [number.get("bottom", 0), number.get("top", 1)]
    if not all(is_number(one) for one in (*posts, *worth)):
        return
    no_logarithm = number.get("logarithm") is True and min(posts) <= 0
    if posts[0] == posts[1] or worth[0] >= worth[1] or no_logarithm:
        yield problem("C088", tree.place(*path), value=f"{posts[0]}, {posts[1]}")


def _check_grades(tree: Tree) -> Iterator[Problem]:
    """Grades ascend, and no two have the same name."""
    for name in named(tree, "grades"):
        listed = list(rows(named(tree, "grades"), ("grades",), name))
        if not listed:
            yield problem("C084", tree.place("grades", name), name, value=name)
        for (_, before), (path, now) in pairwise(listed):
            names = [row.get("grade") for _, row in listed]
            values: list[Any] = [before.get("value"), now.get("value")]
            falls = all(map(is_number, values)) and values[1] <= values[0]
            if falls or names.count(now.get("grade")) > 1:
                yield problem("C084", tree.place(*path), name, value=now.get("grade"))
