"""The pages on changing the catalogue by hand: every edit and every command on them, in order."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

import teia_indicators as teia
from teia_indicators.cli import main

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(yaml|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def edit(folder: Path, block: str) -> None:
    """Do by program what the first line of a block tells people to do."""
    order, text = block.split("\n", 1)
    told = order.removeprefix("# ")
    if told.startswith("at the end of "):
        path = folder / told.removeprefix("at the end of ")
        path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + text, "utf-8")
    elif told.startswith("new file "):
        (folder / told.removeprefix("new file ")).write_text(text, "utf-8")
    elif told == "above not_covered in mappings/*.yaml":
        for path in (folder / "mappings").glob("*.yaml"):
            if path.name != "ismi.yaml":
                put(path, "not_covered:", f"{text}not_covered:")
    elif told == "in catalogue.yaml, in place of version":
        put(folder / "catalogue.yaml", 'version: "1.0"\n', text)
    else:
        found = re.fullmatch(r"in (\S+), in place of (\S+)", told)
        assert found is not None, told
        path, own = folder / found[1], f"      - id: {found[2]}\n"
        whole = path.read_text("utf-8")
        old = own + whole.split(own)[1].split("\n      - id: ")[0] + "\n"
        put(path, old, text)


def put(path: Path, old: str, new: str) -> None:
    whole = path.read_text("utf-8")
    assert whole.count(old) == 1, (path, old)
    path.write_text(whole.replace(old, new), "utf-8")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("examples", "indicators"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def follow(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, tuple[str, str]]:
    """Do everything that a page says; return what each command printed and told."""
    said = {}
    for kind, block in BLOCK.findall((ROOT / "docs" / "how-to" / page).read_text("utf-8")):
        if kind == "yaml":
            edit(Path("my-folder"), block)
            continue
        for line in block.splitlines():
            words = shlex.split(line)
            if words[:2] == ["cp", "-r"]:
                shutil.copytree(words[2], words[3])
                continue
            monkeypatch.setattr(sys, "argv", words)
            code: object = 0
            try:
                main()
            except SystemExit as error:
                code = error.code
            shown = capsys.readouterr()
            assert not code, (line, shown)
            said[" ".join(words[1:3])] = (shown.out, shown.err)
    return said


def test_an_indicator_is_added(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = follow("add-an-indicator.md", monkeypatch, capsys)
    problems = said["catalogue lint"][1]
    assert {re.findall(r" (C\d+): ", line)[0] for line in problems.splitlines()} == {"C022"}
    new = teia.load_catalogue(work / "my-folder")
    assert new.items["PRV-5"] == new.areas[2].indicators[-1]
    assert "PRV-5.e" in said["catalogue diff"][0]
    assert "Dropped: 0" in said["migrate examples/xaa-2026.xlsx"][0]
    answers = teia.read_responses("xaa-2026-new.yaml", new)
    assert answers.answers == teia.read_responses("examples/xaa-2026.xlsx").answers
    assert answers.value("PRV-5.e") == "unanswered"
    assert teia.read_responses("xaa-2028.xlsx", new).catalogue.version == "1.1"


def test_an_official_text_is_put_in(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = follow("put-in-the-official-text.md", monkeypatch, capsys)
    assert said["catalogue lint"] == ("", "")
    new = teia.load_catalogue(work / "my-folder")
    shown = {
        language: {
            one.id: one.text
            for one in teia.build_questionnaire(
                new, country="XAA", round="2028", language=language
            ).questions
        }
        for language in ("en", "fr", "ru")
    }
    assert shown["en"]["PRV-1.c"].startswith("(Here stands the wording")
    assert shown["fr"]["PRV-1.c"].startswith("(Ici figure")
    ours = teia.build_questionnaire(
        teia.load_catalogue(), country="XAA", round="2028", language="ru"
    )
    assert shown["ru"] == {one.id: one.text for one in ours.questions}
    assert "official" in said["catalogue show"][0]
    assert "(Here stands" in said["catalogue show"][0]
    answers = teia.read_responses("xaa-2026-new.yaml", new)
    assert answers.value("PRV-1.c") == "unanswered"
    assert "To be asked anew: 1" in said["migrate examples/xaa-2026.xlsx"][0]


def test_the_cases_of_the_page_are_those_of_the_migrations() -> None:
    page = (ROOT / "docs" / "how-to" / "put-in-the-official-text.md").read_text("utf-8")
    relations = teia.MigrationStep.model_json_schema()["properties"]["relation"]["enum"]
    table = page.split("| `relation` |")[1].split("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", table)) - {"rule", "carry", "ask", "drop"}
    assert named | {"new", "renamed"} == set(relations)
