"""Many workbooks through the command line: time, largest memory, and what comes of a bad one.

``python tests/load.py FOLDER [COUNT ...]`` makes 200 different workbooks, copies them under other
rounds until there are as many as asked for (2,000 and 10,000 by default) and one that is damaged,
and prints what each verb takes for them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from measuring_bundles import full_responses

import teia_indicators as teia

DISTINCT = 200
BAD = "bad.xlsx"

#: Runs the command, then tells the largest memory: what `resource` tells may be the parent's.
_MAIN = """
import atexit, re, sys
from pathlib import Path
from teia_indicators.cli import main

def tell():
    peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    Path("peak").write_text(peak)

atexit.register(tell)
main()
"""


class Load(NamedTuple):
    """What a command took: its code, last line of messages, wall seconds, largest memory in MB."""

    code: int
    told: str
    seconds: float
    memory: float


def make_workbooks(folder: Path, count: int, distinct: int = DISTINCT) -> None:
    """Write so many workbooks, each of another country and round, and a damaged one."""
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = teia.load_catalogue()
    kinds = []
    for one in full_responses(catalogue, min(distinct, count)):
        form = teia.build_questionnaire(catalogue, country=one.country, round=one.round)
        path = folder / f"{one.country}-{one.round}.xlsx"
        kinds.append((path, one.round))
        if not path.exists():
            teia.write_workbook(form, path, answers=one)
    for at in range(len(kinds), count):
        path, round_name = kinds[at % len(kinds)]
        later = str(int(round_name) + at // len(kinds))
        copy_under(path, round_name, later, path.with_stem(f"{path.stem.split('-')[0]}-{later}"))
    (folder / BAD).write_bytes(b"PK no workbook")


def copy_under(path: Path, before: str, after: str, target: Path) -> None:
    """Copy a workbook under the name of another round."""
    if target.exists():
        return
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace(f"<t>{before}</t>".encode(), f"<t>{after}</t>".encode())
            copy.writestr(name, content)


def load(verb: Sequence[str], files: Sequence[str], folder: Path) -> Load:
    """Run a verb over files in a process of its own."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MAIN, verb[0], *files, *verb[1:], "--keep-going"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    seconds = time.perf_counter() - start
    memory = int((folder / "peak").read_text()) / 1024
    return Load(done.returncode, done.stderr.strip().splitlines()[-1], seconds, memory)


VERBS = {
    "export": ("export", "--no-xlsx", "--out", "bundle"),
    "assess": ("assess", "--out", "scores"),
    "gaps": ("gaps", "--out", "gaps.csv"),
}


def main() -> None:
    """Print what each verb takes for each count of files."""
    folder = Path(sys.argv[1]).resolve()
    verbs = [one for one in sys.argv[2:] if one in VERBS] or list(VERBS)
    counts = [int(one) for one in sys.argv[2:] if one.isdecimal()] or [2_000, 10_000]
    make_workbooks(folder, max(counts))
    names = sorted(one.name for one in folder.glob("X*.xlsx"))
    for verb in verbs:
        for count in counts:
            # The bad one is in the middle; its reading is part of the load.
            files = [*names[: count // 2], BAD, *names[count // 2 : count - 1]]
            found = load(VERBS[verb], files, folder)
            sys.stdout.write(
                f"{verb}, {count:,} files: code {found.code}, {found.seconds:,.0f} s, "
                f"{1000 * found.seconds / count:.0f} ms a file, {found.memory:.0f} MB; "
                f"{found.told}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
