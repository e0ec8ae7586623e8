"""YAML and JSON in: the same data, every place known, nothing clever."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teia_indicators.sources.json import parse_json
from teia_indicators.sources.yaml import dump_yaml, parse_yaml

# U+0085 has a test of its own.
_SIGNS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cn"), exclude_characters="\N{NEXT LINE}"
)
_TEXTS = st.text(_SIGNS, max_size=12)
_LEAVES = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | _TEXTS
DATA = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(_TEXTS, DATA, min_size=1, max_size=4)


@settings(deadline=None, max_examples=80)
@given(DOCUMENTS)
def test_yaml_gives_back_what_was_written(document: dict[str, Any]) -> None:
    tree, problems = parse_yaml(dump_yaml(document), "a.yaml")
    assert problems == []
    assert tree is not None
    assert tree.data == document


def test_yaml_gives_back_the_old_sign_for_a_next_line() -> None:
    document = {"key": "one\N{NEXT LINE}two"}
    tree, _ = parse_yaml(dump_yaml(document), "a.yaml")
    assert tree is not None
    assert tree.data == document


@settings(deadline=None, max_examples=80)
@given(DOCUMENTS)
def test_json_gives_back_what_was_written(document: dict[str, Any]) -> None:
    tree, problems = parse_json(json.dumps(document, ensure_ascii=False), "a.json")
    assert problems == []
    assert tree is not None
    assert tree.data == document


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.integers(0, 999), min_size=1)
)
def test_a_place_is_where_the_value_stands(document: dict[str, int]) -> None:
    lines = json.dumps(document, indent=2).splitlines()
    tree, _ = parse_yaml("\n".join(lines), "a.yaml")
    assert tree is not None
    for key, value in document.items():
        place, key_place = tree.place(key), tree.key_place(key)
        assert place.line is not None
        assert place.column is not None
        assert lines[place.line - 1][place.column - 1 :].rstrip(",") == str(value)
        assert (key_place.line, key_place.column) == (place.line, 3)


def test_an_absent_value_has_the_place_of_what_is_around_it() -> None:
    tree, _ = parse_yaml("a:\n  b: 1\n", "a.yaml")
    assert tree is not None
    assert str(tree.place("a", "b")) == "a.yaml:2:6"
    assert str(tree.place("a", "c", 3)) == "a.yaml:2:3"
    assert str(tree.place("z")) == "a.yaml:1:1"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("2026-11-22", "2026-11-22"),
        ("12:30:45", "12:30:45"),
        ("0o17", 15),
        ("0x1F", 31),
        ("010", 10),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        ('"1"', "1"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    tree, problems = parse_yaml(f"key: {written}\n", "a.yaml")
    assert problems == []
    assert tree is not None
    assert tree.data == {"key": value}
    assert type(tree.data["key"]) is type(value)


def test_every_key_that_stands_twice_is_named() -> None:
    _, problems = parse_yaml("a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n", "a.yaml")
    assert [(found.code, str(found.place)) for found in problems] == [
        ("F009", "a.yaml:2:11"),
        ("F009", "a.yaml:3:1"),
        ("F009", "a.yaml:4:1"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1,\n "a": 2}', "F009 a.json:2:2"),
        ('{\n\t"a": 1,\n\t"a": 2\n}', "F009 a.json:3:2"),
        ('{"a": NaN}', "F008 a.json:1:1"),
        # Python 3.13 points at the comma, those before at what follows it.
        ('{"a": 1,}', f"F008 a.json:1:{8 if sys.version_info >= (3, 13) else 9}"),
        ('{"a": 1}\n{"b": 2}', "F008 a.json:2:1"),
        ("{'a': 1}", "F008 a.json:1:2"),
        ("[" * 100_000, "F015 a.json:1:1"),
    ],
    ids=["twice", "tabs", "NaN", "comma", "second", "quotes", "deep"],
)
def test_json_is_strict(text: str, place: str) -> None:
    _, problems = parse_json(text, "a.json")
    assert [f"{found.code} {found.place}" for found in problems] == [place]
    assert problems[0].line()
