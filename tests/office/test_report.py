"""The report as a Word document in a real word processor."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from office.libreoffice import convert
from report.reports import LANGUAGES, whole

import teia_indicators as teia


@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_opens_it_with_all_that_is_said(
    soffice: str, tmp_path: Path, language: str
) -> None:
    pytest.importorskip("docx")
    if shutil.which("lowriter") is None:
        pytest.skip("LibreOffice Writer is not installed")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    report = whole(language)
    pdf = convert(soffice, teia.write_report(report, tmp_path / "report.docx"), "pdf", tmp_path)
    command = ["pdftotext", "-raw", str(pdf), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    text = "".join(done.stdout.decode("utf-8").split())
    for section in report.sections:
        assert "".join(section.title.split()) in text
    for table in report.tables:
        for row in table.rows:
            assert "".join(str(row[0]).split())[:10] in text
