"""Action plans: drafted from gaps, proven by scoring again, edited, scheduled, checked."""

from teia_indicators.action_plan.file import read_plan, write_plan
from teia_indicators.action_plan.model import (
    ActionPlan,
    Amount,
    Limits,
    PlannedAction,
    Proof,
)

__all__ = [
    "ActionPlan",
    "Amount",
    "Limits",
    "PlannedAction",
    "Proof",
    "read_plan",
    "write_plan",
]
