"""What planning costs: a greedy draft as a ratio to scoring, the best plans in seconds."""

from __future__ import annotations

import random
import time
from unittest import mock

import measuring

import teia_indicators as teia
from teia_indicators.action_plan import draft as draft_module
from teia_indicators.testing import uniform_responses


def everything_to_do(catalogue: teia.Catalogue) -> teia.Assessment:
    """Return an assessment in which no criterion is met."""
    return teia.assess(uniform_responses(catalogue, "no", country="XAA", round="2026"), catalogue)


def draft_times(catalogue: teia.Catalogue, rounds: int) -> tuple[float, float]:
    """Return the seconds for finding all gaps and drafting greedily, and for scoring."""
    assessment = everything_to_do(catalogue)

    def drafted() -> teia.ActionPlan:
        return teia.draft_action_plan(teia.find_gaps(assessment))

    def scored() -> teia.Assessment:
        return teia.assess(assessment.responses, catalogue)

    with mock.patch.object(draft_module, "find_spec", return_value=None):
        draft, score = measuring.least_times(rounds, drafted, scored)
    return draft, score


def seconds_within_budgets(catalogue: teia.Catalogue, parts: int) -> float:
    """Return the most seconds that the best plan within a budget takes, of many budgets.

    The amounts are drawn with cents, so that hardly any two sums are equal.
    """
    gaps, seconds = teia.find_gaps(everything_to_do(catalogue)), []
    for seed in (1, 2):
        draws = random.Random(seed)
        amounts: dict[str, teia.Amount | float] = {
            one.id: round(draws.uniform(100, 90_000), 2) for one in catalogue.actions
        }
        total = sum(amount for amount in amounts.values() if isinstance(amount, float))
        for part in range(parts + 1):
            budget = round(0.6 * total * part / parts, 2)
            start = time.perf_counter()
            teia.draft_action_plan(gaps, amounts=amounts, budget=budget, currency="EUR")
            seconds.append(time.perf_counter() - start)
    return max(seconds)


def seconds_for_the_least(catalogue: teia.Catalogue, rounds: int) -> float:
    """Return the seconds that the least plan takes, with scipy."""
    gaps = teia.find_gaps(everything_to_do(catalogue))
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        teia.draft_action_plan(gaps)
        seconds.append(time.perf_counter() - start)
    return min(seconds)
