"""The pages' pictures: all are made, said in words, and told of where a program is missing."""

from __future__ import annotations

import re
import runpy
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

import teia_indicators as teia

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"!\[([^\]]*)\]\(\.\./pictures/([\w-]+\.svg)\)")
WORDS = {"workbook": "LibreOffice", "plan": "LibreOffice", "report": "Chromium", "form": "Chromium"}


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "generate_pictures.py"))


@pytest.fixture(scope="module")
def bare(script: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the pictures on a machine that has none of the programs."""
    folder = tmp_path_factory.mktemp("pictures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shutil.which", {}.get)
        patch.setitem(script["generate"].__globals__, "find_spec", {}.get)
        script["generate"](folder)
    return folder


def linked() -> list[tuple[Path, str, str]]:
    pages = sorted((ROOT / "docs").rglob("*.md"))
    found = [(page, LINK.findall(page.read_text(encoding="utf-8"))) for page in pages]
    return [(page, alt, name) for page, links in found for alt, name in links]


def test_each_picture_of_a_page_is_made_and_each_document_is_shown(bare: Path) -> None:
    names = {name for _, _, name in linked()}
    assert names <= {path.name for path in bare.glob("*.svg")}
    assert {f"{name}.svg" for name in WORDS} <= names


def test_each_picture_is_said_in_words() -> None:
    for page, alt, name in linked():
        assert len(alt) > 60, (page, name)
        assert alt.endswith(".")


@pytest.mark.parametrize("name", [*WORDS, "chart-radar"])
def test_what_is_missing_stands_in_its_place(bare: Path, name: str) -> None:
    shown = ET.parse(bare / f"{name}.svg").getroot()
    said = " ".join(one.text or "" for one in shown if one.tag.endswith("text"))
    assert f"where {WORDS.get(name, 'matplotlib')}" in said


def test_the_page_of_all_charts_has_every_chart(script: dict[str, Any], bare: Path) -> None:
    page = (bare / "charts.md").read_text(encoding="utf-8")
    kinds = re.findall(r"^## (\w+)$", page, re.MULTILINE)
    assert kinds == list(script["charts"]())
    drawing = set(teia.plots.__all__) - {"Chart", "Group", "alt_text", "chart", "save", "svg"}
    assert drawing == set(kinds)
    for chart in script["charts"]().values():
        assert page.count(chart.alt()) == 2
        assert ", ".join(f"`{name}`" for name in chart.data.columns) in page


def test_charts_are_drawn(script: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    chart = script["charts"]()["bars"]
    script["_draw_chart"](chart, tmp_path / "bars.svg")
    assert chart.alt()[:40] in (tmp_path / "bars.svg").read_text(encoding="utf-8")


def test_what_is_drawn_is_kept_until_its_source_changes(
    script: dict[str, Any], tmp_path: Path
) -> None:
    drawn: list[bytes] = []

    def program(source: Path, work: Path) -> Path:
        drawn.append(source.read_bytes())
        (work / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03")
        return work / "a.png"

    source, picture = tmp_path / "source", tmp_path / "picture.svg"
    for content in (b"one", b"one", b"two"):
        source.write_bytes(content)
        script["_take"](source, picture, program, "nothing")
    assert drawn == [b"one", b"two"]
    assert ET.parse(picture).getroot().get("viewBox") == "0 0 2 3"
