"""Tables: columns and types are the same whatever is missing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from teia_indicators import (
    Assessment,
    Problems,
    Responses,
    assess,
    check_responses,
    compute_indices,
    find_gaps,
    load_catalogue,
    read_responses,
    to_frame,
)
from teia_indicators.frames import frame_csv
from teia_indicators.testing import uniform_responses

EXAMPLES = Path(__file__).parents[2] / "examples"
CATALOGUE = load_catalogue()
TIDY = (
    "country",
    "round",
    "level",
    "id",
    "title",
    "low",
    "value",
    "high",
    "coverage",
    "stage_low",
    "stage_high",
    "basis",
    "progress",
    "insufficient",
)
COUNTS = (
    "yes",
    "partly",
    "no",
    "implied",
    "unanswered",
    "unknown",
    "withheld",
    "not_applicable",
)
GRADES = ("claimed", "documented", "demonstrated")
FIGURES = ("low", "value", "high", "coverage", "progress")


def example(name: str = "xaa-2026.yaml") -> Assessment:
    return assess(read_responses(EXAMPLES / name, CATALOGUE), CATALOGUE)


def uniform(word: Any, **names: str) -> Assessment:
    return assess(uniform_responses(CATALOGUE, word, **names), CATALOGUE)


def kinds(frame: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(kind) for name, kind in frame.dtypes.items()}


def test_an_assessment_has_the_columns_it_promises_one_row_a_node() -> None:
    assessment = example()
    frame = to_frame(assessment)
    assert tuple(frame.columns) == (*TIDY, *COUNTS, *GRADES)
    count = len(CATALOGUE.indicators)
    assert list(frame["level"]) == ["overall"] + ["area"] * 6 + ["indicator"] * count
    assert list(frame["id"]) == ["overall", *assessment.areas, *assessment.indicators]
    for row in frame.to_dict("records"):
        node = assessment.node(str(row["id"]))
        assert (row["low"], row["value"], row["high"]) == (node.low, node.value, node.high)
        assert [row[name] for name in COUNTS] == list(node.counts.model_dump().values())


@pytest.mark.parametrize("word", ["yes", "unanswered", "not_applicable", "withheld"])
def test_types_do_not_depend_on_what_is_missing(word: str) -> None:
    frame, full = to_frame(uniform(word)), to_frame(example())
    assert kinds(frame) == kinds(full)
    assert {kinds(frame)[name] for name in FIGURES} == {"float64"}
    assert kinds(frame)["stage_low"] == kinds(frame)["stage_high"] == "Int64"
    assert kinds(frame)["insufficient"] == "boolean"


def test_missing_figures_are_missing_values() -> None:
    frame = to_frame(uniform("not_applicable"))
    for name in (*FIGURES, "stage_low", "stage_high"):
        assert frame[name].isna().all()
    full = to_frame(assess(uniform_responses(CATALOGUE, "no"), CATALOGUE))
    indicators = full["level"] == "indicator"
    assert (full["stage_low"].isna() == ~indicators).all()
    assert (full["insufficient"].isna() == indicators).all()


def test_wide_is_one_row_with_one_column_a_figure() -> None:
    assessment = example()
    frame = to_frame(assessment, "wide")
    assert frame.shape == (1, 2 + (7 + len(CATALOGUE.indicators)) * 4)
    assert frame.loc[0, "PRV.low"] == assessment.areas["PRV"].low
    assert frame.loc[0, "overall.coverage"] == assessment.overall.coverage


def test_wide_figures_are_numbers_also_where_they_are_missing() -> None:
    frame = to_frame(uniform("not_applicable"), "wide")
    figures = frame.drop(columns=["country", "round"])
    assert figures.isna().all(axis=None)
    assert set(map(str, figures.dtypes)) == {"float64"}


def test_wide_rows_of_several_countries_stack() -> None:
    frames = [to_frame(example(name), "wide") for name in ("xaa-2026.yaml", "xab-2026.yaml")]
    stacked = pd.concat(frames)
    assert list(stacked["country"]) == ["XAA", "XAB"]
    assert set(map(str, stacked.dtypes[2:])) == {"float64"}


def test_answers_tidy_and_wide() -> None:
    responses = read_responses(EXAMPLES / "xaa-2026.yaml", CATALOGUE)
    tidy, wide = to_frame(responses), to_frame(responses, "wide")
    assert list(tidy["id"]) == list(responses.answers)
    assert list(tidy["value"]) == [str(one.value) for one in responses.answers.values()]
    assert wide.loc[0, "PRV-1.a"] == responses.answers["PRV-1.a"].value
    assert wide.shape == (1, 2 + len(responses.answers))


def test_the_table_of_no_answers_keeps_its_columns() -> None:
    empty = to_frame(uniform_responses(CATALOGUE, "unanswered"))
    assert list(empty.columns) == list(to_frame(uniform_responses(CATALOGUE, "no")).columns)


def test_gaps_one_row_each_by_rank() -> None:
    gaps = find_gaps(example())
    frame = to_frame(gaps)
    assert list(frame["rank"]) == list(range(1, len(gaps) + 1))
    assert list(frame["indicator"]) == [gap.indicator for gap in gaps]
    assert kinds(frame)["effort"] == kinds(frame)["gain_overall"] == "float64"
    efforts = [gap.effort for gap in gaps]
    assert [None if pd.isna(one) else one for one in frame["effort"]] == efforts
    first = gaps.gaps[0]
    assert frame.loc[0, "real"] == "; ".join(one.id for one in first.real)
    assert frame.loc[0, "information"] == "; ".join(one.id for one in first.information)


def test_the_table_of_no_gaps_keeps_its_columns() -> None:
    none = to_frame(find_gaps(uniform("yes")))
    assert len(none) == 0
    assert list(none.columns) == list(to_frame(find_gaps(example())).columns)


def test_tables_of_some_and_of_no_gaps_stack() -> None:
    frames = [to_frame(find_gaps(uniform("yes"))), to_frame(find_gaps(example()))]
    assert kinds(pd.concat(frames)) == kinds(frames[1])


def test_indices_have_numbers_also_where_none_applies() -> None:
    for word in ("yes", "not_applicable"):
        found = kinds(to_frame(compute_indices(uniform(word))))
        assert {found[name] for name in ("low", "value", "high", "coverage")} == {"float64"}


def test_the_catalogue_and_problems_as_tables() -> None:
    frame = to_frame(CATALOGUE)
    assert list(frame["id"]) == [one.id for one in CATALOGUE.criteria]
    assert kinds(frame)["stage"] == "int64"
    broken = Responses.model_validate_json(
        uniform_responses(CATALOGUE, "withheld").model_dump_json().replace("made for a test", "")
    )
    problems = check_responses(broken, CATALOGUE)
    assert len(to_frame(problems)) == len(problems) == len(CATALOGUE.criteria)
    assert len(to_frame(Problems()).columns) == 12


@pytest.mark.parametrize("country", ["NAM", "NAN", "NUL"])
def test_codes_that_look_like_missing_values_are_unharmed(country: str) -> None:
    frame = to_frame(uniform("no", country=country, round="NA"))
    assert set(frame["country"]) == {country}
    assert set(frame["round"]) == {"NA"}
    read = pd.read_csv(io.BytesIO(frame_csv(frame)), keep_default_na=False)
    assert set(read["country"]) == {country}
    assert set(read["round"]) == {"NA"}


def test_csv_holds_every_figure_in_full_and_empty_cells_where_there_is_none() -> None:
    frame = to_frame(example())
    # As text: pandas before version 3 may round the last bit.
    read = pd.read_csv(io.BytesIO(frame_csv(frame)), dtype=dict.fromkeys(FIGURES, str))
    for name in FIGURES:
        assert (read[name].isna() == frame[name].isna()).all()
        assert (read[name].dropna().astype("float64") == frame[name].dropna()).all()
    assert "None" not in frame_csv(frame).decode("utf-8")
    assert b"\r" not in frame_csv(frame)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_csv_can_be_run(start: str) -> None:
    content = frame_csv(pd.DataFrame({"text": [start]})).decode("utf-8")
    assert content.split("\n", 1)[1].lstrip('"').startswith("'")


def test_a_document_without_such_a_table_is_refused() -> None:
    with pytest.raises(TypeError, match="no wide table"):
        to_frame(find_gaps(example()), "wide")
    with pytest.raises(TypeError, match="no table"):
        to_frame("assessment")  # type: ignore[arg-type]


def test_an_unknown_shape_is_refused() -> None:
    with pytest.raises((TypeError, ValueError)):
        to_frame(example(), "long")  # type: ignore[arg-type]
