"""Crosswalks: how the catalogue's items relate to the items of another text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from teia_indicators.catalogue.check import check_repeated, check_texts
from teia_indicators.catalogue.load import data_folder, read_yaml, validate
from teia_indicators.catalogue.mapping import is_mapping
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.scale import Text
from teia_indicators.model import Model
from teia_indicators.problems import CatalogueError, Problem, collect, did_you_mean, problem
from teia_indicators.sources.tree import Tree


class CrosswalkTarget(Model):
    """An item of the other text."""

    id: Text
    title: Text


class CrosswalkRelation(Model):
    """How an item of the catalogue relates to one of the other text.

    Parameters
    ----------
    item : str
        Id of an indicator or criterion.
    relation : {"equal", "narrower", "wider", "intersects", "none"}
        What the item is, compared with the target: ``narrower`` covers only a part of it. ``none``
        says that the item was looked at and nothing corresponds.
    target : str or None
        Id of the target; None for ``none``.
    note : str
        What overlaps and what does not.
    basis : {"verified", "unverified"}
        Whether the relation was checked against the other text.
    """

    item: Text
    relation: Literal["equal", "narrower", "wider", "intersects", "none"]
    target: str | None = None
    note: str = ""
    basis: Literal["verified", "unverified"] = "unverified"


class NotCovered(Model):
    """A target that nothing in the catalogue corresponds to, and why."""

    id: Text
    reason: Text


class Crosswalk(Model):
    """A crosswalk file; see ``indicators/teia/mappings/``.

    Parameters
    ----------
    id, version, title, source : str
        Which text it goes to, and where that stands.
    status : {"unverified", "verified"}
        ``unverified`` as long as one relation is.
    targets : tuple of CrosswalkTarget
        Items of the other text.
    relations : tuple of CrosswalkRelation
        In catalogue order.
    not_covered : tuple of NotCovered
        Targets that nothing corresponds to, with the reason.
    """

    id: Text
    version: Text
    title: Text
    source: str = ""
    status: Literal["unverified", "verified"] = "unverified"
    targets: Annotated[tuple[CrosswalkTarget, ...], Field(min_length=1)]
    relations: tuple[CrosswalkRelation, ...]
    not_covered: tuple[NotCovered, ...] = ()

    def unmapped(self, catalogue: Catalogue) -> tuple[str, ...]:
        """Return the indicators that the crosswalk does not speak of, neither do their criteria."""
        spoken = {catalogue.parents.get(one.item, "") for one in self.relations}
        spoken |= {one.item for one in self.relations}
        return tuple(one.id for one in catalogue.indicators if one.id not in spoken)

    def __repr__(self) -> str:
        return (
            f"<Crosswalk {self.id} {self.version} ({self.status}): {len(self.relations)} relations>"
        )


def load_crosswalks(
    catalogue: Catalogue, folder: str | Path | None = None
) -> tuple[Crosswalk, ...]:
    """Read the crosswalks of a catalogue folder; None for the shipped ones.

    Raises
    ------
    CatalogueError
        With every problem of every file.
    """
    found, problems = read_crosswalks(
        catalogue, data_folder("indicators", "teia") if folder is None else Path(folder)
    )
    if problems:
        raise CatalogueError(collect(problems))
    return found


def read_crosswalks(
    catalogue: Catalogue, folder: Path
) -> tuple[tuple[Crosswalk, ...], list[Problem]]:
    """Return the crosswalks that can be read, and every problem of their files."""
    found: list[Crosswalk] = []
    problems: list[Problem] = []
    for path in sorted((folder / "mappings").glob("*.yaml")):
        tree, faults = read_yaml(path, f"mappings/{path.name}")
        problems += faults
        if tree is not None and not is_mapping(tree):
            crosswalk, faults = read_crosswalk(tree, catalogue)
            problems += faults
            found += [crosswalk] if crosswalk is not None else []
    return tuple(found), problems


def read_crosswalk(
    tree: Tree, catalogue: Catalogue | None
) -> tuple[Crosswalk | None, list[Problem]]:
    """Return the crosswalk of a file, and every problem of its content."""
    crosswalk, problems = validate(tree, Crosswalk)
    problems += [*check_repeated(tree), *check_texts(tree)]
    if crosswalk is not None and catalogue is not None:
        problems += _check(crosswalk, tree, catalogue)
    return crosswalk, problems


def _check(crosswalk: Crosswalk, tree: Tree, catalogue: Catalogue) -> Iterator[Problem]:
    """Find ids that are none, relations without their target, and targets left out."""
    targets = [target.id for target in crosswalk.targets]
    for at, one in enumerate(crosswalk.relations):
        place = tree.place("relations", at, "item")
        if one.item not in catalogue.parents:
            hint = did_you_mean(one.item, catalogue.parents)
            yield problem("C017", place, one.item, id=one.item, hint=hint)
        if (one.target is None) != (one.relation == "none"):
            yield problem("C024", place, one.item, id=one.item, relation=one.relation)
        elif one.target is not None and one.target not in targets:
            place = tree.place("relations", at, "target")
            hint = did_you_mean(one.target, targets)
            yield problem("C025", place, one.item, value=one.target, hint=hint)
    spoken = {one.target for one in crosswalk.relations} | {one.id for one in crosswalk.not_covered}
    for at, target in enumerate(crosswalk.targets):
        if target.id not in spoken:
            yield problem("C026", tree.place("targets", at), target.id, id=target.id)
    for item in crosswalk.unmapped(catalogue):
        yield problem("C027", tree.place("relations"), item, id=item)
