"""Comparison of rounds: step 3 of the cycle."""

from teia_indicators.comparison.model import (
    Change,
    CriterionChange,
    CriterionChanges,
    NodeChange,
    RoundComparison,
)
from teia_indicators.comparison.review import ActionReview, CriterionTurn, PlanReview
from teia_indicators.comparison.rounds import compare_rounds
from teia_indicators.comparison.series import NodeSeries, RoundSeries, compare_series

__all__ = [
    "ActionReview",
    "Change",
    "CriterionChange",
    "CriterionChanges",
    "CriterionTurn",
    "NodeChange",
    "NodeSeries",
    "PlanReview",
    "RoundComparison",
    "RoundSeries",
    "compare_rounds",
    "compare_series",
]
