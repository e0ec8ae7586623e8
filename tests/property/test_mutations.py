"""One node of the shipped catalogue is broken: the linter always points into that node."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

import teia_indicators as teia
from teia_indicators.catalogue import load
from teia_indicators.catalogue.schemas import file_schemas
from teia_indicators.problems import Problem, Problems
from teia_indicators.sources.tree import Path as Keys
from teia_indicators.sources.yaml import parse_yaml

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia"
DRAFT = ROOT / "tests" / "golden" / "catalogues" / "teia-0.9"
NAMES = sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*.yaml"))
KINDS = ("delete", "retype", "rename", "duplicate")
#: The same breaks each time, so that a change of the linter is what makes the test fail; others on
#: request: TEIA_EXPLORE=1 pytest.
EXPLORE = bool(os.environ.get("TEIA_EXPLORE"))
Kind = Literal["delete", "retype", "rename", "duplicate"]


@dataclass(frozen=True)
class Line:
    """A line of a file, and the node that begins on it."""

    text: str
    path: Keys


@cache
def _data(name: str) -> Any:
    tree, problems = parse_yaml((SHIPPED / name).read_text(encoding="utf-8"), name)
    assert tree is not None
    assert not problems
    return tree.data


def _written(data: Any, path: Keys = (), head: str = "", indent: str = "") -> Iterator[Line]:
    """Yield a file with every key and entry on a line of its own: a node is a run of lines."""
    if not isinstance(data, dict | list) or not data:
        yield Line(f"{indent}{head} {json.dumps(data, ensure_ascii=False)}".rstrip(), path)
        return
    if path:
        yield Line(f"{indent}{head}", path)
        indent += "  "
    for key, one in data.items() if isinstance(data, dict) else enumerate(data):
        shown = f"{json.dumps(key, ensure_ascii=False)}:" if isinstance(data, dict) else "-"
        yield from _written(one, (*path, key), shown, indent)


@cache
def _lines(name: str) -> tuple[Line, ...]:
    return tuple(_written(_data(name)))


@cache
def _nodes(name: str) -> tuple[Keys, ...]:
    return tuple(dict.fromkeys(line.path for line in _lines(name)))


def _span(lines: list[Line], path: Keys) -> tuple[int, int]:
    """Return where the lines of a node begin and end; of the root, the whole file."""
    inside = [at for at, line in enumerate(lines) if line.path[: len(path)] == path]
    return inside[0], inside[-1] + 1


def _mutated(name: str, path: Keys, kind: Kind) -> tuple[str, range]:
    """Return the file with one node changed, and the lines, from 1, of what was changed."""
    lines = list(_lines(name))
    start, end = _span(lines, path)
    first = lines[start].text
    head = first[: len(first) - len(first.lstrip())] + first.lstrip().partition(" ")[0]
    if isinstance(path[-1], str):
        head = first[: len(first) - len(first.lstrip())] + json.dumps(path[-1], ensure_ascii=False)
    if kind == "delete":
        del lines[start:end]
        if path[:-1] and lines[start - 1].path == path[:-1]:
            own = [line for line in lines if line.path[: len(path) - 1] == path[:-1]]
            if len(own) == 1:
                empty = "{}" if isinstance(path[-1], str) else "[]"
                lines[start - 1] = Line(f"{own[0].text} {empty}", path[:-1])
        start, end = _span(lines, path[:-1])
    elif kind == "retype":
        was = _at(_data(name), path)
        wrong = "[x, y]" if isinstance(was, str) else "{x: y}" if isinstance(was, list) else "x y"
        colon = ":" if isinstance(path[-1], str) else ""
        lines[start:end] = [Line(f"{head}{colon} {wrong}", path)]
        end = start + 1
    elif kind == "rename":
        renamed = json.dumps(f"{path[-1]} x", ensure_ascii=False)
        indent = first[: len(first) - len(first.lstrip())]
        rest = first.lstrip()[len(json.dumps(path[-1], ensure_ascii=False)) :]
        lines[start] = Line(f"{indent}{renamed}{rest}", path)
    else:
        lines[end:end] = lines[start:end]
        end += end - start
    text = "\n".join(line.text for line in lines) + "\n"
    return text, range(start + 1, end + 1)


def _at(data: Any, path: Keys) -> Any:
    for part in path:
        data = data[part]
    return data


# What may be left out: told by the models' schemas, and by what other files name.


@cache
def _schema(name: str) -> dict[str, Any]:
    folder, _, stem = name.rpartition("/")
    kinds = {"areas": "area", "actions": "actions", "translations": "translation"}
    kinds |= {"migrations": "migration", "mappings": "crosswalk", "": stem.removesuffix(".yaml")}
    kind = "mapping" if stem == "ismi.yaml" else kinds[folder]
    return file_schemas()[f"{kind}.schema.json"]


def _resolved(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow references, and the branch of an optional value that is not null."""
    while True:
        if "$ref" in schema:
            schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
        elif "anyOf" in schema:
            schema = next(one for one in schema["anyOf"] if one.get("type") != "null")
        else:
            return schema


def _inner(schema: Mapping[str, Any], part: str | int) -> Any:
    """Return the schema of an entry, of a named key, or of any key of an open mapping."""
    if isinstance(part, int):
        return schema["items"]
    named = schema.get("properties", {})
    open_ = [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
    return named[part] if part in named else open_[0]


def _required(name: str, path: Keys) -> bool:
    """Tell whether the model of a file needs a node; of an open mapping it needs all or none."""
    whole = _schema(name)
    schema: Mapping[str, Any] = _resolved(whole, whole)
    data = _data(name)
    for part in path[:-1]:
        schema, data = _resolved(_inner(schema, part), whole), data[part]
    if isinstance(path[-1], int):
        return len(data) <= int(schema.get("minItems", 0))
    if "properties" not in schema:
        return _required(name, path[:-1])
    return path[-1] in schema.get("required", ())


@cache
def _named(name: str) -> frozenset[str]:
    """Return every text and key of a file."""
    found: set[str] = set()
    waiting = [_data(name)]
    while waiting:
        data = waiting.pop()
        if isinstance(data, dict):
            found |= set(data)
            waiting += data.values()
        elif isinstance(data, list):
            waiting += data
        elif isinstance(data, str):
            found.add(data)
    return frozenset(found)


def _identity(name: str, path: Keys) -> str:
    """Return what other files call a node; empty where they have no name for it."""
    data = _at(_data(name), path)
    if path[-2:-1] == ("items",):
        return f"{_data(name)[path[0]]['id']}({path[-1]})(" if path[-1] else ""
    if path[:1] == ("entries",) and len(path) in (2, 3):
        return str(path[1])
    if isinstance(data, dict):
        own = f"stage-{data['stage']}" if "stages" in path else ""
        return str(data.get("id", own))
    return ""


def _missed(name: str, path: Keys) -> bool:
    """Tell whether the deletion of a node leaves something behind that is wrong."""
    identity = _identity(name, path)
    others = (text for other in NAMES if other != name for text in _named(other))
    elsewhere = any(_begins(text, identity) for text in others)
    return elsewhere or _required(name, path)


def _names(found: Problem, identity: str) -> bool:
    told = (found.path, found.value or "", *found.params.values())
    return any(_begins(text, identity) for text in told)


def _begins(text: str, identity: str) -> bool:
    """Tell whether a text is an id or that of a part of it: Art. 1(2) is of Art. 1, Art. 10 not."""
    after = text[len(identity) : len(identity) + 1]
    whole = not identity[-1:].isalnum() or not after.isalnum()
    return bool(identity) and text.startswith(identity) and whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shipped catalogue with a line for every node."""
    root = tmp_path_factory.mktemp("mutations")
    for name in NAMES:
        (root / name).parent.mkdir(exist_ok=True)
        _restore(root, name)
    return root


def _restore(folder: Path, name: str) -> None:
    text = "\n".join(line.text for line in _lines(name)) + "\n"
    (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def parsed_once() -> Iterator[None]:
    """Parse a file only when it has changed: of 24 files, a mutation touches one."""
    parsed: dict[tuple[str, str], Any] = {}

    def parse(text: str, name: str) -> Any:
        if (text, name) not in parsed:
            parsed[text, name] = parse_yaml(text, name)
        tree, problems = parsed[text, name]
        return tree, list(problems)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "parse_yaml", parse)
        yield


@cache
def _draft() -> teia.Catalogue:
    return teia.load_catalogue(DRAFT)


def _linted(folder: Path, name: str, text: str) -> Problems:
    try:
        (folder / name).write_text(text, encoding="utf-8")
        return teia.check_catalogue(folder, [_draft()])
    finally:
        _restore(folder, name)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, Keys, Kind]:
    """Draw a file, a node in it, and what happens to it."""
    name = draw(st.sampled_from(NAMES))
    path = draw(st.sampled_from(_nodes(name)))
    fitting = [kind for kind in KINDS if kind != "rename" or isinstance(path[-1], str)]
    return name, path, draw(st.sampled_from(fitting))


def test_the_catalogue_written_line_by_line_is_the_same(folder: Path) -> None:
    assert teia.check_catalogue(folder, [_draft()]) == ()
    assert teia.load_catalogue(folder) == teia.load_catalogue()


@settings(
    max_examples=100,
    derandomize=not EXPLORE,
    phases=[Phase.explicit, Phase.generate],  # the mutation is small already
    suppress_health_check=list(HealthCheck),
)
@given(mutations())
def test_a_broken_node_is_always_pointed_at(folder: Path, mutation: tuple[str, Keys, Kind]) -> None:
    """A deletion may be told where the node stood, or where something still names it."""
    name, path, kind = mutation
    if kind == "delete" and not _missed(name, path):
        event("may be left out")
        return
    event(kind)
    text, lines = _mutated(name, path, kind)
    found = _linted(folder, name, text)
    assert found, (name, path, kind)
    inside = [one for one in found if one.place.file == name and one.place.line in lines]
    if kind == "delete" and not inside:
        inside = [one for one in found if _names(one, _identity(name, path))]
    assert inside, (name, path, kind, str(found)[:500])
