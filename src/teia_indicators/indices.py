"""Indices of another tool, from a mapping that is data: which criteria feed which index."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS, states_of
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.mapping import IndexMapping, IndexRule, load_mapping
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.scale import exact
from teia_indicators.html import html_table
from teia_indicators.model import Model

__all__ = ["IndexMapping", "IndexScore", "Indices", "compute_indices", "load_mapping"]


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
