"""Runs the cases that experts write in YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Answer
from teia_indicators.sources.yaml import parse_yaml


def cases() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        tree, problems = parse_yaml(path.read_text(encoding="utf-8"), path.name)
        assert tree is not None
        assert not problems
        found += tree.data
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case["name"]))
def test_case(case: dict[str, Any], catalogue: teia.Catalogue) -> None:
    indicator = next(one for one in catalogue.indicators if one.id == case["indicator"])
    given = case.get("answers", {})
    answers = {
        criterion.id: Answer(value=given.get(criterion.id, case["default"]), reason="a case")
        for criterion in indicator.criteria
    }
    if "declared" in case:
        answers[indicator.id] = Answer(value=case["declared"], reason="a case")
    responses = teia.Responses(
        catalogue=catalogue.ref, country="XAA", round="2026", answers=FrozenDict(answers)
    )
    assessment = teia.assess(responses, catalogue)
    score = assessment.indicators[indicator.id]
    stages = None if score.stage_low is None else [score.stage_low, score.stage_high]
    assert stages == case["stage"]
    assert score.applicable == (case["stage"] is not None)
    assert score.basis == case.get("basis", score.basis)
    codes = [finding.code for finding in assessment.findings]
    assert codes == ([case["finding"]] if "finding" in case else [])
