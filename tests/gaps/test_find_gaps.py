"""Gaps of small, hand-made catalogues: what is listed, in which order, and what it gains."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from gaps.small import MIXED, assessed, catalogue_of, gap_of

from teia_indicators import (
    Catalogue,
    Gaps,
    ScoringMethod,
    assess,
    find_gaps,
    load_catalogue,
    to_frame,
    what_if,
)
from teia_indicators.responses.model import AnswerWord
from teia_indicators.testing import uniform_responses


def test_criteria_stand_in_ladder_order_up_to_the_target() -> None:
    gap = gap_of(assessed(catalogue_of(), MIXED), "A-1")
    assert [one.id for one in gap.criteria] == ["A-1.d", "A-1.c", "A-1.a"]
    assert [one.stage for one in gap.criteria] == [2, 4, 7]
    assert [one.answer for one in gap.criteria] == ["withheld", "partly", "unknown"]
    assert [one.blocks_next for one in gap.criteria] == [True, False, False]


def test_real_and_information_gaps_are_told_apart() -> None:
    gap = gap_of(assessed(catalogue_of(), MIXED), "A-1")
    assert [one.id for one in gap.real] == ["A-1.c"]
    assert [one.id for one in gap.information] == ["A-1.d", "A-1.a"]
    assert {*gap.real, *gap.information} == set(gap.criteria)


def test_the_kind_is_the_set_of_dimensions() -> None:
    gap = gap_of(assessed(catalogue_of(), MIXED), "A-1")
    assert gap.dimensions == ("legislation", "institutional")
    assert gap.references == ("Art. 2", "Art. 3", "Art. 1")


def test_distance_and_next_stage_are_steps_of_a_scale_that_skips_numbers() -> None:
    gap = gap_of(assessed(catalogue_of(), MIXED), "A-1")
    assert (gap.stage_low, gap.stage_high, gap.next_stage, gap.target) == (0, 2, 2, 7)
    assert gap.distance == 3


def test_no_gap_where_the_low_stage_is_the_target() -> None:
    catalogue = catalogue_of()
    all_yes = assess(uniform_responses(catalogue, "yes"), catalogue)
    assert [gap.indicator for gap in find_gaps(all_yes)] == ["A-2"]
    assert not find_gaps(what_if(all_yes, {"A-2": 7}))
    assert not find_gaps(all_yes, 0)


def test_a_gap_may_exist_though_the_high_stage_reaches_the_target() -> None:
    gap = gap_of(assessed(catalogue_of(), {}), "A-1")
    assert (gap.stage_low, gap.stage_high) == (0, 9)
    assert not gap.real
    assert len(gap.information) == 5


def test_gains_are_exact_fractions_for_the_arithmetic_method() -> None:
    assessment = assessed(catalogue_of(), MIXED)
    gap = gap_of(assessment, "A-1")
    # Value of stage 7 is 7/9, of stage 2 it is 2/9; A-1 weighs 1 of 1.5 in A, A weighs 1 of 4.
    area, whole = Fraction(2, 3), Fraction(2, 3) / 4
    assert gap.gain_area == float(Fraction(7, 9) * area)
    assert gap.gain_overall == float(Fraction(7, 9) * whole)
    assert gap.next_gain_area == float(Fraction(2, 9) * area)
    assert gap.next_gain_overall == float(Fraction(2, 9) * whole)


@pytest.mark.parametrize("aggregation", ["geometric", "harmonic", "minimum", "median"])
def test_gains_are_those_of_scoring_again(aggregation: str) -> None:
    method = ScoringMethod.model_validate({"aggregation": aggregation})
    assessment = assessed(catalogue_of(), {**MIXED, "A-2": 2, "B-1.a": "yes"}, method)
    gap = gap_of(assessment, "A-1")
    after = what_if(assessment, {one.id: "yes" for one in gap.criteria})
    for got, old, new in (
        (gap.gain_overall, assessment.overall.low, after.overall.low),
        (gap.gain_area, assessment.areas["A"].low, after.areas["A"].low),
    ):
        assert got == pytest.approx((new or 0) - (old or 0), abs=1e-12)


def test_an_indicator_without_criteria_has_a_gap_without_criteria() -> None:
    gap = gap_of(assessed(catalogue_of(), {"A-2": 2}), "A-2")
    assert gap.criteria == ()
    assert gap.dimensions == ()
    assert (gap.stage_low, gap.next_stage, gap.target, gap.distance) == (2, 4, 7, 2)
    assert gap.gain_area == float((Fraction(7, 9) - Fraction(2, 9)) / 3)
    assert gap.next_gain_area == float((Fraction(4, 9) - Fraction(2, 9)) / 3)


def test_under_a_declared_stage_the_implied_criteria_above_it_are_real_gaps() -> None:
    gap = gap_of(assessed(catalogue_of(), {"A-1": 4, "A-1.c": "unknown"}), "A-1")
    assert [(one.id, one.answer, one.kind) for one in gap.criteria] == [
        ("A-1.c", "unknown", "information"),
        ("A-1.a", "implied_unmet", "real"),
    ]


def test_a_gap_of_a_file_that_does_not_say_it_is_not_insufficient() -> None:
    gaps = json.loads(find_gaps(assessed(catalogue_of(), MIXED)).model_dump_json())
    for gap in gaps["gaps"]:
        assert gap.pop("insufficient") is True
    assert not any(gap.insufficient for gap in Gaps.model_validate_json(json.dumps(gaps)))


def test_what_is_not_applicable_has_no_gap() -> None:
    assessment = assessed(catalogue_of(), {"A-1": "not_applicable", "B-1.a": "not_applicable"})
    assert [gap.indicator for gap in find_gaps(assessment)] == ["A-2"]


def test_gains_are_given_where_coverage_is_insufficient() -> None:
    gaps = find_gaps(assessed(catalogue_of(), {"A-2": 9}))
    flags = {gap.indicator: (gap.insufficient, gap.gain_overall > 0) for gap in gaps}
    assert flags == {"A-1": (True, True), "B-1": (True, True)}


def test_weight_zero_gains_nothing_and_is_listed_all_the_same() -> None:
    catalogue = catalogue_of()
    first, second = catalogue.areas
    light = catalogue.model_copy(
        update={"areas": (first.model_copy(update={"weight": 0.0}), second)}
    )
    light = Catalogue.model_validate_json(light.model_dump_json())
    gap = gap_of(assessed(light, MIXED), "A-1")
    assert gap.gain_overall == 0.0
    assert gap.gain_area > 0


def test_the_rank_follows_gain_per_effort_then_distance_then_the_catalogue() -> None:
    gaps = find_gaps(assessed(catalogue_of(), MIXED))
    keys = [(-gap.gain_overall / (gap.effort or 1), -gap.distance) for gap in gaps]
    assert keys == sorted(keys)
    assert [gap.rank for gap in gaps] == [1, 2, 3]
    assert gaps.gaps[0].indicator == "B-1"


def test_equal_gains_and_distances_keep_the_order_of_the_catalogue() -> None:
    shipped = load_catalogue().model_dump_json(exclude={"actions"})
    catalogue = Catalogue.model_validate_json(shipped)
    gaps = find_gaps(assess(uniform_responses(catalogue, "no"), catalogue), 5)
    assert [gap.indicator for gap in gaps] == [one.id for one in catalogue.indicators]


def test_of_equal_gains_the_greater_distance_comes_first() -> None:
    """Alone, none raises the least of all; A-1 is first in the catalogue and nearest its target."""
    answers: dict[str, AnswerWord | int] = {"A-2": 2, "A-1.a": "no", "B-1.a": "no"}
    answers |= dict.fromkeys(("A-1.b", "A-1.c", "A-1.d", "A-1.e"), "yes")
    gaps = find_gaps(assessed(catalogue_of(), answers, ScoringMethod(aggregation="minimum")))
    assert [(one.indicator, one.distance, one.gain_overall) for one in gaps] == [
        ("A-2", 2, 0.0),
        ("B-1", 2, 0.0),
        ("A-1", 1, 0.0),
    ]


def test_a_stage_of_number_0_stands_as_it_is() -> None:
    gap = gap_of(assessed(catalogue_of(), {"A-1.b": "no"}), "A-1")
    assert (gap.stage_low, gap.stage_high, gap.next_stage) == (0, 0, 2)


def test_the_table_tells_real_gaps_open_ones_and_what_blocks_the_next_stage() -> None:
    row = to_frame(find_gaps(assessed(catalogue_of(), MIXED))).set_index("indicator").loc["A-1"]
    assert (row.real, row.information, row.blocking_next) == ("A-1.c", "A-1.d; A-1.a", "A-1.d")
    assert "criteria" not in row
