"""The verb `gaps`: what stands between filled questionnaires and their targets."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import teia_indicators as teia
from teia_indicators.cli.files import csv_file
from teia_indicators.cli.many import Many, Scoring
from teia_indicators.cli.options import (
    Aggregation,
    AsFormat,
    Catalogue,
    Files,
    Format,
    KeepGoing,
    Language,
    Missing,
    Profile,
    TargetStage,
    print_json_each,
)
from teia_indicators.cli.show_gaps import By, GapTables, view
from teia_indicators.gaps import GapView
from teia_indicators.sources.files import check_target

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
    keep_going: KeepGoing = False,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """List the gaps to the targets, ranked by what closing them gains, or seen another way."""
    refuse_both(target, targets)
    if out is not None:
        check_target(out, (out.suffix.lower(),), [*files, *([targets] if targets else [])])
    scoring = Scoring.of(catalogue, profile, aggregation, missing)
    many = Many(files, language, keep_going=keep_going)
    given = many.some(many.assessments(scoring))
    day = None if on is None else on.date()
    known: list[teia.Assessment] = []
    if not keep_going or (targets is not None and day is None):  # the latest round decides
        given = iter(known := [*given])
    aim = aim_of(target, targets, scoring.catalogue, known, dated=day is None)
    found = (teia.find_gaps(one, aim, on=day) for one in given)
    with csv_file(out) as take:
        if as_format is Format.JSON:
            print_json_each(_taken(one, by, take).model_dump(mode="json") for one in found)
        else:
            for one in found:
                _taken(one, by, take)
                GapTables(one, language).show(by)
    many.end()


def _taken(one: teia.Gaps, by: By, take: Callable[[Any], None]) -> teia.Gaps | GapView[Any]:
    """Return gaps as they are asked for, once they are in the table."""
    shown = view(one, by)
    take(shown)
    return shown


def aim_of(
    target: int | None,
    targets: Path | None,
    catalogue: teia.Catalogue,
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
    return teia.load_target(targets, catalogue, last)


def refuse_both(target: int | None, targets: Path | None) -> None:
    """Refuse a target stage beside a file of targets."""
    if target is not None and targets is not None:
        raise typer.BadParameter("give either --target or --targets")
