"""A mapping of another shape is a file: five indices that overlap, weights, another scale."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from export.bundles import EXAMPLES, LEVELS, contents, document
from typer.testing import CliRunner

from teia_indicators import assess, export_ismi, load_catalogue, load_mapping, verify_ismi
from teia_indicators.catalogue.scale import Scale, Stage
from teia_indicators.cli.app import app
from teia_indicators.testing import uniform_responses

OTHER = """
id: other
version: "2.0"
title: Five of another shape
assumptions: [Made for a test.]
partly: 0.5
indices:
  - {id: everything, title: Everything, select: [{area: PRV}, {area: IDN, weight: 2}]}
  - {id: laws, title: Laws, select: [{dimension: legislation}]}
  - {id: one, title: One, select: [{indicator: PRV-1}]}
  - {id: single, title: Single, select: [{criterion: PRV-1.a, weight: 0.25}]}
  - {id: border, title: Across the border, select: [{dimension: transboundary}]}
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "other.yaml"
    path.write_text(OTHER, encoding="utf-8")
    return path


@pytest.mark.parametrize("level", LEVELS)
def test_another_mapping_and_scale_need_no_code(tmp_path: Path, mapping: Path, level: str) -> None:
    shipped = load_catalogue()
    stages = tuple(
        Stage(stage=at, label=f"Level {at}", value=value)
        for at, value in zip(range(1, 7), (2.0, 2.0, 3.5, 5.0, 8.0, 10.0), strict=True)
    )
    scale = Scale(stages=stages, default_target=5, unit="own")
    catalogue = shipped.model_copy(update={"scale": scale, "version": "own"})
    one = assess(uniform_responses(catalogue, "partly", country="XAA", round="2026"), catalogue)
    folder = tmp_path / "bundle"
    found = load_mapping(mapping, catalogue)
    export_ismi(one, folder, mapping=found, confidentiality=level)  # type: ignore[arg-type]
    assert verify_ismi(folder) == ()
    data = document(folder)
    assert [one["id"] for one in data["assessments"][0]["indices"]] == [
        *("everything", "laws", "one", "single", "border")
    ]
    assert {one["value"] for one in data["assessments"][0]["indices"]} == {0.5}
    criteria = {one.id: one for one in catalogue.criteria}
    used = {id_ for id_ in criteria if id_[:3] in ("PRV", "IDN")}
    used |= {i for i, c in criteria.items() if c.dimension in ("legislation", "transboundary")}
    assert data["unmapped"] == [id_ for id_ in criteria if id_ not in used]
    assert "PRV-1.a" in data["multiple"]
    text = contents(folder)["observations.csv"].decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    (whole,) = (row for row in rows if (row["LEVEL"], row["MEASURE"]) == ("OVERALL", "SCORE"))
    assert (whole["OBS_VALUE"], whole["UNIT_MEASURE"]) == ("2.0", "SCALE")


def test_the_command_line_takes_the_file(tmp_path: Path, mapping: Path) -> None:
    out = tmp_path / "bundle"
    command = ["export", str(EXAMPLES / "xaa-2026.yaml"), "--mapping", str(mapping)]
    done = CliRunner().invoke(app, [*command, "--out", str(out)])
    assert done.exit_code == 0, done.output
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert manifest["mapping"] == "other 2.0"
    assert verify_ismi(out) == ()
