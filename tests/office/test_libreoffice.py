"""The workbook in a real spreadsheet program: opened and saved by headless LibreOffice."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path

import pytest
from office.libreoffice import convert

import teia_indicators as teia
from teia_indicators.sources.tables import workbook_sheets

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["xaa-2026", "xab-2026"])
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_answers_survive_libreoffice(
    soffice: str, name: str, kind: str, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    source = ROOT / "examples" / f"{name}.xlsx"
    saved = convert(soffice, source, kind, tmp_path)
    assert saved.read_bytes() != source.read_bytes()
    assert teia.read_responses(saved, catalogue) == teia.read_responses(source, catalogue)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_targets_survive_libreoffice(
    soffice: str, kind: str, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    step = teia.TargetStep(of="PRV", stage=4, by=datetime.date(2027, 12, 31), source="=Plan")
    last = step.model_copy(update={"stage": 5, "by": datetime.date(2029, 12, 31)})
    form = teia.build_questionnaire(catalogue, country="XAA", round="2026", language="ru")
    target = teia.Target(steps=(step, last))
    book = teia.write_workbook(form, tmp_path / "targets.xlsx", target=target)
    saved = convert(soffice, book, kind, tmp_path)
    assert teia.load_target(saved, catalogue) == target


def test_the_form_prints_every_criterion(
    soffice: str, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler) is not installed")
    form = teia.build_questionnaire(catalogue, country="XAA", round="2026")
    book = teia.write_workbook(form, tmp_path / "form.xlsx")
    pdf = convert(soffice, book, "pdf", tmp_path)
    text = subprocess.run(
        [reader, "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    for question in form.questions:
        assert question.id in text
    assert "Unofficial" in text


def test_text_with_an_equals_sign_stays_text(
    soffice: str, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    """LibreOffice recalculates what is a formula; a text comes back as it was."""
    given = teia.read_responses(ROOT / "examples" / "xaa-2026.yaml", catalogue)
    answers = dict(given.answers)
    answers["IDN-1.a"] = answers["IDN-1.a"].model_copy(update={"comment": '=HYPERLINK("x")&1+1'})
    responses = given.model_copy(update={"answers": type(given.answers)(answers)})
    form = teia.build_questionnaire(catalogue, country="XAA", round="2026")
    book = teia.write_workbook(form, tmp_path / "formula.xlsx", answers=responses)
    saved = convert(soffice, book, "ods", tmp_path)
    assert teia.read_responses(saved, catalogue).answers["IDN-1.a"].comment == '=HYPERLINK("x")&1+1'


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_survives_libreoffice(
    soffice: str, delimiter: str, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    """Opened as it stands, with numbers taken for numbers, and saved with another delimiter."""
    given = teia.read_responses(ROOT / "examples" / "xaa-2026.yaml", catalogue)
    answers = dict(given.answers)
    for item, text in {"IDN-1.a": "=1+1", "IDN-1.b": "'=1", "IDN-1.c": "two\nlines; -1"}.items():
        answers[item] = answers[item].model_copy(update={"comment": text})
    given = given.model_copy(update={"answers": type(given.answers)(answers)})
    teia.write_responses(given, tmp_path / "in.csv")
    command = [
        soffice,
        f"-env:UserInstallation=file://{tmp_path / 'profile'}",
        "--headless",
        "--infilter=CSV:44,34,76,1",
        "--convert-to",
        f"csv:Text - txt - csv (StarCalc):{ord(delimiter)},34,76,1,,0,false,true,false",
        *("--outdir", str(tmp_path / "out"), str(tmp_path / "in.csv")),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    saved = tmp_path / "out" / "in.csv"
    assert f"id{delimiter}value" in saved.read_text(encoding="utf-8")
    assert teia.read_responses(saved, catalogue) == given


def test_libreoffice_opens_the_workbook_of_a_bundle_with_the_same_numbers(
    soffice: str, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    found = teia.assess(teia.read_responses(ROOT / "examples" / "xaa-2026.xlsx"), catalogue)
    bundle = teia.export_ismi(found, tmp_path / "bundle")
    source = bundle / "ismi.xlsx"
    before = workbook_sheets(source.read_bytes(), "ismi.xlsx")
    saved = convert(soffice, source, "ods", tmp_path)
    after = workbook_sheets(saved.read_bytes(), "ismi.ods")
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    for one, other in zip(before, after, strict=True):
        for row, again in zip(one.rows, other.rows, strict=False):
            for cell, saved_cell in zip(row, again, strict=False):
                if isinstance(cell, float):  # LibreOffice keeps 15 digits
                    assert saved_cell == pytest.approx(cell, rel=1e-14, abs=0)
                else:
                    assert saved_cell == cell
