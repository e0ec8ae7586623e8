"""The page of columns lists every table's columns in their order, and says what each means."""

from __future__ import annotations

import re
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from documents.test_columns import recorded
from documents.written import objects

import teia_indicators as teia

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "columns.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^### ([^\n]+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (`.+?) \| (.+) \|$", re.MULTILINE)

#: Title of each recorded table's section.
TITLES = {
    "assessment": "Assessment",
    "catalogue-document": "Catalogue",
    "comparison": "Comparison of rounds",
    "gaps": "Gaps",
    "gaps-by-authority": "Gaps by authority",
    "gaps-by-dimension": "Gaps by dimension",
    "group": "Group",
    "neighbour-matrix": "Neighbours of a subregion",
    "neighbours": "Neighbours",
    "plan": "Plan",
    "published-group": "Group",
    "quick-wins": "Quick wins",
    "responses": "Responses",
    "series": "Series of rounds",
}


@cache
def described() -> dict[str, list[str]]:
    """Return the columns of each section in the order in which they stand there."""
    sections = dict(SECTION.findall(PAGE))
    return {
        title: [name for cell, _ in ROW.findall(text) for name in re.findall(r"`(\w+)`", cell)]
        for title, text in sections.items()
    }


@cache
def others() -> dict[str, Any]:
    """Return the documents whose tables are not recorded, by title."""
    files = [ROOT / "examples" / f"{name}-2026.yaml" for name in ("xaa", "xab")]
    both = [teia.assess(teia.read_responses(file)) for file in files]
    first = both[0]
    return {
        "Progress": first.responses.progress(),
        "Problems": teia.check_responses(first.responses, submit=True),
        "Indices": teia.compute_indices(first),
        "Next answers": teia.next_answers(first),
        "Two layers": teia.compare_layers(first, first),
        "Uncertainty": teia.simulate_uncertainty(first.responses, draws=20),
        "Target": teia.Target(default=4),
        "Changed criteria": objects()["comparison"].criteria,
        "Review of a plan": objects()["comparison"].plan,
    }


def test_every_recorded_table_has_its_section() -> None:
    assert {name: described()[TITLES[name]] for name in recorded()} == recorded()


@pytest.mark.parametrize("title", others())
def test_every_other_table_has_its_section(title: str) -> None:
    assert described()[title] == [*teia.to_frame(others()[title]).columns]


def test_statistics_of_a_set() -> None:
    pytest.importorskip("scipy", reason="scipy is not installed")
    files = [ROOT / "examples" / f"{name}-2026.yaml" for name in ("xaa", "xab")]
    found = teia.to_frame(teia.describe_set([teia.assess(teia.read_responses(f)) for f in files]))
    assert described()["Statistics of a set"] == [*found.columns]
    assert {f"`{name}`" for name in found["statistic"]} <= set(re.findall(r"`\w+`", PAGE))


def test_every_chart_has_its_section() -> None:
    charts = runpy.run_path(str(ROOT / "docs" / "generate_pictures.py"))["charts"]()
    listed = {
        kind: columns
        for title, columns in described().items()
        if title.startswith("Chart: ")
        for kind in title.removeprefix("Chart: ").split(", ")
    }
    assert listed == {name: [*chart.data.columns] for name, chart in charts.items()}


def test_nothing_else_is_listed() -> None:
    charts = {title for title in described() if title.startswith("Chart: ")}
    assert {*described()} == {*TITLES.values(), *others(), "Statistics of a set", *charts}


def test_words_of_a_column_are_those_that_stand_there() -> None:
    """Values that the page names for `level`, `basis`, `kind` and the like do occur."""
    table = teia.to_frame(objects()["assessment"])
    named = {title: set(re.findall(r"`(\w+)`", text)) for title, text in SECTION.findall(PAGE)}
    assert {*table["level"], *table["basis"].dropna()} <= named["Assessment"]
    assert {*teia.to_frame(others()["Uncertainty"])["statistic"]} <= named["Uncertainty"]
    assert {*teia.to_frame(objects()["group"])["figure"]} <= named["Group"]
