"""Puts a bundle where it belongs: the whole new one, or the old one untouched."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path

from teia_indicators.problems import BundleError, FileError, Place, problem
from teia_indicators.sources.files import write_atomic

MANIFEST = "manifest.json"
FORMAT = "teia.ismi-bundle"
#: The folders that a bundle may have in it, one level deep.
FOLDERS = ("coin", "sdmx")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def place_bundle(files: dict[str, bytes], target: Path) -> None:
    """Write a bundle as a .zip, or as a folder for any other name.

    Parameters
    ----------
    files : dict of str to bytes
        Content by file name.
    target : Path
        Replaced if it is a bundle or an empty folder.

    Raises
    ------
    BundleError
        If something else stands there.
    FileError
        If it cannot be written; the target is untouched.
    """
    target = target.resolve()
    if target.suffix.lower() == ".zip":
        if target.exists() and not _is_zip_bundle(target):
            raise BundleError([problem("B009", Place(file=str(target)))])
        write_atomic(target, _zip(files))
        return
    finish_swap(target)
    if target.exists() and not _is_replaceable(target):
        raise BundleError([problem("B009", Place(file=str(target)))])
    try:
        _place_folder(files, target)
    except OSError as error:
        place = Place(file=str(target))
        raise FileError([problem("F014", place, reason=error.strerror or error)]) from error


def _is_replaceable(target: Path) -> bool:
    if not target.is_dir():
        return False
    return not any(target.iterdir()) or _is_manifest(target / MANIFEST)


def _is_manifest(path: Path | zipfile.Path) -> bool:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("format") == FORMAT


def _is_zip_bundle(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return _is_manifest(zipfile.Path(archive, MANIFEST))
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return False


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return stream.getvalue()


def _beside(target: Path, role: str) -> Path:
    return target.with_name(f".{target.name}.{role}")


def _place_folder(files: dict[str, bytes], target: Path) -> None:
    """Build the folder under another name; when whole, swap it in by two renames."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.draft-", dir=target.parent))
    try:
        for name, content in files.items():
            (draft / name).parent.mkdir(exist_ok=True)
            with (draft / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        draft.chmod(0o755)
        draft.replace(_beside(target, "new"))
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    finish_swap(target)


def finish_swap(target: Path) -> None:
    """Complete a swap of folders that was interrupted; nothing to do otherwise.

    A folder under the name ``.NAME.new`` is whole: it only gets that name when it is. Nothing but
    a bundle, or an empty folder, is ever replaced or removed.
    """
    target = target.resolve()
    new, old = _beside(target, "new"), _beside(target, "old")
    if _is_manifest(new / MANIFEST):
        if target.exists() and not _is_replaceable(target):
            return
        if target.exists():
            _remove_bundle(old)
            target.replace(old)
        new.replace(target)
    elif _is_manifest(old / MANIFEST) and not target.exists():
        old.replace(target)
    if target.exists():
        _remove_bundle(old)


def is_bundle_name(name: str) -> bool:
    """Tell the name of a file of a bundle from a path to elsewhere."""
    folder, slash, file = name.rpartition("/")
    plain = bool(file) and file not in (".", "..") and not set(file) & set("/\\:\0")
    return plain and (not slash or folder in FOLDERS)


def _remove_bundle(folder: Path) -> None:
    if folder.is_dir() and _is_replaceable(folder):
        shutil.rmtree(folder, ignore_errors=True)
