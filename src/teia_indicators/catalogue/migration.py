"""Migrations: how the items of an older catalogue go on in a newer one, in one step or several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from teia_indicators.catalogue.scale import Text
from teia_indicators.model import Model

if TYPE_CHECKING:
    from teia_indicators.catalogue.model import CatalogueRef

Relation = Literal["equal", "renamed", "split", "merged", "narrowed", "widened", "new", "retired"]
Rule = Literal["carry", "ask", "drop"]
Checksum = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class MigrationStep(Model):
    """How one or several items of the older catalogue go on in the newer one.

    Parameters
    ----------
    relation : str
        ``equal`` (other words, same meaning and id), ``renamed`` (another id), ``split`` (one into
        several), ``merged`` (several into one), ``narrowed`` (asks less), ``widened`` (asks more),
        ``new`` or ``retired``.
    old, new : tuple of str
        Ids in the older and in the newer catalogue: areas, indicators or criteria, of one kind.
    rule : {"carry", "ask", "drop"}
        What becomes of an old answer: it stays, it is asked anew, or it is let go. ``ask`` for
        ``new``, ``drop`` for ``retired``.
    note : str
        What has changed, and why the rule is right.
    """

    relation: Relation
    old: tuple[Text, ...] = ()
    new: tuple[Text, ...] = ()
    rule: Rule
    note: str = ""


class Migration(Model):
    """A migration file; see ``indicators/teia/migrations/``.

    Parameters
    ----------
    catalogue : str
        Id of the catalogue, the same on both sides.
    from_version, to_version : str
        The two versions.
    from_checksum, to_checksum : str or None
        Checksums of the two catalogues; None where any catalogue of the version will do.
    note : str
        What the newer version is about.
    steps : tuple of MigrationStep
        An item without a step keeps its id and its words, or is new.

    References
    ----------
    Method, section 7.
    """

    catalogue: Text
    from_version: Text
    from_checksum: Checksum | None = None
    to_version: Text
    to_checksum: Checksum | None = None
    note: str = ""
    steps: tuple[MigrationStep, ...]

    def starts_at(self, ref: CatalogueRef) -> bool:
        """Tell whether it leads from a catalogue; by its checksum where it names one."""
        own = self.catalogue, self.from_version, self.from_checksum or ref.checksum
        return own == (ref.id, ref.version, ref.checksum)

    def ends_at(self, ref: CatalogueRef) -> bool:
        """Tell whether it leads to a catalogue; by its checksum where it names one."""
        own = self.catalogue, self.to_version, self.to_checksum or ref.checksum
        return own == (ref.id, ref.version, ref.checksum)

    def leads(self, start: CatalogueRef, end: CatalogueRef) -> bool:
        """Tell whether it leads from one catalogue to the other."""
        return self.starts_at(start) and self.ends_at(end)

    def precedes(self, other: Migration) -> bool:
        """Tell whether another migration goes on where this one ends."""
        sums = {self.to_checksum, other.from_checksum} - {None}
        ends = self.catalogue, self.to_version
        return ends == (other.catalogue, other.from_version) and len(sums) < 2

    def __repr__(self) -> str:
        return (
            f"<Migration {self.catalogue} {self.from_version} to {self.to_version}: "
            f"{len(self.steps)} steps>"
        )


def shortest_chains(
    migrations: Iterable[Migration], start: str, end: str
) -> tuple[tuple[Migration, ...], ...]:
    """Return the shortest chains of migrations between two versions of one catalogue.

    Parameters
    ----------
    migrations : iterable of Migration
        What is there, in any order.
    start, end : str
        The two versions.

    Returns
    -------
    tuple of tuple of Migration
        Empty where no chain leads there; several where the way is not clear.
    """
    known = tuple(migrations)
    chains: list[tuple[Migration, ...]] = [(one,) for one in known if one.from_version == start]
    seen = {start}
    while chains:
        found = tuple(chain for chain in chains if chain[-1].to_version == end)
        if found:
            return found
        seen |= {chain[-1].to_version for chain in chains}
        chains = [
            (*chain, one)
            for chain in chains
            for one in known
            if chain[-1].precedes(one) and one.to_version not in seen
        ]
    return ()
