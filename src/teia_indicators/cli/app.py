"""The verbs of the command line. Exit codes: 0 fine, 1 data, 2 usage, 3 cannot read or write."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
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
    SCORES,
    each,
    open_catalogue,
    own_language,
    read_files,
    score_files,
)
from teia_indicators.cli.forms import ANSWER_KINDS, form, write_answers
from teia_indicators.cli.gaps import gaps
from teia_indicators.cli.group import group
from teia_indicators.cli.many import Many, Scoring, left_out
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
    KeepGoing,
    Language,
    Level,
    Missing,
    Profile,
    TargetStage,
    code,
    print_json,
    print_json_each,
    report,
)
from teia_indicators.cli.plan import plan
from teia_indicators.cli.report import report as report_verb
from teia_indicators.problems import Problems, collect
from teia_indicators.responses.read import check_submissions
from teia_indicators.responses.targets import check_targets, targets_left
from teia_indicators.sources.files import check_target
from teia_indicators.text import phrase

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
    keep_going: KeepGoing = False,
    as_format: AsFormat = Format.TEXT,
    language: FileLanguage = None,
) -> None:
    """Check filled questionnaires; every problem with its cell and what to write."""
    if annotate is not None and len(files) != 1:
        raise typer.BadParameter("--annotate takes one file at a time")
    found = open_catalogue(catalogue, profile)
    rows: list[dict[str, Any]] = []
    everything: list[teia.Problem] = []
    bad = 0
    for file in each(files):
        read, here = check_submissions(file, found, submit=submit)
        here = collect([*here, *check_targets(file, found)])
        everything += here
        bad += bool(here.errors)
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
    if keep_going:
        left_out(len(files), bad, language or own)
    raise typer.Exit(1 if keep_going and 0 < bad < len(files) else code(Problems(everything)))


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
    keep_going: KeepGoing = False,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Show how much of each questionnaire is answered, by area, authority and language."""
    found = open_catalogue(catalogue, profile)
    many = Many(files, language, keep_going=keep_going)
    read: Iterable[teia.Responses] = many.responses(found)
    shares = (one.progress(found) for one in (read if keep_going else [*read]))
    if as_format is Format.JSON:
        print_json_each(
            {
                "country": one.country,
                "round": one.round,
                "rows": [row.model_dump() | {"share": row.share} for row in one.rows],
            }
            for one in shares
        )
    else:
        for one in shares:
            show.progress(one, language)
    many.end()


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
    keep_going: KeepGoing = False,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Score filled questionnaires: profile, stages, bounds and coverage."""
    if out is not None:
        for name in SCORES:
            check_target(out / name, (".csv", ".json"), files)
    scoring = Scoring.of(catalogue, profile, aggregation, missing, as_comparable=as_comparable)
    many = Many(files, language, keep_going=keep_going)
    given = many.some(many.assessments(scoring))
    assessments = given if keep_going else iter([*given])

    def told(one: teia.Assessment) -> teia.Assessment:
        """Write what was asked for of an assessment."""
        take(one)
        if as_format is Format.TEXT and explain is None:
            show_profile.profile(one, language)
        elif explain is not None:
            found = one.explain(explain, language)
            if as_format is Format.TEXT:
                show_explanation.explanation(one, found, language)
        return one

    with score_files(out) as take:
        shown = map(told, assessments)
        if as_format is Format.JSON:
            print_json_each(Figures.of(one).model_dump(mode="json") for one in shown)
        else:
            deque(shown, maxlen=0)
    many.end()


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
    keep_going: KeepGoing = False,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Write an ISMI-compatible bundle of filled questionnaires."""
    scoring = Scoring.of(catalogue, profile, aggregation, missing, as_comparable=as_comparable)
    many = Many(files, language, keep_going=keep_going)
    done: list[dict[str, str]] = []

    def given() -> Iterator[teia.Assessment]:
        for one in many.some(many.assessments(scoring, once=True)):
            done.append({"country": one.country, "round": one.round})
            yield one

    teia.export_ismi(
        given(),
        out,
        confidentiality=confidentiality.value,
        mapping=teia.load_mapping(mapping, scoring.catalogue),
        target=target,
        sdmx=sdmx,
        xlsx=not no_xlsx,
    )
    if as_format is Format.JSON:
        base = scoring.catalogue.profile_of
        of = {"profile_of": base and base.model_dump(), "assessments": done}
        print_json({"bundle": str(out), "level": confidentiality.value, **of})
    else:
        status = phrase(f"workbook.statuses.{scoring.catalogue.status}", language)
        said = {"count": len(done), "level": confidentiality.value, "status": status}
        show.line(f"{out}: {show.printed('exported', language, **said)}")
        show.base(scoring.catalogue, language)
    many.end()


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
