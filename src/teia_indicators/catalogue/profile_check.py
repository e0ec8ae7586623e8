"""Rules on a profile file against the catalogue that it is made for: all problems, all places."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from teia_indicators.catalogue.check import check_tree, text_fault
from teia_indicators.catalogue.check_library import check_actions
from teia_indicators.catalogue.model import Catalogue, Indicator
from teia_indicators.catalogue.translation import translatable
from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.sources.tree import Path, Tree

Name = tuple[Path, str]


def check_profile(tree: Tree, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield every problem of a profile's content.

    Parameters
    ----------
    tree : Tree
        The file. Values of a wrong type are passed over here; the model reports them.
    catalogue : Catalogue
        The base catalogue.
    """
    if not isinstance(tree.data, dict):
        return
    yield from _check_base(tree, catalogue)
    yield from _check_known(tree, catalogue)
    yield from _check_kept(tree, catalogue)
    yield from _check_namespace(tree)
    yield from _check_own(tree, catalogue)
    yield from _check_translations(tree, catalogue)


def kept_indicators(
    catalogue: Catalogue, include: Collection[str], exclude: Collection[str]
) -> dict[str, tuple[Indicator, ...]]:
    """Return the indicators of the base that stay, by the area that stays."""
    found = {}
    for area in catalogue.areas:
        whole = not include or area.id in include
        chosen = [one for one in area.indicators if whole or one.id in include]
        if area.id not in exclude and chosen:
            found[area.id] = tuple(one for one in chosen if one.id not in exclude)
    return found


def _present(tree: Tree, catalogue: Catalogue) -> set[str]:
    """Return the indicators of the base that stay."""
    include = {name for _, name in _names(tree, "include")}
    exclude = {name for _, name in _names(tree, "exclude", "id")}
    kept = kept_indicators(catalogue, include, exclude)
    return {one.id for rest in kept.values() for one in rest}


def _check_translations(tree: Tree, catalogue: Catalogue) -> Iterator[Problem]:
    """Find texts of own items that are not translated, and translations of nothing."""
    own = {"id": tree.data.get("id"), "title": tree.data.get("title")}
    own |= {"areas": [{"indicators": tree.data.get("indicators")}]}
    own |= {"actions": tree.data.get("actions")}
    known = {("owners", one.owner) for one in catalogue.actions}
    pairs = [(item, field) for item, field, _ in translatable(own)]
    sources = [pair for pair in pairs if pair not in known]
    given = tree.data.get("translations", {})
    if not isinstance(given, dict):
        return
    for language in dict.fromkeys([*(one.language for one in catalogue.translations), *given]):
        for item, field in sources:
            if tree.at("translations", language, item, field) is None:
                place = tree.place("translations", language, item)
                yield problem("C074", place, item, id=item, field=field, language=language)
    for path, place in tree.places.items():
        if path[:1] == ("translations",) and len(path) == 4:
            item, field, said = str(path[2]), str(path[3]), tree.at(*path)
            if (item, field) not in sources:
                yield problem("C023", tree.key_place(*path), item, id=item, field=field)
            elif isinstance(said, str) and (fault := text_fault(said)):
                yield problem("C009", place, item, said, fault=fault)


def _rows(tree: Tree, key: str) -> Iterator[tuple[Path, Any]]:
    """Yield the entries of a list, or the keys of a mapping, with their paths."""
    found = tree.data.get(key)
    if isinstance(found, list):
        yield from (((key, at), row) for at, row in enumerate(found))
    elif isinstance(found, dict):
        yield from (((key, name), name) for name in found)


def _names(tree: Tree, key: str, field: str = "") -> list[Name]:
    """Return the ids that a list or mapping names, with their paths."""
    found = []
    for path, row in _rows(tree, key):
        name = row.get(field) if field and isinstance(row, dict) else row
        if isinstance(name, str):
            found.append(((*path, field) if field else path, name))
    return found


def _named(tree: Tree) -> Iterator[tuple[str, Name]]:
    """Yield every id of the base that the profile names, with the key it stands under."""
    for key, field in (("include", ""), ("exclude", "id"), ("weights", ""), ("indicators", "area")):
        yield from ((key, name) for name in _names(tree, key, field))


def _spot(tree: Tree, path: Path) -> Place:
    """Return where an id stands: it is the key of a weight, else a value."""
    return tree.key_place(*path) if path[0] == "weights" else tree.place(*path)


def _check_base(tree: Tree, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that the profile is made for this catalogue, and that this is no profile itself."""
    base = tree.data.get("base")
    if catalogue.profile_of is not None:
        yield problem("C056", tree.place("base"), "base", catalogue.id, value=catalogue.id)
    for key in ("id", "version", "checksum"):
        given, own = base.get(key) if isinstance(base, dict) else None, getattr(catalogue, key)
        if isinstance(given, str) and given != own:
            place, path = tree.place("base", key), f"base.{key}"
            yield problem("C051", place, path, value=given, own=own, key=key)
            return


def _check_known(tree: Tree, catalogue: Catalogue) -> Iterator[Problem]:
    """Find ids that the base does not have, and ids listed twice."""
    areas = {area.id for area in catalogue.areas}
    known = areas | {one.id for one in catalogue.indicators}
    first: dict[tuple[str, str], Place] = {}
    for key, (path, name) in _named(tree):
        fitting, place = areas if key == "indicators" else known, _spot(tree, path)
        if name not in fitting:
            hint = did_you_mean(name, sorted(fitting))
            code = "C055" if key == "indicators" else "C050"
            yield problem(code, place, name, name, id=name, hint=hint)
        elif key in ("include", "exclude"):
            if (key, name) in first:
                yield problem("C001", place, name, name, first=first[key, name])
            first.setdefault((key, name), place)


def _check_kept(tree: Tree, catalogue: Catalogue) -> Iterator[Problem]:
    """Find what is left out and named again, and areas that have nothing left."""
    include = {name for _, name in _names(tree, "include")}
    excluded = _names(tree, "exclude", "id")
    kept = kept_indicators(catalogue, include, {name for _, name in excluded})
    present = {*kept, *(one.id for rest in kept.values() for one in rest)}
    own = {name for _, name in _names(tree, "indicators", "area")}
    known = {area.id for area in catalogue.areas} | {one.id for one in catalogue.indicators}
    for key, (path, name) in _named(tree):
        if key != "exclude" and name in known - present:
            yield problem("C053", _spot(tree, path), name, name, id=name, key=key)
    for area, rest in kept.items():
        if not rest and area not in own:
            paths = (path for path, name in excluded if catalogue.parents.get(name) == area)
            yield problem("C054", tree.place(*next(paths, ("exclude",))), area, area, id=area)
    if not kept:
        yield problem("C054", tree.place("exclude"), "exclude", catalogue.id, id=catalogue.id)


def _check_namespace(tree: Tree) -> Iterator[Problem]:
    """Check that own ids begin with the country's code and a colon."""
    country = tree.data.get("country")
    if not isinstance(country, str):
        return
    for path, own in _names(tree, "actions", "id"):
        if not own.startswith(f"{country}:"):
            yield problem("C052", tree.place(*path), own, value=own, country=country)
    for path, row in _rows(tree, "indicators"):
        criteria = row.get("criteria") if isinstance(row, dict) else None
        items = [(path, row)]
        items += [
            ((*path, "criteria", at), one)
            for at, one in enumerate(criteria if isinstance(criteria, list) else [])
        ]
        for inner, item in items:
            name = item.get("id") if isinstance(item, dict) else None
            if isinstance(name, str) and not name.startswith(f"{country}:"):
                place = tree.place(*inner, "id")
                yield problem("C052", place, name, value=name, country=country)


def _check_own(tree: Tree, catalogue: Catalogue) -> Iterator[Problem]:
    """Check the own indicators by the rules of any catalogue's."""
    at = ("areas", 0, "indicators")
    rows = tree.data.get("indicators", [])
    base = catalogue.model_dump(mode="json", include={"scale", "provisions"})
    data = {"areas": [{"indicators": rows}], "actions": tree.data.get("actions", []), **base}
    for key in ("version", "title"):
        data[key] = tree.data.get(key)
    moved: list[dict[Path, Any]] = []
    for places in (tree.places, tree.keys, tree.written):
        found: dict[Path, Any] = {path: one for path, one in places.items() if path[:1] != at[:1]}
        found |= {(*at, *path[1:]): one for path, one in places.items() if path[:1] == at[2:]}
        moved.append(found)
    country = f"{tree.data.get('country')}:"
    own = Tree(tree.name, data, *moved)
    present = _present(tree, catalogue)
    criteria = [one.id for one in catalogue.criteria if catalogue.parents[one.id] in present]
    actions = [one.id for one in catalogue.actions]
    for one in (*check_tree(own, whole=False), *check_actions(own, criteria, actions)):
        if one.code != "C006" or one.params["parent"].startswith(country):
            yield one
    taken = f"{catalogue.id} {catalogue.version}"
    for path, name in (*_names(tree, "indicators", "id"), *_names(tree, "actions", "id")):
        if name in catalogue.items or name in actions:
            yield problem("C001", tree.place(*path), name, name, first=taken)
