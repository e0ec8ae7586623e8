"""A series of rounds of one country, each compared with the one before."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Literal

from teia_indicators.assessment import ScoringMethod
from teia_indicators.assessment.method import OVERALL
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.comparison.change import Grid
from teia_indicators.comparison.check import Round, refuse_series, scored
from teia_indicators.comparison.model import PARTS, Change, NodeChange, RoundComparison
from teia_indicators.comparison.path import Path, walk
from teia_indicators.comparison.rounds import describe
from teia_indicators.gaps import Target
from teia_indicators.html import html_table
from teia_indicators.model import Model


class NodeSeries(Model):
    """One node through all rounds.

    Parameters
    ----------
    level, id, title : str
        In the last catalogue.
    changes : tuple of Change or None
        Change of the low from each round to the next; None where the node was not yet one of its
        own.
    total : Change
        From the first round to the last; each part is the sum of that part. Without parts where one
        of the changes has none.
    """

    level: Literal["overall", "area", "indicator"]
    id: str
    title: str
    changes: tuple[Change | None, ...]
    total: Change

    @property
    def figures(self) -> tuple[float | None, ...]:
        """The low in each round; None where there is none."""
        first, *_ = self.changes
        after = (None if one is None else one.later for one in self.changes)
        return (None if first is None else first.earlier, *after)


class RoundSeries(Model):
    """Rounds of one country in their order; see `compare_series`.

    Parameters
    ----------
    country : str
        Whose.
    rounds : tuple of str
        Their names, as given.
    comparisons : tuple of RoundComparison
        Each round with the one before.
    nodes : tuple of NodeSeries
        The whole, areas and indicators of the last catalogue.
    """

    country: str
    rounds: tuple[str, ...]
    comparisons: tuple[RoundComparison, ...]
    nodes: tuple[NodeSeries, ...]

    def node(self, item: str) -> NodeSeries:
        """Return ``overall``, an area or an indicator by its id.

        Raises
        ------
        KeyError
            If there is no such id.
        """
        for one in self.nodes:
            if one.id == item:
                return one
        raise KeyError(item)

    @property
    def overall(self) -> NodeSeries:
        """The whole."""
        return self.nodes[0]

    def __len__(self) -> int:
        return len(self.rounds)

    @property
    def _unit(self) -> Literal["share", "own"]:
        return self.comparisons[-1].unit

    def __repr__(self) -> str:
        lows = ", ".join(show(low, self._unit) for low in self.overall.figures)
        return f"<RoundSeries {self.country} {self.rounds[0]} to {self.rounds[-1]}: low {lows}>"

    def _repr_html_(self) -> str:
        rows = (
            (one.id, one.title, *(show(low, self._unit) for low in one.figures))
            for one in self.nodes
            if one.level != "indicator"
        )
        return html_table(f"{self.country}: low", ("Id", "Area", *self.rounds), rows)


def compare_series(
    rounds: Sequence[Round],
    catalogue: Catalogue | None = None,
    *,
    older: Iterable[Catalogue] = (),
    method: ScoringMethod | None = None,
    target: int | Target | None = None,
) -> RoundSeries:
    """Compare many rounds of one country, each with the one before.

    Parameters
    ----------
    rounds : sequence of Assessment or Responses
        Two at least, in the order of the caller.
    catalogue : Catalogue or None
        What responses answer; None for the shipped one.
    older : iterable of Catalogue
        The catalogues of rounds that are given as responses to other versions.
    method, target
        As for `compare_rounds`; a target that names areas or indicators must fit every catalogue.

    Returns
    -------
    RoundSeries
        The parts of a node's total are the sums of the parts from round to round, and add up to its
        change exactly.

    Raises
    ------
    ComparisonError
        If there are less than two rounds, one is given twice, or two cannot be compared.
    ResponsesError, CatalogueError, MethodError
        As for `compare_rounds`.
    """
    refuse_series(rounds)
    found = scored(rounds, catalogue, older, method)
    paths = [walk(before, after) for before, after in pairwise(found)]
    grid = Grid(chain.from_iterable(path.sizes for path in paths))
    comparisons = tuple(describe(path, grid, target) for path in paths)
    return RoundSeries(
        country=found[0].country,
        rounds=tuple(one.round for one in found),
        comparisons=comparisons,
        nodes=tuple(
            _series(one, comparisons, paths) for one in comparisons[-1].nodes if not one.retired
        ),
    )


def _series(
    last: NodeChange, comparisons: Sequence[RoundComparison], paths: Sequence[Path]
) -> NodeSeries:
    """Return a node of the last round, followed back through all before."""
    changes: list[Change | None] = []
    name: str | None = last.id
    for comparison, path in zip(reversed(comparisons), reversed(paths), strict=True):
        changes.insert(0, None if name is None else comparison.node(name).low)
        if name is not None and name != OVERALL:
            name = path.links.single(name)
    return NodeSeries(
        level=last.level,
        id=last.id,
        title=last.title,
        changes=tuple(changes),
        total=_total(changes),
    )


def _total(changes: Sequence[Change | None]) -> Change:
    known = [one for one in changes if one is not None and one.total is not None]
    first, last = changes[0], changes[-1]
    ends = {
        "earlier": None if first is None else first.earlier,
        "later": None if last is None else last.later,
    }
    if len(known) < len(changes):
        return Change(**ends)
    names = ("total", *PARTS)
    parts = {name: math.fsum(getattr(one, name) for one in known) for name in names}
    return Change(**ends, **parts)
