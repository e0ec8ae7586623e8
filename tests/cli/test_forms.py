"""The verb `form`: the ending of the name decides what is written."""

from __future__ import annotations

from pathlib import Path

from cli.run import XAA, run

WHOSE = ("form", "--country", "XAA", "--round", "2027")


def test_a_page_for_the_browser(tmp_path: Path) -> None:
    arguments = (*WHOSE, "--language", "fr", "--previous", XAA, "--out", "xaa.html")
    assert run(*arguments, folder=tmp_path)[0] == 0
    text = (tmp_path / "xaa.html").read_text(encoding="utf-8")
    assert text.startswith('<!doctype html>\n<html lang="fr">')
    assert '"previous":{' in text


def test_another_ending_is_refused(tmp_path: Path) -> None:
    code, _, told = run(*WHOSE, "--out", "xaa.pdf", folder=tmp_path)
    assert code == 3
    assert "F004" in told
    assert ".html" in told
    assert not (tmp_path / "xaa.pdf").exists()
