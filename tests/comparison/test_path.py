"""The fixed path of the method page, against an oracle that walks it slowly; and what must hold."""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction
from typing import Any

import pytest
from comparison.journeys import (
    FIGURES,
    PARTS,
    Journey,
    corrections,
    expected_parts,
    figure,
    journeys,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Case, cases, library_catalogue, library_method, library_responses, sheets

import teia_indicators as teia
from teia_indicators.assessment.compiling import compile_structure
from teia_indicators.assessment.structure import Structure
from teia_indicators.comparison import Change
from teia_indicators.comparison.change import Grid, largest_figure
from teia_indicators.comparison.path import walk
from teia_indicators.model import FrozenDict


def compared(journey: Journey) -> teia.RoundComparison:
    return teia.compare_rounds(*journey.rounds(), migration=journey.migration)


def assert_adds_up(change: Change, largest: float = 100) -> None:
    """The parts add up to the change exactly, in floats and in every order."""
    parts = list(change.parts.values())
    if change.total is None:
        assert parts == [None] * 4
        return
    known = [part for part in parts if part is not None]
    assert len(known) == 4
    assert sum(map(Fraction, known)) == Fraction(change.total)
    for order in itertools.permutations(known):
        assert sum(order) == change.total
    assert change.earlier is not None
    assert change.later is not None
    assert abs(change.total - (change.later - change.earlier)) <= 1e-14 * largest


@given(journeys())
@settings(max_examples=150)
def test_every_part_is_what_the_oracle_finds(journey: Journey) -> None:
    found, stations = compared(journey), journey.stations()
    nodes = [one for one in found.nodes if not one.retired]
    assert [one.id for one in nodes] == [
        "overall",
        *(area.id for area in journey.after.areas),
        *(item.id for area in journey.after.areas for item in area.indicators),
    ]
    for node in nodes:
        was = "overall" if node.id == "overall" else journey.was(node.id)
        names = (was, was, node.id, node.id, node.id)
        for which in FIGURES:
            change: Change = getattr(node, which)
            path = [figure(one, name, which) for one, name in zip(stations, names, strict=True)]
            expected = expected_parts(path)
            if expected is None:
                assert change.total is None
            else:
                for name, part in expected.items():
                    given_ = change.parts[name]
                    assert given_ is not None
                    assert abs(Fraction(given_) - part) < Fraction(1, 10**11)


@given(journeys())
def test_parts_add_up_exactly(journey: Journey) -> None:
    for node in compared(journey).nodes:
        for which in FIGURES:
            assert_adds_up(getattr(node, which))


@given(journeys())
def test_what_cannot_be_corrected_is_a_finding(journey: Journey) -> None:
    _, left = corrections(journey)
    findings = [one for one in compared(journey).findings if one.code == "D012"]
    assert {one.path for one in findings} == left


@given(journeys())
def test_nothing_is_changed_and_it_is_read_back(journey: Journey) -> None:
    rounds = journey.rounds()
    before = [one.model_dump_json() for one in rounds]
    found = teia.compare_rounds(*rounds, migration=journey.migration)
    assert [one.model_dump_json() for one in rounds] == before
    assert teia.RoundComparison.model_validate_json(found.model_dump_json()) == found


@given(cases())
def test_a_round_compared_with_itself_is_empty(case: Case) -> None:
    assessment = case.assessed()
    found = teia.compare_rounds(assessment, assessment)
    assert not found
    assert found.findings == ()
    assert found.criteria.changes == ()
    for node in found.nodes:
        for which in FIGURES:
            change: Change = getattr(node, which)
            assert change.earlier == change.later
            assert set(change.parts.values()) in ({0.0}, {None})


Pair = tuple[teia.Assessment, teia.Assessment]


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """Draw two rounds on one catalogue, without corrections."""
    case = draw(cases(sizes=(2, 3, 4)))
    catalogue = library_catalogue(case.plan)
    method = library_method(case.method, case.override)
    answers = [library_responses(catalogue, one) for one in (case.sheet, draw(sheets(case.plan)))]
    named = [one.model_copy(update={"round": n}) for one, n in zip(answers, "ab", strict=True)]
    a, b = (teia.assess(one, catalogue, method) for one in named)
    return a, b


@given(pairs())
def test_the_way_back_has_the_opposite_change(
    pair: Pair,
) -> None:
    first, second = pair
    there, back = teia.compare_rounds(first, second), teia.compare_rounds(second, first)
    assert bool(there) == bool(back)
    assert [one.id for one in there.criteria] == [one.id for one in back.criteria]
    for one, other in zip(there.nodes, back.nodes, strict=True):
        for which in FIGURES:
            total = getattr(one, which).total
            assert total == (None if total is None else -getattr(other, which).total)
            assert getattr(one, which).catalogue in (0.0, None)
            assert getattr(one, which).correction in (0.0, None)


@given(journeys())
def test_no_figure_exceeds_what_the_grid_is_made_for(journey: Journey) -> None:
    earlier, later = journey.rounds()
    path = walk(earlier, later, journey.migration)
    ends = [largest_figure(step.structure) for step in (path.start, path.end)]
    assert list(path.sizes) == ends
    stations = (path.start, path.corrected), (path.carried, path.known, path.end)
    for steps, largest in zip(stations, ends, strict=True):
        for step in steps:
            for node in step.rows:
                figures = [step.figure(node, which) for which in FIGURES]
                assert all(abs(one) <= largest for one in figures if one is not None)


def _of_items(scoring: dict[str, Any]) -> Structure:
    """Return a compiled area of two items, of -4 to 3 and of 0 to 1, in a catalogue of one area."""
    scales = {"wide": (-4, 3), "thin": (0, 1)}
    levels = {
        name: {"levels": [{"code": code, "points": points} for code, points in enumerate(ends)]}
        for name, ends in scales.items()
    }
    area = {
        "id": "A",
        "title": "A",
        "scoring": scoring,
        "indicators": [
            {"id": f"A-{at}", "title": name, "scale": name, "weight": weight}
            for at, (name, weight) in enumerate([("wide", 0.5), ("thin", 3)], 1)
        ],
    }
    rows = [{"of": [low, high], "gives": -9 if low else 7} for low in (-4, 3) for high in (0, 1)]
    content = {"id": "sizes", "version": "1", "title": "Sizes", "areas": [area], "scales": levels}
    content["tables"] = {"pairs": {"rows": rows, "ordered": True}}
    return compile_structure(
        teia.Catalogue.model_validate_json(json.dumps(content)), teia.ScoringMethod()
    )


@pytest.mark.parametrize(
    ("scoring", "largest"),
    [
        ({"aggregation": "arithmetic"}, 4),
        ({"aggregation": "sum"}, 5),  # 0.5 times 4, and 3 times 1
        ({"aggregation": "table", "table": "pairs"}, 9),
    ],
)
def test_the_largest_figure_is_that_of_sums_and_tables_too(
    scoring: dict[str, Any], largest: int
) -> None:
    assert largest_figure(_of_items(scoring)) == largest


@pytest.mark.parametrize(("feeds", "largest"), [(False, "1.5"), (True, "1.45")])
def test_the_largest_figure_of_a_node_is_of_what_it_is_fed(feeds: bool, largest: str) -> None:
    """The area shows 1 for 1.45; the whole takes 1.45, unless the area feeds what it shows."""
    levels = {"levels": [{"code": 0, "points": 0}, {"code": 1, "points": 1.45}]}
    area = {
        "id": "A",
        "title": "A",
        "scoring": {"rounding": {"digits": 0, "feeds_parent": feeds}},
        "indicators": [{"id": "A-1", "title": "One", "scale": "levels"}],
    }
    content: dict[str, Any] = {"id": "fed", "version": "1", "title": "Fed", "areas": [area]}
    content |= {"scales": {"levels": levels}, "scoring": {"rounding": {"digits": 1}}}
    catalogue = teia.Catalogue.model_validate_json(json.dumps(content))
    structure = compile_structure(catalogue, teia.ScoringMethod())
    assert largest_figure(structure) == Fraction(largest)


def test_the_largest_figure_of_sums_of_sums() -> None:
    """Twice 1.45 is 2.9; the second area feeds the 3 that it shows."""
    areas = [
        {
            "id": name,
            "title": name,
            "scoring": {"aggregation": "sum", "rounding": rounding},
            "indicators": [
                {"id": f"{name}-{at}", "title": "One", "scale": "levels"} for at in (1, 2)
            ],
        }
        for name, rounding in (("A", None), ("B", {"digits": 0, "feeds_parent": True}))
    ]
    content: dict[str, Any] = {"id": "sums", "version": "1", "title": "Sums", "areas": areas}
    levels = {"levels": [{"code": 0, "points": 0}, {"code": 1, "points": 1.45}]}
    content |= {"scales": {"levels": levels}, "scoring": {"aggregation": "sum"}}
    catalogue = teia.Catalogue.model_validate_json(json.dumps(content))
    structure = compile_structure(catalogue, teia.ScoringMethod())
    assert largest_figure(structure) == Fraction("5.9")


@given(pairs())
def test_when_all_is_flagged_all_is_correction(
    pair: Pair,
) -> None:
    """Each answer of either round is answered in the later one, and flagged."""
    earlier, later = pair
    items = {**earlier.responses.answers, **later.responses.answers}
    answers = {
        item: later.responses.answers.get(item, teia.Answer()).model_copy(
            update={"correction": True}
        )
        for item in earlier.catalogue.items
        if item in items
    }
    flagged = later.responses.model_copy(update={"answers": FrozenDict(answers)})
    found = teia.compare_rounds(earlier, teia.assess(flagged, later.catalogue, later.method))
    for node in found.nodes:
        if node.low.total is not None:
            assert node.low.parts == {**dict.fromkeys(PARTS, 0.0), "correction": node.low.total}
    assert all(one.kind == "corrected" for one in found.criteria)


@given(pairs())
def test_an_answer_that_is_known_both_times_is_no_coverage(
    pair: Pair,
) -> None:
    """Answer in both rounds what is open in one of them: nothing is left for coverage."""
    earlier, later = pair

    def without_open(one: teia.Assessment) -> teia.Assessment:
        known = {
            item: answer
            for item, answer in one.responses.answers.items()
            if item not in {i.id for i in one.catalogue.indicators}
        }
        said = {
            item: teia.Answer(value="no")
            if known.get(item, teia.Answer()).value in ("unanswered", "unknown", "withheld")
            else known[item]
            for item in (criterion.id for criterion in one.catalogue.criteria)
        }
        levels = {
            i.id: teia.Answer(value=one.catalogue.scale.numbers[0])
            for i in one.catalogue.indicators
            if not i.criteria
        }
        new = one.responses.model_copy(update={"answers": FrozenDict({**said, **levels})})
        return teia.assess(new, one.catalogue, one.method)

    found = teia.compare_rounds(without_open(earlier), without_open(later))
    for node in found.nodes:
        assert node.low.coverage in (0.0, None)
        assert node.low.real == node.low.total


@given(
    st.lists(
        st.one_of(st.none(), st.fractions(min_value=-1000, max_value=1000)), min_size=5, max_size=5
    )
)
def test_the_grid_makes_sums_exact(figures: list[Fraction | None]) -> None:
    grid = Grid(abs(one) for one in figures if one is not None)
    first, last = (None if one is None else float(one) for one in (figures[0], figures[-1]))
    assert_adds_up(grid.change(first, last, figures), 1000)


def test_the_grid_is_finer_than_what_is_told_apart() -> None:
    assert Grid([Fraction(1)]).digits == 50
    assert Grid([]).digits == 50
    assert Grid([Fraction(100)]).digits == 43
    for size, digits in (("101/100", 49), ("5/2", 48), ("3", 48), ("4", 48), ("9/2", 47)):
        assert Grid([Fraction(1), Fraction(size)]).digits == digits
    third = Grid([Fraction(1, 3)]).place(Fraction(1, 3))
    assert math.isclose(third, 1 / 3, abs_tol=1e-15)


def test_a_station_without_a_figure_leaves_its_change_to_the_next() -> None:
    grid = Grid([Fraction(1)])
    half, whole = Fraction(1, 2), Fraction(1)
    change = grid.change(0.5, 1.0, [half, None, None, whole, whole])
    assert change.parts == {"correction": 0.0, "catalogue": 0.0, "coverage": 0.5, "real": 0.0}
    assert grid.change(None, 1.0, [None, half, half, half, whole]).total is None
