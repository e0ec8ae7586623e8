"""The verb `form`: a questionnaire, or one for each authority; and answers written as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

import teia_indicators as teia
from teia_indicators.cli import show
from teia_indicators.cli.files import open_catalogue
from teia_indicators.cli.options import (
    AsFormat,
    AsXlsform,
    Catalogue,
    Depth,
    Format,
    Language,
    Profile,
    print_json,
)
from teia_indicators.problems import Place, problem
from teia_indicators.questionnaire import Questionnaire
from teia_indicators.responses.targets import targets_left
from teia_indicators.sources.files import check_target

#: Endings of the files that answers are written to.
ANSWER_KINDS = (".json", ".yaml", ".yml", ".xlsx")

#: Name of the writer of each kind; a name without an ending is a workbook.
_WRITERS = {".xlsx": "write_workbook", "": "write_workbook", ".html": "write_html_form"}

FORM_KINDS = tuple(_WRITERS)

Written = list[tuple[Path, Questionnaire]]


def form(
    country: Annotated[str, typer.Option("--country", help="Three letters, such as XAA.")],
    round_name: Annotated[str, typer.Option("--round", help="Name of the round, such as 2026.")],
    out: Annotated[
        Path, typer.Option("--out", help="The .xlsx or .html to write; with --assign, the folder.")
    ],
    language: Language = "en",
    depth: Annotated[Depth, typer.Option("--depth", help="full or quick.")] = Depth.FULL,
    authority: Annotated[
        str, typer.Option("--authority", help="Who answers; with --assign, all the rest.")
    ] = "",
    assigned: Annotated[
        list[str] | None,
        typer.Option("--assign", help="Part of an authority, such as PRV=Inspectorate; repeat it."),
    ] = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", help="Last round's answers, shown beside.")
    ] = None,
    targets: Annotated[
        Path | None,
        typer.Option("--targets", help="Targets to fill in: a .yaml, .json or workbook."),
    ] = None,
    as_xlsform: AsXlsform = False,
    catalogue: Catalogue = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
) -> None:
    """Write an empty questionnaire, a workbook or a page; or one for each authority."""
    found = open_catalogue(catalogue, profile)
    questionnaire = teia.build_questionnaire(
        found,
        country=country,
        round=round_name,
        language=language,
        depth=depth.value,
        authority=authority,
    )
    given = [one for one in (previous, targets) if one is not None]
    if given and not assigned:
        check_target(out, FORM_KINDS, given)
    earlier = None if previous is None else teia.read_responses(previous, found)
    whole = not assigned and not as_xlsform and out.suffix.lower() != ".html"
    if targets is not None and not whole:
        raise typer.BadParameter("--targets goes with a whole workbook")
    target = None if targets is None else teia.load_target(targets, found, round_name)
    written = write_forms(
        questionnaire, out, assigned, earlier, as_xlsform=as_xlsform, target=target
    )
    if previous is not None and target is None:
        show.problems(targets_left([previous], found), language)
    if as_format is Format.JSON:
        done = [
            {"form": str(path), "authority": one.authority, "questions": len(one.questions)}
            for path, one in written
        ]
        print_json(done if assigned else done[0])
        return
    for path, one in written:
        who = f", {one.authority}" if one.authority else ""
        count = show.printed("form", language, count=len(one.questions))
        show.line(f"{path}: {count}{who}")


def write_forms(
    form: Questionnaire,
    out: Path,
    assigned: Sequence[str] | None,
    previous: teia.Responses | None,
    *,
    as_xlsform: bool = False,
    target: teia.Target | None = None,
) -> Written:
    """Write a form, or each authority's part of it into a folder; return what was written."""
    if not assigned:
        one = write_form(form, out, previous, as_xlsform=as_xlsform, target=target)
        return [(one, form)]
    parts = teia.assign(form, _assignments(assigned))
    round_name = re.sub(r"[^\w.-]+", "-", form.round)
    written: Written = []
    for number, part in enumerate(parts.values(), 1):
        name = re.sub(r"\W+", "-", part.authority.lower()).strip("-")[:60] or "others"
        path = out / f"{form.country.lower()}-{round_name}-{number}-{name}.xlsx"
        written.append((write_form(part, path, previous, as_xlsform=as_xlsform), part))
    return written


def write_form(
    form: Questionnaire,
    out: Path,
    previous: teia.Responses | None,
    *,
    as_xlsform: bool,
    target: teia.Target | None = None,
) -> Path:
    """Write one form; the ending of the name decides what it is, but for an XLSForm.

    Only a workbook has room for a target.

    Raises
    ------
    FileError
        If nothing of this ending can be written.
    """
    if as_xlsform:
        return teia.write_xlsform(form, out, previous=previous)
    check_target(out, FORM_KINDS)
    more = {} if target is None else {"target": target}
    write = getattr(teia, _WRITERS[out.suffix.lower()])
    written: Path = write(form, out, previous=previous, **more)
    return written


def write_answers(
    responses: teia.Responses, catalogue: teia.Catalogue, out: Path, language: str
) -> teia.Problems:
    """Write answers as a document, or as a workbook to go on with; return what it cannot hold."""
    if out.suffix.lower() != ".xlsx":
        teia.write_responses(responses, out)
        return teia.Problems()
    form = teia.build_questionnaire(
        catalogue,
        country=responses.country,
        round=responses.round,
        language=language,
        depth=responses.depth,
        authority=responses.authority,
        focal_point=responses.focal_point,
    )
    form = form.model_copy(update={"asked": responses.asked})
    teia.write_workbook(form, out, answers=responses)
    count = len(responses.sources)
    lost = [problem("R047", Place(file=str(out)), "sources", count=count)] if count > 1 else []
    return teia.Problems(lost)


def _assignments(assigned: Sequence[str]) -> dict[str, str]:
    """Return authority by id from entries such as ``PRV=Labour Inspectorate``."""
    found: dict[str, str] = {}
    for entry in assigned:
        item, sign, authority = entry.partition("=")
        if not sign or item.strip() in found:
            raise typer.BadParameter(f'write an id once, "=" and an authority: {entry}')
        found[item.strip()] = authority.strip()
    return found
