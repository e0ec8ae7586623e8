"""Targets: per area and indicator, and what is refused, all at once."""

from __future__ import annotations

import datetime

import pytest

from teia_indicators import Assessment, MethodError, Target, assess, find_gaps, load_catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.testing import uniform_responses


@pytest.fixture(scope="module")
def nothing_done() -> Assessment:
    catalogue = load_catalogue()
    return assess(uniform_responses(catalogue, "no"), catalogue)


def targets(assessment: Assessment, target: Target | int | None) -> dict[str, int]:
    return {gap.indicator: gap.target for gap in find_gaps(assessment, target)}


def test_none_is_the_default_of_the_catalogue(nothing_done: Assessment) -> None:
    assert set(targets(nothing_done, None).values()) == {5}
    assert targets(nothing_done, None) == targets(nothing_done, 5)
    assert set(targets(nothing_done, None)) == {one.id for one in load_catalogue().indicators}


def test_the_indicators_target_wins_over_its_areas(nothing_done: Assessment) -> None:
    target = Target(
        default=4,
        areas=FrozenDict({"PUB": 3, "PRV": 6}),
        indicators=FrozenDict({"PRV-2": 2, "IDN-1": 1}),
    )
    found = targets(nothing_done, target)
    assert found["PRV-1"] == 6
    assert found["PRV-2"] == 2
    assert found["PUB-1"] == 3
    assert found["RSP-1"] == 4
    assert "IDN-1" not in found, "stage 1 is the floor: nothing is below it"


def test_date_and_source_of_the_target_are_kept(nothing_done: Assessment) -> None:
    target = Target(default=5, by=datetime.date(2028, 12, 31), source="National programme")
    assert find_gaps(nothing_done, target).target == target


def test_every_mistake_is_told_at_once(nothing_done: Assessment) -> None:
    target = Target(
        default=9,
        areas=FrozenDict({"PRV": 0, "PRX": 3}),
        indicators=FrozenDict({"IDN-1": 7, "IDN-11": 2, "PUB": 3}),
    )
    with pytest.raises(MethodError) as caught:
        find_gaps(nothing_done, target)
    found = sorted((one.code, one.path) for one in caught.value.problems)
    assert found == [
        ("M003", "IDN-11"),
        ("M003", "PRX"),
        ("M003", "PUB"),
        ("M009", "IDN-1"),
        ("M009", "PRV"),
        ("M009", "default"),
    ]
    assert caught.value.exit_code == 2


def test_a_mistake_is_not_hidden_by_the_same_id_elsewhere(nothing_done: Assessment) -> None:
    target = Target(areas=FrozenDict({"PRV": 0}), indicators=FrozenDict({"PRV": 3}))
    with pytest.raises(MethodError) as caught:
        find_gaps(nothing_done, target)
    assert sorted(one.code for one in caught.value.problems) == ["M003", "M009"]


@pytest.mark.parametrize("stage", [0, 7, -1, 100])
def test_a_stage_off_the_scale_names_the_stages(nothing_done: Assessment, stage: int) -> None:
    with pytest.raises(MethodError) as caught:
        find_gaps(nothing_done, stage)
    (found,) = caught.value.problems
    assert found.code == "M009"
    assert "1, 2, 3, 4, 5, 6" in found.fix()


def test_a_near_miss_gets_a_suggestion(nothing_done: Assessment) -> None:
    with pytest.raises(MethodError) as caught:
        find_gaps(nothing_done, Target(indicators=FrozenDict({"prv-1": 5})))
    assert "PRV-1" in caught.value.problems[0].fix()


def test_the_lowest_stage_as_target_leaves_no_gap(nothing_done: Assessment) -> None:
    gaps = find_gaps(nothing_done, 1)
    assert not gaps
    assert len(gaps) == 0
    assert "0 indicators" in repr(gaps)


def test_the_table_for_notebooks_is_escaped(nothing_done: Assessment) -> None:
    responses = nothing_done.responses.model_copy(update={"round": "<script>"})
    shown = find_gaps(assess(responses, nothing_done.catalogue))._repr_html_()
    assert "<script>" not in shown
    assert 'scope="col"' in shown
