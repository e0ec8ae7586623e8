"""How answers travel through migrations: each piece is carried, asked anew or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from teia_indicators.catalogue.migration import MigrationStep, Relation, Rule
from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator, WorkingArea
from teia_indicators.model import FrozenDict, Model
from teia_indicators.responses.model import GRADES, Answer

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


class _Flight(NamedTuple):
    """Content on its way: what it is now, None where it is to be asked, and what it was."""

    content: Content | None
    was: FrozenDict[str, Content]
    relation: Relation | None = None
    note: str = ""


class Move(NamedTuple):
    """One outcome; the content is None unless it is carried."""

    fate: Literal["carried", "asked", "dropped"]
    moved: Moved
    content: Content | None


def _routes(
    given: Iterable[str], steps: Iterable[MigrationStep], known: Iterable[str] | None
) -> Iterator[_Route]:
    """Yield the ways that old content goes; what no step speaks of stays where it is."""
    steps = tuple(steps)
    for step in steps:
        yield _Route(step.relation, step.old, step.new, step.rule, step.note)
    spoken = set(chain.from_iterable(step.old for step in steps))
    taken = set(chain.from_iterable(step.new for step in steps))
    for item in given:
        if item in spoken:
            continue
        if item not in taken and (known is None or item in known):
            yield _Route("equal", (item,), (item,), "carry")
        else:
            yield _Route(None, (item,), (), "drop")


def moves(
    given: Mapping[str, Content],
    stages: Sequence[Iterable[MigrationStep]],
    known: Iterable[str],
    to: Catalogue,
    same_scale: bool,
) -> Iterator[Move]:
    """Yield what becomes of old content after all stages: each piece at least once.

    Parameters
    ----------
    given : mapping of str to Answer or str
        Answers, or texts on challenges, by their old ids.
    stages : sequence of iterables of MigrationStep
        The steps of each migration, in their order.
    known : iterable of str
        Ids that the newer catalogue has for such content.
    to : Catalogue
        The newer catalogue.
    same_scale : bool
        Whether a declared stage means the same in both.
    """
    flights = {
        item: _Flight(content, FrozenDict({item: content})) for item, content in given.items()
    }
    for at, steps in enumerate(stages):
        last = at == len(stages) - 1
        before, flights = flights, {}
        for route in _routes(before, steps, set(known) if last else None):
            landed = {old: before[old] for old in route.old if old in before}
            if landed and (route.rule == "drop" or not route.new):
                yield from _dropped(route, landed)
            elif landed:
                flights |= dict.fromkeys(route.new, _joined_flight(route, landed))
    for item, flight in flights.items():
        moved = Moved(item=item, relation=flight.relation, was=flight.was, note=flight.note)
        fits = flight.content is not None and _fits(flight.content, item, to, same_scale)
        yield Move("carried", moved, flight.content) if fits else Move("asked", moved, None)


def _dropped(route: _Route, landed: Mapping[str, _Flight]) -> Iterator[Move]:
    """Yield each old piece of what a route lets go."""
    for flight in landed.values():
        for old, content in flight.was.items():
            was = FrozenDict({old: content})
            moved = Moved(item=old, relation=route.relation, was=was, note=route.note)
            yield Move("dropped", moved, None)


def _joined_flight(route: _Route, landed: Mapping[str, _Flight]) -> _Flight:
    """Return what arrives at every new id of a route; silence keeps what was said before."""
    contents = [landed[old].content if old in landed else None for old in route.old]
    asked = route.rule == "ask" or any(one.content is None for one in landed.values())
    earlier = next((one.relation for one in landed.values() if one.relation), None)
    silent = route.relation == "equal" and not route.note
    return _Flight(
        content=None if asked else _joined(contents),
        was=FrozenDict({k: one for flight in landed.values() for k, one in flight.was.items()}),
        relation=earlier if silent and earlier else route.relation,
        note=" ".join(_each([*(one.note for one in landed.values()), route.note])),
    )


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
