"""A group of countries: quantiles by inverted_cdf, n always shown, and who can show whom."""

from __future__ import annotations

import numpy as np
import pytest
from gaps.small import assessed, catalogue_of
from hypothesis import given
from hypothesis import strategies as st

import teia_indicators as teia
from teia_indicators.analysis.sets import position
from teia_indicators.testing import uniform_responses


def group(catalogue: teia.Catalogue, words: str = "yynuN") -> list[teia.Assessment]:
    names = {"y": "yes", "n": "no", "u": "unknown", "N": "not_applicable"}
    return [
        teia.assess(uniform_responses(catalogue, names[w], country=f"XA{chr(65 + at)}"), catalogue)  # type: ignore[arg-type]
        for at, w in enumerate(words)
    ]


def test_n_counts_those_that_have_the_figure(catalogue: teia.Catalogue) -> None:
    found = teia.group_profile(group(catalogue))
    assert found.countries == ("XAA", "XAB", "XAC", "XAD", "XAE")
    assert found.nodes["overall"].value.n == 4
    assert found.nodes["overall"].value.values == (0, 0, 1)
    assert found.nodes["PRV"].stage_low is None
    stages = found.nodes["PRV-1"]
    assert stages.stage_low is not None
    assert stages.stage_high is not None
    assert stages.stage_low.values == (1, 1, 6)
    assert stages.stage_high.values == (1, 6, 6)


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=30),
    st.sampled_from((0.0, 0.1, 0.25, 0.3, 0.5, 0.7, 0.75, 0.9, 1.0)),
)
def test_quantiles_are_those_of_numpy(numbers: list[int], share: float) -> None:
    ordered = sorted(numbers)
    exact = ordered[position(share, len(ordered))]
    # 0.1 and 0.3 and 0.7 of 10 are decided in exact arithmetic; numpy's products may be above.
    known = {
        float(np.quantile(ordered, abs(share - nudge), method="inverted_cdf"))
        for nudge in (0, 1e-12)
    }
    assert exact in known


def test_a_share_is_decided_exactly() -> None:
    assert [position(share, 10) for share in (0, 0.1, 0.7, 0.70001, 1)] == [0, 0, 6, 7, 9]


def test_who_can_show_what_to_whom() -> None:
    small = catalogue_of()
    top = assessed(small, {"A-1": 9, "A-2": 4, "B-1.a": "yes"})
    low = assessed(small, {"A-1": 4, "A-2": 4, "B-1.a": "unknown"})
    low = teia.assess(low.responses.model_copy(update={"country": "XAB"}), small)
    leads = teia.group_profile([top, low]).leads
    assert [(one.indicator, one.shows, one.sees, one.stages) for one in leads] == [
        ("A-1", "XAA", "XAB", 5)
    ]


def test_leads_are_exactly_the_pairs_two_stages_apart(catalogue: teia.Catalogue) -> None:
    members = group(catalogue, "ynu")
    found = {(one.indicator, one.shows, one.sees) for one in teia.group_profile(members).leads}
    expected = {
        (item, a.country, b.country)
        for item in members[0].indicators
        for a in members
        for b in members
        if (a.indicators[item].stage_low or 0) - (b.indicators[item].stage_high or 0) >= 2
    }
    assert found == expected
    assert len(found) == len(catalogue.indicators)


def test_nothing_applicable_gives_no_quantile(catalogue: teia.Catalogue) -> None:
    found = teia.group_profile(group(catalogue, "N"))
    assert (found.nodes["overall"].value.n, found.nodes["overall"].value.values) == (0, ())
    frame = teia.to_frame(found)
    assert frame["value"].isna().all()
    assert (frame["n"] == 0).all()
    assert dict(frame.dtypes) == dict(teia.to_frame(teia.group_profile(group(catalogue))).dtypes)


def test_what_does_not_belong_together_is_refused(catalogue: teia.Catalogue) -> None:
    one = group(catalogue, "y")[0]
    minimum = teia.assess(
        uniform_responses(catalogue, "yes", country="XAB"),
        catalogue,
        teia.ScoringMethod(aggregation="minimum"),
    )
    newer = catalogue.model_copy(update={"version": "2.0"})
    other = teia.assess(uniform_responses(newer, "yes", country="XAC"), newer)
    with pytest.raises(teia.MethodError) as caught:
        teia.group_profile([one, one, minimum, other])
    assert sorted(found.code for found in caught.value) == ["M041", "M042", "M043"]
    for shares in ([-0.1], [1.5], [float("nan")]):
        with pytest.raises(teia.MethodError) as caught:
            teia.group_profile([one], shares=shares)
        assert [found.code for found in caught.value] == ["M046"]
    with pytest.raises(teia.MethodError) as caught:
        teia.group_profile([])
    assert [found.code for found in caught.value] == ["M040"]


def test_shown(catalogue: teia.Catalogue) -> None:
    found = teia.group_profile(group(catalogue))
    assert repr(found) == "<GroupProfile: 5 countries, 48 leads>"
    assert "<caption>Group of 5: quantiles of the value</caption>" in found._repr_html_()
    assert teia.GroupProfile.model_validate_json(found.model_dump_json()) == found
