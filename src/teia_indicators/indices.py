"""Indices of another tool, from a mapping that is data: which criteria feed which index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS, states_of
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.load import data_folder, read_yaml
from teia_indicators.catalogue.model import Catalogue, Criterion, Dimension
from teia_indicators.catalogue.scale import exact
from teia_indicators.html import html_table
from teia_indicators.model import Model
from teia_indicators.problems import (
    CatalogueError,
    Place,
    Problem,
    collect,
    did_you_mean,
    problem,
)
from teia_indicators.sources.tree import Tree, shape_problems


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


class IndexScore(Model):
    """One index with its bounds.

    Parameters
    ----------
    id, title : str
        As in the mapping.
    low, value, high : float or None
        Weighted share of the applicable criteria that are met, in [0, 1]; None where none applies.
    coverage : float or None
        Weighted share of the applicable criteria that are determinate.
    criteria : int
        How many criteria feed it.
    """

    id: str
    title: str
    low: float | None
    value: float | None
    high: float | None
    coverage: float | None
    criteria: int


class Indices(Model):
    """The indices of an assessment; see `compute_indices`.

    Parameters
    ----------
    mapping : IndexMapping
        What they were computed with.
    indices : tuple of IndexScore
        In the mapping's order.
    unmapped, multiple : tuple of str
        Criteria that feed no index, and those that feed several.
    """

    mapping: IndexMapping
    indices: tuple[IndexScore, ...]
    unmapped: tuple[str, ...]
    multiple: tuple[str, ...]

    def __getitem__(self, name: str) -> IndexScore:
        return next(index for index in self.indices if index.id == name)

    def __iter__(self) -> Iterator[IndexScore]:  # type: ignore[override]
        return iter(self.indices)

    def __len__(self) -> int:
        return len(self.indices)

    def __repr__(self) -> str:
        shown = ", ".join(f"{index.id} {show(index.value)}" for index in self.indices)
        return f"<Indices {self.mapping.id} {self.mapping.version}: {shown}>"

    def _repr_html_(self) -> str:
        rows = (
            (one.title, *map(show, (one.low, one.value, one.high, one.coverage))) for one in self
        )
        caption = f"{self.mapping.title} ({self.mapping.status})"
        return html_table(caption, ("Index", "Low", "Value", "High", "Coverage"), rows)


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
        problems += check_mapping(tree, catalogue)
        try:
            mapping = IndexMapping.model_validate_json(json.dumps(tree.data))
        except ValidationError as error:
            problems += shape_problems(tree, IndexMapping, error)
    if mapping is None or problems:
        raise CatalogueError(collect(problems))
    return mapping


def check_mapping(tree: Tree, catalogue: Catalogue | None) -> list[Problem]:
    """Return index ids that stand twice, and ids that the catalogue does not have."""
    found = []
    first: dict[str, Place] = {}
    for path, rule in _dicts(tree.data, "indices", ()):
        place, name = tree.place(*path, "id"), rule.get("id")
        if isinstance(name, str) and name in first:
            found.append(problem("C001", place, name, first=first[name]))
        first.setdefault(str(name), place)
        for inner, selector in _dicts(rule, "select", path):
            for key in ("area", "indicator", "criterion"):
                item = selector.get(key)
                if catalogue is not None and isinstance(item, str) and item not in catalogue.items:
                    place = tree.place(*inner, key)
                    hint = did_you_mean(item, catalogue.items)
                    found.append(problem("C017", place, item, id=item, hint=hint))
    return found


def _dicts(data: Any, key: str, path: tuple[Any, ...]) -> Iterator[tuple[Any, dict[str, Any]]]:
    rows = data.get(key) if isinstance(data, dict) else None
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield (*path, key, at), row


def compute_indices(assessment: Assessment, mapping: IndexMapping | None = None) -> Indices:
    """Compute the indices of a mapping.

    Parameters
    ----------
    assessment : Assessment
        The scored questionnaire; its missing policy gives the point value.
    mapping : IndexMapping or None
        None for the shipped provisional ISMI mapping.

    References
    ----------
    ISMI export: index = sum of the weights of met criteria / sum of those of applicable ones.
    """
    mapping = mapping or load_mapping()
    catalogue = assessment.catalogue
    states: dict[str, str] = {}
    for indicator in catalogue.indicators:
        states |= states_of(indicator, assessment.responses)
    uses: dict[str, int] = dict.fromkeys(states, 0)
    scores = []
    for rule in mapping.indices:
        weights = dict(_weights(rule, catalogue))
        for item in weights:
            uses[item] += 1
        scores.append(_index(rule, weights, states, mapping, assessment.method.missing))
    return Indices(
        mapping=mapping,
        indices=tuple(scores),
        unmapped=tuple(item for item, count in uses.items() if count == 0),
        multiple=tuple(item for item, count in uses.items() if count > 1),
    )


def _weights(rule: IndexRule, catalogue: Catalogue) -> Iterator[tuple[str, Fraction]]:
    for criterion in catalogue.criteria:
        fitting = [one.weight for one in rule.select if one.fits(criterion, catalogue)]
        if fitting:
            yield criterion.id, exact(fitting[-1])


def _index(
    rule: IndexRule,
    weights: dict[str, Fraction],
    states: dict[str, str],
    mapping: IndexMapping,
    missing: str,
) -> IndexScore:
    worth: dict[str, Any] = {"yes": 1, "implied_met": 1, "partly": exact(mapping.partly)}
    applicable = {item: w for item, w in weights.items() if states[item] != "not_applicable"}
    total = sum(applicable.values(), Fraction(0))
    shown = sum((w * worth.get(states[item], 0) for item, w in applicable.items()), Fraction(0))
    unknown = sum(
        (w for item, w in applicable.items() if states[item] in INDETERMINATE_WORDS), Fraction(0)
    )
    if not total:
        return IndexScore(
            id=rule.id,
            title=rule.title,
            low=None,
            value=None,
            high=None,
            coverage=None,
            criteria=len(weights),
        )
    low, high = shown / total, (shown + unknown) / total
    known = total - unknown
    value: Fraction | None = low
    match missing:
        case "upper":
            value = high
        case "midpoint":
            value = (low + high) / 2
        case "skip":
            value = shown / known if known else None
        case "strict":
            value = None if unknown else low
    return IndexScore(
        id=rule.id,
        title=rule.title,
        low=float(low),
        value=None if value is None else float(value),
        high=float(high),
        coverage=float(known / total),
        criteria=len(weights),
    )
