"""National profiles: what they change stays national, and every mistake has its place."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import teia_indicators as teia
from teia_indicators.catalogue.check import check_tree
from teia_indicators.catalogue.profile import (
    Profile,
    apply_profile,
    comparable,
    load_profile,
    read_profile,
)
from teia_indicators.model import FrozenDict
from teia_indicators.sources.tree import Tree
from teia_indicators.testing import uniform_responses

EXAMPLE = Path(__file__).parents[2] / "examples" / "profile" / "xaa-profile.yaml"
HEAD = """\
id: own
version: "1"
country: XAA
title: Our own
base: {id: teia, version: "1.0"}
"""
WORDS = ("yes", "partly", "no", "unanswered", "unknown", "not_applicable", "withheld")


@cache
def _base() -> teia.Catalogue:
    return teia.load_catalogue()


@cache
def _profile() -> Profile:
    return load_profile(EXAMPLE, _base())


@cache
def _national() -> teia.Catalogue:
    return apply_profile(_base(), _profile())


def _made(folder: Path, more: str, head: str = HEAD) -> Profile:
    path = folder / "profile.yaml"
    path.write_text(head + more, encoding="utf-8")
    return load_profile(path, _base())


def _faults(folder: Path, more: str, head: str = HEAD) -> list[str]:
    with pytest.raises(teia.CatalogueError) as caught:
        _made(folder, more, head)
    assert all(str(found) for found in caught.value.problems)
    return [f"{found.code} {found.place}" for found in caught.value.problems]


@st.composite
def _answers(draw: st.DrawFn) -> FrozenDict[str, teia.Answer]:
    """Draw answers to the national catalogue: criteria, declared stages, whole indicators."""
    national = _national()
    found: dict[str, object] = {}
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40))
    step = draw(st.integers(1, 7))
    marks = (*["unanswered"] * 6, "not_applicable", *national.scale.numbers)
    whole = draw(st.lists(st.sampled_from(marks), min_size=1, max_size=24))
    for at, criterion in enumerate(national.criteria):
        found[criterion.id] = words[(at * step) % len(words)]
    for at, indicator in enumerate(national.indicators):
        found[indicator.id] = whole[at % len(whole)]
    answers = {
        item: teia.Answer.model_validate({"value": found[item], "reason": "by law"})
        for item in national.items
        if item in found
    }
    return FrozenDict(answers)


def _responses(catalogue: teia.Catalogue, answers: FrozenDict[str, teia.Answer]) -> teia.Responses:
    return teia.Responses(catalogue=catalogue.ref, country="XAA", round="2026", answers=answers)


def test_the_national_catalogue_says_what_it_is() -> None:
    base, national = _base(), _national()
    assert (national.id, national.version) == ("teia-xaa", "1.0+1")
    assert national.title == _profile().title
    assert national.status == base.status
    assert national.profile_of == base.ref
    assert national.checksum != base.checksum
    assert national.statement.startswith(base.statement)
    added = national.statement.removeprefix(base.statement).strip()
    assert "national profile" in added
    assert added.count(". ") == 0
    assert added.endswith(".")


def test_the_base_stays_as_it_is() -> None:
    before = _base().checksum
    apply_profile(_base(), _profile())
    again = teia.Catalogue.model_validate_json(json.dumps(_base().model_dump(mode="json")))
    assert _base().checksum == before == again.checksum
    assert "profile_of" not in _base().document()


def test_what_the_profile_says_is_done() -> None:
    base, national = _base(), _national()
    assert set(base.parents) - set(national.parents) == {
        "NTF-4",
        *(item for item, parent in base.parents.items() if parent == "NTF-4"),
    }
    assert all(item.startswith("XAA:") for item in set(national.parents) - set(base.parents))
    assert national.parents["XAA:PRV-N1"] == "PRV"
    assert national.areas[2].indicators[-1].id == "XAA:PRV-N1"
    weights = {one.id: one.weight for one in national.indicators}
    assert (weights["PRP-4"], weights["XAA:PRV-N1"], weights["PRV-1"]) == (2.0, 1.5, 1.0)


def test_texts_of_a_country_say_so() -> None:
    own = next(one for one in _national().indicators if one.id.startswith("XAA:"))
    assert {own.provenance, *(one.provenance for one in own.criteria)} == {"national"}


def test_the_national_catalogue_is_a_sound_one() -> None:
    """Nothing of what was left out is named any more, by actions or translations."""
    data = _national().model_dump(mode="json")
    found = [one for one in check_tree(Tree("national", data)) if one.severity == "error"]
    assert found == []
    stale = {one.path for one in check_tree(Tree("national", data)) if one.code == "C021"}
    assert stale == set(), "the longer statement is translated with it"
    again = teia.Catalogue.model_validate_json(json.dumps(data))
    assert again.checksum == _national().checksum
    assert again.profile_of == _base().ref


def test_the_same_profile_gives_the_same_catalogue() -> None:
    again = apply_profile(_base(), load_profile(EXAMPLE, _base()))
    assert again.model_dump_json() == _national().model_dump_json()


@settings(max_examples=40)
@given(_answers())
def test_comparable_scores_are_those_without_the_profile(
    answers: FrozenDict[str, teia.Answer],
) -> None:
    base = _base()
    taken = comparable(_responses(_national(), answers), base)
    plain = FrozenDict({item: one for item, one in answers.items() if item in base.parents})
    assert taken == _responses(base, plain)
    assert not any(":" in item for item in taken.answers)
    with_profile, without = teia.assess(taken, base), teia.assess(_responses(base, plain), base)
    assert with_profile.overall == without.overall
    assert with_profile.areas == without.areas
    assert with_profile.indicators == without.indicators
    assert list(taken.answers) == [item for item in base.items if item in taken.answers]


@settings(max_examples=20)
@given(_answers(), st.floats(0, 10), st.floats(0, 10))
def test_weights_and_own_indicators_act_in_national_scores_only(
    answers: FrozenDict[str, teia.Answer], area: float, indicator: float
) -> None:
    weights = FrozenDict({"PRV": area, "PRP-4": indicator})
    other = apply_profile(_base(), _profile().model_copy(update={"weights": weights}))
    one, two = _responses(_national(), answers), _responses(other, answers)
    assert comparable(one, _base()) == comparable(two, _base())
    first, second = teia.assess(one, _national()), teia.assess(two, other)
    assert first.indicators == second.indicators
    assert first.areas["IDN"] == second.areas["IDN"]


def test_a_weight_changes_the_national_score() -> None:
    answers = dict(uniform_responses(_national(), "no").answers)
    answers |= {one: teia.Answer(value="yes") for one in answers if one.startswith("PRP-4.")}
    responses = _responses(_national(), FrozenDict(answers))
    national = teia.assess(responses, _national())
    plain = teia.assess(comparable(responses, _base()), _base())
    assert national.areas["PRP"].value == pytest.approx(0.4)
    assert plain.areas["PRP"].value == pytest.approx(0.25)


def test_what_is_excluded_is_unanswered_and_raises_nothing() -> None:
    taken = comparable(uniform_responses(_national(), "yes"), _base())
    found = teia.assess(taken, _base())
    assert found.indicators["NTF-4"].coverage == 0
    assert found.overall.low == pytest.approx(1 - 1 / 24)
    assert found.overall.high == 1


def test_challenges_and_places_are_taken_over() -> None:
    where = {"": teia.Place(file="f"), "PRV-1.a/reason": teia.Place(line=3)}
    places = FrozenDict({**where, "XAA:PRV-N1.a": teia.Place(line=4)})
    told = FrozenDict({"PRV": "Posts were cut."})
    given_ = uniform_responses(_national(), "yes").model_copy(
        update={"places": places, "challenges": told}
    )
    taken = comparable(given_, _base())
    assert (taken.places, taken.challenges) == (where, told)
    assert (taken.country, taken.round) == ("XAA", "2026")


def test_answers_to_the_base_stay_and_others_are_refused() -> None:
    own = uniform_responses(_base(), "yes")
    assert comparable(own, _base()) is own
    for update, code in (({"id": "other"}, "R002"), ({"version": "2.0"}, "R003")):
        other = _base().model_copy(update=update)
        with pytest.raises(teia.ResponsesError) as caught:
            comparable(uniform_responses(_national(), "yes"), other)
        assert [one.code for one in caught.value.problems] == [code]


def test_national_answers_are_not_scored_with_the_base() -> None:
    responses = uniform_responses(_national(), "yes")
    with pytest.raises(teia.ResponsesError) as caught:
        teia.assess(responses, _base())
    assert "R002" in {one.code for one in caught.value.problems}


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_a_national_workbook_survives(language: str, tmp_path: Path) -> None:
    national = _national()
    answers = dict(uniform_responses(national, "yes").answers)
    answers["XAA:PRV-N1.b"] = teia.Answer(value="partly", comment="Three rivers of four.")
    form = teia.build_questionnaire(national, country="XAA", round="2026", language=language)
    ordered = {item: answers[item] for item in national.items if item in answers}
    written = _responses(national, FrozenDict(ordered)).model_copy(update={"language": language})
    path = teia.write_workbook(form, tmp_path / "national.xlsx", answers=written)
    assert teia.read_responses(path, national) == written
    with pytest.raises(teia.ResponsesError) as caught:
        teia.read_responses(path, _base())
    assert "R002" in {one.code for one in caught.value.problems}


def test_include_keeps_only_what_it_names(tmp_path: Path) -> None:
    more = "include: [PRV, IDN-2]\nexclude: [{id: PRV-1, reason: Elsewhere.}]\n"
    found = apply_profile(_base(), _made(tmp_path, more))
    assert [one.id for one in found.indicators] == ["IDN-2", "PRV-2", "PRV-3", "PRV-4"]
    assert {one.id[:3] for one in found.actions} == {"IDN", "PRV"}


def test_a_whole_area_can_be_excluded(tmp_path: Path) -> None:
    found = apply_profile(_base(), _made(tmp_path, "exclude: [{id: PUB, reason: Elsewhere.}]\n"))
    assert [area.id for area in found.areas] == ["IDN", "NTF", "PRV", "PRP", "RSP"]


def test_an_own_indicator_may_stand_alone_in_its_area(tmp_path: Path) -> None:
    rows = ", ".join(f"{{id: PUB-{at}, reason: Elsewhere.}}" for at in range(1, 5))
    own = 'indicators: [{area: PUB, id: "XAA:PUB-N1", title: Leaflets}]\n'
    found = apply_profile(_base(), _made(tmp_path, f"exclude: [{rows}]\n{own}"))
    assert [one.id for one in found.areas[-1].indicators] == ["XAA:PUB-N1"]


def test_all_problems_at_once_with_their_places(tmp_path: Path) -> None:
    more = """\
exclude:
  - {id: PRV-11, reason: Elsewhere.}
  - {id: NTF-4, reason: ""}
  - {id: NTF-4, reason: Twice.}
weights:
  PRP-4: -1
  NTF-4: 2
  PRV-1.a: 3
indicators:
  - area: PVR
    id: XAB:PRV-N1
    title: Tailings
  - area: PRV
    id: XAA:PRV-N2
    title: Pipelines
    references: [Art. 99]
    criteria:
      - {id: XAA:PRV-N2.a, stage: 7, dimension: practice, text: Valves close.}
      - {id: PRV-N2.b, stage: 2, dimension: practice, text: Maps  exist.}
      - {id: XAA:PRV-N3.c, stage: 2, dimension: practice, text: Maps exist.}
  - {area: PRV, id: XAA:PRV-N2, title: Again, colour: red}
"""
    assert _faults(tmp_path, more) == [
        "C050 profile.yaml:7:10",
        "F012 profile.yaml:8:25",
        "C001 profile.yaml:9:10",
        "F012 profile.yaml:11:10",
        "C053 profile.yaml:12:3",
        "C050 profile.yaml:13:3",
        "C055 profile.yaml:15:11",
        "C052 profile.yaml:16:9",
        "C007 profile.yaml:21:18",
        "C012 profile.yaml:23:35",
        "C006 profile.yaml:24:14",
        "C052 profile.yaml:24:14",
        "C009 profile.yaml:24:61",
        "C006 profile.yaml:25:14",
        "C001 profile.yaml:26:21",
        "F010 profile.yaml:26:47",
    ]


def test_problems_of_the_head(tmp_path: Path) -> None:
    head = HEAD.replace('"1"', "1.10").replace("XAA", "xaa")
    found = _faults(tmp_path, "colour: red\n", head.replace('version: "1.0"', 'version: "2.0"'))
    assert {"C008 profile.yaml:2:10", "F012 profile.yaml:3:10", "F010 profile.yaml:6:1"} <= set(
        found
    )
    assert "C051 profile.yaml:5:27" in found
    wrong = HEAD.replace('"1.0"}', f'"1.0", checksum: "{"0" * 64}"}}')
    assert [one[:4] for one in _faults(tmp_path, "", wrong)] == ["C051"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("exclude: [{id: PRV, reason: Elsewhere.}]\nweights: {PRV: 2, PRV-1: 2}\n", ["C053"] * 2),
        ("include: [PRV]\nexclude: [{id: PRV, reason: Elsewhere.}]\n", ["C054", "C053"]),
        ("include: [PRV, PRV]\n", ["C001"]),
        ("include: [PRV]\nweights: {IDN: 2}\n", ["C053"]),
        ("include: [IDN]\n" + 'indicators: [{area: PRV, id: "XAA:P", title: T}]\n', ["C053"]),
        ("include: 3\n", ["F012"]),
        ("weights: [PRV]\n", ["F012"]),
        ("indicators: [3, {area: 3, id: 3, title: T, criteria: 3}]\n", ["F012"] * 4),
    ],
)
def test_contradictions(tmp_path: Path, more: str, expected: list[str]) -> None:
    assert sorted(one[:4] for one in _faults(tmp_path, more)) == sorted(expected)


@pytest.mark.parametrize("text", ["", "3\n", "- a\n", "id: [\n"])
def test_what_is_no_profile_is_told(tmp_path: Path, text: str) -> None:
    assert _faults(tmp_path, "", text)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(teia.CatalogueError) as caught:
        load_profile(tmp_path / "none.yaml", _base())
    assert [one.code for one in caught.value.problems] == ["F001"]


def test_a_ladder_without_rungs_is_a_warning_only(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    criterion = '{id: "XAA:N.a", stage: 2, dimension: practice, text: Maps exist.}'
    own = f'indicators: [{{area: PRV, id: "XAA:N", title: T, criteria: [{criterion}]}}]\n'
    path.write_text(HEAD + own, encoding="utf-8")
    profile, problems = read_profile(path, _base())
    assert profile is not None
    assert {one.code for one in problems} == {"C013", "C014", "C074"}
    assert {str(one.place) for one in problems if one.code != "C074"} == {"profile.yaml:6:14"}
    assert load_profile(path, _base()) == profile


def test_a_profile_is_never_laid_over_a_national_catalogue() -> None:
    with pytest.raises(teia.CatalogueError) as caught:
        apply_profile(_national(), _profile())
    assert "C056" in {one.code for one in caught.value.problems}


def test_a_profile_made_by_hand_is_checked_too() -> None:
    wrong = _profile().model_copy(update={"weights": FrozenDict({"PRV-44": 2.0})})
    with pytest.raises(teia.CatalogueError) as caught:
        apply_profile(_base(), wrong)
    assert [one.code for one in caught.value.problems] == ["C050"]


LANGUAGES = ("fr", "ru")


def _translated(language: str, item: str, field: str) -> str:
    """Return a text of the example's own translations."""
    return _profile().translations[language][item][field]


def test_the_example_is_translated_whole() -> None:
    assert read_profile(EXAMPLE, _base())[1] == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_shows_the_own_indicator_in_its_language(language: str) -> None:
    form = teia.build_questionnaire(
        _national(), country="XAA", round="2026", language=language, depth="full"
    )
    shown = {one.id: one.text for one in form.questions}
    for item, field in (("XAA:PRV-N1", "title"), ("XAA:PRV-N1.c", "text")):
        assert shown[item] == _translated(language, item, field)
    assert not any(text.startswith(("[EN]", "[?]")) for text in shown.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_national_title_is_translated(language: str) -> None:
    found = next(one for one in _national().translations if one.language == language)
    title = found.entries[_national().id]["title"].text
    assert title == _translated(language, "xaa-rivers", "title")
    assert "statement" in found.entries[_national().id]


def test_a_french_named_indicator_has_a_russian_form(tmp_path: Path) -> None:
    own = 'indicators: [{area: PRV, id: "XAA:PRV-N9", title: Bassins de résidus}]\n'
    more = 'translations: {ru: {"XAA:PRV-N9": {title: Хвостохранилища}}}\n'
    national = apply_profile(_base(), _made(tmp_path, own + more))
    russian, french = (
        teia.build_questionnaire(national, country="XAA", round="1", language=language)
        for language in ("ru", "fr")
    )
    assert {one.text for one in russian.questions if "N9" in one.id} == {"Хвостохранилища"}
    assert {one.text for one in french.questions if "N9" in one.id} == {"[EN] Bassins de résidus"}


def test_a_language_of_its_own(tmp_path: Path) -> None:
    more = "translations: {kk: {own: {title: Біздің}}}\n"
    national = apply_profile(_base(), _made(tmp_path, more))
    found = next(one for one in national.translations if one.language == "kk")
    assert found.entries[national.id]["title"].text == "Біздің"


def test_own_actions_come_after_those_of_the_base() -> None:
    own = [one.id for one in _national().actions if one.id.startswith("XAA:")]
    assert own == [f"XAA:PRV-A{at}" for at in range(1, 6)]
    assert [one.id for one in _national().actions][-5:] == own
    turned = {item for one in _national().actions for item in one.turns}
    assert {one.id for one in _national().criteria} <= turned


def test_own_actions_give_gaps_their_effort() -> None:
    assessment = teia.assess(uniform_responses(_national(), "no"), _national())
    gap = next(one for one in teia.find_gaps(assessment, target=4) if one.indicator[:3] == "XAA")
    assert gap.effort == 1 + 3 + 9


def test_faults_of_own_actions_and_translations(tmp_path: Path) -> None:
    action = (
        "{id: %s, type: law, title: T, text: Draft it., turns: [%s], requires: [%s],"
        " owner: competent authority, effort: small, duration: up to 6 months, completion: Done.}"
    )
    own = 'indicators: [{area: PRV, id: "XAA:PRV-N9", title: Tailings}]\n'
    rows = [
        ('"XAA:A1"', "PRV-1.a", '"XAA:A9"'),
        ("PRV-A01", "PRV-1.zz", ""),
        ('"XAA:A1"', "NTF-4.a", ""),
        ('"XAA:A2"', "PRV-1.b", '"XAA:A2"'),
    ]
    lines = "".join(f"  - {action % row}\n" for row in rows)
    out = "exclude: [{id: NTF-4, reason: Elsewhere.}]\n"
    texts = (
        "translations:\n  fr:\n    XAA:PRV-N9: {title: ' Bassins', text: Non}\n"
        "    PRV-1: {title: Non}\n  french: {}\n"
    )
    found = [one.split() for one in _faults(tmp_path, out + own + "actions:\n" + lines + texts)]
    where = [(code, place.split(":")[1]) for code, place in found]
    assert where == [
        *(("C017", "9"), ("C001", "10"), ("C052", "10"), ("C017", "10")),
        *(("C001", "11"), ("C017", "11"), ("C019", "12")),
        *(("C009", "15"), ("C023", "15"), ("C023", "16"), ("F012", "17")),
    ]
