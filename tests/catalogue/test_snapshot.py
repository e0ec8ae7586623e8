"""The snapshot makes loading fast and can never be wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import teia_indicators as teia
from teia_indicators.catalogue.load import compile_catalogue, merge_files
from teia_indicators.catalogue.snapshot import SNAPSHOT, read_snapshot

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "teia"))


def test_the_shipped_snapshot_is_of_the_shipped_files() -> None:
    """If this fails: teia-indicators catalogue compile indicators/teia."""
    tree, problems = merge_files(SHIPPED)
    assert tree is not None
    assert not problems
    assert read_snapshot(SHIPPED) == tree.data


def test_a_changed_file_is_read_although_a_snapshot_is_there(folder: Path) -> None:
    area = folder / "areas" / "prevention.yaml"
    text = area.read_text(encoding="utf-8")
    area.write_text(text.replace("title: Prevention", "title: Foresight"), encoding="utf-8")
    assert read_snapshot(folder) is None
    assert next(one for one in teia.load_catalogue(folder).areas if one.id == "PRV").title == (
        "Foresight"
    )


def test_an_added_file_makes_the_snapshot_stale(folder: Path) -> None:
    (folder / "areas" / "more.yaml").write_text("id: MOR\n", encoding="utf-8")
    assert read_snapshot(folder) is None
    with pytest.raises(teia.CatalogueError, match="C011"):
        teia.load_catalogue(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 1, "data": 2}', "no json"])
def test_a_damaged_snapshot_is_passed_over(folder: Path, content: str) -> None:
    (folder / SNAPSHOT).write_text(content, encoding="utf-8")
    assert teia.load_catalogue(folder) == teia.load_catalogue()


def test_a_snapshot_whose_data_do_not_fit_is_passed_over(folder: Path) -> None:
    found = json.loads((folder / SNAPSHOT).read_text(encoding="utf-8"))
    found["data"]["scale"] = "none"
    (folder / SNAPSHOT).write_text(json.dumps(found), encoding="utf-8")
    assert teia.load_catalogue(folder) == teia.load_catalogue()


def test_a_catalogue_with_errors_is_not_compiled(folder: Path) -> None:
    before = (folder / SNAPSHOT).read_bytes()
    area = folder / "areas" / "prevention.yaml"
    text = area.read_text(encoding="utf-8")
    area.write_text(text.replace("stage: 2", "stage: 9", 1), encoding="utf-8")
    with pytest.raises(teia.CatalogueError, match="C012"):
        compile_catalogue(folder)
    assert (folder / SNAPSHOT).read_bytes() == before


def test_compiling_twice_gives_the_same_bytes(folder: Path) -> None:
    first = compile_catalogue(folder).read_bytes()
    assert compile_catalogue(folder).read_bytes() == first
