"""What only a real process shows: pipes, encodings, colours, exit codes as the shell sees them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli.run import XAA, XAB, end, run, start

ESCAPES = re.compile(r"\x1b|\x9b")
VERBS: dict[str, list[object]] = {
    "lint": ["catalogue", "lint"],
    "show": ["catalogue", "show", "PRV-1"],
    "check": ["check", XAA, "--submit"],
    "assess": ["assess", XAA, "--out", "scores"],
    "explain": ["assess", XAA, "--explain", "IDN-1"],
    "gaps": ["gaps", XAB, "--out", "gaps.csv"],
    "json": ["gaps", XAB, "--format", "json"],
    "export": ["export", XAA, "--out", "bundle"],
    "missing": ["assess", "\u0416.xlsx"],
    "usage": ["assess", XAA, "--missing", "guess"],
    "help": ["--help"],
}
CODES = {"check": 1, "missing": 3, "usage": 2}
SETTINGS = {
    "pipe": {},
    "no_color": {"NO_COLOR": "1", "TERM": "xterm-256color"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin": {"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"},
    "narrow": {"COLUMNS": "20", "TERM": "dumb"},
}


@pytest.mark.parametrize("name", ["pipe", "ascii"])
def test_every_verb_in_a_pipe(tmp_path: Path, name: str) -> None:
    running = {}
    chosen = VERBS if name == "pipe" else ("show", "assess", "explain", "gaps", "missing")
    for verb in chosen:
        arguments = VERBS[verb]
        (tmp_path / verb).mkdir()
        running[verb] = start(*arguments, folder=tmp_path / verb, **SETTINGS[name])
    for verb, process in running.items():
        code, out, err = end(process)
        assert (verb, code) == (verb, CODES.get(verb, 0)), err
        assert not ESCAPES.search(out + err), verb
        if name == "ascii":
            assert (out + err).isascii()


def test_the_profile_under_other_settings(tmp_path: Path) -> None:
    names = ("no_color", "latin", "narrow")
    running = [start("assess", XAA, folder=tmp_path, **SETTINGS[name]) for name in names]
    for process in running:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert b"\x1b" not in out + err
        assert b"Traceback" not in err
        assert b"PRV" in out


def test_json_in_ascii_is_still_json(tmp_path: Path) -> None:
    code, out, _ = run("assess", XAA, "--format", "json", folder=tmp_path, PYTHONIOENCODING="ascii")
    assert code == 0
    assert json.loads(out)[0]["country"] == "XAA"


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    process = start("catalogue", "show", "--format", "json", folder=tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
    assert b"Traceback" not in told
    assert b"Exception ignored" not in told


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ((), ("numpy", "pandas", "pydantic", "typer", "rich", "yaml", "python_calamine")),
        (("-P",), ("numpy", "typer", "re", "typing", "json", "teia_indicators")),
    ],
)
def test_no_file_of_the_folder_at_hand_is_run(
    options: tuple[str, ...], names: tuple[str, ...], tmp_path: Path
) -> None:
    for name in names:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name} was run')\n")
    command = [sys.executable, *options, "-m", "teia_indicators", "check", str(XAA)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "was run" not in done.stdout + done.stderr
    assert done.returncode == 0
    assert not (tmp_path / "__pycache__").exists()
