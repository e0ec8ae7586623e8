"""What the answers yes rest on: counts that add up, shares, and no effect on any figure."""

from __future__ import annotations

from pathlib import Path

import pytest

import teia_indicators as teia
from teia_indicators.assessment import EvidenceProfile
from teia_indicators.model import FrozenDict

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def assessment() -> teia.Assessment:
    return teia.assess(teia.read_responses(EXAMPLES / "xaa-2026.yaml"))


def test_grades_add_up_to_the_answers_yes_at_every_node(assessment: teia.Assessment) -> None:
    nodes = [*assessment.indicators.values(), *assessment.areas.values(), assessment.overall]
    assert list(assessment.evidence) == ["overall", *assessment.areas, *assessment.indicators]
    assert all(assessment.evidence[node.id].yes == node.counts.yes for node in nodes)
    areas = sum((assessment.evidence[area] for area in assessment.areas), EvidenceProfile())
    assert areas == assessment.evidence["overall"]
    assert areas.documented > 0


def test_counts_are_those_of_the_answers(assessment: teia.Assessment) -> None:
    answers = assessment.responses.answers
    yes = [one.grade for item, one in answers.items() if one.value == "yes" and "." in item]
    for grade in ("claimed", "documented", "demonstrated"):
        assert getattr(assessment.evidence["overall"], grade) == yes.count(grade)


def test_shares_add_up_to_one_and_are_none_where_nothing_is_yes() -> None:
    profile = EvidenceProfile(claimed=1, documented=1, demonstrated=2)
    assert (profile.share("claimed"), profile.share("demonstrated")) == (0.25, 0.5)
    assert EvidenceProfile().share("claimed") is None


def test_implied_and_removed_criteria_have_no_evidence(catalogue: teia.Catalogue) -> None:
    first, second = catalogue.indicators[:2]
    answers = {
        first.id: teia.Answer(value="not_applicable", reason="no such sites"),
        first.criteria[0].id: teia.Answer(value="yes", grade="demonstrated"),
        second.id: teia.Answer(value=4, grade="documented"),
    }
    responses = teia.Responses(
        catalogue=catalogue.ref, country="XAA", round="2026", answers=FrozenDict(answers)
    )
    found = teia.assess(responses, catalogue)
    assert found.evidence["overall"] == EvidenceProfile()
    assert found.overall.counts.implied == len(second.criteria)


def test_evidence_changes_no_figure(assessment: teia.Assessment) -> None:
    plain = {
        item: one.model_copy(update={"grade": "claimed"})
        for item, one in assessment.responses.answers.items()
    }
    responses = assessment.responses.model_copy(update={"answers": FrozenDict(plain)})
    again = teia.assess(responses, assessment.catalogue)
    assert again.evidence["overall"].claimed == assessment.evidence["overall"].yes
    assert (again.overall.low, again.overall.value, again.overall.high) == (
        assessment.overall.low,
        assessment.overall.value,
        assessment.overall.high,
    )
