"""Where a bundle is put: the whole new one or the whole old one, whatever happens."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from export.bundles import KINDS, contents, example, made, zipped

from teia_indicators import BundleError, FileError, read_ismi, verify_ismi


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def arrange(folder: Path, new: bool, old: bool, target: bool) -> Path:
    """Leave the folders that an interrupted swap may leave: XAB is new, XAA is old."""
    wanted = {
        ".bundle.new": new and "xab-2026",
        ".bundle.old": old and "xaa-2026",
        "bundle": target and ("xaa-2026" if new else "xab-2026"),
    }
    for name, country in wanted.items():
        if country:
            made(folder / "draft", "full", example(country)).rename(folder / name)
    return folder / "bundle"


@pytest.mark.parametrize(
    ("new", "old", "target", "country"),
    [
        (True, False, True, "XAB"),
        (True, True, False, "XAB"),
        (True, True, True, "XAB"),
        (True, False, False, "XAB"),
        (False, True, True, "XAB"),
        (False, True, False, "XAA"),
    ],
)
def test_a_reader_completes_an_interrupted_swap(
    tmp_path: Path, new: bool, old: bool, target: bool, country: str
) -> None:
    path = arrange(tmp_path, new, old, target)
    assert read_ismi(path).records[0].country == country
    assert names(tmp_path) == ["bundle"]
    assert verify_ismi(path) == ()


@pytest.mark.parametrize("new", [True, False])
@pytest.mark.parametrize("target", [True, False])
def test_the_next_export_completes_an_interrupted_swap(
    tmp_path: Path, new: bool, target: bool
) -> None:
    path = arrange(tmp_path, new, True, target)
    made(path, "public")
    assert names(tmp_path) == ["bundle"]
    assert read_ismi(path).confidentiality == "public"


def test_completing_a_swap_replaces_nothing_but_a_bundle(tmp_path: Path) -> None:
    made(tmp_path / ".bundle.new")
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "thesis.txt").write_text("years of work")
    with pytest.raises(BundleError):
        made(tmp_path / "bundle")
    with pytest.raises(BundleError):
        read_ismi(tmp_path / "bundle")
    assert (tmp_path / "bundle" / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("kind", KINDS)
def test_an_older_bundle_is_replaced_as_a_whole(tmp_path: Path, kind: str) -> None:
    made(tmp_path / kind)
    made(tmp_path / kind, "public", example("xab-2026"))
    assert read_ismi(tmp_path / kind).records[0].country == "XAB"
    assert names(tmp_path) == [kind]
    assert verify_ismi(tmp_path / kind) == ()


def test_an_empty_folder_is_filled_and_parents_are_made(tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    made(tmp_path / "bundle")
    made(tmp_path / "a" / "b" / "bundle.zip")
    assert (
        verify_ismi(tmp_path / "bundle") == verify_ismi(tmp_path / "a" / "b" / "bundle.zip") == ()
    )


def test_what_is_no_bundle_is_left_untouched(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("a")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "manifest.json").write_text(json.dumps({"format": "other"}))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text("{")
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "text.zip").write_text("text")
    zipped(tmp_path / "other.zip", {"a.txt": b"a"})
    before = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    for name in names(tmp_path):
        with pytest.raises(BundleError) as caught:
            made(tmp_path / name)
        assert [one.code for one in caught.value.problems] == ["B009"], name
    assert {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()} == before


def test_a_zip_with_somebody_elses_manifest_is_left_untouched(tmp_path: Path) -> None:
    """Browser extensions are .zip files with a manifest.json."""
    archive = zipped(tmp_path / "extension.zip", {"manifest.json": b'{"manifest_version": 3}'})
    before = archive.read_bytes()
    with pytest.raises(BundleError):
        made(archive)
    assert archive.read_bytes() == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_in_place_of_a_folder_is_a_file_error(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(FileError) as caught:
        made(tmp_path / "file" / kind)
    assert [one.code for one in caught.value.problems] == ["F014"]
    assert caught.value.exit_code == 3
    assert names(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize("kind", KINDS)
def test_a_read_only_folder_is_a_file_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The refusal is simulated: for root, no folder is read-only."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(FileError, match="Permission denied"):
        made(tmp_path / kind)
    assert names(tmp_path) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("old", [True, False])
def test_a_full_disk_leaves_the_old_bundle_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, old: bool
) -> None:
    if old:
        made(tmp_path / kind)
    before = contents(tmp_path / kind) if old else {}

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError) as caught:
        made(tmp_path / kind, "public")
    assert "No space left" in caught.value.problems[0].message()
    assert names(tmp_path) == ([kind] if old else [])
    assert (contents(tmp_path / kind) if old else {}) == before


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_failing_rename_is_a_file_error_and_the_bundle_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    made(tmp_path / "bundle")
    real, calls = Path.replace, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == fails_at:
            raise OSError(errno.EIO, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(FileError):
        made(tmp_path / "bundle", "full", example("xab-2026"))
    monkeypatch.undo()
    assert read_ismi(tmp_path / "bundle").records[0].country in ("XAA", "XAB")
    assert names(tmp_path) == ["bundle"]
    assert verify_ismi(tmp_path / "bundle") == ()


def test_reading_where_nothing_can_be_renamed_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that is mounted read-only, with a swap that somebody else did not finish."""
    path = arrange(tmp_path, new=True, old=False, target=True)

    def refused(_: Path, __: Path) -> Path:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refused)
    found = verify_ismi(path)
    assert found == () or {one.code for one in found} == {"F001"}


@pytest.mark.parametrize("name", ["", "."])
def test_the_folder_one_stands_in_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    try:
        made(Path(name))
    except (BundleError, FileError):
        assert names(tmp_path / "here") == []
    else:
        assert verify_ismi(tmp_path / "here") == ()
