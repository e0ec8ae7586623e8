"""A questionnaire for several authorities: parts that hold everything once, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import teia_indicators as teia
from teia_indicators.questionnaire import Questionnaire

CATALOGUE = teia.load_catalogue()
FORM = teia.build_questionnaire(
    CATALOGUE, country="XAA", round="2026", authority="Ministry", focal_point="A. Example"
)
IDS = [*(area.id for area in CATALOGUE.areas), *(one.id for one in CATALOGUE.indicators)]


@given(st.dictionaries(st.sampled_from(IDS), st.sampled_from(["North", "South", "Север"])))
def test_every_indicator_is_in_exactly_one_part(to: dict[str, str]) -> None:
    parts = teia.assign(FORM, to)
    asked = [question.id for part in parts.values() for question in part.questions]
    assert sorted(asked) == sorted(question.id for question in FORM.questions)
    for name, part in parts.items():
        assert part.authority == name
        for area in part.areas:
            for indicator in area.indicators:
                wanted = to.get(indicator.id, to.get(area.id, "Ministry"))
                assert wanted == name


def test_all_to_one_is_the_whole_form() -> None:
    parts = teia.assign(FORM, {area.id: "Agency" for area in CATALOGUE.areas})
    assert list(parts) == ["Agency"]
    assert parts["Agency"].asked == ()
    assert parts["Agency"].questions == FORM.questions


def test_the_rest_stays_with_the_forms_own_authority_and_its_focal_point() -> None:
    parts = teia.assign(FORM, {"PRV": "Inspectorate"})
    assert parts["Ministry"].focal_point == "A. Example"
    assert parts["Inspectorate"].focal_point == ""
    assert FORM.asked == ()


def test_mistakes_are_told_all_at_once() -> None:
    with pytest.raises(teia.MethodError) as caught:
        teia.assign(FORM, {"PVR": "Inspectorate", "PRV": " ", "PRV-1.a": "Agency"})
    assert [(one.code, one.path) for one in caught.value.problems] == [
        ("M061", "PVR"),
        ("M062", "PRV"),
        ("M061", "PRV-1.a"),
    ]
    assert "PRV" in caught.value.problems[0].fix()


def test_a_part_of_a_part_asks_only_what_the_part_asks() -> None:
    part = teia.assign(FORM, {"PRV": "Inspectorate"})["Inspectorate"]
    again = teia.assign(part, {"PRV-1": "Office"})
    assert again["Office"].asked == ("PRV-1",)
    assert again["Inspectorate"].asked == ("PRV-2", "PRV-3", "PRV-4")
    with pytest.raises(teia.MethodError):
        teia.assign(part, {"PUB": "Office"})


def _written(part: Questionnaire, folder: Path) -> teia.Responses:
    return teia.read_responses(teia.write_workbook(part, folder / "part.xlsx"), CATALOGUE)


def test_a_workbook_holds_only_its_part_and_knows_it(tmp_path: Path) -> None:
    part = teia.assign(FORM, {"PRV": "Inspectorate", "PUB-1": "Inspectorate"})["Inspectorate"]
    read = _written(part, tmp_path)
    assert read.asked == ("PRV-1", "PRV-2", "PRV-3", "PRV-4", "PUB-1")
    assert read.authority == "Inspectorate"
    problems = teia.check_responses(read, CATALOGUE, submit=True)
    assert {one.path for one in problems} == {
        one.id for one in part.questions if one.kind == "criterion"
    }
