"""A schema keeps what it says as long as it keeps its version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from teia_indicators import document_schema
from teia_indicators.catalogue.schemas import file_schemas
from teia_indicators.documents import DOCUMENTS
from teia_indicators.model import checksum

RECORD = Path(__file__).parents[1] / "golden" / "schemas.txt"
CHANGED = """
{urn} says something else than recorded in tests/golden/schemas.txt: its new line is
{urn} {now}
If a release had this version: raise it (DOCUMENTS in documents.py, SCHEMA_VERSION in
export/records.py or _VERSIONS in catalogue/schemas.py; a minor version only adds), write the
shipped schema again, and add the new line below the old one. Else replace the line.
"""
NEW = """
{urn} is not recorded: add to tests/golden/schemas.txt, below the lines of its older versions,
{urn} {now}
"""
#: What a validator passes over. Beside them `title` may be the name of a property: no text then.
NOTES = ("title", "description")


def meaning(schema: Any) -> Any:
    """Return a schema without its texts for people, which may change at any time."""
    if isinstance(schema, list):
        return [meaning(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: one if key in ("default", "const", "enum") else meaning(one)
        for key, one in schema.items()
        if not (key in NOTES and isinstance(one, str))
    }


def recorded() -> dict[str, str]:
    lines = RECORD.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))


def current() -> Iterator[tuple[str, str]]:
    for schema in (*file_schemas().values(), *map(document_schema, DOCUMENTS)):
        yield schema["$id"], checksum(meaning(schema))


@pytest.mark.parametrize(("urn", "now"), list(current()), ids=[urn for urn, _ in current()])
def test_a_schema_says_what_its_version_said(urn: str, now: str) -> None:
    then = recorded().get(urn)
    assert then is not None, NEW.format(urn=urn, now=now)
    assert now == then, CHANGED.format(urn=urn, now=now)


def test_no_two_schemas_have_one_id() -> None:
    ids = [urn for urn, _ in current()]
    assert len(set(ids)) == len(ids)


def test_texts_for_people_do_not_count_and_all_else_does() -> None:
    schema = {"title": "A", "properties": {"title": {"type": "string", "description": "B"}}}
    other = {"properties": {"title": {"type": "string"}}}
    assert meaning(schema) == other
    assert meaning({"properties": {"title": {"type": "null"}}}) != other
