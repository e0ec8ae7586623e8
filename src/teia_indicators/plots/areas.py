"""Charts of one assessment: its working areas with their bounds, as bars or as a radar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.result import AreaScore
from teia_indicators.plots.described import Chart, Line, named, provenance, spanned
from teia_indicators.text import phrase

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class AreaChart(Chart):
    """The working areas, and the whole, of one assessment.

    Parameters
    ----------
    assessment : Assessment
        What to show.
    """

    assessment: Assessment
    columns: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("country", "round", "level", "id", "title"), "str"),
        **dict.fromkeys(("low", "value", "high", "coverage"), "float64"),
        "n": "int64",
        "insufficient": "bool",
    }

    @property
    def nodes(self) -> list[AreaScore]:
        """The whole, then the areas in catalogue order."""
        return [self.assessment.overall, *self.assessment.areas.values()]

    def records(self) -> list[dict[str, Any]]:
        """Return a row a node; `n` counts its criteria that apply."""
        own = self.assessment
        titles = {one.id: one.title for one in own.catalogue.areas}
        return [
            {
                "country": own.country,
                "round": own.round,
                "level": "area" if one.id in own.areas else "overall",
                "id": one.id,
                "title": titles.get(one.id, ""),
                **{name: getattr(one, name) for name in ("low", "value", "high", "coverage")},
                "n": applicable(one),
                "insufficient": one.insufficient,
            }
            for one in self.nodes
        ]

    def title(self, language: str) -> str:
        """Return the title with country and round."""
        own = self.assessment
        return phrase("charts.areas", language, country=own.country, round=own.round)

    def about(self, language: str) -> str:
        """Return what n counts."""
        n = applicable(self.assessment.overall)
        return phrase("charts.areas_about", language, n=n)

    def lines(self, language: str) -> list[Line]:
        """Return value, bounds and n of each node."""
        own, unit = self.assessment, self.assessment.catalogue.scale.unit
        found = []
        for one in self.nodes:
            said = f"{spanned(one.low, one.value, one.high, unit, language)}; n = {applicable(one)}"
            if one.insufficient:
                said += f"; {phrase('charts.insufficient', language)}"
            found.append(Line(one.id, named(own.catalogue, one.id, language), said))
        return found

    def notes(self, language: str) -> list[str]:
        """Return what the bounds are, and the status."""
        own = self.assessment
        bounds = phrase("charts.bounds", language)
        return provenance(own.catalogue.ref, own.catalogue, language, bounds)

    def _drawn(self, language: str) -> Figure:
        from teia_indicators.plots import area_drawing

        return getattr(area_drawing, f"draw_{self.kind}")(self, language)  # type: ignore[no-any-return]


class Bars(AreaChart):
    """Bars of the values, with whiskers from low to high."""

    kind = "bars"


class Radar(AreaChart):
    """A spoke for each working area, with low, value and high."""

    kind = "radar"


def applicable(node: AreaScore) -> int:
    """Return how many criteria below a node apply."""
    return node.counts.all - node.counts.not_applicable
