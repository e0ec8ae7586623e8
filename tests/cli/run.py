"""The command line in a process of its own, as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
XAA, XAB = EXAMPLES / "xaa-2026.yaml", EXAMPLES / "xab-2026.yaml"
SETTINGS = ("NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "PYTHONUTF8", "COLUMNS", "TERM")


def start(*arguments: object, folder: Path, **settings: str) -> subprocess.Popen[bytes]:
    """Start the command."""
    own = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "teia_indicators", *map(str, arguments)],
        cwd=folder,
        env={**own, "PYTHONIOENCODING": "utf-8", **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def end(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    """Return exit code, output and messages; a traceback never stands there."""
    out, err = process.communicate(timeout=60)
    shown, told = out.decode("utf-8"), err.decode("utf-8")
    assert "Traceback" not in told, told[-1500:]
    assert "Traceback" not in shown, shown[-1500:]
    return process.returncode, shown, told


def run(*arguments: object, folder: Path, **settings: str) -> tuple[int, str, str]:
    """Run the command to its end."""
    return end(start(*arguments, folder=folder, **settings))
