"""The columns of tables are public: scripts name them."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents.written import objects

import teia_indicators as teia

RECORD = Path(__file__).parents[1] / "golden" / "columns.txt"
WITHOUT = ("method", "figures", "trace", "problem", "neighbours-told", "neighbour-matrix-told")
NAMES = sorted(set(objects()) - {*WITHOUT})


def recorded() -> dict[str, list[str]]:
    lines = RECORD.read_text(encoding="utf-8").splitlines()
    return {line.split(" ")[0]: line.split(" ")[1:] for line in lines}


@pytest.mark.parametrize("name", NAMES)
def test_columns_only_come(name: str) -> None:
    """A new column is added to tests/golden/columns.txt, where it stands in the table.

    One that leaves or is renamed needs a new major version: see docs/reference/stability.md.
    """
    assert [*teia.to_frame(objects()[name]).columns] == recorded()[name]


def test_every_table_is_recorded() -> None:
    assert sorted(recorded()) == NAMES
