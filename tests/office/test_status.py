"""The live figures of the workbook, recalculated by a real spreadsheet program."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from office.libreoffice import convert, convert_all
from responses.surgery import Workbook

import teia_indicators as teia
from teia_indicators.catalogue import Criterion, Indicator, WorkingArea
from teia_indicators.model import FrozenDict
from teia_indicators.sources.tables import Sheet, read_workbook
from teia_indicators.text import LANGUAGES

ROOT = Path(__file__).parents[2]
CATALOGUE = teia.load_catalogue()
MEANT: dict[str, Any] = {
    "Withheld": "withheld",
    "неприменимо": "not_applicable",
    "sans objet": "not_applicable",
    "not applicable": "not_applicable",
    "4": 4,
}


def sheets(path: Path) -> tuple[Sheet, ...]:
    found = read_workbook(path, path.name)
    assert isinstance(found, tuple)
    return found


def figures(sheet: Sheet) -> tuple[int, int, int]:
    """Return answered, asked and reasons missing: the last three cells of the hidden first row."""
    numbers = [cell for cell in sheet.rows[0] if isinstance(cell, int | float)]
    answered, asked, alarms = (int(number) for number in numbers[-3:])
    return answered, asked, alarms


def counted(responses: teia.Responses, area: WorkingArea) -> tuple[int, int, int]:
    """Count the same by hand."""
    questions = [one for indicator in area.indicators for one in indicator.criteria]
    answered = 0
    for one in questions:
        parent = CATALOGUE.parents[one.id]
        said = {responses.value(one.id), responses.value(parent)} != {"unanswered"}
        answered += said
    rows: list[Criterion | Indicator] = [*questions, *area.indicators]
    alarms = sum(
        responses.value(one.id) in ("not_applicable", "withheld")
        and not responses.answers[one.id].reason
        for one in rows
    )
    return answered, len(questions), alarms


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_figures_are_right_after_somebody_has_typed(
    soffice: str, language: str, kind: str, tmp_path: Path
) -> None:
    """The values written with the formulas are those of an empty form; the program's are new."""
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2026", language=language)
    book = Workbook(teia.write_workbook(form, tmp_path / "form.xlsx"))
    names = list(book.parts)[1:7]
    typed: dict[str, tuple[str, str]] = {
        "IDN-1.a": ("yes", ""),
        "IDN-1.b": ("Withheld", ""),
        "IDN-1.c": ("неприменимо", "  "),
        "IDN-1.d": ("sans objet", "No such sites."),
        "IDN-2": ("4", ""),
        "IDN-2.b": ("no", ""),
        "PRV-1": ("not applicable", ""),
        "PUB-4.a": ("unknown", ""),
    }
    answers = {}
    ids = [one.id for one in CATALOGUE.areas]
    for item, (value, reason) in typed.items():
        sheet = names[ids.index(CATALOGUE.parents[item.partition(".")[0]])]
        book.answer(sheet, item, "value", value)
        book.answer(sheet, item, "reason", reason or None)
        answers[item] = teia.Answer(value=MEANT.get(value, value), reason=reason.strip())
    saved = convert(soffice, book.save(tmp_path / "typed.xlsx"), kind, tmp_path, recalculate=True)

    responses = teia.Responses(
        catalogue=CATALOGUE.ref, country="XAA", round="2026", answers=FrozenDict(answers)
    )
    found = sheets(saved)
    for area, table in zip(CATALOGUE.areas, found[1:7], strict=True):
        assert figures(table) == counted(responses, area), area.id
    shown = [str(cell) for cell in found[1].rows[1]] + [str(cell) for cell in found[1].rows[2]]
    answered, asked, alarms = counted(responses, CATALOGUE.areas[0])
    assert any(str(answered) in text and str(asked) in text for text in shown)
    cover = [row for row in found[0].rows if str(row[1]) in names]
    for area, row in zip(CATALOGUE.areas, cover, strict=True):
        answered, asked, alarms = counted(responses, area)
        assert (row[3], row[4], row[6]) == (answered, asked, alarms)
        assert row[5] == pytest.approx(answered / asked)


@pytest.mark.parametrize("name", ["xaa-2026", "xab-2026"])
def test_written_figures_are_those_that_the_program_computes(
    soffice: str, name: str, tmp_path: Path
) -> None:
    source = ROOT / "examples" / f"{name}.xlsx"
    saved = convert(soffice, source, "xlsx", tmp_path, recalculate=True)
    responses = teia.read_responses(source, CATALOGUE)
    pairs = zip(CATALOGUE.areas, sheets(source)[1:7], sheets(saved)[1:7], strict=True)
    for area, ours, theirs in pairs:
        assert figures(ours) == figures(theirs) == counted(responses, area)
        at = list(ours.rows[0]).index("teia:status")
        assert [row[at] for row in ours.rows] == [row[at] for row in theirs.rows]


def test_marks_of_the_next_round_count(soffice: str, tmp_path: Path) -> None:
    before = teia.read_responses(ROOT / "examples" / "xaa-2026.yaml", CATALOGUE)
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2028", language="fr")
    book = Workbook(teia.write_workbook(form, tmp_path / "next.xlsx", previous=before))
    sheet = list(book.parts)[1]
    answered = [one.id for one in CATALOGUE.areas[0].indicators[0].criteria]
    for item in answered:
        book.answer(sheet, item, "unchanged", "x")
    saved = convert(soffice, book.save(tmp_path / "m.xlsx"), "xlsx", tmp_path, recalculate=True)
    known = [item for item in answered if before.value(item) != "unanswered"]
    assert figures(sheets(saved)[1])[0] == len(known) > 0


def test_answers_travel_between_all_pairs_of_languages(tmp_path: Path, soffice: str) -> None:
    """Filled in one language, saved by the program, filled in the other, saved as .ods, read."""
    given = teia.read_responses(ROOT / "examples" / "xab-2026.yaml", CATALOGUE)

    def written(name: str, language: str, answers: teia.Responses) -> Path:
        form = teia.build_questionnaire(CATALOGUE, country="XAB", round="2026", language=language)
        return teia.write_workbook(form, tmp_path / f"{name}.xlsx", answers=answers)

    firsts = {language: written(language, language, given) for language in LANGUAGES}
    saved = convert_all(soffice, list(firsts.values()), "xlsx", tmp_path)
    read = {
        language: teia.read_responses(path, CATALOGUE)
        for language, path in zip(LANGUAGES, saved, strict=True)
    }
    pairs = list(itertools.product(LANGUAGES, LANGUAGES))
    seconds = [written("-".join(pair), pair[1], read[pair[0]]) for pair in pairs]
    for (_, second), path in zip(
        pairs, convert_all(soffice, seconds, "ods", tmp_path), strict=True
    ):
        again = teia.read_responses(path, CATALOGUE)
        assert again == given.model_copy(update={"language": second})
