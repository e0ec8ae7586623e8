"""What reading an input may end in: a result, or a TeiaError that says where; nothing else."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fuzz.readers import Reader

from teia_indicators import Problem, TeiaError
from teia_indicators.problems import Problems

SECONDS = 5.0
MEGABYTES = 500
_LOOP = 0.02  # seconds that a million turns of an empty loop take
_STATUS = Path("/proc/self/status")


class FaultError(Exception):
    """A reader ended as it may not; `key` is the same for the same fault of many inputs."""

    def __init__(self, key: str, detail: str) -> None:
        super().__init__(detail)
        self.key = key


def check(reader: Reader, content: bytes) -> int:
    """Read an input with each of its reader's functions; return how many gave a result.

    Raises
    ------
    FaultError
        For any other exception, a warning, a problem without a place, more time or memory than is
        allowed, or a file that was left behind or changed.
    """
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        box = Path(folder)
        path = reader.put(content, box)
        before = _seen(box)
        read = 0
        with _own_folder_for_drafts(box):
            for at, call in enumerate(reader.calls):
                read += _read(f"{reader.name}[{at}]", lambda call=call: call(path))
        if _seen(box) != before:
            raise FaultError(f"{reader.name}: files", f"{before}\n{_seen(box)}")
    return read


def _read(name: str, call: object) -> bool:
    start, memory, read = time.process_time(), peak(), True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = call()  # type: ignore[operator]
        _look_at(name, result)
    except TeiaError as error:
        _check_problems(name, error.problems, placed=True)
        if not error.problems:
            raise FaultError(f"{name}: no problem", repr(error)) from error
        read = False
    except FaultError:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise FaultError(f"{name}: {type(error).__name__} {_where(error)}", _told(error)) from error
    spent, grown = time.process_time() - start, peak() - memory
    if spent > SECONDS and spent > SECONDS * _slowness():
        raise FaultError(f"{name}: time", f"{spent:.1f} s")
    if grown > MEGABYTES:
        raise FaultError(f"{name}: memory", f"{grown} MB")
    return read


def _look_at(name: str, result: object) -> None:
    """Show a result: what cannot be shown was not read."""
    repr(result)
    parts = result if isinstance(result, tuple) else (result,)
    for part in (result, *parts):
        if isinstance(part, Problems):
            _check_problems(name, part, placed=True)


def _check_problems(name: str, problems: Problems, *, placed: bool) -> None:
    for one in problems:
        if placed and not one.place.file:
            raise FaultError(f"{name}: no place {one.code}", repr(one))
        for language in ("en", "fr", "ru"):
            _check_line(name, one, language)
    try:
        json.loads(problems.to_json("fr").encode("utf-8"))
    except ValueError as error:
        raise FaultError(f"{name}: told {problems[0].code}", repr(problems)) from error


def _check_line(name: str, one: Problem, language: str) -> None:
    line = one.line(language)
    line.encode("utf-8")
    if "\n" in line or "\r" in line or len(line) > 60_000:
        raise FaultError(f"{name}: line {one.code}", line[:1000])


def _slowness() -> float:
    """Return how many times as long as on an idle machine a loop takes just now."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        for _ in range(10**6):
            pass
        seconds.append(time.process_time() - start)
    return min(seconds) / _LOOP


@contextmanager
def _own_folder_for_drafts(box: Path) -> Iterator[None]:
    before = tempfile.tempdir
    tempfile.tempdir = str(box)
    try:
        yield
    finally:
        tempfile.tempdir = before


def _seen(box: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for root, folders, files in os.walk(box):
        for name in (*folders, *files):
            path = os.path.join(root, name)  # noqa: PTH118  # ten times as fast here
            status = os.lstat(path)
            is_file = name in files
            found[path] = (status.st_size, status.st_mtime_ns) if is_file else (0, 0)
    return found


def _where(error: BaseException) -> str:
    """Return the innermost line of the library, and where the error itself was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if "teia_indicators" in one.filename]
    named = [f"{Path(one.filename).name}:{one.lineno}" for one in (*own[-1:], *frames[-1:])]
    return " ".join(dict.fromkeys(named))


def _told(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-6000:]


def peak() -> int:
    """Return the most memory that this process has held, in MB."""
    if _STATUS.is_file():
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) // 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 * 1024 if sys.platform == "darwin" else 1024)
