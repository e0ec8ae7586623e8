"""What the command line prints: tables and bars on a terminal, the same words in a pipe."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

import teia_indicators as teia
from teia_indicators.assessment.result import show as figure
from teia_indicators.catalogue.diff import CatalogueDiff
from teia_indicators.catalogue.model import Catalogue, Indicator, WorkingArea, shown_text
from teia_indicators.cli.console import console as _console
from teia_indicators.cli.console import table as _table
from teia_indicators.problems import MethodError, Place, Problems, did_you_mean, problem
from teia_indicators.text import phrase
from teia_indicators.text import texts as words

_BAR = 18


def line(text: str) -> None:
    """Print a text as it is."""
    Console(highlight=False, markup=False, soft_wrap=True).print(text)


def printed(key: str, language: str, **params: object) -> str:
    """Return what a verb says of its result, in a language."""
    return phrase(f"printed.{key}", language, **params)


def counted(found: Problems, language: str) -> str:
    """Return how many problems there are, in words."""
    errors, warnings = len(found.errors), len(found.warnings)
    return printed("checked", language, errors=errors, warnings=warnings)


def problems(found: Problems, language: str) -> None:
    """Print one line a problem, to standard error."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    for one in found:
        style = "red" if one.severity == "error" else "yellow"
        console.print(one.line(language), style=style)


def texts(done: Mapping[str, Any], folder: Path | None, language: str) -> None:
    """Print what became of the translators' exchange."""
    if "texts" in done:
        line(phrase("exchange.written", language, file=done["texts"]))
        return
    counts = {name: done[name] for name in ("added", "changed", "unchanged")}
    line(phrase("exchange.counted", language, **counts))
    for file in done["written"]:
        line(phrase("exchange.written", language, file=file))
    if done["written"]:
        line(phrase("exchange.next", language, folder=folder))


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
    table = _table(f"{assessment.country} {assessment.round}")
    table.add_column("Area", max_width=22)
    table.add_column("Shown, possible", no_wrap=True)
    table.add_column("Low–high", justify="right", no_wrap=True)
    table.add_column("Known", justify="right", no_wrap=True)
    table.add_column("Weakest")
    for area in catalogue.areas:
        node = assessment.areas[area.id]
        table.add_row(
            f"{area.id} {area.short_title or area.title}",
            bar(node.low, node.high, top, ascii_only),
            f"{figure(node.low, unit)}–{figure(node.high, unit)}",
            figure(node.coverage) + (" !" if node.insufficient else "  "),
            ", ".join(node.weakest) if len(node.weakest) < len(area.indicators) else "all alike",
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
        "Known: share of the criteria with a determinate answer; "
        f"! below {assessment.method.coverage_threshold:.0%}."
    )
    for finding in assessment.findings:
        console.print(finding.line(), style="yellow")
    console.print(f"Catalogue {catalogue.id} {catalogue.version}, {catalogue.status}.")
    base(catalogue, "en")


def base(catalogue: Catalogue, language: str) -> None:
    """Say of a national catalogue what it is made from."""
    made_from = catalogue.profile_of
    if made_from is not None:
        name = f"{made_from.id} {made_from.version}"
        line(phrase("profile.national", language, base=name))


def progress(found: teia.Progress, language: str) -> None:
    """Print how much is answered, a line a group."""
    console = _console()
    ascii_only = (console.encoding or "").lower().replace("-", "") != "utf8"
    labels: Mapping[str, str] = words(language)["progress"]
    table = _table(f"{found.country} {found.round}")
    for name in ("group", "name", ""):
        table.add_column(labels.get(name, ""), max_width=36 if name == "name" else None)
    for name in ("answered", "implied", "asked", "share"):
        table.add_column(labels[name], justify="right", no_wrap=True)
    for one in found.rows:
        done = one.share
        table.add_row(
            labels[one.group],
            one.name or ("" if one.group == "overall" else "–"),
            bar(done, done, 1, ascii_only),
            *map(str, (one.answered, one.implied, one.asked)),
            "" if done is None else f"{done:.0%}",
        )
    console.print(table)


def diff(found: CatalogueDiff, language: str) -> None:
    """Print what differs between two catalogues, one row a difference."""
    older, newer = (f"{one.id} {one.version}" for one in (found.older, found.newer))
    count = len(found.added) + len(found.removed) + len(found.changes)
    if not count:
        line(phrase("diff.none", language, older=older, newer=newer))
        return
    table = _table(phrase("diff.title", language, older=older, newer=newer, count=count))
    for name in ("id", "what", "before", "after"):
        table.add_column(phrase(f"diff.{name}", language), overflow="fold")
    for fate, items in (("removed", found.removed), ("added", found.added)):
        for item in items:
            table.add_row(item, phrase(f"diff.{fate}", language), "", "")
    for one in found.changes:
        shown = (_said(one.field, value, language) for value in (one.before, one.after))
        table.add_row(one.id, phrase(f"diff.fields.{one.field}", language), *shown)
    _console().print(table)


def _said(field: str, value: str | float, language: str) -> str:
    return phrase(f"dimensions.{value}", language) if field == "dimension" else f"{value}"


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
        table = _table(f"{found.title}, version {found.version}")
        for name in ("Id", "Indicator", "Criteria", "Convention"):
            table.add_column(name)
        for area in found.areas:
            table.add_row(area.id, area.title.upper(), "", "")
            for one in area.indicators:
                table.add_row(
                    one.id, shown_text(one), str(len(one.criteria)), ", ".join(one.references)
                )
        console.print(table)
        console.print(found.statement)
        return
    chosen = pick(found, item)
    indicators = chosen.indicators if isinstance(chosen, WorkingArea) else (chosen,)
    for one in indicators:
        table = _table(f"{one.id} {shown_text(one)}")
        for name in ("Id", "Stage", "Dimension", "Criterion", "Convention", "Provenance"):
            table.add_column(name)
        for criterion in one.criteria:
            table.add_row(
                criterion.id,
                str(criterion.stage),
                criterion.dimension,
                shown_text(criterion),
                ", ".join(criterion.references),
                criterion.provenance,
            )
        console.print(table)
    console.print(f"Catalogue {found.id} {found.version}, {found.status}.")
