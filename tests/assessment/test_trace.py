"""The published trace: its schema, and what it says of every kind of figure and rule."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import teia_indicators as teia
from teia_indicators.assessment import Explanation
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.indices import explain_index
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Answer, Responses

ROOT = Path(__file__).parents[2]
EXAMPLES = ("xaa-2026.xlsx", "xab-2026.xlsx", "xaa-2026.yaml", "xab-2026.yaml")
jsonschema: Any = importlib.import_module("jsonschema")

RULES = {
    "id": "rules",
    "version": "1",
    "title": "One node of each kind",
    "scales": {
        "letters": {"levels": [{"code": 1, "points": 1}, {"code": 2, "points": 2}]},
        "share": {"number": {"worst": 0, "best": 80, "top": 2, "rounding": {"digits": 1}}},
    },
    "grades": {"marks": [{"grade": "D", "value": 0}, {"grade": "B", "value": 1.5}]},
    "tables": {
        "pairs": {"rows": [{"of": [1, 1], "gives": 1}, {"of": [1, 2], "gives": 1.5}]},
        "places": {"ordered": True, "rows": [{"of": [2, 1], "gives": 2}]},
    },
    "scoring": {"aggregation": "sum", "rounding": {"digits": 0}},
    "areas": [
        {
            "id": name,
            "title": name,
            "scoring": scoring,
            "indicators": [
                {"id": f"{name}-1", "title": "First", "scale": "letters"},
                {"id": f"{name}-2", "title": "Second", "scale": "letters"},
                *([{"id": "MEAN-3", "title": "Third", "scale": "share"}] * (name == "MEAN")),
            ],
        }
        for name, scoring in {
            "LINK": {"aggregation": "weakest_link", "plus": 0.5, "grades": "marks"},
            "TABLE": {"aggregation": "table", "table": "pairs"},
            "PLACES": {"aggregation": "table", "table": "places"},
            "MEAN": {"aggregation": "power", "power": 2, "missing": "skip", "minimum_present": 1},
        }.items()
    ],
}


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest, catalogue: teia.Catalogue) -> teia.Assessment:
    responses = teia.read_responses(ROOT / "examples" / request.param, catalogue)
    return teia.assess(responses, catalogue)


@pytest.fixture(scope="module")
def workbook(catalogue: teia.Catalogue) -> teia.Assessment:
    responses = teia.read_responses(ROOT / "examples" / "xab-2026.xlsx", catalogue)
    return teia.assess(responses, catalogue)


@pytest.fixture(scope="module")
def ruled() -> teia.Assessment:
    """One area of each kind: first items at 1, second ones at 2; the third item is a number.

    Where a table is looked up, first items are at 2 and second ones at 1.
    """
    catalogue = teia.Catalogue.model_validate_json(json.dumps(RULES))
    answers = {}
    for one in catalogue.indicators:
        if one.scale == "letters":
            level = int(one.id[-1])
            looked_up = one.id.startswith(("TABLE", "PLACES"))
            answers[one.id] = Answer(value=3 - level if looked_up else level)
    responses = Responses(
        catalogue=CatalogueRef(**dict(catalogue.ref)),
        country="XAA",
        round="1",
        answers=FrozenDict(answers),
    )
    return teia.assess(responses, catalogue)


def valid(trace: Explanation) -> dict[str, Any]:
    """Assert that a trace is what the schema says and comes back from JSON; return it."""
    document: dict[str, Any] = json.loads(json.dumps(trace.to_dict()))
    jsonschema.Draft202012Validator(teia.document_schema("trace")).validate(document)
    again = Explanation.model_validate_json(json.dumps(document))
    assert again.to_dict() == document
    return document


def answers_of(trace: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every input below a trace at which it ends."""
    for item in trace["inputs"]:
        if item["trace"] is None:
            yield item
        else:
            yield from answers_of(item["trace"])


def test_traces_of_the_examples_are_valid(example: teia.Assessment) -> None:
    catalogue = example.catalogue
    per_area = [f"{area}/{name}" for area, own in example.area_dimensions.items() for name in own]
    for item in ("overall", *catalogue.items, *example.dimensions, *per_area):
        document = valid(example.explain(item))
        assert document["id"] == item
        assert document["catalogue"]["checksum"] == catalogue.checksum
    for index in teia.compute_indices(example):
        valid(explain_index(example, index.id))


@pytest.mark.parametrize("language", ["fr", "ru"])
def test_rules_and_labels_are_said_in_the_language(
    workbook: teia.Assessment, language: str
) -> None:
    own = valid(workbook.explain(language=language))
    english = valid(workbook.explain())
    assert own["rule"] != english["rule"]
    for mine, theirs in zip(answers_of(own), answers_of(english), strict=True):
        assert mine["values"] == theirs["values"]
        if "stage" in mine["values"]:  # a criterion; the reason of an answer is the country's own
            assert mine["label"] != theirs["label"]


def test_the_whole_goes_down_to_the_cell_of_each_answer_and_back(
    workbook: teia.Assessment,
) -> None:
    found = {item["id"]: item for item in answers_of(valid(workbook.explain()))}
    assert set(found) >= {one.id for one in workbook.catalogue.criteria}
    for item, answer in workbook.responses.answers.items():
        place = workbook.responses.places[item]
        if item not in found:
            continue
        assert found[item]["place"]["cell"] == place.cell
        back = workbook.explain(str(place))
        assert back.id == item
        assert back.inputs[0].values["answer"] == answer.value
        assert back.above[-1] == "overall"
        assert item.startswith(back.above[-2])


def test_a_declared_stage_and_what_it_implies_are_traced(catalogue: teia.Catalogue) -> None:
    answers = FrozenDict({"PRV-1": Answer(value=3), "PRV-2": Answer(value=2)})
    blank = teia.read_responses(ROOT / "examples" / "xab-2026.xlsx", catalogue)
    found = teia.assess(blank.model_copy(update={"answers": answers}), catalogue)
    trace = found.explain("PRV-1")
    assert trace.inputs[0].id == "PRV-1"
    assert trace.inputs[0].values["answer"] == 3
    assert trace.inputs[0].place == blank.places.get("PRV-1")
    implied = found.explain("PRV-1.a")
    assert implied.result["answer"] == "implied_met"
    assert [item.id for item in implied.inputs] == ["PRV-1"]
    assert implied.rule != found.explain("PRV-3.a").rule


def test_figures_of_dimensions_and_indices_follow_from_their_inputs(
    workbook: teia.Assessment,
) -> None:
    for name, score in workbook.area_dimensions["PRV"].items():
        trace = workbook.explain(f"PRV/{name}")
        applicable = [i for i in trace.inputs if i.values["answer"] != "not_applicable"]
        assert len(applicable) == score.applicable
        assert sum(item.values["met"] is True for item in applicable) == score.met
    for index in teia.compute_indices(workbook):
        inputs = explain_index(workbook, index.id).inputs
        counted = [i for i in inputs if i.values["answer"] != "not_applicable"]
        total = sum(float(str(item.values["weight"])) for item in counted)
        met = sum(float(str(i.values["weight"])) for i in counted if i.values["met"])
        assert index.low == pytest.approx(met / total)


def test_every_rule_of_a_node_is_traced(ruled: teia.Assessment) -> None:
    for item in ("overall", *ruled.catalogue.items):
        valid(ruled.explain(item))
    link, table, mean = (ruled.explain(name) for name in ("LINK", "TABLE", "MEAN"))
    assert (link.result["low"], link.result["grade"]) == (1.5, "B")
    assert link.parameters["plus"] == 0.5
    assert link.parameters["grades"] == "D = 0, B = 1.5"
    assert "0.5" in link.rule
    assert (table.result["row_low"], table.result["low"]) == ("1, 2", 1.5)
    assert ruled.explain("PLACES").result["row_low"] == "2, 1", "its places are its children"
    assert table.parameters["table"] == "pairs"
    assert "pairs" in table.rule
    assert mean.parameters["power"] == 2
    assert mean.parameters["minimum_present"] == 1
    assert [item.values["missing"] for item in mean.inputs] == [False, False, True]


def test_figures_before_rounding_are_traced(ruled: teia.Assessment) -> None:
    whole = ruled.explain()
    parts = [float(str(item.values["low"])) for item in whole.inputs]
    assert whole.parameters["aggregation"] == "sum"
    assert whole.result["unrounded_low"] == pytest.approx(sum(parts))
    assert whole.result["low"] == round(sum(parts))


def test_scales_of_items_are_traced(ruled: teia.Assessment) -> None:
    level, number = ruled.explain("LINK-1"), ruled.explain("MEAN-3")
    assert level.parameters["levels"] == "1 = 1, 2 = 2"
    assert level.inputs[0].values["answer"] == 1
    assert (number.parameters["worst"], number.parameters["best"]) == (0, 80)
    assert number.parameters["digits"] == 1
    assert len({level.rule, number.rule, ruled.explain("LINK").rule}) == 3


def test_the_method_wins_where_it_overrides(ruled: teia.Assessment) -> None:
    method = teia.ScoringMethod(aggregation="power", power=3.0, missing="upper", override=True)
    trace = teia.assess(ruled.responses, ruled.catalogue, method).explain("MEAN")
    assert (trace.parameters["power"], trace.parameters["missing"]) == (3, "upper")


@pytest.mark.parametrize("item", ["PRV/legislatio", "XXX/legislation", "a.xlsx:Prevention!A1", ""])
def test_what_is_not_there_is_refused(workbook: teia.Assessment, item: str) -> None:
    with pytest.raises(teia.MethodError) as caught:
        workbook.explain(item)
    assert [one.code for one in caught.value.problems] == ["M003"]


def test_an_unknown_index_is_named_with_the_nearest(workbook: teia.Assessment) -> None:
    with pytest.raises(teia.MethodError, match="programme_elements"):
        explain_index(workbook, "programme_element")
