"""The waterfall: from the overall low now, gap by gap, to that with all gaps closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from teia_indicators.assessment.score import what_if
from teia_indicators.comparison.model import signed
from teia_indicators.gaps import Gaps
from teia_indicators.plots.described import Chart, Line, Unit, named, number, provenance
from teia_indicators.plots.rows import row_drawing
from teia_indicators.problems import MethodError, Place, problem
from teia_indicators.text import phrase

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Step:
    """A bar of the waterfall: from where to where, and the gain of the gap alone."""

    kind: str
    id: str
    start: float
    end: float
    alone: float | None
    count: int


@dataclass(frozen=True, repr=False)
class Waterfall(Chart):
    """From the overall low now, gap by gap, to that with all gaps closed.

    Parameters
    ----------
    gaps : Gaps
        Of `find_gaps`, not read from a file.
    top : int
        How many gaps have a bar of their own.
    """

    gaps: Gaps
    top: int = 8
    kind = "waterfall"
    columns: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("country", "round", "step", "id"), "str"),
        **dict.fromkeys(("start", "end", "gain", "gain_alone"), "float64"),
        "n": "int64",
    }

    def __post_init__(self) -> None:
        if not isinstance(self.top, int) or self.top < 1:
            found = {"value": self.top, "name": "top", "least": 1}
            raise MethodError([problem("M047", Place(), "top", self.top, **found)])
        if self.gaps.assessment is None:
            raise MethodError([problem("T013", Place())])

    @cached_property
    def steps(self) -> list[Step]:
        """The bars; each gap is closed after those above it, and all is scored again."""
        own = self.gaps.assessment
        assert own is not None
        groups = [("gap", [one]) for one in self.gaps.gaps[: self.top]]
        if rest := list(self.gaps.gaps[self.top :]):
            groups.append(("rest", rest))
        at = own.overall.low
        if at is None:
            return []
        found = [Step("now", "", 0.0, at, None, 0)]
        closed: dict[str, str | int] = {}
        for kind, gaps in groups:
            closed |= {one.id: "yes" for gap in gaps for one in gap.criteria}
            end = what_if(own, closed).overall.low
            assert end is not None
            alone = gaps[0].gain_overall if kind == "gap" else None
            found.append(
                Step(
                    kind, gaps[0].indicator if alone is not None else "", at, end, alone, len(gaps)
                )
            )
            at = end
        return [*found, Step("reached", "", 0.0, at, None, len(self.gaps))]

    def records(self) -> list[dict[str, Any]]:
        """Return a row a bar, in the scale's unit; `n` counts gaps."""
        return [
            {
                "country": self.gaps.country,
                "round": self.gaps.round,
                "step": one.kind,
                "id": one.id,
                "start": one.start,
                "end": one.end,
                "gain": one.end - one.start if one.kind in ("gap", "rest") else None,
                "gain_alone": one.alone,
                "n": one.count,
            }
            for one in self.steps
        ]

    @property
    def unit(self) -> Unit:
        """The scale's unit."""
        assert self.gaps.assessment is not None
        return self.gaps.assessment.catalogue.scale.unit

    def title(self, language: str) -> str:
        """Return the title."""
        about = {"country": self.gaps.country, "round": self.gaps.round}
        return phrase("charts.waterfall", language, **about)

    def about(self, language: str) -> str:
        """Return what the bars are."""
        return phrase("charts.waterfall_about", language, n=len(self.gaps))

    def lines(self, language: str) -> list[Line]:
        """Return where each bar ends, and what it adds."""
        assert self.gaps.assessment is not None
        catalogue, found = self.gaps.assessment.catalogue, []
        for one in self.steps:
            said = number(one.end, self.unit, language)
            if one.kind in ("gap", "rest"):
                gain = signed(one.end - one.start, self.unit)
                said = f"{gain if language == 'en' else gain.replace('.', ',')} → {said}"
            label = (
                named(catalogue, one.id, language)
                if one.kind == "gap"
                else phrase(f"charts.{one.kind}", language, count=one.count)
            )
            found.append(Line(one.id, label, said))
        return found

    def notes(self, language: str) -> list[str]:
        """Return the status."""
        assert self.gaps.assessment is not None
        catalogue = self.gaps.assessment.catalogue
        return provenance(catalogue.ref, catalogue, language)

    def _drawn(self, language: str) -> Figure:
        return row_drawing("draw_waterfall")(self, language)
