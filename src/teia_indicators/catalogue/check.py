"""Rules across the files of a catalogue: each yields its problems, none stops at the first."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from teia_indicators.catalogue.actions import unreachable
from teia_indicators.catalogue.check_rules import check_rules
from teia_indicators.catalogue.model import DIMENSIONS
from teia_indicators.catalogue.provisions import Provision
from teia_indicators.catalogue.translation import source_hash, translatable
from teia_indicators.catalogue.walk import Row, areas_of, is_number, rows_of
from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.sources.tree import Path, Tree
from teia_indicators.text import later

SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_TEXT_KEYS = (
    *("title", "short_title", "question", "text", "label", "meaning", "statement", "why"),
    *("evidence", "difficulty", "yes", "partly", "owner", "completion"),
)


def check_tree(tree: Tree) -> Iterator[Problem]:
    """Yield every problem of a catalogue's content.

    Parameters
    ----------
    tree : Tree
        All files in one tree, see `merge_files`. Values of a wrong type are passed over here;
        the models report them.
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
    yield from _check_actions(tree)
    yield from _check_translations(tree)
    yield from _check_texts(tree)


def _indicators(tree: Tree) -> Iterator[Row]:
    for path, area in areas_of(tree):
        yield from rows_of(area, path, "indicators")


def _criteria(tree: Tree) -> Iterator[Row]:
    for path, indicator in _indicators(tree):
        yield from rows_of(indicator, path, "criteria")


def _actions(tree: Tree) -> Iterator[Row]:
    yield from rows_of(tree.data, (), "actions")


def _stages(tree: Tree) -> list[int]:
    scale = tree.data.get("scale")
    numbers = [row.get("stage") for _, row in rows_of(scale, (), "stages")]
    return [number for number in numbers if type(number) is int]


def _check_version(tree: Tree) -> Iterator[Problem]:
    version = tree.data.get("version")
    if is_number(version):
        written = tree.written.get(("version",), str(version))
        yield problem("C008", tree.place("version"), "version", value=written)


def _check_scale(tree: Tree) -> Iterator[Problem]:
    before: dict[str, Any] = {}
    for path, row in rows_of(tree.data.get("scale"), ("scale",), "stages"):
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


def _check_ids(tree: Tree) -> Iterator[Problem]:
    """Ids are unique and well formed; one of a criterion begins with its indicator's."""
    first: dict[str, Place] = {}
    for rows in (areas_of(tree), _indicators(tree), _criteria(tree), _actions(tree)):
        for path, row in rows:
            found = row.get("id")
            if not isinstance(found, str):
                continue
            place = tree.place(*path, "id")
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_:.*-]*", found):
                yield problem("C002", place, found, found, value=found)
            if found in first:
                yield problem("C001", place, found, found, first=first[found])
            first.setdefault(found, place)
    for path, indicator in _indicators(tree):
        for inner, criterion in rows_of(indicator, path, "criteria"):
            own, parent = criterion.get("id"), indicator.get("id")
            if isinstance(own, str) and not own.startswith(f"{parent}."):
                place = tree.place(*inner, "id")
                yield problem("C006", place, own, own, value=own, parent=parent)


def _check_stages(tree: Tree) -> Iterator[Problem]:
    stages = _stages(tree)
    for path, row in _criteria(tree):
        stage = row.get("stage")
        if type(stage) is int and len(stages) > 1 and stage not in stages[1:]:
            place = tree.place(*path, "stage")
            span, own = _span(stages[1:]), row.get("id")
            yield problem("C012", place, str(own), stage, id=own, stage=stage, stages=span)


def _check_ladders(tree: Tree) -> Iterator[Problem]:
    """Warn of a ladder without a rung, and of a missing cross-cutting dimension."""
    stages = _stages(tree)[1:]
    for path, indicator in _indicators(tree):
        criteria = [row for _, row in rows_of(indicator, path, "criteria")]
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
    rows = [row for _, row in rows_of(tree.data, (), "provisions")]
    known = _known_references(rows)
    if not known:
        return
    for walk in (_indicators(tree), _criteria(tree), _actions(tree)):
        for path, row in walk:
            references = row.get("references")
            for at, reference in enumerate(references if isinstance(references, list) else []):
                if isinstance(reference, str) and reference not in known:
                    place = tree.place(*path, "references", at)
                    hint = did_you_mean(reference, known)
                    yield problem("C007", place, str(row.get("id")), value=reference, hint=hint)


def _known_references(rows: list[dict[str, Any]]) -> list[str]:
    known: list[str] = []
    for row in rows:
        with suppress(ValidationError):  # the models report what is wrong with a provision
            known += Provision.model_validate_json(json.dumps(row)).references
    return known


def _check_short_titles(tree: Tree) -> Iterator[Problem]:
    """Short titles become sheet names: Excel refuses some characters, and two alike."""
    first: dict[str, Place] = {}
    for path, area in areas_of(tree):
        title = area.get("short_title")
        if not isinstance(title, str):
            continue
        place = tree.place(*path, "short_title")
        if SHEET_FORBIDDEN.search(title):
            yield problem("C015", place, str(area.get("id")), value=title)
        if title and title.lower() in first:
            yield problem("C001", place, title, title, first=first[title.lower()])
        first.setdefault(title.lower(), place)


def _check_actions(tree: Tree) -> Iterator[Problem]:
    """Check the action library: ids exist, nothing waits for itself, every criterion is served."""
    actions = list(_actions(tree))
    if not actions:
        return
    criteria = {str(row.get("id")): path for path, row in _criteria(tree)}
    own = {str(row.get("id")) for _, row in actions}
    turned: set[str] = set()
    for path, row in actions:
        turns, name = _texts(row.get("turns")), str(row.get("id"))
        turned |= set(turns)
        for key, known in (("turns", set(criteria)), ("requires", {*criteria, *own})):
            for at, item in enumerate(_texts(row.get(key))):
                if item not in known:
                    hint = did_you_mean(item, map(str, known))
                    yield problem("C017", tree.place(*path, key, at), name, id=item, hint=hint)
                elif key == "requires" and item in (*turns, name):
                    yield problem("C019", tree.place(*path, key, at), name, id=name, value=item)
    yield from _check_order(tree, actions)
    for criterion, path in criteria.items():
        if criterion not in turned:
            yield problem("C018", tree.place(*path), str(criterion), id=criterion)


def _check_order(tree: Tree, actions: list[Row]) -> Iterator[Problem]:
    """Find actions that wait for each other; one that waits for itself is reported elsewhere."""
    requires, turns, places = {}, {}, {}
    for path, row in actions:
        name = str(row.get("id"))
        turns[name] = _texts(row.get("turns"))
        requires[name] = [
            item for item in _texts(row.get("requires")) if item not in (name, *turns[name])
        ]
        places[name] = tree.place(*path, "requires")
    stuck = unreachable(requires, turns)
    for name in sorted(stuck):
        others = ", ".join(sorted(stuck))
        yield problem("C020", places[name], name, id=name, others=others)


def _texts(found: object) -> list[str]:
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def _check_translations(tree: Tree) -> Iterator[Problem]:
    """Find translations that are missing, stale, or of nothing."""
    sources = {(item, field): text for item, field, text in translatable(tree.data)}
    for path, translation in rows_of(tree.data, (), "translations"):
        entries = translation.get("entries")
        if not isinstance(entries, dict):
            continue
        given = {
            (item, field): text
            for item, fields in entries.items()
            if isinstance(fields, dict)
            for field, text in fields.items()
        }
        for (item, field), source in sources.items():
            entry = given.get((item, field))
            if entry is None:
                place = tree.place(*path, "entries")
                now = source_hash(source)
                yield problem("C022", place, item, id=item, field=field, hash=now)
            elif isinstance(entry, dict) and entry.get("source") != source_hash(source):
                place = tree.place(*path, "entries", item, field)
                now = source_hash(source)
                yield problem("C021", place, item, id=item, field=field, hash=now)
        for item, field in given:
            if (item, field) not in sources:
                place = tree.key_place(*path, "entries", item, field)
                yield problem("C023", place, item, id=item, field=field)


def _check_settings(tree: Tree) -> Iterator[Problem]:
    nodes: list[Row] = [((), tree.data), *areas_of(tree)]
    for path, row in nodes:
        scoring = row.get("scoring")
        if not isinstance(scoring, dict):
            continue
        if (scoring.get("aggregation") == "power") != (scoring.get("power") is not None):
            yield problem("C016", tree.place(*path, "scoring"))


def _check_texts(tree: Tree) -> Iterator[Problem]:
    for path, place in tree.places.items():
        if path and (path[-1] in _TEXT_KEYS or "references" in path[-2:-1]):
            text = _at(tree.data, path)
            if isinstance(text, str) and (fault := text_fault(text)):
                yield problem("C009", place, ".".join(map(str, path)), text, fault=fault)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def text_fault(text: str) -> str:
    """Return what is wrong with the characters of a text, or an empty text."""
    if text != text.strip():
        return later("faults.edge")
    if "  " in text:
        return later("faults.double")
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs"):
            return later("faults.invisible", code=f"U+{ord(char):04X}")
    return ""
