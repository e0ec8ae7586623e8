"""Action plans: drafted from gaps, proven by scoring again, edited, scheduled, checked."""

from teia_indicators.action_plan.draft import draft_action_plan
from teia_indicators.action_plan.file import read_plan, write_plan
from teia_indicators.action_plan.lint import check_plan
from teia_indicators.action_plan.model import (
    ActionPlan,
    Amount,
    Limits,
    PlannedAction,
    Proof,
)
from teia_indicators.action_plan.schedule import schedule_plan

__all__ = [
    "ActionPlan",
    "Amount",
    "Limits",
    "PlannedAction",
    "Proof",
    "check_plan",
    "draft_action_plan",
    "read_plan",
    "schedule_plan",
    "write_plan",
]
