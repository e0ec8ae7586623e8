"""The verb `report`: every kind of file, three languages, and a message for every mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.conftest import Called
from cli.run import EXAMPLES, XAA, XAB

import teia_indicators as teia

LATER = EXAMPLES / "xaa-2028.yaml"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "sections: 10"), ("fr", "sections : 10"), ("ru", "разделов: 10")],
)
def test_it_writes_a_page_with_what_is_given(
    call: Called, tmp_path: Path, language: str, said: str
) -> None:
    out = tmp_path / "report.html"
    options = ("--earlier", XAA, "--neighbour", XAB, "--language", language, "--out", out)
    assert call("report", LATER, *options) == (0, f"{out}: {said}\n", "")
    own, before, other = (teia.assess(teia.read_responses(one)) for one in (LATER, XAA, XAB))
    expected = teia.render_report(
        own,
        gaps=teia.find_gaps(own),
        comparison=teia.compare_rounds(before, own),
        neighbours=[teia.compare_neighbours(own, other)],
        language=language,
    )
    assert out.read_text(encoding="utf-8") == expected


def test_a_plan_is_taken_in_and_data_are_printed(call: Called, tmp_path: Path) -> None:
    code, _, err = call("plan", LATER, "--start", "2029-01-01", "--out", tmp_path / "plan.xlsx")
    assert code in (0, 1), err
    out = tmp_path / "report.html"
    options = ("--plan", tmp_path / "plan.xlsx", "--format", "json", "--out", out)
    code, printed, err = call("report", LATER, *options)
    assert (code, err) == (0, "")
    assert json.loads(printed) == {"report": str(out), "country": "XAA", "round": "2028"}
    assert 'id="plan-section"' in out.read_text(encoding="utf-8")


def test_two_pages_are_a_part_of_it(call: Called, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert call("report", LATER, "--short", "--out", out) == (0, f"{out}: sections: 4\n", "")
    own = teia.assess(teia.read_responses(LATER))
    expected = teia.render_report(own, gaps=teia.find_gaps(own), short=True)
    assert out.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_the_other_kinds(call: Called, tmp_path: Path, kind: str, start: bytes) -> None:
    pytest.importorskip("typst" if kind == "pdf" else "docx")
    code, _, err = call("report", LATER, "--out", tmp_path / f"report.{kind}")
    assert (code, err) == (0, "")
    assert (tmp_path / f"report.{kind}").read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--out", "report.txt"), 3, "F004"),
        (("--out", "report.html", "--earlier", str(XAB)), 1, "D00"),
        (("--out", "report.html", "--neighbour", str(XAA)), 1, "N0"),
        (("--out", "report.html", "--language", "de"), 2, "M012"),
        (("--out", "report.html", "--plan", "none.xlsx"), 3, "F001"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    call: Called,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    found, out, err = call("report", LATER, *options)
    assert (found, out) == (code, "")
    assert said in err
    assert list(tmp_path.iterdir()) == []
