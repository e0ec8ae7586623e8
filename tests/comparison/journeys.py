"""Two rounds and a migration between them, and the path of the method page, slow and plain.

Nothing of the library's comparison is used: answers travel by the words of each step, and every
station is scored by the oracle of the scoring method.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import oracle
from hypothesis import strategies as st
from oracle import OArea, OCatalogue, OCriterion, OIndicator, OMethod
from strategies import (
    Case,
    Sheet,
    criteria_of,
    indicators_of,
    library_catalogue,
    library_method,
    library_responses,
    methods,
    plans,
    sheets,
)

from teia_indicators import Assessment, Catalogue, Migration, Responses, assess
from teia_indicators.catalogue.migration import MigrationStep
from teia_indicators.model import FrozenDict

FIGURES = ("low", "value", "high")
PARTS = ("correction", "catalogue", "coverage", "real")
OPEN = ("unanswered", "unknown", "withheld")
SAME = ("equal", "narrowed", "widened")


@dataclass(frozen=True)
class OStep:
    """How old items go on."""

    relation: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class Journey:
    """Two catalogues, the steps between them, answers to both, and what is flagged."""

    before: OCatalogue
    after: OCatalogue
    steps: tuple[OStep, ...]
    first: Sheet
    second: Sheet
    flagged: frozenset[str]
    method: OMethod
    override: bool

    # The library's side

    @property
    def older(self) -> Catalogue:
        return library_catalogue(self.before).model_copy(update={"version": "1"})

    @property
    def newer(self) -> Catalogue:
        update = {"version": "2", "migrations": (self.migration,)}
        return library_catalogue(self.after).model_copy(update=update)

    @property
    def migration(self) -> Migration:
        steps = tuple(MigrationStep.model_validate(step.__dict__) for step in self.steps)
        return Migration(catalogue="drawn", from_version="1", to_version="2", steps=steps)

    def rounds(self) -> tuple[Assessment, Assessment]:
        method = library_method(self.method, self.override)
        earlier = _named(library_responses(self.older, self.first), "first", frozenset())
        later = _named(library_responses(self.newer, self.second), "second", self.flagged)
        return assess(earlier, self.older, method), assess(later, self.newer, method)

    # The oracle's side

    def stations(self) -> list[oracle.OResult]:
        """Score the five stations of the path."""
        corrected, _ = corrections(self)
        carried = travel(self, corrected)
        known = settled(self.after, carried, self.second)
        pairs = [
            (self.before, self.first),
            (self.before, corrected),
            (self.after, carried),
            (self.after, known),
            (self.after, self.second),
        ]
        return [Case(plan, self.method, self.override, sheet).expected() for plan, sheet in pairs]

    def was(self, item: str) -> str | None:
        """Return the one old item that goes on in this one alone."""
        for step in self.steps:
            if item in step.new:
                alone = len(step.old) == 1 and len(step.new) == 1
                return step.old[0] if alone else None
        known = items_of(self.before) | {area.id for area in self.before.areas}
        spoken = {old for step in self.steps for old in step.old}
        return item if item in known - spoken else None


def _named(responses: Responses, name: str, flagged: frozenset[str]) -> Responses:
    answers = {
        item: one.model_copy(update={"correction": item in flagged})
        for item, one in responses.answers.items()
    }
    return responses.model_copy(update={"round": name, "answers": FrozenDict(answers)})


def items_of(plan: OCatalogue) -> set[str]:
    """Return the ids of all criteria and indicators."""
    return {one.id for one in criteria_of(plan)} | {one.id for one in indicators_of(plan)}


def values_of(sheet: Sheet) -> dict[str, str | int]:
    """Return all that was written, by id."""
    values: dict[str, str | int] = {**sheet.answers, **sheet.declared}
    return values | dict.fromkeys(sheet.not_applicable, "not_applicable")


def sheet_of(plan: OCatalogue, values: Mapping[str, str | int]) -> Sheet:
    """Return what was written as a sheet of a catalogue."""
    criteria = {one.id for one in criteria_of(plan)}
    indicators = {one.id for one in indicators_of(plan)}
    return Sheet(
        answers={k: str(one) for k, one in values.items() if k in criteria},
        declared={k: one for k, one in values.items() if k in indicators and isinstance(one, int)},
        not_applicable=frozenset(
            k for k, one in values.items() if k in indicators and one == "not_applicable"
        ),
    )


def corrections(journey: Journey) -> tuple[Sheet, set[str]]:
    """Return the earlier answers with those that the later round corrects; and what is left."""
    given, now = values_of(journey.first), values_of(journey.second)
    flagged = {item for item in journey.flagged if item in now}
    left = set()
    spoken = {item for step in journey.steps for item in step.old}
    known = items_of(journey.before)
    for item in flagged:
        step = next((one for one in journey.steps if item in one.new), None)
        if step is None and item in known - spoken:
            given[item] = now[item]
        elif step is None or step.rule != "carry" or not step.old:
            left.add(item)
        elif all(new in flagged and now[new] == now[item] for new in step.new):
            given |= dict.fromkeys(step.old, now[item])
        else:
            left.add(item)
    return sheet_of(journey.before, given), left


def travel(journey: Journey, sheet: Sheet) -> Sheet:
    """Return the answers of the earlier catalogue as the later one takes them."""
    given = values_of(sheet)
    spoken = {item for step in journey.steps for item in step.old}
    taken = {item for step in journey.steps for item in step.new}
    found = {k: one for k, one in given.items() if k not in spoken | taken}
    for step in journey.steps:
        values = {given.get(item, "unanswered") for item in step.old}
        if step.rule == "carry" and len(values) == 1:
            found |= dict.fromkeys(step.new, values.pop())
    return sheet_of(journey.after, found)


def readings(plan: OCatalogue, sheet: Sheet) -> dict[str, str | int]:
    """Return how each criterion is read, and what was said of indicators without any."""
    found: dict[str, str | int] = {}
    for item in indicators_of(plan):
        gone, stage = item.id in sheet.not_applicable, sheet.declared.get(item.id)
        for one in item.criteria:
            answer = sheet.answers.get(one.id, "unanswered")
            state = oracle.criterion_state(answer, one.stage, stage)
            found[one.id] = "not_applicable" if gone else state
        if not item.criteria:
            found[item.id] = "not_applicable" if gone else "unanswered" if stage is None else stage
    return found


def settled(plan: OCatalogue, carried: Sheet, later: Sheet) -> Sheet:
    """Return the carried answers with those that became determinate or indeterminate."""
    before, after = readings(plan, carried), readings(plan, later)
    words = {"implied_met": "yes", "implied_unmet": "no"}
    chosen = {
        k: after[k] if (after[k] in OPEN) != (before[k] in OPEN) else before[k] for k in after
    }
    return sheet_of(plan, {k: words.get(str(one), one) for k, one in chosen.items()})


def expected_parts(figures: list[Fraction | None]) -> dict[str, Fraction] | None:
    """Return the parts of a change; a station without a figure takes the one before."""
    if figures[0] is None or figures[-1] is None:
        return None
    filled: list[Fraction] = []
    for one in figures:
        filled.append(filled[-1] if one is None else one)
    return {name: b - a for name, (a, b) in zip(PARTS, pairwise(filled), strict=True)}


def figure(result: oracle.OResult, item: str | None, which: str) -> Fraction | None:
    """Return a figure of the oracle exactly; None where there is none."""
    nodes = {**result.indicators, **result.areas, "overall": result.overall}
    number = None if item is None else getattr(nodes[item], which)
    return None if number is None else Fraction(number)


# Strategies


@st.composite
def _ladder(
    draw: st.DrawFn, item: OIndicator, stages: tuple[int, ...], steps: list[OStep]
) -> tuple[OCriterion, ...]:
    """Draw what becomes of the criteria of an indicator."""
    rules, above = st.sampled_from(("carry", "carry", "ask")), st.sampled_from(stages[1:])
    fates = ("keep", "keep", "renamed", "split", "merged", "retired", *SAME)
    pool, found = list(item.criteria), []
    while pool:
        one = pool.pop(0)
        fate = draw(st.sampled_from(fates))
        if fate == "merged" and not pool:
            fate = "renamed"
        if fate == "keep":
            found.append(one)
        elif fate == "retired":
            steps.append(OStep("retired", (one.id,), (), "drop"))
        elif fate in SAME:
            found.append(replace(one, stage=draw(above)))
            steps.append(OStep(fate, (one.id,), (one.id,), draw(rules)))
        else:
            old = (one.id, pool.pop(0).id) if fate == "merged" else (one.id,)
            ends = ("x", "y") if fate == "split" else ("x",)
            new = tuple(f"{one.id}{end}" for end in ends)
            found += [replace(one, id=name, stage=draw(above)) for name in new]
            steps.append(OStep(fate, old, new, draw(rules)))
    if draw(st.booleans()):
        found.append(OCriterion(f"{item.id}.new", draw(above), "practice"))
        steps.append(OStep("new", (), (f"{item.id}.new",), "ask"))
    return tuple(found)


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    """Draw two rounds on two versions of a small catalogue."""
    before = draw(plans(sizes=(2, 2, 3)))
    steps: list[OStep] = []
    areas: list[OArea] = []
    weights = st.sampled_from((Fraction(1), Fraction(2), Fraction(3, 10)))
    for area in before.areas:
        indicators = []
        for at, item in enumerate(area.indicators):
            fate = draw(st.sampled_from(("keep", "keep", "renamed", "retired")))
            if fate == "retired" and at:
                gone = (item.id, *(one.id for one in item.criteria))
                steps += [OStep("retired", (one,), (), "drop") for one in gone]
                continue
            name = item.id
            if fate == "renamed":
                name = f"{item.id}R"
                rule = draw(st.sampled_from(("carry", "ask")))
                steps.append(OStep("renamed", (item.id,), (name,), rule))
            ladder = draw(_ladder(item, before.scale.stages, steps))
            weight = draw(st.one_of(st.just(item.weight), weights))
            indicators.append(replace(item, id=name, criteria=ladder, weight=weight))
        areas.append(replace(area, indicators=tuple(indicators)))
    after = replace(before, areas=tuple(areas))
    second = draw(sheets(after))
    items = sorted(values_of(second))
    flagged = draw(st.frozensets(st.sampled_from(items))) if items else frozenset()
    method, override = draw(methods()), draw(st.booleans())
    return Journey(
        before, after, tuple(steps), draw(sheets(before)), second, flagged, method, override
    )


__all__ = ["Journey", "corrections", "expected_parts", "figure", "journeys"]
