"""The README's picture is what the command prints, and its links lead somewhere."""

from __future__ import annotations

import re
import runpy
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def picture() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "picture.py"))


def test_the_picture_is_what_the_command_prints(picture: dict[str, Any]) -> None:
    """If this fails, the printed profile has changed: run docs/picture.py."""
    lines = picture["printed"]()
    assert picture["draw"](lines) == picture["PICTURE"].read_text(encoding="utf-8")
    shown = [one.text or "" for one in ET.parse(picture["PICTURE"]).iter(f"{SVG}text")]
    bars = re.compile(r"[█▒·─]+")
    assert "".join("".join(shown[1:]).split()) == "".join(bars.sub("", "".join(lines)).split())


def test_the_picture_asks_for_nothing_from_outside(picture: dict[str, Any]) -> None:
    text = picture["PICTURE"].read_text(encoding="utf-8")
    tree = ET.fromstring(text)
    assert {one.tag.removeprefix(SVG) for one in tree.iter()} == {
        "svg",
        "title",
        "style",
        "rect",
        "text",
    }
    assert "@import" not in text
    assert "url(" not in text
    assert text.count("http") == 1  # the name of the format
    assert all(not name.startswith("on") for one in tree.iter() for name in one.attrib)


def test_each_bar_is_as_long_as_its_sign(picture: dict[str, Any]) -> None:
    svg = ET.fromstring(picture["draw"](["a ██▒· <b>"]))
    wide = {one.get("class"): int(one.get("width", 0)) for one in svg.iter(f"{SVG}rect")}
    assert wide["shown"] == 2 * wide["possible"] == 2 * wide["none"]
    assert [one.text for one in svg.iter(f"{SVG}text")][1:] == ["a", "<b>"]


def test_links_of_the_readme_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert len(links) > 10
    assert [one for one in links if not (ROOT / one).is_file()] == []
    assert README.count("![") == len(re.findall(r"!\[[^\]]{40,}\]", README)) == 1
