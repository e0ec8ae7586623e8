"""The verb `compare`: two rounds or more, what changed, and what was done of the plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import teia_indicators as teia
from teia_indicators.cli import show_rounds
from teia_indicators.cli.files import method_of, open_catalogue, open_plan, read_files, the_one
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
from teia_indicators.frames import frame_csv
from teia_indicators.responses.read import check_submissions
from teia_indicators.sources.files import check_target, write_atomic

#: Problems that tell that a file belongs to another catalogue.
_OTHER = {"R002", "R003", "R004"}


def compare(
    files: Annotated[
        list[Path],
        typer.Argument(help="Filled questionnaires, the earliest first.", metavar="EARLIER LATER"),
    ],
    plan: Annotated[
        Path | None, typer.Option("--plan", help="The earlier round's plan (.xlsx, .json).")
    ] = None,
    older: Annotated[
        list[Path] | None,
        typer.Option("--older", help="Folder of the catalogue of an earlier round; repeatable."),
    ] = None,
    migration: Annotated[
        list[Path] | None,
        typer.Option("--migration", help="Migration file; again for each further step."),
    ] = None,
    target: TargetStage = None,
    out: Annotated[Path | None, typer.Option("--out", help="The .csv to write.")] = None,
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "lower",
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Compare rounds of one country: what changed, why, and what was done of the plan."""
    if len(files) < 2 or (len(files) > 2 and (plan or migration)):
        raise typer.BadParameter("give two rounds; more of them without --plan and --migration.")
    if out is not None:
        check_target(out, (".csv",), files)
    found = open_catalogue(catalogue, profile)
    before = [teia.load_catalogue(folder) for folder in older or ()]
    read = [read_round(file, [found, *before], language) for file in files]
    method = method_of(aggregation, missing)
    if len(read) > 2:
        series = teia.compare_series(read, found, older=before, method=method, target=target)
        _give(series, {}, found, out, as_format, language)
        return
    earlier, later = read
    own = next((one for one in [found, *before] if one.ref == earlier.catalogue), found)
    done = teia.compare_rounds(
        earlier,
        later,
        found,
        older=next((one for one in before if one.ref == earlier.catalogue), None),
        migration=[teia.load_migration(path) for path in migration or ()] or None,
        method=method,
        target=target,
        plan=None if plan is None else open_plan(plan, own, language),
    )
    beside = {"criteria": done.criteria, **({"plan": done.plan} if done.plan else {})}
    _give(done, beside, found, out, as_format, language)


def _give(
    done: teia.RoundComparison | teia.RoundSeries,
    beside: dict[str, Any],
    catalogue: teia.Catalogue,
    out: Path | None,
    as_format: Format,
    language: str,
) -> None:
    """Write the tables where asked for, and print."""
    tables = {"": done, **beside} if out is not None else {}
    written = []
    for name, document in tables.items():
        assert out is not None
        path = out.with_stem(f"{out.stem}-{name}") if name else out
        write_atomic(path, frame_csv(teia.to_frame(document)))
        written.append(path)
    if as_format is Format.JSON:
        print_json(done.model_dump(mode="json"))
        return
    if isinstance(done, teia.RoundSeries):
        show_rounds.series(done, catalogue, language)
    else:
        show_rounds.comparison(done, catalogue, language)
    show_rounds.written(written, language)


def read_round(file: Path, catalogues: list[teia.Catalogue], language: str) -> teia.Responses:
    """Read one questionnaire by the catalogue that it belongs to; the first if by none.

    Raises
    ------
    ResponsesError, ComparisonError
        If the file has errors, or does not hold one questionnaire.
    """
    own = catalogues[0]
    for one in catalogues if len(catalogues) > 1 else ():
        if not _OTHER & {found.code for found in check_submissions(file, one)[1]}:
            own = one
            break
    read = read_files([file], own, language)
    return the_one(read, file)
