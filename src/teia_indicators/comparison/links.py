"""Which item of an earlier catalogue goes on in which of a later one, as its migration says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from teia_indicators.catalogue.migration import Migration
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.responses.migrate import migrate_responses
from teia_indicators.responses.model import Answer, Responses

Migrations = Migration | Sequence[Migration] | None


@dataclass(frozen=True)
class Links:
    """How the items of two catalogues belong together.

    Parameters
    ----------
    origins : mapping of str to tuple of str
        Of each later item the earlier ones that it comes from; empty where it is new.
    carried : frozenset of str
        Later items whose answers are carried; those of the others are asked anew.
    earlier : tuple of str
        All earlier items, in catalogue order.
    """

    origins: Mapping[str, tuple[str, ...]]
    carried: frozenset[str]
    earlier: tuple[str, ...]

    @cached_property
    def heirs(self) -> Mapping[str, tuple[str, ...]]:
        """Of each earlier item the later ones that it goes on in; empty where it is given up."""
        found: dict[str, list[str]] = {item: [] for item in self.earlier}
        for later, origins in self.origins.items():
            for one in origins:
                found[one].append(later)
        return {item: tuple(heirs) for item, heirs in found.items()}

    def single(self, item: str) -> str | None:
        """Return the earlier item that went on in this one alone; None where there is none."""
        origins = self.origins.get(item, ())
        return origins[0] if len(origins) == 1 and len(self.heirs[origins[0]]) == 1 else None


def link(earlier: Catalogue, later: Catalogue, country: str, migration: Migrations) -> Links:
    """Return how two catalogues belong together: a questionnaire that answers all is migrated.

    Raises
    ------
    ResponsesError, CatalogueError
        As `migrate_responses`: no migration leads from the one to the other, or it does not fit.
    """
    items = tuple(earlier.items)
    if earlier.ref == later.ref:
        return Links({item: (item,) for item in items}, frozenset(items), items)
    answers = {one.id: Answer(value="yes") for one in earlier.criteria}
    reason = "to see where it goes"
    answers |= {one.id: Answer(value="not_applicable", reason=reason) for one in earlier.indicators}
    probe = Responses(
        catalogue=earlier.ref,
        country=country,
        round="-",
        answers=FrozenDict(answers),
        challenges=FrozenDict({area.id: reason for area in earlier.areas}),
    )
    found = migrate_responses(probe, later, migration, earlier)
    moved = {one.item: tuple(one.was) for one in (*found.carried, *found.asked)}
    origins = {item: moved.get(item, ()) for item in later.items}
    return Links(origins, frozenset(one.item for one in found.carried), items)


def corrections(
    earlier: Catalogue, later: Responses, links: Links
) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """Return what a later round corrects, by the earlier ids, and what it cannot correct.

    An answer is corrected where carrying the corrected one gives what the later round says: the
    items it comes from have it as their own, and whatever else they go on in is corrected alike.

    Returns
    -------
    mapping of str to Answer
        Corrected answers to the earlier catalogue.
    tuple of str
        Later items whose correction has no place there: what they ask is new or asked anew, or
        they are one of several that an earlier item was split into.
    """
    flagged = {item: one for item, one in later.answers.items() if one.correction}
    placed: dict[str, Answer] = {}
    left: list[str] = []
    for item, answer in flagged.items():
        origins = links.origins.get(item, ())
        heirs = {heir for one in origins for heir in links.heirs[one]}
        alike = all(heir in flagged and flagged[heir].value == answer.value for heir in heirs)
        fits = all(_fits(answer, one, earlier) for one in origins)
        if origins and heirs <= links.carried and alike and fits:
            placed |= dict.fromkeys(origins, answer)
        else:
            left.append(item)
    return placed, tuple(left)


def _fits(answer: Answer, item: str, catalogue: Catalogue) -> bool:
    """Tell whether an earlier item can have this answer: a declared stage must be on its scale."""
    if isinstance(answer.value, str):
        return True
    own = {one.id: one for one in catalogue.indicators}.get(item)
    return own is not None and answer.value in catalogue.levels(own)


def replaced(
    responses: Responses, answers: Mapping[str, Answer], order: Iterable[str]
) -> Responses:
    """Return responses with some answers replaced, in catalogue order."""
    if not answers:
        return responses
    known = {**responses.answers, **answers}
    ordered = FrozenDict({item: known[item] for item in order if item in known})
    return responses.model_copy(update={"answers": ordered})


def twice(names: Iterable[str]) -> list[str]:
    """Return the names that are given more than once, each once."""
    return [name for name, count in Counter(names).items() if count > 1]
