"""Checks the tables of a bundle, line by line, against those that its document gives."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from teia_indicators.export.bundle import tables, writer
from teia_indicators.export.placing import MANIFEST
from teia_indicators.export.read import Bundle
from teia_indicators.export.sdmx import DATA_CSV, DATA_XML, STRUCTURE, sdmx_files, written_here
from teia_indicators.problems import Place, Problem, problem

#: Columns whose texts are the library's, which another release may have worded otherwise.
_LABELS = {"LABEL_EN", "LABEL_FR", "LABEL_RU", "iName", "uName"}
#: The same of datapackage.json, and what follows from the texts.
_TEXTS = {"title", "description", "translations", "bytes", "hash"}


def check_tables(bundle: Bundle, files: dict[str, bytes], folder: str) -> Iterator[Problem]:
    """Yield each line of a table that differs, and each table that is missing.

    Labels are compared only in a bundle that this release of the library has written.

    Parameters
    ----------
    bundle : Bundle
        What was read.
    files : dict of str to bytes
        Its files by name.
    folder : str
        Its name, for the places.
    """
    stored = json.loads(files[MANIFEST])
    own = writer()
    listed = {entry["name"] for entry in stored["files"]}
    for name, expected in tables(bundle.document, bundle.catalogue).items():
        place = Place(file=f"{folder}/{name}")
        if name not in files:
            if name not in listed:
                yield problem("B002", place, name=name)
            continue
        old, new = files[name], expected
        if stored.get("library") != own:
            old, new = _without_labels(name, old), _without_labels(name, new)
        yield from _differing_lines(name, old, new, place)


def check_sdmx(bundle: Bundle, files: dict[str, bytes], folder: str) -> Iterator[Problem]:
    """Yield each line of ``sdmx/`` that differs, where this release of pysdmx has written it.

    What another release has written is held by its hashes only.
    """
    if not bundle.sdmx:
        return
    for name in (STRUCTURE, DATA_XML, DATA_CSV):
        if name not in files:
            yield problem("B002", Place(file=f"{folder}/{name}"), name=name)
    if written_here(files.get(STRUCTURE, b"")):
        for name, expected in sdmx_files(bundle.document, bundle.catalogue).items():
            place = Place(file=f"{folder}/{name}")
            if name in files:
                yield from _differing_lines(name, files[name], expected, place)


def _differing_lines(name: str, old: bytes, new: bytes, place: Place) -> Iterator[Problem]:
    if old == new:
        return
    pairs = zip_longest(old.split(b"\n"), new.split(b"\n"), fillvalue=b"")
    for line, (left, right) in enumerate(pairs, 1):
        if left != right:
            here = place.model_copy(update={"line": line, "column": 1})
            stored, computed = (one.decode("utf-8", "replace") for one in (left, right))
            yield problem("B007", here, name, where=name, stored=stored, computed=computed)


def _without_labels(name: str, content: bytes) -> bytes:
    """Return a table without the library's texts; as it is where it is damaged."""
    try:
        if name.endswith(".json"):
            return json.dumps(_without_texts(json.loads(content)), indent=1).encode("utf-8")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
        kept = [at for at, column in enumerate(rows[0]) if column not in _LABELS]
        return "\n".join(json.dumps([row[at] for at in kept]) for row in rows).encode("utf-8")
    except (ValueError, IndexError, RecursionError, csv.Error):
        return content


def _without_texts(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_texts(value) for key, value in data.items() if key not in _TEXTS}
    return [_without_texts(one) for one in data] if isinstance(data, list) else data
