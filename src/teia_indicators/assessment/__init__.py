"""What the answers are worth: stages, figures with bounds, and why."""

from teia_indicators.assessment.batch import assess_frame, assess_matrix
from teia_indicators.assessment.kernel import AnswerCode
from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.assessment.result import (
    AreaScore,
    Assessment,
    Counts,
    DimensionScore,
    EvidenceProfile,
    IndicatorScore,
    NodeScore,
)
from teia_indicators.assessment.score import assess, what_if
from teia_indicators.assessment.trace import Explanation

__all__ = [
    "AnswerCode",
    "AreaScore",
    "Assessment",
    "Counts",
    "DimensionScore",
    "EvidenceProfile",
    "Explanation",
    "IndicatorScore",
    "NodeScore",
    "ScoringMethod",
    "assess",
    "assess_frame",
    "assess_matrix",
    "what_if",
]
