"""The integrator's pages: example rows, columns and keys are those of real bundles."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from export.bundles import LEVELS, both, contents, example

import teia_indicators as teia

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "bundle.md").read_text(encoding="utf-8")
HOW_TO = ROOT / "docs" / "how-to" / "send-to-ismi.md"
TABLES = ("observations.csv", "codelists.csv", "coin/iData.csv", "coin/iMeta.csv")
CODE = re.compile(r"`([^`]+)`")


@cache
def files(level: str) -> dict[str, bytes]:
    """Return a bundle of both examples, by name of its files."""
    with TemporaryDirectory() as folder:
        given: Any = level
        return contents(teia.export_ismi(both(), Path(folder) / "b", confidentiality=given))


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found.group(1)


def rows(text: str, first: str) -> list[list[str]]:
    """Return the cells of the table that begins with a heading."""
    lines = iter(text.splitlines())
    found = []
    for line in lines:
        if line.startswith(f"| {first} |"):
            next(lines)
            for row in lines:
                if not row.startswith("|"):
                    break
                found.append([cell.strip() for cell in row.strip("|").split(" | ")])
    return found


@pytest.mark.parametrize("name", TABLES)
def test_example_rows_stand_in_the_bundle(name: str) -> None:
    lines = files("full")[name].decode("utf-8").splitlines()
    shown = re.findall(r"^```text\n(.*?)^```$", section(name), re.MULTILINE | re.DOTALL)
    assert shown
    if name == "coin/iData.csv":
        # A cut of the columns, with its own heading.
        (only,) = csv.DictReader(shown[0].splitlines())
        row = next(one for one in csv.DictReader(lines) if one["uCode"] == only["uCode"])
        assert only.items() <= row.items()
        return
    for line in "".join(shown).splitlines():
        assert line in lines


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described_in_order(name: str) -> None:
    header = files("full")[name].decode("utf-8").splitlines()[0].split(",")
    described = rows(section(name), "Column")
    names = [one for row in described for one in CODE.findall(row[0])]
    if name == "coin/iData.csv":
        assert [one for one in names if one in header] == header[:3]
        assert set(names) == {*header[:3], "Round"}
        assert described[-1][0] == "each other"
        return
    assert names == header
    assert all(row[-1] for row in described), "what null means"


def test_the_rows_of_observations_are_those_that_are_described() -> None:
    expected = set()
    for levels, measures, _, dimension, at, _ in rows(
        section("observations.csv"), "Rows of `LEVEL`"
    ):
        for one in CODE.findall(levels):
            for level in LEVELS if at == "all" else CODE.findall(at):
                expected.add((level, one, *CODE.findall(measures), dimension == "`_T`"))
    found = set()
    for level in LEVELS:
        for row in csv.DictReader(files(level)["observations.csv"].decode("utf-8").splitlines()):
            found.add((level, row["LEVEL"], row["MEASURE"], row["DIMENSION"] == "_T"))
    assert found == expected


def paths(data: Any, where: str = "") -> set[str]:
    """Return the path of every leaf; `[]` for each element, `{area}` for each area."""
    if isinstance(data, list):
        return {path for one in data for path in paths(one, f"{where}[]")} or {f"{where}[]"}
    if isinstance(data, dict) and data:
        areas = {area.id for area in example().catalogue.areas}
        return {
            path
            for key, one in data.items()
            for path in paths(one, f"{where}.{'{area}' if key in areas else key}".lstrip("."))
        }
    return {where}


def described(name: str) -> dict[str, list[str]]:
    return {key: row[1:] for row in rows(section(name), "Key") for key in CODE.findall(row[0])}


def is_below(path: str, key: str) -> bool:
    return path in (key, key.removesuffix("[]")) or path.startswith((f"{key}.", f"{key}["))


@pytest.mark.parametrize(
    ("name", "level"), [(name, one) for name in ("assessment", "manifest") for one in LEVELS]
)
def test_every_key_is_described_at_its_level(name: str, level: str) -> None:
    found = paths(json.loads(files(level)[f"{name}.json"]))
    keys = described(f"{name}.json")
    used = set()
    for path in found:
        own = max((key for key in keys if is_below(path, key)), key=len, default="")
        assert own, path
        used.add(own)
        if "](" not in keys[own][-2] or own == "method":
            said = set(CODE.findall(keys[own][-2]))
            assert set(re.findall(r"\w+", path[len(own) :])) <= said, path
    if name == "manifest":
        assert used == set(keys)
        return
    order = ("public", "peer", "full")
    allowed = order[: order.index(level) + 1]
    expected = {key for key, cells in keys.items() if cells[0] in allowed}
    assert used == expected


def test_no_word_of_a_row_is_invented() -> None:
    """Every name in the meaning of a key is a key or a value of the document, or of its schema."""
    schema = files("full")["ismi-bundle.schema.json"].decode("utf-8")
    for key, cells in described("assessment.json").items():
        for word in CODE.findall(cells[1]):
            assert f'"{word}"' in schema or word in ("catalogue.json", "null"), (key, word)


def test_every_file_is_listed() -> None:
    listed = {name for row in rows(PAGE, "File") for name in CODE.findall(row[0])}
    assert set(files("full")) - {"ismi-bundle.schema.json"} <= listed
    assert "ismi-bundle.schema.json" in PAGE


def test_the_mapping_of_the_page_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", HOW_TO.read_text("utf-8"), re.M | re.S)
    (tmp_path / "own.yaml").write_text(block, encoding="utf-8")
    mapping = teia.load_mapping(tmp_path / "own.yaml", example().catalogue)
    found = teia.compute_indices(example(), mapping)
    assert [one.id for one in found] == ["preventing", "across_borders"]


def test_the_scripts_of_the_page_run(tmp_path: Path) -> None:
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("no shell is here")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "bin").mkdir()
    code = "from teia_indicators.cli import main; main()"
    for name, words in (("teia-indicators", f'-c "{code}"'), ("python", "")):
        script = tmp_path / "bin" / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
    blocks = re.findall(r"^```sh\n(.*?)^```$", HOW_TO.read_text("utf-8"), re.M | re.S)
    lines = "".join(blocks).splitlines()
    assert len(lines) == 7
    if shutil.which("Rscript") is None:
        lines = [line for line in lines if not line.startswith("Rscript")]
    done = subprocess.run(
        [shell, "-e", "-c", "\n".join(lines)],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("SHA-256: as listed") == sum("read_bundle" in one for one in lines)
