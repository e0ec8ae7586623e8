"""Answers from an older catalogue to a newer one: carried, asked anew or dropped, never lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from teia_indicators.catalogue.load import data_folder, load_catalogue
from teia_indicators.catalogue.migration import (
    Migration,
    MigrationStep,
    Relation,
    Rule,
)
from teia_indicators.catalogue.migration_check import check_migration, load_migration
from teia_indicators.catalogue.model import (
    Catalogue,
    CatalogueRef,
    Criterion,
    Indicator,
    WorkingArea,
)
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import CatalogueError, Place, ResponsesError, problem
from teia_indicators.responses.model import GRADES, Answer, Responses

#: What an item had: an answer, or the text on an area's challenges.
Content = Answer | str


class Moved(Model):
    """What became of one or several old answers.

    Parameters
    ----------
    item : str
        The item that has the answer now or is asked anew; of what was dropped, the old one.
    relation : str or None
        Relation of the migration's step; None where the newer catalogue knows nothing of the item.
    was : mapping of str to Answer or str
        The old answers, or texts on challenges, by their old ids.
    note : str
        Note of the migration's step.
    """

    item: str
    relation: Relation | None
    was: FrozenDict[str, Content]
    note: str = ""


class _Route(NamedTuple):
    """A way from old ids to new ones: a step of the migration, or one that goes without saying."""

    relation: Relation | None
    old: tuple[str, ...]
    new: tuple[str, ...]
    rule: Rule
    note: str = ""


class _Move(NamedTuple):
    """One outcome; the content is None unless it is carried."""

    fate: Literal["carried", "asked", "dropped"]
    moved: Moved
    content: Content | None


class Migrated(Model):
    """Migrated answers, and what became of each old one; see `migrate_responses`.

    Parameters
    ----------
    responses : Responses
        The answers to the newer catalogue.
    carried : tuple of Moved
        Items that have an old answer, in the newer catalogue's order.
    asked : tuple of Moved
        Items left unanswered although old answers speak of them, in the newer catalogue's order.
    dropped : tuple of Moved
        Old answers that nothing in the newer catalogue takes, in the older one's order.
    """

    responses: Responses
    carried: tuple[Moved, ...] = ()
    asked: tuple[Moved, ...] = ()
    dropped: tuple[Moved, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<Migrated {self.responses.country} {self.responses.round} to "
            f"{self.responses.catalogue.version}: {len(self.carried)} carried, "
            f"{len(self.asked)} asked, {len(self.dropped)} dropped>"
        )

    def _repr_html_(self) -> str:
        rows = (
            (one.item, fate, one.relation or "", _shown(one.was), one.note)
            for fate in ("asked", "dropped", "carried")
            for one in getattr(self, fate)
        )
        return html_table(repr(self)[1:-1], ("Id", "What", "Relation", "Was", "Note"), rows)


def migrate_responses(
    responses: Responses,
    to: Catalogue | None = None,
    migration: Migration | None = None,
    older: Catalogue | None = None,
) -> Migrated:
    """Bring answers from the catalogue they were given to, to a newer one.

    Answers to items that are unchanged are carried. Of what has changed, the migration's steps say
    what becomes of it. Several old answers are carried into one only where all have the same
    value: their evidence, reasons and comments are joined, and the weakest grade counts. A declared
    stage is asked anew where the scale has other stages now.

    Parameters
    ----------
    responses : Responses
        Answers to the older catalogue.
    to : Catalogue or None
        The newer catalogue; None for the shipped one.
    migration : Migration or None
        How the items go on; None for the shipped one of these versions. Answers that belong to
        `to` already need none.
    older : Catalogue or None
        The older catalogue, where it is at hand: the migration is checked against it too.

    Returns
    -------
    Migrated
        Every old answer is in it once at least: carried, asked or dropped.

    Raises
    ------
    ResponsesError
        If the migration leads from or to another version, none is known, or `older` is not the
        catalogue of the answers.
    CatalogueError
        If the migration does not fit the catalogues.

    References
    ----------
    Method, section 7. How several answers become one is the project's choice.
    """
    to = load_catalogue() if to is None else to
    if older is not None:
        _check_older(responses, older)
    migration = _fitting(responses, to, migration, older)
    steps = migration.steps if migration is not None else ()
    same_scale = older is None or older.scale.numbers == to.scale.numbers
    answers = {item: one for item, one in responses.answers.items() if one != Answer()}
    texts = {area: text for area, text in responses.challenges.items() if text}
    areas = [area.id for area in to.areas]
    moves = [
        *_moves(answers, _routes(answers, steps, to.parents), to, same_scale),
        *_moves(texts, _routes(texts, steps, areas), to, same_scale),
    ]
    order = {item: at for at, item in enumerate(dict.fromkeys((*to.items, *answers, *texts)))}
    moves.sort(key=lambda move: order[move.moved.item])
    carried, asked, dropped = (
        tuple(move.moved for move in moves if move.fate == fate)
        for fate in ("carried", "asked", "dropped")
    )
    kept = {move.moved.item: move.content for move in moves if move.fate == "carried"}
    update = {
        "catalogue": to.ref,
        "answers": FrozenDict({k: one for k, one in kept.items() if isinstance(one, Answer)}),
        "challenges": FrozenDict({k: text for k, text in kept.items() if isinstance(text, str)}),
        "places": _places(responses, carried),
    }
    found = responses.model_copy(update=update)
    return Migrated(responses=found, carried=carried, asked=asked, dropped=dropped)


def _check_older(responses: Responses, older: Catalogue) -> None:
    """Refuse an older catalogue that is not the one of the answers."""
    given = responses.catalogue
    for key, code in (("id", "R002"), ("version", "R003"), ("checksum", "R004")):
        found, own = str(getattr(given, key)), str(getattr(older, key))
        if found != own:
            place = responses.places.get("", Place())
            names = {"found": found[:12], "own": own[:12]}
            raise ResponsesError([problem(code, place, "catalogue", found, **names)])


def _fitting(
    responses: Responses, to: Catalogue, migration: Migration | None, older: Catalogue | None
) -> Migration | None:
    """Return the migration to use, checked; None where the answers need none."""
    given, place = responses.catalogue, responses.places.get("", Place())
    names = {"found": _name(given), "own": _name(to.ref)}
    if migration is None:
        if given == to.ref:
            return None
        migration = _shipped(given, to.ref)
        if migration is None:
            raise ResponsesError([problem("R021", place, "catalogue", given.version, **names)])
    if not migration.leads(given, to.ref):
        start = _side(migration.catalogue, migration.from_version, migration.from_checksum)
        end = _side(migration.catalogue, migration.to_version, migration.to_checksum)
        names |= {"start": start, "end": end}
        raise ResponsesError([problem("R020", place, "catalogue", given.version, **names)])
    problems = check_migration(migration, older, to)
    if problems:
        raise CatalogueError(problems)
    return migration


def _shipped(start: CatalogueRef, end: CatalogueRef) -> Migration | None:
    """Return the shipped migration of two versions."""
    folder = data_folder("indicators", end.id, "migrations")
    for path in sorted(folder.glob("*.yaml")):
        migration = load_migration(path)
        if migration.leads(start, end, checksums=False):
            return migration
    return None


def _name(ref: CatalogueRef) -> str:
    return _side(ref.id, ref.version, ref.checksum)


def _side(name: str, version: str, checksum: str | None) -> str:
    return f"{name} {version} ({checksum[:8]}…)" if checksum else f"{name} {version}"


def _routes(
    given: Mapping[str, Content], steps: Iterable[MigrationStep], known: Iterable[str]
) -> Iterator[_Route]:
    """Yield the ways that old content goes; what no step speaks of stays where it is."""
    steps = tuple(steps)
    for step in steps:
        yield _Route(step.relation, step.old, step.new, step.rule, step.note)
    spoken = set(chain.from_iterable(step.old for step in steps))
    free = set(known) - set(chain.from_iterable(step.new for step in steps))
    for item in given:
        if item in spoken:
            continue
        if item in free:
            yield _Route("equal", (item,), (item,), "carry")
        else:
            yield _Route(None, (item,), (), "drop")


def _moves(
    given: Mapping[str, Content], routes: Iterable[_Route], to: Catalogue, same_scale: bool
) -> Iterator[_Move]:
    """Yield what becomes of old content: each piece at least once."""
    for route in routes:
        was = FrozenDict({old: given[old] for old in route.old if old in given})
        if not was:
            continue
        if route.rule == "drop" or not route.new:
            for old, content in was.items():
                own = FrozenDict({old: content})
                moved = Moved(item=old, relation=route.relation, was=own, note=route.note)
                yield _Move("dropped", moved, None)
            continue
        joined = _joined([was.get(old) for old in route.old]) if route.rule == "carry" else None
        for new in route.new:
            fits = joined is not None and _fits(joined, new, to, same_scale)
            moved = Moved(item=new, relation=route.relation, was=was, note=route.note)
            yield _Move("carried", moved, joined) if fits else _Move("asked", moved, None)


def _fits(content: Content, item: str, to: Catalogue, same_scale: bool) -> bool:
    """Tell whether the newer catalogue's item can have this content."""
    if not isinstance(content, Answer):
        return isinstance(to.items.get(item), WorkingArea)
    if isinstance(content.value, int):
        known = isinstance(to.items.get(item), Indicator)
        return known and same_scale and content.value in to.scale.numbers
    if isinstance(to.items.get(item), Indicator):
        return content.value in ("unanswered", "not_applicable")
    return isinstance(to.items.get(item), Criterion)


def _joined(parts: Sequence[Content | None]) -> Content | None:
    """Return one content of several that agree; None where they do not."""
    if len(parts) == 1 or any(isinstance(part, str) for part in parts):
        return parts[0] if len(set(parts)) == 1 else None
    answers = [part if isinstance(part, Answer) else Answer() for part in parts]
    if len({answer.value for answer in answers}) > 1:
        return None
    return Answer(
        value=answers[0].value,
        reason="; ".join(_each(answer.reason for answer in answers)),
        evidence=tuple(dict.fromkeys(chain.from_iterable(one.evidence for one in answers))),
        grade=min((answer.grade for answer in answers), key=GRADES.index),
        comment="\n".join(_each(answer.comment for answer in answers)),
        correction=any(answer.correction for answer in answers),
    )


def _each(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def _places(responses: Responses, carried: Iterable[Moved]) -> FrozenDict[str, Place]:
    """Return the places of carried answers by their new ids: where they were first read."""
    old = responses.places
    found = {"": old[""]} if "" in old else {}
    for moved in carried:
        first = next(iter(moved.was))
        for part in ("", "/reason"):
            if first + part in old:
                found[moved.item + part] = old[first + part]
    return FrozenDict(found)


def _shown(was: Mapping[str, Content]) -> str:
    """Return old content on one line."""
    return "; ".join(
        f"{item}: {content.value if isinstance(content, Answer) else content}"
        for item, content in was.items()
    )
