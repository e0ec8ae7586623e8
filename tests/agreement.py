"""Comparing the library's results with the oracle's."""

import math

import oracle
from strategies import Case

from teia_indicators import Assessment
from teia_indicators.assessment import AreaScore

FIGURES = ("low", "value", "high")
Groups = list[tuple[AreaScore, oracle.OGroupResult, oracle.Rule]]


def expect(got: float | None, want: oracle.Number | None, *, exactly: bool) -> None:
    """Assert that a figure is the oracle's: to the last bit, or to 1e-12 where it is a mean."""
    if got is None or want is None:
        assert got is None
        assert want is None
    elif exactly:
        assert got == float(want)
    else:
        assert math.isclose(got, float(want), rel_tol=1e-12, abs_tol=1e-12), (got, want)


def groups_of(case: Case, got: Assessment) -> Groups:
    """Pair areas and the whole with the oracle's results and rules."""
    want, plan = case.expected(), case.effective
    found = [
        (got.areas[area.id], want.areas[area.id], oracle.rule_at(area.settings, case.method))
        for area in plan.areas
    ]
    return [*found, (got.overall, want.overall, oracle.rule_at(plan.settings, case.method))]
