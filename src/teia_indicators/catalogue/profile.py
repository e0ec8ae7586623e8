"""National profiles: a catalogue with a country's own choice, indicators and weights.

What a profile changes acts in the national catalogue only. Comparable figures are those of the
base catalogue, from the answers that `comparable` takes over; the two are never mixed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol, Self, TypeVar

from pydantic import Field, ValidationError

from teia_indicators.catalogue import translation as words
from teia_indicators.catalogue.actions import Action
from teia_indicators.catalogue.load import read_yaml
from teia_indicators.catalogue.model import Catalogue, CatalogueRef, Indicator, WorkingArea
from teia_indicators.catalogue.pairs import kept_pairs
from teia_indicators.catalogue.profile_check import check_profile, kept_indicators
from teia_indicators.catalogue.scale import Text, Weight
from teia_indicators.model import FrozenDict, Model, V
from teia_indicators.problems import (
    CatalogueError,
    Place,
    Problems,
    ResponsesError,
    collect,
    problem,
)
from teia_indicators.sources.tree import Tree, shape_problems
from teia_indicators.text import phrase


class ProfileBase(Model):
    """The catalogue that a profile is made for; without a checksum, any of that version."""

    id: Text
    version: Text
    checksum: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class Exclusion(Model):
    """An area or indicator of the base that the country leaves out, and why."""

    id: Text
    reason: Text


class OwnIndicator(Indicator):
    """A country's own indicator: the fields of `Indicator`, and the area that it belongs to."""

    area: Text


class Profile(Model):
    """A national profile; see `load_profile`.

    Parameters
    ----------
    id, version, title : str
        Name, version (a text, never a number), and the title of the national catalogue.
    country : str
        Three letters; ``XAA:`` is the namespace of the own indicators of XAA.
    base : ProfileBase
        The catalogue that it is made for.
    include : tuple of str
        Areas and indicators of the base that stay; empty for all.
    exclude : tuple of Exclusion
        Areas and indicators of those that are left out, each with its reason.
    weights : mapping of str to float
        Other weights of areas and indicators of the base.
    indicators : tuple of OwnIndicator
        Ids such as ``XAA:PRV-N1``, with criteria such as ``XAA:PRV-N1.a``.
    actions : tuple of Action
        Own actions such as ``XAA:PRV-A1``; they may turn criteria of the base too.
    translations : mapping of language to id to field to str
        Texts of the own items in other languages, and under the profile's own id its title; fields
        as in a translation file, such as ``text`` or ``guidance.yes``.
    """

    id: Text
    version: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    title: Text
    base: ProfileBase
    include: tuple[Text, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    weights: FrozenDict[str, Weight] = FrozenDict()
    indicators: tuple[OwnIndicator, ...] = ()
    actions: tuple[Action, ...] = ()
    translations: FrozenDict[words.Language, FrozenDict[str, FrozenDict[str, Text]]] = FrozenDict()

    def __repr__(self) -> str:
        return (
            f"<Profile {self.id} {self.version} of {self.country} over {self.base.id} "
            f"{self.base.version}: {len(self.exclude)} excluded, {len(self.weights)} weights, "
            f"{len(self.indicators)} own indicators>"
        )


def load_profile(path: str | Path, catalogue: Catalogue) -> Profile:
    """Read a profile file and check it against the catalogue that it is made for.

    Parameters
    ----------
    path : str or Path
        A YAML file.
    catalogue : Catalogue
        The base catalogue.

    Raises
    ------
    CatalogueError
        With every error of the file, each with its line and column.
    """
    profile, problems = read_profile(Path(path), catalogue)
    if profile is None or problems.errors:
        raise CatalogueError(problems.errors)
    return profile


def read_profile(path: Path, catalogue: Catalogue) -> tuple[Profile | None, Problems]:
    """Return the profile of a file, and every error and warning; None where it has no shape."""
    tree, problems = read_yaml(path, path.name)
    if tree is None:
        return None, collect(problems)
    profile = None
    try:
        profile = Profile.model_validate_json(json.dumps(tree.data))
    except ValidationError as error:
        refused = {found.place for found in problems}
        shape = shape_problems(tree, Profile, error)
        problems += [found for found in shape if found.place not in refused]
    return profile, collect([*problems, *check_profile(tree, catalogue)])


def apply_profile(catalogue: Catalogue, profile: Profile) -> Catalogue:
    """Return the national catalogue: the base with what the profile changes.

    Parameters
    ----------
    catalogue : Catalogue
        The base catalogue; it stays as it is.
    profile : Profile
        The country's choice.

    Returns
    -------
    Catalogue
        With an id such as ``teia-xaa``, a version such as ``1.0+1``, a checksum of its own, and
        the base in `profile_of`. Own indicators come last in their area. Actions, pairs and
        translations of what is left out are left out too.

    Raises
    ------
    CatalogueError
        If the profile does not fit the catalogue; with every error.
    """
    tree = Tree("", profile.model_dump(mode="json", exclude_defaults=True))
    problems = collect(check_profile(tree, catalogue)).errors
    if problems:
        raise CatalogueError(problems)
    exclude = {one.id for one in profile.exclude}
    chosen = kept_indicators(catalogue, profile.include, exclude)
    asked = {one.id for rest in chosen.values() for item in rest for one in item.criteria}
    base = f"{catalogue.id} {catalogue.version}"
    national = catalogue.model_copy(
        update={
            "id": f"{catalogue.id}-{profile.country.lower()}",
            "version": f"{catalogue.version}+{profile.version}",
            "title": profile.title,
            "statement": _statement(catalogue.statement, profile, base, catalogue.language),
            "areas": tuple(
                _area(area, chosen[area.id], profile, asked)
                for area in catalogue.areas
                if area.id in chosen
            ),
            "migrations": (),
            "profile_of": catalogue.ref,
        }
    )
    actions = _actions(catalogue.actions, {one.id for one in national.criteria})
    national = national.model_copy(update={"actions": (*actions, *profile.actions)})
    given = {one.language: one for one in catalogue.translations}
    for language in profile.translations:
        given.setdefault(language, words.Translation(language=language))
    texts = [_translation(one, catalogue, national, profile) for one in given.values()]
    return national.model_copy(update={"translations": tuple(texts)})


class _Answered(Protocol):
    """What `comparable` needs of `Responses`, which stand above this layer."""

    @property
    def catalogue(self) -> CatalogueRef: ...
    @property
    def answers(self) -> FrozenDict[str, Any]: ...
    @property
    def challenges(self) -> FrozenDict[str, str]: ...
    @property
    def places(self) -> FrozenDict[str, Place]: ...
    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """Return a copy with other fields."""


Answered = TypeVar("Answered", bound=_Answered)
Weighed = TypeVar("Weighed", WorkingArea, Indicator)


def comparable(responses: Answered, base: Catalogue) -> Answered:
    """Return the answers to the base catalogue out of those to a national one.

    Their scores, with the base catalogue, are comparable between countries: no own indicator and
    no weight of a profile acts in them. What the profile leaves out is unanswered.

    Parameters
    ----------
    responses : Responses
        Answers to a national catalogue of `base`; answers to `base` itself are returned as such.
    base : Catalogue
        The base catalogue.

    Raises
    ------
    ResponsesError
        If the answers belong to a catalogue that is not made from `base`.
    """
    own = responses.catalogue
    if own == base.ref:
        return responses
    place = responses.places.get("") or Place()
    for key, code, mark in (("id", "R002", "-"), ("version", "R003", "+")):
        found, expected = str(getattr(own, key)), str(getattr(base, key))
        if not found.startswith(f"{expected}{mark}"):
            raise ResponsesError([problem(code, place, value=found, found=found, own=expected)])
    reasons = (f"{item}/reason" for item in base.parents)
    return responses.model_copy(
        update={
            "catalogue": base.ref,
            "answers": _only(responses.answers, base.parents),
            "challenges": _only(responses.challenges, [area.id for area in base.areas]),
            "places": _only(responses.places, ["", *base.items, *reasons]),
        }
    )


def _only(given: FrozenDict[str, V], items: Iterable[str]) -> FrozenDict[str, V]:
    """Return the entries of the items, in their order."""
    return FrozenDict({item: given[item] for item in items if item in given})


def _area(
    area: WorkingArea, kept: tuple[Indicator, ...], profile: Profile, asked: Collection[str]
) -> WorkingArea:
    """Return an area with what stays of it, the profile's weights, and the own indicators."""

    def weighed(item: Weighed) -> Weighed:
        return item.model_copy(update={"weight": profile.weights.get(item.id, item.weight)})

    own = (_own(one) for one in profile.indicators if one.area == area.id)
    pairs = kept_pairs(area.pairs, asked)
    return weighed(area).model_copy(
        update={"indicators": (*map(weighed, kept), *own), "pairs": pairs}
    )


def _own(own: OwnIndicator) -> Indicator:
    """Return an own indicator as one of the catalogue; its texts are the country's."""
    fields = {name: getattr(own, name) for name in Indicator.model_fields}
    named = {"provenance": "national"}
    fields["criteria"] = tuple(
        one.model_copy(update=named) if one.provenance == "project" else one for one in own.criteria
    )
    return Indicator(**fields | (named if own.provenance == "project" else {}))


def _statement(before: str, profile: Profile, base: str, language: str) -> str:
    names = {"id": profile.id, "version": profile.version, "country": profile.country}
    added = phrase("profile.statement", language, **names, base=base)
    return f"{before} {added}".lstrip()


def _actions(library: tuple[Action, ...], known: Collection[str]) -> tuple[Action, ...]:
    """Return the actions that still turn a criterion, without the others' ids."""
    names = {one.id for one in library if set(one.turns) & set(known)}
    return tuple(
        one.model_copy(
            update={
                "turns": tuple(item for item in one.turns if item in known),
                "requires": tuple(i for i in one.requires if i in known or i in names),
            }
        )
        for one in library
        if one.id in names
    )


def _translation(
    given: words.Translation, base: Catalogue, national: Catalogue, profile: Profile
) -> words.Translation:
    """Return the entries of the texts that stay, the profile's own, and the longer statement."""
    entries: dict[str, dict[str, words.TranslatedText]] = {}
    own = profile.translations.get(given.language, FrozenDict())
    for item, field, text in words.translatable(national.document()):
        entry = given.entries.get(item, FrozenDict()).get(field)
        said = own.get(profile.id if item == national.id else item, FrozenDict()).get(field)
        if said is not None:
            entry = words.TranslatedText(source=words.source_hash(text), text=said)
        if entry is not None:
            entries.setdefault(item, {})[field] = entry
    before = given.entries.get(base.id, FrozenDict()).get("statement")
    if before is not None and before.source == words.source_hash(base.statement):
        text = _statement(before.text, profile, f"{base.id} {base.version}", given.language)
        source = words.source_hash(national.statement)
        entries.setdefault(national.id, {})["statement"] = words.TranslatedText(
            source=source, text=text
        )
    frozen = FrozenDict({item: FrozenDict(fields) for item, fields in entries.items()})
    return given.model_copy(update={"entries": frozen})
