"""Whether answers can be compared as those of neighbours, and what to look at where they can."""

from __future__ import annotations

from collections.abc import Iterator

from teia_indicators.assessment.result import Assessment
from teia_indicators.catalogue.countries import load_countries
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue, CatalogueRef
from teia_indicators.problems import NeighbourError, Place, Problem, problem
from teia_indicators.responses.model import Responses, own_catalogue

Given = Assessment | Responses


def responses_of(given: Given) -> Responses:
    """Return the answers of an assessment, or answers as they are."""
    return given.responses if isinstance(given, Assessment) else given


def misfits(a: Given, b: Given) -> Iterator[Problem]:
    """Yield why two documents cannot be compared: one country, or two catalogues."""
    first, second = responses_of(a), responses_of(b)
    own, other = first.catalogue, second.catalogue
    place = second.places.get("", Place())
    if first.country == second.country:
        yield problem("N001", place, first.country, first.country, value=first.country)
    who = {"value": f"{second.country} {second.round}", "first": f"{first.country} {first.round}"}
    if own.id == other.id and own.version != other.version:
        versions = {"own": own.version, "other": other.version}
        yield problem("N002", place, second.country, **who, **versions)
    elif own != other:
        names = {"own": _named(own), "other": _named(other)}
        yield problem("N003", place, second.country, **who, **names)


def _named(ref: CatalogueRef) -> str:
    return f"{ref.id} {ref.version} ({ref.checksum[:8]})"


def catalogue_of(given: tuple[Given, ...], catalogue: Catalogue | None) -> Catalogue:
    """Return the one catalogue of documents that fit together.

    Raises
    ------
    ResponsesError
        If it is not the one given or, without assessments, not the shipped one.
    NeighbourError
        If it has no pairs.
    """
    own = next((one.catalogue for one in given if isinstance(one, Assessment)), None)
    found = catalogue or own or load_catalogue()
    for one in given:
        own_catalogue(responses_of(one), found)
    if not found.pairs:
        named = f"{found.id} {found.version}"
        raise NeighbourError([problem("N004", Place(), "pairs", named, value=named)])
    return found


def rounds_apart(a: Responses, b: Responses) -> Iterator[Problem]:
    """Yield a warning where the rounds differ: answers of two years may differ for good reasons."""
    if a.round != b.round:
        names = {"first": f"{a.country} {a.round}", "second": f"{b.country} {b.round}"}
        yield problem("N010", Place(), "round", b.round, **names)


def border(a: Responses, b: Responses) -> Iterator[Problem]:
    """Yield a warning where the list of countries knows no land border between two countries."""
    countries = load_countries()
    unknown = [one.country for one in (a, b) if one.country not in countries]
    for country in unknown:
        yield problem("N012", Place(), country, country, value=country)
    if not unknown and b.country not in countries[a.country].neighbours:
        names = {"first": a.country, "second": b.country}
        yield problem("N011", Place(), b.country, b.country, **names)
