"""What may be published of a group: no country is named, and no figure rests on few of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from teia_indicators.analysis.common import CommonGap
from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.gaps import Target
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model

#: Fewest countries that a published figure may rest on.
MINIMUM = 5


class PublishedQuantiles(Model):
    """Quantiles of one figure in a group.

    Parameters
    ----------
    n : int
        How many countries have the figure.
    values : tuple of float or None
        None where n is below the minimum: suppressed.
    """

    n: int
    values: tuple[float, ...] | None

    @property
    def suppressed(self) -> bool:
        """True where there are figures that are not published."""
        return self.values is None


class PublishedNode(Model):
    """A node in a group; fields as in `NodeProfile`."""

    id: str
    value: PublishedQuantiles
    stage_low: PublishedQuantiles | None = None
    stage_high: PublishedQuantiles | None = None


class PublishedGroup(Model):
    """What may be published of a group; see `GroupProfile.published`.

    Parameters
    ----------
    size : int
        How many countries; which ones is not said.
    minimum : int
        Fewest countries that a figure rests on.
    catalogue, method, unit, target
        As in `GroupProfile`.
    shares : tuple of float
        Those of the profile that are quartiles or the median.
    distribution : mapping of str to PublishedQuantiles
        Lower quartile, median and upper quartile: areas, and ``overall``.
    nodes : mapping of str to PublishedNode
        ``overall``, areas, indicators.
    common_gaps : tuple of CommonGap
        Those whose criterion is applicable in `minimum` countries or more.
    left_out : tuple of str
        Criteria applicable in fewer, whether or not they are common gaps.

    References
    ----------
    Project's choice, after requirement R35: five countries, no ranking, n always shown.
    """

    size: int
    minimum: int = MINIMUM
    catalogue: CatalogueRef
    method: ScoringMethod
    unit: Literal["share", "own"]
    shares: tuple[float, ...]
    target: Target
    distribution: FrozenDict[str, PublishedQuantiles]
    nodes: FrozenDict[str, PublishedNode]
    common_gaps: tuple[CommonGap, ...]
    left_out: tuple[str, ...]

    @property
    def suppressed(self) -> tuple[str, ...]:
        """Ids of the nodes whose figures are not published."""
        return tuple(one.id for one in self.nodes.values() if one.value.suppressed)

    def __repr__(self) -> str:
        return f"<PublishedGroup of {self.size}: {len(self.suppressed)} nodes suppressed>"

    def _repr_html_(self) -> str:
        return distribution_html(self.size, self.distribution, self.unit)


def quartiles_shown(
    n: int, values: tuple[float, ...] | None, unit: Literal["share", "own"]
) -> tuple[object, ...]:
    """Return n, and three quartiles for people: an asterisk where suppressed, a dash for none."""
    if values is None:
        return (n, *("*" for _ in range(3)))
    return (
        (n, *(show(value, unit) for value in values)) if values else (n, *("–" for _ in range(3)))
    )


def distribution_html(
    size: int, distribution: Mapping[str, object], unit: Literal["share", "own"]
) -> str:
    """Return the table of the areas, with n beside each."""
    rows = (
        (item, *quartiles_shown(getattr(one, "n", 0), getattr(one, "values", ()), unit))
        for item, one in distribution.items()
    )
    heads = ("Id", "n", "Lower quartile", "Median", "Upper quartile")
    caption = f"Group of {size}: distribution of the value (*: fewer than {MINIMUM} countries)"
    return html_table(caption, heads, rows)
