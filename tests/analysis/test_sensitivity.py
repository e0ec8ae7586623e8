"""Sobol indices by scipy: known values, none where nothing varies, and a clear word without it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gaps.small import catalogue_of

import teia_indicators as teia
from teia_indicators.analysis import sensitivity
from teia_indicators.model import FrozenDict

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module", autouse=True)
def stats() -> Any:
    return pytest.importorskip("scipy.stats", reason="scipy is not installed")


def test_indices_of_an_additive_figure_are_its_shares_of_variance() -> None:
    """Open answers move one area, declared stages the other: nothing interacts."""
    small = catalogue_of()
    answers = {"A-1": "not_applicable", "A-2": 4, "B-1.a": "unknown"}
    responses = teia.Responses(
        catalogue=small.ref,
        country="XAA",
        round="2026",
        answers=FrozenDict(
            {item: teia.Answer(value=value, reason="why") for item, value in answers.items()}  # type: ignore[arg-type]
        ),
    )
    value = small.scale.value
    vary = teia.Vary(stages=0.25)
    found = teia.simulate_uncertainty(responses, small, draws=100, vary=vary, sobol=4096)
    stages = 0.25**2 * np.var([value(2), value(4), value(4), value(7)])
    answers_var = 0.75**2 * np.var([value(2), value(9)])
    expected = {
        "stages": stages / (stages + answers_var),
        "answers": answers_var / (stages + answers_var),
    }
    overall = [one for one in found.sensitivity if one.id == "overall"]
    assert [one.input for one in overall] == ["answers", "stages"]
    for one in overall:
        assert one.first is not None
        assert one.total is not None
        assert one.first_error is not None
        assert one.total_error is not None
        assert abs(one.first - expected[one.input]) < max(5 * one.first_error, 0.02)
        assert abs(one.total - expected[one.input]) < max(5 * one.total_error, 0.02)
    of_b = {one.input: one for one in found.sensitivity if one.id == "B"}
    assert of_b["stages"].first is not None
    assert abs(of_b["stages"].first) < 0.05
    assert of_b["answers"].total == pytest.approx(1, abs=0.05)


def test_none_where_the_variance_is_zero() -> None:
    responses = teia.read_responses(EXAMPLES / "xab-2026.yaml")
    found = teia.simulate_uncertainty(responses, draws=10, sobol=1024)
    by_id = {one.id: one for one in found.sensitivity}
    fixed = [one.id for one in found.figures if one.low == one.high]
    assert fixed
    for item in fixed:
        one = by_id[item]
        assert (one.first, one.first_error, one.total, one.total_error) == (None,) * 4
    assert by_id["overall"].first == pytest.approx(1, abs=0.15)
    assert found.sobol == 1024
    nothing = teia.simulate_uncertainty(responses, draws=10, sobol=64, vary=teia.Vary(answers=None))
    assert nothing.sensitivity == ()


def test_without_being_asked_for_there_are_none() -> None:
    responses = teia.read_responses(EXAMPLES / "xab-2026.yaml")
    assert teia.simulate_uncertainty(responses, draws=10).sensitivity == ()


def test_the_estimators_are_those_of_scipy(stats: Any) -> None:
    rng = np.random.default_rng(1)
    a, b = rng.random((2, 2, 512))
    mixed = [np.where(np.arange(2)[:, None] == at, b, a) for at in range(2)]

    def figure(x: np.ndarray) -> np.ndarray:
        result: np.ndarray = x[0] + 2 * x[1] ** 2
        return result

    table = np.stack([figure(a), figure(b), *map(figure, mixed)])[:, None, :]
    found = sensitivity._indices(stats, table)
    direct = stats.sobol_indices(func={"f_A": table[0], "f_B": table[1], "f_AB": table[2:]}, n=512)
    assert np.array_equal(found[0, 0], np.ravel(direct.first_order))
    assert np.array_equal(found[1, 0], np.ravel(direct.total_order))


def simulate(responses: teia.Responses) -> object:
    return teia.simulate_uncertainty(responses, draws=10, sobol=16)


def describe(responses: teia.Responses) -> object:
    return teia.describe_set([teia.assess(responses)])


@pytest.mark.parametrize("asked", [simulate, describe])
def test_without_scipy_the_pip_line_is_named(
    asked: Callable[[teia.Responses], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    responses = teia.read_responses(EXAMPLES / "xab-2026.yaml")
    for module in [one for one in sys.modules if one.partition(".")[0] == "scipy"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(teia.MethodError) as caught:
        asked(responses)
    assert [one.code for one in caught.value] == ["M045"]
    for language in ("en", "fr", "ru"):
        assert 'pip install "teia-indicators[stats]"' in caught.value.problems[0].fix(language)
