"""The draft that the browser keeps, and what is asked before anything is lost."""

from __future__ import annotations

from pathlib import Path

from browser.form_page import Opener, ask, example, written
from playwright.sync_api import Dialog, expect

import teia_indicators as teia
from teia_indicators.model import FrozenDict


def test_the_draft_is_found_again(opener: Opener) -> None:
    form = opener("IDN")
    form.choose("IDN-1.a", "partly")
    form.language("ru")
    form.wait_for_draft()
    expect(form.control("kept")).not_to_be_empty()
    form.page.reload()
    expect(form.control("notices")).to_contain_text("Восстановлен черновик")
    expect(form.control("f:IDN-1.a:value:partly")).to_be_checked()
    form.tool("forget")
    form.answer_dialog("no")
    expect(form.control("f:IDN-1.a:value:partly")).to_be_checked()
    form.tool("forget")
    form.answer_dialog("yes")
    expect(form.control("f:IDN-1.a:value:partly")).not_to_be_checked()
    form.page.reload()
    expect(form.control("notices")).to_be_empty()
    expect(form.control("f:IDN-1.a:value:partly")).not_to_be_checked()


def test_a_draft_and_answers_in_the_file(opener: Opener, catalogue: teia.Catalogue) -> None:
    given = teia.Responses(
        catalogue=catalogue.ref,
        country="XAA",
        round="2026",
        answers=FrozenDict({"IDN-1.a": teia.Answer(value="yes")}),
    )
    form = opener("IDN", answers=given)
    form.choose("IDN-1.a", "no")
    form.wait_for_draft()
    form.page.reload()
    form.answer_dialog("given")
    expect(form.control("f:IDN-1.a:value:yes")).to_be_checked()
    form.page.reload()
    form.page.keyboard.press("Escape")
    expect(form.control("f:IDN-1.a:value:no")).to_be_checked()


def test_another_form_has_another_draft(opener: Opener, catalogue: teia.Catalogue) -> None:
    form = opener("IDN")
    form.choose("IDN-1.a", "no")
    form.wait_for_draft()
    for other in (
        ask(catalogue, asked=("IDN-1",)),
        teia.build_questionnaire(catalogue, country="XAA", round="2027"),
        teia.build_questionnaire(catalogue, country="XAB", round="2026"),
    ):
        page = opener("IDN", other)
        expect(page.control("f:IDN-1.a:value:no")).not_to_be_checked()


def test_a_browser_that_keeps_nothing(opener: Opener, tmp_path: Path) -> None:
    script = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    form = opener("IDN", before=script)
    expect(form.control("notices")).to_contain_text("keeps no draft")
    form.choose("IDN-1.a", "no")
    form.wait_for_draft()
    expect(form.control("kept")).to_be_empty()
    assert "IDN-1.a" in form.save(tmp_path).read_text(encoding="utf-8")


def test_leaving_with_unsaved_changes_is_asked(opener: Opener, tmp_path: Path) -> None:
    form = opener("IDN")
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    form.page.on("dialog", accept)
    form.page.reload()
    assert asked == []
    form.choose("IDN-1.a", "no")
    form.page.reload()
    assert asked == ["beforeunload"]
    form.save(tmp_path)
    form.page.reload()
    assert asked == ["beforeunload"]
    expect(form.control("f:IDN-1.a:value:no")).to_be_checked()


def test_opening_a_file_over_unsaved_changes_is_asked(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    form = opener("IDN")
    form.choose("IDN-1.a", "unknown")
    path = written(example(catalogue), tmp_path)
    form.load(path)
    form.answer_dialog("no")
    expect(form.control("f:IDN-1.a:value:unknown")).to_be_checked()
    form.load(path)
    form.answer_dialog("yes")
    expect(form.control("f:IDN-1.a:value:yes")).to_be_checked()


def test_the_same_form_in_two_windows_is_told(opener: Opener) -> None:
    first, second = opener("IDN"), opener("IDN")
    second.choose("IDN-1.a", "no")
    expect(first.control("notices")).to_contain_text("another window")
    first.page.get_by_role("button", name="Close").click()
    expect(first.control("notices")).to_be_empty()


def test_a_draft_that_does_not_fit_is_put_aside(opener: Opener) -> None:
    form = opener("IDN")
    form.choose("IDN-1.a", "no")
    form.wait_for_draft()
    form.page.evaluate(
        """() => {
            const key = Object.keys(localStorage).find((one) => one.startsWith("teia-draft"));
            localStorage.setItem(key, "{");
        }"""
    )
    form.page.close()
    again = opener("IDN")
    expect(again.control("notices")).to_contain_text("put aside")
    kept = again.page.evaluate("Object.entries(localStorage)")
    assert [text for key, text in kept if key.endswith(":unreadable")] == ["{"]
