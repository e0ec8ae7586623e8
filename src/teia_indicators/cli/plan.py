"""The verb `plan`: draft, change, check and write an action plan."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

import teia_indicators as teia
from teia_indicators.cli import show, show_plan
from teia_indicators.cli.files import assess_files, open_plan, the_one
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
    code,
    print_json,
)
from teia_indicators.frames import frame_csv
from teia_indicators.sources.files import check_target, write_atomic

KINDS = (".xlsx", ".json", ".csv")


def plan(
    file: Annotated[Path, typer.Argument(help="A filled questionnaire.", metavar="FILE")],
    target: TargetStage = None,
    targets: Targets = None,
    on: On = None,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", help="An earlier plan (.xlsx, .json) to draft again."),
    ] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", help="Sum of the amounts at most; with --currency.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", help="Currency of the budget, such as EUR.")
    ] = None,
    actions_a_year: Annotated[
        int | None, typer.Option("--actions-a-year", help="Number of actions a year at most.")
    ] = None,
    start: Annotated[
        datetime.datetime | None,
        typer.Option("--start", help="First day: gives a schedule.", formats=["%Y-%m-%d"]),
    ] = None,
    load: Annotated[
        int | None, typer.Option("--load", help="Actions that one authority does at once, at most.")
    ] = None,
    today: Annotated[
        datetime.datetime | None,
        typer.Option("--today", help="What is overdue by that day.", formats=["%Y-%m-%d"]),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The .xlsx, .json or .csv to write.")
    ] = None,
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "lower",
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Draft an action plan from the gaps, prove it, check it, and write it to edit."""
    refuse_both(target, targets)
    if out is not None:
        check_target(out, KINDS, [file, *([previous] if previous else [])])
    found = assess_files(
        [file], catalogue, aggregation, missing, profile=profile, language=language
    )
    assessment = the_one(found, file)
    earlier = None if previous is None else open_plan(previous, assessment.catalogue, language)
    day = None if on is None else on.date()
    aim = aim_of(target, targets, assessment.catalogue, [assessment], dated=day is None)
    drafted = teia.draft_action_plan(
        teia.find_gaps(assessment, aim, on=day),
        previous=earlier,
        budget=budget,
        currency=currency,
        actions_a_year=actions_a_year,
        start=start and start.date(),
        load=load,
    )
    problems = teia.check_plan(
        drafted,
        assessment.catalogue,
        assessment=assessment,
        today=today and today.date(),
    )
    if out is not None:
        _write(drafted, out, assessment.catalogue, language)
    if as_format is Format.JSON:
        rows = [one.to_dict(language) for one in problems]
        print_json({"plan": drafted.model_dump(mode="json"), "problems": rows})
    else:
        show_plan.plan(drafted, assessment.catalogue, language)
        show_plan.grouped(problems, language)
        if out is not None:
            show.line(f"{out}: {show.printed('planned', language, count=len(drafted))}")
    raise typer.Exit(code(problems))


def _write(drafted: teia.ActionPlan, out: Path, catalogue: teia.Catalogue, language: str) -> None:
    if out.suffix.lower() == ".csv":
        write_atomic(out, frame_csv(teia.to_frame(drafted)))
    else:
        teia.write_plan(drafted, out, catalogue, language)
