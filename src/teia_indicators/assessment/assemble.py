"""Figures of the kernel to the models of an assessment, with counts, medians and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import isnan
from typing import Any, Literal

from teia_indicators.assessment.exact_tree import ExactColumns, ExactTree
from teia_indicators.assessment.grades import Figure, grades_of
from teia_indicators.assessment.kernel import Scores
from teia_indicators.assessment.method import OVERALL, ScoringMethod
from teia_indicators.assessment.outline import Below, criteria_above, criterion_ids, outline
from teia_indicators.assessment.result import (
    AreaScore,
    Assessment,
    Counts,
    DimensionScore,
    EvidenceProfile,
    IndicatorScore,
)
from teia_indicators.catalogue.model import DIMENSIONS, Catalogue, Indicator
from teia_indicators.catalogue.scale import exact
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Place, Problem, problem
from teia_indicators.responses.model import ANSWER_WORDS, GRADES, Responses

#: Answers that leave the criterion open.
INDETERMINATE_WORDS = ("unanswered", "unknown", "withheld")

#: How a criterion is read that leaves nothing to do.
CLOSED_WORDS = ("yes", "implied_met", "not_applicable")
_NONE = dict.fromkeys((*ANSWER_WORDS, "implied_met", "implied_unmet"), 0)
_HALVES = {"yes": 2, "implied_met": 2, "partly": 1}

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
    columns = _Columns(scores, catalogue)
    indicators = {
        indicator.id: _indicator_score(indicator, row, states[indicator.id], responses, columns)
        for row, indicator in enumerate(catalogue.indicators)
    }
    whole = _Whole(catalogue, indicators, columns, method)
    *areas, overall = [whole.score(below) for below in outline(catalogue)]
    tallies = {one.id: _tally(one, states) for one in outline(catalogue)[:-1]}
    assessment = Assessment.made(
        catalogue=catalogue,
        responses=responses,
        method=method,
        indicators=FrozenDict(indicators),
        areas=FrozenDict({area.id: area for area in areas}),
        overall=overall,
        dimensions=_dimensions(_added(tallies.values())),
        area_dimensions=FrozenDict({area: _dimensions(one) for area, one in tallies.items()}),
        findings=(*problems, *_findings(indicators, responses)),
    )
    assessment.__dict__["states"] = states
    return assessment


class _Columns:
    """The figures of one assessment as plain numbers, by row; None where there is none."""

    def __init__(self, scores: Scores, catalogue: Catalogue) -> None:
        self.scores = scores
        self.numbers = catalogue.scale.numbers
        self.above = criteria_above(catalogue)
        self.stages = list(
            zip(scores.stage_low[:, 0].tolist(), scores.stage_high[:, 0].tolist(), strict=True)
        )
        figures = (scores.low, scores.value, scores.high, scores.coverage)
        self.low, self.value, self.high, self.coverage = (
            [None if isnan(figure) else figure for figure in one[:, 0].tolist()] for one in figures
        )

    @cached_property
    def exactly(self) -> ExactTree:
        """The exact figures, for what floats cannot decide."""
        return ExactColumns(self.scores.structure, self.scores).tree(0)

    @cached_property
    def exact_values(self) -> list[Fraction | None]:
        """The exact value of each indicator."""
        ladders = self.scores.structure.ladders
        if not self.scores.structure.plain:
            return [self.exactly.figure(row, "value") for row in range(len(ladders))]
        return [
            None if share is None else ladder.values[low]
            for share, ladder, (low, _) in zip(self.coverage, ladders, self.stages, strict=False)
        ]


def _indicator_score(
    indicator: Indicator,
    row: int,
    states: Mapping[str, str],
    responses: Responses,
    columns: _Columns,
) -> IndicatorScore:
    item = indicator.id
    whole = responses.value(item)
    applicable = columns.coverage[row] is not None
    low = high = progress = None
    if applicable and indicator.scale is None:
        at_low, at_high = columns.stages[row]
        low, high = columns.numbers[at_low], columns.numbers[at_high]
        progress = _progress(low, columns.above[item].get(low, ()), states)
    counts, basis = _count(states, whole)
    return IndicatorScore.made(
        id=item,
        applicable=applicable,
        low=columns.low[row],
        value=columns.value[row],
        high=columns.high[row],
        coverage=columns.coverage[row],
        counts=counts,
        stage_low=low,
        stage_high=high,
        declared=whole if isinstance(whole, int) else None,
        basis=basis,
        progress=progress,
    )


def states_of(indicator: Indicator, responses: Responses) -> dict[str, str]:
    """Return how each criterion is read: its answer, ``implied_met`` or ``implied_unmet``."""
    return _states(indicator, [one.id for one in indicator.criteria], responses.values)


def _states(indicator: Indicator, ids: Sequence[str], given: Mapping[str, Any]) -> dict[str, str]:
    whole = given.get(indicator.id)
    states = {item: given.get(item, "unanswered") for item in ids}
    if whole == "not_applicable":
        return dict.fromkeys(states, "not_applicable")
    if isinstance(whole, int):
        for one in indicator.criteria:
            if states[one.id] == "unanswered":
                states[one.id] = "implied_met" if one.stage <= whole else "implied_unmet"
    return states


def all_states(catalogue: Catalogue, responses: Responses) -> FrozenDict[str, dict[str, str]]:
    """Return `states_of` every indicator, by its id."""
    ids, given = criterion_ids(catalogue), responses.values
    return FrozenDict(
        {
            one.id: _states(one, own, given)
            for one, own in zip(catalogue.indicators, ids, strict=True)
        }
    )


def _count(states: Mapping[str, str], whole: str | int) -> tuple[Counts, Basis]:
    """Return how often each answer stands below an indicator, and what its stage rests on."""
    count = _NONE.copy()
    for state in states.values():
        count[state] += 1
    implied = count["implied_met"] + count["implied_unmet"]
    basis: Basis = "criteria"
    if implied or (not states and isinstance(whole, int)):
        basis = "declared" if implied == len(states) else "mixed"
    counts = Counts.made(
        yes=count["yes"],
        partly=count["partly"],
        no=count["no"],
        implied=implied,
        unanswered=count["unanswered"],
        unknown=count["unknown"],
        withheld=count["withheld"],
        not_applicable=count["not_applicable"],
    )
    return counts, basis


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


def _progress(low: int, above: tuple[str, ...], states: Mapping[str, str]) -> float:
    """Return `low` plus the share of the next stage's criteria that are met."""
    asked = halves = 0
    for criterion in above:
        state = states[criterion]
        if state != "not_applicable":
            asked += 1
            halves += _HALVES.get(state, 0)
    return (2 * low * asked + halves) / (2 * asked) if asked else float(low)


class _Whole:
    """Scores of the areas and of the whole, each from what is below it."""

    def __init__(
        self,
        catalogue: Catalogue,
        indicators: Mapping[str, IndicatorScore],
        columns: _Columns,
        method: ScoringMethod,
    ) -> None:
        self._areas = {below.id: below for below in outline(catalogue)}
        self._indicators = indicators
        self._columns = columns
        self._method = method
        self._stages = {item: score.stage_low for item, score in indicators.items()}

    def score(self, below: Below) -> AreaScore:
        """Return the score of an area, or of the whole."""
        columns, row = self._columns, below.row
        node = columns.scores.structure.nodes[row - len(columns.scores.structure.ladders)]
        grades: list[str | None] = [None] * 3
        if node.grades:
            figures: tuple[Figure, ...] = ("low", "value", "high")
            grades = [grades_of(columns.scores, row, figure)[0] for figure in figures]
        return AreaScore.made(
            id=below.id,
            applicable=columns.coverage[row] is not None,
            low=columns.low[row],
            value=columns.value[row],
            high=columns.high[row],
            coverage=columns.coverage[row],
            counts=Counts.of([self._indicators[item].counts for item in below.indicators]),
            insufficient=self._is_insufficient(row),
            median_stage=self._stage(below.id),
            weakest=self._weakest(below),
            grade_low=grades[0],
            grade=grades[1],
            grade_high=grades[2],
        )

    def _is_insufficient(self, row: int) -> bool:
        """Tell whether the coverage is below the threshold; near it, exactly."""
        coverage, threshold = self._columns.coverage[row], self._method.coverage_threshold
        if coverage is None or abs(coverage - threshold) > 1e-9:
            return coverage is not None and coverage < threshold
        share = self._columns.exactly.coverage(row)
        return share is not None and share < exact(threshold)

    def _stage(self, item: str) -> int | None:
        """Return an indicator's stage; of an area the median of what is below it, by weight."""
        if item not in self._stages:
            weights = self._areas[item].weights
            stages = [(self._stage(part), weight) for part, weight in weights.items()]
            self._stages[item] = _lower_median(
                [(stage, weight) for stage, weight in stages if stage is not None]
            )
        return self._stages[item]

    def _weakest(self, below: Below) -> tuple[str, ...]:
        """Return the ids of the lowest value, all that tie exactly, in catalogue order."""
        exact_values = self._columns.exact_values
        values = [(item, exact_values[row]) for item, row in below.counted.items()]
        # Steps of one scale are the same objects: the fewer, the faster than comparing each.
        known = {id(value): value for _, value in values if value is not None}
        least = min(known.values(), default=None)
        if least is None:
            return ()
        return tuple([item for item, value in values if value is least or value == least])


def _lower_median(stages: list[tuple[int, int]]) -> int | None:
    """Return the smallest stage whose cumulative weight reaches half."""
    total, reached = sum(weight for _, weight in stages), 0
    for stage, weight in sorted(stages):
        reached += weight
        if 2 * reached >= total:
            return stage
    return None


_Tally = dict[str, tuple[int, int, int]]


def _tally(area: Below, states: Mapping[str, Mapping[str, str]]) -> _Tally:
    """Return the criteria met, met at most, and applicable, of each dimension that occurs."""
    found = {}
    for dimension, criteria in area.dimensions.items():
        if criteria:
            words = [states[indicator][criterion] for indicator, criterion in criteria]
            met = words.count("yes") + words.count("implied_met")
            most = met + sum([words.count(word) for word in INDETERMINATE_WORDS])
            found[dimension] = met, most, len(words) - words.count("not_applicable")
    return found


def _added(tallies: Iterable[_Tally]) -> _Tally:
    """Return several tallies together, dimensions in their order."""
    rows = [(dimension, row) for tally in tallies for dimension, row in tally.items()]
    found: _Tally = {}
    for dimension in DIMENSIONS:
        own = [row for name, row in rows if name == dimension]
        if own:
            met, most, applicable = map(sum, zip(*own, strict=True))
            found[dimension] = met, most, applicable
    return found


def _dimensions(tally: _Tally) -> FrozenDict[str, DimensionScore]:
    """Return the share of criteria met in each dimension that occurs."""
    found = {}
    for dimension, (met, most, applicable) in tally.items():
        low = met / applicable if applicable else None
        found[dimension] = DimensionScore.made(
            id=dimension,
            met=met,
            met_high=most,
            applicable=applicable,
            low=low,
            value=low,
            high=most / applicable if applicable else None,
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
