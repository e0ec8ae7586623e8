"""The report in a real browser: accessible, silent, narrow, and on A4."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from report.reports import LANGUAGES, assessed, documents, whole
from report.test_written import hostile

import teia_indicators as teia


def opened(context: BrowserContext, path: Path) -> tuple[Page, list[str]]:
    """Open a report; whatever it asks for or complains of is noted."""
    page, noted = context.new_page(), []
    page.on("request", lambda one: noted.append(one.url))
    page.on("console", lambda one: noted.append(one.text))
    page.on("pageerror", lambda one: noted.append(str(one)))
    page.goto(path.as_uri())
    assert noted == [path.as_uri()]
    return page, noted


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_and_nothing_is_asked_for(
    context: BrowserContext, tmp_path: Path, language: str
) -> None:
    path = teia.write_report(whole(language), tmp_path / "report.html")
    page, noted = opened(context, path)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.set_viewport_size({"width": 320, "height": 800})
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert noted == [path.as_uri()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_runs_out_of_the_page(
    context: BrowserContext, tmp_path: Path, language: str, width: int
) -> None:
    page, _ = opened(context, teia.write_report(whole(language), tmp_path / "report.html"))
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """(width) => [...document.querySelectorAll("h1, h2, h3, p, li, caption, th, td, svg")]
            .filter((one) => one.getBoundingClientRect().right > width + 1
                && getComputedStyle(one.closest("thead") || one).position !== "absolute")
            .map((one) => one.textContent.slice(0, 40))""",
        width,
    )
    assert outside == []


def test_every_link_leads_somewhere(context: BrowserContext, tmp_path: Path) -> None:
    page, _ = opened(context, teia.write_report(whole(), tmp_path / "report.html"))
    lost = page.evaluate(
        """() => [...document.querySelectorAll("a")]
            .filter((one) => !document.getElementById(one.hash.slice(1))).map((one) => one.href)"""
    )
    assert lost == []


def test_what_a_user_wrote_does_nothing(context: BrowserContext, tmp_path: Path) -> None:
    page, _ = opened(context, teia.write_report(hostile(), tmp_path / "report.html"))
    assert page.title() == "Self-assessment report: XAA, round 2028"
    assert page.locator("blockquote").first.inner_text().startswith("</style></table><script>")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a4_no_table_is_cut(context: BrowserContext, tmp_path: Path, language: str) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    page, _ = opened(context, teia.write_report(whole(language), tmp_path / "report.html"))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # 182 mm at 96 dots per inch
    outside = page.evaluate(
        """() => [...document.querySelectorAll("table")]
            .filter((one) => one.getBoundingClientRect().right > 688 + 1)
            .map((one) => one.caption.textContent)"""
    )
    assert outside == []
    path = tmp_path / "report.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    command = ["pdftotext", "-raw", str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    text = "".join(done.stdout.decode("utf-8").split())
    for one in whole(language).tables:
        for row in one.rows:
            assert "".join(str(row[0]).split())[:12] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_short_form_prints_on_two_pages(
    context: BrowserContext, tmp_path: Path, language: str
) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("poppler-utils is not installed")
    report = teia.build_report(assessed("xaa-2028"), **documents(), language=language, short=True)
    page, _ = opened(context, teia.write_report(report, tmp_path / "report.html"))
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    done = subprocess.run(["pdfinfo", tmp_path / "report.pdf"], capture_output=True, check=True)
    assert re.search(rb"Pages: +2\b", done.stdout)
