"""Arrays and tables of answers: what is refused, and what comes out."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

import teia_indicators as teia
from teia_indicators.testing import uniform_responses


def codes_of(catalogue: teia.Catalogue, code: teia.AnswerCode, count: int = 2) -> np.ndarray:
    return np.full((len(catalogue.criteria), count), code, dtype=np.uint8)


def refused(codes: np.ndarray, catalogue: teia.Catalogue) -> list[str]:
    with pytest.raises(teia.MethodError) as caught:
        teia.assess_matrix(codes, catalogue)
    return [problem.code for problem in caught.value.problems]


def test_a_matrix_of_another_type_shape_or_code_is_refused(catalogue: teia.Catalogue) -> None:
    good = codes_of(catalogue, teia.AnswerCode.YES)
    assert refused(good.astype(float), catalogue) == ["M006"]
    assert refused(good[1:], catalogue) == ["M007"]
    assert refused(good[:, 0], catalogue) == ["M007"]
    bad = good.copy()
    bad[3, 1] = 200
    assert refused(bad, catalogue) == ["M008"]


def test_no_assessments_give_an_empty_result(catalogue: teia.Catalogue) -> None:
    scores = teia.assess_matrix(codes_of(catalogue, teia.AnswerCode.YES, 0), catalogue)
    assert scores.low.shape == (len(scores.rows), 0)
    frame = teia.assess_frame(pd.DataFrame({"PRV-1.a": []}), catalogue)
    assert frame.shape[0] == 0
    assert "overall.low" in frame


@pytest.mark.parametrize("word", ["yes", "no", "unknown", "not_applicable"])
def test_a_frame_equals_single_scores(catalogue: teia.Catalogue, word: str) -> None:
    frame = pd.DataFrame({one.id: [word, "yes"] for one in catalogue.criteria})
    scores = teia.assess_frame(frame, catalogue)
    single = teia.assess(uniform_responses(catalogue, word), catalogue)  # type: ignore[arg-type]
    for node in (single.overall, *single.areas.values(), *single.indicators.values()):
        for figure in ("low", "value", "high", "coverage"):
            found: Any = scores.at[0, f"{node.id}.{figure}"]
            expected = getattr(node, figure)
            assert (None if pd.isna(found) else found) == expected


def test_a_wrong_column_is_named_with_the_nearest(catalogue: teia.Catalogue) -> None:
    with pytest.raises(teia.MethodError, match=r"PRV-1\.a"):
        teia.assess_frame(pd.DataFrame({"PRV-1.A": ["yes"]}), catalogue)


def test_a_wrong_cell_is_named(catalogue: teia.Catalogue) -> None:
    frame = pd.DataFrame({"PRV-1.a": ["yes", "perhaps"], "PRV-2": [3, 99]})
    with pytest.raises(teia.MethodError) as caught:
        teia.assess_frame(frame, catalogue)
    assert {problem.path for problem in caught.value.problems} == {"PRV-1.a", "PRV-2"}


def test_codes_and_words_mean_the_same_in_a_frame(catalogue: teia.Catalogue) -> None:
    words = pd.DataFrame({"PRV-1.a": ["yes", "no", None]})
    codes = pd.DataFrame({"PRV-1.a": [int(teia.AnswerCode.YES), int(teia.AnswerCode.NO), None]})
    pd.testing.assert_frame_equal(
        teia.assess_frame(words, catalogue), teia.assess_frame(codes, catalogue)
    )


def test_the_error_policy_lists_every_open_answer(catalogue: teia.Catalogue) -> None:
    strict = teia.ScoringMethod(missing="error")
    with pytest.raises(teia.MethodError) as caught:
        teia.assess(uniform_responses(catalogue, "unknown"), catalogue, strict)
    assert len(caught.value.problems) == len(catalogue.criteria)
    with pytest.raises(teia.MethodError, match="M005"):
        teia.assess_matrix(codes_of(catalogue, teia.AnswerCode.UNKNOWN), catalogue, strict)
    done = teia.assess(uniform_responses(catalogue, "no"), catalogue, strict)
    assert done.overall.value == 0.0


def test_answer_codes_are_flags() -> None:
    code = teia.AnswerCode
    assert len({int(one) for one in code}) == 7
    assert all(0 <= one < 128 for one in code)
    assert code.YES & 3 == 0
    assert code.NO & 3 == code.PARTLY & 3 == 3
    for one in (code.UNANSWERED, code.UNKNOWN, code.WITHHELD):
        assert one & 7 == 5
    assert code.NOT_APPLICABLE & 15 == 8


def test_responses_of_another_catalogue_are_refused(catalogue: teia.Catalogue) -> None:
    responses = uniform_responses(catalogue, "yes")
    changed = catalogue.model_copy(update={"title": "Another"})
    with pytest.raises(teia.ResponsesError, match="R004") as caught:
        teia.assess(responses, changed)
    (one,) = caught.value.problems
    assert one.params["found"] == responses.catalogue.checksum[:12], "as much as one compares"
    assert one.params["own"] == changed.ref.checksum[:12]


@pytest.mark.parametrize("count", [1, 65])
def test_a_mean_of_equal_figures_is_that_figure(catalogue: teia.Catalogue, count: int) -> None:
    """A sum of three fifths divided by three is more than a fifth; a mean is within its terms."""
    codes = codes_of(catalogue, teia.AnswerCode.NO, count)
    area = catalogue.areas[0]
    for row, one in enumerate(catalogue.criteria):
        if one.stage == 2:
            codes[row] = teia.AnswerCode.YES
        if catalogue.parents[one.id] == area.indicators[-1].id:
            codes[row] = teia.AnswerCode.NOT_APPLICABLE
    scores = teia.assess_matrix(codes, catalogue)
    worth = catalogue.scale.value(2)
    assert (worth + worth + worth) / 3 > worth
    for figure in (scores.low, scores.value, scores.high):
        assert set(figure[scores.rows.index(area.id)]) == {worth}


@pytest.mark.parametrize("count", [1, 65])
def test_figures_cannot_be_written_over(catalogue: teia.Catalogue, count: int) -> None:
    scores = teia.assess_matrix(codes_of(catalogue, teia.AnswerCode.YES, count), catalogue)
    for name in ("low", "value", "high", "coverage"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(scores, name)[0, 0] = 0.5


def of_all_kinds() -> teia.Catalogue:
    """Return one area in which criteria, declared stages, levels and numbers take turns."""
    criteria = [
        {"id": f"A-2.{name}", "stage": stage, "dimension": "practice", "text": "Holds."}
        for name, stage in zip("abc", (2, 3, 4), strict=True)
    ]
    kinds: list[dict[str, Any]] = [
        {"id": "A-1", "scale": "levels"},
        {"id": "A-2", "criteria": criteria},
        {"id": "A-3", "scale": "levels"},
        {"id": "A-4"},
        {"id": "A-5", "scale": "others"},
        {"id": "A-6", "scale": "share"},
    ]
    content = {
        "id": "kinds",
        "version": "1",
        "title": "Kinds",
        "scale": {"stages": [{"stage": stage, "label": f"S{stage}"} for stage in (1, 2, 3, 4)]},
        "scales": {
            "levels": {"levels": [{"code": code, "points": code / 7} for code in range(4)]},
            "others": {"levels": [{"code": code, "points": code / 3} for code in (1, 2)]},
            "share": {"number": {"worst": 0, "best": 10}},
        },
        "areas": [
            {"id": "A", "title": "A", "indicators": [{"title": "I", **one} for one in kinds]}
        ],
    }
    return teia.Catalogue.model_validate_json(json.dumps(content))


@pytest.mark.parametrize("count", [2, 5, 70])
@pytest.mark.parametrize("missing", ["lower", "midpoint", "skip"])
def test_some_together_are_each_alone(missing: Any, count: int) -> None:
    catalogue, method = of_all_kinds(), teia.ScoringMethod(missing=missing)
    rng = np.random.default_rng(count)
    words = ["yes", "no", "unknown", "partly", "unanswered", "not_applicable"]
    given = {one.id: rng.choice(words, count) for one in catalogue.criteria}
    given |= {name: rng.choice(["0", "1", "3", "unanswered"], count) for name in ("A-1", "A-3")}
    given |= {
        "A-4": rng.choice(["1", "2", "4", "unanswered"], count),
        "A-6": rng.choice([2.5, 7, 11], count),
    }
    given |= {"A-5": rng.choice(["1", "2", "not_applicable"], count)}
    frame = pd.DataFrame(given)
    together = teia.assess_frame(frame, catalogue, method)
    for at in range(count):
        alone = teia.assess_frame(frame.iloc[[at]].reset_index(drop=True), catalogue, method)
        pd.testing.assert_series_equal(
            together.iloc[at], alone.iloc[0], check_exact=True, check_names=False
        )


def test_the_middle_of_two_stages_is_the_nearest_number_to_it() -> None:
    """Of 2/3 and 1 it is 5/6; the middle of the two floats is not."""
    catalogue, method = of_all_kinds(), teia.ScoringMethod(missing="midpoint")
    frame = pd.DataFrame({"A-2.a": ["yes"], "A-2.b": ["yes"], "A-2.c": ["unknown"]})
    for rows in (frame, pd.concat([frame] * 70, ignore_index=True)):
        found = teia.assess_frame(rows, catalogue, method).iloc[-1]
        assert found["A-2.value"] == 5 / 6 != (2 / 3 + 1) / 2
