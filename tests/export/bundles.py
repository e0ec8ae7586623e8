"""Bundles for tests: made of the shipped examples, taken apart, and put together wrongly."""

from __future__ import annotations

import hashlib
import json
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mutated import at as at

from teia_indicators import (
    Assessment,
    Catalogue,
    ScoringMethod,
    assess,
    export_ismi,
    load_catalogue,
    read_responses,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
LEVELS = ("full", "peer", "public")
KINDS = ("bundle", "bundle.zip")
FILES = (
    "SHA256SUMS",
    "assessment.json",
    "catalogue.json",
    "codelists.csv",
    "coin/iData.csv",
    "coin/iMeta.csv",
    "datapackage.json",
    "ismi-bundle.schema.json",
    "ismi.xlsx",
    "manifest.json",
    "observations.csv",
    "translations.json",
)
GOLDEN = Path(__file__).parents[1] / "golden" / "bundles"


@cache
def example(name: str = "xaa-2026", missing: str = "lower") -> Assessment:
    """Return an assessment of a shipped example."""
    catalogue = load_catalogue()
    method = ScoringMethod.model_validate({"missing": missing})
    return assess(read_responses(EXAMPLES / f"{name}.yaml", catalogue), catalogue, method)


def both() -> list[Assessment]:
    """Return the two examples."""
    return [example("xaa-2026"), example("xab-2026")]


def renamed(assessment: Assessment, **fields: Any) -> Assessment:
    """Return the same answers under another country, round or authority."""
    responses = assessment.responses.model_copy(update=fields)
    return assess(responses, assessment.catalogue, assessment.method)


def other_catalogue() -> Catalogue:
    """Return the shipped catalogue under another version."""
    return load_catalogue().model_copy(update={"version": "1.0-other"})


def made(path: Path, level: str = "full", one: Assessment | None = None) -> Path:
    """Write a bundle of one example."""
    return export_ismi(one or example(), path, confidentiality=level)  # type: ignore[arg-type]


@cache
def _exported(kind: str, level: str) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        path = made(Path(folder) / kind, level)
        return {"": path.read_bytes()} if kind.endswith(".zip") else contents(path)


def copied(path: Path, level: str = "full") -> Path:
    """Put the bundle of the first example somewhere; faster than to export it each time."""
    files = _exported("bundle.zip" if path.suffix == ".zip" else "bundle", level)
    if path.suffix != ".zip":
        path.mkdir()
    for name, content in files.items():
        file = path / name if name else path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return path


def contents(path: Path) -> dict[str, bytes]:
    """Return every file of a bundle by name."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def document(path: Path) -> Any:
    """Return assessment.json of a folder as plain data."""
    return json.loads((path / "assessment.json").read_bytes())


def dumped(data: Any) -> bytes:
    """Return data as the bundle writes it."""
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def sealed(path: Path, name: str, content: bytes) -> None:
    """Replace a file of a folder and make manifest and sums fit again, as a forger would."""
    (path / name).write_bytes(content)
    manifest = json.loads((path / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        file = path / entry["name"]
        entry["bytes"] = file.stat().st_size
        entry["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    if name != "manifest.json":
        (path / "manifest.json").write_bytes(dumped(manifest))
    names = sorted(name for name in contents(path) if name != "SHA256SUMS")
    sums = [f"{hashlib.sha256((path / one).read_bytes()).hexdigest()}  {one}\n" for one in names]
    (path / "SHA256SUMS").write_text("".join(sums), encoding="ascii")


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """Write a .zip with any names."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
