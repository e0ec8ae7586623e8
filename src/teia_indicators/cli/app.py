"""The verbs of the command line. Exit codes: 0 fine, 1 data, 2 usage, 3 cannot read or write."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import teia_indicators as teia
from teia_indicators.assessment.figures import Figures
from teia_indicators.cli import show, show_explanation, show_profile
from teia_indicators.cli.catalogue import catalogue_app
from teia_indicators.cli.compare import compare
from teia_indicators.cli.demo import run_demo
from teia_indicators.cli.files import (
    assess_files,
    each,
    open_catalogue,
    own_language,
    read_files,
    write_scores,
)
from teia_indicators.cli.forms import ANSWER_KINDS, form, write_answers
from teia_indicators.cli.gaps import gaps
from teia_indicators.cli.group import group
from teia_indicators.cli.migrate import migrate
from teia_indicators.cli.neighbours import neighbours
from teia_indicators.cli.options import (
    Aggregation,
    AsFormat,
    Catalogue,
    Comparable,
    FileLanguage,
    Files,
    Format,
    Language,
    Level,
    Missing,
    Profile,
    TargetStage,
    code,
    print_json,
    report,
)
from teia_indicators.cli.plan import plan
from teia_indicators.cli.report import report as report_verb
from teia_indicators.problems import Problems, collect
from teia_indicators.responses.read import check_submissions
from teia_indicators.responses.targets import check_targets, targets_left
from teia_indicators.sources.files import check_target
from teia_indicators.text import LANGUAGES, phrase

app = typer.Typer(
    help="Self-assessment under the UNECE Industrial Accidents Convention (unofficial).",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(catalogue_app, name="catalogue")
app.command("migrate")(migrate)
app.command("compare")(compare)
app.command("neighbours")(neighbours)
app.command("group")(group)
app.command("report")(report_verb)


@app.command()
def demo(
    out: Annotated[Path, typer.Argument(help="Folder to write to.", metavar="OUT")],
) -> None:
    """Run the main job on a shipped example: form, check, scores, gaps, plan, bundle."""
    run_demo(out)


app.command("form")(form)


@app.command()
def check(
    files: Files,
    submit: Annotated[bool, typer.Option("--submit", help="Ask for completeness as well.")] = False,
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", help="Write a copy with the faulty cells marked (.xlsx)."),
    ] = None,
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: FileLanguage = None,
) -> None:
    """Check filled questionnaires; every problem with its cell and what to write."""
    if annotate is not None and len(files) != 1:
        raise typer.BadParameter("--annotate takes one file at a time")
    found = open_catalogue(catalogue, profile)
    rows: list[dict[str, Any]] = []
    everything: list[teia.Problem] = []
    for file in each(files):
        read, here = check_submissions(file, found, submit=submit)
        here = collect([*here, *check_targets(file, found)])
        everything += here
        own = language or own_language(read)
        if as_format is Format.JSON:
            rows += [one.to_dict(own) for one in here]
            continue
        for responses in read:
            whose = f"{responses.country} {responses.round}"
            show.line(f"{file}: {whose}, {show.counted(here, own)}")
        show.problems(here, own)
    if annotate is not None:
        teia.annotate_workbook(files[0], annotate, found, submit=submit, language=language)
    if as_format is Format.JSON:
        print_json(rows)
    elif annotate is not None:
        show.line(f"{annotate}: {show.printed('annotated', language or own)}")
    raise typer.Exit(code(Problems(everything)))


@app.command()
def merge(
    files: Files,
    out: Annotated[Path, typer.Option("--out", help="The .json, .yaml or .xlsx to write.")],
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Put the files of several authorities together; different answers are listed, never chosen."""
    found = open_catalogue(catalogue, profile)
    check_target(out, ANSWER_KINDS, files)
    parts = read_files(files, found, language, placed=True)
    merged = teia.merge_responses(parts, found)
    lost = [*write_answers(merged, found, out, language), *targets_left(files, found)]
    show.problems(Problems(lost), language)
    if as_format is Format.JSON:
        rows = [row.model_dump() | {"share": row.share} for row in merged.progress(found).rows]
        print_json({"merged": str(out), "answers": len(merged.answers), "progress": rows})
        return
    count = show.printed("merged", language, count=len(merged.answers))
    show.line(f"{out}: {merged.country} {merged.round}, {count}")
    show.progress(merged.progress(found), language)


@app.command()
def progress(
    files: Files,
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Show how much of each questionnaire is answered, by area, authority and language."""
    found = open_catalogue(catalogue, profile)
    shares = [one.progress(found) for one in read_files(files, found, language)]
    if as_format is Format.JSON:
        print_json(
            [
                {
                    "country": one.country,
                    "round": one.round,
                    "rows": [row.model_dump() | {"share": row.share} for row in one.rows],
                }
                for one in shares
            ]
        )
        return
    for one in shares:
        show.progress(one, language)


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
    as_comparable: Comparable = False,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Score filled questionnaires: profile, stages, bounds and coverage."""
    assessments = assess_files(
        files,
        catalogue,
        aggregation,
        missing,
        profile=profile,
        as_comparable=as_comparable,
        language=language,
    )
    if explain is not None:
        for one in assessments:
            one.explain(explain, language)
    if out is not None:
        write_scores(assessments, out)
    if as_format is Format.JSON:
        print_json([Figures.of(one).model_dump(mode="json") for one in assessments])
        return
    for one in assessments:
        if explain is None:
            show_profile.profile(one, language)
        else:
            show_explanation.explanation(one, explain, language)


app.command("gaps")(gaps)
app.command("plan")(plan)


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
    sdmx: Annotated[
        bool, typer.Option("--sdmx", help="Write SDMX 3.0 as well (extra sdmx).")
    ] = False,
    no_xlsx: Annotated[
        bool, typer.Option("--no-xlsx", help="Leave out ismi.xlsx, for very many files.")
    ] = False,
    target: TargetStage = None,
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "lower",
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_comparable: Comparable = False,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Write an ISMI-compatible bundle of filled questionnaires."""
    assessments = assess_files(
        files,
        catalogue,
        aggregation,
        missing,
        profile=profile,
        as_comparable=as_comparable,
        language=language,
    )
    teia.export_ismi(
        each(assessments),
        out,
        confidentiality=confidentiality.value,
        mapping=teia.load_mapping(mapping, assessments[0].catalogue),
        target=target,
        sdmx=sdmx,
        xlsx=not no_xlsx,
    )
    if as_format is Format.JSON:
        done = [{"country": one.country, "round": one.round} for one in assessments]
        base = assessments[0].catalogue.profile_of
        of = {"profile_of": base and base.model_dump(), "assessments": done}
        print_json({"bundle": str(out), "level": confidentiality.value, **of})
    else:
        status = phrase(f"workbook.statuses.{assessments[0].catalogue.status}", language)
        said = {"count": len(assessments), "level": confidentiality.value, "status": status}
        show.line(f"{out}: {show.printed('exported', language, **said)}")
        show.base(assessments[0].catalogue, language)


@app.command()
def verify(
    bundle: Annotated[Path, typer.Argument(help="Folder or .zip.", metavar="BUNDLE")],
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Check a bundle: hashes, schema, and every figure computed again."""
    problems = teia.verify_ismi(bundle)
    report(problems, as_format, language)
    if not problems and as_format is Format.TEXT:
        show.line(f"{bundle}: {show.printed('verified', language)}")
    raise typer.Exit(code(problems))


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
