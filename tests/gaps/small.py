"""A small, hand-made catalogue whose stages skip numbers, and answers to it."""

from __future__ import annotations

from teia_indicators import (
    Answer,
    Assessment,
    Catalogue,
    Responses,
    ScoringMethod,
    assess,
    find_gaps,
)
from teia_indicators.gaps import Gap
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import AnswerWord

LADDER = (
    # id, stage, dimension: deliberately not in the order of the ladder
    ("A-1.a", 7, "legislation"),
    ("A-1.b", 2, "practice"),
    ("A-1.c", 4, "institutional"),
    ("A-1.d", 2, "legislation"),
    ("A-1.e", 4, "practice"),
    ("A-1.f", 9, "transboundary"),
)


def catalogue_of(stages: tuple[int, ...] = (0, 2, 4, 7, 9), target: int | None = 7) -> Catalogue:
    """Return two areas: one ladder and one indicator without criteria; an area of weight 3."""
    criteria = tuple(
        {"id": id_, "stage": stage, "dimension": dimension, "text": "Holds.", "references": (ref,)}
        for (id_, stage, dimension), ref in zip(
            LADDER, ("Art. 1", "Art. 2", "Art. 3", "Art. 2", "Art. 4", "Art. 5"), strict=True
        )
    )
    return Catalogue.model_validate(
        {
            "id": "small",
            "version": "1.0",
            "title": "Small",
            "scale": {
                "stages": tuple({"stage": stage, "label": f"S{stage}"} for stage in stages),
                "default_target": target,
            },
            "areas": (
                {
                    "id": "A",
                    "title": "A",
                    "indicators": (
                        {"id": "A-1", "title": "Ladder", "criteria": criteria},
                        {"id": "A-2", "title": "Declared only", "weight": 0.5},
                    ),
                },
                {
                    "id": "B",
                    "title": "B",
                    "weight": 3.0,
                    "indicators": (
                        {
                            "id": "B-1",
                            "title": "Other",
                            "criteria": (
                                {
                                    "id": "B-1.a",
                                    "stage": 4,
                                    "dimension": "practice",
                                    "text": "Holds.",
                                },
                            ),
                        },
                    ),
                },
            ),
        }
    )


def assessed(
    catalogue: Catalogue, answers: dict[str, AnswerWord | int], method: ScoringMethod | None = None
) -> Assessment:
    """Score answers, each with a reason where one is needed."""
    responses = Responses(
        catalogue=catalogue.ref,
        country="XAA",
        round="2026",
        answers=FrozenDict({id_: Answer(value=one, reason="why") for id_, one in answers.items()}),
    )
    return assess(responses, catalogue, method)


def gap_of(assessment: Assessment, indicator: str, target: int | None = None) -> Gap:
    """Return the gap of an indicator."""
    return next(gap for gap in find_gaps(assessment, target) if gap.indicator == indicator)


MIXED: dict[str, AnswerWord | int] = {
    "A-1.a": "unknown",
    "A-1.b": "yes",
    "A-1.c": "partly",
    "A-1.d": "withheld",
    "A-1.e": "not_applicable",
    "A-1.f": "no",
}
