"""Drafts are never blocked; submitting asks for completeness."""

from __future__ import annotations

from pathlib import Path

import pytest
from responses.surgery import Workbook

from teia_indicators import (
    Answer,
    Catalogue,
    Responses,
    build_questionnaire,
    check_responses,
    load_catalogue,
    read_responses,
    write_responses,
    write_workbook,
)
from teia_indicators.model import FrozenDict
from teia_indicators.responses.read import check_file
from teia_indicators.testing import uniform_responses


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def _given(catalogue: Catalogue, **answers: Answer) -> Responses:
    named = {item.replace("_", "-", 1).replace("__", "."): one for item, one in answers.items()}
    return Responses(
        catalogue=catalogue.ref, country="XAA", round="2026", answers=FrozenDict(named)
    )


def test_an_empty_draft_has_no_problem(catalogue: Catalogue, tmp_path: Path) -> None:
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    path = write_workbook(form, tmp_path / "form.xlsx")
    draft = read_responses(path)
    assert draft.answers == {}
    assert check_responses(draft) == ()
    assert check_file(path)[1] == ()


def test_submitting_an_empty_draft_names_every_cell(catalogue: Catalogue, tmp_path: Path) -> None:
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    path = write_workbook(form, tmp_path / "form.xlsx")
    problems = check_file(path, submit=True)[1]
    assert [found.code for found in problems] == ["R010"] * len(catalogue.criteria)
    assert {found.path for found in problems} == {one.id for one in catalogue.criteria}
    cell = Workbook(path).cell_of("Identification", "IDN-1.a", "value")
    assert f"form.xlsx:Identification!{cell}: error R010: " in problems.to_text()


@pytest.mark.parametrize("kind", ["json", "yaml"])
def test_submitting_names_the_file_where_nothing_was_written(
    kind: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    """What is absent has no line of its own; the file it is absent from has a name."""
    path = write_responses(_given(catalogue), tmp_path / f"answers.{kind}")
    problems = check_file(path, submit=True)[1]
    assert {found.place.file for found in problems} == {path.name}


@pytest.mark.parametrize("value", ["yes", "partly", "no", "unknown", "not_applicable", "withheld"])
def test_every_answer_completes(value: str, catalogue: Catalogue) -> None:
    responses = uniform_responses(catalogue, value)  # type: ignore[arg-type]
    assert check_responses(responses, submit=True) == ()


def test_a_declared_stage_stands_in_for_its_criteria(catalogue: Catalogue) -> None:
    stages = {one.id: Answer(value=3) for one in catalogue.indicators}
    responses = Responses(
        catalogue=catalogue.ref, country="XAA", round="2026", answers=FrozenDict(stages)
    )
    assert check_responses(responses, submit=True) == ()
    one_less = {item: answer for item, answer in stages.items() if item != "IDN-1"}
    problems = check_responses(
        responses.model_copy(update={"answers": FrozenDict(one_less)}), submit=True
    )
    assert {found.path.rpartition(".")[0] for found in problems} == {"IDN-1"}


def test_reasons_are_asked_for_in_drafts_too(catalogue: Catalogue) -> None:
    responses = _given(
        catalogue,
        IDN_1__a=Answer(value="not_applicable"),
        IDN_1__b=Answer(value="withheld"),
        IDN_2=Answer(value="not_applicable"),
        IDN_1__c=Answer(value="withheld", reason="Secrecy Act"),
    )
    found = [(one.code, one.path) for one in check_responses(responses)]
    assert sorted(found) == [("R008", "IDN-1.a"), ("R008", "IDN-2"), ("R009", "IDN-1.b")]


def test_an_answer_below_an_indicator_that_does_not_apply(catalogue: Catalogue) -> None:
    reason = "No such sites."
    responses = _given(
        catalogue,
        IDN_1=Answer(value="not_applicable", reason=reason),
        IDN_1__a=Answer(value="yes"),
        IDN_1__b=Answer(value="not_applicable", reason=reason),
        IDN_1__c=Answer(comment="only a comment"),
    )
    assert [(one.code, one.path) for one in check_responses(responses)] == [("R013", "IDN-1.a")]


def test_answers_made_by_hand_are_held_against_the_catalogue(catalogue: Catalogue) -> None:
    responses = _given(
        catalogue,
        IDN_9=Answer(value=3),
        IDN_1=Answer(value=9),
        IDN_2=Answer(value="yes"),
        IDN_1__a=Answer(value=3),
    )
    found = [(one.code, one.path) for one in check_responses(responses)]
    assert sorted(found) == [
        ("R005", "IDN-9"),
        ("R007", "IDN-1.a"),
        ("R011", "IDN-1"),
        ("R011", "IDN-2"),
    ]


def test_nothing_is_changed(catalogue: Catalogue) -> None:
    responses = uniform_responses(catalogue, "no")
    before = responses.model_dump_json()
    check_responses(responses, submit=True)
    assert responses.model_dump_json() == before


def test_places_are_no_content(catalogue: Catalogue, tmp_path: Path) -> None:
    responses = uniform_responses(catalogue, "yes")
    read = read_responses(write_responses(responses, tmp_path / "answers.yaml"))
    assert read.places != responses.places
    assert read == responses
    assert hash(read) == hash(responses)
