"""WHO IHR State Party self-assessments 2022: every published score from a catalogue of our format.

The data are not part of the project; `TEIA_VERIFY_DIR` names their folder.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Answer
from teia_indicators.sources.yaml import dump_yaml

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("TEIA_VERIFY_DIR", ROOT.parent / "shared" / "verify"))


@pytest.fixture(scope="module")
def published() -> Path:
    folder = DATA / "ihr_espar_2022"
    if not folder.is_dir():
        pytest.skip(f"the published data are not here: {folder}")
    return folder


def as_catalogue_folder(neutral: dict[str, Any], folder: Path) -> Path:
    """Write a neutral tree (items, nodes with rule, rounding, missing) as a catalogue folder."""
    nodes = {node["id"]: node for node in neutral["nodes"]}
    children = {child["id"] for node in nodes.values() for child in node.get("children", ())}
    top = next(n for n in nodes.values() if n["id"] not in children and "children" in n)
    scale = neutral["scales"]["espar"]["levels"]
    (folder / "areas").mkdir(parents=True)
    head = {
        "id": "ihr-spar",
        "version": "2022",
        "title": neutral["dataset"],
        "scale": {
            "unit": "own",
            "stages": [
                {"stage": int(one["code"]), "label": one["code"], "value": one["points"]}
                for one in scale
            ],
        },
        "scoring": scoring(top),
        "areas": [child["id"] for child in top["children"]],
    }
    (folder / "catalogue.yaml").write_text(dump_yaml(head), encoding="utf-8")
    for child in top["children"]:
        node = nodes[child["id"]]
        area = {
            "id": node["id"],
            "title": node["name"],
            "weight": child["weight"],
            "scoring": scoring(node),
            "indicators": [
                {"id": item["id"], "title": nodes[item["id"]]["name"], "weight": item["weight"]}
                for item in node["children"]
            ],
        }
        (folder / "areas" / f"{node['id']}.yaml").write_text(dump_yaml(area), encoding="utf-8")
    return folder


def scoring(node: dict[str, Any]) -> dict[str, Any]:
    rounding = node["round"]
    return {
        "aggregation": {"mean": "arithmetic"}[node["rule"]],
        "missing": node["missing"],
        "rounding": {
            "digits": rounding["digits"],
            "mode": rounding["mode"],
            "feeds_parent": rounding.get("feeds_parent") == "rounded",
        },
    }


@pytest.fixture(scope="module")
def spar(published: Path, tmp_path_factory: pytest.TempPathFactory) -> teia.Catalogue:
    neutral = json.loads((published / "catalogue.json").read_text(encoding="utf-8"))
    return teia.load_catalogue(as_catalogue_folder(neutral, tmp_path_factory.mktemp("x") / "spar"))


@pytest.fixture(scope="module")
def answers(published: Path, spar: teia.Catalogue) -> pd.DataFrame:
    items = pd.read_csv(published / "items.csv", keep_default_na=False, na_values=[""])
    wide = items.pivot_table(index="entity", columns="item", values="value", aggfunc="first")
    whole = items["entity"].drop_duplicates()
    return wide.reindex(index=whole, columns=[one.id for one in spar.indicators])


def test_every_published_score_is_reproduced(
    published: Path, spar: teia.Catalogue, answers: pd.DataFrame
) -> None:
    scores = teia.assess_frame(answers, spar)
    aggregates = pd.read_csv(published / "aggregates.csv", keep_default_na=False, na_values=[""])
    given = aggregates.dropna(subset=["value"])
    node = given["node"].where(given["node"] != "TOTAL", "overall")
    ours = [
        scores.at[entity, f"{name}.value"]
        for entity, name in zip(given["entity"], node, strict=True)
    ]
    assert (node == "overall").sum() == 185
    assert (node != "overall").sum() == 2775
    assert ours == given["value"].tolist()


def test_countries_without_data_have_no_score_but_bounds(
    spar: teia.Catalogue, answers: pd.DataFrame, published: Path
) -> None:
    scores = teia.assess_frame(answers, spar)
    aggregates = pd.read_csv(published / "aggregates.csv", keep_default_na=False, na_values=[""])
    totals = aggregates[aggregates["node"] == "TOTAL"].set_index("entity")["value"]
    missing = [name for name in answers.index if name not in totals or pd.isna(totals[name])]
    found = scores.loc[missing]
    assert found["overall.value"].isna().all()
    assert (found["overall.low"] == 0).all()
    assert (found["overall.high"] == 100).all()


def test_one_country_alone_gets_the_same_bits(spar: teia.Catalogue, answers: pd.DataFrame) -> None:
    scores = teia.assess_frame(answers, spar)
    for name in answers.dropna().index[:20]:
        given = {item: Answer(value=int(value)) for item, value in answers.loc[name].items()}
        responses = teia.Responses(
            catalogue=spar.ref, country="XAA", round="2022", answers=FrozenDict(given)
        )
        single = teia.assess(responses, spar)
        assert single.overall.value == scores.at[name, "overall.value"]
        for area in spar.areas:
            assert single.areas[area.id].value == scores.at[name, f"{area.id}.value"]


def test_without_the_rounding_cascade_two_totals_are_wrong(
    published: Path, spar: teia.Catalogue, answers: pd.DataFrame
) -> None:
    """Guards the test itself: the cascade is what makes the totals fit."""
    areas = tuple(
        area.model_copy(
            update={
                "scoring": area.scoring.model_copy(
                    update={
                        "rounding": area.scoring.rounding.model_copy(update={"feeds_parent": False})
                    }
                )
            }
        )
        for area in spar.areas
        if area.scoring and area.scoring.rounding
    )
    plain = spar.model_copy(update={"areas": areas})
    aggregates = pd.read_csv(published / "aggregates.csv", keep_default_na=False, na_values=[""])
    totals = aggregates[aggregates["node"] == "TOTAL"].set_index("entity")["value"].dropna()
    ours = teia.assess_frame(answers, plain)["overall.value"]
    assert (ours[totals.index] != totals).sum() == 2
