"""The written workbook: XlsxWriter drops what is too long with a warning only, so it is counted."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from responses.surgery import MAIN, Workbook

from teia_indicators import Catalogue, build_questionnaire, load_catalogue, write_workbook
from teia_indicators.problems import split_cell
from teia_indicators.responses.model import EVIDENCE_KINDS, GRADES
from teia_indicators.sources.tables import column_letters
from teia_indicators.testing import uniform_responses
from teia_indicators.text import LANGUAGES, texts

WRITTEN = [language for language in LANGUAGES if texts(language)]
LISTED = {"value", "evidence.kind", "grade", "correction", "unchanged"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def _rules(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """Return the drop-down of each cell that has one."""
    found = {}
    for rule in root.iter(f"{{{MAIN}}}dataValidation"):
        for address in _addresses(rule.attrib["sqref"]):
            assert address not in found
            found[address] = rule
    return found


def _addresses(spans: str) -> list[str]:
    """Return every cell of spans such as ``G5 G7:G9``; each is of one column."""
    found = []
    for span in spans.split():
        first, _, last = span.partition(":")
        (column, top), (same, bottom) = split_cell(first), split_cell(last or first)
        assert column == same
        letters = column_letters(column - 1)
        found += [f"{letters}{row}" for row in range(top, bottom + 1)]
    return found


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("depth", ["full", "quick"])
@pytest.mark.parametrize("again", [False, True], ids=["first", "next round"])
def test_no_drop_down_is_missing(
    language: str, depth: str, again: bool, catalogue: Catalogue, tmp_path: Path
) -> None:
    form = build_questionnaire(
        catalogue,
        country="XAA",
        round="2026",
        language=language,
        depth=depth,  # type: ignore[arg-type]
    )
    previous = uniform_responses(catalogue, "no") if again else None
    book = Workbook(write_workbook(form, tmp_path / "form.xlsx", previous=previous))
    for area, sheet in zip(catalogue.areas, list(book.parts)[1:7], strict=True):
        rules = _rules(book.sheet(sheet))
        keys = {text.removeprefix("teia:") for text in book.texts(sheet).values()}
        wanted = {
            book.cell_of(sheet, question.id, key): question.kind
            for question in form.questions
            if question.area == area.id
            for key in LISTED & keys
        }
        assert set(rules) == set(wanted)
        assert ("correction" in keys) == again
        assert ("unchanged" in keys) == again
    more = _rules(book.sheet(list(book.parts)[7]))
    assert len(more) >= 40


@pytest.mark.parametrize("language", WRITTEN)
def test_prompts_and_titles_are_within_the_limits_of_excel(
    language: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    form = build_questionnaire(catalogue, country="XAA", round="2026", language=language)
    book = Workbook(write_workbook(form, tmp_path / "form.xlsx"))
    count = 0
    for name in book.parts:
        for rule in _rules(book.sheet(name)).values():
            count += 1
            assert 1 <= len(rule.attrib["errorTitle"]) <= 32
            assert 1 <= len(rule.attrib["error"]) <= 255
            assert len(rule.get("promptTitle", "")) <= 32
            assert len(rule.get("prompt", "")) <= 255
            assert rule.get("showErrorMessage") == "1"
            assert rule.get("errorStyle", "stop") == "stop"
            if rule.findtext(f"{{{MAIN}}}formula1") in ("teia_answers", "teia_stages"):
                assert rule.get("prompt")
    assert count > 3 * len(catalogue.criteria)


def test_drop_downs_point_at_lists_that_are_there(catalogue: Catalogue, tmp_path: Path) -> None:
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    book = Workbook(write_workbook(form, tmp_path / "form.xlsx"))
    names = dict(
        re.findall(
            r'<definedName name="(teia_\w+)">_lists!\$([A-Z]+\$1:\$[A-Z]+\$\d+)<',
            book.members["xl/workbook.xml"].decode(),
        )
    )
    used = {
        rule.findtext(f"{{{MAIN}}}formula1")
        for name in book.parts
        for rule in _rules(book.sheet(name)).values()
    }
    assert used <= set(names)
    listed = book.texts("_lists")
    for name, span in names.items():
        column, count = span[0], int(span.rpartition("$")[2])
        entries = [listed[f"{column}{row}"] for row in range(1, count + 1)]
        assert f"{column}{count + 1}" not in listed
        sizes = {
            "teia_answers": 6,
            "teia_stages": len(catalogue.scale.numbers) + 1,
            "teia_kinds": len(EVIDENCE_KINDS),
            "teia_grades": len(GRADES),
            "teia_marks": 1,
            "teia_reasons": 7,
            "teia_targets": 6,
        }
        assert len(set(entries)) == sizes[name]


def test_sheets_are_protected_and_answer_cells_are_not(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    book = Workbook(write_workbook(form, tmp_path / "form.xlsx"))
    styles = ElementTree.fromstring(book.members["xl/styles.xml"])
    formats = next(styles.iter(f"{{{MAIN}}}cellXfs"))
    unlocked = {
        str(at)
        for at, one in enumerate(formats)
        for protection in one.iter(f"{{{MAIN}}}protection")
        if protection.get("locked") == "0"
    }
    for name in list(book.parts)[1:7]:
        root = book.sheet(name)
        assert root.find(f"{{{MAIN}}}sheetProtection") is not None
        answers = set(_rules(root))
        cells = {cell.attrib["r"]: cell.get("s") for cell in root.iter(f"{{{MAIN}}}c")}
        assert {cells[address] for address in answers} <= unlocked
        questions = {cells[address] for address in cells if address[0] == "B"}
        assert not questions & unlocked


@pytest.mark.parametrize("language", WRITTEN)
def test_no_title_or_note_runs_under_the_live_figures(
    catalogue: Catalogue, tmp_path: Path, language: str
) -> None:
    """The note wraps in the columns that stay in sight; the instructions print upright."""
    form = build_questionnaire(catalogue, country="XAA", round="2026", language=language)
    book = Workbook(write_workbook(form, tmp_path / "form.xlsx"))
    cover, first, *_ = map(book.sheet, book.parts)
    merged = [one.attrib["ref"] for one in first.iter(f"{{{MAIN}}}mergeCell")]
    assert "A3:C3" in merged
    heights = {row.attrib["r"]: row.attrib.get("ht") for row in first.iter(f"{{{MAIN}}}row")}
    assert float(heights["3"] or 0) >= 2 * 13
    setup = [root.find(f"{{{MAIN}}}pageSetup") for root in (cover, first)]
    turned = [None if one is None else one.attrib.get("orientation") for one in setup]
    assert turned == ["portrait", "landscape"]


def test_the_same_input_gives_the_same_bytes(catalogue: Catalogue, tmp_path: Path) -> None:
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    first = write_workbook(form, tmp_path / "a.xlsx").read_bytes()
    assert write_workbook(form, tmp_path / "b.xlsx").read_bytes() == first


def test_the_workbook_says_that_it_is_unofficial(catalogue: Catalogue, tmp_path: Path) -> None:
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    book = Workbook(write_workbook(form, tmp_path / "a.xlsx"))
    for name in list(book.parts)[:7]:
        assert any("unofficial" in text.casefold() for text in book.texts(name).values()), name
