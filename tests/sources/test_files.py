"""Bytes in and out: limits, encodings, and files that are whole or untouched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from teia_indicators.problems import FileError, Problem, split_cell
from teia_indicators.sources import files
from teia_indicators.sources.files import decode, read_bytes, write_atomic
from teia_indicators.sources.tables import column_letters


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file.txt"
    write_atomic(path, b"first")
    write_atomic(path, b"second")
    assert path.read_bytes() == b"second"
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


def test_what_was_there_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.txt"
    write_atomic(path, b"first")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError) as caught:
        write_atomic(path, b"second")
    assert [found.code for found in caught.value.problems] == ["F014"]
    assert "No space left" in str(caught.value)
    assert caught.value.exit_code == 3
    assert path.read_bytes() == b"first"
    assert [one.name for one in tmp_path.iterdir()] == ["file.txt"]


def test_a_written_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", b"x")
    (tmp_path / "b").write_bytes(b"x")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)
    found = read_bytes(path, "large")
    assert isinstance(found, Problem)
    assert found.code == "F002"


@pytest.mark.parametrize("content", [b"", b"\n", b" \t\r\n"])
def test_empty(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    found = read_bytes(tmp_path / "a", "a")
    assert isinstance(found, Problem)
    assert found.code == "F003"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is made here."""
    (tmp_path / "a").write_bytes(b"x")

    def refuse(_: Path, __: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    found = read_bytes(tmp_path / "a", "a")
    assert isinstance(found, Problem)
    assert found.code == "F001"
    assert "Permission denied" in found.message()


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "cp1251"])
def test_other_encodings_are_named_with_their_place(encoding: str) -> None:
    text = "title: ok\nquestion: \N{CYRILLIC SMALL LETTER YA}" if encoding == "cp1251" else "a: é"
    found = decode(text.encode(encoding), "a.yaml")
    assert isinstance(found, Problem)
    assert found.code == "F007"
    expected = {"utf-16": "a.yaml:1:1", "latin-1": "a.yaml:1:4", "cp1251": "a.yaml:2:11"}
    assert str(found.place) == expected[encoding]


@pytest.mark.parametrize(
    ("column", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")],
)
def test_letters_of_a_column(column: int, letters: str) -> None:
    assert column_letters(column) == letters
    assert split_cell(f"{letters}14") == (column + 1, 14)
