"""Tables of comparisons: one row a node, each part its own column, types that do not depend."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import pandas as pd
import pytest
from comparison.test_rounds import plan_of

import teia_indicators as teia
from teia_indicators.action_plan import PlannedAction
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
    with pytest.raises(KeyError):
        found.node("nothing")
    with pytest.raises(KeyError):
        series.node("nothing")


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
