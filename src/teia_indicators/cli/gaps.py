"""The verb `gaps`: what stands between filled questionnaires and their targets."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

import teia_indicators as teia
from teia_indicators.cli.files import assess_files
from teia_indicators.cli.options import (
    Aggregation,
    AsFormat,
    Catalogue,
    Files,
    Format,
    Language,
    Missing,
    Profile,
    TargetStage,
    print_json,
)
from teia_indicators.cli.show_gaps import By, GapTables, view
from teia_indicators.frames import frame_csv
from teia_indicators.sources.files import write_atomic

Targets = Annotated[
    Path | None,
    typer.Option(
        "--targets",
        help="Targets with dates and sources: a .yaml or .json file, or a workbook with its sheet.",
    ),
]
On = Annotated[
    datetime.datetime | None,
    typer.Option(
        "--on", formats=["%Y-%m-%d"], help="Only what is due on that day; default: the last stages."
    ),
]


def gaps(
    files: Files,
    target: TargetStage = None,
    targets: Targets = None,
    on: On = None,
    by: Annotated[
        By, typer.Option("--by", help="rank, dimension, authority or quick-wins.")
    ] = By.RANK,
    out: Annotated[Path | None, typer.Option("--out", help="The .csv to write.")] = None,
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "lower",
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """List the gaps to the targets, ranked by what closing them gains, or seen another way."""
    import pandas as pd

    refuse_both(target, targets)
    assessments = assess_files(
        files, catalogue, aggregation, missing, profile=profile, language=language
    )
    day = None if on is None else on.date()
    aim = aim_of(target, targets, assessments, dated=day is None)
    found = [teia.find_gaps(one, aim, on=day) for one in assessments]
    views = [view(one, by) for one in found]
    if out is not None:
        write_atomic(out, frame_csv(pd.concat([teia.to_frame(one) for one in views])))
    if as_format is Format.JSON:
        print_json([one.model_dump(mode="json") for one in views])
        return
    for one in found:
        GapTables(one, language).show(by)


def aim_of(
    target: int | None,
    targets: Path | None,
    assessments: Sequence[teia.Assessment],
    *,
    dated: bool,
) -> int | teia.Target | None:
    """Return the target that was asked for.

    Those of a file that are over before the latest round are refused, unless a day is named. A
    workbook is measured by its own round.
    """
    if targets is None:
        return target
    rounds = [one.round for one in assessments if one.round.isdecimal()]
    last = max(rounds, key=int, default=None) if dated else ""
    return teia.load_target(targets, assessments[0].catalogue, last)


def refuse_both(target: int | None, targets: Path | None) -> None:
    """Refuse a target stage beside a file of targets."""
    if target is not None and targets is not None:
        raise typer.BadParameter("give either --target or --targets")
