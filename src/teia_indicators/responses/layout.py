"""How a questionnaire workbook is laid out: what its writer and its reader agree on."""

from __future__ import annotations

FORMAT = "teia.workbook/1"
META_SHEET = "_meta"
LISTS_SHEET = "_lists"

#: Marks of a machine-readable cell; people see labels beside or below them.
KEY = "teia:"

#: Rows of the `_meta` sheet.
META_KEYS = (
    "format",
    "catalogue_id",
    "catalogue_version",
    "catalogue_checksum",
    "country",
    "round",
    "language",
    "depth",
    "authority",
)

#: Columns that hold answers, and those of one evidence item.
ANSWER_COLUMNS = ("value", "reason", "grade", "comment", "correction")
EVIDENCE_COLUMNS = ("title", "kind", "reference", "date", "language")

#: Columns of an area's sheet, in their order, with their widths in characters.
AREA_COLUMNS: dict[str, float] = {
    "id": 9,
    "text": 56,
    "stage": 6,
    "dimension": 18,
    "previous": 14,
    "value": 17,
    "reason": 26,
    "evidence.title": 26,
    "evidence.kind": 12,
    "evidence.reference": 20,
    "evidence.date": 11,
    "evidence.language": 9,
    "grade": 13,
    "comment": 30,
    "correction": 11,
}

#: Columns of the sheet for further evidence.
MORE_COLUMNS: dict[str, float] = {
    "more.id": 11,
    "evidence.title": 50,
    "evidence.kind": 15,
    "evidence.reference": 45,
    "evidence.date": 12,
    "evidence.language": 10,
}

#: Longest text of a cell in Excel.
MAX_CELL = 32_767
