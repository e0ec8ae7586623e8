"""Small random catalogues with an action library, and a planner by brute force over all subsets.

The oracle is written from method.md, section 7, and shares no code with the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from teia_indicators import Answer, Assessment, Catalogue, Responses, assess
from teia_indicators.model import FrozenDict

LETTERS = "abcdef"
POINTS = {"small": 1, "medium": 3, "large": 9}


def small_catalogue(
    ladders: dict[str, list[int]],
    actions: list[tuple[list[str], list[str], str]],
    weights: tuple[float, ...] = (1.0, 1.0, 1.0),
) -> Catalogue:
    """Return a catalogue of two areas; actions are (turns, requires, effort)."""
    indicators = [
        {
            "id": name,
            "title": name,
            "weight": weight,
            "criteria": tuple(
                {
                    "id": f"{name}.{letter}",
                    "stage": stage,
                    "dimension": "practice",
                    "text": f"{name}.{letter} holds.",
                }
                for letter, stage in zip(LETTERS, stages, strict=False)
            ),
        }
        for (name, stages), weight in zip(ladders.items(), weights, strict=False)
    ]
    return Catalogue.model_validate(
        {
            "id": "small",
            "version": "1.0",
            "title": "Small",
            "scale": {
                "stages": tuple({"stage": stage, "label": f"S{stage}"} for stage in range(1, 5)),
                "default_target": 3,
            },
            "areas": (
                {"id": "A", "title": "A", "indicators": tuple(indicators[:2])},
                {"id": "B", "title": "B", "weight": 2.0, "indicators": tuple(indicators[2:])},
            ),
            "actions": tuple(
                {
                    "id": f"X{at:02}",
                    "type": "procedure",
                    "title": f"Do {at}",
                    "text": "Do it.",
                    "turns": tuple(turns),
                    "requires": tuple(requires),
                    "owner": "somebody",
                    "effort": effort,
                    "duration": "up to 6 months",
                    "completion": "Done.",
                }
                for at, (turns, requires, effort) in enumerate(actions)
            ),
        }
    )


@st.composite
def cases(draw: st.DrawFn) -> Assessment:
    """Draw an assessment of a small catalogue whose actions may even wait for each other."""
    ladders = {
        name: draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
        for name in ("A-1", "A-2", "B-1")
    }
    criteria = [f"{name}.{x}" for name, stages in ladders.items() for x in LETTERS[: len(stages)]]
    count = draw(st.integers(1, 8))
    names = [*criteria, *(f"X{at:02}" for at in range(count))]
    actions = []
    for at in range(count):
        turns = draw(st.lists(st.sampled_from(criteria), min_size=1, max_size=3, unique=True))
        needs = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
        own = {*turns, f"X{at:02}"}
        effort = draw(st.sampled_from(("small", "medium", "large")))
        actions.append((turns, [one for one in needs if one not in own], effort))
    weights = tuple(draw(st.sampled_from((0.0, 0.3, 1.0, 2.5))) for _ in range(3))
    catalogue = small_catalogue(ladders, actions, weights)
    words = ("no", "no", "partly", "yes", "unknown", "unanswered", "not_applicable")
    answers = {one: draw(st.sampled_from(words)) for one in criteria}
    return assess(answered(catalogue, answers), catalogue)


def answered(catalogue: Catalogue, answers: dict[str, str]) -> Responses:
    """Return a questionnaire with these answers."""
    given = {
        one: Answer.model_validate(
            {"value": said, "reason": "because" if said == "not_applicable" else ""}
        )
        for one, said in answers.items()
    }
    return Responses(
        catalogue=catalogue.ref, country="XAA", round="2026", answers=FrozenDict(given)
    )


class Oracle:
    """What plans there are, by trying every subset of the library."""

    def __init__(self, assessment: Assessment) -> None:
        self.catalogue = assessment.catalogue
        self.answers = {k: str(one.value) for k, one in assessment.responses.answers.items()}
        self.met = {k for k, said in self.answers.items() if said == "yes"}
        self.off = {k for k, said in self.answers.items() if said == "not_applicable"}
        self.actions = self.catalogue.actions

    def carried_out(self, chosen: Iterable[int]) -> set[int]:
        """Return which of the chosen can be carried out, one after the other."""
        done: set[int] = set()
        left = set(chosen)
        while True:
            now = self.met_with(done) | self.off
            finished = {
                one.id
                for at, one in enumerate(self.actions)
                if at in done or set(one.turns) <= self.met | self.off
            }
            ready = {
                at
                for at in left
                if all(n in now or n in finished for n in self.actions[at].requires)
            }
            if not ready:
                return done
            done |= ready
            left -= ready

    def met_with(self, chosen: Iterable[int]) -> set[str]:
        """Return what is met after some actions."""
        turned = {one for at in chosen for one in self.actions[at].turns}
        return self.met | (turned - self.off)

    def stage(self, indicator: str, met: set[str]) -> int | None:
        """Return the low stage of an indicator."""
        ladder = next(one for one in self.catalogue.indicators if one.id == indicator).criteria
        asked = [one for one in ladder if one.id not in self.off]
        if not asked:
            return None
        return min(4 if one.id in met else one.stage - 1 for one in asked)

    def below(self, target: int, met: set[str]) -> set[str]:
        """Return the indicators below target."""
        stages = {one.id: self.stage(one.id, met) for one in self.catalogue.indicators}
        return {one for one, stage in stages.items() if stage is not None and stage < target}

    def closed(self) -> Iterator[tuple[int, ...]]:
        """Yield the sets that can be carried out whole, smallest first."""
        for size in range(len(self.actions) + 1):
            for chosen in combinations(range(len(self.actions)), size):
                if len(self.carried_out(chosen)) == size:
                    yield chosen

    def reachable(self, target: int) -> set[str]:
        """Return the criteria below target that some plan turns."""
        possible = self.carried_out(range(len(self.actions)))
        return self.wanted(target) & self.met_with(possible)

    def wanted(self, target: int) -> set[str]:
        """Return the criteria that stand between an indicator and its target."""
        below = self.below(target, self.met)
        return {
            one.id
            for indicator in self.catalogue.indicators
            if indicator.id in below
            for one in indicator.criteria
            if one.stage <= target and one.id not in self.met | self.off
        }

    def effort(self, chosen: Iterable[int]) -> int:
        """Return effort points."""
        return sum(POINTS[self.actions[at].effort] for at in chosen)

    def low(self, met: set[str]) -> Fraction:
        """Return the overall low: weighted means of weighted means."""
        areas = []
        for area in self.catalogue.areas:
            parts = [
                (Fraction(str(one.weight)), Fraction(stage - 1, 3))
                for one in area.indicators
                if (stage := self.stage(one.id, met)) is not None and one.weight
            ]
            total = sum(weight for weight, _ in parts)
            if total:
                mean = sum((weight * value for weight, value in parts), Fraction(0)) / total
                areas.append((Fraction(str(area.weight)), mean))
        total = sum((weight for weight, _ in areas), Fraction(0))
        return sum((weight * mean for weight, mean in areas), Fraction(0)) / (total or 1)
