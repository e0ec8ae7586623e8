"""Every example in the documentation runs: Python blocks, commands, scripts and docstrings."""

from __future__ import annotations

import doctest
import importlib
import io
import pkgutil
import re
import runpy
import shlex
import shutil
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import teia_indicators as teia
from teia_indicators.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if not {"_build", "catalogue", "pictures"} & set(page.parts)]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEEDS = re.compile(r"^<!-- needs: (\w+) -->$", re.MULTILINE)
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def blocks(page: Path, language: str) -> list[str]:
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [text for kind, text in found if kind == language]


def pages_with(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that looks like the project's root to a reader: examples and indicators."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "indicators", tmp_path / "indicators")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", pages_with("python"), ids=lambda page: page.name)
def test_python_blocks_of_a_page_run_in_order(page: Path, workplace: Path) -> None:
    assert workplace.is_dir()
    for package in NEEDS.findall(page.read_text(encoding="utf-8")):
        pytest.importorskip(package, reason=f"{package} is not installed")
    namespace: dict[str, object] = {"__name__": "__page__"}
    printed = io.StringIO()
    with redirect_stdout(printed):
        for block in blocks(page, "python"):
            exec(compile(block, str(page), "exec"), namespace)
    shown = re.findall(r"<!-- output -->\n```text\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    if shown:
        assert printed.getvalue() == "".join(shown)


@pytest.mark.parametrize("page", pages_with("console"), ids=lambda page: page.name)
def test_commands_of_a_page_run(
    page: Path,
    workplace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In this process: a page of twenty commands would else start Python twenty times."""
    assert workplace.is_dir()
    for block in blocks(page, "console"):
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("$ "))
            assert words[0] == "teia-indicators"
            monkeypatch.setattr(sys, "argv", words)
            code: object = 0
            try:
                main()
            except SystemExit as error:
                code = error.code
            assert not code, f"{line}\n{capsys.readouterr().err}"


@pytest.mark.parametrize("page", pages_with("yaml"), ids=lambda page: page.name)
def test_answers_shown_as_yaml_can_be_read(page: Path, tmp_path: Path) -> None:
    for at, block in enumerate(blocks(page, "yaml")):
        if "teia.responses/1" in block:
            file = tmp_path / f"{at}.yaml"
            file.write_text(block, encoding="utf-8")
            responses = teia.read_responses(file)
            assert not teia.check_responses(responses)


@pytest.mark.parametrize("page", pages_with("text"), ids=lambda page: page.name)
def test_answers_shown_as_csv_can_be_read(page: Path, tmp_path: Path) -> None:
    for at, block in enumerate(blocks(page, "text")):
        if "teia:format," in block:
            file = tmp_path / f"{at}.csv"
            file.write_text(block, encoding="utf-8")
            responses = teia.read_responses(file)
            assert not teia.check_responses(responses)
            assert len(responses.answers["IDN-1.a"].evidence) == 2


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda path: path.name)
def test_example_scripts_run(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(script), str(tmp_path)])
    printed = io.StringIO()
    with redirect_stdout(printed):
        runpy.run_path(str(script), run_name="__main__")
    assert printed.getvalue().strip()


def test_example_workbooks_are_what_their_answers_give(tmp_path: Path) -> None:
    """If this fails, the catalogue or the layout changed: run examples/make_workbooks.py."""
    made = runpy.run_path(str(ROOT / "examples" / "make_workbooks.py"))["make"](tmp_path)
    assert [path.name for path in made] == ["xaa-2026.xlsx", "xaa-2028.xlsx", "xab-2026.xlsx"]
    for path in made:
        shipped = (ROOT / "examples" / path.name).read_bytes()
        assert path.read_bytes() == shipped, path.name
        answers = teia.read_responses(path.with_suffix(".xlsx"))
        assert answers == teia.read_responses(ROOT / "examples" / f"{path.stem}.yaml")


def modules() -> list[str]:
    found = pkgutil.walk_packages(teia.__path__, "teia_indicators.")
    return ["teia_indicators", *(module.name for module in found)]


@pytest.mark.parametrize("name", modules())
def test_docstring_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_pages_of_the_catalogue_show_all_that_helps(tmp_path: Path) -> None:
    """Guidance, what an action is and when it is done, and what a crosswalk leaves out."""
    generate = runpy.run_path(str(ROOT / "docs" / "generate_catalogue.py"))["generate"]
    generate(tmp_path)
    shown = "\n".join(page.read_text(encoding="utf-8") for page in tmp_path.glob("*.md"))
    catalogue = teia.load_catalogue()
    for indicator in catalogue.indicators:
        for one in indicator.criteria:
            assert {one.text, one.guidance.yes, one.guidance.partly} <= set(shown.split(" | "))
        assert all(text in shown for text in indicator.guidance.model_dump().values())
    assert all(one.text in shown and one.completion in shown for one in catalogue.actions)
    assert {pair.text for pair in catalogue.pairs} <= set(shown.split(" | "))
    for crosswalk in teia.load_crosswalks(catalogue):
        assert all(gone.reason in shown for gone in crosswalk.not_covered)
        assert all(row.note in shown for row in crosswalk.relations if row.relation == "none")


def test_readme_has_two_set_up_commands() -> None:
    commands = blocks(ROOT / "README.md", "sh")
    assert len(commands) == 2
    assert "teia-indicators demo out/" in commands[0]
    assert "pytest" in commands[1]
    assert all(len(command.strip().splitlines()) == 1 for command in commands)


def test_public_names_are_documented() -> None:
    api = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"auto\w+:: (?:teia_indicators\.)?(\w+)", api))
    assert documented == set(teia.__all__)


def test_no_real_country_in_examples() -> None:
    """Invented answers carry user-assigned codes only."""
    for path in (ROOT / "examples").glob("*.yaml"):
        assert re.fullmatch(r"X[A-Z]{2}", teia.read_responses(path).country)
