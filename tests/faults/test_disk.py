"""A writer that cannot write, is killed or meets another leaves the old file or the new, whole."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from faults.writers import EXTRAS, WRITERS, contents, material, to_annotate, write

from teia_indicators import FileError
from teia_indicators.export.placing import MANIFEST
from teia_indicators.sources.drafts import DRAFT
from teia_indicators.sources.files import read_bytes, write_atomic, write_together

TESTS = Path(__file__).parents[1]

#: A writer of folders, whose files are whole one by one but not together.
ONE_BY_ONE = ("schemas",)


@pytest.fixture(params=WRITERS)
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    if found in EXTRAS:
        pytest.importorskip(EXTRAS[found])
    return found


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file grow over so many bytes, which binds root as well."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("old", [True, False])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, name: str, old: bool) -> None:
    material()
    folder = tmp_path / "out"
    folder.mkdir()
    if old:
        write(name, folder, "Said before")
    if name == "annotated.xlsx":
        to_annotate(material(), folder)
    before = contents(folder)
    with full_disk(400), pytest.raises(FileError) as caught:
        write(name, folder)
    assert caught.value.exit_code == 3
    (problem,) = caught.value.problems
    assert problem.code == "F014"
    assert str(folder) in str(problem.place)
    if name not in ONE_BY_ONE:
        assert contents(folder) == before
    assert not [one for one in folder.rglob("*") if one.name.startswith(".")]
    assert write(name, folder).exists()


def test_a_file_in_place_of_the_folder(tmp_path: Path, name: str) -> None:
    """What may not be entered, for root too."""
    (tmp_path / "taken").write_text("kept")
    if name == "annotated.xlsx":
        to_annotate(material(), tmp_path / "out")
    before = contents(tmp_path)
    with pytest.raises(FileError) as caught:
        write(name, tmp_path / "taken")
    assert [one.code for one in caught.value.problems] == ["F014"]
    assert contents(tmp_path) == before


#: When a writer is killed, and the writers that are killed at each of these moments: the others
#: have the same way to their places.
WHEN = ("fsync", "replace", "replaced")
SILENT = ("texts.xlsx", "chart.svg")  # hold none of the texts that tell old from new
ALL_WAYS = ("answers.json", "scores.csv", "bundle", "bundle.zip")

#: Writes each name twice: a child that dies at a call, then one that lives.
_DYING = """
import os, sys
from pathlib import Path
from faults.writers import material, write
root, names = Path(sys.argv[1]), sys.argv[2:]
from faults.test_disk import ALL_WAYS, WHEN
material(), material("Said before")
fsync, replace = os.fsync, Path.replace

def dying(real, after):
    def patched(*arguments):
        if after:
            real(*arguments)
        os._exit(9)
    return patched

for name in names:
    for when in WHEN if name in ALL_WAYS else WHEN[1:2]:
        folder = root / name / when / "out"
        folder.mkdir(parents=True)
        write(name, folder, "Said before")
        child = os.fork()
        if child == 0:
            if when == "fsync":
                os.fsync = dying(fsync, False)
            else:
                Path.replace = dying(replace, when == "replaced")
            write(name, folder)
            os._exit(0)
        print(name, when, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def _names(*without: str) -> list[str]:
    """Return the writers that can be tried in a forked process, which typst cannot."""
    left_out = {"report.pdf", *without}
    there = [one for one in WRITERS if one not in EXTRAS or find_spec(EXTRAS[one])]
    return [one for one in there if one not in left_out]


def _run(script: str, *arguments: object) -> str:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    path = os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=100, env={**os.environ, "PYTHONPATH": path}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_killed_writer_leaves_a_whole_file_and_the_next_tidies_up(tmp_path: Path) -> None:
    names = _names("chart.png", "chart.pdf")
    told = _run(_DYING, tmp_path, *names).split("\n")
    assert {one.split()[-1] for one in told if one} == {"9"}, told
    for name in names:
        write(name, tmp_path / "fresh" / name)
        new = contents(tmp_path / "fresh" / name)
        for folder in (one / "out" for one in (tmp_path / name).iterdir()):
            left = contents(folder)
            beside = [one for one in left if one not in new]
            assert all(DRAFT in one or one.startswith(".bundle.") for one in beside), beside
            if len(new) == 1 and name not in SILENT:
                assert (left[name] == new[name]) == (folder.parent.name == "replaced")
            write(name, folder)
            assert contents(folder) == new, (name, folder.parent.name)


#: Two processes that write one target at once, many times, each its own text.
_RACING = """
import os, sys
from pathlib import Path
from faults.writers import material, write
root, names = Path(sys.argv[1]), sys.argv[2:]
texts = ("Said first", "Said second")
for text in texts:
    material(text)
for name in names:
    (root / name).mkdir(parents=True)
    children = []
    for text in texts:
        child = os.fork()
        if child == 0:
            code = 9
            try:
                for _ in range(2):
                    write(name, root / name, text)
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    print(*(os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in children))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_of_two_writers_of_one_target_one_is_there_whole(tmp_path: Path) -> None:
    slow = ("annotated.xlsx", "texts.xlsx", "schemas", "chart.png", "chart.pdf", "report.docx")
    names = _names(*slow)
    told = _run(_RACING, tmp_path / "race", *names).split()
    assert set(told) == {"0"}, told
    for name in names:
        wanted = []
        for text in ("Said first", "Said second"):
            write(name, tmp_path / text / name, text)
            wanted.append(contents(tmp_path / text / name))
        found = contents(tmp_path / "race" / name)
        if name == "scores.csv":  # two files, whole each
            assert all(found[one] in (wanted[0][one], wanted[1][one]) for one in found)
        else:
            assert found in wanted, name


def test_the_umask_is_left_alone_and_heeded(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda at: write_atomic(tmp_path / f"{at}", b"x"), range(200)))
        assert os.umask(0o027) == 0o027
        bundle = write("bundle", tmp_path)
        archive = write("bundle.zip", tmp_path)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir() if one.is_file()}
    if os.name == "posix":
        assert modes == {0o640}
        assert stat.S_IMODE(bundle.stat().st_mode) == 0o750
        assert stat.S_IMODE((bundle / MANIFEST).stat().st_mode) == 0o640
        assert archive.exists()


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_who_may_read_stays_as_it_was(tmp_path: Path) -> None:
    for name, mode in (("answers.json", 0o600), ("bundle", 0o700), ("bundle.zip", 0o600)):
        path = write(name, tmp_path)
        path.chmod(mode)
        write(name, tmp_path, "Said again")
        assert stat.S_IMODE(path.stat().st_mode) == mode, name


@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
def test_a_link_is_followed_and_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "real" / "answers.json")
    write_atomic(tmp_path / "link.json", b"new")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real" / "answers.json").read_bytes() == b"new"
    os.mkfifo(tmp_path / "pipe")
    for taken in (tmp_path / "pipe", tmp_path / "real"):
        with pytest.raises(FileError) as caught:
            write_atomic(taken, b"new")
        assert [one.code for one in caught.value.problems] == ["F014"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_file_that_must_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For root, every file may be written, so the refusal is made here."""
    (tmp_path / "kept.json").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FileError, match="Permission denied"):
        write_atomic(tmp_path / "kept.json", b"new")
    assert contents(tmp_path) == {"kept.json": b"old"}


def test_the_longest_name_that_a_disk_takes(tmp_path: Path) -> None:
    name = "ж" * 125 + ".json"
    write_atomic(tmp_path / name, b"x")
    assert contents(tmp_path) == {name: b"x"}


def test_of_files_that_belong_together_none_is_written_if_one_cannot(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").mkdir()
    with pytest.raises(FileError):
        write_together({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert contents(tmp_path) == {"a": b"old"}


def test_folders_made_for_nothing_are_removed(tmp_path: Path) -> None:
    with full_disk(400), pytest.raises(FileError):
        write_atomic(tmp_path / "a" / "b" / "c.json", b"x" * 5_000)
    assert not list(tmp_path.iterdir())


def test_only_drafts_that_nobody_writes_are_removed(tmp_path: Path) -> None:
    mine = tmp_path / ".answers.json.backup"
    mine.write_bytes(b"mine")
    write_atomic(tmp_path / "answers.json", b"x")
    assert set(contents(tmp_path)) == {".answers.json.backup", "answers.json"}


def test_a_file_that_grows_while_it_is_read_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "growing.json"
    path.write_bytes(b"x" * 10)
    real: Any = Path.open

    def grown(self: Path, *arguments: Any) -> Any:
        with real(self, "ab") as more:
            more.write(b"x" * 1_000)
        return real(self, *arguments)

    monkeypatch.setattr(Path, "open", grown)
    found = read_bytes(path, path.name, 100)
    assert getattr(found, "code", "") == "F002"
