"""Pairs: what two neighbours must answer alike, because the Convention is about two Parties."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated, Literal

from pydantic import Field

from teia_indicators.catalogue.scale import Provenance, Text
from teia_indicators.model import Model

PairKind = Literal["symmetric", "directed"]

#: How many criteria a pair of each kind names.
CRITERIA_OF: dict[str, int] = {"symmetric": 1, "directed": 2}


class Pair(Model):
    """What must agree between two neighbours.

    Parameters
    ----------
    id : str
        The area and a number, such as ``NTF-P1``; never reused.
    kind : {"symmetric", "directed"}
        Symmetric: both countries answer one statement. Directed: one answers as Party of origin,
        the other as affected Party.
    criteria : tuple of str
        The criterion of a symmetric pair; of a directed one the Party of origin's, then the
        affected Party's.
    text : str
        What must agree, why, and how sure a mismatch is: where the criterion speaks of at least one
        neighbour, it may be about a third country.
    references : tuple of str
        Provisions of the Convention.
    provenance : str
        As for a criterion: that these criteria are compared is the project's own choice, unless a
        secretariat says otherwise.

    References
    ----------
    Method, section 8. Which pairs there are is the project's choice.
    """

    id: Text
    kind: PairKind
    criteria: Annotated[tuple[Text, ...], Field(min_length=1, max_length=2)]
    text: Text
    references: tuple[str, ...] = ()
    provenance: Provenance = "project"

    @property
    def origin(self) -> str:
        """Id of the criterion of the Party of origin; of a symmetric pair, its one criterion."""
        return self.criteria[0]

    @property
    def affected(self) -> str:
        """Id of the criterion of the affected Party; of a symmetric pair, its one criterion."""
        return self.criteria[-1]


def kept_pairs(pairs: Iterable[Pair], criteria: Collection[str]) -> tuple[Pair, ...]:
    """Return the pairs all of whose criteria are there."""
    return tuple(pair for pair in pairs if set(pair.criteria) <= set(criteria))
