"""What the command line prints: tables and bars on a terminal, the same words in a pipe."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

import teia_indicators as teia
from teia_indicators.catalogue.diff import CatalogueDiff
from teia_indicators.catalogue.model import Catalogue, Indicator, WorkingArea, shown_text
from teia_indicators.cli.console import new_table, open_console
from teia_indicators.problems import MethodError, Place, Problems, did_you_mean, problem
from teia_indicators.text import phrase
from teia_indicators.text import texts as words

_BAR = 18


def line(text: str) -> None:
    """Print a text as it is."""
    Console(highlight=False, markup=False, soft_wrap=True).print(text)


def told(text: str) -> None:
    """Print a text as it is, to standard error."""
    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(text)


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


def base(catalogue: Catalogue, language: str) -> None:
    """Say of a national catalogue what it is made from."""
    made_from = catalogue.profile_of
    if made_from is not None:
        name = f"{made_from.id} {made_from.version}"
        line(phrase("profile.national", language, base=name))


def progress(found: teia.Progress, language: str) -> None:
    """Print how much is answered, a line a group."""
    console = open_console()
    ascii_only = (console.encoding or "").lower().replace("-", "") != "utf8"
    labels: Mapping[str, str] = words(language)["progress"]
    table = new_table(f"{found.country} {found.round}")
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
    table = new_table(phrase("diff.title", language, older=older, newer=newer, count=count))
    for name in ("id", "what", "before", "after"):
        table.add_column(phrase(f"diff.{name}", language), overflow="fold")
    for fate, items in (("removed", found.removed), ("added", found.added)):
        for item in items:
            table.add_row(item, phrase(f"diff.{fate}", language), "", "")
    for one in found.changes:
        shown = (_said(one.field, value, language) for value in (one.before, one.after))
        table.add_row(one.id, phrase(f"diff.fields.{one.field}", language), *shown)
    open_console().print(table)


def _said(field: str, value: str | float, language: str) -> str:
    names = {"dimension": "dimensions", "kind": "neighbours.kinds"}
    return phrase(f"{names[field]}.{value}", language) if field in names else f"{value}"


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
    console = open_console()
    if item is None:
        table = new_table(f"{found.title}, version {found.version}")
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
        table = new_table(f"{one.id} {shown_text(one)}")
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
    if isinstance(chosen, WorkingArea) and chosen.pairs:
        table = new_table("What two neighbours must answer alike")
        for name in ("Id", "Kind", "Criteria", "What must agree", "Convention"):
            table.add_column(name)
        for pair in chosen.pairs:
            shown = (", ".join(pair.criteria), pair.text, ", ".join(pair.references))
            table.add_row(pair.id, pair.kind, *shown)
        console.print(table)
    console.print(f"Catalogue {found.id} {found.version}, {found.status}.")
