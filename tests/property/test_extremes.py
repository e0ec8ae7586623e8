"""Numbers at their edges against the oracle: the documented figure, and never a warning."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pandas as pd
import pytest
from agreement import FIGURES, expect, groups_of
from oracle import ONE, OArea, OCatalogue, OIndicator, OMethod, OScale, OSettings
from strategies import Case, Sheet, library_catalogue

import teia_indicators as teia

SCALE = OScale((1, 2, 3, 4, 5, 6))
EXTREME = tuple(Fraction(text) for text in ("1e-300", "1", "1e300"))
IDS = ("I", "J", "K")
RULES = [("power", Fraction(power)) for power in ("-2", "0.5", "3")] + [
    (name, None) for name in ("arithmetic", "geometric", "harmonic", "minimum", "median")
]


def agrees(case: Case) -> None:
    for score, want, _ in groups_of(case, case.assessed()):
        assert score.applicable == want.applicable
        for name in (*FIGURES, "coverage"):
            expect(getattr(score, name), getattr(want, name), exactly=False)


def weighed(weights: tuple[Fraction, ...], rule: OSettings) -> OCatalogue:
    items = tuple(OIndicator(id_, weight) for id_, weight in zip(IDS, weights, strict=True))
    return OCatalogue(SCALE, (OArea("A", indicators=items, settings=rule),), rule)


@pytest.mark.parametrize(("aggregation", "power"), RULES)
@pytest.mark.parametrize("left_out", [(), ("J",), ("J", "K")])
def test_weights_far_apart_are_those_of_the_oracle(
    aggregation: str, power: Fraction | None, left_out: tuple[str, ...]
) -> None:
    """The heavy one may be not applicable: what is left is not lost beside it."""
    stages = {"I": 2, "J": 5, "K": 4}
    declared = {id_: stage for id_, stage in stages.items() if id_ not in left_out}
    rule = OSettings(aggregation, power, None, None)
    for weights in product(EXTREME, repeat=3):
        sheet = Sheet(declared=declared, not_applicable=frozenset(left_out))
        agrees(Case(weighed(weights, rule), sheet=sheet))


def test_a_batch_gives_the_bits_of_one_with_weights_far_apart() -> None:
    rule = OSettings("arithmetic", None, None, None)
    for weights in product(EXTREME, repeat=3):
        case = Case(weighed(weights, rule), sheet=Sheet(declared={"I": 2, "J": 5, "K": 4}))
        catalogue = library_catalogue(case.plan)
        frame = pd.DataFrame({"I": [2] * 40, "J": [5] * 40, "K": [4] * 40})
        batch = teia.assess_frame(frame, catalogue)
        one = case.assessed()
        for name in FIGURES:
            assert set(batch[f"A.{name}"]) == {getattr(one.areas["A"], name)}


@pytest.mark.parametrize("stages", [(1, 2), (3, 4)])
def test_a_scale_one_stage_wide(stages: tuple[int, int]) -> None:
    plan = OCatalogue(OScale(stages), (OArea("A", indicators=(OIndicator("I", ONE),)),))
    for stage, figure in zip(stages, (0.0, 1.0), strict=True):
        case = Case(plan, sheet=Sheet(declared={"I": stage}))
        agrees(case)
        assert case.assessed().overall.low == figure
    unknown = Case(plan).assessed().overall
    assert (unknown.low, unknown.high, unknown.coverage) == (0.0, 1.0, 0.0)


MANY = tuple(
    OArea(f"A{at}", indicators=tuple(OIndicator(f"A{at}-{item}", ONE) for item in range(100)))
    for at in range(20)
)
ALL = tuple(item.id for area in MANY for item in area.indicators)


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet(declared={id_: at % 6 + 1 for at, id_ in enumerate(ALL)}),
        Sheet(),
        Sheet(not_applicable=frozenset(ALL)),
    ],
    ids=["declared", "all missing", "all not applicable"],
)
def test_two_thousand_indicators(sheet: Sheet) -> None:
    assert len(ALL) == 2000
    for aggregation in ("arithmetic", "geometric"):
        agrees(Case(OCatalogue(SCALE, MANY), method=OMethod(aggregation=aggregation), sheet=sheet))


def test_areas_twelve_levels_deep_give_the_figure_of_the_one_below() -> None:
    """A chain of areas of one child each hands the figure up; weights do not matter."""
    own = library_catalogue(OCatalogue(SCALE, (OArea("A0", indicators=(OIndicator("I", ONE),)),)))
    (lowest,) = own.areas
    chain = [lowest.model_copy(update={"part_of": "A1"})]
    for level in range(1, 12):
        above = {"id": f"A{level}", "indicators": (), "weight": 3.0}
        part_of = f"A{level + 1}" if level < 11 else None
        chain.append(lowest.model_copy(update={**above, "part_of": part_of}))
    deep = own.model_copy(update={"areas": tuple(chain)})
    scores = teia.assess_frame(pd.DataFrame({"I": [1, 2, 3, 4, 5, 6, None]}), deep)
    for level in range(12):
        want = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 0.0]
        assert scores[f"A{level}.low"].tolist() == pytest.approx(want)
        assert scores[f"A{level}.high"].tolist() == pytest.approx([*want[:-1], 1.0])
