"""sdmx/: pysdmx reads structure and data back equal, and the same input gives the same bytes."""

from __future__ import annotations

import importlib.util
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from export.bundles import LEVELS, both, contents, example, renamed, sealed
from export.test_leaks import every_byte, secretive

from teia_indicators import BundleError, MethodError, export_ismi, read_ismi, verify_ismi
from teia_indicators.export.sdmx import AGENCY, _codes, _structures, sdmx_ids

HAS_PYSDMX = importlib.util.find_spec("pysdmx") is not None
needs_pysdmx = pytest.mark.skipif(not HAS_PYSDMX, reason="pysdmx (extra sdmx) is not installed")
NAMES = ("sdmx/structure.xml", "sdmx/data.xml", "sdmx/data.csv")
NUMBERS = ["OBS_VALUE", "OBS_LOW", "OBS_HIGH", "COVERAGE"]


def with_sdmx(path: Path, level: str = "full") -> Path:
    return export_ismi(both(), path, confidentiality=level, sdmx=True)  # type: ignore[arg-type]


@needs_pysdmx
@pytest.mark.parametrize("level", LEVELS)
def test_pysdmx_reads_the_structure_back_equal(tmp_path: Path, level: str) -> None:
    from pysdmx.io import read_sdmx

    folder = with_sdmx(tmp_path / "bundle", level)
    bundle = read_ismi(folder)
    own = _structures(bundle.document, _codes(bundle.document, bundle.catalogue))
    message: Any = read_sdmx(BytesIO((folder / NAMES[0]).read_bytes()))
    back = {(type(one).__name__, one.id): one for one in message.structures}
    assert len(back) == len(own) == 12
    for one in own[:-2]:
        assert back[type(one).__name__, one.id] == one
    definition, flow = own[-2:]
    found: Any = back[type(definition).__name__, definition.id]
    assert len(found.components) == len(definition.components) == 14
    for ours, theirs in zip(definition.components, found.components, strict=True):
        for field in ours.__struct_fields__:
            # pysdmx writes no usage of measures and reads it as required
            if (field, str(ours.role)) != ("required", "Measure"):
                assert getattr(theirs, field) == getattr(ours, field), (ours.id, field)
    assert (back["Dataflow", flow.id].name, flow.agency) == (flow.name, AGENCY)
    assert message.header.sender.id == AGENCY


@needs_pysdmx
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", NAMES[1:])
def test_pysdmx_reads_the_data_back_equal(tmp_path: Path, level: str, name: str) -> None:
    from pysdmx.io import get_datasets

    folder = with_sdmx(tmp_path / "bundle", level)
    (found,) = get_datasets(folder / name, folder / NAMES[0])
    table = pd.read_csv(
        folder / "observations.csv",
        keep_default_na=False,
        na_values={one: [""] for one in NUMBERS},
        dtype=dict.fromkeys(NUMBERS, str),  # pandas before version 3 may round the last bit
    )
    assert len(found.data) == len(table)
    for column in table.columns:
        back = found.data[column]
        if column in NUMBERS:
            left, right = (one.astype("float64").to_list() for one in (table[column], back))
            if name.endswith(".csv"):  # which pysdmx reads with pandas
                assert left == pytest.approx(right, rel=1e-15, abs=0.0, nan_ok=True)
            else:
                assert [one for one in left if one == one] == [one for one in right if one == one]
            assert list(back.isna()) == list(table[column].isna())
        else:
            ids = sdmx_ids(sorted(set(table[column].astype(str))))
            assert [ids[str(one)] for one in table[column]] == [str(one) for one in back]


@needs_pysdmx
@pytest.mark.parametrize("level", LEVELS)
def test_a_bundle_with_sdmx_repeats_and_verifies(tmp_path: Path, level: str) -> None:
    first, second = (with_sdmx(tmp_path / name, level) for name in "ab")
    assert contents(first) == contents(second)
    assert set(NAMES) < set(contents(first))
    assert verify_ismi(first) == ()
    export_ismi(read_ismi(first), tmp_path / "c.zip")
    assert contents(tmp_path / "c.zip") == contents(first)
    without = export_ismi(both(), tmp_path / "d", confidentiality=level)  # type: ignore[arg-type]
    same = {*contents(without)} - {"manifest.json", "SHA256SUMS"}
    assert all(contents(first)[name] == contents(without)[name] for name in same)


@needs_pysdmx
@pytest.mark.parametrize("name", NAMES)
def test_a_forged_line_is_found(tmp_path: Path, name: str) -> None:
    folder = with_sdmx(tmp_path / "bundle")
    lines = (folder / name).read_bytes().split(b"\n")
    lines[12] += b" "
    sealed(folder, name, b"\n".join(lines))
    assert [(one.code, str(one.place)) for one in verify_ismi(folder)] == [
        ("B007", f"bundle/{name}:13:1")
    ]


@needs_pysdmx
@pytest.mark.parametrize("level", ["peer", "public"])
def test_nothing_private_is_in_sdmx(tmp_path: Path, level: str) -> None:
    folder = tmp_path / "bundle"
    export_ismi(secretive(), folder, confidentiality=level, sdmx=True)  # type: ignore[arg-type]
    found = every_byte(folder)
    for mark in (b"SECRET", b"1901-02-03", b"qzz"):
        assert mark not in found


def test_without_the_extra_it_is_refused_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pysdmx.io", None)
    with pytest.raises(MethodError) as caught:
        export_ismi(example(), tmp_path / "bundle", sdmx=True)
    assert [one.code for one in caught.value.problems] == ["M045"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["first", "20", "2026-13", "2026-02-30", "=2026", "2026 "])
def test_a_round_that_is_no_time_period_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BundleError) as caught:
        export_ismi(renamed(example(), round=name), tmp_path / "bundle", sdmx=True)
    assert [one.code for one in caught.value.problems] == ["B018"]
    assert list(tmp_path.iterdir()) == []


def test_codes_are_changed_to_ids_and_stay_apart() -> None:
    assert sdmx_ids(["a.b", "a_b", "a b", "IDN-1.a"]) == {
        "a.b": "a_b",
        "a_b": "a_b_",
        "a b": "a_b__",
        "IDN-1.a": "IDN-1_a",
    }
