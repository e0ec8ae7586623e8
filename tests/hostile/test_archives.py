"""Workbooks and bundles made to do harm: bombs, cells far off, names that lead elsewhere, links."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from fuzz.outcome import check
from fuzz.readers import HERE, READERS
from fuzz.seeds import packed, seeds
from hostile.told import codes, codes_at, parts, with_part, with_rows

import teia_indicators as teia
from teia_indicators.sources import tables

SHEET = "xl/worksheets/sheet2.xml"
BOOKS = ("responses-xlsx", "responses-ods", "plan-xlsx", "texts-xlsx")
ARCHIVES = ("responses-xlsx", "responses-ods", "bundle-zip")


def _cell(address: bytes, name: bytes = b"c", attribute: bytes = b' r="') -> bytes:
    return b'<row><%b%b%b"><v>1</v></%b></row>' % (name, attribute, address, name)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (_cell(b"A1") + _cell(b"ZZ20000"), "F032"),
        (_cell(b"XFD1048576"), "F016"),
        (_cell(b"A20001"), "F016"),
        (_cell(b"ZZ20000", attribute=b'\n\tr = "'), "F032"),
        (_cell(b"ZZ20000", attribute=b' x=">" r="'), "F032"),
        (b'<row r="99999999"><c><v>1</v></c></row>', "F016"),
        (b"<row><c/></row>" * 20_000 + b"<row><c><v>1</v></c></row>", "F016"),
        (b"<row>" + b"<c/>" * 100_000 + b"<c><v>1</v></c></row>", "F016"),
    ],
    ids=["area", "last", "row", "spelt", "hidden", "no address", "many rows", "many cells"],
)
def test_a_cell_far_off_costs_nothing(rows: bytes, code: str) -> None:
    assert codes("responses-xlsx", with_rows(rows)) == [code]


def test_a_sheet_may_have_another_name() -> None:
    found = parts("responses-xlsx")
    found["xl/other.part"] = found.pop(SHEET).replace(
        b"</sheetData>", _cell(b"ZZ20000") + b"</sheetData>"
    )
    links = "xl/_rels/workbook.xml.rels"
    found[links] = found[links].replace(b"worksheets/sheet2.xml", b"other.part")
    assert codes("responses-xlsx", packed(found)) == ["F032"]


def test_a_text_that_many_cells_name_is_counted_each_time() -> None:
    found = parts("responses-xlsx")
    begin = found["xl/sharedStrings.xml"].index(b"<si>")
    found["xl/sharedStrings.xml"] = (
        found["xl/sharedStrings.xml"][:begin] + b"<si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    )
    rows = b"".join(b'<row><c t="s"><v>0</v></c></row>' for _ in range(10_000))
    found[SHEET] = found[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")
    assert codes("responses-xlsx", packed(found, zipfile.ZIP_DEFLATED)) == ["F032"]


def test_a_sheet_that_is_listed_many_times_is_not_read_so_often() -> None:
    book = parts("responses-xlsx")["xl/workbook.xml"]
    start = book.index(b"<sheet ")
    one = book[start : book.index(b"/>", start) + 2]
    more = b"".join(one.replace(b'name="', b'name="%d' % at) for at in range(300))
    content = with_part("responses-xlsx", "xl/workbook.xml", book.replace(one, one + more))
    assert codes("responses-xlsx", content) == ["F032"]


def test_sheets_that_are_small_alone_are_counted_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MAX_CELLS", 200_000)
    found = parts("responses-xlsx")
    for at in range(1, 5):
        part = f"xl/worksheets/sheet{at}.xml"
        found[part] = found[part].replace(b"</sheetData>", _cell(b"ZZ200") + b"</sheetData>")
    assert codes("responses-xlsx", packed(found)) == ["F032"]


@pytest.mark.parametrize(
    "cell",
    [
        b'<table:table-row table:number-rows-repeated="19000"><table:table-cell '
        b'table:number-columns-repeated="700" office:value-type="string"><text:p>x</text:p>'
        b"</table:table-cell></table:table-row>",
        b'<table:table-row table:number-rows-repeated="9000"><table:table-cell '
        b'office:value-type="string"><text:p>' + b"x" * 30_000 + b"</text:p>"
        b"</table:table-cell></table:table-row>",
    ],
    ids=["cells", "text"],
)
def test_what_an_ods_repeats_is_counted_each_time(cell: bytes) -> None:
    content = parts("responses-ods")["content.xml"].replace(
        b"</table:table>", cell + b"</table:table>", 1
    )
    assert codes("responses-ods", with_part("responses-ods", "content.xml", content)) == ["F032"]


@pytest.mark.parametrize(("row", "column"), [(65_535, 65_535), (65_535, 255), (19_999, 500)])
def test_a_cell_far_off_in_an_xls(row: int, column: int) -> None:
    content = bytearray((HERE / "files" / "responses.xls").read_bytes())
    struct.pack_into("<HH", content, content.index(b"\xfd\x00\x0a\x00") + 4, row, column)
    assert codes("responses-xls", bytes(content)) in (["F016"], ["F032"])


@pytest.mark.parametrize("at", [30, 44, 48, 60, 68, 76, 116, 512, 516])
def test_a_damaged_xls(at: int) -> None:
    content = bytearray((HERE / "files" / "responses.xls").read_bytes())
    for value in (0, 1, 7, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE):
        struct.pack_into("<I", content, at, value)
        codes("responses-xls", bytes(content))


@pytest.mark.parametrize("part", ["content.xml", SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("kind", ["laughs", "file", "parameter"])
def test_entities_are_neither_expanded_nor_followed(part: str, kind: str) -> None:
    name = "responses-ods" if part == "content.xml" else "responses-xlsx"
    laughs = b'<!ENTITY a "lollollol">' + b"".join(
        b'<!ENTITY %c "%b">' % (at + 1, b"&%c;" % at * 10) for at in range(ord("a"), ord("k"))
    )
    inner = {
        "laughs": laughs,
        "file": b'<!ENTITY k SYSTEM "file:///etc/passwd">',
        "parameter": b'<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p; <!ENTITY k "">',
    }[kind]
    content = parts(name)[part]
    at = content.index(b"?>") + 2
    content = content[:at] + b"<!DOCTYPE x [" + inner + b"]>" + content[at:]
    assert codes(name, with_part(name, part, content.replace(b"XAA", b"&k;"))) in ([], ["F005"])


@pytest.mark.parametrize("name", ARCHIVES)
def test_bombs(name: str) -> None:
    zeros = zipfile.ZIP_DEFLATED
    inside = packed({"zeros": b"\0" * 10**7}, zeros)
    nested = codes(name, packed({**parts(name), "coin/more.csv": inside}, zeros))
    assert nested in ([], ["B003"], ["F005"])
    large = packed({**parts(name), "coin/more.csv": b" " * 120_000_000}, zeros)
    assert codes(name, large) == ["F002"]
    many = packed({**parts(name), **{f"coin/{at}.csv": b"" for at in range(6_000)}})
    assert codes(name, many) in (["F032"], [], ["B003"])


@pytest.mark.parametrize("name", ARCHIVES)
@pytest.mark.parametrize(
    "other", ["../x", "/x", "C:\\x", "..\\x", "a/../../x", "coin/../x", "x\ny"]
)
def test_a_name_that_leads_elsewhere_is_never_followed(
    name: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = codes(name, packed({**parts(name), other: b"x"}))
    assert found == (["B008"] if name == "bundle-zip" else [])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ARCHIVES)
def test_links_and_names_given_twice(name: str) -> None:
    stream = io.BytesIO(seeds()[name][0])
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("coin/link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert codes(name, stream.getvalue()) == (["B017"] if name == "bundle-zip" else [])
    stream = io.BytesIO(seeds()[name][0])
    first = next(iter(parts(name)))
    with zipfile.ZipFile(stream, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(first, b"x")
    assert codes(name, stream.getvalue()) in (["B008"], ["F005"], [])


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_encrypted_part_is_told(name: str) -> None:
    content = bytearray(packed(parts(name)))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    content[6] |= 1
    assert codes(name, bytes(content)) == ["F005"]


@pytest.mark.parametrize("kind", [1, 6, 9, 12, 14, 93, 97, 99])
@pytest.mark.parametrize("name", ARCHIVES)
def test_a_part_packed_in_another_way_is_told(name: str, kind: int) -> None:
    content = bytearray(packed(parts(name)))
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 10, kind)
    struct.pack_into("<H", content, 8, kind)
    assert codes(name, bytes(content)) == ["F005"]


@pytest.mark.parametrize("name", BOOKS)
def test_macros_and_links_are_neither_run_nor_followed(name: str) -> None:
    more = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro",
        "Basic/Standard/Module1.xml": b"<script:module/>",
        "xl/externalLinks/externalLink1.xml": b"<x><ddeLink ddeService='cmd'/></x>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": b"<Relationships><Relationship "
        b'Target="file:///etc/passwd" TargetMode="External"/></Relationships>',
    }
    assert codes(name, packed({**parts(name), **more})) == []


def test_a_binary_workbook_is_no_xlsx() -> None:
    """Its cells stand in records that nobody looks at before it is read."""
    found = parts("responses-xlsx")
    assert codes("responses-xlsx", packed({**found, "xl/workbook.bin": b"x"})) == ["F004"]


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "C:\\x", "con/x", "coin", "", "a\nb"])
def test_a_manifest_that_leads_elsewhere_is_never_followed(name: str, tmp_path: Path) -> None:
    reader, found = READERS["bundle-folder"], parts("bundle-folder")
    manifest = json.loads(found["manifest.json"])
    first = manifest["files"][0]["name"]
    manifest["files"][0]["name"] = name
    found["manifest.json"] = json.dumps(manifest).encode()
    (tmp_path / "x").write_bytes(found[first])
    (tmp_path / "box").mkdir()
    told = teia.verify_ismi(reader.put(packed(found), tmp_path / "box"))
    assert {"B003", "B008"} & {one.code for one in told}
    check(reader, packed(found))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_bundle_of_pipes_devices_and_holes(tmp_path: Path) -> None:
    reader = READERS["bundle-folder"]
    folder = reader.put(seeds()[reader.name][0], tmp_path)
    (folder / "observations.csv").unlink()
    os.mkfifo(folder / "observations.csv")
    assert codes_at(reader, folder) == []
    (folder / "assessment.json").unlink()
    (folder / "assessment.json").symlink_to("/dev/zero")
    assert codes_at(reader, folder) == ["B017"]
    (folder / "assessment.json").unlink()
    with (folder / "assessment.json").open("wb") as file:
        file.truncate(2 * 10**9)
    assert codes_at(reader, folder) == ["F002"]


@pytest.mark.parametrize("stem", ["../areas/one", "/etc/passwd", "..\\x", "one\\0", "C:one"])
def test_an_area_that_leads_elsewhere_is_never_read(stem: str) -> None:
    found = parts("catalogue")
    found["catalogue.yaml"] = found["catalogue.yaml"].replace(
        b"- one", b"- " + json.dumps(stem).encode()
    )
    assert "C010" in codes("catalogue", packed(found))
