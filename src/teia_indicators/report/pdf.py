"""A report as a PDF for print and for screen readers: PDF/UA-1, with bookmarks."""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any

from teia_indicators.extras import require_extra
from teia_indicators.report.model import Picture, Report, Table
from teia_indicators.report.pictures import drawn

#: Letters that the fonts have: of ASCII, Latin, and Russian.
_USUAL = {"\n", "\t", *map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x410, 0x450)])}
_USUAL -= {"\xad"}


def report_pdf(report: Report) -> bytes:
    """Return the report as PDF/UA-1; same report, same bytes.

    The texts are given to the typesetter as data, never as markup, and only the fonts that it
    brings are used.

    Raises
    ------
    MethodError
        If the extra ``pdf`` is not installed.
    """
    require_extra("typst", "pdf")
    folder = resources.files("teia_indicators.report") / "templates"
    source = (folder / "report.typ").read_bytes()
    text = json.dumps(_shown(_data(report)), ensure_ascii=False)
    return _compiled(source, report=text)


def _shown(data: Any) -> Any:
    """Return the data with what no font has replaced in every text."""
    if isinstance(data, dict):
        return {key: _shown(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_shown(one) for one in data]
    if isinstance(data, str) and not _USUAL.issuperset(data):
        return "".join([one if one in _USUAL else _instead(one) for one in data])
    return data


def _compiled(source: bytes, **inputs: str) -> bytes:
    found: bytes = require_extra("typst", "pdf").compile(
        source,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    return found


@lru_cache(maxsize=1024)
def _is_in_a_font(letter: str) -> bool:
    """Tell whether a letter can be shown: a page that is accessible has no letter it cannot."""
    page = b"#set document(title: [x])\n#text(sys.inputs.letter)"
    try:
        _compiled(page, letter=letter)
    except RuntimeError:
        return False
    return True


def _instead(letter: str) -> str:
    """Return a letter, a space for one without a shape, or the code of one that no font has."""
    if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp"):
        return " "
    return letter if _is_in_a_font(letter) else f"[U+{ord(letter):04X}]"


def _data(report: Report) -> dict[str, Any]:
    """Return the report as plain data, tables with the shares of columns, pictures drawn."""
    data = report.model_dump(mode="json")
    for section, own in zip(data["sections"], report.sections, strict=True):
        for block, given in zip(section["blocks"], own.blocks, strict=True):
            if isinstance(given, Table):
                block["shares"] = given.shares
            elif isinstance(given, Picture):
                content = drawn(given, "svg", report.language)
                block["svg"] = content.decode("utf-8") if content else None
    return data
