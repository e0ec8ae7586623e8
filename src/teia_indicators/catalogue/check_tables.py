"""Checks of lookup tables: they know every label, do not fall, and miss no combination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import prod
from typing import Any

from teia_indicators.catalogue.rows import area_rows, is_number, named, nodes_of, rows
from teia_indicators.catalogue.rules import LEFT_OUT
from teia_indicators.catalogue.scale import exact
from teia_indicators.problems import Problem, did_you_mean, problem
from teia_indicators.sources.tree import Path, Tree

Figure = Fraction | None
Key = tuple[Figure, ...]

#: More combinations than these are not written by hand, and are not looked for.
_MOST = 50_000


def check_tables(tree: Tree) -> Iterator[Problem]:
    """Yield every problem of the lookup tables; values of a wrong type are passed over here."""
    tables = {name: _Table(tree, name) for name in named(tree, "tables")}
    for table in tables.values():
        yield from table.check()
    yield from _check_complete(tree, tables)


class _Table:
    """The rows of a lookup table in figures."""

    def __init__(self, tree: Tree, name: str) -> None:
        self._tree, self.name = tree, name
        found = named(tree, "tables")[name]
        self._table = found if isinstance(found, dict) else {}
        self.ordered = self._table.get("ordered") is True
        listed = rows(named(tree, "grades"), ("grades",), str(self._table.get("grades")))
        self._worth = {
            row["grade"]: exact(row["value"])
            for _, row in listed
            if isinstance(row.get("grade"), str) and is_number(row.get("value"))
        }
        self.rows: dict[Key, tuple[Fraction, Path]] = {}

    def check(self) -> Iterator[Problem]:
        """Yield labels that no grade has, rows that are there twice, rows that fall."""
        for path, row in rows(self._table, ("tables", self.name), "rows"):
            labels = row.get("of")
            if not isinstance(labels, list):
                continue
            allowed = {LEFT_OUT} if self.ordered else set()
            for label in (*labels, row.get("gives")):
                if isinstance(label, str) and label not in self._worth and label not in allowed:
                    hint = did_you_mean(label, self._worth)
                    yield problem(
                        "C089", self._tree.place(*path), self.name, value=label, hint=hint
                    )
            key, gives = self._key(labels), self._figure(row.get("gives"))
            if key is None or gives is None:
                continue
            if key in self.rows:
                shown = self.show(key)
                yield problem("C089", self._tree.place(*path), self.name, value=shown, hint="")
            self.rows[key] = gives, path
        yield from self._check_rising()

    def _check_rising(self) -> Iterator[Problem]:
        """Find rows that give less than one above which none of their places lies below."""
        groups: dict[tuple[bool, ...], list[Key]] = {}
        for key in self.rows:
            groups.setdefault(tuple(one is None for one in key), []).append(key)
        for keys in groups.values():
            for key, other in product(keys, keys):
                (gives, path), (more, _) = self.rows[key], self.rows[other]
                if more > gives and _reaches(key, other):
                    shown = {"value": self.show(key), "other": self.show(other)}
                    yield problem("C080", self._tree.place(*path), self.name, **shown)
                    break

    def _key(self, labels: list[Any]) -> Key | None:
        if any(label != LEFT_OUT and self._figure(label) is None for label in labels):
            return None
        key = tuple(None if label == LEFT_OUT else self._figure(label) for label in labels)
        if self.ordered:
            return key
        return tuple(sorted(one for one in key if one is not None))

    def _figure(self, label: object) -> Figure:
        if isinstance(label, str):
            return self._worth.get(label)
        return exact(label) if isinstance(label, int | float) and is_number(label) else None

    @property
    def figures(self) -> list[Fraction]:
        """Every figure that stands in a row."""
        return sorted({one for key in self.rows for one in key if one is not None})

    def show(self, key: Key) -> str:
        """Return a row as it is written."""
        names = {figure: name for name, figure in self._worth.items()}
        return ", ".join(LEFT_OUT if x is None else names.get(x, f"{float(x):g}") for x in key)


def _reaches(key: Key, other: Key) -> bool:
    """Tell whether no place of a key lies below that of another."""
    places = zip(key, other, strict=True)
    return all(a is None or b is None or a >= b for a, b in places)


def _check_complete(tree: Tree, tables: Mapping[str, _Table]) -> Iterator[Problem]:
    """Every combination of levels that a node's children can have stands in its table."""
    for path, own, settings in nodes_of(tree):
        table = tables.get(str(settings.get("table")))
        if table is None or not table.rows:
            continue
        children = _children(tree, path[:-1], own, table.figures)
        leaves_out = settings.get("missing") == "skip"
        wanted = _wanted(children, table.ordered, leaves_out)
        lost = [key for key in wanted if key not in table.rows]
        if lost:
            shown = "; ".join(table.show(key) for key in lost[:5])
            place = tree.place(*path, "table")
            yield problem("C081", place, own, id=own, table=table.name, count=len(lost), rows=shown)


#: The figures that a child can have, and whether one of its levels leaves it out.
_Child = tuple[list[Fraction], bool]


def _children(tree: Tree, path: Path, own: str, figures: list[Fraction]) -> list[_Child]:
    above = own if path else None
    area: dict[str, Any] = tree.data["areas"][path[1]] if path else {}
    items = [row for _, row in rows(area, path, "indicators")]
    parts = [row for _, row in area_rows(tree) if row.get("part_of") == above]
    found = {str(row.get("id")): (row, _levels(tree, row)) for row in items}
    found |= {str(row.get("id")): (row, (figures, False)) for row in parts}
    return [child for _, (row, child) in sorted(found.items()) if row.get("weight", 1) != 0]


def _levels(tree: Tree, item: dict[str, Any]) -> _Child:
    """Return what an item can be worth; nothing for a number, which has no end of figures."""
    if item.get("scale") is None:
        scale = tree.data.get("scale")
        own = [row for _, row in rows(scale, (), "stages") if type(row.get("stage")) is int]
        first, last = (own[0]["stage"], own[-1]["stage"]) if own else (0, 1)
        values = [
            exact(row["value"])
            if is_number(row.get("value"))
            else Fraction(row["stage"] - first, (last - first) or 1)
            for row in own
        ]
        return sorted({*values}), False
    scale = named(tree, "scales").get(str(item["scale"]))
    levels = [row for _, row in rows(scale, (), "levels")]
    points = {exact(row["points"]) for row in levels if is_number(row.get("points"))}
    return sorted(points), any(row.get("reading") == "not_applicable" for row in levels)


def _wanted(children: list[_Child], ordered: bool, leaves_out: bool) -> Iterator[Key]:
    """Yield the keys that the children's figures can make; none where they are too many."""
    least = 1 if leaves_out or any(out for _, out in children) else len(children)
    if prod(len(figures) + 1 for figures, _ in children) > _MOST:
        return
    if ordered:
        every = [[*figures, *([None] if out or leaves_out else [])] for figures, out in children]
        yield from (key for key in product(*every) if any(one is not None for one in key))
        return
    known = sorted({figure for figures, _ in children for figure in figures})
    for size in range(max(least, 2), len(children) + 1):
        yield from combinations_with_replacement(known, size)
