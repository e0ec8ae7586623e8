"""The command line when what it prints goes nowhere, or it is asked to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli.run import XAA

COMMAND = [sys.executable, "-W", "error", "-m", "teia_indicators"]
FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["assess", XAA], ["assess", XAA, "--format", "json"]])
def test_printing_to_a_full_disk_is_one_line_and_code_3(
    tmp_path: Path, arguments: list[str]
) -> None:
    with FULL.open("w") as out:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments), "--out", "scores"],
            cwd=tmp_path,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("stdout: error F050: the system refuses: No space left on device.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_message_that_cannot_be_told_keeps_its_code(tmp_path: Path) -> None:
    with FULL.open("w") as err:
        done = subprocess.run(
            [*COMMAND, "assess", "missing.json"], cwd=tmp_path, stderr=err, timeout=60
        )
    assert done.returncode == 3


@pytest.mark.skipif(os.name != "posix", reason="closes a stream as a POSIX shell does")
def test_a_closed_stream_is_no_reason_to_stop(tmp_path: Path) -> None:
    command = [*COMMAND, "assess", str(XAA), "--out", "scores"]
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *command],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert {one.name for one in (tmp_path / "scores").iterdir()} == {
        "scores.csv",
        "explanations.json",
    }


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_verb_that_is_asked_to_end_leaves_nothing(tmp_path: Path) -> None:
    files = [str(XAA)] * 400
    process = subprocess.Popen(
        [*COMMAND, "assess", *files, "--keep-going", "--out", "scores"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    ends = time.monotonic() + 60
    while time.monotonic() < ends and not list(tmp_path.glob("scores/.teia-draft-*")):
        time.sleep(0.05)
    assert list(tmp_path.glob("scores/.teia-draft-*"))
    process.send_signal(signal.SIGTERM)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []
