"""Reports as files: the same bytes each time, and no text in them that does anything."""

from __future__ import annotations

import html
import html.parser
import io
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from report.reports import EXAMPLES, HOSTILE, LANGUAGES, assessed, documents, whole

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.report.model import Bounds, Cell, Table
from teia_indicators.report.page import report_page


def shown(cell: Cell) -> str:
    return cell.text if isinstance(cell, Bounds) else cell


def hostile() -> teia.Report:
    own = assessed("xaa-2028")
    answers = {
        item: one.model_copy(update={"comment": HOSTILE, "reason": HOSTILE})
        for item, one in own.responses.answers.items()
    }
    responses = own.responses.model_copy(
        update={
            "authority": HOSTILE,
            "answers": FrozenDict(answers),
            "challenges": FrozenDict({area.id: HOSTILE for area in own.catalogue.areas}),
        }
    )
    found = teia.assess(responses, own.catalogue)
    gaps = teia.find_gaps(found, teia.Target(default=5, source=HOSTILE))
    plan = teia.draft_action_plan(gaps)
    plan = plan.edit(plan.actions[0].id, title=HOSTILE, authority=HOSTILE)
    neighbours = (teia.compare_neighbours(found, assessed("xab-2026")),)
    return teia.build_report(found, gaps=gaps, plan=plan, neighbours=neighbours)


class Page(html.parser.HTMLParser):
    """Notes the elements of a page, and the texts in its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parsed(page: str) -> Page:
    found = Page()
    found.feed(page)
    found.close()
    assert found.open == []
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_one_file_that_asks_for_nothing(language: str) -> None:
    page = report_page(whole(language))
    found = parsed(page)
    assert not {"script", "link", "iframe", "form"} & set(found.elements)
    assert found.elements.count("img") == (3 if find_spec("matplotlib") else 0)
    assert not re.search(r"(?:\ssrc=(?!\"data:image/svg)|url\(|@import|http-equiv=.refresh)", page)
    assert f'<html lang="{language}">' in page
    own = whole(language)
    assert found.elements.count("table") == len(list(own.tables))
    text = " ".join("".join(found.texts).split())
    for table in own.tables:
        for row in table.rows:
            for cell in row:
                assert " ".join(shown(cell).split()) in text


def test_no_text_of_a_user_is_markup_in_the_page() -> None:
    page = report_page(hostile())
    found = parsed(page)
    assert set(found.elements) == set(parsed(report_page(whole())).elements)
    assert "{{ 7*7 }}" in page
    assert "<script" not in page
    assert page.count("</style>") == 1


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_same_report_same_bytes(tmp_path: Path, kind: str) -> None:
    if kind != "html":
        pytest.importorskip("typst" if kind == "pdf" else "docx")
    script = (
        "import sys, teia_indicators as teia;"
        "found = teia.assess(teia.read_responses(sys.argv[1]));"
        "report = teia.build_report(found, gaps=teia.find_gaps(found), language='ru');"
        "teia.write_report(report, sys.argv[2])"
    )
    contents = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        path = tmp_path / f"{seed}.{kind}"
        command = [sys.executable, "-c", script, str(EXAMPLES / "xaa-2026.yaml"), str(path)]
        subprocess.run(command, check=True, env={"PYTHONHASHSEED": seed, "TZ": zone, **_path()})
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]


def _path() -> dict[str, str]:
    import os

    return {name: os.environ[name] for name in ("PYTHONPATH", "PATH") if name in os.environ}


def text_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def pdfinfo(pdf: Path, *options: str) -> str:
    done = subprocess.run(["pdfinfo", *options, str(pdf)], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged_and_has_its_sections(tmp_path: Path, language: str) -> None:
    pytest.importorskip("typst")
    path = teia.write_report(whole(language), tmp_path / "report.pdf")
    text = " ".join(text_of(path).split())
    for section in whole(language).sections:
        assert section.title in text
    content = path.read_bytes()
    assert b"pdfuaid:part" in content
    assert f"/Lang ({language})".encode() in content or f"({language})".encode() in content
    struct, info = pdfinfo(path, "-struct"), pdfinfo(path)
    assert re.search(r"Tagged: +yes", info)
    assert "CreationDate" not in info
    count = len(list(whole(language).tables))
    assert len(re.findall(r"^\s*Table\b", struct, re.M)) == count
    assert len(re.findall(r"^\s*THead\b", struct, re.M)) == count
    assert len(re.findall(r"\bH1\b", struct)) >= len(whole(language).sections)


def test_no_text_of_a_user_is_markup_in_the_pdf(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    text = text_of(teia.write_report(hostile(), tmp_path / "report.pdf"))
    assert "#let x = 1" in text
    assert "$a$ *b* _c_ @d" in text
    assert "[U+6F22]" in text
    assert "[U+1F600]" in text


def test_the_word_document_has_styles_and_heads_that_repeat(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    report = whole("fr")
    path = teia.write_report(report, tmp_path / "report.docx")
    document = docx.Document(str(path))
    titles = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert titles == [one.title for one in report.sections]
    tables = list(report.tables)
    assert len(document.tables) == len(tables)
    for found, own in zip(document.tables, tables, strict=True):
        cells = [[cell.text for cell in row.cells] for row in found.rows]
        expected = [
            [one.text if isinstance(one, Bounds) else one for one in row] for row in own.rows
        ]
        assert cells == [[column.head for column in own.columns], *expected]
        assert "w:tblHeader" in found.rows[0]._tr.xml
        assert "w:tblCaption" in found._tbl.xml
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert b"fr-FR" in archive.read("word/styles.xml")
        assert {one.date_time[0] for one in archive.infolist()} == {1980}


def test_no_text_of_a_user_is_markup_in_word(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    path = teia.write_report(hostile(), tmp_path / "report.docx")
    document = docx.Document(str(path))
    said = "\n".join(one.text for one in document.paragraphs)
    assert "<script>document.title='run'</script>" in said
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
        assert "<script" not in xml
        assert "w:fldSimple" not in xml
        assert re.findall(r"<w:hyperlink [^>]*r:id", xml) == []
        anchors = set(re.findall(r'w:hyperlink w:anchor="([^"]+)"', xml))
        marks = re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', xml)
        assert anchors
        assert anchors <= set(marks)
        assert len(marks) == len(set(marks))


def test_charts_are_drawn_in_every_kind(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    docx, _ = pytest.importorskip("docx"), pytest.importorskip("typst")
    report = whole("ru")
    alts = [one.alt for one in report.pictures]
    page = report_page(report)
    said = re.findall(r'<img src="[^"]+" alt="([^"]+)"', page)
    assert [html.unescape(one) for one in said] == alts
    document = docx.Document(str(teia.write_report(report, tmp_path / "report.docx")))
    assert [one._inline.docPr.get("descr") for one in document.inline_shapes] == alts
    info = pdfinfo(teia.write_report(report, tmp_path / "report.pdf"), "-struct")
    assert len(re.findall(r"^\s*Figure\b", info, re.M)) == 3


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_without_matplotlib_the_report_has_no_chart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind != "html":
        pytest.importorskip("typst" if kind == "pdf" else "docx")
    monkeypatch.setattr("teia_indicators.report.pictures.find_spec", lambda _: None)
    content = teia.write_report(whole(), tmp_path / f"report.{kind}").read_bytes()
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert not [one for one in archive.namelist() if "media" in one]
    elif kind == "html":
        assert b"<img" not in content
    else:
        info = pdfinfo(tmp_path / "report.pdf", "-struct")
        assert not re.findall(r"^\s*Figure\b", info, re.M)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_short_form_has_two_pages(tmp_path: Path, language: str) -> None:
    """With six neighbours as well: each has a sentence in the summary."""
    pytest.importorskip("typst")
    own, other = assessed("xaa-2028"), assessed("xab-2026").responses
    named = (other.model_copy(update={"country": f"XA{letter}"}) for letter in "BCDEFG")
    neighbours = [teia.compare_neighbours(own.responses, one, own.catalogue) for one in named]
    for some in (neighbours[:1], neighbours):
        given = documents() | {"neighbours": some}
        report = teia.build_report(own, **given, language=language, short=True)
        path = teia.write_report(report, tmp_path / "report.pdf")
        text_of(path)
        assert re.search(r"Pages: +2\b", pdfinfo(path))


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(teia.FileError) as caught:
        teia.write_report(whole(), tmp_path / "report.txt")
    assert [one.code for one in caught.value.problems] == ["F004"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("kind", "module"), [("pdf", "typst"), ("docx", "docx")])
def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(teia.MethodError) as caught:
        teia.write_report(whole(), tmp_path / f"report.{kind}")
    assert [one.code for one in caught.value.problems] == ["M045"]
    assert list(tmp_path.iterdir()) == []


def test_columns_are_as_wide_as_what_is_in_them() -> None:
    for table in whole("ru").tables:
        assert isinstance(table, Table)
        assert sum(table.shares) == pytest.approx(1)
        assert min(table.shares) > 0.02
