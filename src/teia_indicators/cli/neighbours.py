"""The verb `neighbours`: two countries compared on what they must answer alike, or a subregion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

import teia_indicators as teia
from teia_indicators.cli import show
from teia_indicators.cli.console import new_table, open_console
from teia_indicators.cli.files import open_catalogue, read_files
from teia_indicators.cli.options import AsFormat, Catalogue, Files, Format, Language, print_json
from teia_indicators.frames import frame_csv, neighbour_frame
from teia_indicators.neighbours.matrix import heat
from teia_indicators.neighbours.model import RESULTS, PairAnswer, PairFinding, Result
from teia_indicators.sources.files import check_target, write_atomic
from teia_indicators.text import phrase
from teia_indicators.told import ToldMatrix, ToldNeighbours

#: Results whose text is printed: what there is to ask about.
_APART: tuple[Result, ...] = ("mismatch", "weak_mismatch")


def neighbours(
    files: Files,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Compare every pair of neighbours among the files.")
    ] = False,
    pair: Annotated[
        list[str] | None,
        typer.Option(
            "--pair",
            help="With --matrix: two neighbours, such as XAA-XAB; again for each pair. "
            "Default: land neighbours.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The .csv to write.")] = None,
    catalogue: Catalogue = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Compare neighbours on what they must answer alike: two files, or with --matrix several."""
    if pair and not matrix:
        raise typer.BadParameter("--pair goes with --matrix")
    if out is not None:
        check_target(out, (".csv",), files)
    found = open_catalogue(catalogue, None)
    read = read_files(files, found, language)
    if not matrix and len(read) != 2:
        raise typer.BadParameter("give the files of two countries, or --matrix for several")
    done: teia.NeighbourComparison | teia.NeighbourMatrix
    if matrix:
        chosen = [one.split("-") for one in pair] if pair else None
        done = teia.compare_subregion(read, chosen, found)
    else:
        done = teia.compare_neighbours(read[0], read[1], found)
    if out is not None:
        write_atomic(out, frame_csv(neighbour_frame(done, language)))
    if as_format is Format.JSON:
        if isinstance(done, teia.NeighbourMatrix):
            print_json(ToldMatrix.of(done, language).model_dump(mode="json"))
        else:
            print_json(ToldNeighbours.of(done, language).model_dump(mode="json"))
    else:
        _tell(done, language)


def _tell(done: teia.NeighbourComparison | teia.NeighbourMatrix, language: str) -> None:
    show.problems(done.problems, language)
    if isinstance(done, teia.NeighbourMatrix):
        _print_matrix(done, language)
    else:
        _print_comparison(done, language)


def _print_comparison(done: teia.NeighbourComparison, language: str) -> None:
    def said(key: str, **params: object) -> str:
        return phrase(f"neighbours.{key}", language, **params)

    first, second = (" ".join(one) for one in zip(done.countries, done.rounds, strict=True))
    show.line(said("title", first=first, second=second))
    names = {one: said(f"results.{one}") for one in RESULTS}
    counts = (said("count", name=names[one], count=done.counts[one]) for one in RESULTS)
    show.line(", ".join(counts))
    console = open_console()
    for result in RESULTS:
        found = done.of(result)
        if found:
            title = said("count", name=names[result], count=len(found))
            console.print(_table(found, result, title, language))
    status = phrase(f"workbook.statuses.{done.status}", language)
    console.print(said("legend"))
    console.print(
        said("status", id=done.catalogue.id, version=done.catalogue.version, status=status)
    )


def _table(found: Sequence[PairFinding], result: Result, title: str, language: str) -> Table:
    """Return the pairs with one result; those to ask about with their places and texts."""
    table = new_table(title)
    table.add_column(phrase("neighbours.pair", language), no_wrap=True)
    table.add_column(phrase("neighbours.answers", language))
    if result in _APART:
        table.add_column(phrase("neighbours.what", language))
    for one in found:
        answers = [_side(side, language, placed=result in _APART) for side in one.answers]
        more = [_text(one, language)] if result in _APART else []
        table.add_row(one.pair, "\n".join(answers), *more)
    return table


def _text(one: PairFinding, language: str) -> str:
    return f"{one.text(language)} ({', '.join(one.references)})"


def _side(side: PairAnswer, language: str, *, placed: bool) -> str:
    """Return what one side says, to which criterion, in which role, and where."""
    role = phrase(f"neighbours.roles.{side.role}", language)
    about = side.criterion if side.role == "both" else f"{side.criterion}, {role}"
    said = f"{side.said(language)} [{about}]"
    return f"{said}\n{side.place}" if placed and side.place else said


def _print_matrix(done: teia.NeighbourMatrix, language: str) -> None:
    console = open_console()
    show.line(phrase("neighbours.matrix.title", language, count=len(done.comparisons)))
    table = new_table("")
    table.add_column("", no_wrap=True)
    for one in done.countries:
        table.add_column(one, justify="center", no_wrap=True)
    for row in done.countries:
        table.add_row(row, *(_cell(done.of(row, column)) for column in done.countries))
    console.print(table)
    console.print(phrase("neighbours.matrix.legend", language))


def _cell(one: teia.NeighbourComparison | None) -> Text:
    if one is None:
        return Text("")
    colour = heat(one)
    counts = one.counts
    shown = "/".join(str(counts[result]) for result in RESULTS)
    return Text(shown, style=f"#000000 on {colour}" if colour else "")
