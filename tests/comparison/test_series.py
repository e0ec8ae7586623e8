"""Many rounds: each with the one before, and the sums of what changed."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest
from comparison.journeys import PARTS, Journey, journeys
from comparison.test_rounds import changed
from hypothesis import given, settings

import teia_indicators as teia
from teia_indicators.testing import uniform_responses

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def three() -> list[teia.Responses]:
    first, last = (teia.read_responses(EXAMPLES / f"xaa-{year}.yaml") for year in (2026, 2028))
    return [first, last, changed(last, "2030", PRV_1_f="yes", NTF_4_b="yes", IDN_1_a="no")]


def test_each_round_is_compared_with_the_one_before(three: list[teia.Responses]) -> None:
    found = teia.compare_series(three)
    assert found.rounds == ("2026", "2028", "2030")
    assert len(found) == 3
    for one, (before, after) in zip(found.comparisons, itertools.pairwise(three), strict=True):
        assert one == teia.compare_rounds(before, after)
    lows = [teia.assess(one).overall.low for one in three]
    assert list(found.overall.figures) == lows
    assert repr(found) == "<RoundSeries XAA 2026 to 2030: low 47.5, 56.7, 55.0>"


def test_a_total_is_the_sum_of_its_parts(three: list[teia.Responses]) -> None:
    found = teia.compare_series(three)
    for node in found.nodes:
        total = node.total
        known = [one for one in node.changes if one is not None]
        assert len(known) == 2
        for name in PARTS:
            assert getattr(total, name) == math.fsum(getattr(one, name) for one in known)
        assert total.total == sum(part for part in total.parts.values() if part is not None)
        assert total.total == pytest.approx((total.later or 0) - (total.earlier or 0), abs=1e-14)


def test_a_node_is_followed_back_by_its_earlier_names(catalogue: teia.Catalogue) -> None:
    draft = teia.load_catalogue(ROOT / "tests" / "golden" / "catalogues" / "teia-0.9")
    rounds = [
        uniform_responses(draft, "no", round="2022"),
        uniform_responses(draft, "yes", round="2024"),
        uniform_responses(catalogue, "yes", round="2026"),
    ]
    found = teia.compare_series(rounds, older=[draft])
    renamed, new = found.node("IDN-4"), found.node("PRV-1")
    assert renamed.figures == (0.0, 1.0, 1.0)
    assert [one and one.real for one in renamed.changes] == [1.0, 0.0]
    assert new.figures == (None, None, 1.0)
    assert new.changes[0] is None
    assert new.total.total is None
    assert new.total.later == 1.0
    table = teia.to_frame(found)
    assert list(table[table.id == "PRV-1"]["low"].isna()) == [True, True, False]


@given(journeys())
@settings(max_examples=40)
def test_there_and_on_adds_up(journey: Journey) -> None:
    """A third round with the answers of the second changes nothing more."""
    first, second = journey.rounds()
    again = second.responses.model_copy(update={"round": "third"})
    found = teia.compare_series(
        [first, second, teia.assess(again, second.catalogue, second.method)]
    )
    alone = teia.compare_rounds(first, second, migration=journey.migration)
    assert found.comparisons[0] == alone
    assert not found.comparisons[1]
    for node in found.nodes:
        low = alone.node(node.id).low
        assert node.total.total == low.total


def codes(*arguments: object, **named: object) -> list[str]:
    with pytest.raises(teia.ComparisonError) as caught:
        teia.compare_series(*arguments, **named)  # type: ignore[arg-type]
    return [one.code for one in caught.value.problems]


def test_what_is_no_series_is_told(three: list[teia.Responses], catalogue: teia.Catalogue) -> None:
    first, second, third = three
    other = third.model_copy(update={"country": "XAB"})
    assert codes([]) == ["D005"]
    assert codes([first]) == ["D005"]
    assert codes([first, second, first]) == ["D006"]
    assert codes([first, second, other]) == ["D001"]
    assert codes([second, third, first]) == ["D002"]
    old = uniform_responses(catalogue.model_copy(update={"version": "0.1"}), "yes", round="2020")
    assert codes([old, first, other]) == ["D001", "D003"]
    weakest = teia.assess(third, method=teia.ScoringMethod(aggregation="minimum"))
    assert codes([teia.assess(first), second, weakest]) == ["D004"]
