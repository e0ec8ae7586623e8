"""What can be chosen among, against the same said slowly."""

from __future__ import annotations

from action_plan.libraries import carried_out, libraries, turned
from hypothesis import given

from teia_indicators.action_plan.choices import Choices


@given(libraries())
def test_what_serves_can_be_carried_out_and_turns_what_is_wanted(found: Choices) -> None:
    count = len(found.candidates)
    for bits in range(2**count):
        chosen = {at for at in range(count) if bits >> at & 1}
        whole = carried_out(found, chosen) == chosen
        assert found.serves(chosen) == (whole and turned(found, chosen) >= set(found.wanted))


@given(libraries())
def test_without_one_action_nothing_is_left_that_needs_it(found: Choices) -> None:
    order = found.in_order(range(len(found.candidates)))
    left = list(found.without_each(order, order))
    assert left == [carried_out(found, set(order) - {one}) for one in order]
