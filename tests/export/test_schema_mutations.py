"""Thirty bundles, each wrong in its structure in one way: schema and reader refuse every one."""

from __future__ import annotations

from typing import Any

import pytest
from export.test_schema import reader_accepts, schema_accepts, small
from mutated import Keys, replaced, surprised, without

FIRST: Keys = ("assessments", 0)
GAP: Keys = (*FIRST, "gaps", 0)

MISSING: list[Keys] = [
    ("statement",),
    ("method",),
    ("mapping", "indices"),
    ("catalogue", "checksum"),
    (*FIRST, "country"),
    (*FIRST, "overall", "high"),
    (*FIRST, "areas", 0, "counts"),
    (*FIRST, "indicators", 0, "stage_low"),
    (*FIRST, "answers", 0, "grade"),
    (*GAP, "criteria"),
]
TYPED: list[tuple[Keys, Any]] = [
    ((), []),
    (("official",), "false"),
    (("catalogue",), "teia 1.0"),
    (("method", "coverage_threshold"), "0.65"),
    (("unmapped",), {}),
    ((*FIRST,), None),
    ((*FIRST, "round"), 2026),
    ((*FIRST, "overall", "low"), "0.5"),
    ((*FIRST, "areas"), {"IDN": 0.5}),
    ((*FIRST, "indicators", 0, "stage_high"), 2.5),
    ((*FIRST, "answers", 0, "value"), True),
    ((*FIRST, "responses", "answers"), []),
    ((*GAP, "rank"), "1"),
    ((*GAP, "target_by"), 2029),
]
UNKNOWN: list[Keys] = [
    (),
    ("catalogue",),
    FIRST,
    (*FIRST, "overall"),
    (*FIRST, "answers", 0),
    (*FIRST, "responses"),
]


def refused(data: Any) -> bool:
    assert not reader_accepts(data)
    return not schema_accepts(data)


def test_they_are_thirty() -> None:
    assert len(MISSING) + len(TYPED) + len(UNKNOWN) == 30
    assert schema_accepts(small("full"))


@pytest.mark.parametrize("path", MISSING, ids=str)
def test_a_missing_key_is_refused(path: Keys) -> None:
    assert refused(without(small("full"), path))


@pytest.mark.parametrize(("path", "value"), TYPED, ids=str)
def test_another_type_is_refused(path: Keys, value: Any) -> None:
    assert refused(replaced(small("full"), path, value) if path else value)


@pytest.mark.parametrize("path", UNKNOWN, ids=str)
def test_an_unknown_key_is_refused(path: Keys) -> None:
    assert refused(surprised(small("full"), path, "x"))
