"""The HTML form in a real browser: filled in, kept, saved, and read back."""

from __future__ import annotations

import json
from pathlib import Path

from browser.form_page import Opener, ask, example
from playwright.sync_api import expect

import teia_indicators as teia
from teia_indicators.catalogue.model import Criterion, shown_text
from teia_indicators.model import FrozenDict
from teia_indicators.responses.write import responses_document, responses_json
from teia_indicators.text import LANGUAGES, phrase


def test_filled_by_mouse_and_keyboard(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    form = opener()
    keys = form.page.keyboard
    keys.press("Tab")
    expect(form.control("skip")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    expect(form.control("f:authority")).to_be_focused()
    keys.type("Ministry of Works ")
    keys.press("Tab")
    keys.type("Ann Example")
    keys.press("Tab")
    keys.type("2026-05")
    form.page.get_by_role("link", name="Identification of hazardous activities").first.click()
    expect(form.control("head:IDN")).to_be_focused()
    form.control("f:IDN-1.a:value:yes").focus()
    keys.press("Space")
    keys.press("ArrowRight")
    form.control("add:IDN-1.a").evaluate("one => one.closest('details').open = true")
    form.control("add:IDN-1.a").focus()
    keys.press("Enter")
    expect(form.control("f:IDN-1.a:evidence:0:title")).to_be_focused()
    keys.type("Register Act")
    form.control("f:IDN-1.a:evidence:0:kind").select_option("law")
    form.control("f:IDN-1.a:evidence:0:reference").fill("Art. 3")
    form.control("f:IDN-1.a:evidence:0:date").fill("2024-02-29")
    form.control("f:IDN-1.a:evidence:0:language").fill("qaa")
    form.control("add:IDN-1.a").click()
    form.control("f:IDN-1.a:evidence:1:title").fill("Removed again")
    form.control("add:IDN-1.a").click()
    form.control("f:IDN-1.a:evidence:2:title").fill("Minutes")
    form.page.get_by_role("button", name="Remove evidence 2 for IDN-1.a").click()
    expect(form.control("add:IDN-1.a")).to_be_focused()
    form.control("f:IDN-1.a:grade").select_option("documented")
    form.control("f:IDN-1.a:comment").fill("two\nlines")
    form.choose("IDN-1.b", "withheld")
    form.control("f:IDN-1.b:reason").fill("Secrecy Act, section 4")
    form.choose("IDN-1.c", "no")
    form.control("item:IDN-1.c").get_by_role("button", name="Clear the answer").click()
    form.choose("PRV-2", 4)
    form.choose("PUB-1", "not_applicable")
    form.control("f:PUB-1:reason").fill("no border")
    form.control("f:challenge:PUB").fill("Few staff.")
    saved = form.save(tmp_path)
    assert saved.name == "xaa-2026.json"
    assert saved.name in form.status()
    responses = teia.read_responses(saved, catalogue)
    law = teia.Evidence(
        kind="law", title="Register Act", reference="Art. 3", date="2024-02-29", language="qaa"
    )
    expected = {
        "IDN-1.a": teia.Answer(
            value="partly",
            evidence=(law, teia.Evidence(title="Minutes")),
            grade="documented",
            comment="two\nlines",
        ),
        "IDN-1.b": teia.Answer(value="withheld", reason="Secrecy Act, section 4"),
        "PRV-2": teia.Answer(value=4),
        "PUB-1": teia.Answer(value="not_applicable", reason="no border"),
    }
    assert responses == teia.Responses(
        catalogue=catalogue.ref,
        country="XAA",
        round="2026",
        authority="Ministry of Works",
        focal_point="Ann Example",
        date="2026-05",
        answers=FrozenDict(expected),
        challenges=FrozenDict({"PUB": "Few staff."}),
    )
    assert saved.read_text(encoding="utf-8") == responses_json(responses)


def test_answers_come_with_the_file(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    given = example(catalogue)
    form = opener("IDN", answers=given)
    expect(form.control("f:IDN-1.a:value:yes")).to_be_checked()
    saved = form.save(tmp_path)
    assert teia.read_responses(saved, catalogue) == given


def test_quick_form_of_one_authority(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    part = ask(
        catalogue, depth="quick", language="fr", authority="Inspection", asked=("PRV-1", "PUB-2")
    )
    form = opener("PRV", part)
    assert form.shares() == ["Réponses manquantes : 1 sur 1"] * 2 + [
        "Réponses manquantes : 2 sur 2"
    ]
    form.choose("PRV-1", 3)
    form.choose("PUB-2", "not_applicable")
    form.control("f:PUB-2:reason").fill("sans frontière")
    saved = form.save(tmp_path)
    assert saved.name == "xaa-2026-inspection.json"
    responses = teia.read_responses(saved, catalogue)
    assert (responses.depth, responses.asked, responses.language) == ("quick", part.asked, "fr")
    assert responses.authority == "Inspection"
    assert responses.value("PRV-1") == 3
    assert responses.answers["PUB-2"].reason == "sans frontière"
    form.load_text(json.dumps(responses_document(example(catalogue))))
    assert len(form.problems()) > 100
    assert "IDN-1.a" in form.problems()[0]


def test_last_round_is_taken_over_whole(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    earlier = example(catalogue).model_copy(update={"round": "2023"})
    form = opener("IDN", previous=earlier)
    item = next(i for i in earlier.answers if earlier.answers[i].evidence and i.startswith("IDN"))
    form.choose(item, "no")
    mark = form.control(f"f:{item}:unchanged")
    mark.check()
    expect(mark).to_be_focused()
    mark.uncheck()
    expect(form.control(f"f:{item}:value:no")).to_be_checked()
    mark.check()
    form.choose("IDN-2.a", "unknown")
    form.open_more("IDN-2.a")
    form.control("f:IDN-2.a:correction").check()
    form.page.get_by_role("button", name="Take over this text").first.click()
    responses = teia.read_responses(form.save(tmp_path), catalogue)
    assert responses.answers[item] == earlier.answers[item]
    assert responses.answers["IDN-2.a"] == teia.Answer(value="unknown", correction=True)
    assert responses.challenges == {"IDN": earlier.challenges["IDN"]}
    form.open_more(item)
    form.control(f"f:{item}:comment").fill("another")
    expect(mark).not_to_be_checked()


def test_languages_keep_what_was_written(opener: Opener, catalogue: teia.Catalogue) -> None:
    criterion = catalogue.items["PRV-1.a"]
    assert isinstance(criterion, Criterion)
    form = opener("PRV")
    form.choose("PRV-1.a", "not_applicable")
    form.control("f:PRV-1.a:reason").fill("because")
    form.open_more("PRV-1.a")
    for language in LANGUAGES[1:] + LANGUAGES[:1]:
        form.language(language)
        expect(form.page.locator("html")).to_have_attribute("lang", language)
        expect(form.page.locator(f"[value={language}][data-action]")).to_be_focused()
        expect(form.control("f:PRV-1.a:value:not_applicable")).to_be_checked()
        expect(form.control("f:PRV-1.a:reason")).to_have_value("because")
        expect(form.control("f:PRV-1.a:comment")).to_be_visible()
        shown = form.page.locator("body").inner_text()
        assert shown_text(criterion, language, catalogue) in shown
        assert phrase("answers.withheld", language) in shown
        assert phrase("workbook.statuses.unofficial", language) in shown
