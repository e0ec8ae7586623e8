"""Tables of comparisons: one row a node, each part its own column, types that do not depend."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from comparison.test_rounds import plan_of
from shown import cells

import teia_indicators as teia
from teia_indicators.action_plan import PlannedAction
from teia_indicators.comparison import Change, NodeChange
from teia_indicators.comparison.model import signed
from teia_indicators.frames import frame_csv
from teia_indicators.testing import uniform_responses

EXAMPLES = Path(__file__).parents[2] / "examples"
PARTS = ["correction", "catalogue", "coverage", "real"]


@pytest.fixture(scope="module")
def found() -> teia.RoundComparison:
    earlier, later = (
        teia.assess(teia.read_responses(EXAMPLES / f"xaa-{year}.yaml")) for year in (2026, 2028)
    )
    actions = (
        PlannedAction(id="OWN-1", title="=1+1", criteria=("NTF-2.b", "NTF-3.d"), status="done"),
        PlannedAction(id="OWN-2", title="Keep", criteria=("PRV-1.f",)),
    )
    return teia.compare_rounds(earlier, later, plan=plan_of(earlier, *actions))


def test_a_node_has_a_row_and_each_part_a_column(found: teia.RoundComparison) -> None:
    table = teia.to_frame(found).set_index("id")
    assert list(table.index) == [one.id for one in found.nodes]
    for figure in ("low", "value", "high"):
        parts = table[[f"{figure}_{name}" for name in PARTS]]
        assert list(parts.sum(axis=1)) == list(table[f"{figure}_change"])
    row = table.loc["PRV-1"]
    assert (row.level, row.was) == ("indicator", "PRV-1")
    assert (row.stage_low_earlier, row.stage_low_later, row.target) == (5, 4, 5)
    assert row.low_earlier == found.node("PRV-1").low.earlier
    assert table.loc["overall", "to_target"] == found.overall.to_target
    assert table.stage_low_earlier.dtype == "Int64"
    assert table.stage_low_earlier.isna()["overall"]


def test_sums_survive_csv(found: teia.RoundComparison) -> None:
    """In every order of addition, as a reader of the table would do it."""
    text = frame_csv(teia.to_frame(found)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(found.nodes)
    for row in rows:
        for order in itertools.permutations(PARTS):
            assert sum(float(row[f"low_{name}"]) for name in order) == float(row["low_change"])


def test_criteria_and_actions_have_their_own_tables(found: teia.RoundComparison) -> None:
    criteria = teia.to_frame(found.criteria).set_index("id")
    assert len(criteria) == 22
    assert list(criteria)[-3:] == ["place_earlier", "place_later", "correction"]
    row = criteria.loc["PRV-2.g"]
    assert (row.kind, row.answer_earlier, row.answer_later) == ("corrected", "yes", "partly")
    assert row.correction
    assert (row.earlier, row.later) == ("2026", "2028")
    assert row.place_later.startswith("xaa-2028.yaml:")
    assert found.plan is not None
    actions = teia.to_frame(found.plan).set_index("id")
    own = actions.loc["OWN-1"]
    assert (own.turned, own.not_turned, own.verdict) == ("NTF-2.b", "NTF-3.d", "done_not_turned")
    assert actions.loc["OWN-2", "fell_back"] == "PRV-1.f"
    assert b"'=1+1" in frame_csv(actions.reset_index())


def test_columns_and_types_are_the_same_when_nothing_changed(
    found: teia.RoundComparison, catalogue: teia.Catalogue
) -> None:
    same = uniform_responses(catalogue, "unanswered")
    nothing = teia.compare_rounds(same, same, plan=plan_of(teia.assess(same)))
    assert nothing.plan is not None
    assert found.plan is not None
    for some, none in (
        (teia.to_frame(found), teia.to_frame(nothing)),
        (teia.to_frame(found.criteria), teia.to_frame(nothing.criteria)),
        (teia.to_frame(found.plan), teia.to_frame(nothing.plan)),
    ):
        assert some.dtypes.to_dict() == none.dtypes.to_dict()
    assert teia.to_frame(nothing.criteria).empty
    with pytest.raises(TypeError):
        teia.to_frame(found, "wide")


def test_a_series_has_a_row_a_node_and_round(catalogue: teia.Catalogue) -> None:
    rounds = [
        uniform_responses(catalogue, "no", round="a"),
        uniform_responses(catalogue, "unknown", round="b"),
        uniform_responses(catalogue, "yes", round="c"),
    ]
    table = teia.to_frame(teia.compare_series(rounds))
    whole = table[table.id == "overall"]
    assert list(whole["round"]) == ["a", "b", "c"]
    assert list(whole.low) == [0.0, 0.0, 1.0]
    assert list(whole.coverage)[1:] == [0.0, 1.0]
    assert pd.isna(next(iter(whole.change)))


def test_what_notebooks_show_is_short_and_escaped(found: teia.RoundComparison) -> None:
    assert repr(found.criteria) == (
        "<CriterionChanges XAA 2026 to 2028: 10 changed, 9 became_determinate, "
        "2 corrected, 1 became_indeterminate>"
    )
    html = found._repr_html_()
    assert "<caption>XAA 2026 to 2028: change of the low</caption>" in html
    assert "+20.0" in html
    assert "PRV-2.g" in found.criteria._repr_html_()
    odd = found.model_copy(update={"earlier": "<script>"})
    assert "<script>" not in odd._repr_html_()
    series = teia.compare_series(
        [teia.read_responses(EXAMPLES / f"xaa-{year}.yaml") for year in (2026, 2028)]
    )
    assert "<td>56.7</td>" in series._repr_html_()
    assert ">PRV<" in series._repr_html_()
    assert ">PRV-1<" not in series._repr_html_()
    with pytest.raises(KeyError):
        found.node("nothing")
    with pytest.raises(KeyError):
        series.node("nothing")


def test_what_notebooks_show_of_two_rounds(found: teia.RoundComparison) -> None:
    heads, *rows = cells(found._repr_html_())
    assert heads[-6:] == ["Change", "Correction", "Catalogue", "Coverage", "Real", "To target"]
    assert [row[0] for row in rows] == ["overall", *found.areas]
    wholes = [found.overall, *found.areas.values()]
    assert [row[-1] for row in rows] == [f"{one.to_target:.0%}" for one in wholes]
    unaimed = found.overall.model_copy(update={"steps_to_go": None, "steps_made": None})
    assert cells(found.model_copy(update={"nodes": (unaimed,)})._repr_html_())[1][-1] == "–"


def test_what_notebooks_show_of_criteria(found: teia.RoundComparison) -> None:
    shown = "CriterionChanges XAA 2026 to 2028: 10 changed, 9 became_determinate, "
    caption = f"<caption>{shown}2 corrected, 1 became_indeterminate</caption>"
    assert caption in found.criteria._repr_html_()
    rows = {row[0]: row[1:] for row in cells(found.criteria._repr_html_())[1:]}
    assert rows["PRV-2.g"][0] == "corrected"
    assert rows["PRV-2.g"][-1] == "yes"
    assert rows["PRV-1.f"][-1] == ""
    assert rows["PRV-1.f"][1:3] == ["yes", "partly"]
    new = found.criteria.changes[0].model_copy(update={"id": "N", "earlier": None, "later": 5})
    only = found.criteria.model_copy(update={"changes": (new,)})
    assert cells(only._repr_html_())[1][2:4] == ["–", "5"]
    assert [one.id for one in found.criteria.of("corrected")] == [
        name for name, row in rows.items() if row[0] == "corrected"
    ]


def test_areas_are_no_indicators(found: teia.RoundComparison) -> None:
    catalogue = teia.load_catalogue()
    assert list(found.areas) == [one.id for one in catalogue.areas]
    assert list(found.indicators) == [one.id for one in catalogue.indicators]


PARTLY = Change(earlier=0.5, later=0.5, total=0.0, coverage=0.25, real=-0.25)
SAME = Change(earlier=0.5, later=0.5, total=0.0, correction=0, catalogue=0, coverage=0, real=0)


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        ({}, False),
        ({"low": Change(earlier=0.5, later=None)}, True),
        ({"high": PARTLY}, True),
        ({"stage_low_later": 3}, True),
        ({"stage_high_earlier": 3}, True),
        ({"progress_later": 2.5}, True),
        ({"known_later": 1}, True),
    ],
)
def test_a_node_is_changed_where_anything_of_it_is(changes: dict[str, Any], changed: bool) -> None:
    content: dict[str, Any] = {"level": "indicator", "id": "A-1", "title": "A", "was": ("A-1",)}
    content |= dict.fromkeys(("low", "value", "high"), SAME)
    for end in ("earlier", "later"):
        numbers = {"stage_low": 2, "stage_high": 2, "progress": 2.0, "known": 2}
        content |= {f"{name}_{end}": number for name, number in numbers.items()}
    node = NodeChange(**content | changes)
    assert node.changed is changed


def test_rounds_are_changed_where_a_node_or_a_criterion_is(found: teia.RoundComparison) -> None:
    once = teia.assess(teia.read_responses(EXAMPLES / "xaa-2026.yaml"))
    same = teia.compare_rounds(once, once)
    assert not same
    assert same.model_copy(update={"criteria": found.criteria})
    first, *others = same.nodes
    moved = first.model_copy(update={"low": PARTLY})
    assert same.model_copy(update={"nodes": (moved, *others)})


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        (0.123, "share", "+12.3"),
        (-0.00001, "share", "0.0"),
        (0.0, "share", "0.0"),
        (2.5, "own", "+2.5"),
        (-3.0, "own", "-3"),
        (0.0, "own", "0"),
        (None, "own", "–"),
    ],
)
def test_a_change_that_rounds_to_nothing_has_no_sign(
    number: float | None, unit: str, shown: str
) -> None:
    assert signed(number, "share" if unit == "share" else "own") == shown
