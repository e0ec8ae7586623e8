"""What the HTML form finds wrong or missing: the same as the library does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browser.form_page import Opener, ask, empty, example, told
from playwright.sync_api import expect

import teia_indicators as teia
from teia_indicators.responses.read import check_file
from teia_indicators.responses.write import responses_document
from teia_indicators.text import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_are_those_of_the_library(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue, language: str
) -> None:
    form = opener("IDN", ask(catalogue, language=language))
    form.choose("IDN-1.a", "not_applicable")
    form.choose("IDN-1.b", "withheld")
    form.choose("PUB-3", "not_applicable")
    form.control("f:PUB-3:reason").fill("x")
    form.choose("PUB-3.a", "yes")
    assert form.problems() == []
    form.tool("check")
    expect(form.control("panel-head")).to_be_focused()
    shown = form.problems()
    saved = form.save(tmp_path)
    found = check_file(saved, catalogue)[1]
    assert sorted(shown) == sorted(told(one, language) for one in found)
    assert len(shown) == 3
    form.page.locator("#problems li a").first.click()
    expect(form.control("f:IDN-1.a:reason")).to_be_focused()
    form.page.keyboard.type("no such sites")
    assert len(form.problems()) == 2
    form.page.locator("#problems li a").last.click()
    expect(form.control("f:PUB-3.a:value:yes")).to_be_focused()


def test_completeness_is_asked_on_demand(opener: Opener, catalogue: teia.Catalogue) -> None:
    form = opener("IDN", answers=example(catalogue))
    form.tool("check")
    assert form.control("panel-head").inner_text() == "No problems"
    form.tool("submit")
    found = teia.check_responses(example(catalogue), catalogue, submit=True)
    links = form.page.locator("#problems a").all_inner_texts()
    assert sorted(links) == sorted(one.path for one in found)
    assert form.shares()[-1] == f"Missing: {len(found)} of {len(catalogue.criteria)}"
    form.page.locator("#problems a").last.click()
    expect(form.control(f"f:{links[-1]}:value:yes")).to_be_focused()
    form.page.keyboard.press("Space")
    assert form.shares()[-1] == f"Missing: {len(found) - 1} of {len(catalogue.criteria)}"
    form.choose(links[0].split(".")[0], 2)
    assert links[0] not in form.page.locator("#problems a").all_inner_texts()


def test_dates_are_judged_as_the_library_does(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    dates = ["2025", "2025-02", "2024-02-29", "2025-02-29", "2025-13", "0000", "0001-01-01"]
    dates += ["1900-02-29", "2000-02-29", "12/3/2025", "2025-1-1", "2025-04-31", "9999-12-31"]
    dates += ["2025-00", "2025-01-00", "٢٠٢٥", "2025 "]
    document = responses_document(empty(catalogue))
    document["answers"] = {
        "IDN-1.a": {"value": "yes", "evidence": [{"date": one} for one in dates]}
    }
    path = tmp_path / "dates.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    found = check_file(path, catalogue)[1]
    form = opener("IDN")
    form.load(path)
    assert form.problems() == [told(one) for one in found]
    form.language("fr")
    assert form.problems() == [told(one, "fr") for one in found]
