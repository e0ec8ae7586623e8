"""The tidy table of a bundle: observations in SDMX column names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from teia_indicators.assessment.result import IndicatorScore, NodeScore
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.export.records import Document, PeerRecord, Record
from teia_indicators.sources.csv import csv_bytes, csv_lines

OBSERVATION_COLUMNS = (
    "REF_AREA",
    "TIME_PERIOD",
    "CATALOGUE",
    "LEVEL",
    "CODE",
    "DIMENSION",
    "MEASURE",
    "OBS_VALUE",
    "OBS_LOW",
    "OBS_HIGH",
    "UNIT_MEASURE",
    "OBS_STATUS",
    "CONF_STATUS",
    "COVERAGE",
)


def observations_csv(document: Document, catalogue: Catalogue) -> bytes:
    """Return observations.csv: one measure a row, empty where there is no figure."""
    return csv_bytes(OBSERVATION_COLUMNS, observation_rows(document, catalogue))


def observation_lines(found: Record, head: Document, catalogue: Catalogue) -> bytes:
    """Return the lines of one record, without the header of the table."""
    return csv_lines(OBSERVATION_COLUMNS, record_rows(found, head, catalogue))


def observation_rows(document: Document, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield the rows of observations.csv; what has no figure is None."""
    for found in document.assessments:
        yield from record_rows(found, document, catalogue)


def record_rows(found: Record, head: Document, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield the rows of one record.

    References
    ----------
    ISMI export. Status codes: SDMX CL_OBS_STATUS (A normal, O missing, M data cannot exist,
    Q suppressed) and CL_CONF_STATUS (F free, N not for publication, C confidential).
    """
    common = {
        "REF_AREA": found.country,
        "TIME_PERIOD": found.round,
        "CATALOGUE": f"{head.catalogue.id} {head.catalogue.version}",
        "DIMENSION": "_T",
        "CONF_STATUS": "F" if head.confidentiality == "public" else "N",
    }
    unit = "SHARE" if catalogue.scale.unit == "share" else "SCALE"
    for row in _record_rows(found, catalogue, unit):
        yield common | row


def _record_rows(found: Record, catalogue: Catalogue, unit: str) -> Iterator[dict[str, Any]]:
    yield _node_row("OVERALL", found.overall, unit)
    for area in found.areas:
        yield _node_row("AREA", area, unit)
    for index in found.indices:
        status = "M" if index.coverage is None else "O" if index.value is None else "A"
        figures = (index.value, index.low, index.high)
        yield _row("INDEX", index.id, "INDEX", figures, "SHARE", status, index.coverage)
    if not isinstance(found, PeerRecord):
        return
    for indicator in found.indicators:
        yield _node_row("INDICATOR", indicator, unit)
        yield _stage_row(indicator)
    for level, code, dimensions in (
        ("OVERALL", found.overall.id, found.dimensions),
        *(("AREA", area, rows) for area, rows in found.area_dimensions.items()),
    ):
        for one in dimensions:
            status = "A" if one.applicable else "M"
            figures = (one.value, one.low, one.high)
            yield {
                **_row(level, code, "MET_SHARE", figures, "SHARE", status, None),
                "DIMENSION": one.id,
            }
    yield from _answer_rows(found, catalogue)


def _node_row(level: str, node: NodeScore, unit: str) -> dict[str, Any]:
    status = "M" if not node.applicable else "O" if node.value is None else "A"
    figures = (node.value, node.low, node.high)
    return _row(level, node.id, "SCORE", figures, unit, status, node.coverage)


def _stage_row(node: IndicatorScore) -> dict[str, Any]:
    """Return the stage interval; its value is the low stage: only what is shown counts."""
    status = "A" if node.applicable else "M"
    figures = (node.stage_low, node.stage_low, node.stage_high)
    return _row("INDICATOR", node.id, "STAGE", figures, "STAGE", status, node.coverage)


def _answer_rows(found: PeerRecord, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield whether each criterion is met as answered: 1 or 0, bounds 0 and 1 while it is open."""
    answers = {answer.id: answer.value for answer in found.answers}
    for criterion in catalogue.criteria:
        value = answers.get(criterion.id, "unanswered")
        if answers.get(catalogue.parents[criterion.id]) == "not_applicable":
            value = "not_applicable"
        figures: tuple[Any, Any, Any]
        match value:
            case "yes":
                figures, status = (1, 1, 1), "A"
            case "no" | "partly":
                figures, status = (0, 0, 0), "A"
            case "not_applicable":
                figures, status = (None, None, None), "M"
            case "withheld":
                figures, status = (None, 0, 1), "Q"
            case _:
                figures, status = (None, 0, 1), "O"
        row = _row("CRITERION", criterion.id, "MET", figures, "BINARY", status, None)
        row["DIMENSION"] = criterion.dimension
        if status == "Q":
            row["CONF_STATUS"] = "C"
        yield row


def _row(
    level: str,
    code: str,
    measure: str,
    figures: tuple[float | None, float | None, float | None],
    unit: str,
    status: str,
    coverage: float | None,
) -> dict[str, Any]:
    return {
        "LEVEL": level,
        "CODE": code,
        "MEASURE": measure,
        "OBS_VALUE": figures[0],
        "OBS_LOW": figures[1],
        "OBS_HIGH": figures[2],
        "UNIT_MEASURE": unit,
        "OBS_STATUS": status,
        "COVERAGE": coverage,
    }
