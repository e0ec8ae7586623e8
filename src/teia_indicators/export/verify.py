"""Checks a bundle from its own content: hashes, schema, and every figure computed again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from teia_indicators.assessment import assess
from teia_indicators.catalogue.model import DIMENSIONS
from teia_indicators.export.again import computed_again
from teia_indicators.export.bundle import (
    ASSESSMENT,
    SUMS,
    json_bytes,
    manifest,
    sums,
    writer,
)
from teia_indicators.export.placing import FOLDERS, MANIFEST, entry_of, is_bundle_name
from teia_indicators.export.read import Bundle, bundle_content, read_ismi
from teia_indicators.export.records import SCHEMA_VERSION, PeerRecord
from teia_indicators.export.verify_tables import check_sdmx, check_tables
from teia_indicators.export.verify_workbook import check_workbook
from teia_indicators.export.versions import is_newer, not_held
from teia_indicators.indices import compute_indices
from teia_indicators.problems import Place, Problem, Problems, TeiaError, collect, problem
from teia_indicators.responses.model import Responses


def verify_ismi(path: str | Path) -> Problems:
    """Check a bundle; nothing is raised for what is wrong with it.

    Hashes and sizes against the manifest, files missing or added, the schema, the catalogue's
    checksum; then every stage, figure, index and gap is computed again from the answers with the
    method in the bundle (levels ``full`` and ``peer``), and every table, the data package and, with
    the release of pysdmx that wrote it, ``sdmx/`` from the document.

    Parameters
    ----------
    path : str or Path
        Folder or .zip.

    Returns
    -------
    Problems
        Empty where all is well; each names the file and the line or field that differs.
    """
    path = Path(path).resolve()
    found: list[Problem] = []
    try:
        files = bundle_content(path)
        found += _check_hashes(files, path)
        bundle = read_ismi(path)
        if _listed(files) is None:
            return collect(found)
        version = bundle.document.schema_version
        if is_newer(version):
            place = Place(file=f"{path.name}/{ASSESSMENT}")
            found.append(problem("B016", place, value=version, known=SCHEMA_VERSION))
            return collect(found)
        found += _check_manifest(bundle, files, path)
        found += _check_figures(bundle, path)
        if unknown := list(_unknown_ids(bundle, path)):
            return collect([*found, *unknown])
        found += check_tables(bundle, files, path.name)
        found += check_sdmx(bundle, files, path.name)
        own = json.loads(files[MANIFEST]).get("library") == writer()
        found += check_workbook(bundle, files, path.name, own=own)
    except TeiaError as error:
        # What computing again refuses has no place: it is the document that says it.
        place = Place(file=f"{path.name}/{ASSESSMENT}")
        return collect(
            [
                *found,
                *(
                    one if one.place.file else one.model_copy(update={"place": place})
                    for one in error.problems
                ),
            ]
        )
    return collect(found)


def _check_hashes(files: dict[str, bytes], path: Path) -> Iterator[Problem]:
    """Compare every file with the manifest, and the list of sums with the files."""
    listed = _listed(files)
    if listed is None:
        yield problem("B012", Place(file=f"{path.name}/{MANIFEST}"))
        return
    for name, expected in listed.items():
        place = Place(file=f"{path.name}/{name}")
        if not is_bundle_name(name):
            yield problem("B008", Place(file=f"{path.name}/{MANIFEST}"), value=name)
        elif name not in files:
            yield problem("B002", place, name=name)
        elif entry_of(files[name]) != expected:
            yield problem("B004", place, name=name)
    for name in files:
        if name not in listed and name not in (MANIFEST, SUMS):
            yield problem("B003", Place(file=f"{path.name}/{name}"), name=name)
    for name in _other_folders(path):
        yield problem("B003", Place(file=f"{path.name}/{name}"), name=name)
    place = Place(file=f"{path.name}/{SUMS}")
    if SUMS not in files:
        yield problem("B002", place, name=SUMS)
    elif files[SUMS] != sums(
        {name: entry_of(files[name]) for name in (*listed, MANIFEST) if name in files}
    ):
        yield problem("B004", place, name=SUMS)


def _listed(files: dict[str, bytes]) -> dict[str, tuple[Any, Any]] | None:
    """Return size and hash of each file by its name, as the manifest has them; None if it lacks."""
    try:
        entries = json.loads(files[MANIFEST])["files"]
        listed = {entry["name"]: (entry["bytes"], entry["sha256"]) for entry in entries}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return listed if all(isinstance(name, str) for name in listed) else None


def _other_folders(path: Path) -> Iterator[str]:
    """Yield what is no file in a bundle that is a folder, and none of its own folders."""
    for folder in (path, *(path / name for name in FOLDERS)):
        for one in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = one.relative_to(path).as_posix()
            if not one.is_file() and name not in FOLDERS:
                yield name


def _check_manifest(bundle: Bundle, files: dict[str, bytes], path: Path) -> Iterator[Problem]:
    """Compare what the manifest says of the bundle with the bundle."""
    place = Place(file=f"{path.name}/{MANIFEST}")
    stored = json.loads(files[MANIFEST])
    listed = {entry["name"] for entry in stored["files"]}
    others = {name: entry_of(text) for name, text in files.items() if name in listed}
    computed = manifest(bundle.document, bundle.catalogue, others)
    computed["library"] = stored.get("library")
    different = list(_differences(stored, computed, MANIFEST))
    for where, old, new in different:
        yield problem("B007", place, where, where=where, stored=old, computed=new)
    if not different and json_bytes(stored) != files[MANIFEST]:
        yield problem("B004", place, name=MANIFEST)


def _check_figures(bundle: Bundle, path: Path) -> Iterator[Problem]:
    """Compute every figure again from the answers, and compare field by field."""
    again = computed_again(bundle)
    if again is None:
        yield from _check_head(bundle, path)
        return
    place = Place(file=f"{path.name}/{ASSESSMENT}")
    heads = [
        one.model_dump(mode="json", exclude={"assessments"}) for one in (bundle.document, again)
    ]
    heads[1]["schema_version"] = heads[0]["schema_version"]
    for where, stored, computed in _differences(heads[0], heads[1], "document"):
        yield problem("B007", place, where, where=where, stored=stored, computed=computed)
    unsaid = not_held(bundle.document.schema_version)
    for at, (old, new) in enumerate(
        zip(bundle.document.assessments, again.assessments, strict=True)
    ):
        before, after = (one.model_dump(mode="json", exclude=unsaid) for one in (old, new))
        for where, stored, computed in _differences(before, after, f"assessments.{at}"):
            yield problem("B007", place, where, where=where, stored=stored, computed=computed)


def _unknown_ids(bundle: Bundle, path: Path) -> Iterator[Problem]:
    """Yield what the document names that its catalogue and mapping do not have."""
    areas = {area.id for area in bundle.catalogue.areas}
    indicators = {one.id for one in bundle.catalogue.indicators}
    indices = {one.id for one in bundle.mapping.indices}
    place = Place(file=f"{path.name}/{ASSESSMENT}")
    for at, found in enumerate(bundle.records):
        named = [(one.id, areas) for one in found.areas]
        named += [(one.id, indices) for one in found.indices]
        if isinstance(found, PeerRecord):
            named += [(one.id, indicators) for one in found.indicators]
            named += [(one.indicator, indicators) for one in found.gaps]
            named += [(one.area, areas) for one in found.gaps]
            named += [(area, areas) for area in found.area_dimensions]
            shares = (found.dimensions, *found.area_dimensions.values())
            named += [(one.id, set(DIMENSIONS)) for share in shares for one in share]
            named += [(one.id, set(bundle.catalogue.parents)) for one in found.answers]
        for name in dict.fromkeys(name for name, known in named if name not in known):
            yield problem("B030", place, f"assessments.{at}", name, id=name)


def _check_head(bundle: Bundle, path: Path) -> Iterator[Problem]:
    """Check what a public bundle says of its catalogue and mapping."""
    place, document = Place(file=f"{path.name}/{ASSESSMENT}"), bundle.document
    empty = Responses(catalogue=bundle.catalogue.ref, country="XXX", round="0")
    indices = compute_indices(assess(empty, bundle.catalogue), bundle.mapping)
    expected = {
        "profile_of": bundle.catalogue.profile_of,
        "catalogue_status": bundle.catalogue.status,
        "catalogue_title": bundle.catalogue.title,
        "statement": bundle.catalogue.statement,
        "unmapped": indices.unmapped,
        "multiple": indices.multiple,
    }
    for name, computed in expected.items():
        stored = getattr(document, name)
        if stored != computed:
            yield problem("B007", place, name, where=name, stored=stored, computed=computed)


def _differences(old: Any, new: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from _differences(old.get(key), new.get(key), f"{where}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from _differences(left, right, f"{where}.{at}")
    elif old != new:
        yield where, old, new
