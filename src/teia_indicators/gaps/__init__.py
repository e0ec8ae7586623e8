"""Gaps: which criteria stand between a country and its targets."""

from teia_indicators.catalogue.target import Target, TargetStep
from teia_indicators.gaps.find import find_gaps
from teia_indicators.gaps.model import Gap, GapCriterion, Gaps

__all__ = ["Gap", "GapCriterion", "Gaps", "Target", "TargetStep", "find_gaps"]
