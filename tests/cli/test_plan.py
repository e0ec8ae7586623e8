"""The verb `plan`: draft, write, edit, draft again."""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path

import pytest
from cli.conftest import Called
from cli.run import XAA, XAB

from teia_indicators import ActionPlan, Amount, load_catalogue, read_plan, write_plan

#: Column of IDN-1.a in the export of a form for ODK.
COLUMN = "IDN-IDN_1-IDN_1_a"

needs_scipy = pytest.mark.skipif(
    importlib.util.find_spec("scipy") is None, reason="scipy (extra stats) is not installed"
)


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_a_plan_is_shown_in_the_readers_language(call: Called, language: str) -> None:
    code, out, err = call("plan", XAA, "--target", "4", "--language", language)
    assert code == 0
    shown = {"en": "Responsible", "fr": "responsable", "ru": "Ответственное"}[language]
    assert shown in out
    assert {"en": "unofficial", "fr": "non officiel", "ru": "неофициальный"}[language] in out
    assert "P014" in err


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.json", "plan.csv"])
def test_a_plan_is_written(call: Called, tmp_path: Path, name: str) -> None:
    code, out, _ = call("plan", XAA, "--start", "2027-01-01", "--out", name)
    assert code == 0
    assert name in out
    if name.endswith(".csv"):
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows[0]["start"].startswith("2027-01-01")
        assert [row["order"] for row in rows] == [str(at) for at in range(1, len(rows) + 1)]
    else:
        plan = read_plan(tmp_path / name)
        assert (plan.country, plan.round) == ("XAA", "2026")
        assert all(one.start for one in plan)


def test_what_was_edited_stays_in_the_next_draft(call: Called, tmp_path: Path) -> None:
    assert call("plan", XAA, "--target", "4", "--out", "plan.json")[0] == 0
    plan = read_plan(tmp_path / "plan.json")
    name = plan.actions[0].id
    write_plan(plan.edit(name, comment="agreed"), tmp_path / "edited.xlsx", language="fr")
    arguments = ("--target", "4", "--previous", "edited.xlsx", "--out", "again.xlsx")
    assert call("plan", XAA, *arguments)[0] == 0
    assert read_plan(tmp_path / "again.xlsx").action(name).comment == "agreed"


@needs_scipy
def test_a_budget_takes_the_amounts_of_the_earlier_plan(call: Called, tmp_path: Path) -> None:
    assert call("plan", XAA, "--target", "4", "--out", "plan.json")[0] == 0
    plan = read_plan(tmp_path / "plan.json")
    for one in plan:
        amount = Amount(low=0.0, high=100.0 * one.points, currency="EUR")
        plan = plan.edit(one.id, amount=amount)
    write_plan(plan, tmp_path / "priced.json")
    limits = ("--target", "4", "--previous", "priced.json", "--budget", "500", "--currency", "EUR")
    code, out, _ = call("plan", XAA, *limits, "--format", "json")
    assert code == 0
    found = ActionPlan.model_validate_json(json.dumps(json.loads(out)["plan"]))
    spent = sum(one.amount.high for one in found if one.amount and one.counts)
    assert 0 < spent <= 500
    assert found.limits.budget == 500


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--budget", "-5", "--currency", "EUR"], "M080"),
        (["--budget", "5"], "M081"),
        (["--budget", "5", "--currency", "euro"], "M081"),
        (["--start", "2024-01-01"], "M089"),
        (["--start", "2027-01-01", "--load", "0"], "M088"),
        (["--target", "9"], "M009"),
    ],
)
def test_a_wrong_argument_is_code_2(call: Called, arguments: list[str], told: str) -> None:
    code, out, err = call("plan", XAA, *arguments, "--out", "plan.xlsx")
    assert code == 2
    assert told in err
    assert out == ""
    assert not Path("plan.xlsx").exists()


def test_a_plan_of_another_country_is_refused(call: Called) -> None:
    assert call("plan", XAA, "--out", "plan.json")[0] == 0
    code, _, err = call("plan", XAB, "--previous", "plan.json")
    assert code == 1
    assert "P002" in err


def test_a_plan_does_not_replace_what_it_was_made_from(call: Called, tmp_path: Path) -> None:
    assert call("plan", XAA, "--out", "plan.json")[0] == 0
    before = (tmp_path / "plan.json").read_bytes()
    assert call("plan", XAA, "--previous", "plan.json", "--out", "plan.json")[0] == 3
    assert (tmp_path / "plan.json").read_bytes() == before


def test_targets_come_from_a_file(call: Called, tmp_path: Path) -> None:
    path = tmp_path / "targets.yaml"
    path.write_text("default: 1\nindicators:\n  NTF-2: 3\n", encoding="utf-8")
    code, out, err = call("plan", XAA, "--targets", path, "--out", "plan.json")
    assert code == 0, err + out
    assert [one.criteria for one in read_plan(tmp_path / "plan.json")] == [("NTF-2.b",)]
    assert call("plan", XAA, "--targets", path, "--target", "3")[0] == 2


def test_a_file_of_several_questionnaires_is_told(call: Called, tmp_path: Path) -> None:
    heads = ("id", "version", "checksum")
    own = load_catalogue().ref
    lines = [
        [*(f"teia_catalogue_{one}" for one in heads), "teia_country", "teia_round", COLUMN],
        *([*(getattr(own, one) for one in heads), "XAA", year, "yes"] for year in ("2026", "2028")),
    ]
    path = tmp_path / "export.csv"
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    code, out, err = call("plan", path)
    assert (code, out) == (1, "")
    assert err.startswith("export.csv: error D014")


def test_what_is_overdue_is_told(call: Called) -> None:
    arguments = ("--target", "4", "--start", "2027-01-01", "--today", "2031-01-01")
    code, _, err = call("plan", XAA, *arguments)
    assert code == 0
    assert "P013" in err
