"""Bad input of the batch functions: a clear error or the documented value, never a warning."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

import teia_indicators as teia
from teia_indicators.assessment.leaves import all_known
from teia_indicators.catalogue.scale import Aggregation
from teia_indicators.testing import uniform_responses

Change = Callable[[teia.Catalogue], teia.Catalogue]
FIGURES = ("low", "value", "high", "coverage")


def codes_of(catalogue: teia.Catalogue, code: teia.AnswerCode, count: int = 3) -> Any:
    return np.full((len(catalogue.criteria), count), code, dtype=np.uint8)


def weighing(catalogue: teia.Catalogue, area: float, indicator: float = 1.0) -> teia.Catalogue:
    """Return the catalogue with other weights, past the models' own checks."""
    areas = tuple(
        one.model_copy(
            update={
                "weight": area,
                "indicators": tuple(
                    item.model_copy(update={"weight": indicator}) for item in one.indicators
                ),
            }
        )
        for one in catalogue.areas
    )
    return catalogue.model_copy(update={"areas": areas})


def refusal(catalogue: teia.Catalogue) -> set[str]:
    codes = set()
    frame = pd.DataFrame({"PRV-1.a": ["yes"]})
    with pytest.raises(teia.MethodError) as caught:
        teia.assess_matrix(codes_of(catalogue, teia.AnswerCode.YES), catalogue)
    codes |= {one.code for one in caught.value.problems}
    with pytest.raises(teia.MethodError) as caught:
        teia.assess_frame(frame, catalogue)
    assert codes == {one.code for one in caught.value.problems}
    return codes


def test_every_byte_is_told_from_the_codes() -> None:
    known = {int(code) for code in teia.AnswerCode}
    for byte in range(256):
        alone = np.full(40, teia.AnswerCode.NO, dtype=np.uint8)
        alone[17] = byte
        assert all_known(alone) == (byte in known)
    assert all_known(np.empty(0, dtype=np.uint8))


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_weights_that_are_none_are_refused(catalogue: teia.Catalogue, weight: float) -> None:
    assert refusal(weighing(catalogue, weight)) == {"M020"}
    assert refusal(weighing(catalogue, 1.0, weight)) == {"M020"}


def test_all_weights_zero_leave_nothing_to_score(catalogue: teia.Catalogue) -> None:
    for nothing in (weighing(catalogue, 0.0), weighing(catalogue, 1.0, 0.0)):
        scores = teia.assess_matrix(codes_of(nothing, teia.AnswerCode.YES), nothing)
        for figure in FIGURES:
            assert np.isnan(getattr(scores, figure)[-1]).all()
        assert (scores.low[: len(nothing.indicators)] == 1).all()


def test_an_unknown_method_or_policy_is_refused_with_the_list() -> None:
    with pytest.raises(teia.MethodError, match="M022") as caught:
        teia.ScoringMethod(aggregation="geometrical")  # type: ignore[arg-type]
    fix = caught.value.problems[0].fix()
    assert '"geometric"' in fix
    assert all(name in fix for name in get_args(Aggregation))
    with pytest.raises(teia.MethodError, match="lower, upper, midpoint"):
        teia.ScoringMethod(missing="ignore")  # type: ignore[arg-type]
    with pytest.raises(teia.MethodError):
        teia.ScoringMethod.model_validate({"aggregation": ["arithmetic"]})


def test_a_scale_that_falls_is_refused(catalogue: teia.Catalogue) -> None:
    stages = catalogue.scale.stages
    down = catalogue.scale.model_copy(update={"stages": stages[::-1]})
    assert refusal(catalogue.model_copy(update={"scale": down})) == {"M021"}
    worth = (stages[0].model_copy(update={"value": 0.5}), *stages[1:])
    falls = catalogue.scale.model_copy(update={"stages": worth})
    assert refusal(catalogue.model_copy(update={"scale": falls})) == {"M021"}


@pytest.mark.parametrize("stage", [0, 1, 7])
def test_a_criterion_for_a_stage_that_is_not_above_the_floor_is_refused(
    catalogue: teia.Catalogue, stage: int
) -> None:
    area, *rest = catalogue.areas
    indicator, *others = area.indicators
    first, *more = indicator.criteria
    criteria = (first.model_copy(update={"stage": stage}), *more)
    indicators = (indicator.model_copy(update={"criteria": criteria}), *others)
    areas = (area.model_copy(update={"indicators": indicators}), *rest)
    assert refusal(catalogue.model_copy(update={"areas": areas})) == {"C012"}


def test_areas_in_a_circle_are_refused(catalogue: teia.Catalogue) -> None:
    first, second, *rest = catalogue.areas
    areas = (
        first.model_copy(update={"part_of": second.id}),
        second.model_copy(update={"part_of": first.id}),
        *rest,
    )
    assert refusal(catalogue.model_copy(update={"areas": areas})) == {"M025"}


@pytest.mark.parametrize("kind", [float, np.int64, bool])
def test_a_matrix_of_another_type_is_refused(catalogue: teia.Catalogue, kind: Any) -> None:
    codes = codes_of(catalogue, teia.AnswerCode.YES).astype(kind)
    with pytest.raises(teia.MethodError, match="M006"):
        teia.assess_matrix(codes, catalogue)


def test_what_is_no_array_is_refused(catalogue: teia.Catalogue) -> None:
    with pytest.raises(teia.MethodError, match="M006"):
        teia.assess_matrix([[0, 0]], catalogue)  # type: ignore[arg-type]


def test_a_code_outside_the_list_is_named_with_its_place(catalogue: teia.Catalogue) -> None:
    codes = codes_of(catalogue, teia.AnswerCode.YES, 70_000)
    codes[5, 69_999] = 2
    item = catalogue.criteria[5].id
    with pytest.raises(teia.MethodError, match=f"{re.escape(item)}, column 69999"):
        teia.assess_matrix(codes, catalogue)


def test_a_column_that_is_there_twice_is_refused(catalogue: teia.Catalogue) -> None:
    frame = pd.DataFrame([["yes", "no", 3]], columns=["PRV-1.a", "PRV-1.a", "PRV-1x"])
    with pytest.raises(teia.MethodError) as caught:
        teia.assess_frame(frame, catalogue)
    assert [one.code for one in caught.value.problems] == ["M027", "M003"]
    assert '"PRV-1"' in caught.value.problems[1].fix()


def test_no_assessments_have_the_same_columns_as_some(catalogue: teia.Catalogue) -> None:
    one = teia.assess_frame(pd.DataFrame({"PRV-1.a": ["yes"]}), catalogue)
    none = teia.assess_frame(pd.DataFrame({"PRV-1.a": ["yes"]}).iloc[:0], catalogue)
    assert list(none.columns) == list(one.columns)
    assert none.dtypes.to_dict() == one.dtypes.to_dict()
    assert len(none) == 0
    empty = teia.assess_matrix(codes_of(catalogue, teia.AnswerCode.YES, 0), catalogue)
    assert {getattr(empty, name).shape[1] for name in (*FIGURES, "stage_low", "stage_high")} == {0}


def test_all_not_applicable_and_all_missing_have_their_documented_values(
    catalogue: teia.Catalogue,
) -> None:
    for word, applicable in (("not_applicable", False), ("unanswered", True)):
        codes = codes_of(catalogue, teia.AnswerCode[word.upper()], 70_000)
        scores = teia.assess_matrix(codes, catalogue)
        single = teia.assess(uniform_responses(catalogue, word), catalogue)  # type: ignore[arg-type]
        assert single.overall.applicable == applicable
        for figure in FIGURES:
            column = getattr(scores, figure)[:, [0, -1]]
            nodes = [single.node(name) for name in scores.rows]
            expected = [getattr(node, figure) for node in nodes]
            for one in column.T:
                assert [None if np.isnan(x) else x for x in one] == expected


def test_a_memory_map_and_other_layouts_give_the_same_bits(
    catalogue: teia.Catalogue, tmp_path: Any
) -> None:
    rng = np.random.default_rng(3)
    known = np.array([int(code) for code in teia.AnswerCode], dtype=np.uint8)
    codes = known[rng.integers(0, 7, (len(catalogue.criteria), 1000))]
    mapped = np.memmap(tmp_path / "codes.bin", dtype=np.uint8, mode="w+", shape=codes.shape)
    mapped[:] = codes
    layouts = (mapped, np.asfortranarray(codes), np.repeat(codes, 2, axis=1)[:, ::2])
    plain = teia.assess_matrix(codes, catalogue)
    for other in layouts:
        found = teia.assess_matrix(other, catalogue)
        for name in (*FIGURES, "stage_low", "stage_high"):
            np.testing.assert_array_equal(getattr(found, name), getattr(plain, name))
    assert plain.stage_low.dtype == np.uint8
