"""Who was asked what, and said what, in the ids of a newer catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from teia_indicators.catalogue.migration import MigrationStep
from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Answer, AnswerWord, Source
from teia_indicators.responses.travel import Moved


def moved_asked(
    asked: tuple[str, ...],
    stages: Sequence[Sequence[MigrationStep]],
    moved: Iterable[Moved],
    to: Catalogue,
) -> tuple[str, ...]:
    """Return the indicators that were asked, as the newer catalogue has them.

    Parameters
    ----------
    asked : tuple of str
        Indicators of the older catalogue; empty for all.
    stages : sequence of sequences of MigrationStep
        The steps of each migration, in their order.
    moved : iterable of Moved
        Answers carried or asked anew: the indicators that they stand under now are asked too.
    to : Catalogue
        The newer catalogue.

    Returns
    -------
    tuple of str
        In catalogue order; empty for all.
    """
    if not asked:
        return ()
    items = set(asked)
    for steps in stages:
        gone = set(chain.from_iterable(step.old for step in steps))
        come = [step.new for step in steps if items.intersection(step.old)]
        items = (items - gone).union(*come)
    items.update(one.item for one in moved)
    chosen = {_indicator(item, to) for item in items}
    everything = [one.id for one in to.indicators]
    return () if chosen.issuperset(everything) else tuple(i for i in everything if i in chosen)


def moved_source(
    source: Source,
    stages: Sequence[Sequence[MigrationStep]],
    carried: Sequence[Moved],
    asked: Sequence[Moved],
    to: Catalogue,
) -> Source:
    """Return what one of several files said, by the ids of the newer catalogue.

    What is asked anew or dropped, it says no more.

    Parameters
    ----------
    source : Source
        A file that was merged; its answers by the ids of the older catalogue.
    stages, to
        As for `moved_asked`.
    carried, asked : sequence of Moved
        What became of the merged answers.
    """
    answers: dict[str, AnswerWord | int] = {}
    places: dict[str, str] = {}
    for one in carried:
        own = [item for item in one.was if item in source.answers]
        if not own:
            continue
        # Of several that became one, it may have known one and not the other.
        item = next((item for item in own if source.answers[item] == _value(one, item)), own[0])
        answers[one.item] = source.answers[item]
        if item in source.places:
            places[one.item] = source.places[item]
    own_moved = [one for one in (*carried, *asked) if any(i in source.answers for i in one.was)]
    return source.model_copy(
        update={
            "asked": moved_asked(source.asked, stages, own_moved, to),
            "answers": FrozenDict(answers),
            "places": FrozenDict(places),
        }
    )


def _value(one: Moved, item: str) -> AnswerWord | int | None:
    """Return the merged value of an old item."""
    was = one.was[item]
    return was.value if isinstance(was, Answer) else None


def _indicator(item: str, to: Catalogue) -> str | None:
    """Return the indicator that an item is or stands under; None for an area."""
    known = to.items.get(item)
    if isinstance(known, Criterion):
        return to.parents[item]
    return item if isinstance(known, Indicator) else None
