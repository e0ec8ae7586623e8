"""The schema of answers and `read_responses`, which takes more than the schema does."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from documents.written import catalogue, written
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from mutated import OTHERS, at, drawn_paths, paths, replaced, surprised, without

import teia_indicators as teia
from teia_indicators.responses.read import check_file
from teia_indicators.sources.yaml import parse_yaml

jsonschema: Any = importlib.import_module("jsonschema")
ROOT = Path(__file__).parents[2]
VALIDATOR = jsonschema.Draft202012Validator(teia.document_schema("responses"))
FAST = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def answers() -> Any:
    """Return a document with all its parts: answers, evidence, challenges, sources."""
    source = {"file": "a.xlsx", "date": "2026-03", "asked": ["IDN-1"], "answers": {"IDN-1": 3}}
    short = {"IDN-1.a": "yes", "IDN-1": 3, "IDN-2.a": {"value": "no", "comment": "x"}}
    evidence = {"kind": "law", "title": "Order", "date": "2024-05-01", "language": "en"}
    full = {"value": "yes", "grade": "documented", "evidence": [evidence], "correction": True}
    return {
        **written("responses"),
        "answers": {**short, "IDN-1.b": full},
        "challenges": {"IDN": "x"},
        "sources": [source],
        "asked": ["IDN-1", "IDN-2"],
    }


PATHS = tuple(paths(answers()))


def agree(data: Any, folder: Path) -> None:
    """Assert that what fits has no fault of shape, and that what is read is written to fit."""
    file = folder / "answers.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    responses, problems = check_file(file, catalogue())
    if VALIDATOR.is_valid(data):
        assert not [one for one in problems if one.code.startswith("F")]
    if responses is not None and not problems.errors:
        teia.write_responses(responses, file)
        VALIDATOR.validate(json.loads(file.read_text(encoding="utf-8")))


def test_the_document_itself_fits_and_is_read(tmp_path: Path) -> None:
    VALIDATOR.validate(answers())
    (tmp_path / "answers.json").write_text(json.dumps(answers()), encoding="utf-8")
    assert not check_file(tmp_path / "answers.json", catalogue())[1].errors


@FAST
@given(data=st.data())
def test_without_a_key(tmp_path: Path, data: st.DataObject) -> None:
    agree(without(answers(), data.draw(drawn_paths(PATHS))), tmp_path)


@FAST
@given(data=st.data())
def test_with_another_type(tmp_path: Path, data: st.DataObject) -> None:
    path = data.draw(drawn_paths(PATHS), label="path")
    agree(replaced(answers(), path, data.draw(st.sampled_from(OTHERS), label="new")), tmp_path)


@FAST
@given(data=st.data())
def test_unknown_keys_are_refused_by_both(tmp_path: Path, data: st.DataObject) -> None:
    free = {"answers", "challenges", "places"}
    inner = [path for path in PATHS if isinstance(at(answers(), *path), dict)]
    path = data.draw(st.sampled_from([(), *inner]), label="path")
    assume(not path or path[-1] not in free)
    found = surprised(answers(), path, "x")
    assert not VALIDATOR.is_valid(found)
    (tmp_path / "answers.json").write_text(json.dumps(found), encoding="utf-8")
    assert check_file(tmp_path / "answers.json", catalogue())[1].errors


@pytest.mark.parametrize("name", ["xaa-2026", "xaa-2028", "xab-2026"])
def test_the_examples_fit_as_they_are_typed(name: str) -> None:
    tree, problems = parse_yaml((ROOT / "examples" / f"{name}.yaml").read_text("utf-8"), name)
    assert tree is not None
    assert not problems
    VALIDATOR.validate(tree.data)


def test_what_the_model_writes_fits_too() -> None:
    """Also with its places, which `write_responses` leaves out and the reader passes over."""
    read = teia.read_responses(ROOT / "examples" / "xaa-2026.xlsx")
    assert read.places
    VALIDATOR.validate(json.loads(read.model_dump_json()))
