"""Statistics of a set: against plain formulas, against re-scoring, and none where undefined."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import teia_indicators as teia
from teia_indicators.analysis.statistics import cronbach_alpha, main_effect, nominal_weights
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.testing import uniform_responses

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module", autouse=True)
def scipy() -> Any:
    return pytest.importorskip("scipy.stats", reason="scipy is not installed")


def points() -> Catalogue:
    """Return two areas of items on a scale of 0 to 10: three items and two."""

    def area(name: str, weights: tuple[float, ...], weight: float) -> dict[str, object]:
        items = tuple(
            {"id": f"{name}-{at}", "title": name, "weight": one} for at, one in enumerate(weights)
        )
        return {"id": name, "title": name, "weight": weight, "indicators": items}

    return Catalogue.model_validate(
        {
            "id": "points",
            "version": "1",
            "title": "Points",
            "scale": {"stages": tuple({"stage": one, "label": str(one)} for one in range(11))},
            "areas": (area("A", (1.0, 2.0, 1.0), 1.0), area("B", (1.0, 1.0), 2.0)),
        }
    )


def scored(
    catalogue: Catalogue, table: np.ndarray, method: teia.ScoringMethod | None = None
) -> list[teia.Assessment]:
    """Score a table of stages, one row a country; a negative stage is not applicable."""
    found = []
    for at, row in enumerate(table):
        answers = {
            one.id: teia.Answer(value=int(stage))
            if stage >= 0
            else teia.Answer(value="not_applicable", reason="why")
            for one, stage in zip(catalogue.indicators, row, strict=True)
        }
        responses = teia.Responses(
            catalogue=catalogue.ref,
            country=f"X{chr(65 + at // 26)}{chr(65 + at % 26)}",
            round="2026",
            answers=FrozenDict(answers),
        )
        found.append(teia.assess(responses, catalogue, method))
    return found


@pytest.fixture(scope="module")
def members() -> list[teia.Assessment]:
    rng = np.random.default_rng(3)
    common = rng.integers(0, 6, size=(40, 1))
    return scored(points(), common + rng.integers(0, 6, size=(40, 5)))


@pytest.fixture(scope="module")
def found(members: list[teia.Assessment]) -> teia.SetStatistics:
    return teia.describe_set(members)


def column(members: list[teia.Assessment], item: str) -> np.ndarray:
    return np.array([one.node(item).value for one in members], dtype=float)


def test_correlations_are_those_of_plain_formulas(
    members: list[teia.Assessment], found: teia.SetStatistics
) -> None:
    assert len(found.correlations) == 1 + 10
    for one in found.correlations:
        x, y = column(members, one.first), column(members, one.second)
        assert one.n == 40
        assert one.pearson == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-12)
        ranks = [[float((z < own).sum() + ((z == own).sum() + 1) / 2) for own in z] for z in (x, y)]
        assert one.spearman == pytest.approx(np.corrcoef(ranks[0], ranks[1])[0, 1], abs=1e-12)
        same_area = one.first[0] == one.second[0]
        assert one.within == (one.level == "indicator" and same_area)


def test_alpha_by_its_definition(members: list[teia.Assessment], found: teia.SetStatistics) -> None:
    table = np.array([column(members, one.id) for one in points().indicators])
    by_id = {one.id: one for one in found.reliability}
    assert list(by_id) == ["overall", "A", "B"]
    for name, rows in (("overall", table), ("A", table[:3]), ("B", table[3:])):
        k = len(rows)
        covariance = np.cov(rows)
        mean_variance = np.trace(covariance) / k
        mean_covariance = (covariance.sum() - np.trace(covariance)) / (k * (k - 1))
        # the other textbook form: k c / (v + (k - 1) c)
        expected = k * mean_covariance / (mean_variance + (k - 1) * mean_covariance)
        assert by_id[name].alpha == pytest.approx(expected, abs=1e-12)
        assert (by_id[name].items, by_id[name].n) == (k, 40)
    assert cronbach_alpha(np.array([[1.0, 2, 3], [1, 2, 3]])) == pytest.approx(1)


def test_contributions_add_up_to_the_mean_under_arithmetic_means(
    members: list[teia.Assessment], found: teia.SetStatistics
) -> None:
    mean = column(members, "overall").mean()
    for level in ("indicator", "area"):
        parts = [one.contribution or 0 for one in found.items if one.level == level]
        assert math.isclose(sum(parts), mean, abs_tol=1e-12)
    weights = nominal_weights(points())
    assert weights == {
        "A": 1 / 3,
        "B": 2 / 3,
        "A-0": 1 / 12,
        "A-1": 1 / 6,
        "A-2": 1 / 12,
        "B-0": 1 / 3,
        "B-1": 1 / 3,
    }
    one = found.item("A-1")
    assert one.weight == weights["A-1"]
    assert one.contribution == pytest.approx(weights["A-1"] * column(members, "A-1").mean())


def plain_ranks(values: list[float]) -> list[int]:
    return [1 + sum(round(other - own, 12) > 0 for other in values) for own in values]


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric", "minimum"])
def test_rank_shifts_are_those_of_scoring_without_the_item(aggregation: str) -> None:
    rng = np.random.default_rng(8)
    method = teia.ScoringMethod(aggregation=aggregation)  # type: ignore[arg-type]
    members = scored(points(), rng.integers(1, 11, size=(12, 5)), method)
    found = teia.describe_set(members)
    before = plain_ranks([one.overall.value or 0 for one in members])
    for one in found.items:
        gone = [i.id for i in points().indicators if one.id in (i.id, i.id[0])]
        without = [
            teia.what_if(member, dict.fromkeys(gone, "not_applicable")).overall.value or 0
            for member in members
        ]
        shifts = [abs(a - b) for a, b in zip(before, plain_ranks(without), strict=True)]
        assert one.rank_shift == pytest.approx(np.mean(shifts))
        assert one.rank_shift_most == max(shifts)


def test_main_effect_of_classes_is_eta_squared() -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 4, size=200).astype(float)
    y = (x - 1.5) ** 2 + rng.normal(size=200)
    between = sum(
        (x == value).sum() * (y[x == value].mean() - y.mean()) ** 2 for value in np.unique(x)
    )
    effect = main_effect(x, y)
    assert effect == pytest.approx(between / ((y - y.mean()) ** 2).sum())
    assert abs(np.corrcoef(x, y)[0, 1]) ** 2 < 0.1 < (effect or 0)


def test_main_effects_of_an_additive_figure_are_its_shares_of_variance() -> None:
    """y = 3 u + v with u and v independent and uniform: 9/10 and 1/10; and one that bends."""
    rng = np.random.default_rng(4)
    u, v = rng.random((2, 3000))
    for x, expected in ((u, 0.9), (v, 0.1)):
        assert main_effect(x, 3 * u + v) == pytest.approx(expected, abs=0.03)
    assert main_effect(u, (u - 0.5) ** 3 - u / 10) == pytest.approx(1, abs=1e-12)
    assert abs(np.corrcoef(u, (u - 0.5) ** 2)[0, 1]) < 0.05
    assert main_effect(u, (u - 0.5) ** 2) == pytest.approx(1, abs=1e-12)
    noise = u + 1e-15 * rng.normal(size=3000).round()
    assert main_effect(noise.round(1) + 1e-16, v) == pytest.approx(0, abs=0.01)


def test_effective_weights_add_up_to_one(found: teia.SetStatistics) -> None:
    for level in ("indicator", "area"):
        parts = [one.effective_weight for one in found.items if one.level == level]
        assert math.isclose(sum(part or 0 for part in parts), 1)
    assert all(one.n == 40 for one in found.items)


def test_none_where_undefined(catalogue: teia.Catalogue) -> None:
    words = ("yes", "no")
    pair = [
        teia.assess(uniform_responses(catalogue, word, country=f"XA{word[0].upper()}"), catalogue)  # type: ignore[arg-type]
        for word in words
    ]
    two = teia.describe_set(pair)
    assert {one.pearson for one in two.correlations} == {None}
    assert {one.alpha for one in two.reliability} == {None}
    assert {one.main_effect for one in two.items} == {None}
    assert {one.effective_weight for one in two.items} == {None}
    assert {one.rank_shift for one in two.items} == {0}
    one = teia.describe_set(pair[:1])
    assert {item.rank_shift for item in one.items} == {None}
    none = teia.describe_set(
        [teia.assess(uniform_responses(catalogue, "not_applicable"), catalogue)]
    )
    assert {item.contribution for item in none.items} == {None}
    assert {item.n for item in none.items} == {0}


def test_what_does_not_vary_has_no_correlation() -> None:
    rng = np.random.default_rng(2)
    table = rng.integers(0, 11, size=(15, 5))
    table[:, 0] = 7
    table[3, 1] = -1
    found = teia.describe_set(scored(points(), table))
    constant = [one for one in found.correlations if "A-0" in (one.first, one.second)]
    assert {(one.pearson, one.spearman) for one in constant} == {(None, None)}
    assert {one.n for one in constant} == {14, 15}
    assert found.item("A-0").main_effect is None
    assert found.item("A-1").n == 14
    assert {one.id: one.n for one in found.reliability} == {"overall": 14, "A": 14, "B": 15}


def test_shown_and_as_a_table(found: teia.SetStatistics) -> None:
    assert repr(found) == "<SetStatistics: 40 countries, 7 items>"
    assert "<caption>What moves the overall figure of 40</caption>" in found._repr_html_()
    frame = teia.to_frame(found)
    assert list(frame.columns) == ["id", "other", "statistic", "n", "value"]
    assert len(frame) == 2 * 11 + 3 + 6 * 7
    assert teia.SetStatistics.model_validate_json(found.model_dump_json()) == found
    with pytest.raises(KeyError):
        found.item("Z")


def test_the_examples_of_the_project() -> None:
    files = ("xaa-2026.yaml", "xab-2026.yaml")
    found = teia.describe_set([teia.assess(teia.read_responses(EXAMPLES / one)) for one in files])
    assert len(found.correlations) == 15 + 276
