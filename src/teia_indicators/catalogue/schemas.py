"""JSON Schemas of a catalogue's files, from the models, so that editors check while one types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from teia_indicators.catalogue.actions import Action
from teia_indicators.catalogue.coverage import Uncovered
from teia_indicators.catalogue.crosswalk import Crosswalk
from teia_indicators.catalogue.glossary import Glossary
from teia_indicators.catalogue.mapping import IndexMapping
from teia_indicators.catalogue.migration import Migration
from teia_indicators.catalogue.model import Catalogue, WorkingArea
from teia_indicators.catalogue.provisions import Provision
from teia_indicators.catalogue.target import Target
from teia_indicators.catalogue.translation import Translation
from teia_indicators.sources.files import write_atomic

_DRAFT = "https://json-schema.org/draft/2020-12/schema"

#: Versions of the schemas that are no longer the first.
_VERSIONS: Mapping[str, str] = {}


def file_schemas() -> Mapping[str, dict[str, Any]]:
    """Return the schema of each kind of file by its name, such as ``area.schema.json``."""
    actions = TypeAdapter(tuple[Action, ...]).json_schema()
    definitions = actions.pop("$defs", {})
    schemas: dict[str, dict[str, Any]] = {
        "catalogue": _head(),
        "area": WorkingArea.model_json_schema(),
        "actions": {
            "type": "object",
            "additionalProperties": False,
            "required": ["actions"],
            "properties": {"area": {"type": "string"}, "actions": actions},
            "$defs": definitions,
        },
        "translation": Translation.model_json_schema(),
        "glossary": Glossary.model_json_schema(),
        "mapping": IndexMapping.model_json_schema(),
        "crosswalk": Crosswalk.model_json_schema(),
        "migration": Migration.model_json_schema(),
        "provisions": TypeAdapter(tuple[Provision, ...]).json_schema(),
        "targets": Target.model_json_schema(),
        "uncovered": TypeAdapter(tuple[Uncovered, ...]).json_schema(),
    }
    return {
        f"{name}.schema.json": {
            "$schema": _DRAFT,
            "$id": f"urn:teia-indicators:{name}:{_VERSIONS.get(name, '1')}",
            **schema,
        }
        for name, schema in schemas.items()
    }


def _head() -> dict[str, Any]:
    """Return the schema of catalogue.yaml, which names its area files and holds nothing of them."""
    schema = Catalogue.model_json_schema()
    properties = schema["properties"]
    for name in ("provisions", "actions", "translations", "migrations", "profile_of"):
        del properties[name]
    properties["areas"] = {"type": "array", "minItems": 1, "items": {"type": "string"}}
    schema["$defs"] = _used(properties, schema["$defs"])
    return schema


def _used(properties: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the definitions that properties refer to, directly or by way of others."""
    found: dict[str, Any] = {}
    text = json.dumps(properties)
    while True:
        more = {
            name: one
            for name, one in definitions.items()
            if f'/{name}"' in text and name not in found
        }
        if not more:
            return {name: one for name, one in definitions.items() if name in found}
        found |= more
        text += json.dumps(more)


def write_schemas(folder: str | Path) -> tuple[Path, ...]:
    """Write every schema into a folder; same models, same bytes.

    Raises
    ------
    FileError
        If the folder cannot be written.
    """
    written = []
    for name, schema in file_schemas().items():
        path = Path(folder) / name
        text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        write_atomic(path, text.encode("utf-8"))
        written.append(path)
    return tuple(written)
