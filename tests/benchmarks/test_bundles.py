"""A bundle of many assessments takes time in proportion, and hardly any memory for each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import measuring_bundles as measuring

import teia_indicators as teia

#: Bytes of memory for each more assessment that comes one by one; what is written has 200,000.
PER_ASSESSMENT = 10_000


def test_time_grows_with_the_assessments(
    catalogue: teia.Catalogue, tmp_path: Path, benchmark: Any
) -> None:
    benchmark.pedantic(measuring.seconds_of_export, (catalogue, 10, tmp_path / "first"), rounds=1)
    least = [
        min(measuring.seconds_of_export(catalogue, count, tmp_path / "bundle") for _ in range(3))
        for count in (20, 80, 320)
    ]
    benchmark.extra_info |= {"seconds": least}
    assert (least[2] - least[1]) / (least[1] - least[0]) <= 5


def test_memory_hardly_grows(catalogue: teia.Catalogue, tmp_path: Path) -> None:
    few, many = (
        measuring.peak_of_export(catalogue, count, tmp_path / "bundle") for count in (20, 80)
    )
    assert (many - few) / 60 <= PER_ASSESSMENT
