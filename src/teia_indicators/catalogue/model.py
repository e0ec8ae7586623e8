"""The catalogue's models: a tree of working areas, indicators and criteria."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from teia_indicators.catalogue.actions import Action, Planning
from teia_indicators.catalogue.guidance import CriterionGuidance, IndicatorGuidance
from teia_indicators.catalogue.migration import Migration
from teia_indicators.catalogue.pairs import Pair
from teia_indicators.catalogue.provisions import Provision
from teia_indicators.catalogue.rules import Grade, ItemScale, LookupTable
from teia_indicators.catalogue.scale import (
    DEGREES,
    NodeSettings,
    Provenance,
    Scale,
    Text,
    Weight,
)
from teia_indicators.catalogue.translation import Policy, Translation, say
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model, checksum

Dimension = Literal["legislation", "institutional", "practice", "transboundary"]
DIMENSIONS: tuple[Dimension, ...] = ("legislation", "institutional", "practice", "transboundary")


class Criterion(Model):
    """One checkable statement, answered with yes, partly or no.

    Parameters
    ----------
    id : str
        Such as ``IDN-1.a``; never reused.
    stage : int
        Stage of the scale that it is required for.
    dimension : {"legislation", "institutional", "practice", "transboundary"}
        The first two are the cross-cutting areas of the Strategic Approach.
    text : str
        The statement, in the catalogue's language.
    references : tuple of str
        Provisions of the Convention, such as ``Art. 4(1)`` or ``Annex V(2)(1)``.
    provenance : str
        ``treaty``, ``benchmarks-unverified``, ``project``, ``official``, or ``national`` for a
        country's own, see `Profile`.
    official_text : mapping of language to text
        Empty slot for the official wording; where filled, it is shown instead of `text`.
    guidance : CriterionGuidance
        What counts as yes, as partly.
    """

    id: Text
    stage: int
    dimension: Dimension
    text: Text
    references: tuple[str, ...] = ()
    provenance: Provenance = "project"
    official_text: FrozenDict[str, str] = FrozenDict()
    guidance: CriterionGuidance = CriterionGuidance()

    def _repr_html_(self) -> str:
        rows = (
            ("Criterion", shown_text(self)),
            ("Stage", self.stage),
            ("Dimension", self.dimension),
            ("Convention", ", ".join(self.references)),
            ("Counts as yes", self.guidance.yes),
            ("Counts as partly", self.guidance.partly),
        )
        return html_table(self.id, ("What", "Said"), rows)


class Indicator(Model):
    """A mechanism that a country must have; its criteria form the ladder of stages.

    Parameters
    ----------
    id, title, question : str
        Such as ``IDN-1``; what the mechanism is; what is asked.
    references : tuple of str
        Provisions of the Convention.
    provenance : str
        As for a criterion.
    weight : float
        Finite, 0 or more; 0 never counts.
    scale : str or None
        Name of the catalogue's scale of items that it is given on, a level or a number; None where
        it has criteria, or a declared stage. Such an item is scored by `assess_frame`.
    criteria : tuple of Criterion
        Empty where only a declared stage is asked for.
    official_text : mapping of language to text
        Empty slot for the official wording of the title.
    guidance : IndicatorGuidance
        Why it matters, what counts as evidence, a common difficulty.
    """

    id: Text
    title: Text
    question: str = ""
    references: tuple[str, ...] = ()
    provenance: Provenance = "project"
    weight: Weight = 1.0
    scale: Text | None = None
    criteria: tuple[Criterion, ...] = ()
    official_text: FrozenDict[str, str] = FrozenDict()
    guidance: IndicatorGuidance = IndicatorGuidance()

    def __repr__(self) -> str:
        return f"<Indicator {self.id}: {self.title} ({len(self.criteria)} criteria)>"

    def _repr_html_(self) -> str:
        rows = (
            (one.id, one.stage, one.dimension, shown_text(one), ", ".join(one.references))
            for one in self.criteria
        )
        heads = ("Id", "Stage", "Dimension", "Criterion", "Convention")
        return html_table(f"{self.id} {shown_text(self)}", heads, rows)


class WorkingArea(Model):
    """One of the areas of work.

    Parameters
    ----------
    id, title : str
        Such as ``IDN``; the full name.
    short_title : str
        At most 31 characters, for sheets and charts.
    weight : float
        Finite, 0 or more; its share in the overall figure, or in that of the area it is part of.
    part_of : str or None
        Id of the area that takes its figure, in trees of more levels; None for the overall figure.
    scoring : NodeSettings or None
        Rules of this node where they differ from the method's.
    indicators : tuple of Indicator
        At least one, or an area that is part of this one.
    pairs : tuple of Pair
        What two neighbours must answer alike.
    """

    id: Text
    title: Text
    short_title: Annotated[str, Field(max_length=31)] = ""
    weight: Weight = 1.0
    part_of: Text | None = None
    scoring: NodeSettings | None = None
    indicators: tuple[Indicator, ...] = ()
    pairs: tuple[Pair, ...] = ()

    def __repr__(self) -> str:
        return f"<WorkingArea {self.id}: {self.title} ({len(self.indicators)} indicators)>"

    def _repr_html_(self) -> str:
        rows = (
            (one.id, shown_text(one), len(one.criteria), ", ".join(one.references))
            for one in self.indicators
        )
        heads = ("Id", "Indicator", "Criteria", "Convention")
        return html_table(f"{self.id} {self.title}", heads, rows)


class CatalogueRef(Model):
    """Which catalogue a document belongs to: id, version and checksum."""

    id: Text
    version: Text
    checksum: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Catalogue(Model):
    """The whole catalogue; see `load_catalogue`.

    Parameters
    ----------
    id, version, title : str
        Name, version such as ``1.0`` (a text, never a number), and full name.
    status : {"unofficial", "official"}
        Shown wherever the catalogue's texts are shown.
    statement : str
        Where the texts come from, in a sentence or two.
    publication_date : str
        Date as YYYY-MM-DD.
    language : str
        Language of the texts.
    licence : str
        Licence of the texts, as an SPDX identifier.
    scale : Scale
        The stages; where every item has a scale of its own it may be left out.
    scales : mapping of str to ItemScale
        Scales of items by name.
    grades : mapping of str to tuple of Grade
        Lists of grades by name, each from the lowest grade up.
    tables : mapping of str to LookupTable
        Lookup tables by name.
    overall : bool
        False where the assessment has no overall figure.
    scoring : NodeSettings or None
        Rules of the overall figure where they differ from the method's.
    areas : tuple of WorkingArea
        In the catalogue's order.
    provisions : tuple of Provision
        The treaty's structure; empty where references are not checked.
    actions : tuple of Action
        The action library; empty where there is none.
    planning : Planning
        From where on a plan asks for too much.
    translations : tuple of Translation
        Its texts in other languages. They are no part of the checksum: an answer belongs to the
        text that was asked, and each translation names the hash of its source.
    migrations : tuple of Migration
        How items of other versions go on; no part of the checksum either.
    profile_of : CatalogueRef or None
        The base of a national catalogue, see `apply_profile`; None for any other. Part of the
        checksum: scores of the one are never taken for scores of the other.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    version: Text
    title: Text
    status: Literal["unofficial", "official"] = "unofficial"
    statement: str = ""
    publication_date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = "1992-03-17"
    language: str = "en"
    licence: str = ""
    scale: Scale = DEGREES
    scales: FrozenDict[str, ItemScale] = FrozenDict()
    grades: FrozenDict[str, tuple[Grade, ...]] = FrozenDict()
    tables: FrozenDict[str, LookupTable] = FrozenDict()
    overall: bool = True
    scoring: NodeSettings | None = None
    areas: Annotated[tuple[WorkingArea, ...], Field(min_length=1)]
    provisions: tuple[Provision, ...] = ()
    actions: tuple[Action, ...] = ()
    planning: Planning = Planning()
    translations: tuple[Translation, ...] = ()
    migrations: tuple[Migration, ...] = ()
    profile_of: CatalogueRef | None = None

    def __eq__(self, other: object) -> bool:
        return self.ref == other.ref if isinstance(other, Catalogue) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.checksum)

    def document(self) -> dict[str, Any]:
        """Return what was asked as plain data: no translations, no migrations, no defaults."""
        left_out = {"translations", "migrations"}
        return self.model_dump(mode="json", exclude_defaults=True, exclude=left_out)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the canonical JSON of `document`."""
        return checksum(self.document())

    @cached_property
    def ref(self) -> CatalogueRef:
        """Id, version and checksum, as other documents name this catalogue."""
        return CatalogueRef(id=self.id, version=self.version, checksum=self.checksum)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in catalogue order."""
        return tuple(indicator for area in self.areas for indicator in area.indicators)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria, in catalogue order: the row order of `assess_matrix`."""
        return tuple(criterion for item in self.indicators for criterion in item.criteria)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """What two neighbours must answer alike, in catalogue order."""
        return tuple(pair for area in self.areas for pair in area.pairs)

    def parts(self, area: str | None) -> tuple[WorkingArea, ...]:
        """Return the areas that are part of an area; None for those of the overall figure."""
        return tuple(one for one in self.areas if one.part_of == area)

    def levels(self, indicator: Indicator) -> tuple[str | int, ...]:
        """Return what may be declared of an indicator: the stages, or the levels of its scale."""
        if indicator.scale is None:
            return self.scale.numbers
        return tuple(level.code for level in self.scales[indicator.scale].rated)

    @cached_property
    def parents(self) -> FrozenDict[str, str]:
        """Id of the indicator of each criterion, and of the area of each indicator."""
        found = {}
        for area in self.areas:
            for indicator in area.indicators:
                found[indicator.id] = area.id
                found.update({criterion.id: indicator.id for criterion in indicator.criteria})
        return FrozenDict(found)

    @cached_property
    def items(self) -> FrozenDict[str, WorkingArea | Indicator | Criterion]:
        """Every area, indicator and criterion by its id, in catalogue order."""
        found: dict[str, WorkingArea | Indicator | Criterion] = {}
        for area in self.areas:
            found[area.id] = area
            for indicator in area.indicators:
                found[indicator.id] = indicator
                found.update({criterion.id: criterion for criterion in indicator.criteria})
        return FrozenDict(found)

    def __repr__(self) -> str:
        return (
            f"<Catalogue {self.id} {self.version} ({self.status}): {len(self.areas)} areas, "
            f"{len(self.indicators)} indicators, {len(self.criteria)} criteria>"
        )

    def _repr_html_(self) -> str:
        rows = (
            (
                area.id,
                area.title,
                len(area.indicators),
                sum(len(item.criteria) for item in area.indicators),
            )
            for area in self.areas
        )
        caption = f"{self.title}, version {self.version} ({self.status})"
        return html_table(caption, ("Id", "Area", "Indicators", "Criteria"), rows)


def shown_text(
    item: Criterion | Indicator,
    language: str = "en",
    catalogue: Catalogue | None = None,
    policy: Policy = "mark",
) -> str:
    """Return the official wording where the slot is filled, else the catalogue's own text.

    Parameters
    ----------
    item : Criterion or Indicator
        Whose text.
    language : str
        The language wanted.
    catalogue : Catalogue or None
        Where its translations are; None for the catalogue's own language.
    policy : {"error", "mark", "english"}
        Where the translation is missing or stale.
    """
    official = item.official_text.get(language)
    if official:
        return official
    field = "text" if isinstance(item, Criterion) else "title"
    own = item.text if isinstance(item, Criterion) else item.title
    return own if catalogue is None else say(catalogue, item.id, field, own, language, policy)
