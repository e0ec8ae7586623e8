"""What comes with the library: licences that are allowed, and no code at install or import.

Known vulnerabilities of the dependencies can be told from data on the network only. By hand:
`pip install pip-audit && pip-audit .`
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from floors import PROJECT
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
#: What a user installs; the other extras are for those who develop.
EXTRAS = ("stats", "plots", "pdf", "docx", "sdmx", "dask")
#: Licences that lay no condition on this project's own code.
ALLOWED = frozenset(
    (
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT"),
        *("MIT-CMU", "PSF-2.0", "Zlib"),
    )
)
#: The MPL's condition is on certifi's own file, a list of certificates that pysdmx's client reads.
ALSO = {"certifi": "MPL-2.0"}
#: What metadata say that give no licence expression of SPDX.
MEANT = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}
#: Every file opened to write, process, socket and shell of an import, except Python's own bytecode.
WATCHED = """
import sys

def watch(event, values):
    if event == "open":
        path, mode, flags = values
        writes = any(sign in mode for sign in "wax+") if mode else flags & 3
        if writes and "__pycache__" not in str(path):
            told.append(f"{event} {path} {mode}")
    elif event.startswith(FORBIDDEN):
        told.append(f"{event} {values}")

FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork",
             "os.mkdir", "os.remove", "os.rename", "urllib.", "shutil.", "webbrowser.")
told = []
sys.addaudithook(watch)
"""
EVERYTHING = """
import importlib, pkgutil, teia_indicators
for one in pkgutil.walk_packages(teia_indicators.__path__, "teia_indicators."):
    importlib.import_module(one.name)
for name in teia_indicators.__all__:
    getattr(teia_indicators, name)
"""


def required(wanted: list[str]) -> Iterator[Distribution]:
    """Yield the installed packages that requirements need, and theirs in turn, each once."""
    waiting = [Requirement(line) for line in wanted]
    seen: set[tuple[str, str]] = set()
    told: set[str] = set()
    while waiting:
        asked = waiting.pop()
        name = asked.name.lower().replace("_", "-")
        try:
            found = distribution(asked.name)
        except PackageNotFoundError:
            continue  # an extra that is not installed here
        if name not in told:
            told.add(name)
            yield found
        for extra in ("", *sorted(asked.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            inner = [Requirement(line) for line in found.requires or []]
            waiting += [
                one for one in inner if one.marker is None or one.marker.evaluate({"extra": extra})
            ]


def licences(found: Distribution) -> set[str]:
    """Return the licences that a package names, in SPDX's words where they are known."""
    said = found.metadata
    if "License-Expression" in said:
        return set(re.split(r" AND | OR ", str(said["License-Expression"])))
    classifiers = [line for line in said.get_all("Classifier") or [] if line.startswith("License")]
    names = [line.rpartition(" :: ")[2] for line in classifiers]
    first = str((said.get_all("License") or [""])[0]).strip().partition("\n")[0]
    return {MEANT.get(name.lower(), name) for name in names or [first]}


def wanted() -> list[str]:
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return [*project["dependencies"], *(line for one in EXTRAS for line in extras[one])]


def test_every_licence_is_allowed() -> None:
    found = {one.metadata["Name"].lower(): licences(one) for one in required(wanted())}
    assert {"pydantic", "numpy", "pandas", "typer", "rich"} <= set(found)
    refused = {
        name: said for name, said in found.items() if not said or said - ALLOWED - {ALSO.get(name)}
    }
    assert refused == {}


def watched(code: str) -> str:
    command = [sys.executable, "-c", f"{WATCHED}{code}\nprint(*told, sep='\\n')"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout.strip()


def test_an_import_writes_sends_and_starts_nothing() -> None:
    assert watched("import teia_indicators\n" + EVERYTHING) == ""


@pytest.mark.parametrize(
    "code",
    [
        "import os, tempfile; open(os.path.join(tempfile.mkdtemp(), 'x'), 'w').close()",
        "import socket; socket.socket().close()",
        "import subprocess, sys; subprocess.run([sys.executable, '-V'], capture_output=True)",
    ],
    ids=["a file", "a socket", "a process"],
)
def test_what_would_do_so_is_seen(code: str) -> None:
    assert watched(code)


def test_the_build_runs_no_code_of_this_project() -> None:
    """No set-up script, no hook of hatchling: what is in the wheel is what was written."""
    said = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    assert said["build-system"]["build-backend"] == "hatchling.build"
    assert len(said["build-system"]["requires"]) == 1
    assert "backend-path" not in said["build-system"]
    assert set(said["tool"]["hatch"]) == {"build"}
    assert set(said["tool"]["hatch"]["build"]) == {"targets"}
    for target in said["tool"]["hatch"]["build"]["targets"].values():
        assert set(target) <= {"only-include", "dev-mode-dirs", "sources"}
    assert "dynamic" not in said["project"]
    assert not any((ROOT / name).exists() for name in ("setup.py", "setup.cfg", "hatch_build.py"))
    assert set(said["project"]["scripts"]) == {"teia-indicators"}
    assert "entry-points" not in said["project"]
