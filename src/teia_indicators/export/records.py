"""What a bundle's assessment.json holds. A confidentiality level is a model of its own."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from teia_indicators.assessment import AreaScore, Assessment, DimensionScore, IndicatorScore
from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.gaps import Gap, Gaps, Target
from teia_indicators.indices import IndexMapping, IndexScore, Indices
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import Problem
from teia_indicators.responses.model import AnswerWord, Grade, Responses

SCHEMA_VERSION = "1.1"
SCHEMA_ID = f"urn:teia-indicators:ismi-bundle:{SCHEMA_VERSION}"
LEVELS = ("full", "peer", "public")

Confidentiality = Literal["full", "peer", "public"]


class PublicRecord(Model):
    """Level ``public``: figures of areas and indices, nothing below."""

    country: str
    round: str
    input: str
    overall: AreaScore
    areas: tuple[AreaScore, ...]
    indices: tuple[IndexScore, ...]


class PlainAnswer(Model):
    """An answer without a word of free text."""

    id: str
    value: AnswerWord | int
    grade: Grade


@lru_cache(maxsize=1 << 14, typed=True)
def plain_answer(item: str, value: AnswerWord | int, grade: Grade) -> PlainAnswer:
    """Return an answer's one form in every record: to a criterion there are few."""
    return PlainAnswer.made(id=item, value=value, grade=grade)


class PeerRecord(PublicRecord):
    """Level ``peer``: every figure and answer; no free text, no evidence, no contacts."""

    indicators: tuple[IndicatorScore, ...]
    dimensions: tuple[DimensionScore, ...]
    area_dimensions: FrozenDict[str, tuple[DimensionScore, ...]]
    answers: tuple[PlainAnswer, ...]
    gaps: tuple[Gap, ...]


class FullRecord(PeerRecord):
    """Level ``full``: everything, so that the assessment can be read back without loss."""

    responses: Responses
    target: Target
    findings: tuple[Problem, ...]


class _Document(Model):
    """What all levels say of themselves; `official` is false in every export."""

    format: Literal["teia.ismi-bundle"]
    schema_version: Annotated[str, Field(pattern=r"^1\.\d+$")]
    official: Literal[False]
    catalogue: CatalogueRef
    profile_of: CatalogueRef | None = None
    catalogue_status: Literal["unofficial", "official"]
    catalogue_title: str
    statement: str
    method: ScoringMethod
    mapping: IndexMapping
    unmapped: tuple[str, ...]
    multiple: tuple[str, ...]


class FullDocument(_Document):
    """A bundle of level ``full``."""

    confidentiality: Literal["full"]
    assessments: Annotated[tuple[FullRecord, ...], Field(min_length=1)]


class PeerDocument(_Document):
    """A bundle of level ``peer``."""

    confidentiality: Literal["peer"]
    assessments: Annotated[tuple[PeerRecord, ...], Field(min_length=1)]


class PublicDocument(_Document):
    """A bundle of level ``public``."""

    confidentiality: Literal["public"]
    assessments: Annotated[tuple[PublicRecord, ...], Field(min_length=1)]


Document = FullDocument | PeerDocument | PublicDocument
Record = FullRecord | PeerRecord | PublicRecord

DOCUMENT: TypeAdapter[Document] = TypeAdapter(
    Annotated[Document, Field(discriminator="confidentiality")]
)


def bundle_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of assessment.json."""
    schema = DOCUMENT.json_schema(mode="validation")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "ISMI-compatible bundle of teia-indicators: assessment.json",
        "description": "A contract of this project. No ISMI file format is public.",
    }
    return {**head, **schema}


def record(assessment: Assessment, gaps: Gaps, indices: Indices, level: Confidentiality) -> Record:
    """Return what a level holds of an assessment."""
    public: dict[str, Any] = {
        "country": assessment.country,
        "round": assessment.round,
        "input": assessment.responses.checksum,
        "overall": assessment.overall,
        "areas": tuple(assessment.areas.values()),
        "indices": indices.indices,
    }
    if level == "public":
        for name in ("overall", "areas"):
            public[name] = _without_indicators(public[name])
        return PublicRecord.made(**public)
    peer: dict[str, Any] = {
        **public,
        "indicators": tuple(assessment.indicators.values()),
        "dimensions": tuple(assessment.dimensions.values()),
        "area_dimensions": FrozenDict(
            {area: tuple(found.values()) for area, found in assessment.area_dimensions.items()}
        ),
        "answers": tuple(
            [
                plain_answer(item, answer.value, answer.grade)
                for item, answer in assessment.responses.answers.items()
            ]
        ),
    }
    if level == "peer":
        unsourced = tuple(one.model_copy(update={"target_source": ""}) for one in gaps)
        return PeerRecord.made(**peer, gaps=unsourced)
    return FullRecord.made(
        **peer,
        gaps=gaps.gaps,
        responses=assessment.responses,
        target=gaps.target,
        findings=assessment.findings,
    )


class Shared:
    """Nodes of which one stands for all that have its id and value.

    Thousands of records are kept by a few nodes: an indicator has as many values as stages.
    """

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, float | None], Any] = {}

    def __call__(self, node: Any) -> Any:
        """Return the node that stands for all like it."""
        return self._nodes.setdefault((node.id, node.value), node)


def figures_only(found: Record, shared: Shared) -> Record:
    """Return a record of which ids and values are kept, without answers, gaps and texts."""
    public: dict[str, Any] = {
        "country": found.country,
        "round": found.round,
        "input": found.input,
        "overall": shared(found.overall),
        "areas": tuple(map(shared, found.areas)),
        "indices": (),
    }
    if not isinstance(found, PeerRecord):
        return PublicRecord.made(**public)
    return PeerRecord.made(
        **public,
        indicators=tuple(map(shared, found.indicators)),
        dimensions=(),
        area_dimensions=FrozenDict(),
        answers=(),
        gaps=(),
    )


def _without_indicators(scores: Any) -> Any:
    """Return area scores without the names of their weakest indicators."""
    if isinstance(scores, tuple):
        return tuple(_without_indicators(score) for score in scores)
    return scores.model_copy(update={"weakest": ()})
