"""observations.csv and codelists.csv, as an analyst reads them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from export.bundles import LEVELS, both, contents, example, made, renamed

from teia_indicators import (
    Answer,
    Assessment,
    Responses,
    ScoringMethod,
    assess,
    export_ismi,
    load_catalogue,
)
from teia_indicators.model import FrozenDict

COLUMNS = [
    *("REF_AREA", "TIME_PERIOD", "CATALOGUE", "LEVEL", "CODE", "DIMENSION", "MEASURE"),
    *("OBS_VALUE", "OBS_LOW", "OBS_HIGH", "UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS", "COVERAGE"),
]
KEY = COLUMNS[:7]


def table(folder: Path, name: str = "observations.csv") -> pd.DataFrame:
    return pd.read_csv(folder / name, keep_default_na=False, na_values=[""])


def both_at(folder: Path, level: str) -> Path:
    return export_ismi(both(), folder, confidentiality=level)  # type: ignore[arg-type]


@pytest.mark.parametrize("level", LEVELS)
def test_one_measure_a_row_under_a_unique_key(tmp_path: Path, level: str) -> None:
    frame = table(both_at(tmp_path / "bundle", level))
    assert list(frame.columns) == COLUMNS
    assert not frame.duplicated(KEY).any()
    assert set(frame["REF_AREA"]) == {"XAA", "XAB"}
    for name in ("OBS_VALUE", "OBS_LOW", "OBS_HIGH", "COVERAGE"):
        assert str(frame[name].dtype) == "float64"
    known = frame.dropna(subset=["OBS_VALUE"])
    assert (known["OBS_LOW"] <= known["OBS_VALUE"]).all()
    assert (known["OBS_VALUE"] <= known["OBS_HIGH"]).all()
    levels = {"OVERALL", "AREA", "INDEX"}
    assert set(frame["LEVEL"]) == (
        levels if level == "public" else levels | {"INDICATOR", "CRITERION"}
    )


def test_area_scores_follow_from_the_indicator_rows(tmp_path: Path) -> None:
    frame, codes = table(both_at(tmp_path / "b", "full")), table(tmp_path / "b", "codelists.csv")
    scores = frame[(frame["MEASURE"] == "SCORE") & (frame["OBS_STATUS"] != "M")]
    parents = codes[codes["CODELIST"] == "CL_CODE"].set_index("CODE")["PARENT"]
    below = scores[scores["LEVEL"] == "INDICATOR"].assign(
        AREA=lambda rows: rows["CODE"].map(parents)
    )
    means = below.groupby(["REF_AREA", "AREA"])["OBS_VALUE"].mean().to_dict()
    areas = scores[scores["LEVEL"] == "AREA"].set_index(["REF_AREA", "CODE"])["OBS_VALUE"]
    assert len(areas) == 12
    for key, value in areas.items():
        assert math.isclose(value, means[key], abs_tol=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_every_code_has_a_label(tmp_path: Path, level: str) -> None:
    frame, codes = table(both_at(tmp_path / "b", level)), table(tmp_path / "b", "codelists.csv")
    lists = codes.groupby("CODELIST")["CODE"].agg(set)
    for column in ("LEVEL", "CODE", "DIMENSION", "MEASURE", "UNIT_MEASURE", "OBS_STATUS"):
        assert set(frame[column]) <= lists[f"CL_{column}"]
    assert set(frame["CONF_STATUS"]) <= lists["CL_CONF_STATUS"]
    assert set(frame["CATALOGUE"]) == lists["CL_CATALOGUE"]
    assert codes["LABEL_EN"].notna().all()
    assert not codes.duplicated(["CODELIST", "CODE"]).any()
    children = codes.dropna(subset=["PARENT"])
    assert set(children["PARENT"]) <= lists["CL_CODE"]


def criterion_rows(assessment: Assessment, folder: Path) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(contents(folder)["observations.csv"].decode("utf-8")))
    assert assessment.responses
    return {row["CODE"]: row for row in rows if row["LEVEL"] == "CRITERION"}


@pytest.mark.parametrize("level", ["full", "peer"])
@pytest.mark.parametrize("name", ["xaa-2026", "xab-2026"])
def test_each_answer_has_its_status_and_bounds(tmp_path: Path, level: str, name: str) -> None:
    assessment = example(name)
    rows = criterion_rows(assessment, made(tmp_path / "bundle", level, assessment))
    assert list(rows) == [one.id for one in assessment.catalogue.criteria]
    expected = {
        "yes": ("1", "1", "1", "A", "N"),
        "no": ("0", "0", "0", "A", "N"),
        "partly": ("0", "0", "0", "A", "N"),
        "not_applicable": ("", "", "", "M", "N"),
        "withheld": ("", "0", "1", "Q", "C"),
        "unknown": ("", "0", "1", "O", "N"),
        "unanswered": ("", "0", "1", "O", "N"),
    }
    parents = assessment.catalogue.parents
    for id_, row in rows.items():
        value = str(assessment.responses.value(id_))
        if assessment.responses.value(parents[id_]) == "not_applicable":
            value = "not_applicable"
        shown = tuple(
            row[key] for key in ("OBS_VALUE", "OBS_LOW", "OBS_HIGH", "OBS_STATUS", "CONF_STATUS")
        )
        assert shown == expected[value], id_


def answered(missing: str, words: Mapping[str, str]) -> Assessment:
    """Return an assessment by answer of each area; the first indicator counts for all there is."""
    catalogue = load_catalogue()
    answers = {
        one.id: Answer.model_validate({"value": words[area.id], "reason": "why"})
        for area in catalogue.areas
        for indicator in area.indicators
        for one in indicator.criteria
    }
    responses = Responses(
        catalogue=catalogue.ref, country="XAA", round="2026", answers=FrozenDict(answers)
    )
    return assess(responses, catalogue, ScoringMethod.model_validate({"missing": missing}))


@pytest.mark.parametrize("missing", ["lower", "skip", "strict"])
@pytest.mark.parametrize("words", ["unknown", "not_applicable", "mixed"])
def test_each_figure_has_its_status(tmp_path: Path, missing: str, words: str) -> None:
    """M where nothing is applicable, O where nothing is known, A where there is a figure."""
    mixed = ("yes", "no", "unknown", "not_applicable", "partly", "withheld")
    areas = [area.id for area in load_catalogue().areas]
    said = dict(zip(areas, mixed if words == "mixed" else [words] * len(areas), strict=True))
    found = answered(missing, said)
    frame = table(made(tmp_path / "bundle", "peer", found))
    frame = frame[frame["LEVEL"] != "CRITERION"]
    no_bounds, no_value = frame["OBS_LOW"].isna(), frame["OBS_VALUE"].isna()
    expected = pd.Series("A", index=frame.index).mask(no_value, "O").mask(no_bounds, "M")
    assert (frame["OBS_STATUS"] == expected).all()
    assert (no_bounds == frame["OBS_HIGH"].isna()).all()
    statuses = frame.groupby(["LEVEL", "MEASURE"])["OBS_STATUS"].agg(set).to_dict()
    open_ = {"A"} if missing == "lower" else {"O"}
    below = {"mixed": {"A", "M"} | open_, "unknown": open_, "not_applicable": {"M"}}[words]
    assert statuses["AREA", "SCORE"] == statuses["INDICATOR", "SCORE"] == below
    assert statuses["INDICATOR", "STAGE"] == {one if one == "M" else "A" for one in below}
    for code, node in {"overall": found.overall, **found.areas}.items():
        own = frame[(frame["CODE"] == code) & (frame["MEASURE"] == "SCORE")]
        given = "M" if not node.applicable else "O" if node.value is None else "A"
        assert list(own["OBS_STATUS"]) == [given]


def test_a_public_bundle_is_free_for_publication(tmp_path: Path) -> None:
    assert set(table(made(tmp_path / "bundle", "public"))["CONF_STATUS"]) == {"F"}


@pytest.mark.parametrize("start", ["=1+1", "@x", "+1", "-1", "\t=1", "\r=1"])
@pytest.mark.parametrize("level", LEVELS)
def test_no_cell_of_any_csv_can_be_run(tmp_path: Path, level: str, start: str) -> None:
    files = contents(made(tmp_path / "bundle", level, renamed(example(), round=start)))
    rounds = set()
    for name in ("observations.csv", "codelists.csv"):
        for row in csv.reader(io.StringIO(files[name].decode("utf-8"), newline="")):
            for cell in row:
                number = cell.lstrip("-").replace(".", "").replace("e", "").replace("-", "")
                assert number.isdigit() or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            rounds.add(row[1])
    assert f"'{start}" in rounds
