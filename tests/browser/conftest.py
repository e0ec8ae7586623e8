"""Headless Chromium, and forms opened in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.form_page import FormPage, Opener, ask, browser_of, open_form
from playwright.sync_api import Browser, BrowserContext

import teia_indicators as teia


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with browser_of(chromium) as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(accept_downloads=True, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def opener(context: BrowserContext, tmp_path: Path, catalogue: teia.Catalogue) -> Iterator[Opener]:
    """Give what writes a form and opens it; whatever is done, nothing is asked of any network."""
    opened: list[FormPage] = []

    def open_(
        place: str = "",
        form: teia.Questionnaire | None = None,
        previous: teia.Responses | None = None,
        answers: teia.Responses | None = None,
        before: str = "",
    ) -> FormPage:
        path = tmp_path / "form.html"
        teia.write_html_form(form or ask(catalogue), path, previous=previous, answers=answers)
        opened.append(open_form(context, path, place, before))
        return opened[-1]

    yield open_
    for page in opened:
        assert page.faults == []
        assert {url.partition(":")[0] for url in page.requests} <= {"file", "blob", "data"}
        assert all(url.startswith(page.file.as_uri()) for url in page.requests if "file:" in url)
