"""Monte Carlo: within the exact bounds, the same to the bit, and right where it can be known."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gaps.small import catalogue_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import LENIENT, Case, cases, library_catalogue, library_method, library_responses

import teia_indicators as teia
from teia_indicators.analysis import draws, tree
from teia_indicators.analysis.draws import BLOCK
from teia_indicators.analysis.spread import quantile_positions, rank_counts
from teia_indicators.analysis.tally import Tally
from teia_indicators.model import FrozenDict
from teia_indicators.testing import uniform_responses

EXAMPLES = Path(__file__).parents[2] / "examples"
FIGURES = ("mean", "lower", "median", "upper")


@pytest.fixture(scope="module")
def xab() -> teia.Responses:
    return teia.read_responses(EXAMPLES / "xab-2026.yaml")


@pytest.fixture(scope="module")
def both(xab: teia.Responses) -> list[teia.Responses]:
    return [teia.read_responses(EXAMPLES / "xaa-2026.yaml"), xab]


def answered(
    catalogue: teia.Catalogue, answers: dict[str, Any], country: str = "XAA"
) -> teia.Responses:
    found = {item: teia.Answer(value=value, reason="why") for item, value in answers.items()}
    return teia.Responses(
        catalogue=catalogue.ref, country=country, round="2026", answers=FrozenDict(found)
    )


@given(cases(policies=LENIENT, sizes=(2, 3, 4)), st.integers(0, 3))
@settings(deadline=None, max_examples=40)
def test_drawn_answers_stay_within_the_exact_bounds(case: Case, seed: int) -> None:
    catalogue = library_catalogue(case.plan)
    responses = library_responses(catalogue, case.sheet)
    method = library_method(case.method, case.override)
    found = teia.simulate_uncertainty(responses, catalogue, method, draws=64, seed=seed)
    for one in found.figures:
        if one.low is None or one.high is None:
            assert one.n == 0
            continue
        for name in FIGURES:
            figure = getattr(one, name)
            assert one.low - 1e-12 * abs(one.low) <= figure <= one.high + 1e-12 * abs(one.high)


@given(cases(policies=LENIENT, sizes=(3, 3, 4)))
@settings(deadline=None, max_examples=60)
def test_with_nothing_varied_every_draw_is_the_assessment(case: Case) -> None:
    catalogue = library_catalogue(case.plan)
    responses = library_responses(catalogue, case.sheet)
    method = library_method(case.method, case.override)
    nothing = teia.Vary(answers=None)
    found = teia.simulate_uncertainty(responses, catalogue, method, draws=20, vary=nothing)
    assessment = teia.assess(responses, catalogue, method)
    for one in found.figures:
        node = assessment.node(one.id)
        assert (one.low, one.value, one.high) == (node.low, node.value, node.high)
        assert {getattr(one, name) for name in FIGURES} == {node.value}
        assert one.n == (0 if node.value is None else 20)
        if one.n:
            assert one.deviation == one.mean_error == one.lower_error == one.upper_error == 0
    assert found.log == ()


@given(cases(policies=LENIENT, sizes=(3, 3, 4)))
@settings(deadline=None, max_examples=60)
def test_weights_of_almost_no_spread_give_the_assessment(case: Case) -> None:
    """The tree that takes weights per draw is the kernel's, for every method and policy."""
    assume("zero" not in str(case))  # what is missing and counts as zero may lie below every answer
    catalogue = library_catalogue(case.plan)
    if any(node.rounding for area in case.plan.areas if (node := area.settings)) or (
        case.plan.settings and case.plan.settings.rounding
    ):
        return
    responses = library_responses(catalogue, case.sheet)
    method = library_method(case.method, case.override)
    stiff = teia.Vary(answers=None, weights=1e14)
    found = teia.simulate_uncertainty(responses, catalogue, method, draws=8, vary=stiff)
    for one in found.figures:
        if one.value is None:
            assert one.n == 0
        elif "median" not in str(case):  # half of the weight is reached by a hair or not
            assert one.median is not None
            assert math.isclose(one.median, one.value, rel_tol=1e-5, abs_tol=1e-5)


def test_all_completions_of_a_few_open_answers() -> None:
    """With few open answers the mean, the extremes and the share of the weakest are known."""
    small = catalogue_of()
    start = answered(
        small,
        {
            "A-1": 4,
            "A-2": 4,
            "A-1.a": "yes",
            "A-1.c": "yes",
            "A-1.f": "unknown",
            "B-1.a": "unknown",
        },
    )
    base = teia.assess(start, small)
    cases = [
        teia.what_if(base, {"A-1.f": f, "B-1.a": b}).overall.value
        for f, b in itertools.product(("yes", "no"), repeat=2)
    ]
    found = teia.simulate_uncertainty(start, small, draws=20_000, seed=3).figure()
    expected = float(np.mean([value for value in cases if value is not None]))
    assert found.mean is not None
    assert found.mean_error is not None
    assert abs(found.mean - expected) < 4 * found.mean_error
    assert (found.lower, found.upper) == (min(cases), max(cases))  # type: ignore[type-var]


def test_probabilities_as_given() -> None:
    small = catalogue_of()
    responses = answered(small, {"A-1": 9, "A-2": 9, "B-1.a": "unknown"})
    for share in (0.0, 0.25, 1.0):
        for vary in (
            teia.Vary(answers=share),
            teia.Vary(answer_probabilities=FrozenDict({"B-1.a": share})),
        ):
            figure = teia.simulate_uncertainty(responses, small, draws=5000, vary=vary).figure("B")
            span = 1 - 2 / 9
            expected = 1 - (1 - share) * 7 / 9 if share else figure.low
            assert figure.mean is not None
            assert expected is not None
            assert abs(figure.mean - expected) <= 0.03 * span
            if share in (0.0, 1.0):
                assert figure.deviation == 0


def test_partly_is_read_as_met_where_it_is_varied() -> None:
    small = catalogue_of()
    responses = answered(small, {"A-1": 9, "A-2": 9, "B-1.a": "partly"})
    plain = teia.simulate_uncertainty(responses, small, draws=500).figure("B")
    assert plain.deviation == 0
    varied = teia.simulate_uncertainty(
        responses, small, draws=5000, vary=teia.Vary(answers=None, partly=0.5)
    )
    figure = varied.figure("B")
    assert (figure.lower, figure.upper) == (figure.value, 1.0)
    assert [(one.input, one.items) for one in varied.log] == [("partly", ("B-1.a",))]
    always = teia.Vary(answers=None, partly=1.0)
    assert teia.simulate_uncertainty(responses, small, draws=9, vary=always).figure("B").mean == 1


def test_a_declared_stage_moves_by_one_inside_the_scale() -> None:
    small = catalogue_of()
    vary = teia.Vary(answers=None, stages=0.25)

    def seen(stage: int) -> dict[float, float]:
        responses = answered(
            small, {"A-1": "not_applicable", "A-2": stage, "B-1": "not_applicable"}
        )
        plan = draws.make_plan([responses], small, teia.ScoringMethod(), vary, 0)
        values = np.concatenate(
            [draws.block_values(plan, block, {"stages": 0})[0, 0] for block in range(40)]
        )
        found, counts = np.unique(values, return_counts=True)
        return {float(v): c / values.size for v, c in zip(found, counts, strict=True)}

    value = small.scale.value
    for stage, expected in (
        (4, {2: 0.25, 4: 0.5, 7: 0.25}),
        (0, {0: 0.75, 2: 0.25}),
        (9, {7: 0.25, 9: 0.75}),
    ):
        got = seen(stage)
        assert set(got) == {value(s) for s in expected}
        for number, share in expected.items():
            assert abs(got[value(number)] - share) < 0.015


def test_a_stage_with_explicit_answers_is_not_moved() -> None:
    small = catalogue_of()
    responses = answered(small, {"A-1": 4, "A-1.b": "yes", "A-2": 4, "B-1": 4})
    found = teia.simulate_uncertainty(
        responses, small, draws=10, vary=teia.Vary(answers=None, stages=0.25)
    )
    assert [(one.input, one.items) for one in found.log] == [("stages", ("A-2", "B-1"))]


def test_an_item_without_criteria_takes_every_stage() -> None:
    small = catalogue_of()
    responses = answered(small, {"A-1": "not_applicable", "B-1": "not_applicable"})
    figure = teia.simulate_uncertainty(responses, small, draws=20_000).figure("A")
    mean = float(np.mean([small.scale.value(stage) for stage in small.scale.numbers]))
    assert figure.mean is not None
    assert abs(figure.mean - mean) < 0.01
    assert (figure.lower, figure.upper) == (0, 1)


def test_weights_are_gamma_around_those_given() -> None:
    """The mean of two values with weights g1 and g2 is beta distributed between them."""
    small = catalogue_of()
    responses = answered(small, {"A-1": 0, "A-2": 0, "B-1.a": "yes"})
    vary = teia.Vary(answers=None, weights=4.0)
    figure = teia.simulate_uncertainty(responses, small, draws=20_000, vary=vary).figure()
    # areas of weight 1 and 3 at 0 and 1; the share is 3 g / (h + 3 g) with g, h gamma of shape 4
    rng = np.random.default_rng(5)
    g, h = rng.gamma(4.0, size=(2, 400_000))
    expected = 3 * g / (h + 3 * g)
    assert figure.mean is not None
    assert figure.lower is not None
    assert figure.upper is not None
    assert figure.deviation is not None
    assert abs(figure.mean - expected.mean()) < 0.004
    assert abs(figure.deviation - expected.std()) < 0.004
    assert abs(figure.lower - np.quantile(expected, 0.025)) < 0.01
    assert abs(figure.upper - np.quantile(expected, 0.975)) < 0.01


def test_weights_of_extreme_spread_give_figures_within_the_range() -> None:
    small = catalogue_of()
    responses = answered(small, {"A-1": 0, "A-2": 9, "B-1.a": "yes"})
    for concentration in (1e-4, 1e12):
        vary = teia.Vary(answers=None, weights=concentration)
        figure = teia.simulate_uncertainty(responses, small, draws=600, vary=vary).figure("A")
        assert figure.n == 600
        assert figure.lower is not None
        assert figure.upper is not None
        assert 0 <= figure.lower <= figure.upper <= 1


def test_methods_are_drawn_with_the_same_probability(xab: teia.Responses) -> None:
    methods = tuple(
        teia.ScoringMethod(aggregation=one) for one in ("arithmetic", "geometric", "minimum")
    )
    vary = teia.Vary(answers=None, methods=methods)
    found = teia.simulate_uncertainty(xab, draws=3000, vary=vary, interval=0.99)
    values = [teia.assess(xab, method=method).overall.value for method in methods]
    figure = found.figure()
    assert figure.mean is not None
    assert figure.mean_error is not None
    assert abs(figure.mean - float(np.mean([v or 0.0 for v in values]))) < 4 * figure.mean_error
    assert {figure.lower, figure.median, figure.upper} <= set(values)
    assert found.log[0].items == ("arithmetic", "geometric", "minimum")


ALL = teia.Vary(
    answers=0.5,
    partly=0.5,
    stages=0.25,
    weights=25.0,
    methods=(teia.ScoringMethod(), teia.ScoringMethod(aggregation="geometric")),
)


def test_same_seed_same_bits_and_another_seed_others(both: list[teia.Responses]) -> None:
    first = teia.simulate_uncertainty(both, draws=700, seed=1, vary=ALL)
    again = teia.simulate_uncertainty(both, draws=700, seed=1, vary=ALL)
    assert first.model_dump_json() == again.model_dump_json()
    replayed = teia.Uncertainty.model_validate_json(first.model_dump_json())
    assert replayed == first
    third = teia.simulate_uncertainty(both, draws=700, seed=replayed.seed, vary=replayed.vary)
    assert third == first
    other = teia.simulate_uncertainty(both, draws=700, seed=2, vary=ALL)
    assert other.figures != first.figures


def values_of(responses: Sequence[teia.Responses], count: int, vary: teia.Vary = ALL) -> Any:
    plan = draws.make_plan(responses, teia.load_catalogue(), teia.ScoringMethod(), vary, 7)
    source = dict.fromkeys(vary.inputs, 0)
    return [draws.block_values(plan, block, source) for block in range(count)]


@pytest.mark.parametrize("vary", [ALL, teia.Vary(answers=None, weights=25.0)], ids=["all", "fast"])
def test_blocks_do_not_depend_on_each_other_nor_on_other_countries(
    both: list[teia.Responses], vary: teia.Vary
) -> None:
    together, alone = values_of(both, 3, vary), values_of(both[1:], 3, vary)
    for with_another, without in zip(together, alone, strict=True):
        assert np.array_equal(with_another[:, 1], without[:, 0])
    later = draws.block_values(
        draws.make_plan(both, teia.load_catalogue(), teia.ScoringMethod(), vary, 7),
        2,
        dict.fromkeys(vary.inputs, 0),
    )
    assert np.array_equal(together[2], later)


def test_more_draws_extend_fewer(xab: teia.Responses) -> None:
    kept: list[Any] = []
    for count in (BLOCK + 1, 2 * BLOCK):
        plan = draws.make_plan([xab], teia.load_catalogue(), teia.ScoringMethod(), ALL, 0)
        tally = Tally(plan, teia.load_catalogue(), count)
        for block in range(2):
            tally.add(draws.block_values(plan, block, dict.fromkeys(ALL.inputs, 0)))
        kept.append(tally._draws.copy())
    assert np.array_equal(kept[0], kept[1][:, :, : BLOCK + 1])


def test_switching_an_input_on_leaves_the_draws_of_the_others(xab: teia.Responses) -> None:
    catalogue, method = teia.load_catalogue(), teia.ScoringMethod()
    plain = draws.make_plan([xab], catalogue, method, teia.Vary(), 0)
    more = draws.make_plan([xab], catalogue, method, teia.Vary(partly=0.0), 0)
    first = draws.block_values(plain, 0, {"answers": 0})
    second = draws.block_values(more, 0, {"answers": 0, "partly": 0})
    assert np.array_equal(first, second)


def test_shares_of_the_weakest_area_add_up_and_ties_share(catalogue: teia.Catalogue) -> None:
    flat = teia.simulate_uncertainty(uniform_responses(catalogue, "no"), catalogue, draws=10)
    shares = [one.share for one in flat.weakest]
    assert all(share is not None and math.isclose(share, 1 / 6) for share in shares)
    one_weak = teia.what_if(
        teia.assess(uniform_responses(catalogue, "yes"), catalogue), {"PRV-1.c": "no"}
    )
    found = teia.simulate_uncertainty(one_weak.responses, catalogue, draws=10)
    assert {one.area: one.share for one in found.weakest} == {
        area.id: float(area.id == "PRV") for area in catalogue.areas
    }
    draft = teia.simulate_uncertainty(uniform_responses(catalogue, "unknown"), catalogue, draws=999)
    assert math.isclose(sum(one.share or 0 for one in draft.weakest), 1)
    none = teia.simulate_uncertainty(
        uniform_responses(catalogue, "not_applicable"), catalogue, draws=5
    )
    assert {one.share for one in none.weakest} == {None}
    assert none.figure().n == 0


def test_ranks_with_ties_and_without_a_figure(catalogue: teia.Catalogue) -> None:
    words = ("yes", "no", "yes", "not_applicable", "partly")
    given_ = [
        uniform_responses(catalogue, word, country=f"XA{chr(65 + at)}")  # type: ignore[arg-type]
        for at, word in enumerate(words)
    ]
    found = teia.simulate_uncertainty(given_, catalogue, draws=100)
    assert [one.rank for one in found.ranks] == [1, 3, 1, None, 3]
    assert [one.median for one in found.ranks] == [1, 3, 1, None, 3]
    assert [one.n for one in found.ranks] == [100, 100, 100, 0, 100]
    alone = teia.simulate_uncertainty(given_[0], catalogue, draws=10)
    assert alone.ranks == ()


@given(st.integers(1, 9), st.integers(0, 10_000))
@settings(deadline=None)
def test_rank_counts_are_those_of_plain_counting(countries: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 5, size=(countries, 20)) / 4
    values[rng.random(values.shape) < 0.1] = np.nan
    got = rank_counts(values, 1.0)
    expected = np.zeros((countries, countries), dtype=int)
    for column in values.T:
        for at, value in enumerate(column):
            if not np.isnan(value):
                expected[at, int((column > value).sum())] += 1
    assert np.array_equal(got, expected)


def test_quantiles_of_the_draws_are_decided_exactly() -> None:
    """2.5 % of 10,000 is the 250th: the float (1 - 0.95) / 2 would say the 251st."""
    assert quantile_positions(10_000, Fraction(1, 40))[0] == 249
    at, low, high = quantile_positions(10_000, Fraction(1, 2))
    assert (at, low, high) == (4999, 4949, 5049)
    assert quantile_positions(1, Fraction(39, 40)) == (0, 0, 0)


def test_standard_errors_are_those_of_repeated_runs(xab: teia.Responses) -> None:
    runs = [teia.simulate_uncertainty(xab, draws=400, seed=seed, vary=ALL) for seed in range(60)]
    for name in ("mean", "median"):
        figures = [getattr(run.figure(), name) for run in runs]
        errors = [getattr(run.figure(), f"{name}_error") for run in runs]
        assert 0.6 < np.std(figures, ddof=1) / np.mean(errors) < 1.6


def test_refusals(xab: teia.Responses, catalogue: teia.Catalogue) -> None:
    def codes(*args: Any, **kwargs: Any) -> list[str]:
        with pytest.raises(teia.MethodError) as caught:
            teia.simulate_uncertainty(*args, **kwargs)
        return [one.code for one in caught.value]

    assert codes(xab, draws=0, seed=-1, partitions=0) == ["M047"] * 3
    assert codes(xab, interval=1.0, sobol=100) == ["M046", "M048"]
    assert codes(xab, draws=2.5) == ["M047"]
    assert codes(xab, draws=True) == ["M047"]
    assert codes([xab, xab]) == ["M043"]
    assert codes([]) == ["M040"]
    wrong = teia.Vary(answer_probabilities=FrozenDict({"PRV-1.z": 0.5}))
    assert codes(xab, vary=wrong) == ["M003"]
    assert set(codes(xab, method=teia.ScoringMethod(missing="error"))) == {"M002"}
    other = catalogue.model_copy(update={"version": "2.0"})
    with pytest.raises(teia.ResponsesError):
        teia.simulate_uncertainty(xab, other)
    bads: list[dict[str, Any]] = [
        {"answers": 1.5},
        {"weights": 0.0},
        {"weights": float("inf")},
        {"stages": 0.6},
        {"partly": float("nan")},
        {"answers": None, "answer_probabilities": {"PRV-1.a": 0.5}},
    ]
    for bad in bads:
        with pytest.raises(ValueError, match="validation error"):
            teia.Vary(**bad)


def test_weights_of_an_unknown_aggregation_are_refused(
    xab: teia.Responses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "WEIGHTED", ("minimum",))
    with pytest.raises(teia.MethodError) as caught:
        teia.simulate_uncertainty(xab, draws=5, vary=teia.Vary(weights=25.0))
    assert {one.code for one in caught.value} == {"M049"}
    assert len(caught.value.problems) == 7


@pytest.mark.parametrize("answers", [None, 0.5])
def test_weights_of_a_node_that_comes_out_otherwise_are_refused(
    xab: teia.Responses, answers: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that only the engine knows shows in the figures."""
    real = tree.node_values

    def off(*given: Any) -> Any:
        return real(*given) + np.arange(7)[:, None, None] // 6 * 0.01

    monkeypatch.setattr(tree, "node_values", off)
    with pytest.raises(teia.MethodError) as caught:
        teia.simulate_uncertainty(xab, draws=5, vary=teia.Vary(answers=answers, weights=25.0))
    assert [(one.code, one.path) for one in caught.value] == [("M049", "overall")]


def test_what_is_given_stays_as_it_is(xab: teia.Responses) -> None:
    before = xab.model_dump_json()
    teia.simulate_uncertainty(xab, draws=20, vary=ALL)
    assert xab.model_dump_json() == before


def test_shown_and_as_a_table(both: list[teia.Responses]) -> None:
    found = teia.simulate_uncertainty(both, draws=50, vary=ALL)
    assert repr(found).startswith("<Uncertainty XAA, XAB: 50 draws of answers, partly, stages, w")
    assert "<caption>50 draws of answers, partly" in found._repr_html_()
    frame = teia.to_frame(found)
    assert list(frame.columns) == ["country", "id", "input", "statistic", "n", "value", "error"]
    row = frame[(frame["statistic"] == "median") & (frame["id"] == "overall")].iloc[0]
    assert row["value"] == found.figure().median
    assert row["error"] == found.figure().median_error
    with pytest.raises(KeyError):
        found.figure("XXX")
