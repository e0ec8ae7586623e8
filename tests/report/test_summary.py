"""The summary: its sentences in three languages, their plurals, and their numbers read back."""

from __future__ import annotations

import re

import pytest
from babel.numbers import parse_decimal
from hypothesis import given, settings
from report.reports import LANGUAGES, assessed, documents, sentences, whole
from strategies import Case, cases

import teia_indicators as teia
from teia_indicators.report.model import Prose, Table
from teia_indicators.report.words import Words
from teia_indicators.testing import uniform_responses
from teia_indicators.text import texts

GOLDEN = {
    "en": (
        "The overall figure is 56.7 of 100.0, whatever is still open.",
        "Of 216 criteria that apply, 204 have an answer that decides them (94%).",
        "12 criteria are open: unanswered, unknown or withheld.",
        "18 indicators are below their targets.",
        "The action plan has 44 actions.",
        "Carried out whole, it raises the figure that is certain from 56.7 to 81.7.",
    ),
    "fr": (
        "Le résultat d'ensemble est de 56,7 sur 100,0, quoi qu'il reste en suspens.",
        "12 critères restent en suspens\u00a0: sans réponse, inconnus ou non communiqués.",
        "18 indicateurs sont au-dessous de leur cible.",
        "Le plan d'action contient 44 actions.",
    ),
    "ru": (
        "Общая оценка — 56,7 из 100,0, что бы ни оставалось открытым.",
        "12 критериев остаются открытыми: без ответа, неизвестно или не раскрывается.",
        "18 показателей находятся ниже целевых этапов.",
        "В плане 44 действия.",
    ),
}
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def numbers(text: str, language: str) -> list[float]:
    """Return the numbers of a sentence, as a reader of the language reads them."""
    found = NUMBER.findall(text)
    return [float(parse_decimal(one.lstrip("+"), locale=language)) for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_the_example(language: str) -> None:
    said = sentences(whole(language))
    assert [one for one in GOLDEN[language] if one not in said] == []


def rounded(*figures: float | None) -> list[float]:
    return [round(100 * one, 1) for one in figures if one is not None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["xaa-2026", "xaa-2028", "xab-2026"])
def test_the_numbers_read_back_are_those_of_the_assessment(name: str, language: str) -> None:
    own = assessed(name)
    first, known, *_ = sentences(teia.build_report(own, language=language))
    node = own.overall
    expected = [*rounded(node.value), 100.0]
    expected += [] if node.low == node.high else rounded(node.low, node.high)
    assert numbers(first, language) == pytest.approx(expected, abs=0.051)
    counts = node.counts
    asked = counts.all - counts.not_applicable
    open_ = counts.unanswered + counts.unknown + counts.withheld
    share = round(100 * (asked - open_) / asked)
    assert numbers(known, language) == [asked, asked - open_, share]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_change_is_told_with_its_parts(language: str) -> None:
    text = next(one for one in sentences(whole(language)) if "2026" in one)
    change = documents()["comparison"].overall.low
    parts = change.parts
    named = [parts[name] for name in ("real", "coverage", "correction", "catalogue")]
    expected = [2026, *(100 * one for one in (change.total, *named))]
    assert numbers(text, language) == pytest.approx(expected, abs=0.051)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "1 показатель находится ниже целевого этапа."),
        (2, "2 показателя находятся ниже целевых этапов."),
        (5, "5 показателей находятся ниже целевых этапов."),
        (11, "11 показателей находятся ниже целевых этапов."),
        (21, "21 показатель находится ниже целевого этапа."),
    ],
)
def test_russian_plurals(count: int, expected: str) -> None:
    assert Words(teia.load_catalogue(), "ru").counted("say.gaps", count) == expected


@pytest.mark.parametrize(
    ("count", "noun"), [(0, "indicateur"), (1, "indicateur"), (2, "indicateurs")]
)
def test_french_counts_nothing_as_one(count: int, noun: str) -> None:
    said = Words(teia.load_catalogue(), "fr").counted("say.gaps", count)
    assert said.split()[1] == noun


@pytest.mark.parametrize("value", [0.0, 0.0004, -0.0004, 0.0005, -0.0005, 1e-17, -1e-17])
def test_a_change_that_is_shown_as_nothing_has_no_sign(value: float) -> None:
    assert Words(teia.load_catalogue(), "fr").change(value) == "0,0"


def test_a_change_is_told_in_the_unit_of_the_scale() -> None:
    catalogue = teia.load_catalogue()
    assert Words(catalogue, "en").change(0.0123) == "+1.2"
    scale = catalogue.scale.model_copy(update={"unit": "own"})
    own = Words(catalogue.model_copy(update={"scale": scale}), "en")
    assert [own.change(one) for one in (0.04, -2.5, 0.0, None)] == ["+0.04", "-2.5", "0", "–"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_its_forms(language: str) -> None:
    from babel import Locale

    rule = Locale(language).plural_form
    forms = {rule(count) for count in range(200)} | {"other"}
    for key, said in texts(language)["report"]["say"].items():
        if isinstance(said, dict):
            varied = texts("en")["report"]["say"][key]
            assert set(said) <= forms, key
            assert "other" in said, key
            assert set(varied) == {"one", "other"}, key


@given(cases())
@settings(max_examples=60)
def test_whatever_is_scored_can_be_told(case: Case) -> None:
    """Every sentence leads to what its numbers stand in; every table is whole."""
    report = teia.build_report(case.assessed(), language="ru")
    anchors = {section.id for section in report.sections} | {one.id for one in report.tables}
    assert len(anchors) == len(report.sections) + len(list(report.tables))
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Prose):
                assert {one.about for one in block.sentences if one.about} <= anchors
            if isinstance(block, Table):
                assert {len(row) for row in block.rows} <= {len(block.columns)}
                assert sum(block.shares) == pytest.approx(1)


def test_a_catalogue_without_answers_is_told_as_unknown() -> None:
    catalogue = teia.load_catalogue()
    found = teia.assess(uniform_responses(catalogue, "unknown"), catalogue)
    said = sentences(teia.build_report(found))
    assert said[0] == "The overall figure is 0.0 of 100.0; the answers allow 0.0 to 100.0."
    assert any(one.startswith("In 6 areas less than 65% is known") for one in said)


def test_where_nothing_applies() -> None:
    catalogue = teia.load_catalogue()
    found = teia.assess(uniform_responses(catalogue, "not_applicable"), catalogue)
    assert sentences(teia.build_report(found)) == [
        "Nothing applies, so there is no overall figure."
    ]
