"""A few changed inputs for every reader, drawn the same each time, without a fuzzer."""

from __future__ import annotations

import random
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from fuzz.mutators import change
from fuzz.outcome import FaultError, check
from fuzz.readers import READERS, Reader
from fuzz.seeds import seeds

from teia_indicators import Place, Problem, TeiaError

_TRIED = 15


@pytest.mark.parametrize("name", READERS)
def test_every_seed_is_read(name: str) -> None:
    """Else the inputs made of it would get no further than the first check."""
    assert seeds()[name]
    for content in seeds()[name]:
        assert check(replace(READERS[name], calls=READERS[name].calls[:1]), content) == 1


@pytest.mark.parametrize("name", READERS)
def test_a_changed_input_is_a_result_or_told_with_its_place(name: str) -> None:
    reader, draws = READERS[name], random.Random(name)
    first = seeds()[name]
    for _ in range(_TRIED):
        check(reader, change(draws.choice(first), reader.suffix, draws))


def _raise_other(_: Path) -> None:
    raise KeyError("x")


def _raise_without_place(_: Path) -> None:
    raise TeiaError([Problem(code="F003", place=Place())])


def _warn(_: Path) -> None:
    warnings.warn("x", stacklevel=1)


def _leave(path: Path) -> None:
    (path.parent / "left").write_bytes(b"")


@pytest.mark.parametrize("call", [_raise_other, _raise_without_place, _warn, _leave])
def test_the_check_finds_what_may_not_be(call: object) -> None:
    with pytest.raises(FaultError):
        check(Reader("broken", ".json", (call,)), b"{}")  # type: ignore[arg-type]
