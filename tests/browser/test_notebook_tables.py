"""The tables that notebooks show, in a real browser: markup is inert, captions are there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import teia_indicators as teia

HOSTILE = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


def dom(chromium: str, html: str, folder: Path) -> str:
    page = folder / "page.html"
    page.write_text(
        f"<!doctype html><html lang=en><title>page</title>{html}</html>", encoding="utf-8"
    )
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
    ]
    done = subprocess.run(
        [chromium, *flags, page.as_uri()], check=True, capture_output=True, text=True, timeout=120
    )
    return done.stdout


def test_tables_are_inert_and_captioned(
    chromium: str, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    indicator = catalogue.indicators[0].model_copy(update={"title": HOSTILE})
    area = catalogue.areas[0].model_copy(
        update={"title": HOSTILE, "indicators": (indicator, *catalogue.areas[0].indicators[1:])}
    )
    hostile = catalogue.model_copy(update={"areas": (area, *catalogue.areas[1:]), "title": HOSTILE})
    responses = teia.Responses(
        catalogue=hostile.ref, country="XAA", round=HOSTILE[:40], authority=HOSTILE
    )
    form = teia.build_questionnaire(hostile, country="XAA", round="2026", authority=HOSTILE)
    assessment = teia.assess(responses, hostile)
    progress = responses.progress(hostile)
    gaps = teia.find_gaps(assessment)
    documents = (hostile, indicator, form, responses, progress, assessment, gaps)
    html = "".join(document._repr_html_() for document in documents)
    shown = dom(chromium, html, tmp_path)
    assert "<title>page</title>" in shown
    assert shown.count("<caption>") == len(documents)
    assert "<img" not in shown
