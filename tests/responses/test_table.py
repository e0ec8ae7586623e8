"""Plain CSV: any delimiter, encoding and order of columns and rows; every fault at its cell."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from teia_indicators import (
    Answer,
    Catalogue,
    Evidence,
    FileError,
    Responses,
    ResponsesError,
    apply_profile,
    load_catalogue,
    load_profile,
    read_responses,
    write_responses,
)
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Source
from teia_indicators.responses.read import check_file
from teia_indicators.responses.table import TABLE_COLUMNS, table_key
from teia_indicators.text import LANGUAGES, texts

EXAMPLES = Path(__file__).parents[2] / "examples"
Table = list[list[str]]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def given(catalogue: Catalogue) -> Responses:
    law = Evidence(kind="law", title='Act; of 2024, as "amended"', date="2024-05", language="fr")
    answers = {
        "IDN-1": Answer(value=4, comment="=1+1"),
        "IDN-1.a": Answer(value="yes", evidence=(law, Evidence(title="-"), Evidence())),
        "IDN-1.b": Answer(value="not_applicable", reason="'=quoted\nin two lines", correction=True),
        "IDN-1.c": Answer(comment="\N{GRINNING FACE} \u05e9\u05dc\u05d5\u05dd", grade="documented"),
        "IDN-1.d": Answer(evidence=(law, law)),
        "IDN-2": Answer(value="not_applicable", reason="NA"),
    }
    return Responses(
        catalogue=catalogue.ref,
        country="NAM",
        round="2026",
        language="ru",
        authority="@ministry",
        focal_point="NA",
        date="2026-03",
        depth="quick",
        asked=("IDN-1", "IDN-2"),
        answers=FrozenDict(answers),
        challenges=FrozenDict({"IDN": "+ two, words"}),
    )


@pytest.fixture
def rows(given: Responses, tmp_path: Path) -> Table:
    path = write_responses(given, tmp_path / "given.csv")
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def save(path: Path, rows: Table, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def shown(path: Path, catalogue: Catalogue) -> list[str]:
    return [f"{found.code} {found.place}" for found in check_file(path, catalogue)[1]]


def test_everything_comes_back_and_the_bytes_repeat(given: Responses, tmp_path: Path) -> None:
    first = write_responses(given, tmp_path / "first.csv")
    read = read_responses(first)
    assert read == given
    assert write_responses(read, tmp_path / "second.csv").read_bytes() == first.read_bytes()


def test_the_example_comes_back(tmp_path: Path) -> None:
    example = read_responses(EXAMPLES / "xaa-2026.yaml")
    assert read_responses(write_responses(example, tmp_path / "a.csv")) == example


def test_a_national_profile_comes_back(catalogue: Catalogue, tmp_path: Path) -> None:
    profile = load_profile(EXAMPLES / "profile" / "xaa-profile.yaml", catalogue)
    national = apply_profile(catalogue, profile)
    own = Responses(
        catalogue=national.ref,
        country="XAA",
        round="2026",
        asked=("IDN-1", "XAA:PRV-N1"),
        answers=FrozenDict({"XAA:PRV-N1.a": Answer(value="yes")}),
    )
    assert read_responses(write_responses(own, tmp_path / "a.csv"), national) == own


def test_no_cell_would_run(rows: Table) -> None:
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_encodings(
    delimiter: str, encoding: str, rows: Table, given: Responses, tmp_path: Path
) -> None:
    assert read_responses(save(tmp_path / "a.csv", rows, delimiter, encoding)) == given


@pytest.mark.parametrize("seed", range(5))
def test_columns_and_rows_in_any_order(
    seed: int, rows: Table, given: Responses, tmp_path: Path
) -> None:
    mixed = random.Random(seed)
    order = mixed.sample(range(len(rows[0])), len(rows[0]))
    header, *body = [[row[at] for at in order] for row in rows]
    # Rows of one id keep their order: several items of evidence have no other.
    keys = {row[order.index(0)]: mixed.random() for row in body}
    body.sort(key=lambda row: keys[row[order.index(0)]])
    assert read_responses(save(tmp_path / "a.csv", [header, *body])) == given


def test_a_sorted_answer_keeps_its_own_evidence_first(
    rows: Table, given: Responses, tmp_path: Path
) -> None:
    header, *body = rows
    found = read_responses(
        save(tmp_path / "a.csv", [header, *sorted(body, key=lambda row: row[1])])
    )
    assert found.answers["IDN-1.a"] == given.answers["IDN-1.a"]
    assert found == given


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_may_be_the_labels_of_a_workbook(
    language: str, rows: Table, given: Responses, tmp_path: Path
) -> None:
    labels = texts(language)["workbook"]["columns"]
    header = [f" {labels[key].upper()} " for key in rows[0]]
    assert read_responses(save(tmp_path / "a.csv", [header, *rows[1:]])) == given


def test_no_label_stands_for_two_columns() -> None:
    for language in LANGUAGES:
        labels = texts(language)["workbook"]["columns"]
        for key in ("text", "stage", "dimension", "previous", *TABLE_COLUMNS):
            assert table_key(labels[key]) == key


def test_columns_that_show_the_question_are_welcome(
    rows: Table, given: Responses, tmp_path: Path
) -> None:
    wider = [[*row, "Stage" if at == 0 else "4"] for at, row in enumerate(rows)]
    assert read_responses(save(tmp_path / "a.csv", wider)) == given


def edited(rows: Table, item: str, key: str, text: str) -> None:
    row = next(row for row in rows if row[0] == item)
    row[rows[0].index(key)] = text


@pytest.mark.parametrize(
    ("text", "value"),
    [("4.0", 4), ("4,0", 4), ("4.00", 4), ("4 Adopted", 4), ("Sans objet", "not_applicable")],
)
def test_forms_that_a_spreadsheet_makes_of_a_stage(
    text: str, value: object, rows: Table, tmp_path: Path
) -> None:
    edited(rows, "IDN-1", "value", text)
    found = read_responses(save(tmp_path / "a.csv", rows)) if isinstance(value, int) else None
    if found is None:
        edited(rows, "IDN-1", "reason", "because")
        found = read_responses(save(tmp_path / "a.csv", rows))
    assert found.value("IDN-1") == value


@pytest.mark.parametrize("mark", ["1", "1.0", "1,0", "TRUE", "X", "yes"])
def test_forms_of_a_mark(mark: str, rows: Table, given: Responses, tmp_path: Path) -> None:
    edited(rows, "IDN-1.b", "correction", mark)
    assert read_responses(save(tmp_path / "a.csv", rows)) == given


def test_a_version_that_a_spreadsheet_took_for_a_number(
    rows: Table, given: Responses, catalogue: Catalogue, tmp_path: Path
) -> None:
    edited(rows, "teia:catalogue_version", "value", "1")
    assert read_responses(save(tmp_path / "a.csv", rows)) == given
    edited(rows, "teia:catalogue_checksum", "value", "0" * 64)
    assert shown(save(tmp_path / "a.csv", rows), catalogue) == ["R003 a.csv:4:24"]


def test_answers_in_any_language(rows: Table, given: Responses, tmp_path: Path) -> None:
    edited(rows, "IDN-1.a", "value", " ДА ")
    edited(rows, "IDN-1.a", "evidence.kind", "acte juridique")
    assert read_responses(save(tmp_path / "a.csv", rows)) == given


Edit = Callable[[Table], None]


def _set(item: str, key: str, text: str) -> Edit:
    return lambda rows: edited(rows, item, key, text)


def _more(*cells: str) -> Edit:
    return lambda rows: rows.append([*cells, *[""] * (len(rows[0]) - len(cells))])


def _header(at: int, text: str) -> Edit:
    return lambda rows: rows[0].__setitem__(at, text)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_set("IDN-1.a", "value", "maybe"), ["R007 a.csv:16:9"]),
        (_set("IDN-1", "value", "4.5"), ["R011 a.csv:15:7"]),
        (_set("IDN-1.a", "evidence.date", "May-24"), ["R012 a.csv:16:53"]),
        (_set("teia:country", "value", "na"), ["R015 a.csv:6:14"]),
        (_set("teia:format", "value", "x"), ["F012 a.csv:2:13"]),
        (_set("teia:asked", "value", "IDN-1 IDN-22"), ["R005 a.csv:13:12"]),
        (_set("teia:round", "comment", "first"), ["R042 a.csv:7:19"]),
        (_set("IDN", "reason", "why"), ["R042 a.csv:14:21"]),
        (_more("IDN-1.z", "yes"), ["R005 a.csv:25:1"]),
        (_more("IDN-1", "5"), ["R006 a.csv:25:1"]),
        (_more("", "yes"), ["R017 a.csv:25:2"]),
        (_more("teia:contry", "XAA"), ["F010 a.csv:25:1"]),
        (_more("teia:round", "2027"), ["F009 a.csv:25:1"]),
        (_more("IDN-3", "", "", "", "", "", "", "", "", "", "", "beyond"), ["R043 a.csv:25:17"]),
        (_header(4, "coment"), ["F010 a.csv:1:23"]),
        (_header(4, "reason"), ["F009 a.csv:1:23"]),
        (_header(1, "text"), ["F011 a.csv:1:1"]),
    ],
)
def test_each_fault_is_found_at_its_cell(
    edit: Edit, expected: list[str], rows: Table, catalogue: Catalogue, tmp_path: Path
) -> None:
    edit(rows)
    assert shown(save(tmp_path / "a.csv", rows), catalogue) == expected


def test_unknown_columns_are_reported_with_what_was_meant(
    rows: Table, catalogue: Catalogue, tmp_path: Path
) -> None:
    rows[0][4] = "coment"
    (found,) = check_file(save(tmp_path / "a.csv", rows), catalogue)[1]
    assert 'Did you mean "comment"?' in found.fix()


def test_a_file_without_format_is_told(rows: Table, catalogue: Catalogue, tmp_path: Path) -> None:
    assert shown(save(tmp_path / "a.csv", [rows[0], *rows[2:]]), catalogue) == ["F011 a.csv:1:1"]


@pytest.mark.parametrize("text", ["", " \n", "\ufeff\n"])
def test_nothing_is_told(text: str, catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert shown(tmp_path / "a.csv", catalogue) == ["F003 a.csv"]


def test_another_table_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("country,score\nXAA,0.5\n", encoding="utf-8")
    assert shown(tmp_path / "a.csv", catalogue) == ["R044 a.csv:1:1"]


def test_merged_answers_are_refused_and_nothing_is_written(
    given: Responses, tmp_path: Path
) -> None:
    merged = given.model_copy(update={"sources": (Source(file="a.xlsx"), Source(file="b.xlsx"))})
    with pytest.raises(FileError) as caught:
        write_responses(merged, tmp_path / "a.csv")
    assert [found.code for found in caught.value.problems] == ["R041"]
    assert ".json" in str(caught.value)
    assert not (tmp_path / "a.csv").exists()
    read = read_responses(write_responses(merged, tmp_path / "a.json"))
    assert read.sources == merged.sources


def test_windows_encodings_are_refused_with_place_and_remedy(rows: Table, tmp_path: Path) -> None:
    rows = [row for row in rows if row[0] != "IDN-1.c"]
    edited(rows, "IDN-1.a", "value", "да")
    with pytest.raises(ResponsesError) as caught:
        read_responses(save(tmp_path / "a.csv", rows, encoding="cp1251"))
    (found,) = caught.value.problems
    assert (found.code, str(found.place)) == ("F007", "a.csv:16:9")
    assert caught.value.exit_code == 3


NOISE = st.lists(
    st.sampled_from(
        ["\n", '"', ",", ";", "\t", "\r", "\0", "'", "=", "9" * 5000, "\u0664", "\N{GRINNING FACE}"]
    ),
    max_size=4,
)


@settings(max_examples=60)
@drawn(st.data())
def test_whatever_a_file_holds_is_told_and_never_a_traceback(data: st.DataObject) -> None:
    example = read_responses(EXAMPLES / "xaa-2026.yaml")
    with tempfile.TemporaryDirectory() as folder:
        path = write_responses(example, Path(folder) / "a.csv")
        text = path.read_text(encoding="utf-8")[:1200]
        export = (
            "teia_catalogue_id,teia_country,IDN_1_stage,IDN_1_a,IDN_1_a_date\nteia,XAA,4,yes,2024\n"
        )
        text = data.draw(st.sampled_from([text, export]))
        for noise in data.draw(NOISE):
            at = data.draw(st.integers(0, len(text)))
            text = text[:at] + noise + text[at + data.draw(st.integers(0, 3)) :]
        content = text.encode(data.draw(st.sampled_from(["utf-8", "utf-16", "utf-16-le"])))
        path.write_bytes(content[: data.draw(st.sampled_from([len(content), len(content) - 1]))])
        for found in check_file(path, load_catalogue())[1]:
            assert found.line("ru")
            assert found.place.file == "a.csv"


@drawn(st.binary(max_size=60))
def test_any_bytes_are_told(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes(b"id,value\n" + content)
        assert check_file(Path(folder) / "a.csv", load_catalogue())[1].errors


def test_a_stage_of_five_thousand_digits(rows: Table, catalogue: Catalogue, tmp_path: Path) -> None:
    for text in ("9" * 5000, "9" * 5000 + ",0"):
        edited(rows, "IDN-1", "value", text)
        assert shown(save(tmp_path / "a.csv", rows), catalogue) == ["R011 a.csv:15:7"]
