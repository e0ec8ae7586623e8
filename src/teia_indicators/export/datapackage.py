"""datapackage.json: what each table of a bundle holds, as Frictionless tools read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from teia_indicators.catalogue.model import Catalogue
from teia_indicators.export.codelists import CODE_COLUMNS, CODE_LISTS, code_rows
from teia_indicators.export.coin import IDATA, IMETA, META_COLUMNS, NONE, UNIT_COLUMNS
from teia_indicators.export.observations import OBSERVATION_COLUMNS
from teia_indicators.export.placing import Entry
from teia_indicators.export.records import Document
from teia_indicators.sources.csv import cell_text
from teia_indicators.text import LANGUAGES, phrase, texts

DATAPACKAGE = "datapackage.json"

_NUMBERS = ("OBS_VALUE", "OBS_LOW", "OBS_HIGH", "COVERAGE", "Time", "Weight")
_WHOLE = ("Level", "Direction")
#: Columns that are filled in every row.
_REQUIRED = {
    *OBSERVATION_COLUMNS[:7],
    *("UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS"),
    *(name for name in CODE_COLUMNS if name != "PARENT"),
    *UNIT_COLUMNS,
    *("iCode", "iName", "Type"),
}
_LIMITS: dict[str, dict[str, Any]] = {
    "COVERAGE": {"minimum": 0, "maximum": 1},
    "Type": {"enum": ["Indicator", "Aggregate", "Other"]},
    "Direction": {"enum": [-1, 1]},
    "Level": {"minimum": 1},
    "Weight": {"minimum": 0},
}


def datapackage(
    document: Document, catalogue: Catalogue, entries: Mapping[str, Entry], units: Sequence[str]
) -> dict[str, Any]:
    """Return a Tabular Data Package (version 1) of a bundle's tables.

    A foreign key cannot pick one list of ``codelists.csv``, so each list is a resource of its own,
    its codes inline; the column of the observations refers to that.

    Parameters
    ----------
    document, catalogue : Document, Catalogue
        What the bundle holds.
    entries : mapping of str to Entry
        Size and hash of each table, by name.
    units : sequence of str
        Columns of coin/iData.csv.
    """
    codes: dict[str, list[str]] = {name: [] for name in CODE_LISTS}
    for row in code_rows(document, catalogue):
        codes[row["CODELIST"]].append(cell_text(row["CODE"]))
    licence = _licence(catalogue)
    return {
        "profile": "tabular-data-package",
        "name": "teia-ismi-bundle",
        "id": f"urn:teia-indicators:ismi-bundle:{document.schema_version}",
        "version": document.schema_version,
        "official": False,
        "confidentiality": document.confidentiality,
        "languages": list(LANGUAGES),
        **_said("datapackage"),
        "resources": [
            _observations(entries["observations.csv"]),
            _codelists(entries["codelists.csv"]) | licence,
            _idata(entries[IDATA], units),
            _imeta(entries[IMETA]) | licence,
            *(_list(name, codes[name]) for name in CODE_LISTS),
        ],
    }


def _observations(entry: Entry) -> dict[str, Any]:
    keys = [_refers(column, _list_name(name), "CODE") for name, column in CODE_LISTS.items()]
    schema = _schema(OBSERVATION_COLUMNS, OBSERVATION_COLUMNS[:7], keys)
    return _resource("observations", "observations.csv", entry, schema)


def _codelists(entry: Entry) -> dict[str, Any]:
    keys = [_refers("PARENT", _list_name("CL_CODE"), "CODE")]
    schema = _schema(CODE_COLUMNS, CODE_COLUMNS[:2], keys)
    return _resource("codelists", "codelists.csv", entry, schema)


def _idata(entry: Entry, columns: Sequence[str]) -> dict[str, Any]:
    keys = [_refers("uCode", _list_name("CL_REF_AREA"), "CODE")]
    return _resource("coin-idata", IDATA, entry, _schema(columns, ("uCode", "Time"), keys))


def _imeta(entry: Entry) -> dict[str, Any]:
    schema = _schema(META_COLUMNS, ("iCode",), [_refers("Parent", "", "iCode")], missing=NONE)
    return _resource("coin-imeta", IMETA, entry, schema)


def _list(name: str, codes: Sequence[str]) -> dict[str, Any]:
    """Return a code list as a resource with its codes inline."""
    return {
        "profile": "tabular-data-resource",
        "name": _list_name(name),
        **_said("datapackage.list", name=name),
        "data": [{"CODE": code} for code in codes],
        "schema": _schema(("CODE",), ("CODE",), []),
    }


def _list_name(name: str) -> str:
    return name.lower().replace("_", "-")


def _resource(name: str, path: str, entry: Entry, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        **_said(f"datapackage.resources.{name}"),
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": entry.size,
        "hash": f"sha256:{entry.sha256}",
        "schema": schema,
    }


def _schema(
    columns: Sequence[str], key: Sequence[str], refers: list[dict[str, Any]], missing: str = ""
) -> dict[str, Any]:
    """Return a Table Schema; a column that is not known by name is an indicator's figures."""
    found: dict[str, Any] = {
        "fields": [_field(column, required=column in _REQUIRED) for column in columns],
        "missingValues": [missing],
        "primaryKey": list(key),
    }
    return found | ({"foreignKeys": refers} if refers else {})


def _field(name: str, *, required: bool) -> dict[str, Any]:
    known = name in texts("en")["datapackage"]["fields"]
    kind = "integer" if name in _WHOLE else "number" if not known or name in _NUMBERS else "string"
    constraints = {**({"required": True} if required else {}), **_LIMITS.get(name, {})}
    said = _said(f"datapackage.fields.{name}") if known else _said("datapackage.figure", id=name)
    return {"name": name, "type": kind, **said} | (
        {"constraints": constraints} if constraints else {}
    )


def _refers(field: str, resource: str, to: str) -> dict[str, Any]:
    return {"fields": [field], "reference": {"resource": resource, "fields": [to]}}


def _said(key: str, /, **params: object) -> dict[str, Any]:
    """Return title and description in English, and the same in the other languages."""
    parts = [part for part in ("title", "description") if _has(f"{key}.{part}")]
    said = {
        language: {part: phrase(f"{key}.{part}", language, **params) for part in parts}
        for language in LANGUAGES
    }
    return {**said.pop(LANGUAGES[0]), "translations": said}


def _has(key: str) -> bool:
    try:
        return bool(phrase(key))
    except KeyError:
        return False


def _licence(catalogue: Catalogue) -> dict[str, Any]:
    """Return the licence of the catalogue's texts; the figures belong to those who gave them."""
    if not catalogue.licence:
        return {}
    return {"licenses": [{"name": catalogue.licence, "title": catalogue.licence}]}
