"""Indices of another tool, from a mapping that is data: which criteria feed which index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS
from teia_indicators.assessment.explain import Tracer, explanation
from teia_indicators.assessment.result import show
from teia_indicators.assessment.structure import whole_weights
from teia_indicators.assessment.trace import Explanation, Trace
from teia_indicators.catalogue.mapping import IndexMapping, IndexRule, load_mapping, mapped
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.scale import exact
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import MethodError, Place, did_you_mean, problem
from teia_indicators.text import phrase

__all__ = [
    "IndexMapping",
    "IndexScore",
    "Indices",
    "compute_indices",
    "explain_index",
    "load_mapping",
]


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
    selection = _select(mapping, catalogue)
    states = assessment.reading
    return Indices(
        mapping=mapping,
        indices=tuple(
            _index(rule, weights, states, mapping, assessment.method.missing)
            for rule, weights in zip(mapping.indices, selection.weights, strict=True)
        ),
        unmapped=selection.unmapped,
        multiple=selection.multiple,
    )


def explain_index(
    assessment: Assessment, name: str, mapping: IndexMapping | None = None, language: str = "en"
) -> Explanation:
    """Explain one index of a mapping, down to the answers; see `Assessment.explain`.

    Parameters
    ----------
    assessment : Assessment
        The scored questionnaire.
    name : str
        Id of the index.
    mapping : IndexMapping or None
        None for the shipped provisional ISMI mapping.
    language : str
        Language of the rule and of the labels; the titles of indices are the mapping's.

    Raises
    ------
    MethodError
        If the mapping has no such index.
    """
    mapping = mapping or load_mapping()
    catalogue, names = assessment.catalogue, [rule.id for rule in mapping.indices]
    if name not in names:
        hint = did_you_mean(name, names)
        raise MethodError([problem("M003", Place(), name, name, id=name, hint=hint)])
    score, tracer = compute_indices(assessment, mapping)[name], Tracer(assessment, language)
    rule = mapping.indices[names.index(name)]
    criteria = {one.id: one for one in catalogue.criteria}
    inputs = []
    for item, weight in _weights(rule, catalogue):
        found = tracer.answered(criteria[item], catalogue.parents[item])
        values = FrozenDict({"weight": float(weight), **found.values})
        inputs.append(found.model_copy(update={"values": values}))
    figures = ("low", "value", "high", "coverage", "criteria")
    trace = Trace(
        id=name,
        label=score.title,
        kind="index",
        rule=phrase("trace.index", language),
        result=FrozenDict({key: getattr(score, key) for key in figures}),
        parameters=FrozenDict(
            {
                "mapping": f"{mapping.id} {mapping.version}",
                "status": mapping.status,
                "partly": mapping.partly,
                "missing": assessment.method.missing,
            }
        ),
        inputs=tuple(inputs),
    )
    return explanation(trace, assessment)


@dataclass(frozen=True)
class _Selection:
    """What a mapping makes of a catalogue.

    Parameters
    ----------
    weights : tuple of mapping of str to int
        For each index its criteria with their weights, in the smallest whole numbers.
    unmapped, multiple : tuple of str
        Criteria that feed no index, and those that feed several.
    """

    weights: tuple[dict[str, int], ...]
    unmapped: tuple[str, ...]
    multiple: tuple[str, ...]


@lru_cache(maxsize=16)
def _select(mapping: IndexMapping, catalogue: Catalogue) -> _Selection:
    found = [dict(_weights(rule, catalogue)) for rule in mapping.indices]
    uses = mapped(mapping, catalogue)
    return _Selection(
        weights=tuple(
            dict(zip(weights, whole_weights(list(weights.values())), strict=True))
            for weights in found
        ),
        unmapped=tuple(one.id for one in catalogue.criteria if uses[one.id] == 0),
        multiple=tuple(one.id for one in catalogue.criteria if uses[one.id] > 1),
    )


def _weights(rule: IndexRule, catalogue: Catalogue) -> Iterator[tuple[str, Fraction]]:
    for criterion in catalogue.criteria:
        fitting = [one.weight for one in rule.select if one.fits(criterion, catalogue)]
        if fitting:
            yield criterion.id, exact(fitting[-1])


def _index(
    rule: IndexRule,
    weights: dict[str, int],
    states: Mapping[str, str],
    mapping: IndexMapping,
    missing: str,
) -> IndexScore:
    by_state: dict[str, int] = {}
    for item, weight in weights.items():
        state = states[item]
        by_state[state] = by_state.get(state, 0) + weight
    part = exact(mapping.partly)
    total = sum(by_state.values()) - by_state.get("not_applicable", 0)
    unknown = sum([by_state.get(word, 0) for word in INDETERMINATE_WORDS])
    met, known = by_state.get("yes", 0) + by_state.get("implied_met", 0), total - unknown
    # All in the parts of `partly`: whole numbers, so that each figure is rounded once.
    shown = part.denominator * met + part.numerator * by_state.get("partly", 0)
    most, whole = shown + part.denominator * unknown, part.denominator * total
    value = shown, whole
    match missing:
        case "upper":
            value = most, whole
        case "midpoint":
            value = shown + most, 2 * whole
        case "skip":
            value = shown, part.denominator * known
        case "strict" if unknown:
            value = 0, 0
    return IndexScore.made(
        id=rule.id,
        title=rule.title,
        low=_share(shown, whole),
        value=_share(*value),
        high=_share(most, whole),
        coverage=_share(known, total),
        criteria=len(weights),
    )


def _share(some: int, of: int) -> float | None:
    return some / of if of else None
