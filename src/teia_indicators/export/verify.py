"""Checks a bundle from its own content: hashes, schema, and every figure computed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from teia_indicators.assessment import assess
from teia_indicators.export.bundle import SUMS, build_document, bundle_files
from teia_indicators.export.placing import MANIFEST
from teia_indicators.export.read import Bundle, bundle_content, read_ismi
from teia_indicators.export.records import Document, FullRecord, PeerRecord
from teia_indicators.gaps import find_gaps
from teia_indicators.model import FrozenDict
from teia_indicators.problems import BundleError, Place, Problem, Problems, collect, problem
from teia_indicators.responses.model import NEEDS_REASON, Answer, Responses


def verify_ismi(path: str | Path) -> Problems:
    """Check a bundle; nothing is raised for what is wrong with it.

    Hashes and sizes against the manifest, files missing or added, the schema, the catalogue's
    checksum; then every stage, figure, index and gap is computed again from the answers with the
    method in the bundle (levels ``full`` and ``peer``), and the tables from the document.

    Parameters
    ----------
    path : str or Path
        Folder or .zip.

    Returns
    -------
    Problems
        Empty where all is well; each names the file and the line or field that differs.
    """
    path = Path(path)
    try:
        files = bundle_content(path)
        found = list(_check_hashes(files, path))
        bundle = read_ismi(path)
    except BundleError as error:
        return collect([*(found if "found" in locals() else []), *error.problems])
    found += _check_figures(bundle, path)
    found += _check_tables(bundle, files, path)
    return collect(found)


def _check_hashes(files: dict[str, bytes], path: Path) -> Iterator[Problem]:
    try:
        listed = {entry["name"]: entry["sha256"] for entry in json.loads(files[MANIFEST])["files"]}
    except (ValueError, KeyError, TypeError):
        yield problem("B012", Place(file=f"{path.name}/{MANIFEST}"))
        return
    for name, expected in listed.items():
        place = Place(file=f"{path.name}/{name}")
        if Path(str(name)).name != name:
            yield problem("B008", Place(file=f"{path.name}/{MANIFEST}"), value=name)
        elif name not in files:
            yield problem("B002", place, name=name)
        elif hashlib.sha256(files[name]).hexdigest() != expected:
            yield problem("B004", place, name=name)
    for name in files:
        if name not in listed and name not in (MANIFEST, SUMS):
            yield problem("B003", Place(file=f"{path.name}/{name}"), name=name)


def _check_figures(bundle: Bundle, path: Path) -> Iterator[Problem]:
    """Compute every figure again from the answers, and compare field by field."""
    if bundle.confidentiality == "public":
        return
    given = [found for found in bundle.records if isinstance(found, PeerRecord)]
    assessments = [
        assess(_responses(found, bundle), bundle.catalogue, bundle.document.method)
        for found in given
    ]
    gaps = [
        find_gaps(one, found.target if isinstance(found, FullRecord) else None)
        for one, found in zip(assessments, given, strict=True)
    ]
    again = build_document(
        assessments, confidentiality=bundle.confidentiality, mapping=bundle.mapping, gaps=gaps
    )
    skipped = set() if bundle.confidentiality == "full" else {"input", "gaps"}
    for at, (old, new) in enumerate(
        zip(bundle.document.assessments, again.assessments, strict=True)
    ):
        place = Place(file=f"{path.name}/assessment.json")
        before, after = (one.model_dump(mode="json", exclude=skipped) for one in (old, new))
        for where, stored, computed in _differences(before, after, f"assessments.{at}"):
            yield problem("B007", place, where, where=where, stored=stored, computed=computed)


def _responses(found: PeerRecord, bundle: Bundle) -> Responses:
    """Return the answers of a record; below ``full`` with a stand-in for each withheld reason."""
    if isinstance(found, FullRecord):
        return found.responses
    answers = {
        one.id: Answer(
            value=one.value,
            grade=one.grade,
            reason="not in this bundle" if one.value in NEEDS_REASON else "",
        )
        for one in found.answers
    }
    return Responses(
        catalogue=bundle.catalogue.ref,
        country=found.country,
        round=found.round,
        answers=FrozenDict(answers),
    )


def _differences(old: Any, new: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from _differences(old.get(key), new.get(key), f"{where}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from _differences(left, right, f"{where}.{at}")
    elif old != new:
        yield where, old, new


def _check_tables(bundle: Bundle, files: dict[str, bytes], path: Path) -> Iterator[Problem]:
    """Compare the tables with those that the document gives, line by line."""
    document: Document = bundle.document
    expected = bundle_files(document, bundle.catalogue)
    for name in ("observations.csv", "codelists.csv"):
        if name not in files or files[name] == expected[name]:
            continue
        old, new = (content.split(b"\n") for content in (files[name], expected[name]))
        old += [b""] * (len(new) - len(old))
        new += [b""] * (len(old) - len(new))
        for line, (left, right) in enumerate(zip(old, new, strict=True), 1):
            if left != right:
                place = Place(file=f"{path.name}/{name}", line=line, column=1)
                stored, computed = (one.decode("utf-8", "replace") for one in (left, right))
                yield problem("B007", place, name, where=name, stored=stored, computed=computed)
