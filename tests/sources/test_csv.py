"""CSV in and out: cells keep their place, and what a spreadsheet would run comes back exactly."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teia_indicators.problems import Problem
from teia_indicators.sources.csv import cell_text, csv_bytes, plain_text
from teia_indicators.sources.csv_in import DELIMITERS, CsvTable, decode_csv, parse_csv, sniff
from teia_indicators.sources.extent import MAX_ROWS

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
TRICKY = st.text(st.sampled_from("'=+-@\t\r\n\",;a \N{GRINNING FACE}\u05d0"), max_size=8)


def table(text: str, delimiter: str = ",") -> CsvTable:
    found, problems = parse_csv(text, "a.csv", delimiter)
    assert problems == []
    return found


def rows(found: CsvTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows]


@given(TEXTS | TRICKY)
def test_a_text_comes_back_and_is_never_run(text: str) -> None:
    cell = cell_text(text)
    assert plain_text(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        ("''@a", "'''@a"),
        ("'quoted'", "'quoted'"),
        ("it's = to", "it's = to"),
    ],
)
def test_an_apostrophe_is_added_only_where_it_must_be(text: str, cell: str) -> None:
    assert cell_text(text) == cell
    assert plain_text(cell) == text


def test_numbers_are_no_text() -> None:
    assert cell_text(-1) == "-1"
    assert cell_text(-0.5) == "-0.5"


@given(st.lists(st.tuples(TEXTS | TRICKY, TEXTS | TRICKY), max_size=4))
def test_what_is_written_is_read(content: list[tuple[str, str]]) -> None:
    written = csv_bytes(["a", "b"], [{"a": first, "b": second} for first, second in content])
    found = table(written.decode("utf-8"))
    expected = [
        list(pair) for pair in content if any(text.strip() for text in map(cell_text, pair))
    ]
    assert [[plain_text(text) for text in row] for row in rows(found)] == expected


@given(
    st.lists(st.lists(TEXTS | TRICKY, min_size=2, max_size=2), max_size=4),
    st.sampled_from(DELIMITERS),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_it_reads_what_the_standard_library_writes(
    content: list[list[str]], delimiter: str, end: str
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b"], *content])
    found = table(stream.getvalue(), delimiter)
    assert rows(found) == [row for row in content if any(text.strip() for text in row)]


def test_cells_know_their_place() -> None:
    found = table('\r\nid,value\r\n"a\nb",yes\r\n\r\nc, "no" \r\n')
    assert [cell[1:] for cell in found.header] == [(2, 1), (2, 4)]
    assert [[cell[1:] for cell in row] for row in found.rows] == [
        [(3, 1), (4, 4)],
        [(6, 1), (6, 3)],
    ]
    assert rows(found)[1] == ["c", ' "no" ']
    assert str(found.place(found.rows[0][1])) == "a.csv:4:4"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('id,value\na,"yes\nb,no\n', "a.csv:2:3"),
        ('id,value\na,"yes"no\n', "a.csv:2:8"),
        ('id,value\n"a\nb" c,yes\n', "a.csv:3:3"),
        ('id,"value\n', "a.csv:1:4"),
        ('id,value\na,"say ""yes""\n', "a.csv:2:3"),
    ],
)
def test_faults_of_quoting_are_placed(text: str, place: str) -> None:
    _, problems = parse_csv(text, "a.csv", ",")
    assert [(found.code, str(found.place)) for found in problems] == [("R040", place)]


def test_every_fault_is_found_at_once() -> None:
    found, problems = parse_csv('id,value\n"a"1,b\nc,d,e\n"f"2,g\n', "a.csv", ",")
    assert [(one.code, one.place.line) for one in problems] == [
        ("R040", 2),
        ("R043", 3),
        ("R040", 4),
    ]
    assert rows(found)[0] == ["a1", "b"]


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("id,value", ","),
        ("id;value", ";"),
        ("id\tvalue", "\t"),
        ("id;value,x,y,z", ";"),
        ("\n\nid;value;a,b,c,d", ";"),
        ('"id";"value";"a, b, c, d"', ";"),
        ("unknown;other", ";"),
        ("unknown", ","),
        ("sep=;\nid,a,b;value", ";"),
    ],
)
def test_the_delimiter_is_told_by_the_header_alone(header: str, delimiter: str) -> None:
    for below in ("", "\na;b;c;d;e\n", "\na,b,c,d,e\n", "\na\tb\tc\td\te\n"):
        found = sniff(header + below, lambda heading: heading in ("id", "value"))
        assert found[0] == delimiter
        assert len(found[1]) >= 1


def test_the_line_that_tells_a_spreadsheet_the_delimiter_is_no_header() -> None:
    found = table("sep=;\r\nid;value\r\na;b\r\n", ";")
    assert [cell.text for cell in found.header] == ["id", "value"]
    assert found.header[0].line == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_read(encoding: str) -> None:
    text = "id\tvalue\nIDN-1.a\tда, \N{GRINNING FACE}\n"
    assert decode_csv(text.encode(encoding), "a.csv") == text


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("id,value\nIDN-1.a,да\n".encode("cp1251"), "a.csv:2:9"),
        ("id,value\nIDN-1.a,oui é\n".encode("cp1252"), "a.csv:2:13"),
        ("id,value\n".encode("utf-16-le"), "a.csv:1:1"),
        (b"\xff\xfei\x00d\x00\n\x00\x00\xd8a\x00", "a.csv:2"),
    ],
)
def test_other_encodings_are_refused_at_their_place(content: bytes, place: str) -> None:
    found = decode_csv(content, "a.csv")
    assert isinstance(found, Problem)
    assert (found.code, str(found.place)) == ("F007", place)
    assert "UTF-8" in found.fix()


@pytest.mark.parametrize(
    "text", ["\n" * (MAX_ROWS + 9) + "id,value", "id,value\n" + ",\n" * 99_999]
)
def test_rows_of_nothing_are_not_read_to_their_end(text: str) -> None:
    _, problems = parse_csv(text, "a.csv", ",")
    assert [found.code for found in problems] == ["F016"]


def test_empty_lines_at_the_end_do_not_count() -> None:
    assert rows(table("id,value\na,b" + "\n" * 200_000)) == [["a", "b"]]


def test_many_quotes_take_no_long_time() -> None:
    text = "id,value\na," + '"' + '""' * 300_000 + "x\n"
    _, problems = parse_csv(text, "a.csv", ",")
    assert [found.code for found in problems] == ["R040"]
