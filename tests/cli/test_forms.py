"""The verbs around the workbook: forms for several authorities, check, merge, progress."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.conftest import Called
from cli.run import EXAMPLES
from responses.surgery import Workbook

import teia_indicators as teia
from teia_indicators.text import LANGUAGES, texts

CATALOGUE = teia.load_catalogue()
XAA = EXAMPLES / "xaa-2026.xlsx"
ROUND = ("--country", "XAA", "--round", "2026")


def test_one_form_for_each_authority(call: Called, tmp_path: Path) -> None:
    assigned = ("--assign", "PRV=Inspection du travail", "--assign", "PUB-1=Агентство «Юг»")
    code, out, _ = call("form", *ROUND, *assigned, "--authority", "Ministry", "--out", "parts")
    assert code == 0
    names = sorted(path.name for path in (tmp_path / "parts").iterdir())
    assert names == [
        "xaa-2026-1-ministry.xlsx",
        "xaa-2026-2-inspection-du-travail.xlsx",
        "xaa-2026-3-агентство-юг.xlsx",
    ]
    assert all(name in out for name in names)
    asked = [
        one
        for name in names
        for one in teia.read_responses(tmp_path / "parts" / name, CATALOGUE).asked
    ]
    assert sorted(asked) == sorted(one.id for one in CATALOGUE.indicators)


@pytest.mark.parametrize("entry", ["PRV", "=x", "PRV="])
def test_an_assignment_that_is_none(call: Called, tmp_path: Path, entry: str) -> None:
    code, _, told = call("form", *ROUND, "--assign", entry, "--out", "parts")
    assert code == 2
    assert told
    assert not (tmp_path / "parts").exists()


def faulty(folder: Path, language: str) -> Path:
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2026", language=language)
    book = Workbook(teia.write_workbook(form, folder / "form.xlsx"))
    book.answer(list(book.parts)[1], "IDN-1.a", "value", "mostly")
    return book.save(folder / f"{language}.xlsx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_told_of_in_its_own_language(call: Called, tmp_path: Path, language: str) -> None:
    path = faulty(tmp_path, language)
    (found,) = teia.responses.read.check_file(path, CATALOGUE)[1]
    code, _, told = call("check", path)
    assert code == 1
    assert found.message(language) in told
    code, _, told = call("check", path, "--language", "en")
    assert found.message("en") in told
    code, out, _ = call("check", path, "--format", "json")
    assert [row["message"] for row in json.loads(out)] == [found.message(language)]


def test_an_annotated_copy(call: Called, tmp_path: Path) -> None:
    path = faulty(tmp_path, "ru")
    before = path.read_bytes()
    code, out, _ = call("check", path, "--annotate", "copy.xlsx")
    assert code == 1
    assert "copy.xlsx" in out
    assert path.read_bytes() == before
    assert next(iter(Workbook(tmp_path / "copy.xlsx").parts)) == "Проблемы"
    code, _, told = call("check", path, XAA, "--annotate", "copy2.xlsx")
    assert code == 2
    assert "--annotate" in told
    assert not (tmp_path / "copy2.xlsx").exists()


def test_no_file_that_is_read_is_written_over(call: Called, tmp_path: Path) -> None:
    path = faulty(tmp_path, "ru")
    before = path.read_bytes()
    for arguments in (
        ("check", path, "--annotate", path),
        ("merge", path, "--out", path),
        ("form", *ROUND, "--previous", path, "--out", path),
        ("migrate", path, "--out", path),
    ):
        code, _, told = call(*arguments)
        assert code == 3
        assert "F017" in told
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("out", "more"), [("a.csv", ("--xlsform",)), ("a.html", ("--xlsform",)), ("a.docx", ())]
)
def test_a_form_is_what_its_ending_says(
    call: Called, tmp_path: Path, out: str, more: tuple[str, ...]
) -> None:
    code, _, told = call("form", *ROUND, *more, "--out", out)
    assert code == 3
    assert "F004" in told
    assert ".xlsx" in told
    assert not (tmp_path / out).exists()


def test_an_annotated_copy_is_a_workbook(call: Called, tmp_path: Path) -> None:
    path = faulty(tmp_path, "en")
    code, out, told = call("check", path, "--annotate", "copy.csv", "--format", "json")
    assert code == 3
    assert [one["code"] for one in json.loads(out + told)] == ["F004"]
    assert not (tmp_path / "copy.csv").exists()


def test_the_name_of_a_round_makes_no_folders(call: Called, tmp_path: Path) -> None:
    rest = ("--country", "XAA", "--round", "2026/27", "--assign", "PRV=A", "--out", "parts")
    code, _, _ = call("form", *rest)
    assert code == 0
    names = sorted(path.name for path in (tmp_path / "parts").iterdir())
    assert names == ["xaa-2026-27-1-others.xlsx", "xaa-2026-27-2-a.xlsx"]


def test_a_merged_file_of_another_kind_is_told_of_before_reading(call: Called) -> None:
    code, _, told = call("merge", XAA, "--out", "all.pdf")
    assert code == 3
    assert ".json, .yaml, .yml, .xlsx" in told


def test_a_merged_workbook_says_what_it_cannot_hold(call: Called, tmp_path: Path) -> None:
    full = teia.read_responses(XAA, CATALOGUE)
    for name in ("a", "b"):
        teia.write_responses(full, tmp_path / f"{name}.json")
    code, _, told = call("merge", "a.json", "b.json", "--out", "all.xlsx", "--language", "ru")
    assert code == 0
    assert "предупреждение R047" in told
    code, _, told = call("merge", "a.json", "b.json", "--out", "all.json")
    assert (code, told) == (0, "")


@pytest.mark.parametrize("verb", ["progress", "merge", "assess", "gaps", "export"])
def test_warnings_of_the_files_are_told(call: Called, tmp_path: Path, verb: str) -> None:
    """A sheet was emptied: it counts as unanswered, and the coordinator should know."""
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2026")
    book = Workbook(teia.write_workbook(form, tmp_path / "form.xlsx"))
    book.change_rows(list(book.parts)[1], lambda _: [])
    path = book.save(tmp_path / "less.xlsx")
    more = {"merge": ("--out", "all.json"), "export": ("--out", "bundle")}.get(verb, ())
    code, _, told = call(verb, path, *more, "--language", "fr")
    assert code == 0
    assert "avertissement R025" in told


@pytest.mark.parametrize("verb", ["check", "progress"])
def test_a_language_without_texts_is_refused(call: Called, verb: str) -> None:
    code, _, told = call(verb, XAA, "--language", "de")
    assert code == 2
    assert "M012" in told
    assert "en, fr, ru" in told


def test_merge_tells_the_lines_of_a_json(call: Called, tmp_path: Path) -> None:
    full = teia.read_responses(XAA, CATALOGUE)
    answers = {**full.answers, "IDN-1.a": teia.Answer(value="no")}
    teia.write_responses(full, tmp_path / "a.json")
    code, _, _ = call("merge", "a.json", "--out", "all.json")
    assert code == 0
    (source,) = teia.read_responses(tmp_path / "all.json", CATALOGUE).sources
    lines = (tmp_path / "a.json").read_text(encoding="utf-8").splitlines()
    number = int(source.places["IDN-1.b"].split(":")[1])
    assert '"IDN-1.b"' in "".join(lines[number - 2 : number])
    other = full.model_copy(update={"answers": type(full.answers)(answers)})
    teia.write_responses(other, tmp_path / "b.json")
    code, _, told = call("merge", "a.json", "b.json", "--out", "c.json")
    assert code == 1
    assert "a.json:1:1" not in told
    assert told.count("b.json:") > told.count("b.json:1:1")


@pytest.mark.parametrize("ending", ["json", "yaml", "xlsx"])
def test_merge_writes_what_was_said_by_all(call: Called, tmp_path: Path, ending: str) -> None:
    full = teia.read_responses(XAA, CATALOGUE)
    for name in ("a", "b"):
        kept = {k: one for k, one in full.answers.items() if (k < "PRP") == (name == "a")}
        part = full.model_copy(update={"answers": type(full.answers)(kept)})
        teia.write_responses(part, tmp_path / f"{name}.json")
    code, out, _ = call("merge", "a.json", "b.json", "--out", f"all.{ending}")
    assert code == 0
    assert "209" in out
    merged = teia.read_responses(tmp_path / f"all.{ending}", CATALOGUE)
    assert merged.answers == full.answers


def test_merge_lists_conflicts_and_writes_nothing(call: Called, tmp_path: Path) -> None:
    full = teia.read_responses(XAA, CATALOGUE)
    answers = dict(full.answers)
    answers["IDN-1.a"] = teia.Answer(value="no")
    other = full.model_copy(update={"answers": type(full.answers)(answers)})
    teia.write_responses(other, tmp_path / "b.yaml")
    code, _, told = call("merge", XAA, "b.yaml", "--out", "all.json", "--language", "fr")
    assert code == 1
    assert "R031" in told
    assert "xaa-2026.xlsx:Identification!G6" in told
    assert "b.yaml:" in told
    assert not (tmp_path / "all.json").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_as_a_table_and_as_json(call: Called, language: str) -> None:
    code, out, _ = call("progress", XAA, "--language", language)
    assert code == 0
    assert "IDN" in out
    code, out, _ = call("progress", XAA, "--format", "json")
    (found,) = json.loads(out)
    whole = found["rows"][0]
    assert (whole["group"], whole["asked"]) == ("overall", 220)
    assert whole["share"] == (whole["answered"] + whole["implied"]) / 220


def test_a_page_for_the_browser(call: Called, tmp_path: Path) -> None:
    arguments = ("form", *ROUND, "--language", "fr", "--previous", XAA, "--out", "xaa.html")
    assert call(*arguments)[0] == 0
    text = (tmp_path / "xaa.html").read_text(encoding="utf-8")
    assert text.startswith('<!doctype html>\n<html lang="fr">')
    assert '"previous":{' in text


def test_another_ending_is_refused(call: Called, tmp_path: Path) -> None:
    code, _, told = call("form", *ROUND, "--out", "xaa.pdf")
    assert code == 3
    assert "F004" in told
    assert ".html" in told
    assert not (tmp_path / "xaa.pdf").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_verbs_say_what_they_did_in_the_language(call: Called, language: str) -> None:
    words = texts(language)["printed"]
    asked = ("--language", language)
    _, out, _ = call("form", *ROUND, *asked, "--depth", "quick", "--out", "form.xlsx")
    assert words["form"].format(count=24) in out
    _, out, _ = call("check", "form.xlsx")
    assert words["checked"].format(errors=0, warnings=0) in out
    _, out, _ = call("merge", "form.xlsx", "--out", "merged.json", *asked)
    assert words["merged"].format(count=0) in out
    _, out, _ = call("export", XAA, "--out", "bundle", *asked)
    assert texts(language)["workbook"]["statuses"]["unofficial"] in out
    _, out, _ = call("verify", "bundle", *asked)
    assert words["verified"] in out
