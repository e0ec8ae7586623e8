"""The verb `group`: the profile of several countries, for its members or for print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import teia_indicators as teia
from teia_indicators.analysis.published import quartiles_shown
from teia_indicators.catalogue.model import Criterion, shown_text
from teia_indicators.catalogue.translation import say
from teia_indicators.cli import show
from teia_indicators.cli.console import new_table, open_console
from teia_indicators.cli.files import assess_files
from teia_indicators.cli.options import (
    Aggregation,
    AsFormat,
    Catalogue,
    Comparable,
    Files,
    Format,
    Language,
    Missing,
    Profile,
    TargetStage,
    print_json,
)
from teia_indicators.frames import frame_csv
from teia_indicators.sources.files import check_target, write_atomic
from teia_indicators.text import phrase

_QUARTILES = ("lower", "median", "upper")

Group = teia.GroupProfile | teia.PublishedGroup


def group(
    files: Files,
    publish: Annotated[
        bool,
        typer.Option("--publish", help="For print: no country named, no figure of fewer than 5."),
    ] = False,
    target: TargetStage = None,
    out: Annotated[Path | None, typer.Option("--out", help="The .csv to write.")] = None,
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "lower",
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_comparable: Comparable = False,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Show the distribution, the common gaps and who can show whom of several countries."""
    if out is not None:
        check_target(out, (".csv",), files)
    assessments = assess_files(
        files,
        catalogue,
        aggregation,
        missing,
        profile=profile,
        as_comparable=as_comparable,
        language=language,
    )
    found = teia.group_profile(assessments, target=target)
    done: Group = found.published() if publish else found
    if out is not None:
        write_atomic(out, frame_csv(teia.to_frame(done)))
    if as_format is Format.JSON:
        print_json(done.model_dump(mode="json"))
    else:
        _tell(done, assessments[0].catalogue, language)


def _tell(done: Group, catalogue: teia.Catalogue, language: str) -> None:
    _print_distribution(done, catalogue, language)
    _print_gaps(done, catalogue, language)
    if isinstance(done, teia.GroupProfile):
        _print_leads(done, language)
        show.line(phrase("group.internal", language))
    else:
        counts = {"least": done.minimum, "count": len(done.left_out)}
        show.line(phrase("group.suppressed", language, **counts))


def _size(done: Group) -> int:
    return len(done.countries) if isinstance(done, teia.GroupProfile) else done.size


def _print_distribution(done: Group, catalogue: teia.Catalogue, language: str) -> None:
    titles = {
        one.id: say(catalogue, one.id, "title", one.title, language) for one in catalogue.areas
    }
    table = new_table(phrase("group.title", language, count=_size(done)))
    for name in ("id", "area"):
        table.add_column(phrase(f"group.{name}", language))
    for head in ("n", *(phrase(f"group.{name}", language) for name in _QUARTILES)):
        table.add_column(head, justify="right")
    for item, one in done.distribution.items():
        title = titles.get(item, phrase("group.overall", language))
        shown = quartiles_shown(one.n, one.values, done.unit)
        table.add_row(item if item in titles else "", title, *map(str, shown))
    open_console().print(table)


def _print_gaps(done: Group, catalogue: teia.Catalogue, language: str) -> None:
    table = new_table(phrase("group.gaps", language, count=len(done.common_gaps)))
    for name in ("id", "criterion"):
        table.add_column(phrase(f"group.{name}", language))
    for head in ("n", *(phrase(f"group.{name}", language) for name in ("real", "information"))):
        table.add_column(head, justify="right")
    for gap in done.common_gaps:
        criterion = catalogue.items[gap.id]
        text = gap.text
        if isinstance(criterion, Criterion):
            text = shown_text(criterion, language, catalogue)
        table.add_row(gap.id, text, *map(str, (gap.n, gap.real, gap.information)))
    if done.common_gaps:
        open_console().print(table)
    else:
        show.line(phrase("group.gaps", language, count=0))


def _print_leads(done: teia.GroupProfile, language: str) -> None:
    show.line(phrase("group.leads", language, count=len(done.leads)))
    seen: dict[tuple[str, str], list[str]] = {}
    for one in done.leads:
        seen.setdefault((one.indicator, one.shows), []).append(one.sees)
    for (indicator, shows), sees in seen.items():
        names = {"shows": shows, "sees": ", ".join(sees)}
        show.line(f"  {indicator}: {phrase('group.lead', language, **names)}")
