"""The code lists of a bundle: every code of its tables, with its label in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from teia_indicators.catalogue.countries import load_countries
from teia_indicators.catalogue.model import Catalogue, WorkingArea, shown_text
from teia_indicators.catalogue.translation import say
from teia_indicators.export.records import Document
from teia_indicators.indices import IndexMapping, load_mapping
from teia_indicators.sources.csv import csv_bytes
from teia_indicators.text import LANGUAGES, phrase, texts

CODE_COLUMNS = ("CODELIST", "CODE", "PARENT", "LABEL_EN", "LABEL_FR", "LABEL_RU")

#: Lists whose codes are the same in every bundle.
FIXED_LISTS = ("CL_LEVEL", "CL_MEASURE", "CL_UNIT_MEASURE", "CL_OBS_STATUS", "CL_CONF_STATUS")
#: Every list, in the order of the file, and the column of observations.csv that it is for.
CODE_LISTS = {
    "CL_LEVEL": "LEVEL",
    "CL_MEASURE": "MEASURE",
    "CL_UNIT_MEASURE": "UNIT_MEASURE",
    "CL_OBS_STATUS": "OBS_STATUS",
    "CL_CONF_STATUS": "CONF_STATUS",
    "CL_DIMENSION": "DIMENSION",
    "CL_CODE": "CODE",
    "CL_CATALOGUE": "CATALOGUE",
    "CL_REF_AREA": "REF_AREA",
}
#: What bundles of version 1.0 had of it.
_OLDER_COLUMNS, _NEWER_LISTS = CODE_COLUMNS[:4], ("CL_REF_AREA",)


def codelists_csv(document: Document, catalogue: Catalogue) -> bytes:
    """Return codelists.csv: every code that observations.csv may hold, with its labels.

    A document of version 1.0 gives the columns and lists of then.
    """
    rows = code_rows(document, catalogue)
    if document.schema_version == "1.0":
        return csv_bytes(
            _OLDER_COLUMNS, (row for row in rows if row["CODELIST"] not in _NEWER_LISTS)
        )
    return csv_bytes(CODE_COLUMNS, rows)


def code_rows(document: Document, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield the rows of codelists.csv; where a text has no translation, it stands in itself."""
    for name in FIXED_LISTS:
        for code in texts("en")["codelists"][name]:
            yield _row(name, code, [phrase(f"codelists.{name}.{code}", one) for one in LANGUAGES])
    yield _row("CL_DIMENSION", "_T", [phrase("codelists.total", one) for one in LANGUAGES])
    for code in texts("en")["dimensions"]:
        yield _row("CL_DIMENSION", code, [phrase(f"dimensions.{code}", one) for one in LANGUAGES])
    yield from _item_rows(document, catalogue)
    labels = [
        f"{say(catalogue, catalogue.id, 'title', document.catalogue_title, language, 'english')} "
        f"({phrase(f'workbook.statuses.{document.catalogue_status}', language)})"
        for language in LANGUAGES
    ]
    labels[0] = f"{document.catalogue_title} ({document.catalogue_status})"
    name = f"{document.catalogue.id} {document.catalogue.version}"
    yield _row("CL_CATALOGUE", name, labels)
    names = load_countries()
    for code in sorted({found.country for found in document.assessments}):
        known = names[code].name if code in names else {}
        yield _row("CL_REF_AREA", code, [known.get(language, code) for language in LANGUAGES])


def _item_rows(document: Document, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield the codes of what is observed: the whole, areas, indicators, criteria, indices."""
    yield _row("CL_CODE", "overall", [phrase("trace.overall", one) for one in LANGUAGES])
    for code, item in catalogue.items.items():
        if isinstance(item, WorkingArea):
            parent = item.part_of or "overall"
            labels = [
                say(catalogue, code, "title", item.title, language, "english")
                for language in LANGUAGES
            ]
        else:
            parent = catalogue.parents[code]
            labels = [shown_text(item, language, catalogue, "english") for language in LANGUAGES]
        yield {**_row("CL_CODE", code, labels), "PARENT": parent}
    for index in document.mapping.indices:
        yield _row("CL_CODE", index.id, _index_labels(document.mapping, index.id, index.title))


def _index_labels(mapping: IndexMapping, code: str, title: str) -> list[str]:
    """Return the labels of an index: translated for the shipped mapping, else its one title."""
    shipped = {index.id: index.title for index in load_mapping().indices}
    if mapping.id == load_mapping().id and shipped.get(code) == title:
        return [phrase(f"codelists.indices.{code}", language) for language in LANGUAGES]
    return [title] * len(LANGUAGES)


def _row(name: str, code: str, labels: list[str]) -> dict[str, Any]:
    english, french, russian = labels
    return {
        "CODELIST": name,
        "CODE": code,
        "LABEL_EN": english,
        "LABEL_FR": french,
        "LABEL_RU": russian,
    }
