"""Compare every pair of neighbours of a subregion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from teia_indicators.analysis.sets import repeated
from teia_indicators.catalogue.countries import load_countries
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.neighbours.compare import compared
from teia_indicators.neighbours.fit import (
    Given,
    catalogue_of,
    misfits,
    responses_of,
    rounds_apart,
)
from teia_indicators.neighbours.judge import side_of
from teia_indicators.neighbours.matrix import NeighbourMatrix
from teia_indicators.problems import NeighbourError, Place, Problem, did_you_mean, problem


def compare_subregion(
    assessments: Sequence[Given],
    neighbours: Iterable[Sequence[str]] | None = None,
    catalogue: Catalogue | None = None,
) -> NeighbourMatrix:
    """Compare every pair of neighbours among several countries.

    Parameters
    ----------
    assessments : sequence of Assessment or Responses
        One a country, of one catalogue.
    neighbours : iterable of two codes each, or None
        Who is whose neighbour, in any order; invented countries, or neighbours by water, are named
        here. None for the land neighbours in the list of countries.
    catalogue : Catalogue or None
        As for `compare_neighbours`.

    Returns
    -------
    NeighbourMatrix
        One comparison for each pair of neighbours; others are not compared. Countries that the list
        does not know are findings.

    Raises
    ------
    NeighbourError
        If there is none, a country stands twice, catalogues differ, or `neighbours` names something
        else than two of the countries; with every problem.
    ResponsesError
        If the answers belong to another catalogue than the one given.

    References
    ----------
    Method, section 8.
    """
    read = [responses_of(one) for one in assessments]
    countries = tuple(one.country for one in read)
    problems = repeated(countries)
    for one in assessments[1:]:
        problems += [found for found in misfits(assessments[0], one) if found.code != "N001"]
    pairs = None if neighbours is None else [tuple(one) for one in neighbours]
    problems += _faults(pairs or (), countries)
    if problems:
        raise NeighbourError(problems)
    catalogue = catalogue_of(tuple(assessments), catalogue)
    chosen = _chosen(countries, pairs)
    sides = {one.country: side_of(one, catalogue) for one in read}
    return NeighbourMatrix(
        countries=countries,
        catalogue=catalogue.ref,
        comparisons=tuple(
            compared(
                sides[a],
                sides[b],
                catalogue,
                tuple(rounds_apart(sides[a].responses, sides[b].responses)),
            )
            for a, b in chosen
        ),
        findings=tuple(_findings(countries, chosen, by_list=pairs is None)),
    )


def _faults(pairs: Iterable[tuple[str, ...]], countries: Sequence[str]) -> Iterator[Problem]:
    """Yield what is no pair of two of the countries."""
    for pair in pairs:
        shown = "-".join(map(str, pair))
        if len(pair) != 2:
            yield problem("N006", Place(), "neighbours", shown, value=shown)
        elif pair[0] == pair[1]:
            yield problem("N001", Place(), "neighbours", pair[0], value=pair[0])
        for one in pair if len(pair) == 2 else ():
            if one not in countries:
                hint = did_you_mean(one, countries)
                yield problem("N005", Place(), "neighbours", one, value=one, hint=hint)


def _chosen(
    countries: Sequence[str], pairs: Sequence[tuple[str, ...]] | None
) -> list[tuple[str, str]]:
    """Return the pairs of neighbours, each once, in the order of the countries."""
    if pairs is None:
        known = load_countries()
        borders = {
            frozenset((one, other))
            for one in countries
            if one in known
            for other in known[one].neighbours
        }
    else:
        borders = {frozenset(pair) for pair in pairs}
    return [pair for pair in combinations(countries, 2) if frozenset(pair) in borders]


def _findings(
    countries: Sequence[str], chosen: Sequence[tuple[str, str]], *, by_list: bool
) -> Iterator[Problem]:
    """Yield the countries that the list does not know, and a matrix without any comparison."""
    if by_list:
        known = load_countries()
        for one in countries:
            if one not in known:
                yield problem("N012", Place(), one, one, value=one)
    if not chosen:
        yield problem("N013", Place(), "neighbours", value=", ".join(countries))
