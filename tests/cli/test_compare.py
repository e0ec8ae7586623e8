"""The verb `compare`: text in three languages, data, tables, and a message for every mistake."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Called
from cli.run import EXAMPLES, XAA, XAB
from comparison.test_rounds import plan_of

import teia_indicators as teia
from teia_indicators.action_plan import PlannedAction
from teia_indicators.testing import uniform_responses
from teia_indicators.text import texts

LATER = EXAMPLES / "xaa-2028.yaml"
DRAFT = Path(__file__).parents[1] / "golden" / "catalogues" / "teia-0.9"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    assessment = teia.assess(teia.read_responses(XAA))
    library = {one.id: one for one in assessment.catalogue.actions}
    chosen = [
        PlannedAction(
            id=name,
            title=library[name].title,
            criteria=library[name].turns,
            authority=library[name].owner,
            status="planned" if name == "RSP-A18" else "done",
        )
        for name in ("NTF-A11", "NTF-A38", "RSP-A18")
    ]
    own = PlannedAction(
        id="OWN-1", origin="own", title="Keep", criteria=("PRV-1.f",), authority="Inspectorate"
    )
    path = tmp_path / "plan.json"
    path.write_text(plan_of(assessment, *chosen, own).model_dump_json(), encoding="utf-8")
    return path


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_it_tells_what_changed_and_what_was_done(call: Called, plan: Path, language: str) -> None:
    code, out, err = call("compare", XAA, LATER, "--plan", plan, "--language", language)
    assert (code, err) == (0, "")
    words = texts(language)["compare"]
    for name in ("earlier", "later", "change", "correction", "coverage", "real"):
        assert words["columns"][name] in out
    assert words["note"] in out
    assert f"{words['kinds']['down']} (1): PRV-1.f" in out
    assert f"{words['kinds']['corrected']} (2): NTF-1.d, PRV-2.g" in out
    assert words["verdicts"]["turned_not_done"].split(",")[0] in out
    assert "[EN]" not in out
    table = out[: out.index(words["note"])]
    assert max(map(len, table.splitlines())) <= 110


def test_titles_of_areas_are_in_the_language(call: Called) -> None:
    assert "PRV Предотвращение" in call("compare", XAA, LATER, "--language", "ru")[1]


def test_as_data_it_can_be_read_back(call: Called, plan: Path) -> None:
    code, out, _ = call("compare", XAA, LATER, "--plan", plan, "--format", "json")
    found = teia.RoundComparison.model_validate_json(out)
    earlier = teia.assess(teia.read_responses(XAA))
    expected = teia.compare_rounds(earlier, teia.read_responses(LATER))
    assert code == 0
    assert found.nodes == expected.nodes
    assert found.plan is not None
    assert found.plan.action("NTF-A38").verdict == "done_not_turned"
    assert found.plan.action("OWN-1").fell_back == ("PRV-1.f",)


def test_the_tables_are_written_beside_each_other(call: Called, plan: Path, tmp_path: Path) -> None:
    code, out, _ = call("compare", XAA, LATER, "--plan", plan, "--out", "out/rounds.csv")
    names = ("rounds.csv", "rounds-criteria.csv", "rounds-plan.csv")
    assert code == 0
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == sorted(names)
    assert all(f"out/{name}: written" in out for name in names)
    text = (tmp_path / "out" / "rounds.csv").read_text(encoding="utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    parts = [float(rows["PRV"][f"low_{one}"]) for one in ("correction", "coverage", "real")]
    assert sum(parts) == float(rows["PRV"]["low_change"])


def test_nothing_changed(call: Called) -> None:
    code, out, err = call("compare", XAA, XAA)
    assert (code, err) == (0, "")
    assert "Nothing changed." in out


def test_the_same_name_is_warned_of(call: Called, tmp_path: Path) -> None:
    text = LATER.read_text(encoding="utf-8").replace('round: "2028"', 'round: "2026"')
    (tmp_path / "again.yaml").write_text(text, encoding="utf-8")
    code, _, err = call("compare", XAA, "again.yaml")
    assert code == 0
    assert "warning D011" in err


def test_an_older_catalogue_is_taken_where_the_file_belongs_to_it(
    call: Called, tmp_path: Path
) -> None:
    draft = teia.load_catalogue(DRAFT)
    old = uniform_responses(draft, "yes", country="XAA", round="2024")
    teia.write_responses(old, tmp_path / "old.yaml")
    code, out, err = call("compare", "old.yaml", XAA, "--older", DRAFT)
    assert (code, err) == (0, "")
    assert "Catalogue of the earlier round: teia 0.9; of the later one: teia 1.0." in out
    assert "(+156)" in out
    code, out, _ = call("compare", "old.yaml", XAA, LATER, "--older", DRAFT)
    assert code == 0
    assert "XAA: the low, round by round" in out
    assert "Parts of the whole change from 2024 to 2028" in out
    code, out, _ = call("compare", "old.yaml", XAA, LATER, "--older", DRAFT, "--format", "json")
    assert json.loads(out)["rounds"] == ["2024", "2026", "2028"]
    code, _, err = call("compare", "old.yaml", XAA)
    assert code == 1
    assert "error R003" in err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((XAA, XAB), 1, "error D001"),
        ((LATER, XAA), 1, "error D002"),
        ((XAA,), 2, "give two rounds"),
        ((XAA, LATER, XAA, "--plan", "plan.json"), 2, "give two rounds"),
        ((XAA, LATER, "--target", 9), 2, "error M009"),
        ((XAA, LATER, "--out", "table.xlsx"), 3, "error F004"),
        ((XAA, LATER, "--out", XAA), 3, "error F004"),
        ((XAA, LATER, "--plan", "missing.json"), 3, "error F001"),
        ((XAA, "missing.yaml"), 3, "error F001"),
        ((XAA, LATER, "--older", "nowhere"), 3, "error F001"),
    ],
)
def test_mistakes_are_told(call: Called, arguments: Any, code: int, told: str) -> None:
    found, _, err = call("compare", *arguments)
    assert (found, told in " ".join(err.split())) == (code, True), err


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (lambda text: text.replace('"XAA"', '"XAB"'), 1, "error D007"),
        (lambda text: text.replace('"2026"', '"2024"'), 1, "error D008"),
        (lambda text: text.replace('"1.0"', '"0.8"'), 1, "error P023"),
        (lambda text: text.replace("PRV-1.f", "PRV-1.x"), 1, "error P037"),
        (lambda text: text.replace('"done"', '"finished"'), 1, "plan.json:1:"),
        (lambda text: text.replace('"status"', '"state"'), 1, "error F010"),
        (lambda text: text[:-9], 1, "error F008"),
        (lambda text: text.replace('{"format"', '{"country":"XAA","format"'), 1, "error F009"),
        (lambda _: "", 3, "error F003"),
        (lambda _: "[]", 1, "error F012"),
    ],
)
def test_a_plan_is_read_strictly(
    call: Called, plan: Path, change: Any, code: int, told: str
) -> None:
    plan.write_text(change(plan.read_text(encoding="utf-8")), encoding="utf-8")
    found, _, err = call("compare", XAA, LATER, "--plan", plan)
    assert (found, told in err) == (code, True), err
