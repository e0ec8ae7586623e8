"""What figures say together: how sure they are, how they agree, how they relate."""

from teia_indicators.analysis.common import CommonGap
from teia_indicators.analysis.group import GroupProfile, group_profile
from teia_indicators.analysis.layers import LayerComparison, compare_layers
from teia_indicators.analysis.narrowing import NextAnswers, next_answers
from teia_indicators.analysis.published import PublishedGroup
from teia_indicators.analysis.relations import SetStatistics
from teia_indicators.analysis.statistics import describe_set
from teia_indicators.analysis.uncertain import Uncertainty
from teia_indicators.analysis.uncertainty import simulate_uncertainty
from teia_indicators.analysis.vary import Vary

__all__ = [
    "CommonGap",
    "GroupProfile",
    "LayerComparison",
    "NextAnswers",
    "PublishedGroup",
    "SetStatistics",
    "Uncertainty",
    "Vary",
    "compare_layers",
    "describe_set",
    "group_profile",
    "next_answers",
    "simulate_uncertainty",
]
