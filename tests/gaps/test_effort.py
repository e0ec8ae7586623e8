"""Effort of a gap: the cheapest actions that turn exactly its criteria."""

from __future__ import annotations

import json

import pytest
from gaps.small import MIXED, assessed, catalogue_of, gap_of

from teia_indicators import Catalogue, assess, find_gaps, load_catalogue
from teia_indicators.testing import uniform_responses


def with_actions(*actions: tuple[tuple[str, ...], str]) -> Catalogue:
    """Return the small catalogue with actions, each the criteria it turns and its effort."""
    library = [
        {
            "id": f"A-A{at:02}",
            "type": "law",
            "title": "Do",
            "text": "Do it.",
            "turns": list(turns),
            "owner": "ministry",
            "effort": effort,
            "duration": "up to 6 months",
            "completion": "It is done.",
        }
        for at, (turns, effort) in enumerate(actions, 1)
    ]
    content = {**json.loads(catalogue_of().model_dump_json()), "actions": library}
    return Catalogue.model_validate_json(json.dumps(content))


@pytest.mark.parametrize(
    ("actions", "effort"),
    [
        ((), None),
        (((("A-1.d", "A-1.c"), "small"),), None),
        (((("A-1.d", "A-1.c", "A-1.a"), "large"),), 9),
        (
            (
                (("A-1.d",), "small"),
                (("A-1.c", "A-1.a"), "large"),
                (("A-1.c",), "small"),
                (("A-1.a",), "medium"),
            ),
            5,
        ),
        (
            ((("A-1.d", "A-1.c"), "medium"), (("A-1.c", "A-1.a"), "medium"), (("A-1.d",), "small")),
            4,
        ),
        (((("A-1.d", "A-1.b"), "small"), (("A-1.c", "A-1.a", "B-1.a"), "small")), 2),
    ],
)
def test_effort_is_that_of_the_cheapest_actions_for_exactly_these_criteria(
    actions: tuple[tuple[tuple[str, ...], str], ...], effort: int | None
) -> None:
    gap = gap_of(assessed(with_actions(*actions), MIXED), "A-1")
    assert {one.id for one in gap.criteria} == {"A-1.d", "A-1.c", "A-1.a"}
    assert gap.effort == effort


def test_the_effort_for_the_next_stage_is_that_of_its_criteria_only() -> None:
    actions = ((("A-1.d",), "small"), (("A-1.c",), "medium"), (("A-1.a",), "large"))
    gap = gap_of(assessed(with_actions(*actions), MIXED), "A-1")
    assert [one.id for one in gap.criteria if one.blocks_next] == ["A-1.d"]
    assert (gap.effort, gap.next_effort) == (13, 1)
    assert gap_of(assessed(with_actions(*actions[1:]), MIXED), "A-1").next_effort is None


def test_the_gain_is_divided_by_the_effort() -> None:
    catalogue = load_catalogue()
    gaps = find_gaps(assess(uniform_responses(catalogue, "no"), catalogue), 5)
    assert any(gap.effort and gap.effort > 1 for gap in gaps)
    for gap in gaps:
        assert gap.gain_per_effort == gap.gain_overall / (gap.effort or 1)
    terms = [-round(gap.gain_per_effort, 12) for gap in gaps]
    assert terms == sorted(terms)
