"""The action library: what it holds, its order, and the cheapest set for a gap."""

from __future__ import annotations

from itertools import combinations, pairwise
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

import teia_indicators as teia
from teia_indicators.catalogue.actions import (
    EFFORT_POINTS,
    Action,
    least_effort,
    makers_of,
    unreachable,
)


def action(
    name: str, turns: list[str], effort: str = "small", requires: tuple[str, ...] = ()
) -> Action:
    return Action.model_validate_json(
        Action.model_construct(
            id=name,
            type="law",
            title="t",
            text="t",
            turns=tuple(turns),
            requires=requires,
            owner="o",
            effort=effort,  # type: ignore[arg-type]
            duration="up to 6 months",
            completion="c",
        ).model_dump_json()
    )


def test_every_criterion_has_an_action(catalogue: teia.Catalogue) -> None:
    turned = {item for one in catalogue.actions for item in one.turns}
    assert turned == {criterion.id for criterion in catalogue.criteria}
    assert len(catalogue.actions) >= 200


def test_no_action_restates_its_criterion(catalogue: teia.Catalogue) -> None:
    texts = {criterion.id: set(criterion.text.lower().split()) for criterion in catalogue.criteria}
    for one in catalogue.actions:
        words = set(one.text.lower().split())
        for item in one.turns:
            assert len(words - texts[item]) >= 8, one.id


def test_no_amounts_of_money(catalogue: teia.Catalogue) -> None:
    for one in catalogue.actions:
        assert not any(sign in f"{one.title} {one.text}" for sign in "$€£")


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("abcd"), min_size=1, max_size=3),
            st.sampled_from(sorted(EFFORT_POINTS)),
        ),
        max_size=6,
    ),
    st.lists(st.sampled_from("abcd"), max_size=4),
)
def test_least_effort_is_that_of_brute_force(
    library: list[tuple[list[str], str]], wanted: list[str]
) -> None:
    actions = [action(f"A{at}", turns, effort) for at, (turns, effort) in enumerate(library)]
    sums = [
        sum(one.points for one in chosen)
        for size in range(len(actions) + 1)
        for chosen in combinations(actions, size)
        if set(wanted) <= {item for one in chosen for item in one.turns}
    ]
    assert least_effort(wanted, makers_of(actions)) == min(sums, default=None)
    with patch("teia_indicators.catalogue.actions._FEW", 0):
        searching = makers_of(actions)
    assert least_effort(wanted, searching) == min(sums, default=None)


@pytest.mark.parametrize(
    ("requires", "turns", "stuck"),
    [
        ({"A": [], "B": ["A"]}, {"A": ["x"], "B": ["y"]}, set()),
        ({"A": ["B"], "B": ["A"]}, {"A": ["x"], "B": ["y"]}, {"A", "B"}),
        ({"A": ["y"], "B": ["x"]}, {"A": ["x"], "B": ["y"]}, {"A", "B"}),
        ({"A": ["y"], "B": ["x"], "C": []}, {"A": ["x"], "B": ["y"], "C": ["x"]}, set()),
        ({"A": ["z"]}, {"A": ["x"]}, set()),  # nothing turns z: it may be met already
        ({"A": [], "B": ["C"], "C": ["B", "A"]}, {"A": ["x"], "B": ["y"], "C": ["z"]}, {"B", "C"}),
    ],
)
def test_actions_that_wait_for_each_other(
    requires: dict[str, list[str]], turns: dict[str, list[str]], stuck: set[str]
) -> None:
    assert unreachable(requires, turns) == stuck


def test_the_effort_of_a_gap_is_in_its_rank(catalogue: teia.Catalogue) -> None:
    from teia_indicators.testing import uniform_responses

    gaps = teia.find_gaps(teia.assess(uniform_responses(catalogue, "no"), catalogue))
    assert all(gap.effort is not None and gap.effort >= 1 for gap in gaps)
    ratios = [gap.gain_overall / (gap.effort or 1) for gap in gaps]
    assert all(first >= second - 1e-12 for first, second in pairwise(ratios))
