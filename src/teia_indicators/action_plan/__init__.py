"""Action plans: drafted from gaps, proven by scoring again, edited, scheduled, checked."""

from teia_indicators.action_plan.model import (
    ActionPlan,
    Amount,
    Limits,
    PlannedAction,
    Proof,
)

__all__ = ["ActionPlan", "Amount", "Limits", "PlannedAction", "Proof"]
