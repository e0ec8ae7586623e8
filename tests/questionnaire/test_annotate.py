"""The annotated copy: every problem has its mark or its line, and nothing of the file is lost."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from responses.surgery import MAIN, Workbook

import teia_indicators as teia
from teia_indicators.responses.read import check_file
from teia_indicators.text import LANGUAGES, texts

CATALOGUE = teia.load_catalogue()
EXAMPLES = Path(__file__).parents[2] / "examples"
SHEET = "Identification"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    book = Workbook(EXAMPLES / "xaa-2026.xlsx")
    book.answer(SHEET, "IDN-1.a", "value", "mostly")
    book.answer(SHEET, "IDN-1.b", "evidence.date", "31/12/2024")
    book.answer(SHEET, "IDN-1.c", "value", "withheld")
    book.answer(SHEET, "IDN-1.c", "reason", None)
    book.answer(SHEET, "IDN-1.d", "grade", "certain")
    book.answer(SHEET, "IDN-2.a", "comment", "kept in the list")
    book.answer(SHEET, "IDN-2.a", "id", "IDN-9.z")
    return book.save(tmp_path / "faulty.xlsx")


def marked(book: Workbook, sheet: str) -> set[str]:
    """Return the cells that have a note."""
    number = re.search(r"sheet(\d+)", book.parts[sheet])
    assert number is not None
    relations = book.members.get(f"xl/worksheets/_rels/sheet{number[1]}.xml.rels", b"").decode()
    part = re.search(r"comments\d+\.xml", relations)
    if part is None:
        return set()
    root = ElementTree.fromstring(book.members[f"xl/{part[0]}"])
    return {one.attrib["ref"] for one in root.iter(f"{{{MAIN}}}comment")}


def problem_sheet(language: str) -> str:
    return str(texts(language)["workbook"]["problems"]["title"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_faulty_cells_and_no_others_are_marked(
    language: str, faulty: Path, tmp_path: Path
) -> None:
    before = faulty.read_bytes()
    out = teia.annotate_workbook(faulty, tmp_path / "copy.xlsx", CATALOGUE, language=language)
    assert faulty.read_bytes() == before
    book = Workbook(out)
    sheet = list(book.parts)[2]
    wanted = {
        book.cell_of(sheet, item, key)
        for item, key in (
            ("IDN-1.a", "value"),
            ("IDN-1.b", "evidence.date"),
            ("IDN-1.c", "reason"),
            ("IDN-1.d", "grade"),
        )
    }
    assert marked(book, sheet) == wanted
    assert not any(marked(book, other) for other in book.parts if other != sheet)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_is_listed_in_the_language_with_a_link(
    language: str, faulty: Path, tmp_path: Path
) -> None:
    out = teia.annotate_workbook(faulty, tmp_path / "copy.xlsx", CATALOGUE, language=language)
    book = Workbook(out)
    assert next(iter(book.parts)) == problem_sheet(language)
    listed = set(book.texts(problem_sheet(language)).values())
    found = check_file(faulty, CATALOGUE)[1]
    assert len(found) == 5
    for one in found:
        assert one.message(language) in listed
        assert one.fix(language) in listed
        assert str(one.place) in listed
    links = book.members[book.parts[problem_sheet(language)]].count(b"<hyperlink ")
    assert links == 4, "all but the row with the unknown id"
    assert any("kept in the list" in text for text in listed)
    assert "IDN-9.z" in listed


def test_mended_the_copy_is_as_good_as_the_file(faulty: Path, tmp_path: Path) -> None:
    book = Workbook(
        teia.annotate_workbook(faulty, tmp_path / "copy.xlsx", CATALOGUE, language="fr")
    )
    sheet = list(book.parts)[2]
    original = teia.read_responses(EXAMPLES / "xaa-2026.yaml", CATALOGUE)
    for item in ("IDN-1.a", "IDN-1.c", "IDN-2.a"):
        book.answer(sheet, item, "value", str(original.value(item)))
    book.answer(sheet, "IDN-1.c", "reason", original.answers["IDN-1.c"].reason or None)
    first = original.answers["IDN-1.b"].evidence
    book.answer(sheet, "IDN-1.b", "evidence.date", first[0].date if first else None)
    book.answer(sheet, "IDN-1.d", "grade", original.answers["IDN-1.d"].grade)
    read = teia.read_responses(book.save(tmp_path / "mended.xlsx"), CATALOGUE)
    assert read.language == "fr"
    assert read.answers == original.answers


def test_a_file_without_problems_gives_a_copy_with_the_same_answers(tmp_path: Path) -> None:
    for name in ("xaa-2026.xlsx", "xab-2026.yaml"):
        out = teia.annotate_workbook(EXAMPLES / name, tmp_path / "copy.xlsx", CATALOGUE)
        assert teia.read_responses(out, CATALOGUE) == teia.read_responses(
            EXAMPLES / name, CATALOGUE
        )


def test_what_is_missing_is_marked_on_submission_only(tmp_path: Path) -> None:
    source = EXAMPLES / "xaa-2026.xlsx"
    plain = Workbook(teia.annotate_workbook(source, tmp_path / "a.xlsx", CATALOGUE))
    asked = Workbook(teia.annotate_workbook(source, tmp_path / "b.xlsx", CATALOGUE, submit=True))
    missing = teia.check_responses(teia.read_responses(source, CATALOGUE), CATALOGUE, submit=True)
    assert sum(len(marked(plain, sheet)) for sheet in plain.parts) == 0
    assert sum(len(marked(asked, sheet)) for sheet in asked.parts) == len(missing) > 0


def test_the_same_file_gives_the_same_bytes(faulty: Path, tmp_path: Path) -> None:
    first = teia.annotate_workbook(faulty, tmp_path / "a.xlsx", CATALOGUE)
    second = teia.annotate_workbook(faulty, tmp_path / "b.xlsx", CATALOGUE)
    assert first.read_bytes() == second.read_bytes()


def test_faults_of_a_document_are_marked_too(tmp_path: Path) -> None:
    text = (EXAMPLES / "xaa-2026.yaml").read_text(encoding="utf-8")
    path = tmp_path / "answers.yaml"
    path.write_text(text.replace("value: partly", "value: mostly", 1), encoding="utf-8")
    book = Workbook(teia.annotate_workbook(path, tmp_path / "copy.xlsx", CATALOGUE))
    notes = [(sheet, marked(book, sheet)) for sheet in book.parts if marked(book, sheet)]
    assert len(notes) == 1
    assert len(notes[0][1]) == 1


@pytest.mark.parametrize("content", [b"no workbook", b""])
def test_what_cannot_be_read_gets_no_copy(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(teia.ResponsesError):
        teia.annotate_workbook(tmp_path / "x.xlsx", tmp_path / "copy.xlsx", CATALOGUE)
    assert not (tmp_path / "copy.xlsx").exists()


def test_answers_to_another_catalogue_get_no_copy(tmp_path: Path) -> None:
    book = Workbook(EXAMPLES / "xaa-2026.xlsx")
    book.put("_meta", book.meta("catalogue_version"), "0.9")
    path = book.save(tmp_path / "old.xlsx")
    with pytest.raises(teia.ResponsesError) as caught:
        teia.annotate_workbook(path, tmp_path / "copy.xlsx", CATALOGUE)
    assert [one.code for one in caught.value.problems] == ["R003"]


def test_the_copy_of_a_next_round_keeps_the_answers_before(tmp_path: Path) -> None:
    before = teia.read_responses(EXAMPLES / "xaa-2026.yaml", CATALOGUE)
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2028")
    book = Workbook(teia.write_workbook(form, tmp_path / "next.xlsx", previous=before))
    book.answer(SHEET, "IDN-1.a", "unchanged", "x")
    book.answer(SHEET, "IDN-1.b", "unchanged", "perhaps")
    path = book.save(tmp_path / "filled.xlsx")
    copy = Workbook(teia.annotate_workbook(path, tmp_path / "copy.xlsx", CATALOGUE))
    assert marked(copy, SHEET) == {copy.cell_of(SHEET, "IDN-1.b", "unchanged")}
    copy.answer(SHEET, "IDN-1.b", "unchanged", "x")
    read = teia.read_responses(copy.save(tmp_path / "mended.xlsx"), CATALOGUE)
    kept = {item: before.answers[item] for item in ("IDN-1.a", "IDN-1.b")}
    assert read.answers == kept
    assert copy.texts("_meta")[copy.meta("previous_round")] == "2026"


def test_a_mark_whose_earlier_answers_are_gone_is_kept_and_told(tmp_path: Path) -> None:
    before = teia.read_responses(EXAMPLES / "xaa-2026.yaml", CATALOGUE)
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2028")
    book = Workbook(teia.write_workbook(form, tmp_path / "next.xlsx", previous=before))
    book.change_rows("_previous", lambda rows: rows[:1])
    book.answer(SHEET, "IDN-1.a", "unchanged", "x")
    path = book.save(tmp_path / "filled.xlsx")
    copy = Workbook(teia.annotate_workbook(path, tmp_path / "copy.xlsx", CATALOGUE))
    address = copy.cell_of(SHEET, "IDN-1.a", "unchanged")
    assert marked(copy, SHEET) == {address}
    assert copy.texts(SHEET)[address] == "x"


def test_what_the_file_has_no_row_for_is_marked_in_the_copy(tmp_path: Path) -> None:
    """A deleted sheet is there again, each missing answer with its link and its mark."""
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2026", depth="quick")
    book = Workbook(teia.write_workbook(form, tmp_path / "form.xlsx"))
    book.change_rows(SHEET, lambda _: [])
    source = book.save(tmp_path / "less.xlsx")
    found = check_file(source, CATALOGUE, submit=True)[1]
    missing = [one for one in found if one.code == "R010" and one.path.startswith("IDN")]
    assert [str(one.place) for one in missing] == ["less.xlsx"] * 4
    copy = Workbook(teia.annotate_workbook(source, tmp_path / "b.xlsx", CATALOGUE, submit=True))
    wanted = {copy.cell_of(SHEET, one.path, "value") for one in missing}
    assert marked(copy, SHEET) == wanted
    links = set(copy.texts(problem_sheet("en")).values())
    assert {f"{SHEET}!{cell}" for cell in wanted} <= links


def test_a_misread_answer_is_not_missing_as_well(tmp_path: Path) -> None:
    book = Workbook(EXAMPLES / "xaa-2026.xlsx")
    cell = book.answer(SHEET, "IDN-1.a", "value", "mostly")
    source = book.save(tmp_path / "a.xlsx")
    found = check_file(source, CATALOGUE, submit=True)[1]
    assert [one.code for one in found if one.place.cell == cell] == ["R007"]
