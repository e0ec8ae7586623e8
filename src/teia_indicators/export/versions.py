"""Versions of the bundle's schema: older ones are read, newer minor ones as far as they are known.

A minor version only adds: files, and fields of assessment.json. A major version may change.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from teia_indicators.export.records import DOCUMENT, SCHEMA_VERSION, Document

#: The first version: no coin tables, data package or translated labels; of the terms of a gap's
#: rank only some.
OLDEST = "1.0"


def parts(version: object) -> tuple[int, int] | None:
    """Return major and minor version; None where it is no version."""
    given = version.split(".") if isinstance(version, str) else []
    if len(given) != 2 or not all(one.isascii() and one.isdigit() for one in given):
        return None
    return int(given[0]), int(given[1])


def is_readable(version: object) -> bool:
    """Tell whether a bundle of this version can be read: its major version is known."""
    given, own = parts(version), parts(SCHEMA_VERSION)
    return given is not None and own is not None and 1 <= given[0] <= own[0]


def is_newer(version: object) -> bool:
    """Tell whether a version is later than the one that this release writes."""
    given, own = parts(version), parts(SCHEMA_VERSION)
    return given is not None and own is not None and given > own


def is_oldest(manifest: Any) -> bool:
    """Tell whether a manifest is one of the first version, with fewer files."""
    return isinstance(manifest, dict) and manifest.get("schema_version") == OLDEST


def not_held(version: str) -> dict[str, Any]:
    """Return what records of a version say nothing of, as pydantic's `exclude`."""
    return {"gaps": {"__all__": {"next_effort"}}} if version == OLDEST else {}


def read_document(content: bytes) -> Document:
    """Return the document of assessment.json.

    An older one is brought to the fields of now. Of a newer minor version the fields that are not
    known here are left out.

    Raises
    ------
    ValidationError
        If it does not fit the schema.
    """
    try:
        return DOCUMENT.validate_json(content)
    except ValidationError as error:
        data = json.loads(content)
        version = data.get("schema_version") if isinstance(data, dict) else None
        if version == OLDEST:
            return DOCUMENT.validate_json(json.dumps(_with_terms_of_ranks(data)))
        unknown = [one["loc"] for one in error.errors() if one["type"] == "extra_forbidden"]
        if not unknown or not is_newer(version):
            raise
        for place in unknown:
            _remove(data, place)
        return DOCUMENT.validate_json(json.dumps(data))


def _with_terms_of_ranks(data: Any) -> Any:
    """Return a document of the first version with the terms by which its gaps are ranked.

    They follow from what it holds. What is damaged is left for the schema to tell.
    """
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        for found in data["assessments"]:
            order = [one["id"] for one in found.get("indicators", ())]
            for gap in found.get("gaps", ()):
                gap["gain_per_effort"] = gap["gain_overall"] / (gap["effort"] or 1)
                gap["catalogue_order"] = order.index(gap["indicator"]) + 1
    return data


def _remove(data: Any, place: tuple[int | str, ...]) -> None:
    """Remove what stands at a place; its parts that are no keys name kinds of models."""
    for part in place[:-1]:
        if isinstance(data, dict):
            data = data.get(part, data)
        elif isinstance(part, int):
            data = data[part]
    data.pop(place[-1], None)
