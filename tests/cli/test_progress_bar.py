"""A bar while many files are read: on a terminal only, and never among the results."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli.run import EXAMPLES, run

BAR = "━━━"


@pytest.fixture
def many(tmp_path: Path) -> list[str]:
    names = [f"{at}.xlsx" for at in range(6)]
    for name in names:
        shutil.copy(EXAMPLES / "xaa-2026.xlsx", tmp_path / name)
    return names


def test_a_terminal_shows_a_bar(many: list[str], tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    master, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "teia_indicators", "progress", *many],
        cwd=tmp_path,
        env={**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=terminal,
    )
    os.close(terminal)
    shown = b""
    try:
        while part := os.read(master, 65_536):
            shown += part
    except OSError:  # how Linux tells that the other side is closed
        pass
    finally:
        os.close(master)
    out = process.communicate(timeout=60)[0].decode("utf-8")
    assert process.returncode == 0
    assert BAR in shown.decode("utf-8", errors="replace")
    assert BAR not in out
    assert out.count("XAA 2026") == len(many)


def test_a_pipe_shows_none(many: list[str], tmp_path: Path) -> None:
    code, out, told = run("progress", *many, folder=tmp_path)
    assert code == 0
    assert BAR not in out
    assert told == ""
