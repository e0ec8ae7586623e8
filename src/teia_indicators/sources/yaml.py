"""Strict YAML 1.2: no duplicate keys, anchors, merge keys or tags; every place is kept.

What would take minutes, or the memory of the machine, is refused on the way.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from teia_indicators.problems import Place, Problem, problem
from teia_indicators.sources.tree import Path, Tree
from teia_indicators.text import later

_PLAIN = "tag:yaml.org,2002:"
_KNOWN_TAGS = frozenset(
    {"str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value"}
)
_MAX_DEPTH = 40
#: Here the composer gives up: of what is less deep, everything that is wrong is found.
_MOST_WITHIN = 2 * _MAX_DEPTH
#: Longest text, in characters; the longest file of the shipped catalogue has a third of it.
_MAX_TEXT = 1_000_000
#: Most keys and values, five times those of the longest shipped file (project's choices).
_MAX_NODES = 50_000
#: Longest whole number: what is longer is no number for any program, and slow to work out.
MAX_DIGITS = 300
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)")
#: Characters that only survive in double quotes, where they are escaped.
_LINE_SIGNS = re.compile("[\x85\u2028\u2029]")
#: Halves of characters, which only an escape such as "\ud83d" can bring in.
_HALF = re.compile("[\ud800-\udfff]")


def parse_yaml(text: str, name: str) -> tuple[Tree | None, list[Problem]]:
    """Parse one YAML document.

    Parameters
    ----------
    text : str
        The file's content.
    name : str
        Name of the file for the places.

    Returns
    -------
    tree : Tree or None
        None where the syntax itself is broken.
    problems : list of Problem
        Everything found, not only the first.
    """
    start = Place(file=name, line=1, column=1)
    if len(text) > _MAX_TEXT:
        size, limit = -(-len(text) // 10**6), _MAX_TEXT // 10**6
        return None, [problem("F002", start, size=size, limit=limit)]
    try:
        root = _composed(text)
    except _RefusedError as error:
        place = Place(file=name, line=error.line, column=error.column)
        limit = _MAX_DEPTH if error.code == "F015" else _MAX_NODES
        return None, [problem(error.code, place, limit=limit, what=later("found.nodes"))]
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        place = Place(file=name, line=line, column=column)
        return None, [problem("F008", place, detail=error.problem or error.context)]
    except YAMLError as error:
        return None, [problem("F008", start, detail=str(error).splitlines()[0])]
    except RecursionError:
        return None, [problem("F015", start, limit=_MAX_DEPTH)]
    if root is None:
        return None, [problem("F003", Place(file=name))]
    reader = _Reader(name)
    data = reader.read(root, ())
    return Tree(name, data, reader.places, reader.keys, reader.written), reader.problems


class _RefusedError(Exception):
    """There are more nodes, or more of them one in the other, than are read."""

    def __init__(self, code: str, line: int, column: int) -> None:
        self.code, self.line, self.column = code, line, column


class _Composer(Composer):
    """Counts nodes; of an anchor given twice it says nothing, for none is allowed."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader=loader)
        self.warn_double_anchors = False
        self._count = self._within = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self._count += 1
        self._within += 1
        if self._count > _MAX_NODES or self._within > _MOST_WITHIN:
            mark = self.parser.peek_event().start_mark
            code = "F032" if self._count > _MAX_NODES else "F015"
            raise _RefusedError(code, mark.line + 1, mark.column + 1)
        node = super().compose_node(parent, index)
        self._within -= 1
        return node


def _composed(text: str) -> Node | None:
    """Return the nodes of a text; None where there are none."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    root: Node | None = yaml.compose(text)
    return root


def plain_scalar(text: str) -> Any:
    """Return what a scalar without quotes stands for, by the core schema of YAML 1.2.

    The library's own resolver follows a ``%YAML 1.1`` line in the file and takes ``1_000`` for a
    number; here ``NO`` is Norway whatever the file says of itself.
    """
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text.replace(".inf", "inf").replace(".Inf", "inf").replace(".INF", "inf"))
    return math.nan if text in (".nan", ".NaN", ".NAN") else text


def dump_yaml(data: Any) -> str:
    """Return plain data as YAML 1.2 in block style, in the order given."""
    stream = io.StringIO()
    writer = YAML(typ="rt", pure=True)
    writer.width = 4096
    writer.dump(_quoted(data), stream)
    return stream.getvalue()


def _quoted(data: Any) -> Any:
    """Return data whose texts with unusual line signs are marked for double quotes."""
    if isinstance(data, dict):
        return {_quoted(key): _quoted(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_quoted(value) for value in data]
    if isinstance(data, str) and _LINE_SIGNS.search(data):
        return DoubleQuotedScalarString(data)
    return data


class _Reader:
    """Walks the nodes once; collects data, places and problems."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.written: dict[Path, str] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def read(self, node: Node, path: Path) -> Any:
        place = self._place(node)
        self.places[path] = place
        if id(node) in self._seen or node.anchor:
            self._refuse("F013", place, path, what=later("found.anchor"))
            return None
        self._seen.add(id(node))
        if str(node.tag).removeprefix(_PLAIN) not in _KNOWN_TAGS:
            self._refuse("F013", place, path, what=later("found.tag", tag=node.tag))
            return None
        if len(path) > _MAX_DEPTH:
            self._refuse("F015", place, path, limit=_MAX_DEPTH)
            return None
        if isinstance(node, MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, SequenceNode):
            return [self.read(item, (*path, at)) for at, item in enumerate(node.value)]
        return self._scalar(node, path) if isinstance(node, ScalarNode) else None

    def _pairs(self, node: MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        first: dict[str, Place] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if key_node.tag == _PLAIN + "merge" or key_node.anchor:
                self._refuse("F013", place, path, what=later("found.merge_key"))
                continue
            if not isinstance(key_node, ScalarNode):
                self._refuse(
                    "F012", place, path, key="key", value="…", expected=later("expected.text")
                )
                continue
            key = self._whole(str(key_node.value), place, path)
            if key in first:
                self._refuse("F009", place, (*path, key), key=key, line=first[key].line)
                continue
            first[key] = place
            self.keys[*path, key] = place
            yield key, self.read(value_node, (*path, key))

    def _scalar(self, node: ScalarNode, path: Path) -> Any:
        text = self._whole(str(node.value), self.places[path], path)
        if node.style is not None:
            return text
        if len(text) > MAX_DIGITS and _INT.fullmatch(text):
            self._refuse("F030", self.places[path], path, count=len(text), limit=MAX_DIGITS)
            return None
        value = plain_scalar(text)
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.written[path] = text
        return value

    def _whole(self, text: str, place: Place, path: Path) -> str:
        """Return a text with the halves of its characters joined; refuse a half alone."""
        if _HALF.search(text) is None:
            return text
        joined = text.encode("utf-16", "surrogatepass")
        try:
            return joined.decode("utf-16")
        except UnicodeDecodeError:
            self._refuse("F031", place, path)
            return joined.decode("utf-16", "replace")

    def _place(self, node: Node) -> Place:
        mark = node.start_mark
        return Place(file=self.name, line=mark.line + 1, column=mark.column + 1)

    def _refuse(self, code: str, place: Place, path: Path, **params: object) -> None:
        dotted = ".".join(str(part) for part in path)
        self.problems.append(problem(code, place, dotted, **params))
