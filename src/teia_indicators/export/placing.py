"""Puts a bundle where it belongs: the whole new one, or the old one untouched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from teia_indicators.problems import BundleError, Place, problem
from teia_indicators.sources.drafts import alone_in, draft_beside, keep_rights, open_drafts
from teia_indicators.sources.files import refusals

MANIFEST = "manifest.json"
FORMAT = "teia.ismi-bundle"
#: The folders that a bundle may have in it, one level deep.
FOLDERS = ("coin", "sdmx")
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Entry(NamedTuple):
    """Size in bytes and SHA-256 of a file."""

    size: int
    sha256: str


def entry_of(content: bytes) -> Entry:
    """Return the entry of a file's content."""
    return Entry(len(content), hashlib.sha256(content).hexdigest())


class Draft:
    """A bundle in the making: a folder beside its target, file by file.

    Parameters
    ----------
    folder, target : Path
        Where the files are written, and the bundle that they become.
    """

    def __init__(self, folder: Path, target: Path) -> None:
        self.folder, self.target = folder, target
        self.entries: dict[str, Entry] = {}

    def write(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Write a file, whole or part by part.

        Raises
        ------
        FileError
            If it cannot be written.
        """
        size, digest = 0, hashlib.sha256()
        path = self.folder / name
        with refusals(self.target):
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as file:
                for part in (content,) if isinstance(content, bytes) else content:
                    file.write(part)
                    digest.update(part)
                    size += len(part)
                file.flush()
                os.fsync(file.fileno())
        self.entries[name] = Entry(size, digest.hexdigest())

    def spool(self) -> Spool:
        """Return a place for parts that are put in order later."""
        return Spool(self)


class Spool:
    """Parts kept in a file, given back in the order of their keys."""

    def __init__(self, draft: Draft) -> None:
        self._target = draft.target
        self._parts: list[tuple[Any, int, int]] = []
        with refusals(self._target), ExitStack() as stack:
            self._file = stack.enter_context(tempfile.TemporaryFile(dir=draft.folder))
            self._open = stack.pop_all()

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, key: Any, part: bytes) -> None:
        """Keep a part.

        Raises
        ------
        FileError
            If it cannot be written.
        """
        with refusals(self._target):
            self._parts.append((key, self._file.tell(), len(part)))
            self._file.write(part)

    def __iter__(self) -> Iterator[bytes]:
        for _, start, size in sorted(self._parts):
            self._file.seek(start)
            yield self._file.read(size)


@contextmanager
def draft_bundle(target: Path) -> Iterator[Draft]:
    """Give a bundle to be written; left without an error, it takes its place as a whole.

    Parameters
    ----------
    target : Path
        A .zip, or a folder for any other name. Replaced if it is a bundle or an empty folder.

    Raises
    ------
    BundleError
        If something else stands there.
    FileError
        If it cannot be written; the target is untouched.
    """
    given, target = target, target.resolve()
    zipped = target.suffix.lower() == ".zip"
    with ExitStack() as stack:
        with refusals(given):
            if not zipped:
                finish_swap(target)
            if target.exists() and not (_is_zip_bundle if zipped else _is_replaceable)(target):
                raise BundleError([problem("B009", Place(file=str(given)))])
            folder = stack.enter_context(draft_beside(target, _private if zipped else Path.mkdir))
        draft = Draft(folder, given)
        yield draft
        with refusals(given):
            if zipped:
                _zip(draft, target)
            else:
                with alone_in(target.parent):
                    _finish_swap(target)
                    keep_rights(folder, target)
                    folder.replace(_beside(target, "new"))
                    _finish_swap(target)


def _private(draft: Path, _: int) -> None:
    draft.mkdir(0o700)


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


def _zip(draft: Draft, target: Path) -> None:
    with open_drafts([target]) as made:
        with zipfile.ZipFile(made.files[target], "w", zipfile.ZIP_DEFLATED) as archive:
            for name, entry in sorted(draft.entries.items()):
                info = zipfile.ZipInfo(name, date_time=_EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                info.file_size = entry.size
                with (draft.folder / name).open("rb") as source, archive.open(info, "w") as member:
                    shutil.copyfileobj(source, member, 1 << 20)
        made.place()


def _beside(target: Path, role: str) -> Path:
    return target.with_name(f".{target.name}.{role}")


def finish_swap(target: Path) -> None:
    """Complete a swap of folders that was interrupted; nothing to do otherwise.

    A folder under the name ``.NAME.new`` is whole: it only gets that name when it is. Nothing but
    a bundle, or an empty folder, is ever replaced or removed.
    """
    target = target.resolve()
    if any(_beside(target, role).exists() for role in ("new", "old")):
        with alone_in(target.parent):
            _finish_swap(target)


def _finish_swap(target: Path) -> None:
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
    plain = file.isprintable() and file not in ("", ".", "..") and not set(file) & set("/\\:")
    return plain and (not slash or folder in FOLDERS)


def _remove_bundle(folder: Path) -> None:
    if folder.is_dir() and _is_replaceable(folder):
        shutil.rmtree(folder, ignore_errors=True)
