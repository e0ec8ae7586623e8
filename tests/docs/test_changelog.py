"""Every change is on the page of changes, and the citation is of this version."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

import teia_indicators as teia

DOCS = Path(__file__).parents[2] / "docs"


def test_every_fragment_is_included_once_and_in_order() -> None:
    page = (DOCS / "changelog.md").read_text(encoding="utf-8")
    files = sorted((DOCS / "changelog").iterdir())
    assert re.findall(r"\{include\} (\S+)", page) == [f"changelog/{file.name}" for file in files]
    for file in files:
        assert re.fullmatch(r"\d{4}-[a-z-]+\.md", file.name)
        assert len(file.read_text(encoding="utf-8").strip().split("\n\n")) == 1


def test_the_citation_has_the_required_keys_and_this_version() -> None:
    found = YAML(typ="safe").load((DOCS / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(found)
    assert found["cff-version"] == "1.2.0"
    assert str(found["version"]) == teia.__version__
