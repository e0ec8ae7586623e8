"""The coin tables: aggregated by their own tree, in other code than ours, they give ours."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from export.bundles import LEVELS, both, contents, example, renamed
from hypothesis import HealthCheck, given, settings
from strategies import cases, library_catalogue, library_method, library_responses

from teia_indicators import Assessment, Catalogue, ScoringMethod, assess, export_ismi, verify_ismi
from teia_indicators.catalogue import NodeSettings
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Answer
from teia_indicators.testing import uniform_responses

Rows = list[dict[str, str]]


def tables(path: Path) -> tuple[Rows, Rows]:
    files = contents(path)
    found = []
    for name in ("coin/iData.csv", "coin/iMeta.csv"):
        text = files[name].decode("utf-8")
        found.append(list(csv.DictReader(io.StringIO(text, newline=""))))
    return found[0], found[1]


def rebuilt(row: dict[str, str], meta: Rows, geometric: bool = False) -> dict[str, float | None]:
    """Aggregate one row level by level, as the documentation of COINr describes it."""
    values = {
        one["iCode"]: (float(row[one["iCode"]]) if row[one["iCode"]] else None)
        for one in meta
        if one["Type"] == "Indicator"
    }
    top = max(int(one["Level"]) for one in meta if one["Level"] != "NA")
    for level in range(2, top + 1):
        for node in (one for one in meta if one["Level"] == str(level)):
            terms = [
                (float(one["Weight"]), value)
                for one in meta
                if one["Parent"] == node["iCode"] and (value := values[one["iCode"]]) is not None
            ]
            total = math.fsum(weight for weight, _ in terms)
            if not total:
                values[node["iCode"]] = None
            elif geometric:
                logs = math.fsum(weight * math.log(value) for weight, value in terms if weight)
                values[node["iCode"]] = math.exp(logs / total)
            else:
                values[node["iCode"]] = math.fsum(w * value for w, value in terms) / total
    return values


def check_like_coinr(data: Rows, meta: Rows) -> None:
    """Check what `new_coin` demands of its two tables."""
    codes = [one["iCode"] for one in meta]
    assert len(set(codes)) == len(codes)
    assert not [code for code in codes if code[0].isdigit()]
    assert {one["Type"] for one in meta} <= {"Indicator", "Aggregate", "Other"}
    tree = [one for one in meta if one["Type"] != "Other"]
    levels = {int(one["Level"]) for one in tree}
    assert levels == set(range(1, max(levels, default=0) + 1))
    by_code = {one["iCode"]: one for one in tree}
    for one in tree:
        assert (one["Level"] == "1") == (one["Type"] == "Indicator")
        assert one["Direction"] == "1"
        assert float(one["Weight"]) >= 0
        assert one["iName"] not in ("", "NA")
        if one["Parent"] == "NA":
            assert int(one["Level"]) == max(levels)
        else:
            assert int(by_code[one["Parent"]]["Level"]) == int(one["Level"]) + 1
    parents = {one["Parent"] for one in tree}
    assert all(one["iCode"] in parents for one in tree if one["Type"] == "Aggregate")
    assert set(data[0]) - {"uCode", "uName", "Time"} == {
        one["iCode"] for one in meta if one["Type"] != "Aggregate"
    }
    assert len({(row["uCode"], row["Time"]) for row in data}) == len(data)
    assert all(float(row["Time"]) == int(row["Time"]) for row in data)
    for one in by_code.values():
        if one["Type"] == "Indicator":
            assert any(row[one["iCode"]] for row in data), "COINr refuses an empty column"
    assert {row["uCode"] for row in data}.isdisjoint(codes)


def assert_same(found: dict[str, float | None], one: Assessment, nodes: Any = None) -> None:
    for node in nodes or (one.overall, *one.areas.values()):
        value = found.get(node.id)
        assert (value is None) == (node.value is None), node.id
        if value is not None:
            assert math.isclose(value, node.value, rel_tol=0, abs_tol=1e-12), node.id


@pytest.mark.parametrize("kind", ["bundle", "bundle.zip"])
@pytest.mark.parametrize("level", ["full", "peer"])
@pytest.mark.parametrize("missing", ["lower", "upper", "midpoint"])
def test_the_mean_of_the_tables_is_ours(
    tmp_path: Path, kind: str, level: str, missing: str
) -> None:
    given = [example("xaa-2026", missing), example("xab-2026", missing)]
    export_ismi(given, tmp_path / kind, confidentiality=level)  # type: ignore[arg-type]
    data, meta = tables(tmp_path / kind)
    check_like_coinr(data, meta)
    assert [(row["uCode"], row["Time"]) for row in data] == [("XAA", "2026"), ("XAB", "2026")]
    for row, one in zip(data, given, strict=True):
        assert_same(rebuilt(row, meta), one)
        for id_, score in one.indicators.items():
            assert row[id_] == ("" if score.value is None else repr(score.value))


def geometric(answers: str = "yes") -> list[Assessment]:
    """Return assessments with no figure of 0, by the geometric mean."""
    catalogue = example().catalogue
    method = ScoringMethod(aggregation="geometric")
    found = []
    for at, country in enumerate(("XAA", "XAB", "XAC")):
        stages = {
            one.id: Answer(value=2 + (number + at) % 5)
            for number, one in enumerate(catalogue.indicators)
        }
        responses = uniform_responses(catalogue, "unanswered", country=country)
        answered = responses.model_copy(update={"answers": FrozenDict(stages)})
        found.append(assess(answered, catalogue, method))
    assert answers
    return found


def test_the_geometric_mean_of_the_tables_is_ours(tmp_path: Path) -> None:
    given = geometric()
    export_ismi(given, tmp_path / "bundle")
    data, meta = tables(tmp_path / "bundle")
    assert {one["Aggregation"] for one in meta if one["Type"] == "Aggregate"} == {"geometric"}
    for row, one in zip(data, given, strict=True):
        assert one.overall.value
        assert_same(rebuilt(row, meta, geometric=True), one)


def note(path: Path) -> Any:
    return json.loads(contents(path)["manifest.json"])["coin"]


@pytest.mark.parametrize("level", LEVELS)
def test_the_manifest_says_where_the_geometric_mean_is_possible(tmp_path: Path, level: str) -> None:
    method = ScoringMethod(aggregation="geometric")
    zero = assess(
        example().responses.model_copy(update={"country": "XAD"}), example().catalogue, method
    )
    export_ismi([*geometric(), zero], tmp_path / "bundle", confidentiality=level)  # type: ignore[arg-type]
    found = note(tmp_path / "bundle")
    assert found["figures"] == ("areas" if level == "public" else "indicators")
    assert found["missing"] == "lower"
    assert [
        (one["country"], one["positive"], one["reproduces"]) for one in found["assessments"]
    ] == [(code, True, True) for code in ("XAA", "XAB", "XAC")] + [("XAD", False, False)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, True),
        ({"missing": "upper"}, True),
        ({"missing": "midpoint"}, True),
        ({"aggregation": "minimum"}, False),
        ({"aggregation": "power", "power": 2.0}, False),
    ],
)
def test_the_manifest_says_whether_the_tables_give_our_figures(
    tmp_path: Path, options: dict[str, Any], expected: bool
) -> None:
    one = assess(example().responses, example().catalogue, ScoringMethod(**options))
    export_ismi(one, tmp_path / "bundle")
    assert [row["reproduces"] for row in note(tmp_path / "bundle")["assessments"]] == [expected]
    assert verify_ismi(tmp_path / "bundle") == ()


def deep(catalogue: Catalogue, **scoring: Any) -> Catalogue:
    """Return a tree of four levels of uneven depth, with weights, one of them 0."""
    areas = list(catalogue.areas)
    areas[1] = areas[1].model_copy(update={"part_of": areas[0].id, "weight": 3.0})
    areas[2] = areas[2].model_copy(update={"part_of": areas[1].id, "weight": 0.5})
    areas[3] = areas[3].model_copy(update={"weight": 0.0})
    first = areas[0].indicators
    areas[0] = areas[0].model_copy(
        update={
            "indicators": (
                first[0].model_copy(update={"weight": 0.0}),
                first[1].model_copy(update={"weight": 2.25}),
                *first[2:],
            )
        }
    )
    settings = NodeSettings(**scoring) if scoring else None
    return catalogue.model_copy(
        update={"areas": tuple(areas), "version": "deep", "scoring": settings}
    )


@pytest.mark.parametrize("is_geometric", [False, True])
def test_trees_of_more_levels_and_weights_of_0(tmp_path: Path, is_geometric: bool) -> None:
    catalogue = deep(example().catalogue)
    given = [
        assess(one.responses.model_copy(update={"catalogue": catalogue.ref}), catalogue, one.method)
        for one in (geometric() if is_geometric else both())
    ]
    export_ismi(given, tmp_path / "bundle")
    data, meta = tables(tmp_path / "bundle")
    check_like_coinr(data, meta)
    assert max(int(one["Level"]) for one in meta) == 5
    assert len(meta) > len(catalogue.indicators) + len(catalogue.areas) + 1, "steps are added"
    for row, one in zip(data, given, strict=True):
        assert_same(rebuilt(row, meta, is_geometric), one)
    assert all(one["reproduces"] for one in note(tmp_path / "bundle")["assessments"])
    assert verify_ismi(tmp_path / "bundle") == ()


def test_a_public_bundle_has_the_areas_that_the_overall_figure_takes(tmp_path: Path) -> None:
    catalogue = deep(example().catalogue)
    given = [
        assess(one.responses.model_copy(update={"catalogue": catalogue.ref}), catalogue, one.method)
        for one in both()
    ]
    export_ismi(given, tmp_path / "bundle", confidentiality="public")
    data, meta = tables(tmp_path / "bundle")
    check_like_coinr(data, meta)
    expected = {one.id for one in catalogue.parts(None)}
    assert {one["iCode"] for one in meta if one["Type"] == "Indicator"} == expected
    for row, one in zip(data, given, strict=True):
        assert_same(rebuilt(row, meta), one, [one.overall])
    assert verify_ismi(tmp_path / "bundle") == ()


def test_rounds_are_the_time_column(tmp_path: Path) -> None:
    given = [example(), renamed(example(), round="2028"), example("xab-2026")]
    export_ismi(given, tmp_path / "years")
    data, _ = tables(tmp_path / "years")
    assert "Round" not in data[0]
    times = [(row["uCode"], row["Time"]) for row in data]
    assert times == [("XAA", "2026"), ("XAA", "2028"), ("XAB", "2026")]

    given = [renamed(example(), round=name) for name in ("second", "first", "02026")]
    export_ismi(given, tmp_path / "names")
    data, meta = tables(tmp_path / "names")
    check_like_coinr(data, meta)
    assert [(row["Round"], row["Time"]) for row in data] == [
        ("02026", "1"),
        ("first", "2"),
        ("second", "3"),
    ]
    assert [one["Type"] for one in meta if one["iCode"] == "Round"] == ["Other"]
    assert verify_ismi(tmp_path / "names") == ()


def test_what_no_assessment_has_is_left_out(tmp_path: Path) -> None:
    catalogue = example().catalogue
    area = catalogue.areas[0]
    gone = {one.id: Answer(value="not_applicable", reason="None") for one in area.indicators}
    gone[catalogue.areas[1].indicators[0].id] = Answer(value="not_applicable", reason="None")
    answers = FrozenDict({**example().responses.answers, **gone})
    one = assess(example().responses.model_copy(update={"answers": answers}), catalogue)
    export_ismi(one, tmp_path / "alone")
    data, meta = tables(tmp_path / "alone")
    check_like_coinr(data, meta)
    assert not {area.id, *gone} & {row["iCode"] for row in meta}
    assert_same(rebuilt(data[0], meta), one)
    assert verify_ismi(tmp_path / "alone") == ()

    export_ismi([one, example("xab-2026")], tmp_path / "both")
    data, meta = tables(tmp_path / "both")
    assert [data[0][id_] for id_ in gone] == [""] * len(gone)
    assert area.id in {row["iCode"] for row in meta}


def test_where_nothing_applies_there_is_no_tree(tmp_path: Path) -> None:
    catalogue = example().catalogue
    one = assess(uniform_responses(catalogue, "not_applicable"), catalogue)
    for level in LEVELS:
        export_ismi(one, tmp_path / level, confidentiality=level)  # type: ignore[arg-type]
        data, meta = tables(tmp_path / level)
        assert (len(data), meta) == (1, [])
        assert verify_ismi(tmp_path / level) == ()


def test_codes_that_coinr_refuses_are_changed(tmp_path: Path) -> None:
    catalogue = example().catalogue
    area = catalogue.areas[0]
    names = ("1.1", "XAA", "Time", "i1.1")
    indicators = tuple(
        one.model_copy(update={"id": name, "criteria": ()})
        for name, one in zip(names, area.indicators, strict=True)
    )
    areas = (area.model_copy(update={"indicators": indicators}), *catalogue.areas[1:])
    other = catalogue.model_copy(update={"areas": areas, "version": "codes"})
    responses = uniform_responses(other, "no", country="XAA", round="2026")
    answers = {name: Answer(value=stage) for name, stage in zip(names, (2, 3, 4, 5), strict=True)}
    given = responses.model_copy(update={"answers": FrozenDict({**responses.answers, **answers})})
    one = assess(given, other)
    export_ismi(one, tmp_path / "bundle")
    data, meta = tables(tmp_path / "bundle")
    check_like_coinr(data, meta)
    assert_same(rebuilt(data[0], meta), one)
    assert verify_ismi(tmp_path / "bundle") == ()


def test_pandas_reads_the_tables_with_its_own_settings(tmp_path: Path) -> None:
    folder = export_ismi(both(), tmp_path / "bundle")
    data, meta = (pd.read_csv(folder / "coin" / f"{one}.csv") for one in ("iData", "iMeta"))
    weights = meta[meta.Type == "Indicator"].set_index("iCode")
    for area, rows in weights.groupby("Parent"):
        figures = data[rows.index]
        shares = figures.notna() * rows.Weight
        means = (figures.fillna(0) * rows.Weight).sum(axis=1) / shares.sum(axis=1)
        assert list(means) == pytest.approx(
            [one.areas[str(area)].value for one in both()], abs=1e-12
        )
    assert meta[meta.Parent.isna()].iCode.to_list() == ["overall"]


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases())
def test_the_note_of_any_catalogue_is_true(tmp_path: Path, case: Any) -> None:
    """Where the manifest says that the tables give our figures by a plain mean, they do."""
    catalogue = library_catalogue(case.plan)
    method = library_method(case.method, case.override)
    responses = library_responses(catalogue, case.sheet)
    one = assess(responses, catalogue, method)
    export_ismi(one, tmp_path / "bundle")
    data, meta = tables(tmp_path / "bundle")
    if meta:
        check_like_coinr(data, meta)
    (said,) = note(tmp_path / "bundle")["assessments"]
    methods = {row["Aggregation"] for row in meta if row["Type"] == "Aggregate"}
    if said["reproduces"] and methods == {"arithmetic"}:
        assert_same(rebuilt(data[0], meta), one)
    if said["reproduces"] and methods == {"geometric"} and said["positive"]:
        assert_same(rebuilt(data[0], meta, geometric=True), one)
    figures = [
        float(value) for row in data for key, value in row.items() if key in weights(meta) and value
    ]
    assert said["positive"] == all(value > 0 for value in figures)


def weights(meta: Rows) -> set[str]:
    return {row["iCode"] for row in meta if row["Type"] == "Indicator"}
