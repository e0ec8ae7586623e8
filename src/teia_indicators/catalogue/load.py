"""Catalogue folders in: every file read strictly, every problem found, one checked model out."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from teia_indicators.catalogue.check import check_tree
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.snapshot import SNAPSHOT, read_snapshot, snapshot_bytes
from teia_indicators.model import Model
from teia_indicators.problems import (
    CatalogueError,
    Place,
    Problem,
    Problems,
    collect,
    did_you_mean,
    problem,
)
from teia_indicators.sources.files import decode, read_bytes, write_atomic
from teia_indicators.sources.tree import Tree, shape_problems
from teia_indicators.sources.yaml import parse_yaml

T = TypeVar("T")

#: Folders whose files are read one by one into a list of that name.
_LISTED = ("translations", "migrations")
#: What leaves a file, or a part of it, out of the tree.
_UNREAD = ("C010", "F001", "F002", "F003", "F004", "F007", "F008", "F013", "F015", "F032")
#: What can only be said where every id is known.
_NEEDS_IDS = ("C017", "C018", "C023", "C073", "C090")


def data_folder(*parts: str) -> Path:
    """Return a folder of the shipped data: inside the wheel, or beside `src` in a checkout."""
    packaged = Path(str(resources.files("teia_indicators"))) / "_data"
    root = packaged if packaged.is_dir() else Path(__file__).parents[3]
    return root.joinpath(*parts)


def load_catalogue(path: str | Path | None = None) -> Catalogue:
    """Read a catalogue folder and check it.

    Parameters
    ----------
    path : str, Path or None
        Folder with ``catalogue.yaml`` and ``areas/``; None for the shipped catalogue.

    Returns
    -------
    Catalogue
        Frozen; the shipped one is read once a process.

    Raises
    ------
    CatalogueError
        With every error of every file, each with its file, line and column.

    Examples
    --------
    >>> load_catalogue()
    <Catalogue teia 1.0 (unofficial): 6 areas, 24 indicators, 220 criteria>
    """
    if path is None:
        return _shipped()
    return _load(Path(path))


@lru_cache(maxsize=1)
def _shipped() -> Catalogue:
    return _load(data_folder("indicators", "teia"))


def _load(folder: Path) -> Catalogue:
    snapshot = read_snapshot(folder)
    if snapshot is not None:
        with suppress(ValidationError):
            return Catalogue.model_validate_json(json.dumps(snapshot))
    catalogue, problems = read_catalogue(folder)
    if catalogue is None or problems.errors:
        raise CatalogueError(problems.errors)
    return catalogue


def compile_catalogue(folder: Path) -> Path:
    """Write the snapshot that makes a catalogue folder load fast; see `snapshot`.

    Raises
    ------
    CatalogueError
        If the catalogue has errors.
    FileError
        If the file cannot be written.
    """
    tree, problems = merge_files(folder)
    found = read_catalogue(folder)[1].errors
    if tree is None or problems or found:
        raise CatalogueError(found or collect(problems))
    write_atomic(folder / SNAPSHOT, snapshot_bytes(folder, tree.data))
    return folder / SNAPSHOT


def read_catalogue(folder: Path) -> tuple[Catalogue | None, Problems]:
    """Return the catalogue of a folder, and every problem of its files; None if it has errors."""
    _, catalogue, problems = read_folder(folder)
    return catalogue, collect(knowable(problems))


def knowable(problems: list[Problem]) -> list[Problem]:
    """Leave out ids that nothing knows if a file that may define them could not be read.

    Else one tab in an area's file asks for the removal of all its translations.
    """
    lost = any(
        found.code in _UNREAD and found.place.file.startswith(("catalogue.", "areas/", "actions/"))
        for found in problems
    )
    return [found for found in problems if not (lost and found.code in _NEEDS_IDS)]


def read_folder(folder: Path) -> tuple[Tree | None, Catalogue | None, list[Problem]]:
    """Return a folder's files in one tree, the catalogue, and every problem of the files."""
    tree, problems = merge_files(folder)
    if tree is None:
        return None, None, problems
    problems += check_tree(tree)
    catalogue = None
    try:
        catalogue = Catalogue.model_validate_json(json.dumps(tree.data))
    except ValidationError as error:
        refused = {found.place for found in problems if found.code.startswith("F")}
        lost = any(
            found.code == "C010"
            or (found.code.startswith("F") and found.place.file.startswith("areas/"))
            for found in problems
        )
        problems += [
            found
            for found in shape_problems(tree, Catalogue, error)
            if found.place not in refused and not (lost and found.path == "areas")
        ]
    return tree, catalogue, problems


def read_yaml(path: Path, name: str) -> tuple[Tree | None, list[Problem]]:
    """Read one YAML file; the tree is None where nothing could be read."""
    content = read_bytes(path, name)
    if isinstance(content, Problem):
        return None, [content]
    text = decode(content, name)
    if isinstance(text, Problem):
        return None, [text]
    return parse_yaml(text, name)


def validate(
    tree: Tree, kind: type[T], entry: type[Model] | None = None
) -> tuple[T | None, list[Problem]]:
    """Return the model of a file that is no part of the catalogue's tree, and its faults.

    Parameters
    ----------
    tree : Tree
        The file.
    kind : type
        A model, or a tuple of them.
    entry : type of Model or None
        The model of the entries where `kind` is a tuple, for the names of its keys.
    """
    try:
        return TypeAdapter(kind).validate_json(json.dumps(tree.data)), []
    except ValidationError as error:
        return None, list(shape_problems(tree, entry or cast("type[Model]", kind), error))


def read_model(
    path: Path, name: str, kind: type[T], entry: type[Model] | None = None
) -> tuple[T | None, Tree | None, list[Problem]]:
    """Read a YAML file and `validate` it; of two faults at one place the reader's counts."""
    tree, problems = read_yaml(path, name)
    if tree is None:
        return None, None, problems
    found, shape = validate(tree, kind, entry)
    refused = {fault.place for fault in problems}
    return found, tree, [*problems, *(fault for fault in shape if fault.place not in refused)]


def merge_files(folder: Path) -> tuple[Tree | None, list[Problem]]:
    """Read the files of a catalogue folder into one tree; every place names its own file."""
    head, problems = read_yaml(folder / "catalogue.yaml", "catalogue.yaml")
    if head is None:
        return None, problems
    if not isinstance(head.data, dict):
        place = head.place()
        shown = type(head.data).__name__
        found = problem("F012", place, key="catalogue", value=shown, expected="keys with values")
        return None, [*problems, found]
    data: dict[str, Any] = dict(head.data)
    merged = Tree("catalogue.yaml", data, dict(head.places), dict(head.keys), head.written)
    stems = data.get("areas")
    if isinstance(stems, list):
        data["areas"] = []
    for at, stem in enumerate(stems if isinstance(stems, list) else []):
        place = head.place("areas", at)
        if not _is_area_file(folder, stem):
            problems.append(problem("C010", place, value=stem, file=f"areas/{stem}.yaml"))
            continue
        if isinstance(stems, list) and stem in stems[:at]:
            first = head.place("areas", stems.index(stem))
            problems.append(problem("C069", place, "areas", stem, value=stem, first=first))
            continue
        before = len(data["areas"])
        problems += _graft(merged, folder, f"areas/{stem}.yaml", ("areas", before))
        if (folder / "actions" / f"{stem}.yaml").is_file():
            last = data["areas"][before:]
            area = last[0].get("id") if last and isinstance(last[0], dict) else None
            problems += _graft_actions(merged, folder, f"actions/{stem}.yaml", area)
    problems += _unlisted(folder, stems)
    if (folder / "provisions.yaml").is_file():
        problems += _graft(merged, folder, "provisions.yaml", ("provisions",))
    for kind in _LISTED:
        files = sorted((folder / kind).glob("*.yaml"))
        if files:
            data[kind] = []
        for file in files:
            problems += _graft(merged, folder, f"{kind}/{file.name}", (kind,))
    return merged, problems


def _is_area_file(folder: Path, stem: object) -> bool:
    """Tell whether a name in `areas` is that of a file in their folder, and not elsewhere."""
    plain = isinstance(stem, str) and not set(stem) & set("/\\:")
    return plain and (folder / "areas" / f"{stem}.yaml").is_file()


def _graft(merged: Tree, folder: Path, name: str, at: tuple[str | int, ...]) -> list[Problem]:
    """Put one file's content into the tree."""
    branch, problems = read_yaml(folder / name, name)
    if branch is not None:
        if at[0] == "areas":
            merged.data["areas"].append(branch.data)
        elif at[0] in _LISTED:
            files = merged.data[at[0]]
            at = (at[0], len(files))
            files.append(branch.data)
        else:
            merged.data[at[0]] = branch.data
        merged.places.update({(*at, *path): place for path, place in branch.places.items()})
        merged.keys.update({(*at, *path): place for path, place in branch.keys.items()})
    return problems


def _graft_actions(merged: Tree, folder: Path, name: str, area: object) -> list[Problem]:
    """Add one file's actions to the library; they are those of the area of the same name."""
    branch, problems = read_yaml(folder / name, name)
    if branch is None:
        return problems
    data = branch.data if isinstance(branch.data, dict) else {}
    for key in data:
        if key not in ("area", "actions"):
            hint = did_you_mean(str(key), ("area", "actions"))
            problems.append(problem("F010", branch.key_place(key), key, key=key, hint=hint))
    said = data.get("area", area)
    if isinstance(area, str) and said != area:
        shown = said if isinstance(said, str) else type(said).__name__
        problems.append(
            problem("C071", branch.place("area"), "area", shown, value=shown, area=area)
        )
    found = data.get("actions")
    if not isinstance(found, list):
        return [*problems, problem("F011", branch.place("actions"), "actions", key="actions")]
    library = merged.data.setdefault("actions", [])
    for places, own in ((merged.places, branch.places), (merged.keys, branch.keys)):
        for path, place in own.items():
            if len(path) > 1 and path[0] == "actions":
                places["actions", len(library) + int(path[1]), *path[2:]] = place
    library += found
    return problems


def _unlisted(folder: Path, stems: object) -> list[Problem]:
    """Find area files that catalogue.yaml does not list: nobody would ever be asked them."""
    listed = set(map(str, stems)) if isinstance(stems, list) else set()
    return [
        problem("C011", Place(file=f"areas/{file.name}", line=1, column=1), value=file.stem)
        for file in sorted((folder / "areas").glob("*.yaml"))
        if file.stem not in listed
    ]
