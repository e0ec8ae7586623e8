"""Figures of the kernel to the models of an assessment, with counts, medians and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import isnan
from typing import Literal

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
from teia_indicators.assessment.structure import whole_weights
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
    states = all_states(catalogue, responses)
    columns = _Columns(scores)
    indicators = {
        indicator.id: _indicator_score(
            indicator, row, responses.value(indicator.id), states[indicator.id], catalogue, columns
        )
        for row, indicator in enumerate(catalogue.indicators)
    }
    whole = _Whole(catalogue, indicators, columns, method)
    areas = {area.id: whole.area(area.id) for area in catalogue.areas}
    tallies = {area.id: _tally(area.indicators, states) for area in catalogue.areas}
    return Assessment(
        catalogue=catalogue,
        responses=responses,
        method=method,
        indicators=FrozenDict(indicators),
        areas=FrozenDict(areas),
        overall=whole.area(OVERALL),
        dimensions=_dimensions(sum(tallies.values(), Counter())),
        area_dimensions=FrozenDict({area: _dimensions(one) for area, one in tallies.items()}),
        findings=(*problems, *_findings(indicators, responses)),
    )


class _Columns:
    """The figures of one assessment as plain numbers, by row; None where there is none."""

    def __init__(self, scores: Scores) -> None:
        self.scores = scores
        self.exactly = ExactColumns(scores.structure, scores).tree(0)
        self.stages = tuple(
            zip(scores.stage_low[:, 0].tolist(), scores.stage_high[:, 0].tolist(), strict=True)
        )
        figures = (scores.low, scores.value, scores.high, scores.coverage)
        self._figures = tuple(
            [None if isnan(figure) else figure for figure in one[:, 0].tolist()] for one in figures
        )

    def figures(self, row: int) -> dict[str, float | None]:
        """Return low, value, high and coverage of a row by their names."""
        low, value, high, coverage = (one[row] for one in self._figures)
        return {"low": low, "value": value, "high": high, "coverage": coverage}


def _indicator_score(
    indicator: Indicator,
    row: int,
    whole: str | int,
    states: Mapping[str, str],
    catalogue: Catalogue,
    columns: _Columns,
) -> IndicatorScore:
    applicable = columns.exactly.applicable[row]
    numbers = catalogue.scale.numbers
    low, high = (
        numbers[at] if applicable and indicator.scale is None else None
        for at in columns.stages[row]
    )
    counts, basis = _count(states, whole)
    return IndicatorScore(
        id=indicator.id,
        applicable=applicable,
        **columns.figures(row),
        counts=counts,
        stage_low=low,
        stage_high=high,
        declared=whole if isinstance(whole, int) else None,
        basis=basis,
        progress=None if low is None else _progress(indicator, low, states, numbers),
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


def _count(states: Mapping[str, str], whole: str | int) -> tuple[Counts, Basis]:
    """Return how often each answer stands below an indicator, and what its stage rests on."""
    found = list(states.values())
    implied = found.count("implied_met") + found.count("implied_unmet")
    words = {word: found.count(word) for word in ANSWER_WORDS}
    basis: Basis = "criteria"
    if implied or (not found and isinstance(whole, int)):
        basis = "declared" if implied == len(found) else "mixed"
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
    indicator: Indicator, low: int, states: Mapping[str, str], numbers: tuple[int, ...]
) -> float:
    """Return `low` plus the share of the next stage's criteria that are met."""
    above = next((number for number in numbers if number > low), None)
    halves = {"yes": 2, "implied_met": 2, "partly": 1}
    shares = [
        halves.get(states[criterion.id], 0)
        for criterion in indicator.criteria
        if criterion.stage == above and states[criterion.id] != "not_applicable"
    ]
    return float(low) if not shares else (2 * low * len(shares) + sum(shares)) / (2 * len(shares))


class _Whole:
    """Scores of the areas and of the whole, each from what is below it."""

    def __init__(
        self,
        catalogue: Catalogue,
        indicators: Mapping[str, IndicatorScore],
        columns: _Columns,
        method: ScoringMethod,
    ) -> None:
        self._catalogue = catalogue
        self._indicators = indicators
        self._columns = columns
        self._method = method
        self._exactly = columns.exactly
        self._medians: dict[str, int | None] = {}
        names = [item.id for item in catalogue.indicators] + [area.id for area in catalogue.areas]
        self._rows = {name: row for row, name in enumerate((*names, OVERALL))}

    def area(self, name: str) -> AreaScore:
        """Return the score of an area, or of the whole."""
        row, scores = self._rows[name], self._columns.scores
        coverage = self._exactly.coverage(row)
        below = [self._indicators[item.id].counts for item, _ in self._below(name)]
        grades = [grades_of(scores, row, figure)[0] for figure in ("low", "value", "high")]
        return AreaScore(
            id=name,
            applicable=coverage is not None,
            **self._columns.figures(row),
            counts=Counts.of(below),
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
        area = self._catalogue.items[name]
        own = area.indicators if isinstance(area, WorkingArea) else ()
        return own, self._catalogue.parts(name)

    def _below(self, name: str) -> Iterator[tuple[Indicator, bool]]:
        """Yield every indicator below, and whether it has weight, in catalogue order."""
        own, parts = self._parts(name)
        yield from ((item, item.weight > 0) for item in own)
        for part in parts:
            yield from ((item, here and part.weight > 0) for item, here in self._below(part.id))

    def _median_stage(self, name: str) -> int | None:
        """Return the median of the indicators' stages and of the areas' medians, by weight."""
        if name not in self._medians:
            own, parts = self._parts(name)
            stages = [(self._indicators[item.id].stage_low, item.weight) for item in own]
            stages += [(self._median_stage(part.id), part.weight) for part in parts]
            self._medians[name] = _lower_median(
                [(stage, weight) for stage, weight in stages if stage is not None and weight > 0]
            )
        return self._medians[name]

    def _weakest(self, name: str) -> tuple[str, ...]:
        """Return the ids of the lowest value, all that tie exactly, in catalogue order."""
        values = {}
        for item, counts in self._below(name):
            value = self._exactly.figure(self._rows[item.id], "value") if counts else None
            if value is not None:
                values[item.id] = value
        least = min(values.values(), default=None)
        return tuple(item for item, value in values.items() if value == least)


def _lower_median(stages: list[tuple[int, float]]) -> int | None:
    """Return the smallest stage whose cumulative weight reaches half."""
    weights = whole_weights([exact(weight) for _, weight in stages])
    total, reached = sum(weights), 0
    for (stage, _), weight in sorted(zip(stages, weights, strict=True)):
        reached += weight
        if 2 * reached >= total:
            return stage
    return None


def _tally(
    indicators: tuple[Indicator, ...], states: Mapping[str, Mapping[str, str]]
) -> Counter[tuple[str, str]]:
    """Return how often the criteria of each dimension are read in each way."""
    return Counter(
        (criterion.dimension, states[indicator.id][criterion.id])
        for indicator in indicators
        for criterion in indicator.criteria
    )


def _dimensions(tally: Counter[tuple[str, str]]) -> FrozenDict[str, DimensionScore]:
    """Return the share of criteria met in each dimension that occurs."""
    found: dict[str, DimensionScore] = {}
    for dimension in DIMENSIONS:
        counts = {state: count for (one, state), count in tally.items() if one == dimension}
        if not counts:
            continue
        met = counts.get("yes", 0) + counts.get("implied_met", 0)
        most = met + sum(counts.get(word, 0) for word in INDETERMINATE_WORDS)
        applicable = sum(counts.values()) - counts.get("not_applicable", 0)
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
