"""The verb `report`: what a country's answers amount to, for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import teia_indicators as teia
from teia_indicators.cli import show
from teia_indicators.cli.compare import read_round
from teia_indicators.cli.files import (
    assess_files,
    method_of,
    open_catalogue,
    open_plan,
    read_files,
    the_one,
)
from teia_indicators.cli.gaps import On, Targets, aim_of, refuse_both
from teia_indicators.cli.options import (
    Aggregation,
    AsFormat,
    Catalogue,
    Format,
    Language,
    Missing,
    Profile,
    TargetStage,
    print_json,
)
from teia_indicators.report.write import REPORT_KINDS
from teia_indicators.sources.files import check_target


def report(
    file: Annotated[Path, typer.Argument(help="A filled questionnaire.", metavar="FILE")],
    out: Annotated[
        Path, typer.Option("--out", help="The .html to write; .pdf, .docx with their extras.")
    ],
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Its action plan (.xlsx, .json).")
    ] = None,
    earlier: Annotated[
        Path | None, typer.Option("--earlier", help="The questionnaire of the round before.")
    ] = None,
    neighbour: Annotated[
        list[Path] | None,
        typer.Option("--neighbour", help="A neighbour's questionnaire; repeatable."),
    ] = None,
    short: Annotated[
        bool, typer.Option("--short", help="Two pages: summary, areas, first gaps and actions.")
    ] = False,
    target: TargetStage = None,
    targets: Targets = None,
    on: On = None,
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "lower",
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Write a report: summary, figures with their bounds, gaps, plan, change, neighbours."""
    refuse_both(target, targets)
    others = list(neighbour or ())
    read = [file, *others, *(one for one in (plan, earlier) if one is not None)]
    check_target(out, REPORT_KINDS, read)
    found = open_catalogue(catalogue, profile)
    method = method_of(aggregation, missing)
    own = the_one(
        assess_files([file], catalogue, aggregation, missing, profile=profile, language=language),
        file,
    )
    day = None if on is None else on.date()
    aim = aim_of(target, targets, own.catalogue, [own], dated=day is None)
    before = None if earlier is None else read_round(earlier, [found], language)
    beside = read_files(others, found, language)
    made = teia.build_report(
        own,
        gaps=teia.find_gaps(own, aim, on=day),
        plan=None if plan is None else open_plan(plan, found, language),
        comparison=None
        if before is None
        else teia.compare_rounds(before, own, found, method=method, target=aim),
        neighbours=[teia.compare_neighbours(own.responses, one, found) for one in beside],
        language=language,
        short=short,
    )
    teia.write_report(made, out)
    if as_format is Format.JSON:
        print_json({"report": str(out), "country": own.country, "round": own.round})
    else:
        show.line(f"{out}: {show.printed('reported', language, sections=len(made.sections))}")
