"""What the command line prints: tables and bars on a terminal, the same words in a pipe."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

import teia_indicators as teia
from teia_indicators.assessment.result import show as figure
from teia_indicators.catalogue.model import Catalogue, Indicator, WorkingArea
from teia_indicators.gaps import Gaps
from teia_indicators.problems import MethodError, Place, Problems, did_you_mean, problem

_BAR = 24
_PIPE_WIDTH = 110


def _console() -> Console:
    """Return a console that keeps its layout in a pipe; rich honours NO_COLOR itself."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Console(width=width, highlight=False, markup=False, soft_wrap=False)


def line(text: str) -> None:
    """Print a text as it is."""
    Console(highlight=False, markup=False, soft_wrap=True).print(text)


def counted(found: Problems) -> str:
    """Return how many problems there are, in words."""
    errors, warnings = len(found.errors), len(found.warnings)
    return (
        f"{errors} error{'' if errors == 1 else 's'}, "
        f"{warnings} warning{'' if warnings == 1 else 's'}"
    )


def problems(found: Problems, language: str) -> None:
    """Print one line a problem, to standard error."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    for one in found:
        style = "red" if one.severity == "error" else "yellow"
        console.print(one.line(language), style=style)


def bar(low: float | None, high: float | None, top: float, ascii_only: bool) -> str:
    """Return a bar: full up to the low, shaded up to the high."""
    if low is None or high is None:
        return ""
    full, shade, empty = ("#", "+", ".") if ascii_only else ("█", "▒", "·")
    first, last = (round(_BAR * bound / top) if top else 0 for bound in (low, high))
    return full * first + shade * (last - first) + empty * (_BAR - last)


def profile(assessment: teia.Assessment) -> None:
    """Print the profile of the areas, the cross-cutting dimensions, and the overall figure last."""
    console = _console()
    catalogue = assessment.catalogue
    ascii_only = (console.encoding or "").lower().replace("-", "") != "utf8"
    scale = catalogue.scale
    unit, top = scale.unit, scale.value(scale.top)
    table = Table(title=f"{assessment.country} {assessment.round}", title_justify="left")
    table.add_column("Area", no_wrap=True)
    table.add_column("Shown, possible" if top else "", no_wrap=True)
    for name in ("Low", "High", "Coverage"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Weakest indicators")
    for area in catalogue.areas:
        node = assessment.areas[area.id]
        table.add_row(
            f"{area.id} {area.short_title}",
            bar(node.low, node.high, top, ascii_only),
            figure(node.low, unit),
            figure(node.high, unit),
            figure(node.coverage) + (" !" if node.insufficient else ""),
            ", ".join(node.weakest),
        )
    console.print(table)
    if assessment.dimensions:
        parts = [
            f"{name} {figure(one.low)}–{figure(one.high)}"
            for name, one in assessment.dimensions.items()
        ]
        console.print("Criteria met, per cent of those applicable: " + ", ".join(parts))
    whole = assessment.overall
    console.print(
        f"Overall {figure(whole.value, unit)} (from {figure(whole.low, unit)} to "
        f"{figure(whole.high, unit)}), policy for what is missing: {assessment.method.missing}. "
        f"! marks a coverage below {assessment.method.coverage_threshold:.0%}."
    )
    for finding in assessment.findings:
        console.print(finding.line(), style="yellow")
    console.print(f"Catalogue {catalogue.id} {catalogue.version}, {catalogue.status}.")


def gaps(found: Gaps) -> None:
    """Print the gaps by rank."""
    console = _console()
    table = Table(title=f"{found.country} {found.round}: gaps", title_justify="left")
    for name, justify in (
        ("Rank", "right"),
        ("Indicator", "left"),
        ("Stage", "left"),
        ("Target", "right"),
        ("Real", "right"),
        ("To find out", "right"),
        ("Gain", "right"),
        ("Next step", "left"),
    ):
        table.add_column(name, justify="right" if justify == "right" else "left")
    for gap in found:
        following = [one.id for one in gap.criteria if one.blocks_next]
        table.add_row(
            str(gap.rank),
            f"{gap.indicator} {gap.title}",
            f"{gap.stage_low}–{gap.stage_high}",
            str(gap.target),
            str(len(gap.real)),
            str(len(gap.information)),
            f"{gap.gain_overall * 100:+.1f}",
            ", ".join(following),
        )
    console.print(table)


def pick(catalogue: Catalogue, item: str) -> WorkingArea | Indicator:
    """Return an area or indicator by id.

    Raises
    ------
    MethodError
        If there is none.
    """
    found = catalogue.items.get(item)
    if isinstance(found, WorkingArea | Indicator):
        return found
    hint = did_you_mean(item, catalogue.items)
    raise MethodError([problem("M003", Place(), item, id=item, hint=hint)])


def catalogue(found: Catalogue, item: str | None) -> None:
    """Print the areas, the indicators of one, or the criteria of an indicator."""
    console = _console()
    if item is None:
        table = Table(title=f"{found.title}, version {found.version}", title_justify="left")
        for name in ("Id", "Indicator", "Criteria", "Convention"):
            table.add_column(name)
        for area in found.areas:
            table.add_row(area.id, area.title.upper(), "", "")
            for one in area.indicators:
                table.add_row(one.id, one.title, str(len(one.criteria)), ", ".join(one.references))
        console.print(table)
        console.print(found.statement)
        return
    chosen = pick(found, item)
    indicators = chosen.indicators if isinstance(chosen, WorkingArea) else (chosen,)
    for one in indicators:
        table = Table(title=f"{one.id} {one.title}", title_justify="left")
        for name in ("Id", "Stage", "Dimension", "Criterion", "Convention", "Provenance"):
            table.add_column(name)
        for criterion in one.criteria:
            table.add_row(
                criterion.id,
                str(criterion.stage),
                criterion.dimension,
                criterion.text,
                ", ".join(criterion.references),
                criterion.provenance,
            )
        console.print(table)
    console.print(f"Catalogue {found.id} {found.version}, {found.status}.")
