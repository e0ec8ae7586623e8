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
    "focal_point",
    "asked",
    "previous_round",
)

#: Cells of the first sheet that the respondent fills in.
COVER_KEYS = ("authority", "focal_point", "date")

#: Columns that hold answers, and those of one evidence item.
ANSWER_COLUMNS = ("value", "reason", "grade", "comment", "correction")
EVIDENCE_COLUMNS = ("title", "kind", "reference", "date", "language")

#: Columns of an area's sheet, in their order, with their widths in characters. Those up to the
#: reason print on one page, the others on the next, beside the id and the text again.
AREA_COLUMNS: dict[str, float] = {
    "id": 9,
    "text": 42,
    "status": 8,
    "guidance": 48,
    "stage": 6,
    "dimension": 18,
    "previous": 13,
    "unchanged": 11,
    "value": 16,
    "reason": 23,
    "evidence.title": 26,
    "evidence.kind": 13,
    "evidence.reference": 20,
    "evidence.date": 11,
    "evidence.language": 8,
    "grade": 13,
    "comment": 28,
    "correction": 11,
    "counts": 3,
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

#: Columns of the sheet for targets.
TARGET_COLUMNS: dict[str, float] = {
    "target.id": 10,
    "target.title": 64,
    "target.empty": 27,
    "target.stage": 28,
    "target.by": 17,
    "target.source": 44,
}

#: What the ministry writes there: a row an entry.
TARGET_FIELDS = ("stage", "by", "source")

#: Columns of the hidden sheet with last round's answers; a row more for each further evidence.
PREVIOUS_SHEET = "_previous"
PREVIOUS_COLUMNS = (
    "previous.id",
    *ANSWER_COLUMNS[:4],
    *(f"evidence.{key}" for key in EVIDENCE_COLUMNS),
)

#: Longest text of a cell in Excel.
MAX_CELL = 32_767
