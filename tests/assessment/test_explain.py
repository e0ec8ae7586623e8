"""Every number explains itself, down to the cell that caused it."""

from __future__ import annotations

from pathlib import Path

import pytest

import teia_indicators as teia

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def assessment(catalogue: teia.Catalogue) -> teia.Assessment:
    responses = teia.read_responses(ROOT / "examples" / "xab-2026.xlsx", catalogue)
    return teia.assess(responses, catalogue)


def test_the_chain_from_the_whole_to_a_cell(assessment: teia.Assessment) -> None:
    """Overall -> lowest area -> lowest indicator -> the criterion that blocks it -> cell."""
    whole = assessment.explain()
    area = min(whole.inputs, key=lambda item: float(str(item.values["low"])))
    indicator = min(
        assessment.explain(area.id).inputs, key=lambda item: float(str(item.values["low"] or 0))
    )
    trace = assessment.explain(indicator.id)
    low = trace.result["stage_low"]
    blocking = [
        item
        for item in trace.inputs
        if item.values["answer"] not in ("yes", "not_applicable")
        and int(str(item.values["stage"])) == int(str(low)) + 1
    ]
    assert blocking
    place = assessment.explain(blocking[0].id).inputs[0].place
    assert place is not None
    assert place.file == "xab-2026.xlsx"
    assert place.cell is not None


def test_figures_of_a_trace_are_those_of_the_assessment(assessment: teia.Assessment) -> None:
    for item in ("overall", *assessment.areas, *assessment.indicators):
        result, node = assessment.explain(item).result, assessment.node(item)
        assert (result["low"], result["value"], result["high"]) == (node.low, node.value, node.high)


def test_a_node_can_be_computed_from_its_trace(assessment: teia.Assessment) -> None:
    for area in assessment.areas:
        trace = assessment.explain(area)
        parts = [item.values for item in trace.inputs if item.values["low"] is not None]
        mean = sum(float(str(one["low"])) for one in parts) / len(parts)
        assert float(str(trace.result["low"])) == pytest.approx(mean, abs=1e-12)


def test_a_trace_names_its_source_and_method(assessment: teia.Assessment) -> None:
    for item in ("overall", "PRV", "PRV-1", "PRV-1.a"):
        document = assessment.explain(item).to_dict()
        assert document["format"] == "teia.trace.v1"
        assert document["catalogue"]["checksum"] == assessment.catalogue.checksum
        assert document["rule"]
        assert document["id"] == item
        assert str(assessment.explain(item)).startswith(item)


def test_an_unknown_id_is_named_with_the_nearest(assessment: teia.Assessment) -> None:
    with pytest.raises(teia.MethodError, match="PRV-1"):
        assessment.explain("PRV-1x")


def test_what_if_names_every_mistake(assessment: teia.Assessment) -> None:
    with pytest.raises(teia.MethodError) as caught:
        teia.what_if(assessment, {"PRV-1.zz": "yes", "PRV-1.a": "maybe", "PRV-1": 9})
    assert [one.code for one in caught.value.problems] == ["M003", "M004", "M004"]
    for value in ("yes", "not_applicable", 2):
        with pytest.raises(teia.MethodError) as caught:
            teia.what_if(assessment, {"PRV": value})
        assert [one.code for one in caught.value.problems] == ["M003"], "an area has no answer"


def test_what_if_asks_for_no_reason(assessment: teia.Assessment) -> None:
    changed = teia.what_if(
        assessment, {"PRV-1.a": "withheld", "PRV-1.b": "not_applicable", "PRV-1.c": "no"}
    )
    said = {one: changed.responses.answers[f"PRV-1.{one}"].reason for one in "abc"}
    assert said == {"a": "what if", "b": "what if", "c": ""}
    assert {one.code for one in changed.findings} <= {one.code for one in assessment.findings}


def test_what_if_leaves_the_assessment_as_it_is(assessment: teia.Assessment) -> None:
    before = assessment.model_dump_json()
    better = teia.what_if(assessment, {one.id: "yes" for one in assessment.catalogue.criteria})
    assert better.overall.low == 1.0
    assert assessment.model_dump_json() == before
