"""Exports of ODK Central and KoboToolbox: what was answered there is what is read here."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaire.odk import Values, XForm, central, kobo
from responses.test_round_trip import evidence, texts

from teia_indicators import (
    Answer,
    Catalogue,
    Evidence,
    Questionnaire,
    Responses,
    ResponsesError,
    apply_profile,
    build_questionnaire,
    load_catalogue,
    load_profile,
    read_responses,
    read_submissions,
    write_responses,
    write_xlsform,
)
from teia_indicators.model import FrozenDict
from teia_indicators.responses.read import check_file
from teia_indicators.responses.survey import question_label, slots

EXAMPLES = Path(__file__).parents[2] / "examples"
PROFILE = EXAMPLES / "profile" / "xaa-profile.yaml"
Export = Callable[[XForm, list[Values]], str]

EXPORTS: dict[str, Export] = {
    "central": central,
    "central without groups": lambda form, rows: central(form, rows, groups=False),
    "kobo": kobo,
    "kobo without groups": lambda form, rows: kobo(form, rows, groups=False),
    "kobo labels en": lambda form, rows: kobo(form, rows, language="English (en)"),
    "kobo labels fr": lambda form, rows: kobo(form, rows, language="French (fr)", groups=False),
    "kobo labels ru": lambda form, rows: kobo(form, rows, language="Russian (ru)"),
}


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def national() -> Catalogue:
    return apply_profile(catalogue(), load_profile(PROFILE, catalogue()))


def asked(of: Catalogue, *items: str) -> Questionnaire:
    form = build_questionnaire(of, country="XAA", round="2026")
    return form.model_copy(update={"asked": items})


@cache
def made(which: str) -> XForm:
    forms = {
        "full": lambda: asked(catalogue()),
        "part": lambda: asked(catalogue(), "IDN-1", "PUB-2"),
        "national": lambda: asked(national(), "IDN-1", "XAA:PRV-N1"),
        "quick": lambda: build_questionnaire(
            catalogue(), country="XAA", round="2026", depth="quick", language="fr"
        ),
    }
    with tempfile.TemporaryDirectory() as folder:
        earlier = read_responses(EXAMPLES / "xaa-2026.yaml") if which == "part" else None
        path = write_xlsform(forms[which](), Path(folder) / "form.xlsx", previous=earlier)
        return XForm.of(path)


def named(item: str) -> str:
    return re.sub(r"\W", "_", item)


def typed(responses: Responses) -> dict[str, str]:
    """Return what a respondent enters in the form to give these answers."""
    found = {
        "submit": "no",
        "language": responses.language,
        "authority": responses.authority,
        "focal_point": responses.focal_point,
        "date": responses.date,
    }
    for area, text in responses.challenges.items():
        found[f"{named(area)}_challenges"] = text
    for item, answer in responses.answers.items():
        name = named(item)
        found[name if "." in item else f"{name}_stage"] = str(answer.value)
        found[f"{name}_reason"] = answer.reason
        found |= beside(name, answer)
    return {name: text for name, text in found.items() if text}


def beside(name: str, answer: Answer) -> dict[str, str]:
    (one,) = answer.evidence or (None,)
    more = {
        "comment": answer.comment,
        "grade": answer.grade if one or answer.grade != "claimed" else "",
        "correction": "yes" if answer.correction else "",
        **({} if one is None else one.model_dump(exclude={"language"})),
    }
    given = {f"{name}_{key}": text for key, text in more.items() if text}
    return {f"{name}_more": "yes", **given} if given else {}


def answers(*values: str) -> st.SearchStrategy[Answer]:
    def build(value: str, reason: str, one: list[Evidence], grade: str, comment: str) -> Answer:
        return Answer.model_validate(
            {
                "value": int(value) if value.isdigit() else value,
                "reason": reason if value in ("not_applicable", "withheld") else "",
                "evidence": tuple(item.model_copy(update={"language": ""}) for item in one),
                "grade": grade,
                "comment": comment,
            }
        )

    return st.builds(
        build,
        st.sampled_from(values),
        texts.filter(bool),
        st.lists(evidence, max_size=1),
        st.sampled_from(["claimed", "documented", "demonstrated"]),
        texts,
    )


@st.composite
def responses(draw: st.DrawFn) -> Responses:
    """Draw what can be said in the form that asks IDN-1 and PUB-2."""
    found = {}
    words = ("yes", "partly", "no", "unknown", "not_applicable", "withheld")
    for indicator in (one for one in catalogue().indicators if one.id in ("IDN-1", "PUB-2")):
        own = draw(st.none() | answers("1", "4", "6", "not_applicable"))
        if own is not None:
            found[indicator.id] = own
        if own is None or own.value != "not_applicable":
            for criterion in indicator.criteria:
                answer = draw(st.none() | answers(*words))
                if answer is not None:
                    found[criterion.id] = answer
    return Responses(
        catalogue=catalogue().ref,
        country="XAA",
        round="2026",
        language=draw(st.sampled_from(["en", "fr", "ru"])),
        authority=draw(texts),
        focal_point=draw(texts),
        date=draw(st.sampled_from(["", "2026-03-01"])),
        asked=("IDN-1", "PUB-2"),
        answers=FrozenDict(found),
        challenges=FrozenDict(draw(st.dictionaries(st.sampled_from(["IDN"]), texts.filter(bool)))),
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(responses(), min_size=1, max_size=3), st.sampled_from(sorted(EXPORTS)))
def test_what_was_answered_is_read_back(given: list[Responses], kind: str) -> None:
    form = made("part")
    filled = [form.filled(typed(one)) for one in given]
    assert not [name for values in filled for name in form.refused(values)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_text(EXPORTS[kind](form, filled), encoding="utf-8", newline="")
        assert read_submissions(path, catalogue()) == tuple(given)
        assert not check_file(path, catalogue())[1].warnings
        if len(given) == 1:
            assert read_responses(path, catalogue()) == given[0]


def export(path: Path, which: str, *entered: dict[str, str], kind: str = "central") -> Path:
    form = made(which)
    text = EXPORTS[kind](form, [form.filled(one) for one in entered])
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("kind", sorted(EXPORTS))
def test_the_example_in_full(kind: str, tmp_path: Path) -> None:
    example = read_responses(EXAMPLES / "xaa-2026.yaml")
    kept = {
        item: answer.model_copy(
            update={
                "evidence": tuple(
                    one.model_copy(update={"language": ""}) for one in answer.evidence[:1]
                )
            }
        )
        for item, answer in example.answers.items()
    }
    example = example.model_copy(update={"answers": FrozenDict(kept)})
    path = export(tmp_path / "export.csv", "full", typed(example), kind=kind)
    assert read_responses(path) == example


@pytest.mark.parametrize("kind", sorted(EXPORTS))
def test_a_national_profile(kind: str, tmp_path: Path) -> None:
    entered = {"XAA_PRV_N1_a": "partly", "PRV_challenges": "few posts", "IDN_1_stage": "3"}
    path = export(tmp_path / "export.csv", "national", entered, kind=kind)
    found = read_responses(path, national())
    assert found.value("XAA:PRV-N1.a") == "partly"
    assert found.value("IDN-1") == 3
    assert found.asked == ("IDN-1", "XAA:PRV-N1")
    assert found.challenges == {"PRV": "few posts"}
    with pytest.raises(ResponsesError) as caught:
        read_responses(path, catalogue())
    assert "R002" in {one.code for one in caught.value.problems}


@pytest.mark.parametrize("kind", sorted(EXPORTS))
def test_the_quick_form(kind: str, tmp_path: Path) -> None:
    entered = {"IDN_1_stage": "5", "PUB_2_stage": "not_applicable", "PUB_2_reason": "no sites"}
    found = read_responses(export(tmp_path / "export.csv", "quick", entered, kind=kind))
    assert (found.depth, found.language) == ("quick", "fr")
    assert found.value("IDN-1") == 5
    assert found.answers["PUB-2"] == Answer(value="not_applicable", reason="no sites")


def test_a_correction_of_last_round(tmp_path: Path) -> None:
    entered = {"IDN_1_a": "no", "IDN_1_a_more": "yes", "IDN_1_a_correction": "yes"}
    for kind in EXPORTS:
        found = read_responses(export(tmp_path / "export.csv", "part", entered, kind=kind))
        assert found.answers == {"IDN-1.a": Answer(value="no", correction=True)}, kind


def test_a_text_is_taken_as_it_stands(tmp_path: Path) -> None:
    """Servers put no apostrophe before a sign, so none is taken off."""
    path = export(tmp_path / "export.csv", "part", {"authority": "'=x", "IDN_1_a": "yes"})
    assert read_responses(path).authority == "'=x"


# Several submissions.


def test_several_submissions_are_named_where_one_is_asked_for(tmp_path: Path) -> None:
    path = export(
        tmp_path / "export.csv",
        "part",
        {"authority": "Ministry of Works", "IDN_1_a": "yes"},
        {"authority": "Labour Inspectorate", "IDN_1_a": "no"},
    )
    with pytest.raises(ResponsesError) as caught:
        read_responses(path)
    (found,) = caught.value.problems
    assert (found.code, str(found.place)) == ("R046", "export.csv:3:1")
    assert "2: XAA 2026 Ministry of Works; 3: XAA 2026 Labour Inspectorate" in found.message()
    assert "read_submissions" in found.fix()
    assert [one.authority for one in read_submissions(path)] == [
        "Ministry of Works",
        "Labour Inspectorate",
    ]


def test_every_fault_of_every_submission_is_found_at_its_cell(tmp_path: Path) -> None:
    path = export(tmp_path / "e.csv", "part", {"IDN_1_a": "yes"}, {"IDN_1_a": "no"})
    text = path.read_text(encoding="utf-8").replace(",yes,", ",maybe,").replace(",XAA,", ",Xaa,")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResponsesError) as caught:
        read_submissions(path)
    found = [(one.code, one.place.line) for one in caught.value.problems]
    assert found == [("R015", 2), ("R007", 2), ("R015", 3)]
    assert all(one.place.column for one in caught.value.problems)


def test_a_missing_reason_is_a_fault_of_the_content_only(tmp_path: Path) -> None:
    path = export(tmp_path / "e.csv", "part", {"IDN_1_a": "withheld"})
    responses, problems = check_file(path, catalogue())
    assert responses is not None
    assert [(one.code, one.place.line) for one in problems] == [("R009", 2)]
    assert [one.value("IDN-1.a") for one in read_submissions(path)] == ["withheld"]


def test_a_plain_table_is_one_submission(tmp_path: Path) -> None:
    example = read_responses(EXAMPLES / "xaa-2026.yaml")
    assert read_submissions(write_responses(example, tmp_path / "a.csv")) == (example,)


def test_only_a_csv_can_be_an_export() -> None:
    with pytest.raises(ResponsesError) as caught:
        read_submissions(EXAMPLES / "xaa-2026.yaml")
    assert [one.code for one in caught.value.problems] == ["F004"]


# Columns.


def edited(path: Path, edit: Callable[[list[str]], list[str]]) -> list[str]:
    """Edit the lines of a file; return the problems found then."""
    lines = edit(path.read_text(encoding="utf-8").splitlines())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [f"{one.code} {one.place}" for one in check_file(path, catalogue())[1]]


def test_an_unknown_column_is_a_warning_and_never_lost_silently(tmp_path: Path) -> None:
    path = export(tmp_path / "e.csv", "part", {"IDN_1_a": "yes"})
    found = edited(path, lambda lines: [f"IDN_1_aa,{lines[0]}", f"yes,{lines[1]}"])
    assert found == ["R045 e.csv:1:1"]
    (problem,) = check_file(path, catalogue())[1]
    assert problem.severity == "warning"
    assert 'Did you mean "IDN_1_a"?' in problem.fix()
    assert read_responses(path).value("IDN-1.a") == "yes"


def test_a_column_under_another_group_is_not_taken_for_a_question(tmp_path: Path) -> None:
    path = export(tmp_path / "e.csv", "part", {"IDN_1_a": "yes"})
    found = edited(path, lambda lines: [f"other-IDN_1_a,{lines[0]}", f"no,{lines[1]}"])
    assert found == ["R045 e.csv:1:1"]


def test_an_unknown_column_without_content_is_nothing_to_speak_of(tmp_path: Path) -> None:
    path = export(tmp_path / "e.csv", "part", {"IDN_1_a": "yes"})
    assert edited(path, lambda lines: [f"strange,{lines[0]}", f",{lines[1]}"]) == []


def test_a_question_twice_is_refused(tmp_path: Path) -> None:
    path = export(tmp_path / "e.csv", "part", {"IDN_1_a": "yes"})
    column = path.read_text(encoding="utf-8").index("IDN-IDN_1-IDN_1_a,") + 1 + len("IDN_1_a,")
    found = edited(path, lambda lines: [f"IDN_1_a,{lines[0]}", f"no,{lines[1]}"])
    assert found == [f"F009 e.csv:1:{column}"]


def test_an_export_of_another_layout_is_refused(tmp_path: Path) -> None:
    path = export(tmp_path / "e.csv", "part", {"IDN_1_a": "yes"})
    found = edited(path, lambda lines: [line.replace("xlsform/1", "xlsform/9") for line in lines])
    assert [one.split(":")[0] for one in found] == ["F012 e.csv"]


def test_an_export_without_its_hidden_columns_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("IDN_1_a\nyes\n", encoding="utf-8")
    found = check_file(tmp_path / "e.csv", catalogue())[1]
    assert {one.code for one in found} == {"F011", "R015", "R016"}
    assert {str(one.place) for one in found} == {"e.csv:2:1"}


def test_an_export_without_submissions_is_empty(tmp_path: Path) -> None:
    path = export(tmp_path / "e.csv", "part")
    assert [one.code for one in check_file(path, catalogue())[1]] == ["F003"]


@pytest.mark.parametrize("which", ["catalogue", "national"])
def test_no_two_questions_share_a_label(which: str) -> None:
    of = catalogue() if which == "catalogue" else national()
    shown = [slot for slot in slots(of) if slot.item or not slot.part.startswith("catalogue")]
    hidden = ("format", "country", "round", "depth", "asked")
    shown = [slot for slot in shown if slot.item or slot.part not in hidden]
    for language in ("en", "fr", "ru"):
        labels = [" ".join(question_label(of, slot, language).casefold().split()) for slot in shown]
        assert len(set(labels)) == len(labels)
