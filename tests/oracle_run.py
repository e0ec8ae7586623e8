"""The library against the oracle on as many random cases as there is time for.

    python tests/oracle_run.py 100000

Each thousand has a seed of its own, which is named where one differs; half of the cases have
rounded nodes. It prints how many agreed, and ends at the first that does not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, seed, settings
from property import test_oracle
from strategies import Case, cases

SIZE = 1000
ALWAYS = (
    test_oracle.test_indicators_equal_the_oracle_exactly,
    test_oracle.test_declared_stages_outside_the_interval_are_findings,
    test_oracle.test_what_accompanies_the_figures_equals_the_oracle,
    test_oracle.test_dimensions_equal_the_oracle,
)
FIGURES = {
    False: test_oracle.test_figures_of_areas_and_overall_equal_the_oracle,
    True: test_oracle.test_rounded_figures_equal_the_oracle_exactly,
}


def agreement(rounding: bool) -> Callable[[Case], None]:
    """Return the check of one case: all that the tests of the oracle compare."""
    checks = [one.hypothesis.inner_test for one in (*ALWAYS, FIGURES[rounding])]  # type: ignore[attr-defined]

    def agrees(case: Case) -> None:
        for check in checks:
            check(case)

    return agrees


def main(count: int) -> None:
    """Check so many cases, a thousand with each seed."""
    setting = settings(
        max_examples=SIZE,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    done = 0
    for number in range(-(-count // SIZE)):
        rounding = bool(number % 2)
        try:
            seed(number)(setting(given(cases(rounding=rounding))(agreement(rounding))))()
        except AssertionError:
            sys.stdout.write(f"differs: seed {number}, rounding {rounding}\n")
            raise
        done += SIZE
        sys.stdout.write(f"{done} cases agree\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
