"""Agreement of two layers: kappa by another formula, published values, and stage differences."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from gaps.small import assessed, catalogue_of
from hypothesis import given
from hypothesis import strategies as st

import teia_indicators as teia
from teia_indicators.analysis.layers import weighted_kappa
from teia_indicators.testing import uniform_responses

EXAMPLES = Path(__file__).parents[2] / "examples"
Pairs = list[tuple[int, int]]


def kappa_by_tables(pairs: Pairs, size: int) -> float | None:
    """Weighted kappa as textbooks write it: by tables observed and expected, and weights."""
    observed = np.zeros((size, size))
    for pair, count in Counter(pairs).items():
        observed[pair] = count
    if not observed.sum():
        return None
    observed /= observed.sum()
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0))
    steps = np.arange(size)
    weights = (steps[:, None] - steps[None, :]) ** 2 / (size - 1) ** 2
    below = float((weights * expected).sum())
    return None if below < 1e-15 else 1 - float((weights * observed).sum()) / below


def pairs_of(table: list[list[int]]) -> Pairs:
    return [
        (row, column)
        for row, line in enumerate(table)
        for column, count in enumerate(line)
        for _ in range(count)
    ]


#: Tables of 20 pairs whose kappa is short to work out from counts and margins.
BY_HAND = [
    ([[10, 0, 0], [0, 5, 0], [0, 0, 5]], 1.0),  # all on the diagonal
    # squared differences 4 * 20 = 80; by chance 4 * (10 * 10 + 10 * 10) / 20 = 40
    ([[0, 0, 10], [0, 0, 0], [10, 0, 0]], 1 - 80 / 40),
    ([[4, 4, 2], [2, 2, 1], [2, 2, 1]], 0.0),  # the product of its margins
    # squared differences 1 + 1 + 1 + 3 = 6; by chance, from the margins (5, 8, 7) and (5, 10, 5),
    # (5 * 10 + 8 * 5 + 8 * 5 + 7 * 10 + 4 * (5 * 5 + 7 * 5)) / 20 = 22
    ([[4, 1, 0], [1, 6, 1], [0, 3, 4]], 1 - 6 / 22),
]

#: The first two raters of the data set "anxiety" of the R package irr, whose manual page gives
#: kappa2(anxiety[, 1:2], "squared") as 0.297.
ANXIETY = (
    (3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
    (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
)


def test_kappa_is_the_published_one() -> None:
    found = weighted_kappa(list(zip(*ANXIETY, strict=True)))
    assert found is not None
    assert round(found, 3) == 0.297


@pytest.mark.parametrize(("table", "kappa"), BY_HAND)
def test_kappa_worked_by_hand(table: list[list[int]], kappa: float) -> None:
    found = weighted_kappa(pairs_of(table))
    assert found is not None
    assert math.isclose(found, kappa, abs_tol=1e-12)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=40))
def test_kappa_is_that_of_the_tables(pairs: Pairs) -> None:
    found, expected = weighted_kappa(pairs), kappa_by_tables(pairs, 3)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert math.isclose(found, expected, abs_tol=1e-12)


def test_kappa_is_undefined_without_pairs_and_without_any_difference() -> None:
    assert weighted_kappa([]) is None
    assert weighted_kappa([(2, 2)] * 5) is None
    assert weighted_kappa([(2, 0)]) == 0


@pytest.fixture(scope="module")
def own() -> teia.Assessment:
    return teia.assess(teia.read_responses(EXAMPLES / "xaa-2026.yaml"))


@pytest.fixture(scope="module")
def reviewer(own: teia.Assessment) -> teia.Assessment:
    """A reviewer who doubts every third yes of the first two areas and skips one indicator."""
    yes = [item for item, one in own.responses.answers.items() if one.value == "yes"]
    early = [item for item in yes if item[:3] in ("IDN", "NTF")][::3]
    return teia.what_if(own, {**dict.fromkeys(early, "partly"), "PUB-1": "not_applicable"})


def test_agreement_per_area_and_overall(own: teia.Assessment, reviewer: teia.Assessment) -> None:
    found = teia.compare_layers(own, reviewer)
    order = {"no": 0, "partly": 1, "yes": 2}
    every: Pairs = []
    for area in own.catalogue.areas:
        pairs: Pairs = []
        for indicator in area.indicators:
            if "not_applicable" in {one.responses.value(indicator.id) for one in (own, reviewer)}:
                continue
            for one in indicator.criteria:
                words = [str(layer.responses.value(one.id)) for layer in (own, reviewer)]
                if set(words) <= set(order):
                    pairs.append((order[words[0]], order[words[1]]))
        every += pairs
        expected = kappa_by_tables(pairs, 3)
        got = found.areas[area.id]
        assert got.n == len(pairs)
        assert got.kappa is not None
        assert expected is not None
        assert math.isclose(got.kappa, expected, abs_tol=1e-12)
        assert got.same == sum(x == y for x, y in pairs) / len(pairs)
    whole = kappa_by_tables(every, 3)
    assert whole is not None
    assert math.isclose(found.overall.kappa or 0, whole, abs_tol=1e-12)
    assert found.areas["PRV"].kappa == 1
    assert found.areas["IDN"].kappa is not None
    assert found.areas["IDN"].kappa < 1


def test_stage_differences_are_reviewer_minus_self_of_the_lows(
    own: teia.Assessment, reviewer: teia.Assessment
) -> None:
    found = teia.compare_layers(own, reviewer)
    ids = [one.id for one in own.catalogue.areas[0].indicators]
    lows = [
        (reviewer.indicators[item].stage_low or 0) - (own.indicators[item].stage_low or 0)
        for item in ids
    ]
    assert found.areas["IDN"].stage_difference == sum(lows) / len(lows) < 0
    assert found.areas["PUB"].indicators == len(own.catalogue.areas[-1].indicators) - 1
    backwards = teia.compare_layers(reviewer, own)
    assert backwards.overall.stage_difference == -(found.overall.stage_difference or 0)
    assert backwards.overall.kappa == found.overall.kappa


def test_the_bounds_of_the_difference_hold_for_all_completions() -> None:
    small = catalogue_of()
    own = assessed(small, {"A-1.b": "unknown", "A-1.d": "yes", "B-1.a": "yes"})
    reviewer = assessed(small, {"A-1.b": "yes", "A-1.d": "yes", "A-1.c": "withheld", "B-1.a": "no"})
    found = teia.compare_layers(own, reviewer).areas["A"]
    rest = dict.fromkeys(("A-1.a", "A-1.c", "A-1.e", "A-1.f", "A-1.b", "A-1.d"), "yes")
    seen = []
    for mine in ("yes", "no"):
        for theirs in ("yes", "no"):
            a = teia.what_if(own, {**rest, "A-1.b": mine, "A-1.d": "yes"})
            b = teia.what_if(
                reviewer, {**dict.fromkeys(rest, theirs), "A-1.b": "yes", "A-1.d": "yes"}
            )
            seen.append(teia.compare_layers(a, b).areas["A"].stage_difference or 0.0)
    low, high = found.stage_difference_low, found.stage_difference_high
    assert low is not None
    assert high is not None
    assert found.stage_difference is not None
    assert low <= found.stage_difference <= high


def test_identical_layers_agree_fully_and_uniform_ones_have_no_kappa(
    own: teia.Assessment, catalogue: teia.Catalogue
) -> None:
    same = teia.compare_layers(own, own)
    assert same.overall.kappa == same.overall.same == 1
    assert same.overall.stage_difference == 0
    yes = uniform_responses(catalogue, "yes")
    uniform = teia.compare_layers(yes, yes)
    assert uniform.overall.kappa is None
    assert uniform.overall.n == len(catalogue.criteria)
    no = teia.compare_layers(yes, uniform_responses(catalogue, "no"))
    assert no.overall.kappa == 0
    assert no.overall.stage_difference == -5
    open_ones = teia.compare_layers(yes, uniform_responses(catalogue, "unknown"))
    assert (open_ones.overall.n, open_ones.overall.kappa, open_ones.overall.same) == (0, None, None)
    assert open_ones.overall.stage_difference_low == -5
    assert open_ones.overall.stage_difference_high == 0


def test_layers_of_another_country_or_catalogue_are_refused(
    own: teia.Assessment, catalogue: teia.Catalogue
) -> None:
    other = teia.assess(uniform_responses(catalogue, "yes", country="XAB"), catalogue)
    with pytest.raises(teia.MethodError) as caught:
        teia.compare_layers(own, other)
    assert [one.code for one in caught.value] == ["M044"]
    newer = catalogue.model_copy(update={"version": "2.0"})
    with pytest.raises(teia.MethodError) as caught:
        teia.compare_layers(own, teia.assess(uniform_responses(newer, "yes"), newer))
    assert [one.code for one in caught.value] == ["M041"]


def test_shown_and_as_a_table(own: teia.Assessment, reviewer: teia.Assessment) -> None:
    found = teia.compare_layers(own, reviewer)
    assert repr(found).startswith("<LayerComparison XAA 2026: kappa 0.")
    assert "<caption>XAA 2026: reviewer minus self</caption>" in found._repr_html_()
    frame = teia.to_frame(found)
    assert list(frame["id"]) == ["overall", *own.areas]
    assert frame["kappa"].dtype == "float64"
    empty = teia.compare_layers(own.responses, own.responses)
    assert dict(teia.to_frame(empty).dtypes) == dict(frame.dtypes)
    assert teia.LayerComparison.model_validate_json(found.model_dump_json()) == found
