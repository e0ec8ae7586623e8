"""The library against the independent oracle: the same data give the same results."""

from fractions import Fraction

import oracle
import pytest
from agreement import FIGURES, expect, groups_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import OArea, OCatalogue, OIndicator, ORounding, OScale, OSettings
from strategies import AGGREGATIONS, LENIENT, POWERS, Case, Sheet, cases, plain_cases

from teia_indicators import MethodError
from teia_indicators.assessment import DimensionScore


@given(cases())
@settings(deadline=None, max_examples=70)
def test_indicators_equal_the_oracle_exactly(case: Case) -> None:
    got, want = case.assessed(), case.expected()
    assert list(got.indicators) == list(want.indicators)
    for id_, expected in want.indicators.items():
        score = got.indicators[id_]
        assert score.applicable == expected.applicable
        assert (score.stage_low, score.stage_high) == (expected.stage_low, expected.stage_high)
        assert score.basis == expected.basis
        assert score.declared == case.sheet.declared.get(id_)
        assert {**score.counts.model_dump(), "all": score.counts.all} == expected.counts
        for name in (*FIGURES, "coverage", "progress"):
            expect(getattr(score, name), getattr(expected, name), exactly=True)


@given(cases())
@settings(deadline=None, max_examples=70)
def test_declared_stages_outside_the_interval_are_findings(case: Case) -> None:
    found = [finding.path for finding in case.assessed().findings if finding.code == "A001"]
    outside = [id_ for id_, one in case.expected().indicators.items() if one.declared_outside]
    assert sorted(found) == sorted(outside)


@given(cases(rounding=False, presence=True))
@settings(deadline=None, max_examples=120)
def test_figures_of_areas_and_overall_equal_the_oracle(case: Case) -> None:
    got = case.assessed()
    for score, want, rule in groups_of(case, got):
        assert score.applicable == want.applicable
        # Figures that are picked, not computed, are those of the scale, to the last bit.
        picked = rule.aggregation in ("minimum", "median") and score is not got.overall
        for name in FIGURES:
            exactly = picked and not (name == "value" and rule.missing == "midpoint")
            expect(getattr(score, name), getattr(want, name), exactly=exactly)
        expect(score.coverage, want.coverage, exactly=False)


@given(cases(rounding=True, presence=True))
@settings(deadline=None, max_examples=120)
def test_rounded_figures_equal_the_oracle_exactly(case: Case) -> None:
    for score, want, rule in groups_of(case, case.assessed()):
        for name in FIGURES:
            expect(getattr(score, name), getattr(want, name), exactly=rule.rounding is not None)


@st.composite
def tie_prone(draw: st.DrawFn) -> Case:
    """Draw rounded nodes above a few indicators whose coarse values often meet a tie."""
    steps = draw(st.lists(st.integers(0, 20), min_size=3, max_size=3, unique=True).map(sorted))
    scale = OScale((1, 2, 3), tuple(Fraction(step, 20) for step in steps))
    ids = draw(st.sampled_from((("I", "J"), ("I", "J"), ("I", "J", "K"))))
    # Powers of 1 and roots of squares give ties most often, and are the easiest to get wrong.
    aggregation = draw(st.sampled_from((*AGGREGATIONS, "power", "power", "geometric")))
    rounding = ORounding(
        draw(st.integers(0, 1)),
        draw(st.sampled_from(("half_up", "half_even"))),
        draw(st.booleans()),
    )
    powers = st.sampled_from((*POWERS, Fraction(1), Fraction(1)))
    power = draw(powers) if aggregation == "power" else None
    own = OSettings(aggregation, power, None, rounding)
    weights = st.sampled_from((*[Fraction(1)] * 5, Fraction(3, 10)))
    members = tuple(OIndicator(id_, draw(weights)) for id_ in ids)
    declared = dict(zip(ids, draw(st.permutations(scale.stages)), strict=False))
    plan = OCatalogue(scale, (OArea("A", indicators=members, settings=own),), own)
    return Case(plan, sheet=Sheet(declared=declared))


@given(tie_prone())
@settings(deadline=None, max_examples=400)
def test_ties_are_rounded_as_by_the_oracle(case: Case) -> None:
    for score, want, _ in groups_of(case, case.assessed()):
        for name in FIGURES:
            expect(getattr(score, name), getattr(want, name), exactly=True)


@given(cases() | plain_cases())
@settings(deadline=None, max_examples=70)
def test_what_accompanies_the_figures_equals_the_oracle(case: Case) -> None:
    for score, want, _ in groups_of(case, case.assessed()):
        assert score.insufficient == want.insufficient
        assert score.median_stage == want.median_stage
        assert sorted(score.weakest) == list(want.weakest)
        assert {**score.counts.model_dump(), "all": score.counts.all} == want.counts


@given(cases())
@settings(deadline=None, max_examples=80)
def test_dimensions_equal_the_oracle(case: Case) -> None:
    got, want = case.assessed(), case.expected()
    pairs = [(got.dimensions, want.overall.dimensions)]
    pairs += [(got.area_dimensions[id_], area.dimensions) for id_, area in want.areas.items()]
    for found, expected in pairs:
        assert sorted(found) == sorted(expected)
        for name, profile in expected.items():
            score: DimensionScore = found[name]
            assert (score.met, score.met_high) == (profile.met_low, profile.met_high)
            assert score.applicable == profile.applicable
            expect(score.low, profile.low, exactly=True)
            expect(score.high, profile.high, exactly=True)


@given(cases(sizes=(2, 2, 3)))
@settings(deadline=None, max_examples=70)
def test_bounds_are_the_extremes_over_all_completions(case: Case) -> None:
    sheet = case.sheet
    try:
        bounds = oracle.brute_force_bounds(
            case.effective,
            case.method,
            sheet.answers,
            sheet.declared,
            sheet.not_applicable,
            limit=64,
        )
    except ValueError:
        assume(False)
    got = case.assessed()
    for id_, stages in bounds.stages.items():
        indicator = got.indicators[id_]
        assert (indicator.stage_low, indicator.stage_high) == (stages or (None, None))
    nodes = [
        *((got.indicators[id_], span) for id_, span in bounds.indicators.items()),
        *((got.areas[id_], span) for id_, span in bounds.areas.items()),
        (got.overall, bounds.overall),
    ]
    for node, span in nodes:
        low, high = span or (None, None)
        expect(node.low, low, exactly=False)
        expect(node.high, high, exactly=False)


@given(cases(policies=("error", "error", *LENIENT), sizes=(2, 3, 2)))
@settings(deadline=None, max_examples=70)
def test_the_policy_error_lists_what_the_oracle_lists(case: Case) -> None:
    refused: tuple[str, ...] = ()
    try:
        case.expected()
    except oracle.OIndeterminateError as refusal:
        refused = refusal.ids
    if not refused:
        case.assessed()
        return
    with pytest.raises(MethodError) as raised:
        case.assessed()
    assert {one.code for one in raised.value.problems} == {"M002"}
    assert sorted(one.path for one in raised.value.problems) == list(refused)
