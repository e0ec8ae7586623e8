"""The verbs on a catalogue."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import teia_indicators as teia
from teia_indicators.catalogue.load import compile_catalogue
from teia_indicators.catalogue.profile import read_profile
from teia_indicators.catalogue.schemas import write_schemas
from teia_indicators.cli import show
from teia_indicators.cli.options import (
    AsFormat,
    Catalogue,
    Format,
    Language,
    Profile,
    code,
    print_json,
    report,
)
from teia_indicators.cli.texts import exchange_texts
from teia_indicators.documents import write_document_schemas

catalogue_app = typer.Typer(
    help="The catalogue of indicators and criteria.", no_args_is_help=True, rich_markup_mode=None
)


@catalogue_app.command("lint")
def catalogue_lint(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of a catalogue; default: the shipped.")
    ] = None,
    other: Annotated[
        list[Path] | None,
        typer.Option("--other", help="Folder of another version, to check migrations against."),
    ] = None,
    profile: Profile = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Check a catalogue folder, or a profile of it; every problem with file, line and fix."""
    if profile is not None:
        problems = read_profile(profile, teia.load_catalogue(folder))[1]
    else:
        problems = teia.check_catalogue(folder, [teia.load_catalogue(one) for one in other or ()])
    report(problems, as_format, language)
    raise typer.Exit(code(problems))


@catalogue_app.command("diff")
def catalogue_diff(
    older: Annotated[Path, typer.Argument(help="Folder of a catalogue.", metavar="OLDER")],
    newer: Annotated[
        Path | None, typer.Argument(help="Folder of another; default: the shipped.")
    ] = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Show what differs between two catalogues, item by item."""
    found = teia.diff_catalogues(teia.load_catalogue(older), teia.load_catalogue(newer))
    if as_format is Format.JSON:
        print_json(found.model_dump(mode="json"))
    else:
        show.diff(found, language)


@catalogue_app.command("compile")
def catalogue_compile(
    folder: Annotated[Path, typer.Argument(help="Folder of a catalogue.")],
) -> None:
    """Write the snapshot that makes a catalogue load fast; do it after every change."""
    show.line(f"{compile_catalogue(folder)}: written")


class Schemas(StrEnum):
    """Which schemas to write."""

    ALL = "all"
    FILES = "files"
    DOCUMENTS = "documents"


@catalogue_app.command("schema")
def catalogue_schema(
    out: Annotated[Path, typer.Argument(help="Folder to write to.", metavar="OUT")],
    only: Annotated[
        Schemas,
        typer.Option("--only", help="files (of a catalogue), documents (all others) or all."),
    ] = Schemas.ALL,
) -> None:
    """Write JSON Schemas: of a catalogue's files, for editors, and of every public document."""
    written = [] if only is Schemas.DOCUMENTS else [*write_schemas(out)]
    written += [] if only is Schemas.FILES else write_document_schemas(out)
    for path in written:
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
        print_json({**done, "problems": [one.to_dict(language) for one in warnings]})
        return
    report(warnings, as_format, language)
    show.texts(done, folder, language)


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
        print_json(chosen.model_dump(mode="json"))
    else:
        show.catalogue(found, item)
