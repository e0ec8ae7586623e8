"""A secretariat's swap: official texts in a folder of its own, no code touched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import teia_indicators as teia
from teia_indicators.catalogue.load import merge_files
from teia_indicators.sources.yaml import dump_yaml
from teia_indicators.testing import uniform_responses

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> teia.Catalogue:
    """Return the catalogue with every slot filled and its status changed."""
    folder = Path(shutil.copytree(ROOT / "indicators" / "teia", tmp_path_factory.mktemp("x") / "t"))
    shutil.rmtree(folder / "translations")
    tree, _ = merge_files(folder)
    assert tree is not None
    head = {key: value for key, value in tree.data.items() if key not in ("provisions", "actions")}
    head |= {"status": "official", "statement": "Text of the secretariat."}
    head["areas"] = [path.stem for path in sorted((folder / "areas").glob("*.yaml"))]
    (folder / "catalogue.yaml").write_text(dump_yaml(head), encoding="utf-8")
    for area in json.loads(json.dumps(tree.data["areas"])):
        for indicator in area["indicators"]:
            indicator["official_text"] = {"en": f"Official title {indicator['id']}"}
            indicator["provenance"] = "official"
            for criterion in indicator["criteria"]:
                criterion["official_text"] = {"en": f"Official text {criterion['id']}"}
                criterion["provenance"] = "official"
        stem = next(
            path
            for path in (folder / "areas").glob("*.yaml")
            if f"\nid: {area['id']}\n" in path.read_text(encoding="utf-8")
        )
        stem.write_text(dump_yaml(area), encoding="utf-8")
    return teia.load_catalogue(folder)


def test_the_form_shows_the_official_text(official: teia.Catalogue, tmp_path: Path) -> None:
    form = teia.build_questionnaire(official, country="XAA", round="2026")
    assert all(question.text.startswith("Official t") for question in form.questions)
    from teia_indicators.sources.tables import read_workbook

    sheets = read_workbook(teia.write_workbook(form, tmp_path / "form.xlsx"), "form.xlsx")
    assert isinstance(sheets, tuple)
    cells = [str(cell) for sheet in sheets for row in sheet.rows for cell in row]
    assert any(cell == "Official text PRV-1.a" for cell in cells)
    assert not any("unofficial" in cell.lower() for cell in cells)


def test_gaps_traces_and_codes_show_it_too(official: teia.Catalogue, tmp_path: Path) -> None:
    assessment = teia.assess(uniform_responses(official, "no"), official)
    gaps = teia.find_gaps(assessment)
    assert all(one.text.startswith("Official text") for gap in gaps for one in gap.criteria)
    assert all(gap.title.startswith("Official title") for gap in gaps)
    assert "Official text PRV-1.a" in str(assessment.explain("PRV-1"))
    teia.export_ismi(assessment, tmp_path / "bundle")
    codes = (tmp_path / "bundle" / "codelists.csv").read_text(encoding="utf-8")
    assert "Official text PRV-1.a" in codes
    assert "unofficial" not in codes
    assert "official" in repr(official)
    assert "unofficial" not in repr(official)
    assert not teia.verify_ismi(tmp_path / "bundle")
