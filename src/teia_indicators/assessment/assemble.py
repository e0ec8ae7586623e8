"""Figures of the kernel to the models of an assessment, with counts, medians and findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

import numpy as np

from teia_indicators.assessment.exact_tree import ExactColumns
from teia_indicators.assessment.grades import grades_of
from teia_indicators.assessment.kernel import Scores
from teia_indicators.assessment.method import OVERALL, ScoringMethod
from teia_indicators.assessment.result import (
    AreaScore,
    Assessment,
    Counts,
    DimensionScore,
    EvidenceProfile,
    IndicatorScore,
)
from teia_indicators.catalogue.model import DIMENSIONS, Catalogue, Indicator, WorkingArea
from teia_indicators.catalogue.scale import exact
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Place, Problem, problem
from teia_indicators.responses.model import ANSWER_WORDS, GRADES, Responses

#: Answers that leave the criterion open.
INDETERMINATE_WORDS = ("unanswered", "unknown", "withheld")

Basis = Literal["declared", "criteria", "mixed"]


def build_assessment(
    responses: Responses,
    catalogue: Catalogue,
    method: ScoringMethod,
    scores: Scores,
    problems: tuple[Problem, ...],
) -> Assessment:
    """Return the assessment that the kernel's figures of one column amount to."""
    indicators = {
        indicator.id: _indicator_score(indicator, row, responses, catalogue, scores)
        for row, indicator in enumerate(catalogue.indicators)
    }
    whole = _Whole(catalogue, indicators, scores, method)
    areas = {area.id: whole.area(area.id) for area in catalogue.areas}
    per_area = {area.id: _dimensions(area.indicators, responses) for area in catalogue.areas}
    return Assessment(
        catalogue=catalogue,
        responses=responses,
        method=method,
        indicators=FrozenDict(indicators),
        areas=FrozenDict(areas),
        overall=whole.area(OVERALL),
        dimensions=_dimensions(catalogue.indicators, responses),
        area_dimensions=FrozenDict(per_area),
        findings=(*problems, *_findings(indicators, responses)),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _indicator_score(
    indicator: Indicator, row: int, responses: Responses, catalogue: Catalogue, scores: Scores
) -> IndicatorScore:
    applicable = bool(scores.applicable[row, 0])
    numbers = catalogue.scale.numbers
    staged = applicable and indicator.scale is None
    low = numbers[scores.stage_low[row, 0]] if staged else None
    high = numbers[scores.stage_high[row, 0]] if staged else None
    counts, basis = count_answers(indicator, responses)
    declared = responses.value(indicator.id)
    return IndicatorScore(
        id=indicator.id,
        applicable=applicable,
        low=_number(scores.low[row, 0]),
        value=_number(scores.value[row, 0]),
        high=_number(scores.high[row, 0]),
        coverage=_number(scores.coverage[row, 0]),
        counts=counts,
        stage_low=low,
        stage_high=high,
        declared=declared if isinstance(declared, int) else None,
        basis=basis,
        progress=None if low is None else _progress(indicator, low, responses, numbers),
    )


def states_of(indicator: Indicator, responses: Responses) -> dict[str, str]:
    """Return how each criterion is read: its answer, ``implied_met`` or ``implied_unmet``."""
    whole = responses.value(indicator.id)
    states = {}
    for criterion in indicator.criteria:
        value = str(responses.value(criterion.id))
        if whole == "not_applicable":
            value = "not_applicable"
        elif isinstance(whole, int) and value == "unanswered":
            value = "implied_met" if criterion.stage <= whole else "implied_unmet"
        states[criterion.id] = value
    return states


def all_states(catalogue: Catalogue, responses: Responses) -> FrozenDict[str, dict[str, str]]:
    """Return `states_of` every indicator, by its id."""
    return FrozenDict({one.id: states_of(one, responses) for one in catalogue.indicators})


def count_answers(indicator: Indicator, responses: Responses) -> tuple[Counts, Basis]:
    """Return how often each answer stands below an indicator, and what its stage rests on."""
    states = list(states_of(indicator, responses).values())
    implied = sum(state.startswith("implied") for state in states)
    words = {word: states.count(word) for word in ANSWER_WORDS}
    basis: Basis = "criteria"
    if implied or (not states and isinstance(responses.value(indicator.id), int)):
        basis = "declared" if implied == len(states) else "mixed"
    return Counts(implied=implied, **words), basis


def evidence_of(catalogue: Catalogue, responses: Responses) -> FrozenDict[str, EvidenceProfile]:
    """Return the grades of the explicit answers ``yes`` below every node."""
    found: dict[str, EvidenceProfile] = {}
    for indicator in catalogue.indicators:
        states = states_of(indicator, responses)
        grades: list[str] = [
            responses.answers[item].grade for item, word in states.items() if word == "yes"
        ]
        found[indicator.id] = EvidenceProfile(**{name: grades.count(name) for name in GRADES})
    areas = {
        area.id: sum((found[item.id] for item in area.indicators), EvidenceProfile())
        for area in catalogue.areas
    }
    whole = sum(areas.values(), EvidenceProfile())
    return FrozenDict({OVERALL: whole, **areas, **found})


def _progress(
    indicator: Indicator, low: int, responses: Responses, numbers: tuple[int, ...]
) -> float:
    """Return `low` plus the share of the next stage's criteria that are met."""
    states = states_of(indicator, responses)
    above = [number for number in numbers if number > low]
    worth = {"yes": Fraction(1), "implied_met": Fraction(1), "partly": Fraction(1, 2)}
    shares = [
        worth.get(states[criterion.id], Fraction(0))
        for criterion in indicator.criteria
        if above and criterion.stage == above[0] and states[criterion.id] != "not_applicable"
    ]
    return float(low + (sum(shares) / len(shares) if shares else 0))


class _Whole:
    """Scores of the areas and of the whole, each from what is below it."""

    def __init__(
        self,
        catalogue: Catalogue,
        indicators: Mapping[str, IndicatorScore],
        scores: Scores,
        method: ScoringMethod,
    ) -> None:
        self._catalogue = catalogue
        self._indicators = indicators
        self._scores = scores
        self._method = method
        self._exactly = ExactColumns(scores.structure, scores).tree(0)
        names = [item.id for item in catalogue.indicators] + [area.id for area in catalogue.areas]
        self._rows = {name: row for row, name in enumerate((*names, OVERALL))}

    def area(self, name: str) -> AreaScore:
        """Return the score of an area, or of the whole."""
        row, scores = self._rows[name], self._scores
        coverage = self._exactly.coverage(row)
        below = [item.id for item, _ in self._below(name)]
        grades = [grades_of(scores, row, figure)[0] for figure in ("low", "value", "high")]
        return AreaScore(
            id=name,
            applicable=coverage is not None,
            low=_number(scores.low[row, 0]),
            value=_number(scores.value[row, 0]),
            high=_number(scores.high[row, 0]),
            coverage=_number(scores.coverage[row, 0]),
            counts=sum((self._indicators[item].counts for item in below), Counts()),
            insufficient=coverage is not None and coverage < exact(self._method.coverage_threshold),
            median_stage=self._median_stage(name),
            weakest=self._weakest(name),
            grade_low=grades[0],
            grade=grades[1],
            grade_high=grades[2],
        )

    def _parts(self, name: str) -> tuple[tuple[Indicator, ...], tuple[WorkingArea, ...]]:
        """Return the indicators and areas right below."""
        if name == OVERALL:
            return (), self._catalogue.parts(None)
        area = next(one for one in self._catalogue.areas if one.id == name)
        return area.indicators, self._catalogue.parts(name)

    def _below(self, name: str) -> Iterator[tuple[Indicator, bool]]:
        """Yield every indicator below, and whether it has weight, in catalogue order."""
        own, parts = self._parts(name)
        yield from ((item, item.weight > 0) for item in own)
        for part in parts:
            yield from ((item, here and part.weight > 0) for item, here in self._below(part.id))

    def _median_stage(self, name: str) -> int | None:
        """Return the median of the indicators' stages and of the areas' medians, by weight."""
        own, parts = self._parts(name)
        stages = [(self._indicators[item.id].stage_low, item.weight) for item in own]
        stages += [(self._median_stage(part.id), part.weight) for part in parts]
        return _lower_median(
            [(stage, exact(weight)) for stage, weight in stages if stage is not None and weight > 0]
        )

    def _weakest(self, name: str) -> tuple[str, ...]:
        """Return the ids of the lowest value, all that tie exactly, in catalogue order."""
        values = {}
        for item, counts in self._below(name):
            value = self._exactly.figure(self._rows[item.id], "value") if counts else None
            if value is not None:
                values[item.id] = value
        least = min(values.values(), default=None)
        return tuple(item for item, value in values.items() if value == least)


def _lower_median(stages: list[tuple[int, Fraction]]) -> int | None:
    """Return the smallest stage whose cumulative weight reaches half."""
    total, reached = sum(weight for _, weight in stages), Fraction(0)
    for stage, weight in sorted(stages):
        reached += weight
        if 2 * reached >= total:
            return stage
    return None


def _dimensions(
    indicators: tuple[Indicator, ...], responses: Responses
) -> FrozenDict[str, DimensionScore]:
    """Return the share of criteria met in each dimension that occurs."""
    groups: dict[str, list[str]] = {}
    for indicator in indicators:
        states = states_of(indicator, responses)
        for criterion in indicator.criteria:
            groups.setdefault(criterion.dimension, []).append(states[criterion.id])
    found: dict[str, DimensionScore] = {}
    for dimension in (known for known in DIMENSIONS if known in groups):
        states_here = groups[dimension]
        met = sum(state in ("yes", "implied_met") for state in states_here)
        most = met + sum(state in INDETERMINATE_WORDS for state in states_here)
        applicable = sum(state != "not_applicable" for state in states_here)
        low, high = (count / applicable if applicable else None for count in (met, most))
        found[dimension] = DimensionScore(
            id=dimension,
            met=met,
            met_high=most,
            applicable=applicable,
            low=low,
            value=low,
            high=high,
        )
    return FrozenDict(found)


def _findings(indicators: Mapping[str, IndicatorScore], responses: Responses) -> list[Problem]:
    """Report declared stages that the answers do not support."""
    found = []
    for item, score in indicators.items():
        if score.declared is None or score.stage_low is None or score.stage_high is None:
            continue
        if not score.stage_low <= score.declared <= score.stage_high:
            place = responses.places.get(item, Place())
            span = f"{score.stage_low} to {score.stage_high}"
            found.append(
                problem(
                    "A001", place, item, score.declared, id=item, stage=score.declared, span=span
                )
            )
    return found
