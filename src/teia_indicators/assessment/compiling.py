"""A catalogue and a method to the structure that the kernel works on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from teia_indicators.assessment.structure import (
    Ladder,
    Node,
    Structure,
    Table,
    Transform,
    whole_weights,
)
from teia_indicators.catalogue.model import Catalogue, Indicator, WorkingArea
from teia_indicators.catalogue.rules import LEFT_OUT, Goalposts, ItemScale, LookupTable
from teia_indicators.catalogue.scale import NodeSettings, exact
from teia_indicators.problems import MethodError, Place, Problem, did_you_mean, problem

if TYPE_CHECKING:
    from teia_indicators.assessment.method import ScoringMethod

OVERALL = "overall"

#: Child id to its row, its weight, and whether it is worth 0 where a rule says so of the missing.
_Children = dict[str, tuple[int, Fraction, bool]]


def compile_structure(catalogue: Catalogue, method: ScoringMethod) -> Structure:
    """Return catalogue and method as what the kernel works on.

    Raises
    ------
    MethodError
        If weights, scales, stages or names of a catalogue made by hand cannot be scored; all at
        once. A catalogue that was read from files has been checked.
    """
    if not _has_checksum(catalogue):
        _refuse(catalogue)
    return _compile(catalogue, method)


def _has_checksum(catalogue: Catalogue) -> bool:
    """Tell whether the caches can know a catalogue: a weight that is no number has no checksum."""
    try:
        return bool(catalogue.checksum)
    except ValueError:
        return False


def _refuse(catalogue: Catalogue) -> None:
    """Refuse what the files' checks refuse, in a catalogue that was made or changed in Python."""
    problems = [*_check_numbers(catalogue), *_check_names(catalogue)]
    if problems:
        raise MethodError(problems)


@lru_cache(maxsize=16)
def _compile(catalogue: Catalogue, method: ScoringMethod) -> Structure:
    _refuse(catalogue)
    ladders = _ladders(catalogue)
    nodes, order = _nodes(catalogue, method)
    structure = Structure(catalogue.scale.exact_values, ladders, nodes, method.missing, order)
    negative = any(ladder.values[0] < 0 for ladder in ladders)
    refused = [
        problem("M024", Place(), node.id, value=node.aggregation, id=node.id)
        for node in nodes
        if negative and node.aggregation in ("geometric", "harmonic", "power")
    ]
    if refused:
        raise MethodError(refused)
    return structure


def _check_numbers(catalogue: Catalogue) -> Iterator[Problem]:
    """Find weights, values and stages that cannot be scored."""
    items: tuple[WorkingArea | Indicator, ...] = (*catalogue.areas, *catalogue.indicators)
    for item in items:
        if not (math.isfinite(item.weight) and item.weight >= 0):
            yield problem("M020", Place(), item.id, item.weight, id=item.id, value=item.weight)
    for last, now in pairwise(catalogue.scale.stages):
        if now.stage <= last.stage:
            yield problem("M021", Place(), "scale", value=now.stage, last=last.stage)
    for before, after in pairwise(catalogue.scale.exact_values):
        if after < before:
            yield problem("M021", Place(), "scale", value=float(after), last=float(before))
    _, *above = sorted(catalogue.scale.numbers)
    for one in catalogue.criteria:
        if one.stage not in above:
            span = ", ".join(map(str, above))
            yield problem(
                "C012", Place(), one.id, one.stage, id=one.id, stage=one.stage, stages=span
            )


def _check_names(catalogue: Catalogue) -> Iterator[Problem]:
    """Find names that nothing has."""
    for indicator in catalogue.indicators:
        yield from _known(indicator.id, indicator.scale, catalogue.scales)
    for node, own in ((OVERALL, catalogue.scoring), *((a.id, a.scoring) for a in catalogue.areas)):
        if own is not None:
            yield from _known(node, own.table, catalogue.tables)
            yield from _known(node, own.grades, catalogue.grades)
    reached = {None, *_below(None, catalogue)}
    for area in catalogue.areas:
        if area.id not in reached:
            hint = did_you_mean(str(area.part_of), (one.id for one in catalogue.areas))
            found = {"id": area.id, "value": area.part_of, "hint": hint}
            yield problem("M025", Place(), area.id, **found)


def _below(area: str | None, catalogue: Catalogue) -> Iterator[str]:
    """Yield the areas below one, each after all that is below it."""
    for part in catalogue.parts(area):
        yield from _below(part.id, catalogue)
        yield part.id


def _known(item: str, name: str | None, declared: Mapping[str, object]) -> Iterator[Problem]:
    if name is not None and name not in declared:
        hint = did_you_mean(name, declared)
        yield problem("M025", Place(), item, name, id=item, value=name, hint=hint)


def level_positions(indicator: Indicator, catalogue: Catalogue) -> dict[object, int]:
    """Return the position of each answer to an indicator as a whole: its stages or levels.

    Levels that are no rating have no position here; see `assess_frame`.
    """
    scale = None if indicator.scale is None else catalogue.scales[indicator.scale]
    if scale is None:
        return {stage: at for at, stage in enumerate(catalogue.scale.numbers)}
    values = scale.exact_values
    return {
        level.code: values.index(exact(level.points))
        for level in scale.rated
        if level.points is not None
    }


def _ladders(catalogue: Catalogue) -> tuple[Ladder, ...]:
    positions = {stage: at for at, stage in enumerate(catalogue.scale.numbers)}
    row_of = {criterion.id: row for row, criterion in enumerate(catalogue.criteria)}
    ladders: list[Ladder] = []
    numbers = 0
    for indicator in catalogue.indicators:
        if indicator.scale is not None:
            ladder = _item(catalogue.scales[indicator.scale], numbers)
            numbers += ladder.transform is not None
        else:
            ladder = Ladder(
                rows=tuple(row_of[criterion.id] for criterion in indicator.criteria),
                stages=tuple(positions[criterion.stage] for criterion in indicator.criteria),
                values=catalogue.scale.exact_values,
            )
        ladders.append(ladder)
    return tuple(ladders)


def _item(scale: ItemScale, number: int) -> Ladder:
    posts: Goalposts | None = scale.number
    if posts is None:
        return Ladder((), (), scale.exact_values)
    rounding = posts.rounding
    return Ladder(
        rows=(),
        stages=(),
        values=scale.exact_values,
        transform=Transform(
            exact(posts.worst),
            exact(posts.best),
            posts.logarithm,
            exact(posts.bottom),
            exact(posts.top),
        ),
        number=number,
        digits=rounding.digits if rounding else None,
        half_even=rounding is not None and rounding.mode == "half_even",
    )


def _nodes(catalogue: Catalogue, method: ScoringMethod) -> tuple[tuple[Node, ...], tuple[int, ...]]:
    """Return the areas' nodes in catalogue order and the whole, and their order bottom up."""
    leaves = len(catalogue.indicators)
    row = {item.id: at for at, item in enumerate(catalogue.indicators)}
    row |= {area.id: at for at, area in enumerate(catalogue.areas, start=leaves)}
    staged = {
        name
        for item in catalogue.indicators
        if item.scale is None and item.weight > 0
        for name in (item.id, *_above(item.id, catalogue))
    }

    def children_of(items: Sequence[WorkingArea | Indicator]) -> _Children:
        return {x.id: (row[x.id], exact(x.weight), x.id not in staged) for x in items}

    nodes = []
    for area in catalogue.areas:
        children = children_of((*area.indicators, *catalogue.parts(area.id)))
        nodes.append(_node(area.id, children, area.scoring, catalogue, method))
    children = children_of(catalogue.parts(None) if catalogue.overall else ())
    nodes.append(_node(OVERALL, children, catalogue.scoring, catalogue, method))
    order = [row[area] - leaves for area in _below(None, catalogue)]
    return tuple(nodes), (*order, len(catalogue.areas))


def _above(item: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield the areas that an indicator lies in."""
    part_of = {area.id: area.part_of for area in catalogue.areas}
    name: str | None = catalogue.parents[item]
    while name is not None:
        yield name
        name = part_of[name]


def _node(
    name: str,
    children: _Children,
    own: NodeSettings | None,
    catalogue: Catalogue,
    method: ScoringMethod,
) -> Node:
    counted = [children[key] for key in sorted(children) if children[key][1] > 0]
    own = own or NodeSettings()
    use_method = own.aggregation is None or method.override
    power = method.power if use_method else own.power
    rounding = own.rounding
    weights = whole_weights([weight for _, weight, _ in counted])
    table = None if use_method or own.table is None else catalogue.tables[own.table]
    return Node(
        id=name,
        children=tuple(row for row, _, _ in counted),
        weights=weights,
        noughts=tuple(nought for _, _, nought in counted),
        aggregation=method.aggregation if use_method else str(own.aggregation),
        power=None if power is None else exact(power),
        missing=method.missing if own.missing is None or method.override else own.missing,
        digits=rounding.digits if rounding else None,
        half_even=rounding is not None and rounding.mode == "half_even",
        feeds_rounded=rounding is not None and rounding.feeds_parent,
        unit=counted[0][1] / weights[0] if counted else Fraction(1),
        plus=exact(own.plus or 0),
        table=None if table is None else _table(table, catalogue),
        takes=own.takes or "low",
        minimum_present=own.minimum_present or 0,
        minimum_share=exact(own.minimum_share or 0),
        grades=tuple((one.grade, exact(one.value)) for one in catalogue.grades[own.grades])
        if own.grades is not None
        else (),
    )


def _table(table: LookupTable, catalogue: Catalogue) -> Table:
    """Return a table in figures: its grades are worth what their list says."""
    worth: dict[str | float, Fraction | None] = {LEFT_OUT: None}
    if table.grades is not None:
        worth |= {one.grade: exact(one.value) for one in catalogue.grades[table.grades]}

    def figure(label: str | float) -> Fraction | None:
        return exact(label) if isinstance(label, int | float) else worth[label]

    rows = {}
    for row in table.rows:
        key, gives = tuple(figure(label) for label in row.of), figure(row.gives)
        if not table.ordered:
            key = tuple(sorted(one for one in key if one is not None))
        if gives is not None:
            rows[key] = gives
    return Table(rows, table.ordered)
