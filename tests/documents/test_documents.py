"""The schemas of public documents: what the library writes fits, and what fits can be read."""

from __future__ import annotations

import importlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from documents.written import objects, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutated import OTHERS, Keys, at, drawn_paths, paths, replaced, surprised, without
from pydantic import ValidationError

import teia_indicators as teia
from teia_indicators.documents import (
    DOCUMENTS,
    schema_of_models,
    shipped_schema,
    write_document_schemas,
)

jsonschema: Any = importlib.import_module("jsonschema")
SHIPPED = Path(teia.__file__).parent / "schemas"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "schemas.md"
NAMES = sorted(set(DOCUMENTS) - {"ismi-bundle"})  # that is in tests/export/test_schema.py
READ = sorted({*NAMES} - {"responses"})  # of answers in tests/documents/test_answers.py
FAST = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@cache
def validator(name: str) -> Any:
    return jsonschema.Draft202012Validator(teia.document_schema(name))


@cache
def all_paths(name: str) -> tuple[Keys, ...]:
    return tuple(paths(written(name)))


def schema_accepts(name: str, data: Any) -> bool:
    return bool(validator(name).is_valid(data))


def model_accepts(name: str, data: Any) -> bool:
    model = DOCUMENTS[name].model
    assert model is not None
    try:
        model.model_validate_json(json.dumps(data))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_the_shipped_schema_is_that_of_the_model(name: str) -> None:
    """If this fails: write `schema_of_models(name)` to src/teia_indicators/schemas."""
    assert shipped_schema(name) == schema_of_models(name)
    schema = teia.document_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:teia-indicators:{name}:{DOCUMENTS[name].version}"
    assert schema["title"] == DOCUMENTS[name].title
    assert schema["description"].startswith(DOCUMENTS[name].description)


def test_the_page_of_schemas_has_every_document() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+\.\d+) \|", text, re.MULTILINE)
    assert sorted(rows) == sorted((one.name, one.version) for one in DOCUMENTS.values())


def test_no_other_schema_is_shipped() -> None:
    assert {path.name for path in SHIPPED.iterdir()} == {one.file for one in DOCUMENTS.values()}


def test_the_schemas_are_written_as_they_are_shipped(tmp_path: Path) -> None:
    for path in write_document_schemas(tmp_path):
        assert path.read_bytes() == (SHIPPED / path.name).read_bytes()


def test_a_schema_can_be_changed_without_changing_the_next() -> None:
    teia.document_schema("plan").clear()
    assert teia.document_schema("plan")


def test_an_unknown_document_is_named_with_the_nearest() -> None:
    with pytest.raises(teia.BundleError, match='"plan"') as caught:
        teia.document_schema("plans")
    assert [one.code for one in caught.value.problems] == ["B025"]
    assert "…" not in str(caught.value)  # all are named


@pytest.mark.parametrize("name", NAMES)
def test_what_the_library_writes_fits(name: str) -> None:
    validator(name).validate(written(name))


@pytest.mark.parametrize("name", READ)
def test_what_was_written_can_be_read_back(name: str) -> None:
    model = DOCUMENTS[name].model
    assert model is not None
    again = model.model_validate_json(json.dumps(written(name)))
    assert json.loads(again.model_dump_json()) == written(name)
    assert again == objects()[name]


@pytest.mark.parametrize("name", READ)
@FAST
@given(data=st.data())
def test_schema_and_reader_agree_on_deleted_keys(name: str, data: st.DataObject) -> None:
    path = data.draw(drawn_paths(all_paths(name)), label="path")
    found = without(written(name), path)
    assert schema_accepts(name, found) == model_accepts(name, found)


@pytest.mark.parametrize("name", READ)
@FAST
@given(data=st.data())
def test_schema_and_reader_agree_on_wrong_types(name: str, data: st.DataObject) -> None:
    path = data.draw(drawn_paths(all_paths(name)), label="path")
    found = replaced(written(name), path, data.draw(st.sampled_from(OTHERS), label="new"))
    assert schema_accepts(name, found) == model_accepts(name, found)


@pytest.mark.parametrize("name", READ)
@FAST
@given(data=st.data())
def test_schema_and_reader_agree_on_unknown_keys(name: str, data: st.DataObject) -> None:
    found = drawn_with_surprise(name, data)
    assert schema_accepts(name, found) == model_accepts(name, found)


def drawn_with_surprise(name: str, data: st.DataObject) -> Any:
    """Return a document with one more key somewhere."""
    inner = [path for path in all_paths(name) if isinstance(at(written(name), *path), dict)]
    path = data.draw(st.sampled_from([(), *inner]), label="path")
    value: Any = data.draw(st.sampled_from(["x", 1, None, {}]), label="value")
    return surprised(written(name), path, value)


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_key_at_the_top_is_refused(name: str) -> None:
    assert not schema_accepts(name, surprised(written(name), (), "x"))


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("method", ("aggregation",), "power of two"),
        ("method", ("power",), None),
        ("plan", ("actions", 0, "status"), "forgotten"),
        ("plan", ("actions", 0, "amount", "currency"), "Euro"),
        ("plan", ("target", "by"), "30 June 2029"),
        ("gaps", ("gaps", 0, "rank"), "first"),
        ("comparison", ("nodes", 0, "low", "real"), "0.1"),
        ("assessment", ("responses", "country"), "Xaa"),
        ("catalogue-document", ("areas",), []),
        ("trace", ("inputs", 0, "trace", "inputs", 0, "label"), None),
        ("neighbours", ("countries",), ["XAA"]),
    ],
)
def test_what_no_reader_takes_does_not_fit(name: str, path: Keys, value: object) -> None:
    found = replaced(written(name), path, value)
    assert not schema_accepts(name, found)
    assert not model_accepts(name, found)


@pytest.mark.parametrize(
    ("path", "value"), [(("gaps", 0, "rank"), 1.0), (("target", "by"), "2027-02-30")]
)
def test_what_the_page_says_a_schema_cannot_say(path: Keys, value: object) -> None:
    found = replaced(written("gaps"), path, value)
    assert schema_accepts("gaps", found)
    assert not model_accepts("gaps", found)
