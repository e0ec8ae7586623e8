"""Mapping files: read strictly, every problem with its place."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from teia_indicators import CatalogueError, load_catalogue, load_mapping
from teia_indicators.catalogue.load import data_folder, read_yaml
from teia_indicators.catalogue.mapping import check_mapping

GOOD = """\
id: mine
version: "1"
partly: 0.5
indices:
  - id: first
    title: First
    select:
      - {dimension: legislation}
      - {area: PRV, weight: 2}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mapping.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def places(error: CatalogueError) -> list[tuple[str, str]]:
    return [(one.code, str(one.place)) for one in error.problems]


def test_a_mapping_of_ones_own_is_read(tmp_path: Path) -> None:
    mapping = load_mapping(written(tmp_path, GOOD))
    assert mapping.partly == 0.5
    assert mapping.status == "provisional"
    assert [one.weight for one in mapping.indices[0].select] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("partly: 0.5", "partly: 1.5", 3),
        ("partly: 0.5", "partly: -0.5", 3),
        ("partly: 0.5", "partly: half", 3),
        ('version: "1"', "version: 1", 2),
        ("id: first", "id: First Index", 5),
        ("dimension: legislation", "dimension: law", 8),
        ("weight: 2", "weight: -2", 9),
        ("weight: 2", "weight: .nan", 9),
        ("weight: 2", "weihgt: 2", 9),
        ("title: First", "titel: First", 5),
    ],
)
def test_a_mistake_has_its_place(tmp_path: Path, old: str, new: str, line: int) -> None:
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(CatalogueError) as caught:
        load_mapping(path)
    assert caught.value.problems
    assert all(one.place.file == "mapping.yaml" for one in caught.value.problems)
    assert line in {one.place.line for one in caught.value.problems}


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("0.5", "7").replace("legislation", "law").replace("weight: 2", "weight: -1")
    with pytest.raises(CatalogueError) as caught:
        load_mapping(written(tmp_path, text))
    assert {one.place.line for one in caught.value.problems} == {3, 8, 9}


@pytest.mark.parametrize("text", ["", "[]", "just words", "id: [unclosed", "id: a\nid: b\n", "\0"])
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_mapping(written(tmp_path, text))
    assert caught.value.problems


def test_a_missing_file_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_mapping(tmp_path / "none.yaml")
    assert [one.code for one in caught.value.problems] == ["F001"]
    assert caught.value.exit_code == 3


def test_unknown_ids_are_found_with_place_and_suggestion(tmp_path: Path) -> None:
    text = GOOD.replace("area: PRV,", "area: PRW,").replace(
        "{dimension: legislation}", "{indicator: IDN-11, criterion: IDN-1.zz}"
    )
    path = written(tmp_path, text)
    tree, problems = read_yaml(path, path.name)
    assert tree is not None
    assert not problems
    found = check_mapping(tree, load_catalogue())
    assert [(one.code, one.place.line, one.path) for one in found] == [
        ("C017", 8, "IDN-11"),
        ("C017", 8, "IDN-1.zz"),
        ("C017", 9, "PRW"),
    ]
    assert "IDN-1" in found[0].fix()


def test_the_shipped_mapping_names_nothing_unknown() -> None:
    tree, problems = read_yaml(data_folder("indicators", "teia", "mappings", "ismi.yaml"), "ismi")
    assert tree is not None
    assert not problems
    assert check_mapping(tree, load_catalogue()) == []


@pytest.mark.parametrize(
    "text",
    [
        "indices: 3",
        "indices: [3]",
        "indices: [{id: a, select: 3}]",
        "indices: [{id: a, select: [3]}]",
        "indices: [{id: a, select:}]",
        "indices:",
    ],
)
def test_the_check_of_ids_bears_any_shape(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    tree, _ = read_yaml(path, path.name)
    assert tree is not None
    assert check_mapping(tree, load_catalogue()) == []


def test_an_index_id_stands_once(tmp_path: Path) -> None:
    text = GOOD + "  - id: first\n    title: Again\n    select: [{area: PUB}]\n"
    with pytest.raises(CatalogueError) as caught:
        load_mapping(written(tmp_path, text))
    assert {one.place.line for one in caught.value.problems} == {10}
