"""Filled questionnaires to assessments, and the files that the verbs write of them."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import track

import teia_indicators as teia
from teia_indicators.action_plan.file import check_plan_file
from teia_indicators.catalogue.profile import apply_profile, comparable, load_profile
from teia_indicators.cli import show
from teia_indicators.cli.options import json_item
from teia_indicators.frames import frame_csv
from teia_indicators.problems import Place, problem
from teia_indicators.responses.read import check_submissions
from teia_indicators.sources.files import whole_files
from teia_indicators.text import LANGUAGES

One = TypeVar("One")

#: What `assess` writes into a folder.
SCORES = ("scores.csv", "explanations.json")


@contextmanager
def score_files(out: Path | None) -> Iterator[Callable[[teia.Assessment], None]]:
    """Give what takes assessments, one by one, into scores.csv and explanations.json of a folder.

    Both files are there in the end, or none; without a folder, nothing is written.
    """
    if out is None:
        yield lambda _: None
        return
    scores, explanations = (out / name for name in SCORES)
    count = itertools.count()
    with whole_files(scores, explanations) as write:

        def take(one: teia.Assessment) -> None:
            first = next(count) == 0
            write(scores, frame_csv(teia.to_frame(one), head=first))
            write(explanations, (b"[\n " if first else b",\n ") + _traces(one))

        yield take
        write(explanations, b"\n]\n")


def write_scores(assessments: Iterable[teia.Assessment], out: Path) -> None:
    """Write scores.csv and explanations.json into a folder."""
    with score_files(out) as take:
        for one in assessments:
            take(one)


def _traces(one: teia.Assessment) -> bytes:
    traces = [one.explain(item).to_dict() for item in _roots(one)]
    found = {"country": one.country, "round": one.round, "traces": traces}
    return json_item(found).encode("utf-8")


@contextmanager
def csv_file(out: Path | None) -> Iterator[Callable[[Any], None]]:
    """Give what takes documents of one kind, one by one, into one table; without a path, nothing.

    The file is whole in the end, or untouched.
    """
    if out is None:
        yield lambda _: None
        return
    count = itertools.count()
    with whole_files(out) as write:
        yield lambda one: write(out, frame_csv(teia.to_frame(one), head=next(count) == 0))


def _roots(assessment: teia.Assessment) -> list[str]:
    """Return the figures whose traces reach every other one, down to the answers."""
    catalogue = assessment.catalogue
    tops = ["overall"] if catalogue.overall else [area.id for area in catalogue.parts(None)]
    return [*tops, *assessment.dimensions]


def open_catalogue(catalogue: Path | None, profile: Path | None) -> teia.Catalogue:
    """Return the catalogue of a folder, or the national one that a profile makes of it."""
    found = teia.load_catalogue(catalogue)
    return found if profile is None else apply_profile(found, load_profile(profile, found))


def each(given: Sequence[One]) -> Iterable[One]:
    """Yield what is given, with a progress bar on a terminal where there is much."""
    if len(given) < 5 or not sys.stderr.isatty():
        return given  # a bar that is off still ends its line, before rich 14
    return track(given, description="", console=Console(stderr=True), transient=True)


def read_files(
    files: list[Path], catalogue: teia.Catalogue, language: str, *, placed: bool = False
) -> list[teia.Responses]:
    """Read files; all problems of all files at once, and warnings told of where there are no more.

    Raises
    ------
    ResponsesError
        If one of them has an error.
    """
    problems: list[teia.Problem] = []
    read: list[teia.Responses] = []
    for file in each(files):
        found, here = check_submissions(file, catalogue, placed=placed)
        problems += here
        read += found
    if teia.Problems(problems).errors:
        raise teia.ResponsesError(problems)
    show.problems(teia.Problems(problems), language)
    return read


def open_plan(path: Path, catalogue: teia.Catalogue, language: str) -> teia.ActionPlan:
    """Read an action plan; its warnings are told.

    Raises
    ------
    PlanError
        With every problem of the file.
    """
    found, problems = check_plan_file(path, catalogue)
    if found is None or problems.errors:
        raise teia.PlanError(problems)
    show.problems(problems, language)
    return found


def the_one(found: Sequence[One], file: Path) -> One:
    """Return what a file holds one of.

    Raises
    ------
    ComparisonError
        If it holds several questionnaires, or none.
    """
    if len(found) != 1:
        place = Place(file=file.name)
        raise teia.ComparisonError([problem("D014", place, "", len(found), count=len(found))])
    return found[0]


def own_language(read: Sequence[teia.Responses]) -> str:
    """Return the language to speak to those who filled a questionnaire in."""
    return read[0].language if read and read[0].language in LANGUAGES else "en"


def assess_files(
    files: list[Path],
    catalogue: Path | None,
    aggregation: str,
    missing: str,
    *,
    profile: Path | None = None,
    as_comparable: bool = False,
    language: str = "en",
) -> list[teia.Assessment]:
    """Read and score files; a problem in any of them stops all work before anything is written."""
    found = open_catalogue(catalogue, profile)
    method = method_of(aggregation, missing)
    read = read_files(files, found, language)
    if as_comparable:
        found = teia.load_catalogue(catalogue)
        read = [comparable(responses, found) for responses in read]
    return [teia.assess(responses, found, method) for responses in read]


def method_of(aggregation: str, missing: str) -> teia.ScoringMethod:
    """Return the scoring method that the options name."""
    from pydantic import ValidationError

    try:
        return teia.ScoringMethod.model_validate({"aggregation": aggregation, "missing": missing})
    except ValidationError as error:
        found = error.errors()[0]
        raise typer.BadParameter(
            f"{found['loc'][-1] if found['loc'] else ''}: {found['msg']}"
        ) from None
