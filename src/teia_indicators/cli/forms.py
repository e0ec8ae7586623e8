"""A questionnaire to the kind of file that its name asks for."""

from __future__ import annotations

from pathlib import Path

import teia_indicators as teia
from teia_indicators.problems import Place, problem
from teia_indicators.text import later

#: Name of the writer of each kind; a name without an ending is a workbook.
_WRITERS = {".xlsx": "write_workbook", "": "write_workbook", ".html": "write_html_form"}


def write_form(
    questionnaire: teia.Questionnaire, out: Path, previous: teia.Responses | None
) -> Path:
    """Write a form; the ending of the name decides what it is."""
    kind = out.suffix.lower()
    if kind not in _WRITERS:
        found, expected = later("found.kind", kind=kind), ", ".join(filter(None, _WRITERS))
        place = Place(file=str(out))
        raise teia.FileError([problem("F004", place, found=found, expected=expected)])
    written: Path = getattr(teia, _WRITERS[kind])(questionnaire, out, previous=previous)
    return written
