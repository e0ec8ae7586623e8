"""Try the library on other Pythons, on the lowest versions allowed, and installed in every way.

Needs the network (pip) and some minutes, and leaves nothing behind. One line a trial, exit code 1
if one fails:

    python tests/compatibility.py newest python3.12 python3.13
    python tests/compatibility.py floors python3.11
    python tests/compatibility.py ways python3.11

`newest` and `floors` run the tests named in `TESTS` with every extra; `floors` takes the lowest
version of each dependency (see tests/floors.py). `ways` installs the core alone as a wheel, from an
sdist, editable, and from a path with spaces and Cyrillic letters: the demo must write the same
bytes each time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from floors import constraints

ROOT = Path(__file__).parents[1]
EXTRAS = "test,stats,plots,pdf,docx,sdmx,dask,notebooks"
#: Every reader, writer and verb, and the numbers; not the browser, the office or the benchmarks.
TESTS = (
    *("assessment", "sources", "frames", "plots", "report", "questionnaire", "packaging"),
    *("action_plan/test_draft.py", "action_plan/test_schedule.py", "action_plan/test_sheet.py"),
    *("responses/test_read.py", "gaps/test_find_gaps.py"),
    *("cli/test_verbs.py", "cli/test_plan.py", "cli/test_report.py"),
    *("export/test_made.py", "export/test_workbook.py", "export/test_tables.py"),
    *("export/test_sdmx.py", "export/test_datapackage.py", "export/test_leaks.py"),
)
IGNORED = shutil.ignore_patterns(".*", "__pycache__", "_build", "out", "dist")


class FailedError(Exception):
    """A command failed; the text is the end of what it said."""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command away from the sources' own environment; return the last line it said."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    done = subprocess.run(
        [str(one) for one in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise FailedError("\n".join([" ".join(map(str, command)), *done.stdout.splitlines()[-40:]]))
    return done.stdout.rstrip().rpartition("\n")[2]


def environment(python: str, work: Path) -> Path:
    """Make a fresh environment and return its folder of programs."""
    run(python, "-m", "venv", work / "venv", cwd=work)
    return work / "venv" / ("Scripts" if os.name == "nt" else "bin")


def tested(python: str, work: Path, *, lowest: bool) -> str:
    """Run the tests with every extra, on the newest or the lowest versions; return their count."""
    programs = environment(python, work)
    (work / "floors.txt").write_text(constraints() if lowest else "", encoding="utf-8")
    run(
        programs / "python",
        *("-m", "pip", "install", "--quiet", "-c", work / "floors.txt"),
        *("-e", f"{ROOT}[{EXTRAS}]"),
        cwd=work,
    )
    command = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
    return run(programs / "python", *command, *(f"tests/{one}" for one in TESTS), cwd=ROOT)


def newest(python: str, work: Path) -> str:
    """Run the tests on the newest versions."""
    return tested(python, work, lowest=False)


def floors(python: str, work: Path) -> str:
    """Run the tests on the lowest versions."""
    return tested(python, work, lowest=True)


def ways(python: str, work: Path) -> str:
    """Install the core alone in each way; the demo's files must be the same."""
    awkward = work / "папка с пробелами" / "teia indicators"
    shutil.copytree(ROOT, awkward, ignore=IGNORED)
    builder = work / "builder"
    builder.mkdir()
    programs = environment(python, builder)
    run(programs / "python", "-m", "pip", "install", "--quiet", "build", cwd=work)
    run(programs / "python", "-m", "build", "--outdir", work / "dist", awkward, cwd=work)
    (wheel,) = (work / "dist").glob("*.whl")
    (sdist,) = (work / "dist").glob("*.tar.gz")
    sources: dict[str, list[str | Path]] = {
        "wheel": [wheel],
        "sdist": [sdist],
        "editable": ["-e", awkward],
        "path with spaces and Cyrillic letters": [awkward],
    }
    made = {
        name: installed(python, work / f"{at} установка", source)
        for at, (name, source) in enumerate(sources.items())
    }
    if len(set(made.values())) > 1:
        raise FailedError(f"the demo's files differ: {made}")
    return f"the same demo from {', '.join(made)}"


def installed(python: str, work: Path, source: list[str | Path]) -> str:
    """Install the core in a fresh environment, run the demo, and return its files' hash."""
    work.mkdir()
    programs = environment(python, work)
    run(programs / "python", "-m", "pip", "install", "--quiet", *source, cwd=work)
    run(programs / "teia-indicators", "demo", work / "out", cwd=work)
    digest = hashlib.sha256()
    for path in sorted(one for one in (work / "out").rglob("*") if one.is_file()):
        digest.update(path.relative_to(work).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


TRIALS: dict[str, Callable[[str, Path], str]] = {"newest": newest, "floors": floors, "ways": ways}


def main(trial: str, *pythons: str) -> int:
    """Make one trial on each Python and print a line for it."""
    failed = 0
    for python in pythons:
        with tempfile.TemporaryDirectory() as work:
            try:
                said = TRIALS[trial](python, Path(work))
            except FailedError as error:
                failed, said = 1, f"FAILED\n{error}"
        sys.stdout.write(f"{trial} {python}: {said}\n")
        sys.stdout.flush()
    return failed


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in TRIALS:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
