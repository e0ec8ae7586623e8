"""What a report is made of: the documents it tells of, and how their parts are set out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from teia_indicators.action_plan import ActionPlan
from teia_indicators.assessment import Assessment, NodeScore
from teia_indicators.comparison import RoundComparison
from teia_indicators.gaps import Gaps
from teia_indicators.neighbours import NeighbourComparison
from teia_indicators.report.model import Bounds, Cell, Column, Table
from teia_indicators.report.words import Words


@dataclass(frozen=True)
class Material:
    """The documents of one country and round, and the language to say them in."""

    words: Words
    assessment: Assessment
    gaps: Gaps | None = None
    plan: ActionPlan | None = None
    comparison: RoundComparison | None = None
    neighbours: tuple[NeighbourComparison, ...] = field(default=())

    def bounds(self, node: NodeScore) -> Bounds:
        """Return a figure with its bounds, as shares of the way up the scale."""
        words, scale = self.words, self.assessment.catalogue.scale
        bottom = min(scale.value(scale.floor), 0.0)
        span = words.top - bottom

        def share(figure: float | None) -> float | None:
            return None if figure is None or not span else min(max((figure - bottom) / span, 0), 1)

        low, value, high = map(words.figure, (node.low, node.value, node.high))
        if not node.applicable:
            text = words("not_applicable")
        elif node.low == node.high:
            text = low
        else:
            text = words("bounds", low=low, value=value, high=high)
        return Bounds(
            low=share(node.low), value=share(node.value), high=share(node.high), text=text
        )

    def table(
        self, name: str, heads: Sequence[str], rows: Iterable[tuple[Cell, ...]], note: str = ""
    ) -> Table:
        """Return a table whose caption and headings are texts; a head with ``#`` is numeric."""
        return Table(
            id=name,
            caption=self.words(f"captions.{name}"),
            columns=tuple(
                Column(head=self.words(f"heads.{head.strip('#')}"), numeric=head.startswith("#"))
                for head in heads
            ),
            rows=tuple(rows),
            note=note,
        )
