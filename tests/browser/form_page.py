"""The HTML form in headless Chromium: opened, filled in, saved, and watched for requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

import teia_indicators as teia

ROOT = Path(__file__).parents[2]

#: Markup, quotes, a line separator, emoji and right-to-left letters: all of it only text.
HOSTILE = (
    "</script><script>document.title='run'</script><!-- \u2028 \"'& "
    "<img src=x onerror=\"document.title='run'\"> 😀 \u202e\u05d0\u05d1\u05d2"
)

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def browser_of(chromium: str) -> Iterator[Browser]:
    """Start the browser with a profile of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class FormPage:
    """One open form."""

    page: Page
    file: Path
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def control(self, id_: str) -> Locator:
        """Return an element by its id, whatever characters that has."""
        return self.page.locator(f"[id={json.dumps(id_)}]")

    def choose(self, item: str, value: object) -> None:
        """Choose an answer with the mouse, on whatever page it is."""
        self.page.evaluate("area => { location.hash = area; }", item.split("-")[0])
        self.control(f"f:{item}:value:{value}").check()

    def open_more(self, item: str) -> None:
        """Open the part for evidence and comment."""
        self.control(f"more:{item}").evaluate("one => { one.open = true; }")

    def tool(self, name: str) -> None:
        """Press a button of the bar."""
        self.control(f"tool:{name}").click()

    def language(self, code: str) -> None:
        """Switch the language."""
        self.page.locator(f"[data-action=language][value={code}]").click()

    def answer_dialog(self, value: str) -> None:
        """Choose in the dialog that is open."""
        self.page.locator(f"dialog[open] button[value={value}]").click()

    def save(self, folder: Path) -> Path:
        """Save the answers, and return the file that was downloaded."""
        with self.page.expect_download() as waiting:
            self.tool("save")
        target = folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target

    def load(self, path: Path) -> None:
        """Open a file of answers."""
        self.control("file").set_input_files(path)

    def load_text(self, text: str, name: str = "given.json") -> None:
        """Open a file of answers that is made of a text."""
        given: Any = {"name": name, "mimeType": "application/json", "buffer": text.encode()}
        self.control("file").set_input_files(given)

    def status(self) -> str:
        """Return what was announced last."""
        return self.control("status").inner_text()

    def problems(self) -> list[str]:
        """Return the lines of the list of problems."""
        return self.page.locator("#problems li").all_inner_texts()

    def shares(self) -> list[str]:
        """Return how many answers are missing: of each area, then of the whole form."""
        return self.page.locator("#contents .share").all_inner_texts()

    def wait_for_draft(self) -> None:
        """Wait until the browser keeps what was typed last."""
        self.page.wait_for_timeout(600)


def open_form(context: BrowserContext, file: Path, place: str = "", before: str = "") -> FormPage:
    """Open a form in a tab of its own; a script may run before it."""
    page = context.new_page()
    opened = FormPage(page, file)
    page.on("request", lambda request: opened.requests.append(request.url))
    page.on("pageerror", lambda error: opened.faults.append(str(error)))
    page.on("console", lambda line: opened.faults.append(line.text))
    if before:
        page.add_init_script(before)
    page.goto(file.as_uri() + (f"#{place}" if place else ""))
    return opened


def ask(
    catalogue: teia.Catalogue, *, asked: tuple[str, ...] = (), **wanted: Any
) -> teia.Questionnaire:
    """Return the questionnaire of the invented country, or a part of it."""
    form = teia.build_questionnaire(catalogue, country="XAA", round="2026", **wanted)
    return form.model_copy(update={"asked": asked})


def told(problem: teia.Problem, language: str = "en") -> str:
    """Return a problem as the page tells it: the library's words as a sentence."""
    text = f"{problem.message(language)} {problem.fix(language)}"
    return text[0].upper() + text[1:]


def example(catalogue: teia.Catalogue, name: str = "xaa") -> teia.Responses:
    """Return a shipped example."""
    return teia.read_responses(ROOT / "examples" / f"{name}-2026.yaml", catalogue)


def empty(catalogue: teia.Catalogue) -> teia.Responses:
    """Return answers of the same country and round with nothing in them."""
    return teia.Responses(catalogue=catalogue.ref, country="XAA", round="2026")


def written(responses: teia.Responses, folder: Path, **changes: Any) -> Path:
    """Write answers as a document."""
    return teia.write_responses(responses.model_copy(update=changes), folder / "answers.json")


#: Writes a form and opens it; see the fixture.
Opener = Callable[..., FormPage]
