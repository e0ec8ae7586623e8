"""Workbooks cost at most three times a bare pass over the same cells, written and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import measuring_workbooks as measuring

import teia_indicators as teia


def test_a_workbook_costs_at_most_three_bare_passes(
    catalogue: teia.Catalogue, tmp_path: Path, benchmark: Any
) -> None:
    form = measuring.form_of(catalogue)
    benchmark.pedantic(teia.write_workbook, (form, tmp_path / "form.xlsx"), rounds=1)
    (write, bare_write), (read, bare_read) = measuring.workbook_times(
        catalogue, tmp_path, rounds=15
    )
    benchmark.extra_info |= {"write": write / bare_write, "read": read / bare_read}
    assert write / bare_write <= 3
    assert read / bare_read <= 3
