"""Gaps: which criteria stand between a country and its targets."""

from teia_indicators.gaps.find import find_gaps
from teia_indicators.gaps.model import Gap, GapCriterion, Gaps, Target

__all__ = ["Gap", "GapCriterion", "Gaps", "Target", "find_gaps"]
