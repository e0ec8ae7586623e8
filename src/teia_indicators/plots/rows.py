"""Charts with a row a figure: between rounds, and over the draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from teia_indicators.analysis.uncertain import UncertainFigure, Uncertainty
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.comparison.model import NodeChange, RoundComparison, signed
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


def row_drawing(name: str) -> Callable[[Any, str], Figure]:
    """Return what draws a chart; its module needs matplotlib."""
    from teia_indicators.plots import row_drawing as drawings

    return getattr(drawings, name)  # type: ignore[no-any-return]


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
        return row_drawing("draw_progress")(self, language)


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
        return row_drawing("draw_intervals")(self, language)


def _percent(share: float, language: str) -> str:
    return f"{share:.0%}" if language == "en" else f"{share * 100:.0f} %"
