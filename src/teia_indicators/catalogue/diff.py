"""What differs between two catalogues, by id."""

from __future__ import annotations

from teia_indicators.catalogue.model import (
    Catalogue,
    CatalogueRef,
    Criterion,
    Indicator,
    WorkingArea,
)
from teia_indicators.catalogue.pairs import Pair
from teia_indicators.html import html_table
from teia_indicators.model import Model
from teia_indicators.text import LANGUAGES

#: Fields that are no texts, with the name of their group.
_GROUPS = {
    **{name: name for name in ("stage", "dimension", "weight")},
    **dict.fromkeys(("kind", "criteria"), "pair"),
}

Item = WorkingArea | Indicator | Criterion | Pair


def wording(item: Item) -> dict[str, str]:
    """Return what is asked; by the names of its fields, which tell the kinds apart."""
    if isinstance(item, Criterion | Pair):
        return {"text": item.text}
    if isinstance(item, Indicator):
        return {"title": item.title, "question": item.question}
    return {"title": item.title, "short_title": item.short_title}


class Change(Model):
    """One field of an item that differs between two catalogues."""

    id: str
    field: str
    before: str | int | float
    after: str | int | float


class CatalogueDiff(Model):
    """What differs between two catalogues; see `diff_catalogues`.

    Parameters
    ----------
    older, newer : CatalogueRef
        The two catalogues.
    added, removed : tuple of str
        Ids in the newer only, in the older only; both for an id that is of another kind now.
    text_changed, stage_changed, dimension_changed, weight_changed : tuple of Change
        Of the items in both, in the newer one's order. Texts are titles, questions, statements,
        and official wordings, such as ``official_text.en``.
    pair_changed : tuple of Change
        Kind and criteria of the pairs in both.
    """

    older: CatalogueRef
    newer: CatalogueRef
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    text_changed: tuple[Change, ...] = ()
    stage_changed: tuple[Change, ...] = ()
    dimension_changed: tuple[Change, ...] = ()
    weight_changed: tuple[Change, ...] = ()
    pair_changed: tuple[Change, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes of items that are in both."""
        return (
            *self.text_changed,
            *self.stage_changed,
            *self.dimension_changed,
            *self.weight_changed,
            *self.pair_changed,
        )

    def __repr__(self) -> str:
        return (
            f"<CatalogueDiff {self.older.version} to {self.newer.version}: {len(self.added)} added,"
            f" {len(self.removed)} removed, {len(self.changes)} changes>"
        )

    def _repr_html_(self) -> str:
        rows = [
            *((item, "removed", "", "") for item in self.removed),
            *((item, "added", "", "") for item in self.added),
            *((one.id, one.field, one.before, one.after) for one in self.changes),
        ]
        title = f"{self.older.id} {self.older.version} to {self.newer.id} {self.newer.version}"
        heads = ("Id", "What", "Before", "After")
        return html_table(f"{title}: {len(rows)} differences", heads, rows)


def diff_catalogues(older: Catalogue, newer: Catalogue) -> CatalogueDiff:
    """Return what differs between two catalogues, item by item.

    Parameters
    ----------
    older, newer : Catalogue
        Two versions of a catalogue, or any two: items are compared by their ids.

    Returns
    -------
    CatalogueDiff
        Empty for equal catalogues; scale, guidance and action library are not compared.
    """
    before, now = _items(older), _items(newer)
    both = [item for item, one in now.items() if type(before.get(item)) is type(one)]
    changes: dict[str, list[Change]] = {}
    for item in both:
        old, new = _fields(before[item]), _fields(now[item])
        for name in new:
            if old[name] != new[name]:
                one = Change(id=item, field=name, before=old[name], after=new[name])
                changes.setdefault(_GROUPS.get(name, "text"), []).append(one)
    return CatalogueDiff(
        older=older.ref,
        newer=newer.ref,
        added=tuple(item for item in now if item not in set(both)),
        removed=tuple(item for item in before if item not in set(both)),
        **{f"{key}_changed": tuple(found) for key, found in changes.items()},
    )


def _items(catalogue: Catalogue) -> dict[str, Item]:
    """Return what has an id and is asked, and then the pairs."""
    return {**catalogue.items, **{pair.id: pair for pair in catalogue.pairs}}


def _fields(item: Item) -> dict[str, str | int | float]:
    if isinstance(item, Pair):
        return {**wording(item), "kind": item.kind, "criteria": ", ".join(item.criteria)}
    if isinstance(item, Criterion):
        own = {"stage": item.stage, "dimension": item.dimension}
        return {**wording(item), **_official(item), **own}
    official = _official(item) if isinstance(item, Indicator) else {}
    return {**wording(item), **official, "weight": item.weight}


def _official(item: Criterion | Indicator) -> dict[str, str]:
    """Return the official wording in each language; where there is one, it is what is shown."""
    return {f"official_text.{name}": item.official_text.get(name, "") for name in LANGUAGES}
