"""Documents made to do harm: too deep, too many, too long, and what YAML can do if it is let."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fuzz.readers import HERE, READERS
from fuzz.seeds import seeds
from hostile.told import codes, codes_at

YAML = (HERE / "files" / "responses.yaml").read_bytes()
JSON = seeds()["responses-json"][0]
ROUND = b'"round": "2026"'
DOCUMENTS = ("responses-json", "plan-json", "target-json")
FILES = ("responses-yaml", "profile", "mapping", "migration", "countries")

_LAUGHS = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c]\n" % (at + 1, at + 1, at, at) for at in range(ord("a"), ord("y"))
)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[" * 100_000 + b"]" * 100_000, "F015"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "F015"),
        (b"[" + b"[]," * 3_000_000 + b"[]]", "F032"),
        (b'{"a": ' + b"1" * 10**6 + b"}", "F008"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "F030"),
        (b'{"a": 1, "a": 2}', "F009"),
        (b'{"a": "\\ud800"}', "F031"),
        (b'{"\\udc00": 1}', "F031"),
        (b'{"a": "\xed\xa0\x80"}', "F007"),
        (b'{"a": "\0"}', "F008"),
        (b'{"a": NaN}', "F008"),
        (b"\0" * 1_000, "F008"),
    ],
    ids=[
        *("lists", "objects", "many", "million digits", "digits", "twice", "half", "half key"),
        *("half byte", "NUL", "NaN", "NULs"),
    ],
)
def test_json(name: str, content: bytes, code: str) -> None:
    assert code in codes(name, content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_LAUGHS, "F013"),
        (b"a: &a x\n" * 500, "F013"),
        (b"a: !!python/object/apply:os.system ['touch /tmp/run']\n", "F013"),
        (b"a: !!python/name:os.system\n", "F013"),
        (b"a: !!binary YQ==\n", "F013"),
        (b"a: {<<: {b: c}}\n", "F013"),
        (b"[" * 100_000 + b"]" * 100_000, "F015"),
        (b"".join(b" " * at + b"a:\n" for at in range(900)), "F015"),
        (b"- \n" * 50_100, "F032"),
        (b"a: '" + b"x " * 600_000 + b"'\n", "F002"),
        (b"a: " + b"1" * 90_000 + b"\n", "F030"),
        (b"a: 0x" + b"f" * 5_000 + b"\n", "F030"),
        (b"a: 1\na: 2\n", "F009"),
        (b'a: "\\ud800"\n', "F031"),
        (b'"\\ud800": a\n', "F031"),
        (b"a: \0\n", "F008"),
        ("a: b\n".encode("utf-16"), "F007"),
        (b"a: \xed\xa0\x80\n", "F007"),
    ],
    ids=[
        *(
            "laughs",
            "anchors",
            "apply",
            "name",
            "binary",
            "merge",
            "lists",
            "block",
            "many",
            "long",
        ),
        *("digits", "hex", "twice", "half", "half key", "NUL", "UTF-16", "half byte"),
    ],
)
def test_yaml(content: bytes, code: str) -> None:
    assert code in codes("target-yaml", content)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_by_the_same_reader(name: str) -> None:
    assert "F013" in codes(name, _LAUGHS)
    assert "F031" in codes(name, b'"\\ud800": a\n')


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert codes("responses-yaml", b"\xef\xbb\xbf" + YAML) == []
    assert codes("responses-json", b"\xef\xbb\xbf" + JSON) == []
    table = seeds()["responses-csv"][0].decode()
    assert codes("responses-csv", table.encode("utf-16")) == []


def test_two_halves_are_a_character() -> None:
    assert codes("responses-json", JSON.replace(ROUND, b'"round": "\\ud83d\\ude92"')) == []
    assert codes("responses-yaml", YAML.replace(b"Since", b"").replace(b" 2024.", b" \\x")) == []
    both = YAML.replace(b"comment: Since 2024.", b'comment: "\\ud83d\\ude92"')
    assert codes("responses-yaml", both) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"id,value\n" + b'ONE-1.a,"' + b"x" * 10**5, "R040"),
        (b"id,value\n" + b"x,\n" * 20_100, "F016"),
        (b"id" + b"," * 10**6 + b"\nONE-1.a\n", "F032"),
        (b"id,value\nONE-1.a,\0\n", "R007"),
        (b"\0id,value\n", "F007"),
        (b"i\0d\0", "F007"),
        (b'"' * 99_999, "R040"),
    ],
    ids=["open", "rows", "columns", "NUL", "NUL first", "UTF-16", "quotes"],
)
def test_csv(content: bytes, code: str) -> None:
    assert code in codes("responses-csv", content)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
@pytest.mark.parametrize(
    "name", [*DOCUMENTS, *FILES, "responses-csv", "responses-xlsx", "responses-ods"]
)
def test_a_pipe_or_device_is_no_file(name: str, tmp_path: Path) -> None:
    """Else the reader would wait for somebody to write, or read zeros for ever."""
    reader = READERS[name]
    pipe, device = (tmp_path / f"{kind}{reader.suffix}" for kind in ("pipe", "device"))
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    assert codes_at(reader, pipe) == ["F004"]
    assert codes_at(reader, device) == ["F004"]
