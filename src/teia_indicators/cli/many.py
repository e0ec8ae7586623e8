"""Many files one by one: a bad one stops the work, or is left out where that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import typer

import teia_indicators as teia
from teia_indicators.catalogue.profile import comparable
from teia_indicators.cli import show
from teia_indicators.cli.files import each, method_of, open_catalogue
from teia_indicators.problems import Place, Problems, problem
from teia_indicators.responses.read import check_submissions


class Scoring(NamedTuple):
    """How files are scored: the catalogue that was asked, the one that scores, the method."""

    asked: teia.Catalogue
    catalogue: teia.Catalogue
    method: teia.ScoringMethod

    @classmethod
    def of(
        cls,
        catalogue: Path | None,
        profile: Path | None,
        aggregation: str,
        missing: str,
        *,
        as_comparable: bool = False,
    ) -> Scoring:
        """Return what the options name."""
        asked = open_catalogue(catalogue, profile)
        scoring = teia.load_catalogue(catalogue) if as_comparable else asked
        return cls(asked, scoring, method_of(aggregation, missing))


class Many:
    """Filled questionnaires taken one by one, and what became of their files.

    Parameters
    ----------
    files : list of Path
        To be read, in this order.
    language : str
        Of the messages.
    keep_going : bool
        True to leave a bad file out, its problems told at once, and go on with the rest. False to
        give nothing after the first bad file, and raise the problems of all of them at the end.
    """

    def __init__(self, files: list[Path], language: str, *, keep_going: bool = False) -> None:
        self.files, self.language, self.keep_going = files, language, keep_going
        self.left_out: list[Problems] = []

    def responses(self, catalogue: teia.Catalogue) -> Iterator[teia.Responses]:
        """Yield what each file holds.

        Raises
        ------
        ResponsesError
            At the end, if a file has an error and is not left out.
        """
        for _, found in self._read(catalogue):
            yield from found

    def assessments(self, scoring: Scoring, *, once: bool = False) -> Iterator[teia.Assessment]:
        """Yield the assessment of each questionnaire; with `once`, no country and round twice.

        Raises
        ------
        TeiaError
            If a file has an error, or cannot be scored, and is not left out.
        """
        seen: set[tuple[str, str]] = set()
        for file, found in self._read(scoring.asked):
            names = [(one.country, one.round) for one in found]
            try:
                if once and self.keep_going:
                    _refuse_again(file, names, seen)
                given = [
                    comparable(one, scoring.catalogue)
                    if scoring.catalogue is not scoring.asked
                    else one
                    for one in found
                ]
                scored = [teia.assess(one, scoring.catalogue, scoring.method) for one in given]
            except teia.TeiaError as error:
                if not self.keep_going:
                    raise
                self._leave_out(error.problems)
                continue
            seen.update(names)
            yield from scored

    def some(self, given: Iterator[teia.Assessment]) -> Iterator[teia.Assessment]:
        """Return what is given; where every file is left out, there is nothing to go on with.

        Raises
        ------
        Exit
            With the code of the problems.
        """
        first = next(given, None)
        if first is None:
            self.end()
            return given
        return chain([first], given)

    def _read(self, catalogue: teia.Catalogue) -> Iterator[tuple[Path, tuple[teia.Responses, ...]]]:
        problems: list[teia.Problem] = []
        stopped = False
        for file in self.files if self.keep_going else each(self.files):
            found, here = check_submissions(file, catalogue)
            if self.keep_going and here.errors:
                self._leave_out(here)
                continue
            if self.keep_going:
                show.problems(here, self.language)
            problems += () if self.keep_going else here
            stopped = stopped or bool(here.errors)
            if not stopped:
                yield file, found
        if stopped:
            raise teia.ResponsesError(problems)
        show.problems(Problems(problems), self.language)

    def _leave_out(self, problems: Problems) -> None:
        self.left_out.append(problems)
        show.problems(problems, self.language)

    def end(self) -> None:
        """Say how many files were left out, and leave with the code that this means, if any.

        Raises
        ------
        Exit
            With 1 where a file was left out and others were not; where none is left, with the code
            of the problems.
        """
        if not self.keep_going:
            return
        count, bad = len(self.files), len(self.left_out)
        left_out(count, bad, self.language)
        if bad == count:
            found = (one for problems in self.left_out for one in problems.errors)
            raise typer.Exit(teia.TeiaError(found).exit_code)
        if bad:
            raise typer.Exit(1)


def left_out(count: int, bad: int, language: str) -> None:
    """Say of how many files how many were left out."""
    said = {"count": count, "used": count - bad, "left_out": bad}
    show.told(show.printed("kept_going", language, **said))


def _refuse_again(file: Path, names: Iterable[tuple[str, str]], seen: set[tuple[str, str]]) -> None:
    """Refuse a file with a country and round that another file has had.

    Raises
    ------
    ResponsesError
        With each that was there before.
    """
    again = [" ".join(one) for one in names if one in seen]
    if again:
        place = Place(file=file.name)
        raise teia.ResponsesError(problem("B010", place, name, value=name) for name in again)
