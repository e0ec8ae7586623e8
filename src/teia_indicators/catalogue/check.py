"""Rules across the files of a catalogue: each yields its problems, none stops at the first."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Container, Iterator
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from teia_indicators.catalogue.check_library import check_actions, check_translations
from teia_indicators.catalogue.check_pairs import check_pairs
from teia_indicators.catalogue.check_rules import check_rules
from teia_indicators.catalogue.model import DIMENSIONS
from teia_indicators.catalogue.provisions import Provision
from teia_indicators.catalogue.rows import (
    Row,
    action_rows,
    area_rows,
    criterion_rows,
    indicator_rows,
    is_number,
    pair_rows,
    rows,
)
from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.sources.tree import Path, Tree
from teia_indicators.text import later

SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_TEXT_KEYS = (
    *("title", "short_title", "question", "text", "label", "meaning", "statement", "why"),
    *("evidence", "difficulty", "yes", "partly", "owner", "completion", "note"),
)
#: Keys whose entries are texts.
_TEXT_LISTS = (("references",), ("official_text",))


def check_tree(tree: Tree, *, whole: bool = True) -> Iterator[Problem]:
    """Yield every problem of a catalogue's content.

    Parameters
    ----------
    tree : Tree
        All files in one tree, see `merge_files`. Values of a wrong type are passed over here;
        the models report them.
    whole : bool
        False for a part, such as a profile's, whose actions name items that are not in it.
    """
    yield from _check_version(tree)
    yield from _check_scale(tree)
    yield from _check_ids(tree)
    yield from _check_stages(tree)
    yield from _check_ladders(tree)
    yield from _check_references(tree)
    yield from _check_short_titles(tree)
    yield from _check_settings(tree)
    yield from check_rules(tree)
    yield from _check_provisions(tree)
    if whole:
        yield from check_actions(tree)
    yield from check_pairs(tree)
    yield from check_translations(tree)
    yield from check_texts(tree, _TEXT_KEYS)
    yield from check_repeated(tree)


def check_repeated(tree: Tree) -> Iterator[Problem]:
    """Yield ids and entries that stand twice in one list, whatever the file.

    Lookup tables are left out: two items may have the same grade, and rows have rules of their own.
    """
    waiting: list[tuple[Path, Any]] = [((), tree.data)]
    while waiting:
        path, data = waiting.pop()
        if path == ("tables",):
            continue
        if isinstance(data, list):
            yield from _check_list(tree, path, data)
        if isinstance(data, dict | list):
            inner = data.items() if isinstance(data, dict) else enumerate(data)
            waiting += [((*path, key), one) for key, one in inner]


def _check_list(tree: Tree, path: Path, entries: list[Any]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for at, one in enumerate(entries):
        named = isinstance(one, dict) and isinstance(one.get("id"), str)
        key = one["id"] if named else json.dumps(one, sort_keys=True)
        place = tree.place(*path, at, "id") if named else tree.place(*path, at)
        if key in first and named:
            yield problem("C001", place, key, key, first=first[key])
        elif key in first and one is not None:
            shown = "{…}" if isinstance(one, dict | list) else str(one)
            dotted = ".".join(map(str, path))
            yield problem("C069", place, dotted, shown, value=shown, first=first[key])
        first.setdefault(key, place)


def _stages(tree: Tree) -> list[int]:
    scale = tree.data.get("scale")
    numbers = [row.get("stage") for _, row in rows(scale, (), "stages")]
    return [number for number in numbers if type(number) is int]


def _check_version(tree: Tree) -> Iterator[Problem]:
    version = tree.data.get("version")
    if is_number(version):
        written = tree.written.get(("version",), str(version))
        yield problem("C008", tree.place("version"), "version", value=written)


def _check_scale(tree: Tree) -> Iterator[Problem]:
    before: dict[str, Any] = {}
    for path, row in rows(tree.data.get("scale"), ("scale",), "stages"):
        for key, code in (("stage", "C003"), ("value", "C004")):
            now, last = row.get(key), before.get(key)
            if now is None or last is None or not (is_number(now) and is_number(last)):
                continue
            if now < last or (key == "stage" and now == last):
                yield problem(code, tree.place(*path, key), value=now, last=last)
        before = {**before, **row}
    scale, stages = tree.data.get("scale"), _stages(tree)
    target = scale.get("default_target") if isinstance(scale, dict) else None
    if type(target) is int and stages and target not in stages:
        place = tree.place("scale", "default_target")
        yield problem("C005", place, "scale", target, value=target, stages=_span(stages))


def _span(stages: list[int]) -> str:
    stages = sorted(set(stages))
    consecutive = stages == list(range(stages[0], stages[-1] + 1))
    return f"{stages[0]} to {stages[-1]}" if consecutive else ", ".join(map(str, stages))


def _named_rows(tree: Tree) -> Iterator[Row]:
    """Yield everything that has an id of its own."""
    yield from area_rows(tree)
    yield from indicator_rows(tree)
    yield from criterion_rows(tree)
    yield from action_rows(tree)
    yield from pair_rows(tree)


def _check_ids(tree: Tree) -> Iterator[Problem]:
    """Ids are unique and well formed; one of a criterion begins with its indicator's."""
    first: dict[str, Place] = {}
    for path, row in _named_rows(tree):
        found = row.get("id")
        if not isinstance(found, str):
            continue
        place = tree.place(*path, "id")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_:.*-]*", found):
            yield problem("C002", place, found, found, value=found)
        if found in first:
            yield problem("C001", place, found, found, first=first[found])
        first.setdefault(found, place)
    for path, indicator in indicator_rows(tree):
        for inner, criterion in rows(indicator, path, "criteria"):
            own, parent = criterion.get("id"), indicator.get("id")
            if isinstance(own, str) and not own.startswith(f"{parent}."):
                place = tree.place(*inner, "id")
                yield problem("C006", place, own, own, value=own, parent=parent)


def _check_stages(tree: Tree) -> Iterator[Problem]:
    stages = _stages(tree)
    for path, row in criterion_rows(tree):
        stage = row.get("stage")
        if type(stage) is int and len(stages) > 1 and stage not in stages[1:]:
            place = tree.place(*path, "stage")
            span, own = _span(stages[1:]), row.get("id")
            yield problem("C012", place, str(own), stage, id=own, stage=stage, stages=span)


def _check_ladders(tree: Tree) -> Iterator[Problem]:
    """Warn of a ladder without a rung, and of a missing cross-cutting dimension."""
    stages = _stages(tree)[1:]
    for path, indicator in indicator_rows(tree):
        criteria = [row for _, row in rows(indicator, path, "criteria")]
        if not criteria:
            continue
        place, own = tree.place(*path), str(indicator.get("id"))
        present = [row.get("stage") for row in criteria]
        for stage in stages:
            if stage not in present:
                yield problem("C013", place, own, stage=stage)
        dimensions = [row.get("dimension") for row in criteria]
        for dimension in DIMENSIONS[:2]:
            if dimension not in dimensions:
                yield problem("C014", place, own, dimension=dimension)


def _check_references(tree: Tree) -> Iterator[Problem]:
    known = _known_references([row for _, row in rows(tree.data, (), "provisions")])
    if not known:
        return
    citing = (indicator_rows(tree), criterion_rows(tree), action_rows(tree), pair_rows(tree))
    for walk in citing:
        for path, row in walk:
            references = row.get("references")
            for at, reference in enumerate(references if isinstance(references, list) else []):
                if isinstance(reference, str) and reference not in known:
                    place = tree.place(*path, "references", at)
                    hint = did_you_mean(reference, known)
                    yield problem("C007", place, str(row.get("id")), value=reference, hint=hint)


def _known_references(provisions: list[dict[str, Any]]) -> list[str]:
    known: list[str] = []
    for row in provisions:
        with suppress(ValidationError):  # the models report what is wrong with a provision
            known += Provision.model_validate_json(json.dumps(row)).references
    return known


def _check_provisions(tree: Tree) -> Iterator[Problem]:
    """Find lists of items under paragraphs that the provision does not have."""
    for path, row in rows(tree.data, (), "provisions"):
        items, count = row.get("items"), row.get("paragraphs", 0)
        if not isinstance(items, dict) or type(count) is not int:
            continue
        for key in items:
            if key and not (key.isdecimal() and str(int(key)) == key and 1 <= int(key) <= count):
                place, own = tree.key_place(*path, "items", key), str(row.get("id"))
                yield problem("C070", place, own, key, id=own, value=key, count=count)


def _check_short_titles(tree: Tree) -> Iterator[Problem]:
    """Short titles become sheet names: Excel refuses some characters, and two alike."""
    first: dict[str, Place] = {}
    for path, area in area_rows(tree):
        title = area.get("short_title")
        if not isinstance(title, str):
            continue
        place = tree.place(*path, "short_title")
        if SHEET_FORBIDDEN.search(title):
            yield problem("C015", place, str(area.get("id")), value=title)
        if title and title.lower() in first:
            yield problem("C001", place, title, title, first=first[title.lower()])
        first.setdefault(title.lower(), place)


def _check_settings(tree: Tree) -> Iterator[Problem]:
    nodes: list[Row] = [((), tree.data), *area_rows(tree)]
    for path, row in nodes:
        scoring = row.get("scoring")
        if not isinstance(scoring, dict):
            continue
        if (scoring.get("aggregation") == "power") != (scoring.get("power") is not None):
            yield problem("C016", tree.place(*path, "scoring"))


def check_texts(tree: Tree, keys: Container[str] | None = None) -> Iterator[Problem]:
    """Yield texts with spaces or characters that nobody sees; those under some keys, or all."""
    for path, place in tree.places.items():
        if keys is None or (path and (path[-1] in keys or path[-2:-1] in _TEXT_LISTS)):
            text = tree.at(*path)
            if isinstance(text, str) and (fault := text_fault(text)):
                yield problem("C009", place, ".".join(map(str, path)), text, fault=fault)


def text_fault(text: str) -> str:
    """Return what is wrong with the characters of a text, or an empty text."""
    if text != text.strip():
        return later("faults.edge")
    if "  " in text:
        return later("faults.double")
    for char in "" if text.isprintable() else text:
        if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs"):
            return later("faults.invisible", code=f"U+{ord(char):04X}")
    return ""
