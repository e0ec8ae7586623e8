"""PEFA 2016 assessments: every published grade from a catalogue of our format.

The data are not part of the project; `TEIA_VERIFY_DIR` names their folder.
"""

from __future__ import annotations

import json
import os
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import teia_indicators as teia
from teia_indicators.catalogue.lint import check_catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.sources.yaml import dump_yaml

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("TEIA_VERIFY_DIR", ROOT.parent / "shared" / "verify"))

#: The grades of the framework; a plus is worth half a grade.
GRADES = {"D": 1, "D+": 1.5, "C": 2, "C+": 2.5, "B": 3, "B+": 3.5, "A": 4}
RULES: dict[str, dict[str, Any]] = {
    "pefa_m1": {"aggregation": "weakest_link", "plus": 0.5},
    "pefa_m2": {"aggregation": "table", "table": "m2"},
}


@pytest.fixture(scope="module")
def published() -> Path:
    folder = DATA / "pefa"
    if not folder.is_dir():
        pytest.skip(f"the published data are not here: {folder}")
    return folder


def as_catalogue_folder(neutral: dict[str, Any], folder: Path) -> Path:
    """Write the neutral tree as a catalogue folder: one area an indicator of the framework."""
    nodes = [node for node in neutral["nodes"] if "children" in node]
    (folder / "areas").mkdir(parents=True)
    head = {
        "id": "pefa",
        "version": "2016",
        "title": neutral["dataset"],
        "overall": False,
        "scales": {
            name: {"levels": [level(one) for one in scale["levels"]]}
            for name, scale in neutral["scales"].items()
        },
        "grades": {"letters": [{"grade": name, "value": at} for name, at in GRADES.items()]},
        "tables": {
            "m2": {
                "grades": "letters",
                "rows": [
                    {"of": list(letters), "gives": grade}
                    for letters, grade in neutral["m2_table"].items()
                ],
            }
        },
        "areas": [node["id"] for node in nodes],
    }
    (folder / "catalogue.yaml").write_text(dump_yaml(head), encoding="utf-8")
    scale_of = {node["id"]: node["scale"] for node in neutral["nodes"] if "scale" in node}
    for node in nodes:
        area = {
            "id": node["id"],
            "title": node["name"] or node["id"],
            "scoring": {**RULES[node["rule"]], "missing": node["missing"], "grades": "letters"},
            "indicators": [
                {
                    "id": item["id"],
                    "title": item["id"],
                    "weight": item["weight"],
                    "scale": scale_of[item["id"]],
                }
                for item in node["children"]
            ],
        }
        (folder / "areas" / f"{node['id']}.yaml").write_text(dump_yaml(area), encoding="utf-8")
    return folder


def level(one: dict[str, Any]) -> dict[str, Any]:
    if one["points"] is None:
        return {"code": one["code"], "reading": "not_applicable"}
    return {"code": one["code"], "points": one["points"]}


@pytest.fixture(scope="module")
def folder(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    neutral = json.loads((published / "catalogue.json").read_text(encoding="utf-8"))
    return as_catalogue_folder(neutral, tmp_path_factory.mktemp("x") / "pefa")


@pytest.fixture(scope="module")
def pefa(folder: Path) -> teia.Catalogue:
    return teia.load_catalogue(folder)


@pytest.fixture(scope="module")
def answers(published: Path, pefa: teia.Catalogue) -> pd.DataFrame:
    items = pd.read_csv(published / "items.csv", keep_default_na=False, na_values=[""])
    wide = items.pivot(index="entity", columns="item", values="level")
    return wide.reindex(columns=[one.id for one in pefa.indicators])


@pytest.fixture(scope="module")
def aggregates(published: Path) -> pd.DataFrame:
    found = pd.read_csv(published / "aggregates.csv", keep_default_na=False)
    return found.assign(flagged=found["known_inconsistent"].astype(str) == "True")


def test_the_catalogue_has_no_problem(folder: Path) -> None:
    assert check_catalogue(folder) == ()


def test_every_published_grade_is_reproduced(
    pefa: teia.Catalogue, answers: pd.DataFrame, aggregates: pd.DataFrame
) -> None:
    scores = teia.assess_frame(answers, pefa)
    given = aggregates[~aggregates["flagged"]]
    ours = [
        scores.at[entity, f"{node}.grade"]
        for entity, node in zip(given["entity"], given["node"], strict=True)
    ]
    assert len(given) == 3087
    assert given["value"].str.endswith("+").sum() > 1500
    assert ours == given["value"].tolist()


def test_what_is_flagged_as_inconsistent_does_not_follow_the_rule(
    pefa: teia.Catalogue, answers: pd.DataFrame, aggregates: pd.DataFrame
) -> None:
    scores = teia.assess_frame(answers, pefa)
    given = aggregates[aggregates["flagged"]]
    ours = [
        scores.at[entity, f"{node}.grade"]
        for entity, node in zip(given["entity"], given["node"], strict=True)
    ]
    assert len(given) == 52
    assert all(own != theirs for own, theirs in zip(ours, given["value"], strict=True))


def test_there_is_no_overall_figure(pefa: teia.Catalogue, answers: pd.DataFrame) -> None:
    scores = teia.assess_frame(answers, pefa)
    assert not [name for name in scores if str(name).startswith("overall")]
    blank = teia.Responses(catalogue=pefa.ref, country="XAA", round="2016", answers=FrozenDict())
    overall = teia.assess(blank, pefa).overall
    assert (overall.applicable, overall.low, overall.value, overall.high) == (False,) + (None,) * 3


def test_a_table_may_not_lose_a_row_or_its_order(published: Path, tmp_path: Path) -> None:
    neutral = json.loads((published / "catalogue.json").read_text(encoding="utf-8"))
    short = {**neutral, "m2_table": {**neutral["m2_table"]}}
    del short["m2_table"]["DDC"]
    found = check_catalogue(as_catalogue_folder(short, tmp_path / "short"))
    assert {one.code for one in found} == {"C081"}
    turned = {**neutral, "m2_table": {**neutral["m2_table"], "DDC": "A"}}
    found = check_catalogue(as_catalogue_folder(turned, tmp_path / "turned"))
    assert {one.code for one in found} == {"C080"}


def test_the_published_table_has_every_combination(published: Path) -> None:
    table = json.loads((published / "catalogue.json").read_text(encoding="utf-8"))["m2_table"]
    expected = {
        "".join(letters)
        for count in (2, 3, 4)
        for letters in combinations_with_replacement("DCBA", count)
    }
    assert set(table) == expected


def test_bounds_of_a_missing_dimension_are_the_grades_it_allows(pefa: teia.Catalogue) -> None:
    row = {one.id: ["B"] for one in pefa.indicators}
    del row["PI-03.2"], row["PI-02.1"]
    scores = teia.assess_frame(pd.DataFrame(row), pefa).iloc[0]
    assert list(scores[["PI-03.grade_low", "PI-03.grade", "PI-03.grade_high"]]) == ["C", "B", "B+"]
    assert list(scores[["PI-02.grade_low", "PI-02.grade", "PI-02.grade_high"]]) == ["D+", "B", "B+"]
