"""The published JSON Schema: it accepts every level, and what it accepts the reader accepts."""

from __future__ import annotations

import copy
import importlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from export.bundles import LEVELS, document, dumped, example, made, renamed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutated import OTHERS, Keys, at, drawn_paths, paths, replaced, surprised, without
from pydantic import ValidationError

from teia_indicators.export.bundle import build_document
from teia_indicators.export.records import DOCUMENT, bundle_schema
from teia_indicators.gaps import Target, find_gaps
from teia_indicators.indices import load_mapping
from teia_indicators.testing import uniform_responses

jsonschema: Any = importlib.import_module("jsonschema")
FAST = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@cache
def validator() -> Any:
    return jsonschema.Draft202012Validator(bundle_schema())


@cache
def small(level: str) -> Any:
    """Return a document with few answers, so that a mutation is checked quickly."""
    catalogue = example().catalogue
    answers = dict(list(example().responses.answers.items())[:12])
    from teia_indicators import assess
    from teia_indicators.model import FrozenDict

    responses = uniform_responses(catalogue, "unanswered")
    assessment = assess(responses.model_copy(update={"answers": FrozenDict(answers)}), catalogue)
    target = Target(areas=FrozenDict({one.id: 1 for one in catalogue.areas[1:]}))
    found = build_document(
        [assessment],
        confidentiality=level,  # type: ignore[arg-type]
        mapping=load_mapping(),
        gaps=[find_gaps(assessment, target)],
    )
    return found.model_dump(mode="json")


@cache
def all_paths(level: str) -> tuple[Keys, ...]:
    return tuple(paths(small(level)))


def schema_accepts(data: Any) -> bool:
    return bool(validator().is_valid(data))


def reader_accepts(data: Any) -> bool:
    try:
        DOCUMENT.validate_json(json.dumps(data))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("level", LEVELS)
def test_the_schema_accepts_what_is_exported(tmp_path: Path, level: str) -> None:
    folder = made(tmp_path / "bundle", level, renamed(example("xab-2026"), round="=1+1"))
    schema = json.loads((folder / "ismi-bundle.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator(schema).validate(document(folder))


def test_the_shipped_schema_is_that_of_the_models(tmp_path: Path) -> None:
    folder = made(tmp_path / "bundle")
    assert json.loads((folder / "ismi-bundle.schema.json").read_bytes()) == bundle_schema()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "key", ["format", "schema_version", "official", "confidentiality", "catalogue", "assessments"]
)
def test_what_every_document_must_say_is_required(level: str, key: str) -> None:
    found = copy.deepcopy(small(level))
    del found[key]
    assert not schema_accepts(found)
    assert not reader_accepts(found)


@pytest.mark.parametrize("level", LEVELS)
@FAST
@given(data=st.data())
def test_schema_and_reader_agree_on_deleted_keys(level: str, data: st.DataObject) -> None:
    path = data.draw(drawn_paths(all_paths(level)), label="path")
    found = without(small(level), path)
    assert schema_accepts(found) == reader_accepts(found)


@pytest.mark.parametrize("level", LEVELS)
@FAST
@given(data=st.data())
def test_schema_and_reader_agree_on_wrong_types(level: str, data: st.DataObject) -> None:
    path = data.draw(drawn_paths(all_paths(level)), label="path")
    found = replaced(small(level), path, data.draw(st.sampled_from(OTHERS), label="new"))
    assert schema_accepts(found) == reader_accepts(found)


@pytest.mark.parametrize("level", LEVELS)
@FAST
@given(data=st.data())
def test_unknown_keys_are_refused_wherever_keys_are_fixed(level: str, data: st.DataObject) -> None:
    objects = [path for path in all_paths(level) if isinstance(at(small(level), *path), dict)]
    path = data.draw(st.sampled_from([(), *objects]), label="path")
    value: Any = data.draw(st.sampled_from(["x", 1, None, {}]), label="value")
    found = surprised(small(level), path, value)
    assert schema_accepts(found) == reader_accepts(found)
    free = {"answers", "challenges", "places", "params", "area_dimensions", "areas", "indicators"}
    if not path or path[-1] not in free:
        assert not schema_accepts(found)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("claimed", [*LEVELS, "secret", None])
def test_level_and_content_cannot_be_mixed(level: str, claimed: str | None) -> None:
    found = {**small(level), "confidentiality": claimed}
    assert schema_accepts(found) == reader_accepts(found) == (level == claimed)


@pytest.mark.parametrize(
    ("key", "value"),
    [("official", True), ("format", "other"), ("schema_version", "2.0"), ("assessments", [])],
)
def test_what_is_fixed_is_fixed(key: str, value: object) -> None:
    for level in LEVELS:
        found = {**small(level), key: value}
        assert not schema_accepts(found)
        assert not reader_accepts(found)


def test_the_document_is_the_one_that_is_written(tmp_path: Path) -> None:
    folder = made(tmp_path / "bundle")
    assert dumped(document(folder)) == (folder / "assessment.json").read_bytes()
