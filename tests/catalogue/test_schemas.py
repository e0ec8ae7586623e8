"""The schemas that editors use: of the models, named in each file, and accepting each file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from teia_indicators.catalogue.schemas import file_schemas, write_schemas
from teia_indicators.sources.yaml import parse_yaml

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia"
FIRST_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")
FILES = [
    SHIPPED / "catalogue.yaml",
    SHIPPED / "provisions.yaml",
    SHIPPED / "uncovered.yaml",
    *sorted((SHIPPED / "areas").glob("*.yaml")),
    *sorted((SHIPPED / "actions").glob("*.yaml")),
    *sorted((SHIPPED / "translations").glob("*.yaml")),
    *sorted((SHIPPED / "migrations").glob("*.yaml")),
    *(path for path in sorted((SHIPPED / "mappings").glob("*.yaml")) if path.stem != "ismi"),
]


def test_the_shipped_schemas_are_those_of_the_models(tmp_path: Path) -> None:
    """If this fails: teia-indicators catalogue schema --only files indicators/schemas."""
    for path in write_schemas(tmp_path):
        assert (ROOT / "indicators" / "schemas" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SHIPPED).as_posix())
def test_every_file_names_its_schema_and_fits_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = FIRST_LINE.match(text)
    assert named is not None
    schema = (path.parent / named.group(1)).resolve()
    assert schema.parent == ROOT / "indicators" / "schemas"
    tree, problems = parse_yaml(text, path.name)
    assert tree is not None
    assert not problems
    jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(
        tree.data
    )


@pytest.mark.parametrize("name", sorted(file_schemas()))
def test_the_schemas_are_schemas_and_refuse_nonsense(name: str) -> None:
    schema: dict[str, Any] = file_schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert not jsonschema.Draft202012Validator(schema).is_valid({"no": "such key"})
