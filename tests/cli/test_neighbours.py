"""The verbs `neighbours` and `group`: text in three languages, JSON, CSV, and mistakes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from cli.conftest import Called
from cli.run import XAA, XAB
from invented import COUNTRIES, group_of

import teia_indicators as teia
from teia_indicators.neighbours.model import RESULTS
from teia_indicators.text import LANGUAGES, phrase

CATALOGUE = teia.load_catalogue()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Return the answers of six invented countries as files."""
    return [
        teia.write_responses(one, tmp_path / f"{one.country.lower()}.json")
        for one in group_of(CATALOGUE, 6)
    ]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_neighbours_in_words(call: Called, language: str) -> None:
    code, out, err = call("neighbours", XAA, XAB, "--language", language)
    assert code == 0
    found = teia.compare_neighbours(teia.read_responses(XAA), teia.read_responses(XAB))
    shown = " ".join(out.split())
    for result in RESULTS:
        name = phrase(f"neighbours.results.{result}", language)
        counted = phrase("neighbours.count", language, name=name, count=found.counts[result])
        assert counted in shown.replace("\u00a0", " ") or counted in out
    for one in found.of("mismatch"):
        assert one.pair in out
        assert one.first.said(language) in shown or one.first.said(language) in out
        assert one.first.place in out
    assert phrase("workbook.statuses.unofficial", language) in out
    assert err.count("N012") == 2


def test_two_neighbours_as_json(call: Called) -> None:
    code, out, _ = call("neighbours", XAA, XAB, "--format", "json", "--language", "fr")
    assert code == 0
    document = json.loads(out)
    assert document["countries"] == ["XAA", "XAB"]
    assert sum(document["counts"].values()) == len(document["pairs"])
    assert [one["code"] for one in document["problems"]] == ["N012", "N012"]
    assert document["pairs"][0]["text"].startswith("Les critères de vérification")


def test_two_neighbours_as_csv(call: Called, tmp_path: Path) -> None:
    assert call("neighbours", XAA, XAB, "--out", "pairs.csv", "--language", "ru")[0] == 0
    found = rows(tmp_path / "pairs.csv")
    first = next(one for one in found if one["pair"] == "NTF-P1")
    assert (first["first_answer"], first["second_answer"], first["result"]) == (
        "yes",
        "no",
        "mismatch",
    )
    assert first["first_place"].startswith("xaa-2026.yaml:")
    assert first["text"].startswith("У договоренности")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subregion(call: Called, files: list[Path], tmp_path: Path, language: str) -> None:
    pairs = ("--pair", "XAA-XAB", "--pair", "XAC-XAB", "--out", tmp_path / "matrix.csv")
    code, out, err = call("neighbours", *files, "--matrix", *pairs, "--language", language)
    assert (code, err) == (0, "")
    found = rows(tmp_path / "matrix.csv")
    assert [(one["country"], one["neighbour"]) for one in found] == [("XAA", "XAB"), ("XAB", "XAC")]
    for one in found:
        assert out.count("/".join(one[result] for result in RESULTS)) >= 2
    assert phrase("neighbours.results.undecidable", language) in out


def test_a_subregion_as_json_and_without_neighbours(call: Called, files: list[Path]) -> None:
    code, out, _ = call("neighbours", *files[:2], "--matrix", "--format", "json")
    assert code == 0
    document = json.loads(out)
    assert document["comparisons"] == []
    assert [one["code"] for one in document["problems"]] == ["N012", "N012", "N013"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((XAA, XAA), 1, "N001"),
        ((XAA,), 2, "two countries"),
        ((XAA, XAB, "--pair", "XAA-XAB"), 2, "--matrix"),
        ((XAA, XAB, "--matrix", "--pair", "XAA-XAC"), 1, "N005"),
        ((XAA, XAB, "--matrix", "--pair", "XAAXAB"), 1, "N006"),
        ((XAA, XAA, "--matrix"), 2, "M043"),
        ((XAA, "missing.yaml"), 3, "F001"),
        ((XAA, XAB, "--out", "pairs.pdf"), 3, "F"),
    ],
)
def test_mistakes_have_a_message_and_a_code(
    call: Called, arguments: tuple[object, ...], code: int, told: str
) -> None:
    found, _, err = call("neighbours", *arguments)
    assert found == code
    assert told in err


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_for_its_members(call: Called, files: list[Path], language: str) -> None:
    code, out, _ = call("group", *files, "--language", language)
    assert code == 0
    profile = teia.group_profile([teia.assess(one) for one in group_of(CATALOGUE, 6)])
    assert phrase("group.title", language, count=6) in out
    assert phrase("group.leads", language, count=len(profile.leads)) in out
    assert phrase("group.gaps", language, count=len(profile.common_gaps)) in out
    assert all(gap.id in out for gap in profile.common_gaps)
    first = profile.leads[0]
    assert f"{first.indicator}: {first.shows}" in out


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_published_group_names_nobody(
    call: Called, files: list[Path], tmp_path: Path, language: str
) -> None:
    out_file = tmp_path / "group.csv"
    text = call("group", *files, "--publish", "--language", language, "--out", out_file)
    data = call("group", *files, "--publish", "--format", "json")
    assert (text[0], data[0]) == (0, 0)
    for shown in (text[1], text[2], data[1], out_file.read_text(encoding="utf-8")):
        assert not any(code in shown for code in COUNTRIES)
    assert json.loads(data[1])["size"] == 6
    assert {one["figure"] for one in rows(out_file)} >= {"value", "real_gap"}


def test_a_small_group_is_not_published(call: Called, files: list[Path]) -> None:
    code, out, err = call("group", *files[:4], "--publish", "--language", "fr")
    assert (code, out) == (2, "")
    assert "M070" in err
    assert call("group", *files[:4])[0] == 0


def test_a_target_narrows_the_common_gaps(call: Called, files: list[Path]) -> None:
    wide = json.loads(call("group", *files, "--format", "json")[1])["common_gaps"]
    narrow = json.loads(call("group", *files, "--format", "json", "--target", 2)[1])["common_gaps"]
    assert {one["stage"] for one in narrow} <= {2}
    assert len(narrow) < len(wide)
    assert call("group", *files, "--target", 9)[0] == 2
