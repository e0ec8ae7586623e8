"""The options that verbs share, and how their results are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

import teia_indicators as teia
from teia_indicators.cli import show
from teia_indicators.problems import MethodError, Problems, unknown_language


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


def _known_language(language: str | None) -> str | None:
    """Refuse a language that there are no texts in."""
    if language is not None and (found := unknown_language(language)):
        raise MethodError([found])
    return language


Files = Annotated[list[Path], typer.Argument(help="Filled questionnaires.", metavar="FILE...")]
Catalogue = Annotated[
    Path | None, typer.Option("--catalogue", help="Folder of a catalogue; default: the shipped.")
]
Profile = Annotated[
    Path | None,
    typer.Option("--profile", help="A national profile: use the catalogue that it makes."),
]
AsXlsform = Annotated[
    bool, typer.Option("--xlsform", help="Write an XLSForm for ODK and KoboToolbox instead.")
]
Comparable = Annotated[
    bool, typer.Option("--comparable", help="Those of the base catalogue, see --profile.")
]
KeepGoing = Annotated[
    bool,
    typer.Option("--keep-going", help="Leave bad files out, say so, and go on with the others."),
]
AsFormat = Annotated[Format, typer.Option("--format", help="text or json.")]
Language = Annotated[
    str,
    typer.Option("--language", help="Language of texts and messages.", callback=_known_language),
]
FileLanguage = Annotated[
    str | None,
    typer.Option(
        "--language",
        help="Language of messages; default: the file's own.",
        callback=_known_language,
    ),
]
Aggregation = Annotated[
    str, typer.Option("--aggregation", help="arithmetic, geometric, harmonic, minimum or median.")
]
Missing = Annotated[
    str, typer.Option("--missing", help="lower, upper, midpoint, skip, zero, strict or error.")
]
TargetStage = Annotated[
    int | None, typer.Option("--target", help="Target stage; default: the catalogue's.")
]


def print_json(data: Any) -> None:
    """Print data as JSON."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def print_json_each(rows: Iterable[Any]) -> None:
    """Print data as a JSON list, one by one, as `print_json` prints it."""
    before = "["
    for row in rows:
        typer.echo(f"{before}\n {json_item(row)}", nl=False)
        before = ","
    typer.echo("[]" if before == "[" else "\n]")


def json_item(data: Any) -> str:
    """Return data as JSON text that stands in a list."""
    return json.dumps(data, ensure_ascii=False, indent=1).replace("\n", "\n ")


def report(problems: Problems, as_format: Format, language: str) -> None:
    """Print problems, as lines or as JSON."""
    if as_format is Format.JSON:
        typer.echo(problems.to_json(language))
    else:
        show.problems(problems, language)


def code(problems: Problems) -> int:
    """Return the exit code of what was found."""
    return teia.TeiaError(problems.errors).exit_code if problems.errors else 0
