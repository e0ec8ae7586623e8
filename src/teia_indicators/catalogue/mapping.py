"""Index mappings: which criteria feed which index of another tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from teia_indicators.catalogue.check import check_repeated, check_texts
from teia_indicators.catalogue.load import data_folder, read_yaml, validate
from teia_indicators.catalogue.model import Catalogue, Criterion, Dimension
from teia_indicators.model import Model
from teia_indicators.problems import (
    CatalogueError,
    Problem,
    collect,
    did_you_mean,
    problem,
)
from teia_indicators.sources.tree import Tree

#: How many criteria a message names.
_SHOWN = 8


class Selector(Model):
    """Which criteria: those that fit every key given.

    Parameters
    ----------
    dimension, area, indicator, criterion : str or None
        None fits all.
    weight : float
        Finite, 0 or more.
    """

    dimension: Dimension | None = None
    area: str | None = None
    indicator: str | None = None
    criterion: str | None = None
    weight: Annotated[float, Field(ge=0)] = 1.0

    def fits(self, criterion: Criterion, catalogue: Catalogue) -> bool:
        """Tell whether a criterion is selected."""
        parent = catalogue.parents[criterion.id]
        own = (criterion.dimension, catalogue.parents[parent], parent, criterion.id)
        asked = (self.dimension, self.area, self.indicator, self.criterion)
        return all(want in (None, have) for want, have in zip(asked, own, strict=True))


class IndexRule(Model):
    """One index: its name, and what feeds it; of several fitting selectors the last one counts."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    select: Annotated[tuple[Selector, ...], Field(min_length=1)]


class IndexMapping(Model):
    """A mapping file; see ``indicators/teia/mappings/ismi.yaml``.

    Parameters
    ----------
    id, version, title, source : str
        What it maps to, and where that is described.
    status : {"provisional", "official"}
        Provisional as long as the other side has published no structure.
    assumptions : tuple of str
        Stated in every export.
    partly : float
        What an answer ``partly`` is worth, in [0, 1].
    indices : tuple of IndexRule
        In the order of the export.
    """

    id: str
    version: str
    status: Literal["provisional", "official"] = "provisional"
    title: str = ""
    source: str = ""
    assumptions: tuple[str, ...] = ()
    partly: Annotated[float, Field(ge=0, le=1)] = 0.0
    indices: Annotated[tuple[IndexRule, ...], Field(min_length=1)]


def load_mapping(
    path: str | Path | None = None, catalogue: Catalogue | None = None
) -> IndexMapping:
    """Read a mapping file.

    Parameters
    ----------
    path : str, Path or None
        None for the shipped provisional ISMI mapping.
    catalogue : Catalogue or None
        To check that the ids of the mapping are ids of the catalogue; None to leave it open.

    Raises
    ------
    CatalogueError
        With every problem of the file and its place.
    """
    return _shipped() if path is None else _load(Path(path), catalogue)


@lru_cache(maxsize=1)
def _shipped() -> IndexMapping:
    return _load(data_folder("indicators", "teia", "mappings", "ismi.yaml"), None)


def _load(path: Path, catalogue: Catalogue | None) -> IndexMapping:
    tree, problems = read_yaml(path, path.name)
    mapping = None
    if tree is not None:
        mapping, faults = read_mapping(tree, catalogue)
        problems += faults
    if mapping is None or problems:
        raise CatalogueError(collect(problems))
    return mapping


def is_mapping(tree: Tree) -> bool:
    """Tell an index mapping from a crosswalk, which stands in the same folder."""
    return isinstance(tree.data, dict) and "indices" in tree.data and "relations" not in tree.data


def read_mapping(
    tree: Tree, catalogue: Catalogue | None
) -> tuple[IndexMapping | None, list[Problem]]:
    """Return the mapping of a file, and every problem of its content."""
    mapping, problems = validate(tree, IndexMapping)
    return mapping, [*problems, *check_mapping(tree, catalogue)]


def check_mapping(tree: Tree, catalogue: Catalogue | None) -> list[Problem]:
    """Return index ids that stand twice, and ids that the catalogue does not have."""
    found = [*check_repeated(tree), *check_texts(tree)]
    for path, rule in _dicts(tree.data, "indices", ()):
        for inner, selector in _dicts(rule, "select", path):
            for key in ("area", "indicator", "criterion"):
                item = selector.get(key)
                if catalogue is not None and isinstance(item, str) and item not in catalogue.items:
                    place = tree.place(*inner, key)
                    hint = did_you_mean(item, catalogue.items)
                    found.append(problem("C017", place, item, id=item, hint=hint))
    return found


def mapped(mapping: IndexMapping, catalogue: Catalogue) -> Counter[str]:
    """Return how many indices each criterion feeds, by its id; 0 for one that is left out."""
    return Counter(
        {
            criterion.id: sum(
                any(one.fits(criterion, catalogue) for one in rule.select)
                for rule in mapping.indices
            )
            for criterion in catalogue.criteria
        }
    )


def check_mapped(tree: Tree, mapping: IndexMapping, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield what a mapping leaves out, and what it uses more than once."""
    uses = mapped(mapping, catalogue)
    unmapped = [item for item, count in uses.items() if count == 0]
    multiple = [item for item, count in uses.items() if count > 1]
    place = tree.place("indices")
    for code, found in (("B019", unmapped), ("B020", multiple)):
        if found:
            shown = ", ".join(found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
            yield problem(code, place, mapping.id, count=len(found), criteria=shown)


def _dicts(data: Any, key: str, path: tuple[Any, ...]) -> Iterator[tuple[Any, dict[str, Any]]]:
    rows = data.get(key) if isinstance(data, dict) else None
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield (*path, key, at), row
