"""Answers from an older catalogue to a newer one: carried, asked anew or dropped, never lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.migration import Migration, shortest_chains
from teia_indicators.catalogue.migration_check import check_migration
from teia_indicators.catalogue.model import Catalogue, CatalogueRef
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import CatalogueError, Place, ResponsesError, collect, problem
from teia_indicators.responses.model import Answer, Responses
from teia_indicators.responses.travel import Content, Moved, moves
from teia_indicators.responses.travel_parts import moved_asked, moved_source
from teia_indicators.text import later


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
    migration: Migration | Sequence[Migration] | None = None,
    older: Catalogue | None = None,
) -> Migrated:
    """Bring answers from the catalogue they were given to, to a newer one.

    Answers to items that are unchanged are carried. Of what has changed, the migration's steps say
    what becomes of it. Several old answers are carried into one only where all have the same
    value: their evidence, reasons and comments are joined, and the weakest grade counts. A declared
    stage is asked anew where the scale has other stages now. Which indicators were asked, and what
    each of several files said, is kept by the newer ids.

    Parameters
    ----------
    responses : Responses
        Answers to the older catalogue.
    to : Catalogue or None
        The newer catalogue; None for the shipped one.
    migration : Migration, sequence of Migration or None
        How the items go on; of several, each goes on where the one before ends. None for the
        shortest chain of the migrations that `to` has. Answers that belong to `to` already need
        none.
    older : Catalogue or None
        The older catalogue, where it is at hand: the migration is checked against it too.

    Returns
    -------
    Migrated
        Every old answer is in it once at least: carried, asked or dropped.

    Raises
    ------
    ResponsesError
        If the migration leads from or to another version, none is known or several chains are
        equally short, or `older` is not the catalogue of the answers.
    CatalogueError
        If the migration does not fit the catalogues.

    References
    ----------
    Method, section 7. How several answers become one is the project's choice.
    """
    to = load_catalogue() if to is None else to
    if older is not None:
        _check_older(responses, older)
    steps = [one.steps for one in _chain(responses, to, migration, older)] or [()]
    same_scale = older is None or older.scale.numbers == to.scale.numbers
    answers = {item: one for item, one in responses.answers.items() if one != Answer()}
    texts = {area: text for area, text in responses.challenges.items() if text}
    areas = [area.id for area in to.areas]
    found = [
        *moves(answers, steps, to.parents, to, same_scale),
        *moves(texts, steps, areas, to, same_scale),
    ]
    order = {item: at for at, item in enumerate(dict.fromkeys((*to.items, *answers, *texts)))}
    found.sort(key=lambda move: order[move.moved.item])
    carried, asked, dropped = (
        tuple(dict.fromkeys(move.moved for move in found if move.fate == fate))
        for fate in ("carried", "asked", "dropped")
    )
    kept = {move.moved.item: move.content for move in found if move.fate == "carried"}
    update = {
        "catalogue": to.ref,
        "answers": FrozenDict({k: one for k, one in kept.items() if isinstance(one, Answer)}),
        "challenges": FrozenDict({k: text for k, text in kept.items() if isinstance(text, str)}),
        "asked": moved_asked(responses.asked, steps, (*carried, *asked), to),
        "sources": tuple(moved_source(one, steps, carried, asked, to) for one in responses.sources),
        "places": _places(responses, carried),
    }
    new = responses.model_copy(update=update)
    return Migrated(responses=new, carried=carried, asked=asked, dropped=dropped)


def _check_older(responses: Responses, older: Catalogue) -> None:
    """Refuse an older catalogue that is not the one of the answers."""
    given = responses.catalogue
    for key, code in (("id", "R002"), ("version", "R003"), ("checksum", "R004")):
        found, own = str(getattr(given, key)), str(getattr(older, key))
        if found != own:
            place = responses.places.get("", Place())
            names = {"found": found[:12], "own": own[:12]}
            raise ResponsesError([problem(code, place, "catalogue", found, **names)])


def _chain(
    responses: Responses,
    to: Catalogue,
    given: Migration | Sequence[Migration] | None,
    older: Catalogue | None,
) -> tuple[Migration, ...]:
    """Return the migrations to use one after the other, checked; none where none is needed."""
    start, place = responses.catalogue, responses.places.get("", Place())
    if given is None:
        if start == to.ref:
            return ()
        chain = known_chain(start.id, start.version, to, place, start)
    else:
        chain = (given,) if isinstance(given, Migration) else tuple(given)
    linked = all(one.precedes(following) for one, following in pairwise(chain))
    if not (chain and linked and chain[0].starts_at(start) and chain[-1].ends_at(to.ref)):
        names = {"found": _name(start), "own": _name(to.ref)}
        ends = (_side(one.catalogue, one.from_version, one.from_checksum) for one in chain[:1])
        names["start"] = next(ends, "-")
        ends = (_side(one.catalogue, one.to_version, one.to_checksum) for one in chain[-1:])
        names["end"] = next(ends, "-")
        raise ResponsesError([problem("R020", place, "catalogue", start.version, **names)])
    problems = [
        found
        for at, one in enumerate(chain)
        for found in check_migration(
            one, older if at == 0 else None, to if at == len(chain) - 1 else None
        )
    ]
    if problems:
        raise CatalogueError(collect(problems))
    return chain


def known_chain(
    name: str, version: str, to: Catalogue, place: Place, ref: CatalogueRef | None = None
) -> tuple[Migration, ...]:
    """Return the shortest chain of known migrations from a version to a catalogue.

    Parameters
    ----------
    name, version : str
        Id and version of the catalogue that the answers belong to.
    to : Catalogue
        The newer one; without migrations of its own, those of the shipped one are known.
    place : Place
        Where the answers stand, for problems.
    ref : CatalogueRef or None
        The catalogue of the answers with its checksum, for problems.

    Raises
    ------
    ResponsesError
        If there is no chain, or several are equally short.
    """
    shipped = load_catalogue()
    known = to.migrations or (shipped.migrations if shipped.id == to.id else ())
    chains = shortest_chains(known, version, to.version) if name == to.id else ()
    if len(chains) == 1:
        return chains[0]
    found, own = _name(ref) if ref else f"{name} {version}", _name(to.ref)
    if not chains:
        raise ResponsesError([problem("R021", place, "catalogue", version, found=found, own=own)])
    ways = "; ".join(" → ".join([version, *(one.to_version for one in chain)]) for chain in chains)
    raise ResponsesError(
        [problem("R022", place, "catalogue", version, found=version, own=to.version, ways=ways)]
    )


def migration_hint(to: Catalogue, version: str, file: str) -> str:
    """Return how answers of another version are taken over, to be said later; or nothing."""
    if not shortest_chains(to.migrations, version, to.version):
        return ""
    kind = file.rpartition(".")[2] if file.endswith((".json", ".yaml")) else "xlsx"
    return later("hints.migrate", file=file, kind=kind)


def _name(ref: CatalogueRef) -> str:
    return _side(ref.id, ref.version, ref.checksum)


def _side(name: str, version: str, checksum: str | None) -> str:
    return f"{name} {version} ({checksum[:8]}…)" if checksum else f"{name} {version}"


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
