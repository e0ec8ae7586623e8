"""Charts with a row a figure: between rounds, over the draws, and from now to the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from teia_indicators.analysis.uncertain import UncertainFigure, Uncertainty
from teia_indicators.assessment.score import what_if
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.comparison.model import NodeChange, RoundComparison, signed
from teia_indicators.gaps import Gaps
from teia_indicators.plots.described import (
    Chart,
    Line,
    Unit,
    catalogue_of,
    named,
    number,
    provenance,
    spanned,
)
from teia_indicators.problems import MethodError, Place, problem
from teia_indicators.text import phrase

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _drawing(name: str) -> Callable[[Any, str], Figure]:
    from teia_indicators.plots import row_drawing

    return getattr(row_drawing, name)  # type: ignore[no-any-return]


@dataclass(frozen=True, repr=False)
class Progress(Chart):
    """Dumbbells: the whole and each area, earlier and later.

    Parameters
    ----------
    comparison : RoundComparison
        The two rounds.
    catalogue : Catalogue or None
        The later one, for titles; None for the shipped one where it is that.
    """

    comparison: RoundComparison
    catalogue: Catalogue | None = None
    kind = "progress"
    columns: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("country", "level", "id", "title"), "str"),
        **{
            f"{what}_{when}": "float64"
            for when in ("earlier", "later")
            for what in ("low", "value", "high", "known")
        },
        "change": "float64",
    }

    @property
    def nodes(self) -> list[NodeChange]:
        """The whole and the areas."""
        return [one for one in self.comparison.nodes if one.level != "indicator"]

    def records(self) -> list[dict[str, Any]]:
        """Return a row a node, in the scale's unit; `known` is a share."""
        return [
            {
                "country": self.comparison.country,
                **{name: getattr(one, name) for name in ("level", "id", "title")},
                **{
                    f"{what}_{when}": getattr(getattr(one, what), when)
                    for when in ("earlier", "later")
                    for what in ("low", "value", "high")
                },
                "known_earlier": one.known_earlier,
                "known_later": one.known_later,
                "change": one.value.total,
            }
            for one in self.nodes
        ]

    def title(self, language: str) -> str:
        """Return the title."""
        own = self.comparison
        about = {"country": own.country, "earlier": own.earlier, "later": own.later}
        return phrase("charts.progress", language, **about)

    def about(self, language: str) -> str:
        """Return what n counts."""
        return phrase("charts.progress_about", language, n=len(self.comparison.indicators))

    def lines(self, language: str) -> list[Line]:
        """Return both figures of each node, the change, and what is known."""
        return [
            Line(one.id, self._named(one, language), self._said(one, language))
            for one in self.nodes
        ]

    def _named(self, one: NodeChange, language: str) -> str:
        catalogue = catalogue_of(self.comparison.later_catalogue, self.catalogue)
        return named(catalogue, one.id, language, one.title)

    def _said(self, one: NodeChange, language: str) -> str:
        unit = self.comparison.unit
        both = (
            spanned(
                getattr(one.low, when),
                getattr(one.value, when),
                getattr(one.high, when),
                unit,
                language,
            )
            for when in ("earlier", "later")
        )
        said = " → ".join(both)
        if one.value.total is not None:
            change = signed(one.value.total, unit)
            change = change if language == "en" else change.replace(".", ",")
            said += f"; {phrase('charts.rose', language, change=change)}"
        shares = (
            "–" if k is None else _percent(k, language)
            for k in (one.known_earlier, one.known_later)
        )
        earlier, later = shares
        return f"{said}; {phrase('charts.known', language, earlier=earlier, later=later)}"

    def notes(self, language: str) -> list[str]:
        """Return how to read it, and the status."""
        ref = self.comparison.later_catalogue
        note = phrase("charts.progress_note", language)
        return provenance(ref, catalogue_of(ref, self.catalogue), language, note)

    def _drawn(self, language: str) -> Figure:
        return _drawing("draw_progress")(self, language)


@dataclass(frozen=True, repr=False)
class Intervals(Chart):
    """How far figures spread over the draws, within or beside the exact bounds.

    Parameters
    ----------
    uncertainty : Uncertainty
        Of `simulate_uncertainty`.
    country : str or None
        Whose; None for the first.
    catalogue : Catalogue or None
        For titles; None for the shipped one where it is that.
    """

    uncertainty: Uncertainty
    country: str | None = None
    catalogue: Catalogue | None = None
    kind = "intervals"
    columns: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("country", "id"), "str"),
        "n": "int64",
        **dict.fromkeys(("low", "value", "high", "lower", "median", "upper"), "float64"),
    }

    def __post_init__(self) -> None:
        known = self.uncertainty.countries
        if self.country is not None and self.country not in known:
            found = ", ".join(known)
            where = self.country
            raise MethodError(
                [problem("M094", Place(), "country", where, value=where, known=found)]
            )

    @property
    def whose(self) -> str:
        """The country shown."""
        return self.country or self.uncertainty.countries[0]

    @property
    def figures(self) -> list[UncertainFigure]:
        """The figures of the country: the whole, then areas."""
        return [one for one in self.uncertainty.figures if one.country == self.whose]

    def records(self) -> list[dict[str, Any]]:
        """Return a row a node, in the scale's unit; `n` counts draws."""
        return [{name: getattr(one, name) for name in self.columns} for one in self.figures]

    def title(self, language: str) -> str:
        """Return the title."""
        return phrase("charts.intervals", language, country=self.whose)

    def about(self, language: str) -> str:
        """Return what was varied, and how often."""
        own = self.uncertainty
        inputs = [
            phrase(f"charts.inputs.{one}", language) for one in own.vary.inputs or ("nothing",)
        ]
        share = f"{own.interval * 100:g}"
        return phrase(
            "charts.intervals_about",
            language,
            interval=share if language == "en" else share.replace(".", ","),
            n=own.draws,
            inputs=", ".join(inputs),
        )

    def lines(self, language: str) -> list[Line]:
        """Return median and interval of each node, then the exact bounds."""
        catalogue = catalogue_of(self.uncertainty.catalogue, self.catalogue)
        return [
            Line(one.id, named(catalogue, one.id, language), self._said(one, language))
            for one in self.figures
        ]

    def _said(self, one: UncertainFigure, language: str) -> str:
        if one.median is None:
            return phrase("charts.missing", language)
        unit: Unit = self.uncertainty.unit
        shown = {
            name: number(getattr(one, name), unit, language)
            for name in ("lower", "median", "upper")
        }
        exact = spanned(one.low, one.value, one.high, unit, language)
        own = phrase("charts.own_value", language)
        count = "" if one.n == self.uncertainty.draws else f"; n = {one.n}"
        return f"{phrase('charts.median_said', language, **shown)}; {own} {exact}{count}"

    def notes(self, language: str) -> list[str]:
        """Return the status."""
        ref = self.uncertainty.catalogue
        return provenance(ref, catalogue_of(ref, self.catalogue), language)

    def _drawn(self, language: str) -> Figure:
        return _drawing("draw_intervals")(self, language)


def _percent(share: float, language: str) -> str:
    return f"{share:.0%}" if language == "en" else f"{share * 100:.0f} %"


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
        return _drawing("draw_waterfall")(self, language)
