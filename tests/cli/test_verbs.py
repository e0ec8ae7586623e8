"""Each verb on good input: what it prints, what it writes."""

from __future__ import annotations

import csv
import datetime
import json
import re
import shutil
from pathlib import Path

import pytest
from cli.conftest import Called
from cli.run import EXAMPLES, XAA, XAB

from teia_indicators import (
    Target,
    assess,
    build_questionnaire,
    find_gaps,
    load_catalogue,
    load_target,
    read_ismi,
    read_responses,
    verify_ismi,
    write_workbook,
)
from teia_indicators.catalogue.load import data_folder
from teia_indicators.sources.tables import read_workbook
from teia_indicators.text import LANGUAGES, texts

CATALOGUE = load_catalogue()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_demo_does_the_main_job(call: Called, tmp_path: Path) -> None:
    assert (EXAMPLES / "xaa-2026.xlsx").is_file()
    code, out, _ = call("demo", "out")
    assert code == 0
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        "bundle",
        "explanations.json",
        "form.xlsx",
        "gaps.csv",
        "plan.xlsx",
        "report.html",
        "scores.csv",
        "xaa-2026.xlsx",
    ]
    assert verify_ismi(tmp_path / "out" / "bundle") == ()
    assert "verified with 0 problems" in out
    assert "unofficial" in out
    (found,) = read_ismi(tmp_path / "out" / "bundle").assessments
    same = assess(read_responses(XAA, CATALOGUE), CATALOGUE)
    assert found.overall == same.overall, "the workbook and the .yaml hold the same answers"


def test_demo_runs_twice_into_the_same_folder(call: Called, tmp_path: Path) -> None:
    for _ in range(2):
        assert call("demo", tmp_path / "out")[0] == 0
    assert verify_ismi(tmp_path / "out" / "bundle") == ()


def test_the_shipped_catalogue_has_no_problems(call: Called) -> None:
    assert call("catalogue", "lint")[0] == 0
    assert call("catalogue", "lint", data_folder("indicators", "teia"))[0] == 0
    code, out, _ = call("catalogue", "lint", "--format", "json")
    assert (code, json.loads(out)) == (0, [])


def test_catalogue_show(call: Called) -> None:
    code, out, _ = call("catalogue", "show")
    assert code == 0
    assert all(area.id in out for area in CATALOGUE.areas)
    assert "Unofficial" in out
    code, out, _ = call("catalogue", "show", "PRV-1")
    assert code == 0
    assert "PRV-1.a" in out
    assert "PRV-2.a" not in out
    found = json.loads(call("catalogue", "show", "PRV", "--format", "json")[1])
    assert [one["id"] for one in found["indicators"]][:2] == ["PRV-1", "PRV-2"]
    whole = json.loads(call("catalogue", "show", "--format", "json")[1])
    assert whole["id"] == "teia"


@pytest.mark.parametrize("depth", ["full", "quick"])
def test_a_form_can_be_read_at_once(call: Called, tmp_path: Path, depth: str) -> None:
    out = tmp_path / "new" / "xaa.xlsx"
    code, shown, _ = call(
        "form", "--country", "XAA", "--round", "2026", "--depth", depth, "--out", out
    )
    assert code == 0
    assert "questions" in shown
    read = read_responses(out, CATALOGUE)
    assert (read.country, read.round, dict(read.answers)) == ("XAA", "2026", {})
    assert call("check", out)[0] == 0
    assert call("check", out, "--submit")[0] == 1


def test_a_form_beside_last_rounds_answers(call: Called, tmp_path: Path) -> None:
    arguments = ("--country", "XAA", "--round", "2028", "--previous", XAA, "--out", "next.xlsx")
    assert call("form", *arguments)[0] == 0
    assert read_responses(tmp_path / "next.xlsx", CATALOGUE).round == "2028"


def test_check_draft_and_submit(call: Called) -> None:
    code, out, _ = call("check", XAA, XAB)
    assert code == 0
    assert "XAA 2026" in out
    assert "XAB 2026" in out
    code, _, err = call("check", XAA, "--submit")
    assert code == 1
    assert "R010" in err
    code, out, _ = call("check", XAA, "--submit", "--format", "json")
    assert code == 1
    assert {one["code"] for one in json.loads(out)} == {"R010"}


def test_assess_prints_the_profile_and_writes_every_figure(call: Called, tmp_path: Path) -> None:
    code, out, _ = call("assess", XAA, XAB, "--out", "scores")
    assert code == 0
    assert all(area.id in out for area in CATALOGUE.areas)
    assert out.index("XAA") < out.index("XAB")
    assert "unofficial" in out
    found = {(row["country"], row["id"]): row for row in rows(tmp_path / "scores" / "scores.csv")}
    assert len(found) == 2 * (7 + len(CATALOGUE.indicators))
    assessment = assess(read_responses(XAB, CATALOGUE), CATALOGUE)
    for item in ("overall", "PRV", "PRV-1"):
        low = assessment.node(item).low
        assert low is not None
        assert float(found["XAB", item]["low"]) == low
    traces = json.loads((tmp_path / "scores" / "explanations.json").read_bytes())
    assert [one["country"] for one in traces] == ["XAA", "XAB"]
    whole, *dimensions = traces[0]["traces"]
    assert [one["kind"] for one in dimensions] == ["dimension"] * 4
    reached = [item["id"] for area in whole["inputs"] for item in area["trace"]["inputs"]]
    assert reached == [one.id for one in CATALOGUE.indicators]


def test_assess_as_json(call: Called) -> None:
    code, out, _ = call("assess", XAA, "--format", "json", "--missing", "upper")
    assert code == 0
    (found,) = json.loads(out)
    assert found["country"] == "XAA"
    assert found["status"] == "unofficial"
    assert found["method"]["missing"] == "upper"
    assert found["overall"]["value"] == found["overall"]["high"]


@pytest.mark.parametrize("item", ["overall", "PRV", "PRV-1", "PRV-1.a"])
def test_explain_names_rule_and_place(call: Called, item: str) -> None:
    code, out, _ = call("assess", XAA, "--explain", item)
    assert code == 0
    assert out.startswith(item)
    assert "Catalogue teia 1.0, unofficial" in out
    if item == "PRV-1":
        assert "xaa-2026.yaml:" in out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Lowest stage: 4", "at least: 60.0", "answer withheld, met open"]),
        ("fr", ["Stade le plus bas: 4", "au moins: 60,0", "réponse non communiqué, rempli ouvert"]),
        ("ru", ["Самый низкий этап: 4", "не менее: 60,0", "выполнено открыто"]),
    ],
)
def test_explain_speaks_the_language(call: Called, language: str, said: list[str]) -> None:
    code, out, _ = call("assess", XAA, "--explain", "PRV-4", "--language", language)
    assert code == 0
    assert [one for one in said if one not in out] == []
    assert not re.search("stage_low|answers_|True|None|coverage_threshold", out)
    code, out, _ = call("assess", XAA, "--explain", "overall", "--language", language)
    assert not re.search("[a-z]_[a-z]|True|False|None", out)


def test_gaps_by_rank(call: Called, tmp_path: Path) -> None:
    code, out, _ = call("gaps", XAA, "--target", 4, "--out", "gaps.csv")
    assert code == 0
    expected = find_gaps(assess(read_responses(XAA, CATALOGUE), CATALOGUE), Target(default=4))
    found = rows(tmp_path / "gaps.csv")
    assert [row["indicator"] for row in found] == [gap.indicator for gap in expected]
    assert [float(row["gain_overall"]) for row in found] == [gap.gain_overall for gap in expected]
    assert expected.gaps[0].indicator in out
    (listed,) = json.loads(call("gaps", XAA, "--target", 4, "--format", "json")[1])
    assert [gap["rank"] for gap in listed["gaps"]] == list(range(1, len(expected) + 1))


TARGETS = EXAMPLES / "targets" / "xaa.yaml"


def test_gaps_to_targets_with_dates(call: Called, tmp_path: Path) -> None:
    code, out, _ = call("gaps", XAA, "--targets", TARGETS, "--out", "gaps.csv")
    assert code == 0
    assert "2029-06-30" in out
    found = {row["indicator"]: row for row in rows(tmp_path / "gaps.csv")}
    assert found["NTF-2"]["target_by"] == "2029-06-30"
    assert {row["target"] for name, row in found.items() if name.startswith("PUB")} == {"4"}
    early = call("gaps", XAA, "--targets", TARGETS, "--on", "2027-12-31", "--format", "json")
    (listed,) = json.loads(early[1])
    assert {gap["area"] for gap in listed["gaps"]} == {"NTF"}
    assert {gap["target_source"] for gap in listed["gaps"]} == {"Action plan on notification"}


@pytest.mark.parametrize("by", ["dimension", "authority", "quick-wins"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_views_of_gaps_in_each_language(
    by: str, language: str, call: Called, tmp_path: Path
) -> None:
    code, out, _ = call("gaps", XAA, "--by", by, "--language", language, "--out", "view.csv")
    assert code == 0
    name = by.replace("-", "_")
    note = {"quick_wins": "quick_note"}.get(name, f"{name}_note")
    assert texts(language)["gaps"][note].split(".")[0] in " ".join(out.split())
    view = find_gaps(assess(read_responses(XAA, CATALOGUE), CATALOGUE))
    expected = view.quick_wins if by == "quick-wins" else getattr(view, f"by_{name}")()
    assert len(rows(tmp_path / "view.csv")) == len(expected)
    (listed,) = json.loads(call("gaps", XAA, "--by", by, "--format", "json")[1])
    assert listed == expected.model_dump(mode="json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_gaps_are_told_in_each_language(language: str, call: Called) -> None:
    labels = texts(language)["gaps"]
    _, out, _ = call("gaps", XAA, "--language", language)
    assert labels["indicator"] in out
    assert labels["note"].split(":")[0] in out
    _, none, _ = call("gaps", XAA, "--target", 1, "--language", language)
    assert none.strip() == labels["none"].format(country="XAA", round="2026")


def test_targets_are_read_from_the_workbook_that_is_assessed(call: Called, tmp_path: Path) -> None:
    form = build_questionnaire(CATALOGUE, country="XAA", round="2026", language="fr")
    book = write_workbook(form, tmp_path / "form.xlsx", target=Target(default=3, source="Plan"))
    (listed,) = json.loads(call("gaps", book, "--targets", book, "--format", "json")[1])
    assert {(gap["target"], gap["target_source"]) for gap in listed["gaps"]} == {(3, "Plan")}


def test_mistakes_in_targets_are_told_with_their_place(call: Called, tmp_path: Path) -> None:
    path = tmp_path / "targets.yaml"
    path.write_text("default: 9\nareas: {PVR: 4}\nby: 2024-12-31\n", encoding="utf-8")
    code, _, err = call("gaps", XAA, "--targets", path, "--out", "gaps.csv", "--language", "ru")
    assert code == 1
    assert [part in err for part in ("yaml:1:10", "yaml:2:9", "yaml:3:5")] == [True] * 3
    assert "PRV" in err
    assert not (tmp_path / "gaps.csv").exists()
    assert call("gaps", XAA, "--targets", tmp_path / "none.yaml")[0] == 3
    assert call("gaps", XAA, "--targets", path, "--target", 4)[0] == 2
    assert call("gaps", XAA, "--on", "soon")[0] == 2


def test_targets_are_filled_into_a_form_or_said_to_stay_behind(
    call: Called, tmp_path: Path
) -> None:
    form = ("form", "--country", "XAA", "--round", "2026", "--out", "form.xlsx")
    assert call(*form, "--targets", TARGETS)[0] == 0
    filled = load_target(tmp_path / "form.xlsx", CATALOGUE)
    assert filled.stage("PUB-1", CATALOGUE) == 4
    code, _, err = call("merge", "form.xlsx", "--out", "merged.json", "--language", "fr")
    assert (code, "T015" in err) == (0, True)
    later = ("form", "--country", "XAA", "--round", "2028", "--out", "next.xlsx")
    _, _, err = call(*later, "--previous", "form.xlsx")
    assert "T015" in err
    _, _, err = call(*later, "--previous", "form.xlsx", "--targets", "form.xlsx")
    assert "T015" not in err
    assert load_target(tmp_path / "next.xlsx", CATALOGUE).steps == filled.steps
    assert call(*later[:-1], "next.html", "--targets", TARGETS)[0] == 2


def test_check_names_the_cells_of_targets_too(call: Called, tmp_path: Path) -> None:
    form = build_questionnaire(CATALOGUE, country="XAA", round="2026")
    book = write_workbook(form, tmp_path / "form.xlsx", target=Target(default=5))
    assert call("check", book)[0] == 0
    late = Target(default=5, by=datetime.date(2020, 1, 1))
    code, _, err = call("check", write_workbook(form, book, target=late))
    assert code == 1
    assert "form.xlsx:Targets!E5" in err
    assert "T004" in err


def test_gaps_of_a_country_that_has_none(call: Called, tmp_path: Path) -> None:
    code, _, _ = call("gaps", XAA, XAB, "--target", 1, "--out", "gaps.csv")
    assert code == 0
    header = (tmp_path / "gaps.csv").read_text(encoding="utf-8").split("\n")[0]
    assert header.startswith("country,round,rank,")


def test_a_bundle_of_an_official_catalogue_is_not_called_unofficial(
    call: Called, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(data_folder("indicators", "teia"), tmp_path / "official"))
    head = folder / "catalogue.yaml"
    text = head.read_text(encoding="utf-8").replace("status: unofficial", "status: official")
    head.write_text(text, encoding="utf-8")
    form = ("--country", "XAA", "--round", "2026", "--out", "a.xlsx")
    assert call("form", *form, "--catalogue", folder)[0] == 0
    code, out, _ = call("export", "a.xlsx", "--catalogue", folder, "--out", "bundle")
    assert (code, "full, official" in out) == (0, True)


@pytest.mark.parametrize("level", ["full", "peer", "public"])
@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_export_then_verify(call: Called, tmp_path: Path, level: str, name: str) -> None:
    code, out, _ = call("export", XAA, XAB, "--out", name, "--confidentiality", level)
    assert code == 0
    assert "unofficial" in out
    assert read_ismi(tmp_path / name).confidentiality == level
    code, out, err = call("verify", name)
    assert (code, err) == (0, "")
    assert "whole" in out
    code, out, _ = call("verify", name, "--format", "json")
    assert (code, json.loads(out)) == (0, [])


def test_verify_finds_a_changed_byte(call: Called, tmp_path: Path) -> None:
    call("export", XAA, "--out", "bundle")
    with (tmp_path / "bundle" / "observations.csv").open("ab") as file:
        file.write(b"x")
    code, _, err = call("verify", "bundle")
    assert code == 1
    assert "B004" in err
    code, out, _ = call("verify", "bundle", "--format", "json")
    assert code == 1
    assert {one["code"] for one in json.loads(out)} == {"B004", "B007"}


def test_verify_works_inside_the_bundle(
    call: Called, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("export", XAA, "--out", "bundle")
    monkeypatch.chdir(tmp_path / "bundle")
    assert call("verify", ".")[0] == 0


def test_a_form_for_odk_and_the_check_of_its_export(call: Called, tmp_path: Path) -> None:
    arguments = ("--country", "XAA", "--round", "2027", "--depth", "quick", "--out", "form.xlsx")
    code, out, _ = call("form", *arguments, "--xlsform", "--previous", XAA)
    assert code == 0
    assert "questions: 24" in out
    sheets = read_workbook(tmp_path / "form.xlsx", "form.xlsx")
    assert isinstance(sheets, tuple)
    assert [sheet.name for sheet in sheets] == ["survey", "choices", "settings", "_names"]
    assert any("Last round" in str(cell) for row in sheets[0].rows for cell in row)
    head = "teia_catalogue_id,teia_catalogue_version,teia_country,teia_round,IDN_1_stage,colour\n"
    row = "teia,1.0,XAA,2027,4,red\n"
    (tmp_path / "export.csv").write_text(head + row, encoding="utf-8")
    code, out, err = call("check", "export.csv")
    assert code == 0
    assert "export.csv:1:78: warning R045" in out + err
    (tmp_path / "export.csv").write_text(head + row + row, encoding="utf-8")
    code, out, _ = call("check", "export.csv")
    assert code == 0
    assert out.count("export.csv: XAA 2027") == 2
    code, out, _ = call("progress", "export.csv", "--format", "json")
    assert [one["country"] for one in json.loads(out)] == ["XAA", "XAA"]
