"""Checks the workbook of a bundle, cell by cell, against the one that its document gives."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from teia_indicators.export.read import Bundle
from teia_indicators.export.workbook import WORKBOOK, workbook_bytes
from teia_indicators.problems import Place, Problem, problem
from teia_indicators.sources.tables import Sheet, workbook_sheets

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def check_workbook(
    bundle: Bundle, files: dict[str, bytes], folder: str, *, own: bool
) -> Iterator[Problem]:
    """Yield each cell that differs, and each sheet that is missing or more.

    Parameters
    ----------
    bundle : Bundle
        What was read.
    files : dict of str to bytes
        Its files by name; without a workbook there is nothing to check.
    folder : str
        Its name, for the places.
    own : bool
        True where this release has written it; else only numbers are compared.
    """
    content, name = files.get(WORKBOOK), f"{folder}/{WORKBOOK}"
    expected = None if content is None else workbook_bytes(bundle.document, bundle.catalogue)
    if content is None or expected is None or content == expected:
        return
    given, again = workbook_sheets(content, name), workbook_sheets(expected, name)
    if isinstance(given, Problem) or isinstance(again, Problem):
        yield from (one for one in (given, again) if isinstance(one, Problem))
        return
    stored, computed = ([sheet.name for sheet in one] for one in (given, again))
    if stored != computed:
        names = (", ".join(one) for one in (stored, computed))
        yield _differs(Place(file=name), "sheets", *names)
        return
    for left, right in zip(given, again, strict=True):
        yield from _cells(left, right, own=own)
    for part in _running(content):
        yield _differs(Place(file=name), part, "<f>", "")


def _running(content: bytes) -> Iterator[str]:
    """Yield the parts of the workbook that hold a formula: this library writes none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            if _FORMULA.search(archive.read(part)):
                yield part


def _cells(left: Sheet, right: Sheet, *, own: bool) -> Iterator[Problem]:
    for row, (one, other) in enumerate(zip_longest(left.rows, right.rows, fillvalue=())):
        for at, (old, new) in enumerate(zip_longest(one, other, fillvalue="")):
            told = own or not (isinstance(old, str) and isinstance(new, str))
            if told and old != new:
                yield _differs(left.place(row, at), left.name, old, new)


def _differs(place: Place, where: str, stored: Any, computed: Any) -> Problem:
    said = {"stored": str(stored), "computed": str(computed)}
    return problem("B007", place, where, where=where, **said)
