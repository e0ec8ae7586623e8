"""Bytes in and out: limits on reading, and writing that leaves the whole file or the old one."""

from __future__ import annotations

import lzma
import os
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from teia_indicators.problems import FileError, Place, Problem, problem
from teia_indicators.text import later

#: Largest file that is read, in bytes; a full workbook has about 100 kB (project's choice).
MAX_BYTES = 25_000_000

#: What the standard library raises for a damaged, encrypted or unknown kind of archive.
ZIP_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, RuntimeError, ValueError, LookupError),
)


def read_bytes(path: Path, name: str, limit: int = MAX_BYTES) -> bytes | Problem:
    """Return the content of a file, or the problem that kept it from being read."""
    place = Place(file=name)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "folder" if stat.S_ISDIR(status.st_mode) else "device"
            expected = later("found.file")
            return problem("F004", place, found=later(f"found.{kind}"), expected=expected)
        if status.st_size > limit:
            return problem("F002", place, size=status.st_size // 10**6, limit=limit // 10**6)
        content = path.read_bytes()
    except OSError as error:
        return problem("F001", place, reason=error.strerror or error)
    if not content.strip():
        return problem("F003", place)
    return content


def decode(content: bytes, name: str) -> str | Problem:
    """Return UTF-8 text (a byte order mark is dropped), or the problem with its place."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        place = Place(file=name, line=line, column=column)
        return problem("F007", place, byte=f"0x{content[error.start]:02X}")


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file beside its target and move it there when whole.

    Raises
    ------
    FileError
        If the folder is missing or read-only, or the disk is full; the target is untouched.
    """
    try:
        with atomic_file(path) as file:
            file.write(content)
    except OSError as error:
        place = Place(file=str(path))
        raise FileError([problem("F014", place, reason=error.strerror or error)]) from error


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file beside its target; left without an error, it is moved there, whole.

    Raises
    ------
    OSError
        If it cannot be written; the target is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o666 & ~_umask())
        Path(draft).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(draft).unlink()
        raise


def other_kind(path: Path, kinds: Iterable[str], name: str | None = None) -> Problem:
    """Return the problem of a file whose ending is none of the kinds that fit."""
    found = later("found.kind", kind=path.suffix.lower())
    place = Place(file=path.name if name is None else name)
    return problem("F004", place, found=found, expected=", ".join(filter(None, kinds)))


def check_target(path: Path, kinds: Sequence[str], read: Iterable[Path] = ()) -> None:
    """Refuse a file to be written that would not be what its ending says, or replace a source.

    Parameters
    ----------
    path : Path
        The file to be written.
    kinds : sequence of str
        The endings that fit, such as ``.xlsx``; an empty one for a name without an ending.
    read : iterable of Path
        The files that are read for it.

    Raises
    ------
    FileError
        If the ending is none of these, or the file is one of those read.
    """
    if path.suffix.lower() not in kinds:
        raise FileError([other_kind(path, kinds, str(path))])
    if path.exists() and any(one.exists() and path.samefile(one) for one in read):
        raise FileError([problem("F017", Place(file=str(path)))])


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
