"""Targets with dates: which stage counts, by when, from where; and what is due on a day."""

from __future__ import annotations

import datetime

import pytest
from gaps.small import assessed, catalogue_of
from hypothesis import given, settings
from hypothesis import strategies as st

from teia_indicators import Catalogue, MethodError, Target, TargetStep, find_gaps, to_frame
from teia_indicators.model import FrozenDict

DAY = datetime.date
FIRST, LAST = DAY(2027, 12, 31), DAY(2029, 12, 31)
LADDER = Target(
    steps=(
        TargetStep(of="A-1", stage=4, by=FIRST, source="Action plan"),
        TargetStep(of="A-1", stage=7, by=LAST, source="National programme"),
    )
)


def test_the_promised_constructor_takes_plain_mappings() -> None:
    target = Target(
        default=5,
        areas={"PUB": 4},  # type: ignore[arg-type]
        indicators={},  # type: ignore[arg-type]
        by=LAST,
        source="National programme",
    )
    assert target.areas == FrozenDict({"PUB": 4})
    assert Target.model_validate_json(target.model_dump_json()) == target


def test_the_last_step_counts_with_its_own_date_and_source() -> None:
    due = LADDER.due("A-1", catalogue_of())
    assert due is not None
    assert (due.stage, due.by, due.source) == (7, LAST, "National programme")
    (gap,) = (
        one
        for one in find_gaps(assessed(catalogue_of(), {}), LADDER)
        if one.area == "A" and one.indicator == "A-1"
    )
    assert (gap.target, gap.target_by, gap.target_source) == (7, LAST, "National programme")


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        (DAY(2027, 12, 30), None),
        (FIRST, 4),
        (DAY(2029, 12, 30), 4),
        (LAST, 7),
        (DAY(2040, 1, 1), 7),
    ],
)
def test_on_a_day_the_last_step_that_is_due_counts(on: DAY, stage: int | None) -> None:
    catalogue = catalogue_of()
    due = LADDER.due("A-1", catalogue, on)
    assert (due and due.stage) == stage
    assert LADDER.stage("A-1", catalogue, on) == (stage or catalogue.scale.floor)
    gaps = find_gaps(assessed(catalogue, {}), LADDER, on=on)
    assert {gap.indicator: gap.target for gap in gaps}.get("A-1") == stage
    assert gaps.on == on


def test_what_names_no_date_or_source_takes_the_common_one() -> None:
    target = Target(
        areas=FrozenDict({"A": 4}),
        steps=(TargetStep(of="B-1", stage=4), TargetStep(of="A-2", stage=2, by=FIRST)),
        by=LAST,
        source="Programme",
    )
    catalogue = catalogue_of()
    found = {one.id: target.due(one.id, catalogue) for one in catalogue.indicators}
    said = {name: (one.stage, one.by, one.source) for name, one in found.items() if one}
    assert said == {
        "A-1": (4, LAST, "Programme"),
        "A-2": (2, FIRST, "Programme"),
        "B-1": (4, LAST, "Programme"),
    }


def test_the_catalogues_default_takes_the_common_date() -> None:
    target, catalogue = Target(by=LAST, source="Programme"), catalogue_of()
    due = target.due("B-1", catalogue)
    assert due == TargetStep(stage=7, by=LAST, source="Programme")
    assert target.due("B-1", catalogue, FIRST) is None
    assert not find_gaps(assessed(catalogue, {}), target, on=FIRST)


def test_what_has_steps_of_its_own_takes_none_from_above() -> None:
    """An exemption with a later date is not undone by what holds for all until then."""
    target = Target(default=7, steps=(TargetStep(of="A-1", stage=2, by=LAST),))
    catalogue = catalogue_of()
    assert target.due("A-1", catalogue, FIRST) is None
    assert target.stage("A-2", catalogue, FIRST) == 7


def test_an_area_takes_the_target_of_the_area_that_it_is_part_of() -> None:
    catalogue = catalogue_of()
    first, second = catalogue.areas
    nested = catalogue.model_copy(
        update={"areas": (first.model_copy(update={"part_of": "B"}), second)}
    )
    nested = Catalogue.model_validate_json(nested.model_dump_json())
    target = Target(default=9, areas=FrozenDict({"B": 4}))
    assert {one.id: target.stage(one.id, nested) for one in nested.indicators} == {
        "A-1": 4,
        "A-2": 4,
        "B-1": 4,
    }
    both = Target(areas=FrozenDict({"B": 4, "A": 2}))
    assert both.stage("A-1", nested) == 2


def test_a_target_that_is_over_before_the_round_is_refused_unless_a_day_is_named() -> None:
    assessment = assessed(catalogue_of(), {})
    over = Target(default=7, by=DAY(2025, 12, 31))
    with pytest.raises(MethodError) as caught:
        find_gaps(assessment, over)
    assert [one.code for one in caught.value.problems] == ["T004"]
    assert len(find_gaps(assessment, over, on=DAY(2025, 12, 31))) == 3
    assert find_gaps(assessment, Target(default=7, by=DAY(2026, 1, 1)))
    began_before = Target(
        steps=(TargetStep(stage=4, by=DAY(2025, 6, 30)), TargetStep(stage=7, by=LAST))
    )
    assert find_gaps(assessment, began_before), "only the last date decides"


def test_mistakes_in_steps_are_told_at_once() -> None:
    target = Target(
        steps=(
            TargetStep(of="A-1", stage=7, by=LAST),
            TargetStep(of="A-1", stage=4, by=DAY(2030, 1, 1)),
            TargetStep(of="A-1", stage=9, by=DAY(2030, 1, 1)),
            TargetStep(of="A-2", stage=3),
            TargetStep(of="A-3", stage=4),
            TargetStep(of="B", stage=7, by=LAST),
            TargetStep(of="B", stage=7, by=FIRST),
        )
    )
    with pytest.raises(MethodError) as caught:
        find_gaps(assessed(catalogue_of(), {}), target)
    assert sorted((one.code, one.path) for one in caught.value.problems) == [
        ("M003", "A-3"),
        ("M009", "A-2"),
        ("T005", "B"),
        ("T006", "A-1"),
        ("T007", "A-1"),
    ]


def test_targets_are_shown_short_and_as_tables() -> None:
    assert repr(Target()) == "<Target: the catalogue's default>"
    assert repr(LADDER) == "<Target: 2 stages for A-1>"
    marked = Target(default=4, source="<b>")
    assert "<b>" not in marked._repr_html_()
    frame = to_frame(LADDER)
    assert list(frame.columns) == ["of", "stage", "by", "source"]
    assert list(frame["by"]) == ["2027-12-31", "2029-12-31"]
    assert list(to_frame(Target()).columns) == list(frame.columns)


IDS = ("all", "A", "B", "A-1", "A-2", "B-1")
STAGES = (0, 2, 4, 7, 9)


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """Draw a target without mistakes: dates ascend, stages do not fall."""
    steps = []
    for of in draw(st.lists(st.sampled_from(IDS), unique=True)):
        count = draw(st.integers(1, 3))
        stages = sorted(draw(st.lists(st.sampled_from(STAGES), min_size=count, max_size=count)))
        years = sorted(draw(st.sets(st.integers(2026, 2035), min_size=count, max_size=count)))
        steps += [
            TargetStep(of=of, stage=stage, by=DAY(year, 6, 30))
            for stage, year in zip(stages, years, strict=True)
        ]
    by = draw(st.none() | st.integers(2026, 2035).map(lambda year: DAY(year, 1, 1)))
    return Target(steps=tuple(steps), by=by)


ANSWERS = st.dictionaries(
    st.sampled_from([f"A-1.{letter}" for letter in "abcdef"] + ["B-1.a"]),
    st.sampled_from(["yes", "no", "partly", "unknown"]),
)


@settings(max_examples=80, derandomize=True)
@given(target=targets(), answers=ANSWERS, days=st.tuples(*[st.integers(2025, 2036)] * 2))
def test_a_later_day_removes_no_gap_and_the_end_is_that_of_no_day(
    target: Target, answers: dict[str, str], days: tuple[int, int]
) -> None:
    assessment = assessed(catalogue_of(), answers)  # type: ignore[arg-type]
    early, late = sorted(DAY(year, 7, 1) for year in days)
    before, after = (
        {gap.indicator: gap.distance for gap in find_gaps(assessment, target, on=day)}
        for day in (early, late)
    )
    assert all(after.get(name, 0) >= distance for name, distance in before.items())
    end = find_gaps(assessment, target, on=DAY(2100, 1, 1))
    assert end.gaps == find_gaps(assessment, target).gaps


@settings(max_examples=80, derandomize=True)
@given(target=targets(), answers=ANSWERS)
def test_there_is_a_gap_exactly_where_the_target_is_missed(
    target: Target, answers: dict[str, str]
) -> None:
    """Against a plain reading of the rules: the nearest id with steps, its last date."""
    catalogue = catalogue_of()
    assessment = assessed(catalogue, answers)  # type: ignore[arg-type]
    found = {gap.indicator: gap.target for gap in find_gaps(assessment, target)}
    expected = {}
    for one in catalogue.indicators:
        stage = 7
        for of in ("all", one.id[0], one.id):
            own = [step for step in target.steps if step.of == of]
            if own:
                stage = max(own, key=lambda step: str(step.by)).stage
        low = assessment.indicators[one.id].stage_low
        if low is not None and low < stage:
            expected[one.id] = stage
    assert found == expected
