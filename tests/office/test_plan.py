"""An action plan in a real spreadsheet program: opened and saved by headless LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from action_plan.plans import HOSTILE, dated, first, plan_of, small
from office.libreoffice import convert, convert_all
from responses.surgery import Workbook

import teia_indicators as teia
from teia_indicators.action_plan import Amount
from teia_indicators.text import LANGUAGES, phrase


def _plan() -> teia.ActionPlan:
    plan = small()
    money = Amount(low=0.1 + 0.2, high=123456789.12345679, currency="EUR")
    plan = plan.edit("IDN-A02", amount=money)
    for at, text in enumerate(HOSTILE):
        field = ("comment", "authority", "funding", "assistance")[at % 4]
        plan = plan.edit(plan.actions[at // 4].id, **{field: text})
    # The hidden plan is cut into parts: let one begin and end with spaces.
    return plan.edit("IDN-A03", text=" " * 25_000 + "x" + " _x0041_" * 500)


@pytest.mark.parametrize("kind", ["ods", "xlsx", "xls"])
def test_a_plan_survives_libreoffice_in_every_language(
    soffice: str, kind: str, tmp_path: Path
) -> None:
    plan = _plan()
    sources = [
        teia.write_plan(plan, tmp_path / f"plan-{language}.xlsx", language=language)
        for language in LANGUAGES
    ]
    for saved in convert_all(soffice, sources, kind, tmp_path):
        assert teia.read_plan(saved) == plan, saved


def test_edits_survive_libreoffice(soffice: str, tmp_path: Path) -> None:
    plan = _plan()
    book = Workbook(teia.write_plan(plan, tmp_path / "plan.xlsx", language="ru"))
    sheet = phrase("plan_sheet.sheet", "ru")
    book.answer(sheet, "IDN-A03", "status", "dropped")
    book.answer(sheet, "IDN-A03", "due", 47848)
    book.answer(sheet, "IDN-A03", "comment", "Ждем закона")
    book.answer(sheet, "IDN-A01", "high", "3 000,75")
    saved = convert(soffice, book.save(tmp_path / "edited.xlsx"), "ods", tmp_path)
    read = teia.read_plan(saved)
    due = read.action("IDN-A03").due
    assert str(due) == "2030-12-31"
    money = Amount(low=1000.0, high=3000.75, currency="EUR")
    expected = plan.edit("IDN-A03", status="dropped", due=due, comment="Ждем закона")
    assert read == expected.edit("IDN-A01", amount=money)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints_two_pages_wide_with_every_action(
    soffice: str, language: str, tmp_path: Path
) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler) is not installed")
    plan = dated(plan_of(*first(12)))
    book = teia.write_plan(plan, tmp_path / "plan.xlsx", language=language)
    pdf = convert(soffice, book, "pdf", tmp_path)
    text = subprocess.run(
        [tool, "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = text.split("\f")
    for action in plan:
        assert sum(action.id in page for page in pages[1:]) == 2, action.id
    assert "XAA" in pages[0]
