"""verify_ismi: clean bundles are clean, and whatever was changed is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from export.bundles import (
    FILES,
    KINDS,
    LEVELS,
    at,
    both,
    contents,
    copied,
    document,
    dumped,
    example,
    sealed,
    zipped,
)

from teia_indicators import BundleError, export_ismi, read_ismi, verify_ismi

TABLES = (
    "observations.csv",
    "codelists.csv",
    "coin/iData.csv",
    "coin/iMeta.csv",
    "datapackage.json",
)


def codes(path: Path) -> set[str]:
    return {one.code for one in verify_ismi(path)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", LEVELS)
def test_a_fresh_bundle_is_clean(tmp_path: Path, kind: str, level: str) -> None:
    export_ismi(both(), tmp_path / kind, confidentiality=level)  # type: ignore[arg-type]
    assert verify_ismi(tmp_path / kind) == ()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", ["first", "middle", "last", "added"])
def test_a_changed_byte_is_found_in_every_file(tmp_path: Path, name: str, place: str) -> None:
    file = copied(tmp_path / "bundle") / name
    content = bytearray(file.read_bytes())
    position = {"first": 0, "middle": len(content) // 2, "last": len(content) - 1}
    if place == "added":
        content += b"\n"
    else:
        content[position[place]] ^= 1
    file.write_bytes(content)
    found = verify_ismi(tmp_path / "bundle")
    assert found
    assert name in " ".join(str(one.place) for one in found)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found(tmp_path: Path, name: str, kind: str) -> None:
    files = contents(copied(tmp_path / kind))
    if kind == "bundle":
        (tmp_path / kind / name).unlink()
    else:
        zipped(tmp_path / kind, {key: value for key, value in files.items() if key != name})
    assert codes(tmp_path / kind) & {"B001", "B002"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_added_file_is_found(tmp_path: Path, kind: str) -> None:
    files = contents(copied(tmp_path / kind))
    if kind == "bundle":
        (tmp_path / kind / "extra.csv").write_bytes(b"1")
    else:
        zipped(tmp_path / kind, {**files, "extra.csv": b"1"})
    found = verify_ismi(tmp_path / kind)
    assert [(one.code, str(one.place)) for one in found] == [("B003", f"{kind}/extra.csv")]


def test_a_file_added_in_a_folder_inside_is_found(tmp_path: Path) -> None:
    inside = copied(tmp_path / "bundle") / "sub"
    inside.mkdir()
    (inside / "extra.csv").write_bytes(b"1")
    assert codes(tmp_path / "bundle")


def raised(value: float) -> float:
    return round(value + 0.01, 6)


CHANGES: tuple[tuple[tuple[str | int, ...], Callable[[Any], Any]], ...] = (
    (("overall", "value"), raised),
    (("overall", "low"), lambda _: 0.0),
    (("overall", "counts", "yes"), lambda old: old + 1),
    (("areas", 2, "high"), raised),
    (("areas", 2, "coverage"), lambda _: 1.0),
    (("areas", 0, "insufficient"), lambda old: not old),
    (("areas", 0, "weakest"), lambda _: []),
    (("indices", 1, "value"), raised),
    (("indicators", 3, "stage_low"), lambda old: old + 1),
    (("indicators", 3, "basis"), lambda _: "declared"),
    (("dimensions", 0, "met"), lambda old: old + 1),
    (("area_dimensions", "PRV", 0, "value"), lambda _: 0.123),
    (("gaps", 0, "gain_overall"), raised),
    (("gaps", 0, "rank"), lambda _: 2),
    (("gaps", 0, "criteria", 0, "answer"), lambda _: "unknown"),
    (("input",), lambda old: "0" * len(old)),
)


#: The answers' texts are not in a peer bundle, so their hash can be checked in a full one only.
FORGED = [
    pytest.param(level, path, change, id=f"{level}-{'.'.join(map(str, path))}")
    for level in ("full", "peer")
    for path, change in CHANGES
    if level == "full" or path != ("input",)
]


@pytest.mark.parametrize(("level", "path", "change"), FORGED)
def test_a_forged_figure_is_found_by_computing_again(
    tmp_path: Path, level: str, path: tuple[str | int, ...], change: Callable[[Any], Any]
) -> None:
    folder = copied(tmp_path / "bundle", level)
    data = document(folder)
    parent = at(data, "assessments", 0, *path[:-1])
    parent[path[-1]] = change(parent[path[-1]])
    sealed(folder, "assessment.json", dumped(data))
    found = [one for one in verify_ismi(folder) if one.path.startswith("assessments.")]
    assert {one.code for one in found} == {"B007"}
    where = ".".join(map(str, ("assessments", 0, *path)))
    assert where in {one.path for one in found}
    assert {one.place.file for one in found} == {"bundle/assessment.json"}


@pytest.mark.parametrize("level", ["full", "peer"])
def test_a_forged_answer_is_found_by_its_figures(tmp_path: Path, level: str) -> None:
    folder = copied(tmp_path / "bundle", level)
    text = (folder / "assessment.json").read_text(encoding="utf-8")
    data = json.loads(text)
    record = data["assessments"][0]
    for answer in record["answers"]:
        if answer["id"] == "PRV-1.a":
            answer["value"] = "no"
    if level == "full":
        record["responses"]["answers"]["PRV-1.a"]["value"] = "no"
    sealed(folder, "assessment.json", dumped(data))
    assert "B007" in codes(folder)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", TABLES)
def test_a_forged_line_of_a_table_is_found_with_its_line(
    tmp_path: Path, name: str, level: str
) -> None:
    folder = copied(tmp_path / "bundle", level)
    lines = (folder / name).read_bytes().split(b"\n")
    lines[1] += b" "
    sealed(folder, name, b"\n".join(lines))
    found = [one for one in verify_ismi(folder) if name in str(one.place)]
    assert [(one.code, str(one.place)) for one in found] == [("B007", f"bundle/{name}:2:1")]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("catalogue_status", "official"),
        ("catalogue_title", "Another"),
        ("statement", "Endorsed by everybody."),
        ("unmapped", ["PRV-1.a"]),
    ],
)
def test_a_forged_statement_about_the_catalogue_is_found(
    tmp_path: Path, level: str, key: str, value: object
) -> None:
    folder = copied(tmp_path / "bundle", level)
    sealed(folder, "assessment.json", dumped({**document(folder), key: value}))
    assert codes(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [("official", True), ("confidentiality", "public"), ("library", "x"), ("inputs", [])],
)
def test_a_forged_manifest_is_found(tmp_path: Path, key: str, value: object) -> None:
    folder = copied(tmp_path / "bundle")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    sealed(folder, "manifest.json", dumped({**manifest, key: value}))
    if key == "library":
        assert not codes(folder), "another release may have written it"
    else:
        assert codes(folder)


def test_a_wrong_size_in_the_manifest_is_found(tmp_path: Path) -> None:
    folder = copied(tmp_path / "bundle")
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    size = (folder / "assessment.json").stat().st_size
    (folder / "manifest.json").write_text(text.replace(f": {size},", ": 1,"), encoding="utf-8")
    assert codes(folder)


def test_a_forged_catalogue_is_found(tmp_path: Path) -> None:
    folder = copied(tmp_path / "bundle")
    content = (folder / "catalogue.json").read_bytes()
    sealed(folder, "catalogue.json", content.replace(b"Prevention", b"Perfection", 1))
    assert "B011" in codes(folder)


@pytest.mark.parametrize("version", ["2.0", "10.3", "x", ""])
def test_a_newer_schema_version_is_refused(tmp_path: Path, version: str) -> None:
    folder = copied(tmp_path / "bundle")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["schema_version"] = version
    sealed(folder, "manifest.json", dumped(manifest))
    with pytest.raises(BundleError) as caught:
        read_ismi(folder)
    assert [one.code for one in caught.value.problems] == ["B005"]
    assert codes(folder) == {"B005"}


def test_a_later_minor_version_of_the_same_shape_is_read(tmp_path: Path) -> None:
    folder = copied(tmp_path / "bundle")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["schema_version"] = "1.7"
    sealed(folder, "assessment.json", dumped({**document(folder), "schema_version": "1.7"}))
    sealed(folder, "manifest.json", dumped(manifest))
    assert read_ismi(folder).assessments == (example(),)
