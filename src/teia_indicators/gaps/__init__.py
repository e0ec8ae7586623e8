"""Gaps: which criteria stand between a country and its targets."""

from teia_indicators.catalogue.target import Target, TargetStep
from teia_indicators.gaps.find import find_gaps
from teia_indicators.gaps.model import Gap, GapCriterion, Gaps
from teia_indicators.gaps.views import GapsByAuthority, GapsByDimension, GapView, QuickWins

__all__ = [
    "Gap",
    "GapCriterion",
    "GapView",
    "Gaps",
    "GapsByAuthority",
    "GapsByDimension",
    "QuickWins",
    "Target",
    "TargetStep",
    "find_gaps",
]
