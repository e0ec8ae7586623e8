"""A report as a PDF for print and for screen readers: PDF/UA-1, with bookmarks."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from teia_indicators.extras import require_extra
from teia_indicators.report.model import Report, Table

#: Letters of a cell from which a column takes a share of the page's width.
_SHORT = 14


def report_pdf(report: Report) -> bytes:
    """Return the report as PDF/UA-1; same report, same bytes.

    The texts are given to the typesetter as data, never as markup, and only the fonts that it
    brings are used.

    Raises
    ------
    MethodError
        If the extra ``pdf`` is not installed.
    """
    typst = require_extra("typst", "pdf")
    folder = resources.files("teia_indicators.report") / "templates"
    source = (folder / "report.typ").read_bytes()
    found: bytes = typst.compile(
        source,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_data(report), ensure_ascii=False)},
    )
    return found


def _data(report: Report) -> dict[str, Any]:
    """Return the report as plain data, each table with the widths of its columns."""
    data = report.model_dump(mode="json")
    for section, own in zip(data["sections"], report.sections, strict=True):
        for block, given in zip(section["blocks"], own.blocks, strict=True):
            if isinstance(given, Table):
                block["widths"] = _widths(given)
    return data


def _widths(table: Table) -> list[int]:
    """Return shares of the width: 0 for a column as wide as its texts, which are short."""
    found = []
    for at, _ in enumerate(table.columns):
        texts = [row[at] for row in table.rows]
        longest = max((len(one) for one in texts if isinstance(one, str)), default=0)
        found.append(0 if longest <= _SHORT else min(max(longest // 10, 2), 6))
    return found if any(found) else [1, *found[1:]]
