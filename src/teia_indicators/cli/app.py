"""The verbs of the command line. Exit codes: 0 fine, 1 data, 2 usage, 3 cannot read or write."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

import teia_indicators as teia
from teia_indicators.catalogue.load import compile_catalogue
from teia_indicators.catalogue.schemas import write_schemas
from teia_indicators.cli import show
from teia_indicators.cli.demo import run_demo
from teia_indicators.cli.files import assess_files, open_catalogue, write_scores
from teia_indicators.cli.texts import exchange_texts
from teia_indicators.frames import frame_csv
from teia_indicators.problems import Problems
from teia_indicators.responses.read import check_file
from teia_indicators.sources.files import write_atomic
from teia_indicators.text import LANGUAGES

app = typer.Typer(
    help="Self-assessment under the UNECE Industrial Accidents Convention (unofficial).",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
catalogue_app = typer.Typer(
    help="The catalogue of indicators and criteria.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(catalogue_app, name="catalogue")


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


class Depth(StrEnum):
    """How much a form asks."""

    FULL = "full"
    QUICK = "quick"


class Level(StrEnum):
    """How much an export holds."""

    FULL = "full"
    PEER = "peer"
    PUBLIC = "public"


Files = Annotated[list[Path], typer.Argument(help="Filled questionnaires.", metavar="FILE...")]
Catalogue = Annotated[
    Path | None, typer.Option("--catalogue", help="Folder of a catalogue; default: the shipped.")
]
Profile = Annotated[
    Path | None,
    typer.Option("--profile", help="A national profile: use the catalogue that it makes."),
]
AsFormat = Annotated[Format, typer.Option("--format", help="text or json.")]
Language = Annotated[str, typer.Option("--language", help="Language of texts and messages.")]
Aggregation = Annotated[
    str, typer.Option("--aggregation", help="arithmetic, geometric, harmonic, minimum or median.")
]
Missing = Annotated[
    str, typer.Option("--missing", help="lower, upper, midpoint, skip, zero, strict or error.")
]
TargetStage = Annotated[
    int | None, typer.Option("--target", help="Target stage; default: the catalogue's.")
]


@app.command()
def demo(
    out: Annotated[Path, typer.Argument(help="Folder to write to.", metavar="OUT")],
) -> None:
    """Run the main job on a shipped example: form, check, scores, gaps, bundle."""
    run_demo(out)


@catalogue_app.command("lint")
def catalogue_lint(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of a catalogue; default: the shipped.")
    ] = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Check a catalogue folder; every problem with file, line and what to write."""
    problems = teia.check_catalogue(folder)
    _report(problems, as_format, language)
    raise typer.Exit(_code(problems))


@catalogue_app.command("compile")
def catalogue_compile(
    folder: Annotated[Path, typer.Argument(help="Folder of a catalogue.")],
) -> None:
    """Write the snapshot that makes a catalogue load fast; do it after every change."""
    show.line(f"{compile_catalogue(folder)}: written")


@catalogue_app.command("schema")
def catalogue_schema(
    out: Annotated[Path, typer.Argument(help="Folder to write to.", metavar="OUT")],
) -> None:
    """Write the JSON Schemas of a catalogue's files, with which editors check while one types."""
    for path in write_schemas(out):
        show.line(str(path))


@catalogue_app.command("texts")
def catalogue_texts(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of a catalogue; default of --out: the shipped.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The .xlsx to write for translators.")
    ] = None,
    back: Annotated[
        Path | None, typer.Option("--in", help="The .xlsx to take back into FOLDER.")
    ] = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Write all texts, the languages side by side, for translators; or take them back."""
    done, warnings = exchange_texts(folder, out, back, language)
    if as_format is Format.JSON:
        _print_json({**done, "problems": [one.to_dict(language) for one in warnings]})
        return
    _report(warnings, as_format, language)
    show.texts(done)


@catalogue_app.command("show")
def catalogue_show(
    item: Annotated[
        str | None, typer.Argument(help="Id of an area or indicator; default: all areas.")
    ] = None,
    catalogue: Catalogue = None,
    as_format: AsFormat = Format.TEXT,
) -> None:
    """Show the catalogue, an area or an indicator with its criteria."""
    found = teia.load_catalogue(catalogue)
    if as_format is Format.JSON:
        chosen = found if item is None else show.pick(found, item)
        _print_json(chosen.model_dump(mode="json"))
    else:
        show.catalogue(found, item)


@app.command()
def form(
    country: Annotated[str, typer.Option("--country", help="Three letters, such as XAA.")],
    round_name: Annotated[str, typer.Option("--round", help="Name of the round, such as 2026.")],
    out: Annotated[Path, typer.Option("--out", help="The .xlsx to write.")],
    language: Language = "en",
    depth: Annotated[Depth, typer.Option("--depth", help="full or quick.")] = Depth.FULL,
    previous: Annotated[
        Path | None, typer.Option("--previous", help="Last round's answers, shown beside.")
    ] = None,
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
) -> None:
    """Write an empty questionnaire as a workbook."""
    found = open_catalogue(catalogue, profile)
    questionnaire = teia.build_questionnaire(
        found, country=country, round=round_name, language=language, depth=depth.value
    )
    earlier = None if previous is None else teia.read_responses(previous, found)
    teia.write_workbook(questionnaire, out, previous=earlier)
    if as_format is Format.JSON:
        _print_json({"form": str(out), "questions": len(questionnaire.questions)})
    else:
        show.line(f"{out}: {len(questionnaire.questions)} questions")


@app.command()
def check(
    files: Files,
    submit: Annotated[bool, typer.Option("--submit", help="Ask for completeness as well.")] = False,
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Check filled questionnaires; every problem with its cell and what to write."""
    found = open_catalogue(catalogue, profile)
    problems: list[teia.Problem] = []
    for file in files:
        responses, here = check_file(file, found, submit=submit)
        problems += here
        if responses is not None and as_format is Format.TEXT:
            show.line(f"{file}: {responses.country} {responses.round}, {show.counted(here)}")
    _report(Problems(problems), as_format, language)
    raise typer.Exit(_code(Problems(problems)))


@app.command()
def assess(
    files: Files,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for scores.csv and explanations.json.")
    ] = None,
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "lower",
    explain: Annotated[
        str | None, typer.Option("--explain", help="Id of a figure to explain.")
    ] = None,
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_comparable: Annotated[
        bool, typer.Option("--comparable", help="Scores of the base catalogue, see --profile.")
    ] = False,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Score filled questionnaires: profile, stages, bounds and coverage."""
    assessments = assess_files(
        files, catalogue, aggregation, missing, profile=profile, as_comparable=as_comparable
    )
    explanations = (
        [] if explain is None else [str(one.explain(explain, language)) for one in assessments]
    )
    if out is not None:
        write_scores(assessments, out)
    if as_format is Format.JSON:
        _print_json([_figures(one) for one in assessments])
        return
    for text in explanations:
        show.line(text)
    for one in assessments if explain is None else ():
        show.profile(one)


@app.command()
def gaps(
    files: Files,
    target: TargetStage = None,
    out: Annotated[Path | None, typer.Option("--out", help="The .csv to write.")] = None,
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "lower",
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",  # noqa: ARG001 - of the messages, see main
) -> None:
    """List the gaps to the target, ranked by what closing them gains."""
    import pandas as pd

    assessments = assess_files(files, catalogue, aggregation, missing, profile=profile)
    found = [teia.find_gaps(one, target) for one in assessments]
    if out is not None:
        write_atomic(out, frame_csv(pd.concat([teia.to_frame(one) for one in found])))
    if as_format is Format.JSON:
        _print_json([one.model_dump(mode="json") for one in found])
        return
    for one in found:
        show.gaps(one)


@app.command()
def export(
    files: Files,
    out: Annotated[Path, typer.Option("--out", help="Folder or .zip to write.")],
    confidentiality: Annotated[
        Level, typer.Option("--confidentiality", help="full, peer or public.")
    ] = Level.FULL,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="Mapping file; default: provisional ISMI.")
    ] = None,
    target: TargetStage = None,
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "lower",
    catalogue: Catalogue = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",  # noqa: ARG001 - of the messages, see main
) -> None:
    """Write an ISMI-compatible bundle of filled questionnaires."""
    assessments = assess_files(files, catalogue, aggregation, missing)
    teia.export_ismi(
        assessments,
        out,
        confidentiality=confidentiality.value,
        mapping=teia.load_mapping(mapping, assessments[0].catalogue),
        target=target,
    )
    if as_format is Format.JSON:
        done = [{"country": one.country, "round": one.round} for one in assessments]
        _print_json({"bundle": str(out), "level": confidentiality.value, "assessments": done})
    else:
        show.line(f"{out}: {len(assessments)} assessments, {confidentiality.value}, unofficial")


@app.command()
def verify(
    bundle: Annotated[Path, typer.Argument(help="Folder or .zip.", metavar="BUNDLE")],
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Check a bundle: hashes, schema, and every figure computed again."""
    problems = teia.verify_ismi(bundle)
    _report(problems, as_format, language)
    if not problems and as_format is Format.TEXT:
        show.line(f"{bundle}: whole, and every figure computed again is the same")
    raise typer.Exit(_code(problems))


def _figures(assessment: teia.Assessment) -> dict[str, Any]:
    """Return the figures of an assessment as plain data."""
    parts = {"indicators", "areas", "overall", "dimensions", "method", "findings"}
    base = assessment.catalogue.profile_of
    return {
        "country": assessment.country,
        "round": assessment.round,
        "catalogue": assessment.catalogue_ref.model_dump(),
        "status": assessment.catalogue.status,
        "profile_of": base and base.model_dump(),
        **assessment.model_dump(mode="json", include=parts),
    }


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _report(problems: Problems, as_format: Format, language: str) -> None:
    if as_format is Format.JSON:
        typer.echo(problems.to_json(language))
    else:
        show.problems(problems, language)


def _code(problems: Problems) -> int:
    return teia.TeiaError(problems.errors).exit_code if problems.errors else 0


def _asked_language() -> str:
    """Return the language of the command line, also where its verb was never reached."""
    words = " ".join(sys.argv).replace("--language=", "--language ").split()
    after = words[words.index("--language") + 1 :] if "--language" in words else []
    return after[0] if after and after[0] in LANGUAGES else "en"


def main() -> None:
    """Run the command line; a mistake of the user ends with a message and a code, no traceback."""
    as_json = "--format=json" in sys.argv or "--format json" in " ".join(sys.argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except teia.TeiaError as error:
        if as_json:
            typer.echo(error.problems.to_json(_asked_language()))
        else:
            show.problems(error.problems, _asked_language())
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        typer.echo(f"{error.filename or ''}: {error.strerror}", err=True)
        sys.exit(3)
