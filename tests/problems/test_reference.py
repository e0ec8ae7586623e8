"""The page of codes and the texts of the codes say the same: none is missing on either side."""

from __future__ import annotations

import datetime
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import teia_indicators as teia
from teia_indicators.catalogue import Catalogue, NodeSettings
from teia_indicators.testing import uniform_responses
from teia_indicators.text import texts

PYTHON = re.compile(r"^```py\n(.+?)\n```$", re.MULTILINE | re.DOTALL)
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "problems.md"
GROUPS = {
    "F": "Files",
    "C": "Catalogue",
    "R": "Responses",
    "M": "Method",
    "T": "Targets",
    "A": "Findings",
    "B": "Bundle",
    "P": "Plans",
}


def _sections() -> dict[str, str]:
    """Return the text below each heading of a code."""
    parts = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {part[:4]: part for part in parts if re.match(r"[A-Z]\d{3} ", part)}


def test_each_code_is_documented_once() -> None:
    headings = re.findall(r"^#+ ([A-Z]\d{3})\b", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(texts("en")["problems"])


def test_codes_stand_in_order_below_their_group() -> None:
    headings = re.findall(r"^## (\S+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    expected = []
    for letter, title in GROUPS.items():
        expected += [title, *sorted(code for code in texts("en")["problems"] if code[0] == letter)]
    assert headings == expected


@pytest.mark.parametrize("code", sorted(texts("en")["problems"]))
def test_each_section_explains_and_shows_wrong_and_right(code: str) -> None:
    section = _sections()[code]
    explanation = section.split("\n", 1)[1].split("Wrong:")[0].strip()
    assert len(explanation) > 20
    assert explanation.endswith(".")
    shown = re.search(
        r"^Wrong:\n\n```\w+\n(.+?)\n```\n\nRight:\n\n```\w+\n(.+?)\n```$",
        section,
        re.MULTILINE | re.DOTALL,
    )
    assert shown, "a fenced example after Wrong: and one after Right:"
    assert shown[1] != shown[2]


def test_warnings_are_named_as_such() -> None:
    for code, entry in texts("en")["problems"].items():
        is_warning = entry.get("severity") == "warning"
        assert is_warning == ("This is a warning" in _sections()[code]), code


def _runs() -> list[str]:
    return [code for code, section in sorted(_sections().items()) if PYTHON.search(section)]


#: A table with one row of the four that two items of two levels can have.
TABLED = {
    "id": "tabled",
    "version": "1",
    "title": "Tabled",
    "scales": {"two": {"levels": [{"code": "low", "points": 0}, {"code": "high", "points": 1}]}},
    "tables": {"pairs": {"rows": [{"of": [0, 0], "gives": 0}]}},
    "areas": [
        {
            "id": "A",
            "title": "A",
            "scoring": {"aggregation": "table", "table": "pairs"},
            "indicators": [{"id": f"A-{at}", "title": "Item", "scale": "two"} for at in (1, 2)],
        }
    ],
}


def _weighted(catalogue: Catalogue, weight: float) -> Catalogue:
    """Return a catalogue whose first area has another weight."""
    first = catalogue.areas[0].model_copy(update={"weight": weight})
    return catalogue.model_copy(update={"areas": (first, *catalogue.areas[1:])})


def _below_zero(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue whose lowest stage is worth less than nothing."""
    stages = catalogue.scale.stages
    lowest = stages[0].model_copy(update={"value": -1.0})
    scale = catalogue.scale.model_copy(update={"stages": (lowest, *stages[1:])})
    return catalogue.model_copy(update={"scale": scale})


@cache
def _planned() -> dict[str, Any]:
    """Return a country that has everything to do, and its plan."""
    catalogue = teia.load_catalogue()
    gaps = teia.find_gaps(teia.assess(uniform_responses(catalogue, "no")))
    return {
        "date": datetime.date,
        "gaps": gaps,
        "plan": teia.draft_action_plan(gaps),
        "no": uniform_responses(catalogue, "no"),
        "no_2028": uniform_responses(catalogue, "no", round="2028"),
    }


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what the examples in Python take for granted."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-documents").mkdir()
    (tmp_path / "my-documents" / "letter.txt").write_text("Dear all", encoding="utf-8")
    catalogue = teia.load_catalogue()
    full = uniform_responses(catalogue, "yes")
    assessment = teia.assess(full)
    minimum = teia.ScoringMethod(aggregation="minimum")
    other = catalogue.model_copy(update={"version": "0.9"})
    return {
        **_planned(),
        "teia": teia,
        "np": np,
        "catalogue": catalogue,
        "draft": uniform_responses(catalogue, "unknown"),
        "pd": pd,
        "NodeSettings": NodeSettings,
        "weighted": _weighted,
        "below_zero": _below_zero,
        "tabled": Catalogue.model_validate_json(json.dumps(TABLED)),
        "codes": np.full((len(catalogue.criteria), 10), teia.AnswerCode.UNKNOWN, dtype=np.uint8),
        "assessment": assessment,
        "xaa_2026": assessment,
        "xaa_2022": teia.assess(uniform_responses(catalogue, "no", round="2022")),
        "with_mean": assessment,
        "of_another_catalogue": teia.assess(uniform_responses(other, "yes"), other),
        "with_minimum": teia.assess(
            uniform_responses(catalogue, "yes", country="XBB"), method=minimum
        ),
    }


@pytest.mark.parametrize("code", _runs())
def test_wrong_python_has_the_problem_and_right_python_runs(
    code: str, names: dict[str, Any]
) -> None:
    wrong, right = PYTHON.findall(_sections()[code])
    with pytest.raises(teia.TeiaError) as caught:
        exec(wrong, dict(names))
    assert code in {found.code for found in caught.value.problems}
    exec(right, dict(names))


#: A missing package, and a catalogue that the page cannot hold: tested where they arise.
ELSEWHERE = {"M045", "M049"}


def test_most_method_codes_are_shown_in_python() -> None:
    of_method = {code for code in texts("en")["problems"] if code[0] == "M"}
    assert set(_runs()) >= of_method - ELSEWHERE
