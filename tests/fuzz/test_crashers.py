"""What a fuzzer found once stays mended; no fuzzer is needed to see it."""

from __future__ import annotations

import pytest
from fuzz.kept import kept
from fuzz.outcome import check
from fuzz.readers import READERS

CASES = [(reader.name, name) for reader in READERS.values() for name in kept(reader)]


def test_there_are_some() -> None:
    assert len(CASES) >= 10


@pytest.mark.parametrize(("reader", "name"), CASES)
def test_a_crasher_is_a_result_or_told_with_its_place(reader: str, name: str) -> None:
    check(READERS[reader], kept(READERS[reader])[name])
