"""Batch equals single bit for bit, same input gives same bytes, inputs stay, counts add up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from strategies import (
    LENIENT,
    Case,
    Sheet,
    cases,
    criteria_of,
    fingerprint,
    indicators_of,
    library_catalogue,
    library_method,
    library_responses,
    nodes_of,
    sheets,
)

from teia_indicators import (
    AnswerCode,
    Assessment,
    MethodError,
    assess,
    assess_frame,
    assess_matrix,
    what_if,
)
from teia_indicators.assessment.few import FEW

FIGURES = ("low", "value", "high", "coverage")
STAGES = ("stage_low", "stage_high")
#: So often repeated, sheets are no longer few, and go another way through the kernel.
MANY = FEW + 1
some = settings(deadline=None, max_examples=40)


@dataclass(frozen=True)
class Batch:
    """Several sheets for one catalogue and method."""

    case: Case
    sheets: tuple[Sheet, ...]

    def one(self, column: int) -> Case:
        """Return one sheet as a case of its own."""
        return replace(self.case, sheet=self.sheets[column])

    def codes(self) -> NDArray[np.uint8]:
        """Return the answers alone as a matrix of codes."""
        words = [
            [sheet.answers.get(one.id, "unanswered") for sheet in self.sheets]
            for one in criteria_of(self.case.plan)
        ]
        found = [[AnswerCode[word.upper()] for word in row] for row in words]
        return np.array(found, dtype=np.uint8).reshape(len(found), len(self.sheets))

    def frame(self) -> pd.DataFrame:
        """Return the sheets as a table, one row each; what is missing is None."""
        rows: list[dict[str, str | int]] = [
            {
                **sheet.answers,
                **sheet.declared,
                **dict.fromkeys(sheet.not_applicable, "not_applicable"),
            }
            for sheet in self.sheets
        ]
        plan = self.case.plan
        ids = [item.id for item in indicators_of(plan)] + [one.id for one in criteria_of(plan)]
        index = [f"XA{chr(ord('A') + row)}" for row in range(len(rows))]
        columns = {id_: pd.Series([row.get(id_) for row in rows], index, object) for id_ in ids}
        return pd.DataFrame(columns, index=index)


@st.composite
def batches(draw: st.DrawFn, policies: Sequence[str] = LENIENT) -> Batch:
    """Draw a catalogue, a method and 1 to 6 sheets."""
    case = draw(cases(policies=policies))
    return Batch(case, tuple(draw(st.lists(sheets(case.plan), min_size=1, max_size=6))))


def figure(number: object) -> float | None:
    """Return a figure of an array as the models give it: None for NaN."""
    found = float(str(number)) if number is not pd.NA else float("nan")
    return None if np.isnan(found) else found


# ---------------------------------------------------------------------------------------------
# Batch = single
# ---------------------------------------------------------------------------------------------


@some
@given(batches())
def test_columns_of_a_matrix_equal_single_assessments_bit_for_bit(batch: Batch) -> None:
    catalogue = library_catalogue(batch.case.plan)
    method = library_method(batch.case.method, batch.case.override)
    found = assess_matrix(batch.codes(), catalogue, method)
    for column, sheet in enumerate(batch.sheets):
        single = replace(batch.case, sheet=Sheet(sheet.answers)).assessed()
        for row, id_ in enumerate(found.rows):
            node = single.node(id_)
            for name in FIGURES:
                assert figure(getattr(found, name)[row, column]) == getattr(node, name)
        for row, indicator in enumerate(single.indicators.values()):
            if indicator.applicable:
                assert found.stage_low[row, column] == indicator.stage_low
                assert found.stage_high[row, column] == indicator.stage_high


@some
@given(batches())
def test_many_columns_at_once_equal_one_at_a_time_bit_for_bit(batch: Batch) -> None:
    catalogue = library_catalogue(batch.case.plan)
    method = library_method(batch.case.method, batch.case.override)
    codes = batch.codes()
    wide = assess_matrix(np.tile(codes, (1, MANY)), catalogue, method)
    for column in range(codes.shape[1]):
        alone = assess_matrix(codes[:, [column]], catalogue, method)
        for name in (*FIGURES, *STAGES):
            repeated = getattr(wide, name)[:, column :: codes.shape[1]]
            assert repeated.shape[1] == MANY
            np.testing.assert_array_equal(repeated, np.tile(getattr(alone, name), (1, MANY)))


@some
@given(batches())
def test_rows_of_a_frame_equal_single_assessments_bit_for_bit(batch: Batch) -> None:
    catalogue = library_catalogue(batch.case.plan)
    method = library_method(batch.case.method, batch.case.override)
    frame = batch.frame()
    found = assess_frame(frame, catalogue, method)
    assert list(found.index) == list(frame.index)
    many = assess_frame(pd.concat([frame] * MANY), catalogue, method)
    for start in range(0, len(many), len(frame)):
        pd.testing.assert_frame_equal(many[start : start + len(frame)], found, check_exact=True)
    for row in range(len(frame)):
        single = batch.one(row).assessed()
        for id_, node in nodes_of(single).items():
            for name in FIGURES:
                assert figure(found[f"{id_}.{name}"].iloc[row]) == getattr(node, name)
        for id_, indicator in single.indicators.items():
            for name in STAGES:
                assert figure(found[f"{id_}.{name}"].iloc[row]) == getattr(indicator, name)


@some
@given(batches(policies=("error", "lower")))
def test_a_batch_is_refused_where_a_single_assessment_is(batch: Batch) -> None:
    catalogue = library_catalogue(batch.case.plan)
    method = library_method(batch.case.method, batch.case.override)
    refused = []
    for column in range(len(batch.sheets)):
        try:
            batch.one(column).assessed()
        except MethodError:
            refused.append(column)
    if not refused:
        assess_frame(batch.frame(), catalogue, method)
        return
    with pytest.raises(MethodError) as raised:
        assess_frame(batch.frame(), catalogue, method)
    (problem,) = raised.value.problems
    assert problem.code == "M005"
    assert problem.params["columns"] == ", ".join(map(str, refused))


# ---------------------------------------------------------------------------------------------
# Determinism, what_if, unchanged inputs
# ---------------------------------------------------------------------------------------------


@some
@given(cases())
def test_same_input_gives_same_bytes(case: Case) -> None:
    first, again = case.assessed(), case.assessed()
    assert first.model_dump_json() == again.model_dump_json()
    assert Assessment.model_validate_json(first.model_dump_json()).overall == first.overall


@some
@given(cases(), st.data())
def test_what_if_equals_an_assessment_of_the_changed_answers(
    case: Case, data: st.DataObject
) -> None:
    other = data.draw(sheets(case.plan))
    changes: dict[str, str | int] = {**other.answers, **other.declared}
    changes |= dict.fromkeys(other.not_applicable, "not_applicable")
    sheet = Sheet(
        {**case.sheet.answers, **other.answers},
        {
            id_: stage
            for id_, stage in {**case.sheet.declared, **other.declared}.items()
            if id_ not in other.not_applicable
        },
        case.sheet.not_applicable - set(other.declared) | other.not_applicable,
    )
    changed = what_if(case.assessed(), changes)
    assert fingerprint(changed) == fingerprint(replace(case, sheet=sheet).assessed())
    assert fingerprint(what_if(changed, {})) == fingerprint(changed)


@some
@given(batches())
def test_no_function_alters_what_it_is_given(batch: Batch) -> None:
    catalogue = library_catalogue(batch.case.plan)
    method = library_method(batch.case.method, batch.case.override)
    responses = library_responses(catalogue, batch.case.sheet)
    codes, frame = batch.codes(), batch.frame()
    documents = (catalogue, method, responses)
    before = [one.model_dump_json() for one in documents]
    codes_before, frame_before = codes.copy(), frame.copy(deep=True)
    codes.setflags(write=False)
    found = assess(responses, catalogue, method)
    result_before = found.model_dump_json()
    what_if(found, {one.id: "yes" for one in criteria_of(batch.case.plan)})
    assess_matrix(codes, catalogue, method)
    assess_frame(frame, catalogue, method)
    assert [one.model_dump_json() for one in documents] == before
    assert found.model_dump_json() == result_before
    np.testing.assert_array_equal(codes, codes_before)
    pd.testing.assert_frame_equal(frame, frame_before)


# ---------------------------------------------------------------------------------------------
# Counts
# ---------------------------------------------------------------------------------------------


@some
@given(cases())
def test_counts_add_up_at_every_node(case: Case) -> None:
    found = case.assessed()
    criteria = {item.id: len(item.criteria) for item in indicators_of(case.plan)}
    for area in case.plan.areas:
        criteria[area.id] = sum(criteria[item.id] for item in area.indicators)
    criteria["overall"] = len(criteria_of(case.plan))
    for id_, node in nodes_of(found).items():
        assert sum(node.counts.model_dump().values()) == node.counts.all == criteria[id_]
    for area in case.plan.areas:
        parts = [found.indicators[item.id].counts.model_dump() for item in area.indicators]
        summed = {key: sum(part[key] for part in parts) for key in parts[0]}
        assert found.areas[area.id].counts.model_dump() == summed


@some
@given(cases())
def test_words_are_counted_as_they_were_given(case: Case) -> None:
    assume(not case.sheet.not_applicable)
    counts = case.assessed().overall.counts
    given_words = list(case.sheet.answers.values())
    for word in ("yes", "partly", "no", "unknown", "withheld", "not_applicable"):
        assert getattr(counts, word) == given_words.count(word)
