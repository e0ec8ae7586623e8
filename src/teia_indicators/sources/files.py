"""Bytes in and out: limits on reading, and writing that leaves the whole file or the old one."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from teia_indicators.problems import FileError, Place, Problem, problem
from teia_indicators.sources.drafts import open_drafts
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
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        return problem("F001", place, reason=error.strerror or error)
    if len(content) > limit:
        # It grew while it was read.
        return problem("F002", place, size=limit // 10**6 + 1, limit=limit // 10**6)
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
    write_together({path: content})


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write files of which all take their places when all are whole, or none does.

    Raises
    ------
    FileError
        If one of them cannot be written; the targets are untouched.
    """
    with whole_files(*contents) as write:
        for path, content in contents.items():
            write(path, content)


@contextmanager
def whole_files(*paths: Path) -> Iterator[Callable[[Path, bytes], None]]:
    """Give what adds to each file; left without an error, all take their places, or none does.

    Raises
    ------
    FileError
        If one of them cannot be written; the targets are untouched.
    """

    def write(path: Path, content: bytes) -> None:
        with refusals(path):
            made.files[path].write(content)

    with ExitStack() as stack:
        with refusals(*paths):
            made = stack.enter_context(open_drafts(paths))
        yield write
        with refusals(*paths):
            made.place()


@contextmanager
def refusals(*paths: Path) -> Iterator[None]:
    """Make what the system refuses a problem of the file, the first of several.

    Raises
    ------
    FileError
        Instead of an OSError.
    """
    try:
        yield
    except OSError as error:
        place = Place(file=str(paths[0]))
        raise FileError([problem("F014", place, reason=error.strerror or error)]) from error


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
