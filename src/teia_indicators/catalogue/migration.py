"""Migrations: how the items of an older catalogue go on in a newer one, in one step or several."""

from __future__ import annotations

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

    def leads(self, start: CatalogueRef, end: CatalogueRef, *, checksums: bool = True) -> bool:
        """Tell whether it leads from one catalogue to the other; by checksums where it has them."""
        sides = (
            (start, self.from_version, self.from_checksum),
            (end, self.to_version, self.to_checksum),
        )
        return all(
            (ref.id, ref.version) == (self.catalogue, version)
            and (not checksums or own in (None, ref.checksum))
            for ref, version, own in sides
        )

    def __repr__(self) -> str:
        return (
            f"<Migration {self.catalogue} {self.from_version} to {self.to_version}: "
            f"{len(self.steps)} steps>"
        )
