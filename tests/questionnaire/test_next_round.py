"""The next round: the old answer beside the new one, and one mark that says "unchanged"."""

from __future__ import annotations

from pathlib import Path

import pytest
from responses.surgery import Workbook

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.text import LANGUAGES

CATALOGUE = teia.load_catalogue()
EXAMPLE = Path(__file__).parents[2] / "examples" / "xaa-2026.yaml"


@pytest.fixture(scope="module")
def before() -> teia.Responses:
    return teia.read_responses(EXAMPLE, CATALOGUE)


def written(
    folder: Path, before: teia.Responses, language: str = "en", depth: str = "full"
) -> Workbook:
    form = teia.build_questionnaire(
        CATALOGUE,
        country="XAA",
        round="2028",
        language=language,
        depth=depth,  # type: ignore[arg-type]
    )
    return Workbook(teia.write_workbook(form, folder / "next.xlsx", previous=before))


def sheet_of(book: Workbook, item: str) -> str:
    area = CATALOGUE.parents.get(item.partition(".")[0], "")
    position = [one.id for one in CATALOGUE.areas].index(area)
    return list(book.parts)[1 + position]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_marked_unchanged_is_taken_over_whole(
    language: str, before: teia.Responses, tmp_path: Path
) -> None:
    book = written(tmp_path, before, language)
    for item in before.answers:
        book.answer(sheet_of(book, item), item, "unchanged", "x")
    read = teia.read_responses(book.save(tmp_path / "filled.xlsx"), CATALOGUE)
    plain = {
        item: answer.model_copy(update={"correction": False})
        for item, answer in before.answers.items()
    }
    assert read.answers == plain
    assert read.round == "2028"


@pytest.mark.parametrize(
    "mark", ["X", "\N{CYRILLIC CAPITAL LETTER HA}", "✓", "+", "Да", "oui", 1.0]
)
def test_marks_are_read_as_people_write_them(
    mark: str | float, before: teia.Responses, tmp_path: Path
) -> None:
    """On a Russian keyboard the x is another letter, and looks the same."""
    book = written(tmp_path, before, "ru")
    book.answer(sheet_of(book, "IDN-1.a"), "IDN-1.a", "unchanged", mark)
    book.answer(sheet_of(book, "IDN-1.b"), "IDN-1.b", "unchanged", "Нет")
    read = teia.read_responses(book.save(tmp_path / "filled.xlsx"), CATALOGUE)
    assert read.value("IDN-1.a") == before.value("IDN-1.a")
    assert read.value("IDN-1.b") == "unanswered"


def test_without_a_mark_nothing_is_taken_over(before: teia.Responses, tmp_path: Path) -> None:
    book = written(tmp_path, before)
    assert teia.read_responses(book.save(tmp_path / "empty.xlsx"), CATALOGUE).answers == {}


def test_what_is_written_beside_the_mark_comes_on_top(
    before: teia.Responses, tmp_path: Path
) -> None:
    item = next(i for i, one in before.answers.items() if len(one.evidence) > 1)
    old = before.answers[item]
    book = written(tmp_path, before)
    sheet = sheet_of(book, item)
    book.answer(sheet, item, "unchanged", "X")
    book.answer(sheet, item, "comment", "Seen again in 2028.")
    book.answer(sheet, item, "evidence.title", "Letter of 2028")
    book.answer(sheet, item, "evidence.kind", "record")
    (new,) = teia.read_responses(book.save(tmp_path / "f.xlsx"), CATALOGUE).answers.values()
    assert new.value == old.value
    assert new.comment == "Seen again in 2028."
    assert new.evidence == (*old.evidence, teia.Evidence(kind="record", title="Letter of 2028"))


def test_the_same_answer_beside_the_mark_is_no_contradiction(
    before: teia.Responses, tmp_path: Path
) -> None:
    book = written(tmp_path, before)
    item = next(i for i, one in before.answers.items() if one.value == "no")
    book.answer(sheet_of(book, item), item, "unchanged", "x")
    book.answer(sheet_of(book, item), item, "value", "нет")
    read = teia.read_responses(book.save(tmp_path / "f.xlsx"), CATALOGUE)
    assert read.answers[item].value == "no"


def test_the_file_knows_its_round_and_the_one_before(
    before: teia.Responses, tmp_path: Path
) -> None:
    book = written(tmp_path, before)
    meta = book.texts("_meta")
    assert meta[book.meta("round")] == "2028"
    assert meta[book.meta("previous_round")] == "2026"
    assert any("2026" in text for text in book.texts(list(book.parts)[1]).values())


def test_a_part_holds_the_last_answers_of_its_own_items_only(
    before: teia.Responses, tmp_path: Path
) -> None:
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2028")
    part = teia.assign(form, {"PRV": "Inspectorate"})["Inspectorate"]
    book = Workbook(teia.write_workbook(part, tmp_path / "part.xlsx", previous=before))
    ids = {text for at, text in book.texts("_previous").items() if at[0] == "A"} - {
        "teia:previous.id"
    }
    assert ids
    assert all(item.startswith("PRV-") for item in ids)
    content = b"".join(book.members.values())
    foreign = before.challenges["PUB"]
    assert foreign.encode() not in content


@pytest.mark.parametrize(
    ("change", "code"),
    [({"country": "XAB"}, "M016"), ({"version": "0.9"}, "M017"), ({"checksum": "0" * 64}, "M017")],
)
def test_answers_of_others_are_refused(
    change: dict[str, str], code: str, before: teia.Responses, tmp_path: Path
) -> None:
    if "country" in change:
        other = before.model_copy(update=change)
    else:
        other = before.model_copy(update={"catalogue": CATALOGUE.ref.model_copy(update=change)})
    with pytest.raises(teia.MethodError) as caught:
        written(tmp_path, other)
    assert [one.code for one in caught.value.problems] == [code]
    assert not (tmp_path / "next.xlsx").exists()


def test_a_quick_round_takes_declared_stages_over(tmp_path: Path) -> None:
    old = teia.Responses(
        catalogue=CATALOGUE.ref,
        country="XAA",
        round="2026",
        depth="quick",
        answers=FrozenDict({"IDN-1": teia.Answer(value=4, comment="as before")}),
    )
    book = written(tmp_path, old, depth="quick")
    book.answer(sheet_of(book, "IDN-1.a"), "IDN-1", "unchanged", 1.0)
    read = teia.read_responses(book.save(tmp_path / "f.xlsx"), CATALOGUE)
    assert read.answers == old.answers
    assert read.depth == "quick"
