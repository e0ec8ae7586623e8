"""A catalogue as the tree that COINr takes: each parent at the level just above its children."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from teia_indicators.assessment.method import OVERALL, ScoringMethod, compile_structure
from teia_indicators.catalogue.model import Catalogue, shown_text
from teia_indicators.text import phrase


@dataclass(frozen=True)
class CoinNode:
    """A node: a figure given at level 1, an aggregate above.

    Parameters
    ----------
    id, name : str
        Id in the catalogue; of an added step the id of what it stands for, and its level.
    parent : str or None
        None at the top.
    weight : float
        In its parent, 0 or more.
    level : int
        1 for the figures given; 0 while it is not known.
    method : str
        How an aggregate takes what is below it.
    """

    id: str
    name: str
    parent: str | None
    weight: float
    level: int = 0
    method: str = ""


def coin_tree(
    catalogue: Catalogue, method: ScoringMethod, given: set[str], *, areas_only: bool
) -> list[CoinNode]:
    """Return the nodes with something below them, level by level.

    Where a child lies more than one level below its parent, steps are added: aggregates of one
    child, which have its figure under every kind of mean.

    Parameters
    ----------
    catalogue, method : Catalogue, ScoringMethod
        The tree, its weights, and how each node aggregates.
    given : set of str
        Ids of the figures that some assessment has.
    areas_only : bool
        True where the figures given are those of the areas that the overall figure takes.
    """
    nodes = {node.id: node for node in _nodes(catalogue, areas_only)}
    items = catalogue.parts(None) if areas_only else catalogue.indicators
    levels = _levels(nodes, [one.id for one in items if one.id in given])
    methods = {one.id: one.aggregation for one in compile_structure(catalogue, method).nodes}
    found: list[CoinNode] = []
    for node in nodes.values():
        level = levels.get(node.id, 0)
        if level:
            own = replace(node, level=level, method=methods.get(node.id, ""))
            top = level + 1 if node.parent is None else levels[node.parent]
            found += _with_steps(own, top, methods.get(node.parent or "", ""), nodes)
    return sorted(found, key=lambda node: node.level)


def _nodes(catalogue: Catalogue, areas_only: bool) -> Iterator[CoinNode]:
    """Yield every node in the catalogue's order, the overall figure last."""
    top = OVERALL if catalogue.overall else None
    for area in () if areas_only else catalogue.areas:
        for one in area.indicators:
            yield CoinNode(one.id, shown_text(one), area.id, one.weight)
    for area in catalogue.parts(None) if areas_only else catalogue.areas:
        yield CoinNode(area.id, area.title, area.part_of or top, area.weight)
    if top is not None:
        yield CoinNode(OVERALL, phrase("trace.overall"), None, 1.0)


def _levels(nodes: Mapping[str, CoinNode], leaves: Sequence[str]) -> dict[str, int]:
    """Return the level of each node, without those that have nothing below them."""
    levels: dict[str, int] = {}
    for leaf in leaves:
        level, code = 1, leaf
        levels[leaf] = 1
        while (parent := nodes[code].parent) is not None:
            level, code = level + 1, parent
            levels[code] = max(level, levels.get(code, 0))
    return levels


def _with_steps(
    node: CoinNode, top: int, method: str, nodes: Mapping[str, CoinNode]
) -> Iterator[CoinNode]:
    """Yield a node, and a step for each level between it and its parent."""
    while node.level + 1 < top:
        name = f"{node.id}_{node.level + 1}"
        while name in nodes:
            name += "_"
        yield replace(node, parent=name, weight=1.0)
        node = replace(node, id=name, level=node.level + 1, method=method)
    yield node


def aggregated(
    tree: Sequence[CoinNode], figures: Mapping[str, float | None]
) -> dict[str, float | None] | None:
    """Return the figure of every node, as COINr would; None where a node's method is none of its.

    What has no figure, and what has the weight 0, leaves the mean.
    """
    found: dict[str, float | None] = {}
    below: dict[str, list[tuple[float, float]]] = {}
    for node in tree:
        if node.level == 1:
            figure = figures.get(node.id)
        else:
            terms = [term for term in below.get(node.id, ()) if term[0] > 0]
            if node.method not in _MEANS or (
                node.method != "arithmetic" and any(value <= 0 for _, value in terms)
            ):
                return None
            figure = _MEANS[node.method](terms) if terms else None
        found[node.id] = figure
        if figure is not None and node.parent is not None:
            below.setdefault(node.parent, []).append((node.weight, figure))
    return found


def _arithmetic(terms: Sequence[tuple[float, float]]) -> float:
    return math.fsum(w * x for w, x in terms) / math.fsum(w for w, _ in terms)


def _geometric(terms: Sequence[tuple[float, float]]) -> float:
    return math.exp(_arithmetic([(w, math.log(x)) for w, x in terms]))


def _harmonic(terms: Sequence[tuple[float, float]]) -> float:
    return 1 / _arithmetic([(w, 1 / x) for w, x in terms])


_MEANS = {"arithmetic": _arithmetic, "geometric": _geometric, "harmonic": _harmonic}
