"""What a ministry is told of its file, word for word in each language.

The golden files are rewritten only on request: TEIA_REWRITE_GOLDEN=1 pytest, then read the change.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from responses.surgery import Workbook

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Problems
from teia_indicators.responses.read import check_file
from teia_indicators.text import LANGUAGES

GOLDEN = Path(__file__).parents[1] / "golden" / "problems"
CATALOGUE = teia.load_catalogue()

#: Sheet by its position, id, column, and what somebody has typed there.
TYPED: list[tuple[int, str, str, str | float | bool | None]] = [
    (1, "IDN-1.a", "value", "mostly"),
    (1, "IDN-1.b", "value", "not applicable"),
    (1, "IDN-1.c", "value", "retenu"),
    (1, "IDN-1.d", "value", "withheld"),
    (1, "IDN-1.e", "evidence.date", "31/12/2025"),
    (1, "IDN-1.f", "evidence.language", "English"),
    (1, "IDN-1.g", "grade", "certain"),
    (1, "IDN-2", "value", 7.0),
    (1, "IDN-3.a", "id", "IDN-3-a"),
    (2, "NTF-1", "value", "not applicable"),
    (2, "NTF-1", "reason", "No neighbour."),
    (2, "NTF-1.a", "value", "yes"),
    (2, "NTF-2.a", "evidence.title", "Act 7"),
    (2, "NTF-2.a", "evidence.kind", "statute"),
    (3, "PRV-1.a", "unchanged", "maybe"),
    (3, "PRV-1.b", "unchanged", "x"),
    (3, "PRV-1.b", "value", "no"),
    (3, "PRV-1.c", "unchanged", "x"),
    (3, "PRV-1.d", "correction", "??"),
]


def faulty(folder: Path, language: str) -> Path:
    """Write a form of the next round with something wrong in every way."""
    known = {"PRV-1.a": teia.Answer(value="yes"), "PRV-1.b": teia.Answer(value="partly")}
    before = teia.Responses(
        catalogue=CATALOGUE.ref,
        country="XAA",
        round="2024",
        answers=FrozenDict(known),
    )
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2026", language=language)
    book = Workbook(teia.write_workbook(form, folder / "form.xlsx", previous=before))
    names = list(book.parts)
    for position, item, column, value in TYPED:
        book.answer(names[position], item, column, value)
    book.put(names[7], "B5", "a document of nothing")
    last = names[6]
    lost = book.cell_of(last, "PUB-4.a", "id")[1:]
    book.change_rows(last, lambda rows: [row for row in rows if row.attrib["r"] != lost])
    return book.save(folder / "ministry.xlsx")


FORMS: dict[str, Callable[[Problems, str], str]] = {
    "txt": lambda found, language: found.to_text(language) + "\n",
    "json": lambda found, language: found.to_json(language) + "\n",
}


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_are_told_as_ever(language: str, kind: str, tmp_path: Path) -> None:
    problems = check_file(faulty(tmp_path, language), CATALOGUE)[1]
    told = FORMS[kind](problems, language)
    golden = GOLDEN / f"ministry.{language}.{kind}"
    if os.environ.get("TEIA_REWRITE_GOLDEN"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_the_same_faults_are_found_in_every_language(tmp_path: Path) -> None:
    found = []
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        problems = check_file(faulty(tmp_path / language, language), CATALOGUE)[1]
        found.append([(one.code, one.path, one.place.cell) for one in problems])
    assert found[0] == found[1] == found[2]
    codes = {code for code, _, _ in found[0]}
    assert codes >= {"R005", "R007", "R008", "R009", "R011", "R012", "R013", "R017", "R026", "R027"}


def test_a_table_holds_the_same_problems(tmp_path: Path) -> None:
    problems = check_file(faulty(tmp_path, "ru"), CATALOGUE)[1]
    frame = problems.to_frame("ru")
    assert list(frame["message"]) == [one.message("ru") for one in problems]
    assert list(frame["cell"].fillna("")) == [one.place.cell or "" for one in problems]
