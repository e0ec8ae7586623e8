"""The XLSForm: pyxform takes it without a warning, in three languages, and it asks what it must."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from questionnaire.odk import JR, X, XForm

from teia_indicators import (
    Catalogue,
    MethodError,
    Questionnaire,
    Responses,
    apply_profile,
    build_questionnaire,
    load_catalogue,
    load_profile,
    read_responses,
    write_xlsform,
)
from teia_indicators.catalogue.model import Indicator, WorkingArea
from teia_indicators.questionnaire.rows import literal
from teia_indicators.responses.survey import question_name, slots, survey_names
from teia_indicators.sources.tables import Sheet, read_workbook
from teia_indicators.text import LANGUAGES

EXAMPLES = Path(__file__).parents[2] / "examples"
LONG = {"en": "English (en)", "fr": "French (fr)", "ru": "Russian (ru)"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def national(catalogue: Catalogue) -> Catalogue:
    return apply_profile(catalogue, load_profile(EXAMPLES / "profile/xaa-profile.yaml", catalogue))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forms")


def part(form: Questionnaire, *asked: str) -> Questionnaire:
    return form.model_copy(update={"asked": asked})


@pytest.fixture(scope="module")
def forms(catalogue: Catalogue, national: Catalogue) -> dict[str, Questionnaire]:
    def build(of: Catalogue, **more: str) -> Questionnaire:
        return build_questionnaire(of, country="XAA", round="2026", **more)  # type: ignore[arg-type]

    return {
        "full": build(catalogue),
        "quick": build(catalogue, depth="quick", language="fr"),
        "part": part(build(catalogue, authority="Ministry (of) Works - 'W'"), "IDN-1", "PUB-2"),
        "national": part(build(national, language="ru"), "XAA:PRV-N1", "PRP-4"),
    }


@pytest.fixture(scope="module")
def made(forms: dict[str, Questionnaire], folder: Path) -> dict[str, XForm]:
    return {
        name: XForm.of(write_xlsform(form, folder / f"{name}.xlsx"), validate=True)
        for name, form in forms.items()
    }


def sheets(path: Path) -> dict[str, list[dict[str, str]]]:
    found = read_workbook(path, path.name)
    assert isinstance(found, tuple)

    def rows(sheet: Sheet) -> list[dict[str, str]]:
        header, *body = sheet.rows
        return [dict(zip(header, row, strict=True)) for row in body]

    return {sheet.name: rows(sheet) for sheet in found}


def named(item: str) -> str:
    return re.sub(r"\W", "_", item)


ALL = ("full", "quick", "part", "national")


@pytest.mark.parametrize("name", ALL)
def test_pyxform_has_nothing_to_warn_of(name: str, made: dict[str, XForm]) -> None:
    assert made[name].warnings == ()


@pytest.mark.parametrize("name", ALL)
def test_every_text_is_there_in_three_languages(name: str, made: dict[str, XForm]) -> None:
    texts = made[name].texts
    assert set(texts) == set(LONG.values())
    english, french, russian = (texts[LONG[language]] for language in LANGUAGES)
    assert set(english) == set(french) == set(russian)
    for found in (english, french, russian):
        assert not [key for key, text in found.items() if len(text.strip(" -")) == 0]
    used = set(re.findall(r"jr:itext\('([^']+)'\)", made[name].xml))
    assert used <= set(english)
    labels = [node for node in made[name].body.iter(f"{X}label") if "ref" in node.attrib]
    questions = [
        path for path in made[name].leaves if "/teia_" not in path and "/meta/" not in path
    ]
    assert len(labels) >= len(questions)
    assert {f"{path}:label" for path in questions} <= used
    cyrillic = [text for key, text in russian.items() if not re.search("[а-яё]", text.lower())]
    assert {text for text in cyrillic if "[EN]" not in text} <= {"English", "Français"}
    assert sum(english[key] == french[key] for key in english if "-" not in key) < len(english) / 4


@pytest.mark.parametrize("name", ALL)
def test_it_asks_what_the_questionnaire_asks(
    name: str, made: dict[str, XForm], forms: dict[str, Questionnaire]
) -> None:
    form, xform = forms[name], made[name]
    expected = {}
    for question in form.questions:
        indicator = question.id if question.kind == "indicator" else question.id.rsplit(".", 1)[0]
        own = named(question.id) + ("_stage" if question.kind == "indicator" else "")
        expected[own] = f"/data/{named(question.area)}/{named(indicator)}/{own}"
    answers = {
        name: path
        for name, path in xform.paths.items()
        if path in xform.options and set(xform.options[path]) & {"partly", "1"}
    }
    assert answers == expected
    for area in form.areas:
        assert f"{named(area.id)}_challenges" in xform.paths
    label = xform.texts[LONG[form.language]]
    for question in form.questions:
        if question.kind == "criterion":
            path = expected[named(question.id)]
            # pyxform makes every space an ordinary one.
            shown = " ".join(f"{question.id} {question.text}".split())
            assert label[f"{path}:label"] == shown


@pytest.mark.parametrize("name", ALL)
def test_what_a_criterion_may_be_answered(name: str, made: dict[str, XForm]) -> None:
    for path, options in made[name].options.items():
        if path.endswith("_stage"):
            assert list(options) == ["1", "2", "3", "4", "5", "6", "not_applicable"]
        elif "yes" in options and "partly" in options:
            assert list(options) == [
                *("yes", "partly", "no", "unknown", "not_applicable", "withheld")
            ]


def test_it_carries_whose_it_is(
    made: dict[str, XForm], forms: dict[str, Questionnaire], folder: Path
) -> None:
    values = made["national"].opened()
    catalogue = forms["national"].catalogue
    assert {
        path.removeprefix("/data/teia_"): text
        for path, text in values.items()
        if path.startswith("/data/teia_")
    } == {
        "format": "teia.xlsform/1",
        "catalogue_id": "teia-xaa",
        "catalogue_version": catalogue.version,
        "catalogue_checksum": catalogue.checksum,
        "country": "XAA",
        "round": "2026",
        "depth": "full",
        "asked": "XAA:PRV-N1 PRP-4",
    }
    (settings,) = sheets(folder / "national.xlsx")["settings"]
    assert settings["default_language"] == "Russian (ru)"
    assert settings["version"].startswith(f"{catalogue.version}-{catalogue.checksum[:8]}-")


def test_the_authority_stands_there_already(made: dict[str, XForm]) -> None:
    assert made["part"].opened()["/data/cover/authority"] == "Ministry (of) Works - 'W'"


def test_forms_side_by_side_have_ids_and_versions_of_their_own(
    forms: dict[str, Questionnaire], catalogue: Catalogue, folder: Path
) -> None:
    for round_name in ("2026/1", "2026-1"):
        form = build_questionnaire(catalogue, country="XAA", round=round_name, depth="quick")
        write_xlsform(form, folder / f"{round_name.replace('/', '+')}.xlsx")
    write_xlsform(part(forms["part"], "IDN-1"), folder / "other.xlsx")
    found = [sheets(path)["settings"][0] for path in sorted(folder.glob("*.xlsx"))]
    assert len({one["form_id"] for one in found}) == len(found) >= 7
    assert all(re.fullmatch(r"[A-Za-z]\w*", one["form_id"]) for one in found)


def test_the_same_form_has_the_same_bytes(forms: dict[str, Questionnaire], tmp_path: Path) -> None:
    first = write_xlsform(forms["part"], tmp_path / "a.xlsx")
    second = write_xlsform(forms["part"], tmp_path / "b.xlsx")
    assert first.read_bytes() == second.read_bytes()


# Drafts are free; a submission is complete.


def test_a_draft_is_never_held_back(made: dict[str, XForm]) -> None:
    for xform in made.values():
        assert xform.opened()["/data/cover/submit"] == "no"
        assert xform.missing(xform.opened()) == []
    draft = made["part"].filled({"IDN_1_a": "withheld"})
    assert made["part"].missing(draft) == []


def test_a_submission_asks_for_every_criterion_and_reason(
    made: dict[str, XForm], forms: dict[str, Questionnaire]
) -> None:
    xform = made["part"]
    asked = [named(one.id) for one in forms["part"].questions if one.kind == "criterion"]
    assert xform.missing(xform.filled({"submit": "yes"})) == asked
    values = xform.filled({"submit": "yes", **dict.fromkeys(asked, "yes")})
    assert xform.missing(values) == []
    values = xform.filled({"submit": "yes", **dict.fromkeys(asked, "withheld")})
    assert xform.missing(values) == [f"{name}_reason" for name in asked]
    values = xform.filled({"submit": "yes", "IDN_1_stage": "4", "PUB_2_stage": "not_applicable"})
    assert xform.missing(values) == ["PUB_2_reason"]


def test_the_quick_form_asks_for_stages_only(
    made: dict[str, XForm], forms: dict[str, Questionnaire]
) -> None:
    xform = made["quick"]
    stages = [f"{named(one.id)}_stage" for one in forms["quick"].questions]
    assert xform.missing(xform.filled({"submit": "yes"})) == stages


def test_what_is_beside_an_answer_is_asked_when_called_for(made: dict[str, XForm]) -> None:
    xform = made["part"]

    def open_ones(**answers: str) -> set[str]:
        values = xform.filled(answers)
        beside = [name for name in xform.paths if name.startswith("IDN_1_a_")]
        return {name for name in beside if xform.relevant(xform.paths[name], values)}

    assert open_ones() == set()
    assert open_ones(IDN_1_a="yes") == {"IDN_1_a_more"}
    for word in ("not_applicable", "withheld"):
        assert open_ones(IDN_1_a=word) == {"IDN_1_a_more", "IDN_1_a_reason"}
    everything = open_ones(IDN_1_a="yes", IDN_1_a_more="yes")
    ends = ("more", "title", "kind", "reference", "date", "grade", "comment")
    assert everything == {f"IDN_1_a_{end}" for end in ends}
    values = xform.filled({"IDN_1_stage": "not_applicable", "IDN_1_a": "yes"})
    assert values[xform.paths["IDN_1_a"]] == "", "an indicator that does not apply asks no more"


@pytest.mark.parametrize(
    ("name", "text", "fits"),
    [
        *[("IDN_1_a_date", text, True) for text in ("2024", "2024-05", "2024-05-31")],
        *[("IDN_1_a_date", text, False) for text in ("24", "2024-13", "31.05.2024", "2024-5-1")],
        ("IDN_1_a_reason", " \n", False),
        ("IDN_1_a_reason", " why\n", True),
    ],
)
def test_constraints(name: str, text: str, fits: bool, made: dict[str, XForm]) -> None:
    xform = made["part"]
    values = xform.filled({"IDN_1_a": "withheld", "IDN_1_a_more": "yes", name: text})
    assert xform.refused(values) == ([] if fits else [name])
    message = xform.binds[xform.paths[name]][f"{JR}constraintMsg"]
    key = re.fullmatch(r"jr:itext\('(.+)'\)", message)
    assert key
    assert len({texts[key[1]] for texts in xform.texts.values()}) == 3


# Last round's answers.


def test_last_rounds_answer_is_shown_in_every_language(
    forms: dict[str, Questionnaire], tmp_path: Path
) -> None:
    earlier = read_responses(EXAMPLES / "xaa-2026.yaml")
    assert earlier.value("IDN-1.a") == "yes"
    xform = XForm.of(write_xlsform(forms["part"], tmp_path / "a.xlsx", previous=earlier))
    assert xform.warnings == ()
    hint = f"{xform.paths['IDN_1_a']}:hint"
    for language, shown in {"en": "yes", "fr": "oui", "ru": "да"}.items():
        assert xform.texts[LONG[language]][hint].endswith(f": {shown}.") or xform.texts[
            LONG[language]
        ][hint].endswith(f" : {shown}.")
    assert "IDN_1_a_correction" in xform.paths


def test_another_countrys_answers_are_refused(
    forms: dict[str, Questionnaire], catalogue: Catalogue, tmp_path: Path
) -> None:
    other = Responses(catalogue=catalogue.ref, country="XAB", round="2022")
    with pytest.raises(MethodError) as caught:
        write_xlsform(forms["part"], tmp_path / "a.xlsx", previous=other)
    assert [found.code for found in caught.value.problems] == ["M016"]
    assert not (tmp_path / "a.xlsx").exists()


# Names.


@pytest.mark.parametrize("which", ["catalogue", "national"])
def test_names_are_one_to_one_and_recorded(
    which: str, request: pytest.FixtureRequest, forms: dict[str, Questionnaire], folder: Path
) -> None:
    catalogue: Catalogue = request.getfixturevalue(which)
    names = [question_name(catalogue, slot) for slot in slots(catalogue)]
    names += [
        name
        for item, name in survey_names(catalogue).items()
        if isinstance(catalogue.items[item], WorkingArea | Indicator)
    ]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) for name in names)
    assert survey_names(catalogue)["IDN-1.a"] == "IDN_1_a"
    form = "full" if which == "catalogue" else "national"
    write_xlsform(forms[form], folder / f"{form}.xlsx")
    recorded = {row["id"]: row["name"] for row in sheets(folder / f"{form}.xlsx")["_names"]}
    assert recorded == survey_names(catalogue)


def test_ids_that_would_share_a_name_get_numbers(catalogue: Catalogue) -> None:
    area = catalogue.areas[0]
    first = area.indicators[0]
    ids = ("A-1", "A.1", "a-1", "A_1_stage", "1", "cover")
    indicators = tuple(first.model_copy(update={"id": item, "criteria": ()}) for item in ids)
    areas = (area.model_copy(update={"id": "data", "indicators": indicators}),)
    odd = catalogue.model_copy(update={"areas": areas})
    names = survey_names(odd)
    assert names["A-1"] == "A_1"
    assert names["1"] == "n_1"
    found = [question_name(odd, slot).casefold() for slot in slots(odd)]
    assert len(set(found)) == len(found)
    assert not {"cover", "data"} & {name.casefold() for name in names.values()}


@pytest.mark.parametrize("text", ["", "a", "it's", 'say "x"', 'it\'s "x"', "${a}", "'${b}\"", "$"])
def test_any_text_can_be_an_expression(text: str, made: dict[str, XForm]) -> None:
    assert made["part"].evaluate(literal(text), {}) == text
    assert "${" not in literal(text)
