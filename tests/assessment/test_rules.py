"""Rules of section 11 by hand: numbers, levels, what is missing, tables, grades, trees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import teia_indicators as teia
from teia_indicators.catalogue import Catalogue
from teia_indicators.model import FrozenDict

POINTS = {"levels": [{"code": str(at), "points": at} for at in range(1, 5)]}


def catalogue_of(areas: list[dict[str, Any]], **more: Any) -> Catalogue:
    """Return a catalogue of areas, with ids for titles."""
    for area in areas:
        area.setdefault("title", area["id"])
        for item in area.setdefault("indicators", []):
            item.setdefault("title", item["id"])
    content = {"id": "made", "version": "1", "title": "Made", "areas": areas, **more}
    return Catalogue.model_validate_json(json.dumps(content))


def items(*names: str, scale: str = "points") -> list[dict[str, Any]]:
    return [{"id": name, "scale": scale} for name in names]


def scored(catalogue: Catalogue, **answers: Any) -> pd.Series[Any]:
    """Return the figures of one assessment."""
    return teia.assess_frame(pd.DataFrame([answers]), catalogue).iloc[0]


# ---------------------------------------------------------------------------------------------
# Numbers between goalposts
# ---------------------------------------------------------------------------------------------

GOALPOSTS = {
    "life": {"number": {"worst": 20, "best": 85}},
    "expected": {"number": {"worst": 0, "best": 18}},
    "mean": {"number": {"worst": 0, "best": 15}},
    "income": {"number": {"worst": 100, "best": 75000, "logarithm": True}},
}


def test_a_number_is_worth_what_its_scale_gives_at_the_ends() -> None:
    share = {"number": {"worst": 0, "best": 10, "bottom": 1, "top": 5}}
    area = {"id": "A", "indicators": items("x", scale="share")}
    one = catalogue_of([area], scales={"share": share})
    found = [scored(one, x=x)["A.value"] for x in (-1, 0, 2.5, 5, 10, 11)]
    assert found == [1, 1, 2, 3, 5, 5]


@pytest.fixture(scope="module")
def development() -> Catalogue:
    """Return the rule of the Human Development Index since 2010: a geometric mean of indices."""
    return catalogue_of(
        [
            {"id": "health", "indicators": [{"id": "le", "scale": "life"}]},
            {
                "id": "knowledge",
                "indicators": [{"id": "eys", "scale": "expected"}, {"id": "mys", "scale": "mean"}],
            },
            {"id": "living", "indicators": [{"id": "gni", "scale": "income"}]},
        ],
        scales=GOALPOSTS,
        scoring={"aggregation": "geometric", "rounding": {"digits": 3}},
    )


def test_a_published_index_follows_from_goalposts(development: Catalogue) -> None:
    """Norway in the report of 2021/22; expected schooling and its goalpost are clipped."""
    found = scored(development, le=83.2, eys=18.2, mys=13.0, gni=64660)
    assert found["overall.value"] == 0.961
    assert found["eys.value"] == 1
    assert found["knowledge.value"] == pytest.approx((1 + 13 / 15) / 2, abs=1e-15)


def test_numbers_are_clipped_at_both_goalposts_and_missing_ones_span_them(
    development: Catalogue,
) -> None:
    found = scored(development, le=10, eys=99, mys=None, gni=0)
    assert (found["le.low"], found["le.high"]) == (0, 0)
    assert (found["mys.low"], found["mys.value"], found["mys.high"]) == (0, 0, 1)
    assert (found["gni.value"], found["knowledge.low"], found["knowledge.high"]) == (0, 0.5, 1)
    assert found["knowledge.coverage"] == 0.5


def test_where_less_is_better_the_worst_goalpost_is_the_higher_one() -> None:
    scale = {"number": {"worst": 100, "best": 0, "bottom": 0, "top": 10}}
    one = catalogue_of([{"id": "A", "indicators": items("x", scale="n")}], scales={"n": scale})
    assert scored(one, x=25)["A.value"] == 7.5
    assert scored(one, x="not_applicable").isna()["A.value"]


def test_a_rounded_item_is_decided_exactly() -> None:
    """0.285 is a tie in decimals and lies below it in floats."""
    scale = {"number": {"worst": 0, "best": 1, "rounding": {"digits": 2}}}
    one = catalogue_of([{"id": "A", "indicators": items("x", scale="n")}], scales={"n": scale})
    assert scored(one, x=0.285)["x.value"] == 0.29


@pytest.mark.parametrize("value", [float("inf"), "much", "-inf"])
def test_what_is_no_finite_number_is_refused(development: Catalogue, value: object) -> None:
    with pytest.raises(teia.MethodError) as caught:
        teia.assess_frame(pd.DataFrame({"le": [80.0, value]}), development)
    assert [(one.code, one.path) for one in caught.value.problems] == [("M004", "le")]


def test_a_batch_of_numbers_equals_single_ones_bit_for_bit(development: Catalogue) -> None:
    frame = pd.DataFrame(
        {"le": [83.2, 60.1, None] * 20, "eys": [18.2, 9.7, 4.0] * 20, "mys": [13, None, 2.3] * 20,
         "gni": [64660, 1234.5, 101] * 20}
    )  # fmt: skip
    together = teia.assess_frame(frame, development)
    for row in range(3):
        alone = teia.assess_frame(frame.iloc[[row]], development)
        pd.testing.assert_frame_equal(alone, together.iloc[[row]], check_exact=True)


# ---------------------------------------------------------------------------------------------
# Levels
# ---------------------------------------------------------------------------------------------


def test_levels_share_points_and_leave_items_out() -> None:
    levels = [
        {"code": "A", "points": 2},
        {"code": "B", "points": 1},
        {"code": "B*", "points": 1},
        {"code": "NA", "reading": "not_applicable"},
        {"code": "?", "reading": "missing"},
    ]
    one = catalogue_of(
        [{"id": "A", "indicators": items("x", "y", scale="s")}], scales={"s": {"levels": levels}}
    )
    assert scored(one, x="A", y="B*")["A.value"] == 1.5
    assert scored(one, x="A", y="NA")["A.value"] == 2
    found = scored(one, x="A", y="?")
    assert (found["A.low"], found["A.value"], found["A.high"], found["y.coverage"]) == (
        1.5,
        1.5,
        2,
        0,
    )
    with pytest.raises(teia.MethodError, match="M004"):
        scored(one, x="C")


@pytest.mark.parametrize("written", [3, 3.0, "3"])
def test_a_level_with_a_number_for_its_code_may_be_written_as_text(written: object) -> None:
    one = catalogue_of([{"id": "A", "indicators": items("x")}], scales={"points": POINTS})
    assert scored(one, x=written)["A.value"] == 3


# ---------------------------------------------------------------------------------------------
# Missing
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "value", "low"),
    [
        ("lower", 2.5, 2.5),
        ("skip", 4, 2.5),
        ("zero", 2, 2),
        ("upper", 4, 2.5),
        ("strict", None, 2.5),
    ],
)
def test_policies_for_a_missing_item(policy: str, value: float | None, low: float) -> None:
    """Two items on points 1 to 4, one missing: only zero is worth less than any answer."""
    one = catalogue_of(
        [{"id": "A", "indicators": items("x", "y"), "scoring": {"missing": policy}}],
        scales={"points": POINTS},
    )
    found = scored(one, x="4")
    assert (found["A.low"], found["A.high"]) == (low, 4)
    assert (None if pd.isna(found["A.value"]) else found["A.value"]) == value


def test_a_sum_adds_what_is_there() -> None:
    area = {"id": "A", "indicators": items("x", "y", "z"), "scoring": {"aggregation": "sum"}}
    area["scoring"]["missing"] = "skip"  # type: ignore[index]
    area["indicators"][0]["weight"] = 0.5  # type: ignore[index]
    one = catalogue_of([area], scales={"points": POINTS})
    assert scored(one, x="4", y="3", z="2")["A.value"] == 7
    found = scored(one, x="4", y="3")
    assert (found["A.low"], found["A.value"], found["A.high"]) == (5, 5, 9)


@pytest.mark.parametrize(
    ("least", "given"),
    [
        ({"minimum_present": 2}, False),
        ({"minimum_present": 1}, True),
        ({"minimum_share": 0.3}, True),
        ({"minimum_share": 0.34}, False),
    ],
)
def test_a_minimum_present_withholds_the_value_not_the_bounds(
    least: dict[str, Any], given: bool
) -> None:
    scoring = {"missing": "skip", **least}
    one = catalogue_of(
        [{"id": "A", "indicators": items("x", "y", "z"), "scoring": scoring}],
        scales={"points": POINTS},
    )
    found = scored(one, x="2")
    assert pd.notna(found["A.value"]) == given
    assert (found["A.low"], found["A.high"]) == (pytest.approx(4 / 3), pytest.approx(10 / 3))


@pytest.mark.parametrize(("takes", "value"), [("low", 1.75), ("value", 2.5)])
def test_skip_takes_the_low_of_an_area_known_in_part_or_its_value(takes: str, value: float) -> None:
    areas: list[dict[str, Any]] = [
        {"id": name, "indicators": items(f"{name}1", f"{name}2"), "scoring": {"missing": "skip"}}
        for name in "ABC"
    ]
    whole = {"missing": "skip", "takes": takes}
    one = catalogue_of(areas, scales={"points": POINTS}, scoring=whole)
    assert scored(one, A1="4", B1="1", B2="1")["overall.value"] == value


# ---------------------------------------------------------------------------------------------
# Tables, grades, trees
# ---------------------------------------------------------------------------------------------


def matrix(*rows: tuple[list[Any], Any]) -> dict[str, Any]:
    return {"ordered": True, "rows": [{"of": of, "gives": gives} for of, gives in rows]}


def test_an_ordered_table_goes_by_the_order_of_ids() -> None:
    two = {"levels": [{"code": "lo", "points": 0}, {"code": "hi", "points": 1}]}
    table = matrix(([0, 0], 0), ([0, 1], 1), ([1, 0], 2), ([1, 1], 3), ([1, "-"], 2))
    area = {
        "id": "A",
        "indicators": items("b", "a", scale="two"),
        "scoring": {"aggregation": "table", "table": "risk"},
    }
    one = catalogue_of([area], scales={"two": two}, tables={"risk": table})
    assert scored(one, a="hi", b="lo")["A.value"] == 2
    assert scored(one, a="lo", b="hi")["A.value"] == 1
    assert scored(one, a="hi", b="not_applicable")["A.value"] == 2
    found = scored(one, a="lo")
    assert (found["A.low"], found["A.high"]) == (0, 1)
    with pytest.raises(teia.MethodError, match="M023"):
        scored(one, a="not_applicable", b="lo")


def test_grades_are_decided_exactly_on_the_shown_figure() -> None:
    """The mean of 0.1, 0.2 and 0.6 is 0.3, and 0.30000000000000004 or less in floats."""
    tenths = {"levels": [{"code": str(at), "points": at / 10} for at in range(11)]}
    area = {"id": "A", "indicators": items("x", "y", "z", scale="t"), "scoring": {"grades": "g"}}
    grades = {"g": [{"grade": "low", "value": 0.2}, {"grade": "high", "value": 0.3}]}
    one = catalogue_of([area], scales={"t": tenths}, grades=grades)
    assert scored(one, x="1", y="2", z="6")["A.grade"] == "high"
    assert scored(one, x="1", y="2", z="5")["A.grade"] == "low"
    assert scored(one, x="0", y="0", z="0")["A.grade"] == "low"
    found = scored(one)
    assert (found["A.grade_low"], found["A.grade_high"]) == ("low", "high")
    gone = scored(one, x="not_applicable", y="not_applicable", z="not_applicable")
    assert gone["A.grade"] is None


def test_areas_may_be_part_of_areas() -> None:
    areas: list[dict[str, Any]] = [
        {"id": "top", "indicators": items("t")},
        {"id": "sub", "part_of": "top", "weight": 3, "indicators": items("s", "r")},
        {"id": "other", "indicators": items("o")},
    ]
    one = catalogue_of(areas, scales={"points": POINTS})
    found = scored(one, t="1", s="4", r="2", o="4")
    assert found["sub.value"] == 3
    assert found["top.value"] == 2.5  # (1 * 1 + 3 * 3) / 4
    assert found["overall.value"] == 3.25


def test_the_policy_error_reaches_the_areas_that_are_part_of_an_area() -> None:
    """A has a part B, B a part C; D stands alone, and E counts for nothing in A."""
    parts = {"A": None, "B": "A", "C": "B", "D": None, "E": "A"}

    def made(strict: str) -> Catalogue:
        areas = [
            {
                "id": name,
                "part_of": part,
                "weight": 0 if name == "E" else 1,
                "scoring": {"missing": "error"} if name == strict else None,
                "indicators": items(f"{name}1", f"{name}2"),
            }
            for name, part in parts.items()
        ]
        levels = [{"code": at, "points": at} for at in range(1, 5)]
        return catalogue_of(areas, scales={"points": {"levels": levels}})

    for strict, reached in (("A", "ABCE"), ("B", "BC"), ("C", "C"), ("D", "D"), ("E", "E")):
        catalogue = made(strict)
        known = {one.id: teia.Answer(value=4) for one in catalogue.indicators}
        for left in parts:
            answers = {name: one for name, one in known.items() if name != f"{left}2"}
            responses = teia.Responses(
                catalogue=catalogue.ref,
                country="XAA",
                round="2026",
                answers=FrozenDict(answers),
            )
            columns = {name: one.value for name, one in answers.items()}
            if left not in reached:
                teia.assess(responses, catalogue)
                scored(catalogue, **columns)
                continue
            with pytest.raises(teia.MethodError) as caught:
                teia.assess(responses, catalogue)
            assert [(one.code, one.path) for one in caught.value.problems] == [("M002", f"{left}2")]
            with pytest.raises(teia.MethodError):
                scored(catalogue, **columns)


@pytest.mark.parametrize("where", ["the method", "the whole"])
def test_the_policy_error_of_all_reaches_what_has_a_policy_of_its_own(where: str) -> None:
    """The method, or the overall figure, refuses; area A by itself would not."""
    levels = {"levels": [{"code": at, "points": at} for at in range(1, 5)]}
    lenient = {"id": "A", "scoring": {"missing": "lower"}, "indicators": items("a")}
    whole = {"missing": "error"} if where == "the whole" else {"missing": "lower"}
    one = catalogue_of(
        [lenient, {"id": "B", "indicators": items("b")}], scales={"points": levels}, scoring=whole
    )
    method = teia.ScoringMethod(missing="error" if where == "the method" else "lower")
    responses = teia.Responses(
        catalogue=one.ref,
        country="XAA",
        round="2026",
        answers=FrozenDict({"b": teia.Answer(value=4)}),
    )
    with pytest.raises(teia.MethodError) as caught:
        teia.assess(responses, one, method)
    assert [(one.code, one.path) for one in caught.value.problems] == [("M002", "a")]


def test_every_table_without_a_row_is_named_with_its_first_columns() -> None:
    two = {"levels": [{"code": "lo", "points": 0}, {"code": "hi", "points": 1}]}
    full = matrix(*(([x, y], 1) for x in (0, 1, "-") for y in (0, 1, "-") if (x, y) != ("-", "-")))
    short = matrix(*(([x, y], x) for x in (0, 1) for y in (0, 1)))
    areas = [
        {
            "id": name,
            "indicators": items(f"{name}1", f"{name}2", scale="two"),
            "scoring": {"aggregation": "table", "table": table} if table else None,
        }
        for name, table in (("A", ""), ("B", "full"), ("C", "short"), ("D", "short"))
    ]
    one = catalogue_of(areas, scales={"two": two}, tables={"full": full, "short": short})
    good = {item.id: "hi" for item in one.indicators}
    gone = dict.fromkeys(("A1", "B1", "D1"), "not_applicable")
    frame = pd.DataFrame([good, *([good | gone] * 25)])
    with pytest.raises(teia.MethodError) as caught:
        teia.assess_frame(frame, one)
    (found,) = caught.value.problems
    assert (found.code, found.path) == ("M023", "D")
    assert found.params["count"] == "25"
    assert found.params["columns"] == ", ".join(map(str, range(1, 21)))
    with pytest.raises(teia.MethodError) as caught:
        teia.assess_frame(frame.assign(C2="not_applicable"), one)
    assert [one.path for one in caught.value.problems] == ["C", "D"]


def test_the_weakest_link_never_passes_the_strongest() -> None:
    scoring = {"aggregation": "weakest_link", "plus": 1.5}
    one = catalogue_of(
        [{"id": "A", "indicators": items("x", "y"), "scoring": scoring}], scales={"points": POINTS}
    )
    assert [scored(one, x="1", y=y)["A.value"] for y in "1234"] == [1, 2, 2.5, 2.5]


def test_a_folder_with_everything_is_read(tmp_path: Path) -> None:
    (tmp_path / "areas").mkdir()
    (tmp_path / "catalogue.yaml").write_text(
        """
id: all
version: "1"
title: All rules
overall: false
scales:
  letters: {levels: [{code: A, points: 2}, {code: B, points: 1}]}
  years: {number: {worst: 20, best: 85}}
grades:
  letters: [{grade: B, value: 1}, {grade: A, value: 2}]
tables:
  pairs:
    grades: letters
    rows: [{of: [B, B], gives: B}, {of: [A, B], gives: B}, {of: [A, A], gives: A}]
areas: [one, two]
""",
        encoding="utf-8",
    )
    (tmp_path / "areas" / "one.yaml").write_text(
        """
id: one
title: One
scoring: {aggregation: table, table: pairs, grades: letters}
indicators: [{id: one.1, title: x, scale: letters}, {id: one.2, title: y, scale: letters}]
""",
        encoding="utf-8",
    )
    (tmp_path / "areas" / "two.yaml").write_text(
        "id: two\ntitle: Two\nindicators: [{id: two.1, title: z, scale: years}]\n", encoding="utf-8"
    )
    assert teia.check_catalogue(tmp_path) == ()
    catalogue = teia.load_catalogue(tmp_path)
    found = scored(catalogue, **{"one.1": "A", "one.2": "B", "two.1": 52.5})
    assert (found["one.grade"], found["two.value"]) == ("B", 0.5)
