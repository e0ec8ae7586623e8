"""Items with points of their own and the rules of section 11, against the oracle."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np
import oracle
import pandas as pd
import pytest
from agreement import FIGURES, expect, groups_of
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import (
    OArea,
    OCatalogue,
    OCriterion,
    OIndicator,
    OMethod,
    ORounding,
    OScale,
    OSettings,
    OTable,
)
from strategies import (
    Case,
    Sheet,
    cases,
    indicators_of,
    library_catalogue,
    library_method,
    nodes_of,
)

from teia_indicators import AnswerCode, assess_frame, assess_matrix, load_catalogue
from teia_indicators.assessment import ScoringMethod
from teia_indicators.assessment.evaluate import exact_tree, tables_of
from teia_indicators.assessment.kernel import BLOCK
from teia_indicators.assessment.method import compile_structure
from teia_indicators.assessment.score import encode
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.scale import NodeSettings, Rounding

RULES = ("arithmetic", "minimum", "median", "sum", "weakest_link", "table", "geometric")
POLICIES = ("lower", "upper", "midpoint", "skip", "zero", "strict")
many = settings(deadline=None, max_examples=120)


@st.composite
def _points(draw: st.DrawFn) -> tuple[Fraction, ...]:
    steps = draw(st.lists(st.integers(0, 12), min_size=2, max_size=4, unique=True).map(sorted))
    return tuple(Fraction(step, 2) for step in steps)


@st.composite
def _table(draw: st.DrawFn, items: tuple[OIndicator, ...]) -> OTable:
    """Draw a table that rises: from each combination to a weighted sum of its sorted places."""
    figures = sorted({point for item in items for point in item.points})
    factors = draw(st.lists(st.integers(0, 3), min_size=4, max_size=4))
    rows = {}
    for size in range(2, len(items) + 1):
        for key in combinations_with_replacement(figures, size):
            rows[key] = sum((f * k for f, k in zip(factors, key, strict=False)), Fraction(0))
    return OTable(rows)


@st.composite
def _settings(draw: st.DrawFn, items: tuple[OIndicator, ...], rule: str) -> OSettings:
    rounding = st.builds(
        ORounding, st.integers(0, 1), st.sampled_from(("half_up", "half_even")), st.booleans()
    )
    steps = draw(st.lists(st.integers(0, 20), min_size=2, max_size=4, unique=True).map(sorted))
    return OSettings(
        rule,
        missing=draw(st.sampled_from(POLICIES)),
        rounding=draw(st.none() | rounding),
        plus=Fraction(1, 2) if rule == "weakest_link" else Fraction(0),
        table=draw(_table(items)) if rule == "table" and len(items) > 1 else None,
        takes=draw(st.sampled_from(("low", "value"))),
        minimum_present=draw(st.sampled_from((0, 0, 1, 2))),
        minimum_share=draw(st.sampled_from((Fraction(0), Fraction(1, 2), Fraction(2, 3)))),
        grades=tuple(
            (f"G{step}", Fraction(step, 4)) for step in draw(st.just(steps) | st.just([]))
        ),
    )


@st.composite
def item_cases(draw: st.DrawFn) -> Case:
    """Draw areas of items, each with its own rule, and what is declared of them.

    Items of one area may have the points of another, so that those alike do not lie together.
    """
    points = st.sampled_from(draw(st.lists(_points(), min_size=1, max_size=2)))
    areas = []
    for name in "AB"[: draw(st.integers(1, 2))]:
        items = tuple(
            OIndicator(f"{name}-{at}", Fraction(draw(st.integers(1, 3)), 2), points=draw(points))
            for at in range(draw(st.integers(1, 4)))
        )
        rule = draw(st.sampled_from(RULES))
        own = draw(_settings(items, rule))
        if rule == "table" and len(items) == 1:
            own = replace(own, aggregation="minimum", table=None)
        # Only what is not missing stands in a table: 0 is no level of every scale.
        if own.table is not None and own.missing == "zero":
            own = replace(own, missing="skip")
        areas.append(OArea(name, indicators=items, settings=own))
    whole = draw(_settings((), draw(st.sampled_from(RULES[:5]))))
    plan = OCatalogue(OScale((0, 1)), tuple(areas), whole)
    marks = {
        item.id: draw(st.sampled_from((None, "out", *range(len(item.points)))))
        for item in indicators_of(plan)
    }
    sheet = Sheet(
        declared={id_: mark for id_, mark in marks.items() if isinstance(mark, int)},
        not_applicable=frozenset(id_ for id_, mark in marks.items() if mark == "out"),
    )
    return Case(plan, OMethod(missing=draw(st.sampled_from(POLICIES))), sheet=sheet)


@many
@given(item_cases())
def test_rules_of_nodes_equal_the_oracle(case: Case) -> None:
    got, want = case.assessed(), case.expected()
    for id_, item in want.indicators.items():
        for name in FIGURES:
            expect(getattr(got.indicators[id_], name), getattr(item, name), exactly=True)
    for score, node, rule in groups_of(case, got):
        assert score.applicable == node.applicable
        for name in FIGURES:
            expect(getattr(score, name), getattr(node, name), exactly=rule.rounding is not None)
        expect(score.coverage, node.coverage, exactly=False)
        grades = (score.grade_low, score.grade, score.grade_high)
        assert grades == tuple(rule.grade(getattr(node, name)) for name in FIGURES)
        assert node.low is None or score.value is None or score.low <= score.value <= score.high  # type: ignore[operator]


def _assert_exact_tree(case: Case) -> None:
    """Assert that each figure of the exact tree is the oracle's."""
    got, want = case.assessed(), case.expected()
    structure = compile_structure(got.catalogue, got.method)
    tree = exact_tree(*encode(got.responses, got.catalogue), structure)
    ids = [*(one.id for one in got.catalogue.indicators), *(node.id for node in structure.nodes)]
    nodes = {**want.indicators, **want.areas, "overall": want.overall}
    for row, id_ in enumerate(ids):
        for name in FIGURES:
            figure, expected = tree.shown(row, name), getattr(nodes[id_], name)
            if figure is None or expected is None:
                assert figure is expected
            else:  # roots have forty digits
                assert abs(figure - Fraction(expected)) < Fraction(1, 10**30)
        assert tree.coverage(row) == nodes[id_].coverage


@many
@given(item_cases() | cases(rounding=False, presence=True) | cases(presence=True))
def test_the_exact_tree_is_that_of_the_oracle(case: Case) -> None:
    _assert_exact_tree(case)


@pytest.mark.parametrize("takes", ["low", "value"])
@pytest.mark.parametrize("missing", POLICIES)
def test_what_a_node_takes_of_what_is_known_in_part(missing: str, takes: str) -> None:
    """One indicator is known in part, one whole, one not at all; each policy below the node's."""
    indicators = tuple(
        OIndicator(
            name,
            Fraction(weight),
            tuple(OCriterion(f"{name}.{at}", at, "practice") for at in (2, 3, 4)),
        )
        for weight, name in enumerate("IJK", 1)
    )
    area = OArea("A", indicators=indicators, settings=OSettings(missing=missing, takes=takes))
    plan = OCatalogue(OScale((1, 2, 3, 4)), (area,))
    sheet = Sheet(answers={"I.2": "yes", "J.2": "yes", "J.3": "no", "J.4": "no"})
    for below in POLICIES:
        _assert_exact_tree(Case(plan, OMethod(missing=below), sheet=sheet))


@many
@given(item_cases())
def test_a_frame_of_items_equals_single_assessments_bit_for_bit(case: Case) -> None:
    catalogue = library_catalogue(case.plan)
    row: dict[str, object] = {**case.sheet.declared}
    row |= dict.fromkeys(case.sheet.not_applicable, "not_applicable")
    frame = pd.DataFrame([row, {}, row], columns=[item.id for item in indicators_of(case.plan)])
    found = assess_frame(frame, catalogue, library_method(case.method))
    for id_, node in nodes_of(case.assessed()).items():
        for name in (*FIGURES, "coverage"):
            for at in (0, 2):
                figure = found[f"{id_}.{name}"].iloc[at]
                assert (None if pd.isna(figure) else figure) == getattr(node, name)


def _variants(case: Case) -> list[Sheet]:
    """Return the sheet with every missing item filled, in every way."""
    known = {**case.sheet.declared}
    missing = [
        item
        for item in indicators_of(case.plan)
        if item.id not in known and item.id not in case.sheet.not_applicable
    ]
    ways = product(*(range(len(item.points)) for item in missing))
    ids = [item.id for item in missing]
    return [
        replace(case.sheet, declared={**known, **dict(zip(ids, way, strict=True))}) for way in ways
    ]


@settings(deadline=None, max_examples=40)
@given(item_cases())
def test_bounds_are_the_extremes_of_all_completions(case: Case) -> None:
    """They take in the number 0 as well where a rule says that what is missing is worth it."""
    sheets = _variants(case)
    if len(sheets) > 64:
        return
    results = [replace(case, sheet=sheet).expected() for sheet in sheets]
    got = case.assessed()
    zero = any(
        rule.missing == "zero" or (rule.missing == "skip" and rule.aggregation == "sum")
        for _, _, rule in groups_of(case, got)
    )
    for id_, node in {**got.areas, "overall": got.overall}.items():
        found = [r.overall if id_ == "overall" else r.areas[id_] for r in results]
        lows = [oracle.exact(one.low) for one in found if one.low is not None]
        highs = [oracle.exact(one.high) for one in found if one.high is not None]
        if node.low is None or node.high is None:
            assert not lows
        elif zero:
            assert node.low <= min(lows) + Fraction(1, 10**12)
            assert node.high >= max(highs) - Fraction(1, 10**12)
        else:
            expect(node.low, min(lows), exactly=False)
            expect(node.high, max(highs), exactly=False)


@many
@given(item_cases(), st.data())
def test_raising_an_item_lowers_no_bound(case: Case, data: st.DataObject) -> None:
    raisable = [
        item
        for item in indicators_of(case.plan)
        if case.sheet.declared.get(item.id, len(item.points)) < len(item.points) - 1
    ]
    if not raisable:
        return
    item = data.draw(st.sampled_from(raisable))
    higher = {**case.sheet.declared, item.id: case.sheet.declared[item.id] + 1}
    before = nodes_of(case.assessed())
    after = nodes_of(replace(case, sheet=replace(case.sheet, declared=higher)).assessed())
    for id_, node in after.items():
        for name in FIGURES:
            new, old = getattr(node, name), getattr(before[id_], name)
            assert (new is None) == (old is None)
            assert new is None or new >= old - 1e-12


def _uneven_catalogue() -> Catalogue:
    """Return areas of one to five indicators with few and many criteria, weighed unevenly."""
    sizes = {"A": (2,), "B": (12, 12, 3), "C": (40, 5), "D": (3, 5, 9, 4, 2)}
    return Catalogue.model_validate(
        {"id": "uneven", "version": "1.0", "title": "Uneven", "scale": load_catalogue().scale}
        | {
            "areas": tuple(
                {
                    "id": area,
                    "title": area,
                    "indicators": tuple(
                        {
                            "id": f"{area}-{at}",
                            "title": "Mechanism",
                            "weight": 0.3 + at / 4,
                            "criteria": tuple(
                                {
                                    "id": f"{area}-{at}.c{number}",
                                    "stage": 2 + number % 5,
                                    "dimension": "legislation",
                                    "text": "Holds.",
                                }
                                for number in range(size)
                            ),
                        }
                        for at, size in enumerate(found, 1)
                    ),
                }
                for area, found in sizes.items()
            )
        }
    )


def _with_rules(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue whose areas round, feed what they rounded, or take the middle."""
    once = NodeSettings(rounding=Rounding(digits=1))
    rules = (
        NodeSettings(missing="midpoint"),
        once,
        NodeSettings(rounding=Rounding(digits=1, feeds_parent=True)),
    )
    areas = tuple(
        area.model_copy(update={"scoring": rules[at % 3]})
        for at, area in enumerate(catalogue.areas)
    )
    return catalogue.model_copy(update={"areas": areas})


def _nested(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue whose second area is part of the first, and the fourth of the third."""
    of = {"B": "A", "D": "C"}
    areas = tuple(area.model_copy(update={"part_of": of.get(area.id)}) for area in catalogue.areas)
    return catalogue.model_copy(update={"areas": areas})


def test_only_nodes_of_few_states_are_tabulated() -> None:
    """Those of indicators with positions alone; numbers have no states, nodes too many."""
    uneven = _uneven_catalogue()
    tables = tables_of(compile_structure(uneven, ScoringMethod()))
    assert {uneven.areas[at].id for at in tables} == {"A", "B", "C"}, "D: 7 to the fifth"
    parts = _nested(uneven)
    tables = tables_of(compile_structure(parts, ScoringMethod()))
    assert {parts.areas[at].id for at in tables} == {"B"}
    scales = {
        "letters": {"levels": [{"code": at, "points": at} for at in range(5)]},
        "share": {"number": {"worst": 0, "best": 80, "top": 2}},
    }
    items = {"FEW": ["letters"] * 5, "MANY": ["letters"] * 6, "SHARE": ["letters", "share"]}
    areas = [
        {
            "id": area,
            "title": area,
            "indicators": [
                {"id": f"{area}-{at}", "title": "Item", "scale": scale}
                for at, scale in enumerate(found, 1)
            ],
        }
        for area, found in items.items()
    ]
    fields = {"id": "states", "version": "1", "title": "States", "scales": scales, "areas": areas}
    catalogue = Catalogue.model_validate_json(json.dumps(fields))
    tables = tables_of(compile_structure(catalogue, ScoringMethod()))
    assert {catalogue.areas[at].id for at in tables} == {"FEW"}


@pytest.mark.parametrize("applicable", [True, False])
@pytest.mark.parametrize("kind", ["shipped", "uneven", "rules", "nested"])
def test_many_columns_take_the_tabulated_way_to_the_same_bits(kind: str, applicable: bool) -> None:
    """From some thousand assessments on nodes are looked up in tables of their own making."""
    catalogue = load_catalogue() if kind == "shipped" else _uneven_catalogue()
    change = {"rules": _with_rules, "nested": _nested}.get(kind)
    catalogue = catalogue if change is None else change(catalogue)
    codes = np.array([int(code) for code in AnswerCode], dtype=np.uint8)
    rng = np.random.default_rng(5)
    some = codes[rng.choice(7, (len(catalogue.criteria), 500), p=[0.7, 0.05, 0.05, *[0.05] * 4])]
    some[:, :50] = AnswerCode.NOT_APPLICABLE
    some[:30, 50:90] = AnswerCode.NOT_APPLICABLE
    if applicable:
        some[some == AnswerCode.NOT_APPLICABLE] = AnswerCode.UNKNOWN
    wide = np.tile(some, (1, BLOCK // 500 + 2))
    for method in (
        ScoringMethod(),
        ScoringMethod(missing="midpoint"),
        ScoringMethod(aggregation="geometric", missing="skip"),
    ):
        many_ = assess_matrix(wide, catalogue, method)
        few = [
            assess_matrix(some[:, start : start + 50], catalogue, method)
            for start in range(0, 500, 50)
        ]
        for name in ("stage_low", "stage_high", "low", "value", "high", "coverage"):
            whole = getattr(many_, name)
            part = np.concatenate([getattr(one, name) for one in few], axis=1)
            for start in range(0, whole.shape[1], 500):
                np.testing.assert_array_equal(whole[:, start : start + 500], part)
