"""The page of the command line names every verb and every option, and none that there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from teia_indicators.cli.app import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
OPTION = re.compile(r"--[a-z][a-z-]*")
CODE = re.compile(r"`([^`]+)`")


def commands(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    for name, found in group.commands.items():
        if hasattr(found, "commands"):
            yield from commands(found, f"{name} ")
        else:
            yield above + name, found


@cache
def verbs() -> dict[str, set[str]]:
    """Return the options of each verb."""
    return {
        name: {one for option in found.params for one in option.opts if one.startswith("--")}
        for name, found in commands(typer.main.get_command(app))
    }


def cells(heading: str) -> list[list[str]]:
    text = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def verb_of(usage: str) -> str:
    """Return the verb of a row: the first word, or the first two of `catalogue`."""
    words = usage.strip("`").split()
    return " ".join(words[: 2 if words[0] == "catalogue" else 1])


@cache
def shared() -> dict[str, set[str]]:
    """Return which verbs have each option that several have, as the page says."""
    found: dict[str, set[str]] = {}
    for options, which, _ in cells("Options that several verbs have"):
        named = set(CODE.findall(which))
        for option in OPTION.findall(options):
            found[option] = {*verbs()} - named if which.startswith("all but") else named
    return found


def test_every_verb_has_its_row() -> None:
    assert {verb_of(row[0]) for row in cells("Verbs")} == {*verbs()}


@pytest.mark.parametrize("verb", verbs())
def test_every_option_of_a_verb_is_named_and_no_other(verb: str) -> None:
    rows = [row for row in cells("Verbs") if verb_of(row[0]) == verb]
    own = {option for row in rows for option in OPTION.findall(" ".join(row))}
    common = {option for option, which in shared().items() if verb in which}
    assert own | common == verbs()[verb]


@pytest.mark.parametrize("option", shared())
def test_an_option_is_that_of_the_verbs_that_are_listed(option: str) -> None:
    assert shared()[option] == {verb for verb, options in verbs().items() if option in options}
