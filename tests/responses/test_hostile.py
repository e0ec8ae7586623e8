"""Files that were made to do harm, and files that only look so: read, or refused with the place."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from responses.surgery import Workbook

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.responses.interpret import interpret
from teia_indicators.responses.raw import Cell, RawResponses, RawRow
from teia_indicators.responses.read import check_file
from teia_indicators.testing import uniform_responses

CATALOGUE = teia.load_catalogue()
EXAMPLE = Path(__file__).parents[2] / "examples" / "xaa-2026.xlsx"
Change = Callable[[bytes], bytes]


def packed(members: dict[str, bytes], path: Path) -> Path:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    path.write_bytes(stream.getvalue())
    return path


def changed(part: str, change: Change, path: Path) -> Path:
    members = dict(Workbook(EXAMPLE).members)
    members[part] = change(members[part])
    return packed(members, path)


def codes(path: Path) -> list[str]:
    return [one.code for one in check_file(path, CATALOGUE)[1]]


@pytest.fixture(scope="module")
def answers() -> teia.Responses:
    return teia.read_responses(EXAMPLE, CATALOGUE)


def test_macros_and_external_links_are_neither_run_nor_followed(
    answers: teia.Responses, tmp_path: Path
) -> None:
    members = dict(Workbook(EXAMPLE).members)
    members["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 macro"
    members["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    members["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        b'<Relationships><Relationship Target="file:///etc/passwd" TargetMode="External"/>'
        b"</Relationships>"
    )
    assert teia.read_responses(packed(members, tmp_path / "macro.xlsx"), CATALOGUE) == answers


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    for last, name in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f'<!ENTITY {name} "{f"&{last};" * 10}">'.encode()
    bomb += b"]>"

    def change(content: bytes) -> bytes:
        head, rest = content.split(b"?>", 1)
        return head + b"?>" + bomb + rest.replace(b"Annex", b"&i;", 1)

    path = changed("xl/sharedStrings.xml", change, tmp_path / "entities.xlsx")
    responses, problems = check_file(path, CATALOGUE)
    assert [one.code for one in problems] == ["F005"]
    assert responses is None


def test_a_declared_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    def change(content: bytes) -> bytes:
        return content.replace(b"</sst>", b" " * 260_000_000 + b"</sst>")

    assert codes(changed("xl/sharedStrings.xml", change, tmp_path / "bomb.xlsx")) == ["F002"]


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    name = "xl/sharedStrings.xml"
    path = changed(
        name, lambda c: c.replace(b"</sst>", b" " * 270_000_000 + b"</sst>"), tmp_path / "lie.xlsx"
    )
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo(name)
    struct.pack_into("<I", data, member.header_offset + 22, 100_000)
    entry = data.rfind(name.encode()) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, entry + 24, 100_000)
    path.write_bytes(data)
    (found,) = check_file(path, CATALOGUE)[1]
    assert found.code == "F005"
    assert name in found.message()


@pytest.mark.parametrize("cell", [b"", b'<c r="A%d" s="3"/>'])
def test_a_million_rows_of_nothing_are_nothing(
    cell: bytes, answers: teia.Responses, tmp_path: Path
) -> None:
    def change(content: bytes) -> bytes:
        numbers = range(1_000, 1_000_000, 4)
        rows = (b'<row r="%d">%s</row>' % (at, cell % at if cell else b"") for at in numbers)
        return content.replace(b"</sheetData>", b"".join(rows) + b"</sheetData>")

    path = changed("xl/worksheets/sheet2.xml", change, tmp_path / "rows.xlsx")
    assert teia.read_responses(path, CATALOGUE) == answers


def _ods(rows: bytes, path: Path) -> Path:
    """Write the least that a reader takes for an .ods, with one sheet."""
    content = (
        b'<?xml version="1.0"?><office:document-content '
        b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        b'<office:spreadsheet><table:table table:name="x">' + rows + b"</table:table>"
        b"</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    members = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content}
    return packed(members, path)


FILLED = b'<table:table-cell office:value-type="string"%s><text:p>x</text:p></table:table-cell>'
EMPTY = (
    b'<table:table-row table:number-rows-repeated="10000000"><table:table-cell/></table:table-row>'
)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (EMPTY, "R001"),
        (EMPTY + b"<table:table-row>" + FILLED % b"" + b"</table:table-row>", "F016"),
        (
            b"<table:table-row>"
            + FILLED % b' table:number-columns-repeated="16384"'
            + b"</table:table-row>",
            "F016",
        ),
        (
            b'<table:table-row table:number-rows-repeated="9000000">'
            + FILLED % b""
            + b"</table:table-row>",
            "F016",
        ),
    ],
    ids=["nothing", "far row", "far column", "one row nine million times"],
)
def test_repeated_rows_of_an_ods(rows: bytes, code: str, tmp_path: Path) -> None:
    assert codes(_ods(rows, tmp_path / "x.ods")) == [code]


def test_a_deleted_sheet_is_told_and_the_rest_is_read(
    answers: teia.Responses, tmp_path: Path
) -> None:
    members = dict(Workbook(EXAMPLE).members)
    book = members["xl/workbook.xml"].decode()
    start = book.index('<sheet name="Prevention"')
    members["xl/workbook.xml"] = (book[:start] + book[book.index("/>", start) + 2 :]).encode()
    path = packed(members, tmp_path / "less.xlsx")
    responses, problems = check_file(path, CATALOGUE)
    assert [(one.code, one.path, one.severity) for one in problems] == [("R025", "PRV", "warning")]
    assert responses is not None
    kept = {item: one for item, one in answers.answers.items() if not item.startswith("PRV")}
    given = {item: one for item, one in responses.answers.items() if one.value != "unanswered"}
    assert given == {item: one for item, one in kept.items() if one.value != "unanswered"}
    asked = {one.path for one in check_file(path, CATALOGUE, submit=True)[1]}
    assert {one.id for one in CATALOGUE.areas[2].indicators[0].criteria} <= asked


def test_an_edited_id_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    book = Workbook(EXAMPLE)
    address = book.cell_of("Prevention", "PRV-1.a", "id")
    book.put("Prevention", address, "PRV-1a")
    (found,) = check_file(book.save(tmp_path / "id.xlsx"), CATALOGUE)[1]
    assert (found.code, str(found.place)) == ("R005", f"id.xlsx:Prevention!{address}")
    assert "PRV-1.a" in found.fix()


@pytest.mark.parametrize("code", ["KZ", "KAZA", "kaz", "QQ1", "QAA", "UKR ", "ЧЧЧ", ""])
def test_a_country_that_is_none_is_refused(code: str, tmp_path: Path) -> None:
    document = uniform_responses(CATALOGUE, "yes").model_dump_json()
    path = tmp_path / "a.json"
    path.write_text(document.replace('"XAA"', f'"{code}"'), encoding="utf-8")
    wanted = [] if code == "UKR " else ["R015"]
    assert [one for one in codes(path) if one == "R015"] == wanted
    with pytest.raises(teia.MethodError):
        teia.build_questionnaire(CATALOGUE, country=code, round="2026")


def test_a_mistyped_country_is_guessed_among_the_member_states() -> None:
    with pytest.raises(teia.MethodError) as caught:
        teia.build_questionnaire(CATALOGUE, country="KAX", round="2026")
    assert "KAZ" in caught.value.problems[0].fix()


def _dated(date: object) -> tuple[teia.Responses | None, list[str]]:
    """Read one answer whose evidence has a date that a spreadsheet gave."""
    place = teia.Place(file="x.xlsx", sheet="S", cell="L6")
    head = {key: str(value) for key, value in CATALOGUE.ref.model_dump().items()}
    cells = {f"catalogue_{key}": Cell(value, place) for key, value in head.items()}
    cells |= {"country": Cell("XAA", place), "round": Cell("2026", place)}
    evidence = {"title": Cell("Act", place), "date": Cell(date, place)}
    row = RawRow(Cell("IDN-1.a", place), {"value": Cell("yes", place)}, (evidence,))
    responses, problems = interpret(RawResponses(place, cells, (row,)), CATALOGUE)
    return responses, [one.code for one in problems]


@pytest.mark.parametrize("day", [datetime.date(1899, 12, 30), datetime.datetime(1900, 1, 3)])
def test_the_zero_day_of_spreadsheets_is_no_date(day: datetime.date) -> None:
    responses, problems = _dated(day)
    assert problems == ["R012"]
    assert responses is not None
    assert responses.answers["IDN-1.a"].evidence[0].date == ""


def test_an_old_act_can_be_dated_as_text() -> None:
    responses, problems = _dated("1875")
    assert problems == []
    assert responses is not None
    assert responses.answers["IDN-1.a"].evidence[0].date == "1875"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("31.12.2025", "2025-12-31"), ("1.2.2024", "2024-02-01"), ("12.2025", "2025-12")],
)
def test_a_date_with_full_stops_is_day_month_year(written: str, meant: str) -> None:
    responses, problems = _dated(written)
    assert problems == []
    assert responses is not None
    assert responses.answers["IDN-1.a"].evidence[0].date == meant


@pytest.mark.parametrize("written", ["31/12/2025", "12/31/2025", "31.13.2025", "30.02.2025"])
def test_a_date_that_nobody_can_be_sure_of_is_refused(written: str) -> None:
    assert _dated(written)[1] == ["R012"]


STRANGE = "👩🏽‍🚒 naïve \u200fمرحبا\u200f \u202eabc\u202c Ωmega\n\t· 𝔘𝔫𝔦"


@pytest.mark.parametrize("kind", ["xlsx", "json", "yaml"])
def test_emoji_and_right_to_left_text_come_back(kind: str, tmp_path: Path) -> None:
    answer = teia.Answer(value="not_applicable", reason=STRANGE, comment=STRANGE)
    given = uniform_responses(CATALOGUE, "unanswered").model_copy(
        update={"answers": FrozenDict({"IDN-1.a": answer}), "authority": STRANGE}
    )
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2026")
        teia.write_workbook(form, path, answers=given)
    else:
        teia.write_responses(given, path)
    assert teia.read_responses(path, CATALOGUE) == given


def test_forty_thousand_characters_are_kept_where_they_fit_and_refused_where_not(
    tmp_path: Path,
) -> None:
    answer = teia.Answer(value="yes", comment="ж" * 40_000)
    given = uniform_responses(CATALOGUE, "unanswered").model_copy(
        update={"answers": FrozenDict({"IDN-1.a": answer})}
    )
    path = teia.write_responses(given, tmp_path / "a.json")
    assert teia.read_responses(path, CATALOGUE) == given
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2026")
    with pytest.raises(teia.FileError) as caught:
        teia.write_workbook(form, tmp_path / "a.xlsx", answers=given)
    (found,) = caught.value.problems
    assert (found.code, found.path) == ("R018", "IDN-1.a")
    assert not (tmp_path / "a.xlsx").exists()
