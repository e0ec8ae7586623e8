"""Rules on the action library and on the translations of a catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from teia_indicators.catalogue.actions import unreachable
from teia_indicators.catalogue.rows import Row, action_rows, criterion_rows, rows
from teia_indicators.catalogue.translation import source_hash, translatable
from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.sources.tree import Tree


def check_actions(
    tree: Tree, more_criteria: Collection[str] = (), more_actions: Collection[str] = ()
) -> Iterator[Problem]:
    """Check the action library: ids exist, nothing waits for itself, every criterion is served.

    Parameters
    ----------
    tree : Tree
        The catalogue's, or a profile's own part of one.
    more_criteria, more_actions : collection of str
        Ids that the actions may name besides.
    """
    actions = list(action_rows(tree))
    if not actions:
        return
    criteria = {str(row.get("id")): path for path, row in criterion_rows(tree)}
    own = {*(str(row.get("id")) for _, row in actions), *more_actions}
    known = {*criteria, *more_criteria}
    turned: set[str] = set()
    for path, row in actions:
        turns, name = _texts(row.get("turns")), str(row.get("id"))
        turned |= set(turns)
        for key, ids in (("turns", known), ("requires", {*known, *own})):
            for at, item in enumerate(_texts(row.get(key))):
                if item not in ids:
                    hint = did_you_mean(item, ids)
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


def check_translations(tree: Tree) -> Iterator[Problem]:
    """Find translations that are missing, stale, or of nothing."""
    languages: dict[str, Place] = {}
    for path, translation in rows(tree.data, (), "translations"):
        language, place = translation.get("language"), tree.place(*path, "language")
        if isinstance(language, str) and language in languages:
            yield problem("C001", place, language, language, first=languages[language])
        languages.setdefault(str(language), place)
    sources = {(item, field): text for item, field, text in translatable(tree.data)}
    for path, translation in rows(tree.data, (), "translations"):
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
                place = tree.place(*path, "entries", item)
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
