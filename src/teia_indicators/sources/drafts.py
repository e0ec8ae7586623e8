"""Drafts: what is written beside its target, and takes its name when it is whole.

A draft is locked while its writer lives. That of a writer that was killed is not, and the next
writer of the same target removes it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, drafts of killed writers stay.
    fcntl = None  # type: ignore[assignment]

#: How the name of every draft begins; nothing else is ever removed.
DRAFT = ".teia-draft-"


class Drafts(NamedTuple):
    """Files in the making: by the path that was given, the draft of each and what it replaces."""

    files: Mapping[Path, IO[bytes]]
    drafts: Mapping[Path, Path]
    targets: Mapping[Path, Path]

    def place(self) -> None:
        """Let all files take their places.

        Raises
        ------
        OSError
            If one of them is not whole; the targets are untouched.
        """
        for file in self.files.values():
            file.flush()
            os.fsync(file.fileno())
            file.close()
        for path, draft in self.drafts.items():
            keep_rights(draft, self.targets[path])
            draft.replace(self.targets[path])


@contextmanager
def open_drafts(paths: Iterable[Path]) -> Iterator[Drafts]:
    """Give a file for each path, to be written and placed; what is not placed is removed.

    What a link points to is replaced, not the link; who may read a file stays as it was.

    Raises
    ------
    OSError
        If one of them cannot be written.
    """
    with ExitStack() as stack:
        made = Drafts({}, {}, {path: _target_of(path) for path in paths})
        for path, target in made.targets.items():
            draft = stack.enter_context(draft_beside(target, _make_file))
            file = draft.open("wb")
            stack.callback(_close, file)
            made = Drafts({**made.files, path: file}, {**made.drafts, path: draft}, made.targets)
        yield made


def _close(file: IO[bytes]) -> None:
    with suppress(OSError):  # On a full disk, closing tries to write once more.
        file.close()


def keep_rights(draft: Path, target: Path) -> None:
    """Let those read a draft who may read what it replaces; they are never more than before."""
    if target.exists():
        with suppress(OSError):  # Some shares know no rights.
            draft.chmod(stat.S_IMODE(target.stat().st_mode))


def _target_of(path: Path) -> Path:
    """Return the file that is to be replaced, or made.

    Raises
    ------
    OSError
        If it is a folder, a device or a pipe, or must not be written.
    """
    target = path.resolve() if path.is_symlink() else path
    if target.exists() and not target.is_file():
        code = errno.EISDIR if target.is_dir() else errno.EINVAL
        raise OSError(code, os.strerror(code))
    if target.exists() and not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    return target


def _make_file(draft: Path, mode: int) -> None:
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode & 0o666))


@contextmanager
def draft_beside(target: Path, make: Callable[[Path, int], object]) -> Iterator[Path]:
    """Give a draft beside its target; what is left of it at the end is removed.

    Folders that are missing are made, and removed again if the draft comes to nothing.

    Parameters
    ----------
    target : Path
        What the draft is to become.
    make : callable
        Makes the draft from its name and the rights that it has at most: those of a target that is
        there, or all that the user's umask, which the system itself takes off, leaves.
    """
    mark = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]
    with _parents(target.parent), ExitStack() as stack:
        _sweep(target.parent, f"{DRAFT}{mark}-")
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o777
        while True:
            draft = target.parent / f"{DRAFT}{mark}-{secrets.token_hex(6)}"
            make(draft, mode)
            stack.callback(_remove, draft)
            if _held(draft, stack):
                break
        yield draft


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    made: list[Path] = []
    try:
        for one in reversed([folder, *folder.parents]):
            if not one.exists():
                one.mkdir(exist_ok=True)
                made.append(one)
        yield
    except BaseException:
        for one in reversed(made):
            with suppress(OSError):
                one.rmdir()
        raise


def _held(draft: Path, stack: ExitStack) -> bool:
    """Lock a draft until the stack ends; False if another writer took it for a dead one's."""
    if fcntl is None:
        return True
    try:
        handle = os.open(draft, os.O_RDONLY)
    except FileNotFoundError:
        return False
    stack.callback(os.close, handle)
    with suppress(OSError):  # Some shares know no locks.
        fcntl.flock(handle, fcntl.LOCK_EX)
    return os.fstat(handle).st_nlink > 0


def _sweep(folder: Path, begins: str) -> None:
    """Remove the drafts that nobody writes any more."""
    if fcntl is None:
        return
    with suppress(OSError):
        with os.scandir(folder) as found:
            names = [one.name for one in found if one.name.startswith(begins)]
        for name in names:
            with suppress(OSError), ExitStack() as stack:
                handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
                stack.callback(os.close, handle)
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(folder / name)


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        with suppress(OSError):
            draft.unlink()


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other writer moves anything in a folder, and hold others off meanwhile."""
    with ExitStack() as stack:
        if fcntl is not None:
            with suppress(OSError):
                handle = os.open(folder, os.O_RDONLY)
                stack.callback(os.close, handle)
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield
