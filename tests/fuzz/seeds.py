"""The first inputs of each reader, made of the small catalogue by the library's own writers."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from fuzz.readers import HERE, SMALL, small

import teia_indicators as teia
from teia_indicators.responses.survey import question_name, slots
from teia_indicators.responses.table import responses_csv
from teia_indicators.sources.tables import Sheet, read_workbook
from teia_indicators.sources.yaml import parse_yaml

FILES = HERE / "files"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def packed(members: dict[str, bytes], kind: int = zipfile.ZIP_STORED) -> bytes:
    """Return an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, kind)
    return stream.getvalue()


def _folder(path: Path) -> bytes:
    files = sorted(one for one in path.rglob("*") if one.is_file())
    return packed({one.relative_to(path).as_posix(): one.read_bytes() for one in files})


def _as_json(path: Path) -> bytes:
    tree, _ = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    assert tree is not None
    return json.dumps(tree.data, indent=1, ensure_ascii=False).encode("utf-8")


def _ods(sheets: tuple[Sheet, ...]) -> bytes:
    """Return sheets as an .ods, with nothing but their cells."""
    body = ""
    for sheet in sheets:
        rows = ""
        for row in sheet.rows:
            cells = "".join(map(_ods_cell, row))
            rows += f"<table:table-row>{cells}</table:table-row>"
        body += f"<table:table table:name={quoteattr(sheet.name)}>{rows}</table:table>"
    content = (
        f'<?xml version="1.0"?><office:document-content {_NAMES}><office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
    )


def _ods_cell(value: object) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = escape(str(value))
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def _submissions(answers: teia.Responses) -> bytes:
    """Return the export of one submission, with names for headings."""
    given = {"country": "XAA", "round": "2026"}
    row = {}
    for slot in slots(small()):
        value = given.get(slot.part, "") if not slot.item else ""
        if slot.part == "value" and slot.item in answers.answers:
            value = str(answers.answers[slot.item].value)
        row[question_name(small(), slot)] = value
    row |= {"teia_catalogue_id": "small", "teia_catalogue_version": "1.10"}
    return f"{','.join(row)}\n{','.join(row.values())}\n".encode()


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """Return the first inputs by the name of their reader."""
    with tempfile.TemporaryDirectory() as folder:
        return _seeds(Path(folder))


def _seeds(box: Path) -> dict[str, tuple[bytes, ...]]:
    catalogue = small()
    answers = teia.read_responses(FILES / "responses.yaml", catalogue)
    target = teia.load_target(FILES / "targets.yaml", catalogue)
    assessment = teia.assess(answers, catalogue)
    plan = teia.draft_action_plan(
        teia.find_gaps(assessment, target), amounts={"ONE-A01": 7.5}, currency="EUR"
    )
    form = teia.build_questionnaire(catalogue, country="XAA", round="2026")
    found: dict[str, bytes] = {
        "catalogue": _folder(SMALL),
        "mapping": (SMALL / "mappings" / "index.yaml").read_bytes(),
        "migration": (SMALL / "migrations" / "1.0-1.10.yaml").read_bytes(),
        "countries": (FILES / "countries.yaml").read_bytes(),
        "profile": (FILES / "profile.yaml").read_bytes(),
        "target-yaml": (FILES / "targets.yaml").read_bytes(),
        "target-json": _as_json(FILES / "targets.yaml"),
        "responses-yaml": (FILES / "responses.yaml").read_bytes(),
        "responses-csv": responses_csv(answers),
        "submissions-csv": _submissions(answers),
        "responses-json": teia.write_responses(answers, box / "a.json").read_bytes(),
        "plan-json": teia.write_plan(plan, box / "p.json", catalogue).read_bytes(),
    }
    book = teia.write_workbook(form, box / "a.xlsx", answers=answers, target=target)
    found["responses-xlsx"] = _stored(book)
    found["responses-ods"] = _ods(_sheets(book))
    found["plan-xlsx"] = _stored(teia.write_plan(plan, box / "p.xlsx", catalogue))
    found["texts-xlsx"] = _stored(teia.write_texts(SMALL, box / "t.xlsx", "fr"))
    more = {
        "bundle-zip": [
            teia.export_ismi(assessment, box / f"{level}.zip", confidentiality=level).read_bytes()
            for level in ("full", "peer", "public")
        ],
        "bundle-folder": [_folder(teia.export_ismi(assessment, box / "bundle"))],
        "responses-xls": list(_old_workbooks()),
    }
    return {name: (content,) for name, content in found.items()} | {
        name: tuple(contents) for name, contents in more.items()
    }


def _sheets(path: Path) -> tuple[Sheet, ...]:
    sheets = read_workbook(path, path.name)
    assert isinstance(sheets, tuple)
    return sheets


def _stored(path: Path) -> bytes:
    """Return a workbook without compression, in which a fuzzer finds what it changes."""
    with zipfile.ZipFile(path) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})


def _old_workbooks() -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted(FILES.glob("*.xls")))
