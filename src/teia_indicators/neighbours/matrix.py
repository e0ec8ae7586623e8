"""A subregion at a glance: a heat table of the neighbours, with the counts in words."""

from __future__ import annotations

from html import escape

from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.html import html_table
from teia_indicators.model import Model
from teia_indicators.neighbours.model import RESULTS, NeighbourComparison
from teia_indicators.problems import Problem, Problems
from teia_indicators.text import phrase

#: Upper ends of the classes of `NeighbourComparison.share`, and their colours: one hue from light
#: to dark, so that they differ for every eye and in print; black text is readable on all.
HEAT: tuple[tuple[float, str], ...] = (
    (0.0, "#fff5eb"),
    (0.1, "#fee6ce"),
    (0.25, "#fdd0a2"),
    (0.5, "#fdae6b"),
    (1.0, "#fd8d3c"),
)


#: Above this many countries a notebook shows the pairs as a list (project's choice).
MOST_COUNTRIES = 15


class NeighbourMatrix(Model):
    """Every pair of neighbours of a subregion; see `compare_subregion`.

    Parameters
    ----------
    countries : tuple of str
        In the order given.
    catalogue : CatalogueRef
        What was asked.
    comparisons : tuple of NeighbourComparison
        One for each pair of neighbours.
    findings : tuple of Problem
        Countries that the list of countries does not know; no neighbours at all.
    """

    countries: tuple[str, ...]
    catalogue: CatalogueRef
    comparisons: tuple[NeighbourComparison, ...]
    findings: tuple[Problem, ...] = ()

    @property
    def problems(self) -> Problems:
        """The findings of the matrix and of every comparison in it."""
        more = (found for one in self.comparisons for found in one.findings)
        return Problems(dict.fromkeys((*self.findings, *more)))

    def of(self, a: str, b: str) -> NeighbourComparison | None:
        """Return the comparison of two countries, in any order; None where they were not."""
        for one in self.comparisons:
            if {*one.countries} == {a, b} and a != b:
                return one
        return None

    def __repr__(self) -> str:
        return (
            f"<NeighbourMatrix: {len(self.countries)} countries, "
            f"{len(self.comparisons)} pairs of neighbours>"
        )

    def to_html(self, language: str = "en") -> str:
        """Return the heat table, countries by countries; empty where two are no neighbours."""
        heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in self.countries)
        rows = "".join(
            f'<tr><th scope="row">{escape(row)}</th>'
            + "".join(_cell(self.of(row, column), language) for column in self.countries)
            + "</tr>"
            for row in self.countries
        )
        caption = escape(phrase("neighbours.matrix.caption", language, count=len(self.comparisons)))
        corner = escape(phrase("neighbours.matrix.country", language))
        return (
            f'<table lang="{language}"><caption>{caption}</caption><thead><tr>'
            f'<th scope="col">{corner}</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        )

    def _repr_html_(self) -> str:
        """Return the heat table, or where it were too wide, the pairs by their share."""
        if len(self.countries) <= MOST_COUNTRIES:
            return self.to_html()
        pairs = sorted(self.comparisons, key=lambda one: -(one.share or 0))
        heads = [phrase(f"neighbours.results.{one}", "en") for one in RESULTS]
        rows = ((one.title, *(one.counts[name] for name in RESULTS)) for one in pairs)
        return html_table(repr(self)[1:-1], ("Pair", *heads), rows)


def heat(one: NeighbourComparison) -> str | None:
    """Return the colour of a comparison; None where nothing could be decided."""
    share = one.share
    if share is None:
        return None
    return next(colour for end, colour in HEAT if share <= end)


def _cell(one: NeighbourComparison | None, language: str) -> str:
    """Return a cell: the counts in words, on the colour of the share of mismatches."""
    if one is None:
        return "<td></td>"
    counts = one.counts
    names = {result: phrase(f"neighbours.results.{result}", language) for result in RESULTS}
    lines = (
        phrase("neighbours.count", language, name=names[result], count=counts[result])
        for result in RESULTS
    )
    colour = heat(one)
    style = f' style="background:{colour};color:#000"' if colour else ""
    return f"<td{style}>{'<br>'.join(map(escape, lines))}</td>"
