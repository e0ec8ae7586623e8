"""Strict JSON: no duplicate keys, no NaN; places by line and column where something is wrong."""

from __future__ import annotations

import json
import re
from typing import Any

from teia_indicators.problems import Place, Problem, problem
from teia_indicators.sources.tree import Tree
from teia_indicators.sources.yaml import MAX_DIGITS, parse_yaml
from teia_indicators.text import later

#: An escape that may be half of a character.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
#: Most values of a document, one for each comma and opening bracket (project's choice).
_MAX_VALUES = 2_000_000


class _RefusedError(Exception):
    """Something that JSON itself allows; where it stands is found by reading it as YAML."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _RefusedError("a key stands twice in one object")
    return result


def _whole_number(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _RefusedError(f"a number has {len(digits)} digits")
    return int(digits)


def _refuse_halves(data: Any) -> None:
    try:
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise _RefusedError("an escape is half of a character") from error


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


def parse_json(
    text: str, name: str, limit: float = _MAX_VALUES
) -> tuple[Tree | None, list[Problem]]:
    """Parse one JSON document of so many values; see `parse_yaml` for what is returned."""
    start = Place(file=name, line=1, column=1)
    if text.count("[") + text.count("{") + text.count(",") > limit:
        return None, [problem("F032", start, limit=limit, what=later("found.nodes"))]
    try:
        data = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_int=_whole_number,
        )
        if _HALF.search(text):
            _refuse_halves(data)
    except json.JSONDecodeError as error:
        place = Place(file=name, line=error.lineno, column=error.colno)
        return None, [problem("F008", place, detail=error.msg)]
    except _RefusedError as error:
        tree, problems = parse_yaml(text, name)
        if tree is not None and problems:
            return tree, problems
        return None, [problem("F008", start, detail=error)]
    except ValueError as error:
        return None, [problem("F008", start, detail=f"{error} is no JSON number")]
    except RecursionError:
        return None, [problem("F015", start, limit=1000)]
    return Tree(name, data, {(): start}), []


def with_places(tree: Tree, text: str) -> Tree:
    """Return a parsed document with the place of every value, read as the YAML that JSON also is.

    It is slower, so it is done only where there is something to point at.
    """
    placed, _ = parse_yaml(text, tree.name)
    if placed is None:
        return tree
    return Tree(tree.name, tree.data, placed.places, placed.keys, placed.written)
