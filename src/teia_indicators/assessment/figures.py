"""The figures of an assessment as a document of their own, without what was asked and answered."""

from __future__ import annotations

from typing import Literal

from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.assessment.result import (
    AreaScore,
    Assessment,
    DimensionScore,
    IndicatorScore,
)
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import Problem


class Figures(Model):
    """The figures of an assessment, as ``teia-indicators assess --format json`` prints them.

    Parameters
    ----------
    country, round : str
        Whose.
    catalogue : CatalogueRef
        What was asked.
    status : {"unofficial", "official"}
        Of the catalogue.
    profile_of : CatalogueRef or None
        The base of a national catalogue; None for any other.
    method, indicators, areas, overall, dimensions, findings
        As in `Assessment`.
    """

    country: str
    round: str
    catalogue: CatalogueRef
    status: Literal["unofficial", "official"]
    profile_of: CatalogueRef | None
    method: ScoringMethod
    indicators: FrozenDict[str, IndicatorScore]
    areas: FrozenDict[str, AreaScore]
    overall: AreaScore
    dimensions: FrozenDict[str, DimensionScore]
    findings: tuple[Problem, ...]

    @classmethod
    def of(cls, assessment: Assessment) -> Figures:
        """Return the figures of an assessment."""
        return cls.made(
            country=assessment.country,
            round=assessment.round,
            catalogue=assessment.catalogue_ref,
            status=assessment.catalogue.status,
            profile_of=assessment.catalogue.profile_of,
            method=assessment.method,
            indicators=assessment.indicators,
            areas=assessment.areas,
            overall=assessment.overall,
            dimensions=assessment.dimensions,
            findings=assessment.findings,
        )
