"""Documents as the command line tells them: with their texts in one language."""

from __future__ import annotations

from typing import Literal

from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.catalogue.pairs import PairKind
from teia_indicators.model import FrozenDict, Model
from teia_indicators.neighbours import (
    NeighbourComparison,
    NeighbourMatrix,
    PairAnswer,
    PairFinding,
)
from teia_indicators.neighbours.model import Result
from teia_indicators.problems import Problems, Severity


class ToldProblem(Model):
    """A problem as `Problem.to_dict` and ``--format json`` give it, in one language.

    Parameters
    ----------
    code, path, value
        As in `Problem`.
    severity : {"error", "warning"}
        Errors must be mended before going on; warnings are to look at.
    place : str
        ``file:line:column``, or ``workbook:sheet!cell``; may be empty.
    file, line, column, sheet, cell
        The same in parts, as in `Place`.
    message, fix : str
        What is wrong, and what to write instead; a sentence or more each.
    """

    code: str
    severity: Severity
    place: str
    file: str
    line: int | None
    column: int | None
    sheet: str | None
    cell: str | None
    path: str
    value: str | None
    message: str
    fix: str

    @classmethod
    def of(cls, found: Problems, language: str) -> tuple[ToldProblem, ...]:
        """Return problems as they are told."""
        return tuple(cls(**one.to_dict(language)) for one in found)


class ToldPair(Model):
    """A `PairFinding` in one language.

    Parameters
    ----------
    pair, area, kind, first, second, result, references
        As in `PairFinding`.
    why, text : str
        Why the result is what it is; what must agree.
    """

    pair: str
    area: str
    kind: PairKind
    first: PairAnswer
    second: PairAnswer
    result: Result
    references: tuple[str, ...]
    why: str
    text: str

    @classmethod
    def of(cls, one: PairFinding, language: str) -> ToldPair:
        """Return a finding as it is told."""
        same = {name: getattr(one, name) for name in PairFinding.model_fields if name != "texts"}
        return cls(**same, why=one.reason(language), text=one.text(language))


class ToldNeighbours(Model):
    """A `NeighbourComparison` in one language, as ``neighbours --format json`` prints it.

    Parameters
    ----------
    countries, rounds, catalogue, status
        As in `NeighbourComparison`.
    problems : tuple of ToldProblem
        What to look at.
    counts : mapping of str to int
        How many pairs have each result.
    pairs : tuple of ToldPair
        In catalogue order.
    """

    countries: tuple[str, str]
    rounds: tuple[str, str]
    catalogue: CatalogueRef
    status: Literal["unofficial", "official"]
    problems: tuple[ToldProblem, ...]
    counts: FrozenDict[str, int]
    pairs: tuple[ToldPair, ...]

    @classmethod
    def of(cls, done: NeighbourComparison, language: str) -> ToldNeighbours:
        """Return a comparison as it is told."""
        return cls(
            countries=done.countries,
            rounds=done.rounds,
            catalogue=done.catalogue,
            status=done.status,
            problems=ToldProblem.of(done.problems, language),
            counts=done.counts,
            pairs=tuple(ToldPair.of(one, language) for one in done),
        )


class ToldMatrix(Model):
    """A `NeighbourMatrix` in one language, as ``neighbours --matrix --format json`` prints it.

    Parameters
    ----------
    countries, catalogue
        As in `NeighbourMatrix`.
    problems : tuple of ToldProblem
        What to look at, of the matrix and of every comparison.
    comparisons : tuple of ToldNeighbours
        One for each pair of neighbours.
    """

    countries: tuple[str, ...]
    catalogue: CatalogueRef
    problems: tuple[ToldProblem, ...]
    comparisons: tuple[ToldNeighbours, ...]

    @classmethod
    def of(cls, done: NeighbourMatrix, language: str) -> ToldMatrix:
        """Return a matrix as it is told."""
        return cls(
            countries=done.countries,
            catalogue=done.catalogue,
            problems=ToldProblem.of(done.problems, language),
            comparisons=tuple(ToldNeighbours.of(one, language) for one in done.comparisons),
        )
