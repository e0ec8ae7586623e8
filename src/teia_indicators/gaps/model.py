"""The models of gaps; those of targets stand in the catalogue's package, as files hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import PrivateAttr

from teia_indicators.assessment.result import Assessment
from teia_indicators.catalogue.model import Catalogue, CatalogueRef, Dimension
from teia_indicators.catalogue.target import Day, Target, TargetStep
from teia_indicators.gaps.views import (
    GapsByAuthority,
    GapsByDimension,
    QuickWins,
    by_authority,
    by_dimension,
    quick_wins,
)
from teia_indicators.html import html_table
from teia_indicators.model import Model

__all__ = ["Day", "Gap", "GapCriterion", "Gaps", "Target", "TargetStep"]


class GapCriterion(Model):
    """A criterion that stands between the low stage and the target.

    Parameters
    ----------
    id, text : str
        The criterion.
    stage : int
        Stage that it is required for.
    dimension : str
        Its dimension.
    answer : str
        How it is read: ``no``, ``partly``, ``implied_unmet``, ``unanswered``, ``unknown`` or
        ``withheld``.
    kind : {"real", "information"}
        Real: known to be unmet. Information: nobody knows yet, or says.
    blocks_next : bool
        True where it is required for the very next stage, or below.
    references : tuple of str
        Provisions of the Convention.
    """

    id: str
    text: str
    stage: int
    dimension: Dimension
    answer: str
    kind: Literal["real", "information"]
    blocks_next: bool
    references: tuple[str, ...]


class Gap(Model):
    """An indicator below its target.

    Parameters
    ----------
    rank : int
        From 1; a proposal, by gain per effort, then distance, then catalogue order. Every term is
        a field; gains per effort that differ by less than 1e-12 count as equal.
    area, indicator, title : str
        Where the gap is.
    stage_low, stage_high, next_stage, target : int
        The interval of stages, the next one above its low, and the target.
    target_by : date or None
        When the target is to be reached; None where it names no date.
    target_source : str
        Where it comes from.
    distance : int
        Steps on the scale from `stage_low` to `target`.
    criteria : tuple of GapCriterion
        In ladder order.
    dimensions : tuple of str
        The kind of the gap: which dimensions its criteria belong to.
    references : tuple of str
        Provisions of the Convention that the criteria follow from.
    gain_overall, gain_area : float
        Change of the overall and the area's low when exactly these criteria turn to yes, in the
        scale's unit.
    next_gain_overall, next_gain_area : float
        The same for the criteria of the next stage only.
    effort : int or None
        Effort points of the cheapest set of actions that turns all its criteria (small 1, medium
        3, large 9; prerequisites not counted); None where the catalogue has no action for one.
    next_effort : int or None
        The same for the criteria of the next stage only.
    gain_per_effort : float
        `gain_overall` by effort point; where no effort is known, by one.
    catalogue_order : int
        Place of the indicator in the catalogue, from 1.
    insufficient : bool
        True where the area's coverage is below the method's threshold.
    """

    rank: int
    area: str
    indicator: str
    title: str
    stage_low: int
    stage_high: int
    next_stage: int
    target: int
    target_by: Day | None = None
    target_source: str = ""
    distance: int
    criteria: tuple[GapCriterion, ...]
    dimensions: tuple[Dimension, ...]
    references: tuple[str, ...]
    gain_overall: float
    gain_area: float
    next_gain_overall: float
    next_gain_area: float
    effort: int | None = None
    next_effort: int | None = None
    gain_per_effort: float
    catalogue_order: int
    insufficient: bool = False

    @property
    def real(self) -> tuple[GapCriterion, ...]:
        """The criteria known to be unmet."""
        return tuple(one for one in self.criteria if one.kind == "real")

    @property
    def information(self) -> tuple[GapCriterion, ...]:
        """The criteria of which nobody knows yet, or says."""
        return tuple(one for one in self.criteria if one.kind == "information")


class Gaps(Model):
    """All gaps of an assessment, by rank; see `find_gaps`.

    Parameters
    ----------
    country, round : str
        Of the assessment.
    catalogue : CatalogueRef
        The catalogue that it answers.
    target : Target
        What it is measured against.
    on : date or None
        Where only what is due on that day counts.
    gaps : tuple of Gap
        By rank.
    """

    country: str
    round: str
    catalogue: CatalogueRef
    target: Target
    on: Day | None = None
    gaps: tuple[Gap, ...]
    _assessment: Assessment | None = PrivateAttr(default=None)

    @property
    def assessment(self) -> Assessment | None:
        """The assessment they were found in; None where they were read from a file.

        No part of the content: gaps that say the same are equal.
        """
        return self._assessment

    def by_dimension(self) -> GapsByDimension:
        """Return what stands open in each dimension, and what it would close alone.

        One law would not close all that is legislation, but this is the most that laws can do.

        Returns
        -------
        GapsByDimension
            One row for each dimension with an open criterion, in the catalogue's order of them.

        Raises
        ------
        MethodError
            If the gaps were read from a file: gains need the answers.
        """
        return by_dimension(self)

    def by_authority(self, catalogue: Catalogue | None = None) -> GapsByAuthority:
        """Return the least-effort actions for every gap, by who usually carries them out.

        Parameters
        ----------
        catalogue : Catalogue or None
            The one that the gaps were found with, whose action library is asked; None for just
            this.

        Returns
        -------
        GapsByAuthority
            Greatest gain first; what no action turns comes last, under no authority.

        Raises
        ------
        MethodError
            If the gaps were read from a file, or belong to another catalogue.

        References
        ----------
        Method, sections 6 and 7. Of several sets of actions of least effort for a gap, one with
        the fewest actions, those that come first in the library (project's choice).
        """
        return by_authority(self, catalogue)

    @property
    def quick_wins(self) -> QuickWins:
        """The indicators that one criterion separates from their next stage.

        By gain per effort, then by rank.
        """
        return quick_wins(self)

    def __eq__(self, other: object) -> bool:
        return self.__dict__ == other.__dict__ if isinstance(other, Gaps) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.country, self.round, self.gaps))

    def __iter__(self) -> Iterator[Gap]:  # type: ignore[override]
        return iter(self.gaps)

    def __len__(self) -> int:
        return len(self.gaps)

    def __bool__(self) -> bool:
        return bool(self.gaps)

    def __repr__(self) -> str:
        return f"<Gaps {self.country} {self.round}: {len(self.gaps)} indicators below target>"

    def _gain(self, gain: float) -> str:
        """Return a gain for people: of a share in points, of gaps read from a file as it is."""
        own = self.assessment
        points = own is not None and own.catalogue.scale.unit == "share"
        return f"{gain * 100:+.1f}" if points else f"{gain:+.4g}"

    def _repr_html_(self) -> str:
        rows = (
            (
                gap.rank,
                gap.indicator,
                gap.title,
                f"{gap.stage_low}–{gap.stage_high}",
                gap.target,
                gap.target_by or "–",
                len(gap.real),
                len(gap.information),
                self._gain(gap.gain_overall),
                "–" if gap.effort is None else gap.effort,
            )
            for gap in self.gaps
        )
        heads = (
            "Rank",
            "Id",
            "Indicator",
            "Stage",
            "Target",
            "By",
            "Real",
            "Open",
            "Gain",
            "Effort",
        )
        caption = f"{self.country} {self.round}: {len(self.gaps)} indicators below target"
        return html_table(caption, heads, rows, named=1)
