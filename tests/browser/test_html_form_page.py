"""The HTML form as a page: safe, accessible, narrow, and on paper."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.form_page import HOSTILE, FormPage, Opener, ask, example
from playwright.sync_api import expect

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.text import LANGUAGES, phrase


def test_no_request_can_leave_the_page(opener: Opener) -> None:
    form = opener()
    policy = form.page.locator("meta[http-equiv]").get_attribute("content") or ""
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["connect-src"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy
    blocked = form.page.evaluate(
        """async () => {
            const seen = [];
            document.addEventListener("securitypolicyviolation",
                (event) => seen.push(event.effectiveDirective));
            await fetch("https://example.org/").catch(() => seen.push("fetch"));
            document.body.append(Object.assign(new Image(), { src: "https://example.org/x.png" }));
            const script = document.createElement("script");
            script.textContent = "document.title = 'run'";
            document.body.append(script);
            await new Promise((resolve) => setTimeout(resolve, 200));
            return seen;
        }"""
    )
    assert {"connect-src", "img-src", "fetch"} <= set(blocked)
    assert any(rule.startswith("script-src") for rule in blocked)
    assert form.page.title() != "run"
    form.faults.clear()
    form.requests[:] = [url for url in form.requests if "example.org" not in url]


def test_hostile_texts_are_only_texts(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    criterion = catalogue.criteria[0].model_copy(update={"text": HOSTILE})
    indicator = catalogue.indicators[0].model_copy(
        update={"title": HOSTILE, "criteria": (criterion, *catalogue.indicators[0].criteria[1:])}
    )
    area = catalogue.areas[0].model_copy(
        update={"title": HOSTILE, "indicators": (indicator, *catalogue.areas[0].indicators[1:])}
    )
    hostile = catalogue.model_copy(
        update={"areas": (area, *catalogue.areas[1:]), "statement": HOSTILE}
    )
    text = HOSTILE.replace("\u2028", "-")
    answer = teia.Answer(value="yes", comment=text, evidence=(teia.Evidence(title=text),))
    given = teia.Responses(
        catalogue=hostile.ref,
        country="XAA",
        round="2026",
        authority=text,
        answers=FrozenDict({"IDN-1.a": answer}),
        challenges=FrozenDict({"IDN": text}),
    )
    form = opener("IDN", ask(hostile), answers=given, previous=given)
    form.tool("submit")
    assert form.page.title() != "run"
    assert form.page.locator("img").count() == 0
    assert form.page.locator("script").count() == 2
    assert teia.read_responses(form.save(tmp_path), hostile) == given


def violations(form: FormPage) -> list[str]:
    found = Axe().run(form.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_violation(opener: Opener, catalogue: teia.Catalogue, language: str) -> None:
    earlier = example(catalogue).model_copy(update={"round": "2023"})
    part = ask(catalogue, language=language, asked=("IDN-1", "IDN-2", "PUB-1"))
    form = opener("", part, previous=earlier)
    assert violations(form) == []
    form.choose("IDN-1.a", "not_applicable")
    form.choose("IDN-2", "not_applicable")
    form.choose("IDN-2.a", "yes")
    form.page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
    )
    form.control("add:IDN-1.a").click()
    form.control("f:IDN-1.a:evidence:0:date").fill("yesterday")
    assert violations(form) == []
    form.tool("submit")
    assert violations(form) == []
    form.page.set_viewport_size({"width": 320, "height": 640})
    assert violations(form) == []
    form.tool("forget")
    assert violations(form) == []
    form.answer_dialog("no")
    form.load_text("{}")
    assert violations(form) == []


def test_axe_finds_no_violation_in_a_whole_form(opener: Opener, catalogue: teia.Catalogue) -> None:
    form = opener("IDN", answers=example(catalogue))
    assert violations(form) == []
    form.control("f:IDN-1.a:comment").evaluate(
        "one => document.querySelector(`label[for='${one.id}']`).remove()"
    )
    form.control("more:IDN-1.a").evaluate("one => { one.open = true; }")
    assert any(one.startswith("label:") for one in violations(form)), "axe would have found it"


def test_axe_finds_no_violation_in_a_quick_form(opener: Opener, catalogue: teia.Catalogue) -> None:
    form = opener("PUB", ask(catalogue, depth="quick"))
    form.choose("PUB-1", 3)
    form.tool("submit")
    assert violations(form) == []


def test_headings_come_in_order(opener: Opener, catalogue: teia.Catalogue) -> None:
    form = opener("IDN", answers=example(catalogue))
    levels = form.page.evaluate(
        """[...document.querySelectorAll("#app :is(h1, h2, h3, h4, h5, h6)")]
            .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))"""
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_on_a_narrow_screen(
    opener: Opener, catalogue: teia.Catalogue, language: str
) -> None:
    """320 px is also 1280 px at a zoom of 400 %."""
    form = opener(
        "",
        ask(catalogue, language=language),
        previous=example(catalogue).model_copy(update={"round": "2023"}),
    )
    form.page.set_viewport_size({"width": 320, "height": 640})
    for place in ("start", *(area.id for area in catalogue.areas)):
        form.page.evaluate("place => { location.hash = place; }", place)
        form.page.evaluate(
            "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
        )
        assert form.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_print_holds_every_question_and_answer(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler) is not installed")
    given = example(catalogue)
    form = opener("PUB", answers=given)
    path = tmp_path / "form.pdf"
    form.page.pdf(path=path, prefer_css_page_size=True)
    text = subprocess.run(
        [reader, "-raw", str(path), "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    plain = "".join(text.split())
    for question in ask(catalogue).questions:
        assert question.id in plain
    for answer in given.answers.values():
        for words in (answer.reason, answer.comment, *(one.title for one in answer.evidence)):
            assert "".join(words.split()) in plain
    assert "".join(catalogue.criteria[-1].guidance.partly.split()) in plain
    assert "".join(catalogue.statement.split()) in plain
    assert phrase("html_form.save") not in text
    expect(form.control("paper")).to_be_empty()


def test_an_address_that_is_no_part_shows_the_start(opener: Opener) -> None:
    form = opener("%")
    expect(form.control("head:start")).to_be_visible()
    form.control("f:date").fill("1")
    form.page.get_by_role("button", name="Today").click()
    assert len(form.control("f:date").input_value()) == 10
    expect(form.control("f:date:error")).to_be_hidden()


@pytest.mark.parametrize("width", [1024, 1280])
def test_a_link_to_a_problem_leads_out_from_under_the_bar(opener: Opener, width: int) -> None:
    form = opener("PRV")
    form.page.set_viewport_size({"width": width, "height": 700})
    form.language("ru")
    form.choose("PRV-1.a", "withheld")
    form.wait_for_draft()
    form.tool("check")
    head, bar = form.control("panel-head").bounding_box(), form.control("bar").bounding_box()
    assert head
    assert bar
    assert head["y"] >= bar["y"] + bar["height"]
    form.page.locator("#problems li a").click()
    field = form.control("f:PRV-1.a:reason").bounding_box()
    assert field
    assert bar["height"] < field["y"] < 700
