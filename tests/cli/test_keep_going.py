"""Many files of which one is bad: all or none, or the others with a summary and code 1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Called
from cli.run import XAA, XAB

import teia_indicators as teia
from teia_indicators.testing import uniform_responses

SUMMARY = "files: {count}, used: {used}, left out: {left}"
WRITES: dict[str, list[object]] = {
    "assess": ["--out", "scores"],
    "gaps": ["--out", "gaps.csv"],
    "export": ["--out", "bundle"],
    "progress": [],
}


def summary(err: str) -> str:
    return err.strip().splitlines()[-1]


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_text(XAA.read_text(encoding="utf-8").replace("IDN-1.a:", "IDN-1.zz:"))
    return path


@pytest.mark.parametrize("verb", WRITES)
def test_the_others_are_what_they_are_without_the_bad_one(
    call: Called, tmp_path: Path, bad: Path, verb: str
) -> None:
    code, alone, _ = call(verb, XAA, XAB, *WRITES[verb])
    assert code == 0
    written = {one: one.read_bytes() for one in tmp_path.rglob("*.*") if one.is_file()}
    code, out, err = call(verb, XAA, bad, XAB, tmp_path / "missing.json", *WRITES[verb])
    assert code in (1, 3)
    assert out == ""
    code, out, err = call(
        verb, XAA, bad, XAB, tmp_path / "missing.json", *WRITES[verb], "--keep-going"
    )
    assert (code, out) == (1, alone)
    assert "bad.yaml" in err
    assert "missing.json: error F001" in err
    assert summary(err) == SUMMARY.format(count=4, used=2, left=2)
    assert {one: one.read_bytes() for one in written} == written


@pytest.mark.parametrize("verb", WRITES)
def test_where_none_is_left_nothing_is_written(
    call: Called, tmp_path: Path, bad: Path, verb: str
) -> None:
    code, out, err = call(verb, bad, *WRITES[verb], "--keep-going", "--language", "fr")
    assert (code, out) == (1, "")
    assert summary(err) == "fichiers : 1, retenus : 0, écartés : 1"
    assert [one.name for one in tmp_path.iterdir()] == ["bad.yaml"]
    assert call(verb, "missing.json", *WRITES[verb], "--keep-going")[0] == 3


@pytest.mark.parametrize("verb", ["assess", "gaps", "export", "progress"])
def test_data_stay_data(call: Called, bad: Path, verb: str) -> None:
    alone = json.loads(call(verb, XAA, *WRITES[verb], "--format", "json")[1])
    arguments = (XAA, bad, *WRITES[verb], "--format", "json", "--keep-going")
    code, out, err = call(verb, *arguments)
    assert (code, json.loads(out)) == (1, alone)
    assert summary(err) == SUMMARY.format(count=2, used=1, left=1)


def test_a_country_and_round_that_come_again_are_left_out_of_a_bundle(
    call: Called, tmp_path: Path
) -> None:
    again = tmp_path / "again.yaml"
    again.write_bytes(XAA.read_bytes())
    assert call("export", XAA, again, "--out", "bundle")[0] == 1
    code, _, err = call("export", XAA, again, XAB, "--out", "bundle", "--keep-going")
    assert code == 1
    assert "again.yaml: error B010: XAA 2026 is given twice." in err
    found = teia.read_ismi(tmp_path / "bundle")
    assert [one.country for one in found.records] == ["XAA", "XAB"]


def test_what_cannot_be_scored_is_left_out(call: Called, tmp_path: Path) -> None:
    """XAA has open answers, which this policy refuses."""
    whole = tmp_path / "whole.json"
    catalogue = teia.load_catalogue()
    answers = uniform_responses(catalogue, "yes", country="XAC", round="2026")
    teia.write_responses(answers, whole)
    code, out, err = call("assess", XAA, whole, "--missing", "error", "--keep-going")
    assert code == 1
    assert "XAC" in out
    assert "XAA 2026" not in out
    assert summary(err) == SUMMARY.format(count=2, used=1, left=1)


def test_check_goes_on_and_counts(call: Called, bad: Path) -> None:
    assert call("check", XAA, bad, "missing.json")[0] == 3
    code, _, err = call("check", XAA, bad, "missing.json", "--keep-going", "--language", "ru")
    assert code == 1
    assert summary(err) == "файлов: 3, использовано: 1, пропущено: 2"
    assert call("check", XAA, "--keep-going")[0] == 0


def test_some_thirty_workbooks(call: Called, tmp_path: Path) -> None:
    """A small version of tests/load.py, which takes 10,000."""
    from load import BAD, make_workbooks

    make_workbooks(tmp_path, 30, distinct=2)
    files = sorted(one.name for one in tmp_path.glob("X*.xlsx"))
    assert len(files) == 30
    code, _, err = call("export", BAD, *files, "--out", "bundle", "--no-xlsx", "--keep-going")
    assert code == 1
    assert summary(err) == SUMMARY.format(count=31, used=30, left=1)
    assert len(teia.read_ismi(tmp_path / "bundle").records) == 30


def test_scores_do_not_replace_answers(call: Called, tmp_path: Path) -> None:
    answers = tmp_path / "scores.csv"
    teia.write_responses(teia.read_responses(XAA), answers)
    before = answers.read_bytes()
    for verb, out in (("assess", "."), ("gaps", "scores.csv")):
        code, _, err = call(verb, answers, "--out", out)
        assert code == 3
        assert "F017" in err
    assert answers.read_bytes() == before


@pytest.mark.parametrize("dated", [True, False])
def test_gaps_to_targets_go_file_by_file_where_a_day_is_named(
    call: Called, bad: Path, monkeypatch: pytest.MonkeyPatch, dated: bool
) -> None:
    """Without a day the latest round decides which targets are over: all are read first."""
    targets = Path(__file__).parents[2] / "examples" / "targets" / "xaa.yaml"
    steps: list[str] = []
    for name in ("assess", "find_gaps"):
        original = getattr(teia, name)

        def stepping(*given: object, _name: str = name, _call: Any = original, **more: Any) -> Any:
            steps.append(_name)
            return _call(*given, **more)

        monkeypatch.setattr(teia, name, stepping)
    day = ("--on", "2028-06-30") if dated else ()
    arguments = (XAA, bad, XAB, "--targets", targets, *day, "--format", "json")
    code, out, _ = call("gaps", *arguments, "--keep-going")
    assert code == 1
    one_by_one = ["assess", "find_gaps"] * 2
    assert steps == (one_by_one if dated else sorted(one_by_one))
    assert [one["country"] for one in json.loads(out)] == ["XAA", "XAB"]
