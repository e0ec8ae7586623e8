"""The first sheet of a questionnaire: whose it is, how to fill it in, what the words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from teia_indicators.questionnaire.height import text_height
from teia_indicators.responses.layout import KEY
from teia_indicators.text import texts

if TYPE_CHECKING:
    from teia_indicators.questionnaire.workbook import Writer


def write_cover(writer: Writer) -> None:
    """Write the sheet."""
    sheet = writer.book.add_worksheet(writer.say("instructions"))
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 100)
    catalogue, form = writer.form.catalogue, writer.form
    sheet.write_string(0, 1, writer.say("title"), writer.formats["title"])
    sheet.write_string(1, 1, writer.say("subtitle"), writer.formats["subtitle"])
    sheet.merge_range(2, 1, 2, 2, "", writer.formats["statement"])
    statement = writer.text(catalogue.id, "statement", catalogue.statement)
    sheet.write_string(2, 1, statement, writer.formats["statement"])
    sheet.set_row(2, 42)
    row = 4
    for key, value in (
        ("country", form.country),
        ("round", form.round),
        ("authority", writer.answers.authority if writer.answers else form.authority),
        (
            "catalogue",
            f"{writer.text(catalogue.id, 'title', catalogue.title)}, {catalogue.version} "
            f"({writer.say(f'statuses.{catalogue.status}')})",
        ),
    ):
        sheet.write_string(row, 0, f"{KEY}{key}")
        sheet.write_string(row, 1, writer.say(key), writer.formats["bold"])
        look = writer.formats["input" if key == "authority" else "plain"]
        sheet.write_string(row, 2, value, look)
        row += 1
    row = _numbered(
        writer, sheet, row + 1, writer.say("how"), texts(form.language)["workbook"]["steps"]
    )
    words, meanings = writer.labels("answers"), texts(form.language)["workbook"]["meanings"]
    pairs = [(words[code], text) for code, text in meanings.items()]
    row = _pairs(writer, sheet, row + 1, writer.say("meaning"), pairs)
    stages = [
        (writer.stage(one.stage), writer.text(f"stage-{one.stage}", "meaning", one.meaning))
        for one in catalogue.scale.stages
    ]
    _pairs(writer, sheet, row + 1, writer.say("stages"), stages)
    writer.finish(sheet, (0, 1))


def _numbered(writer: Writer, sheet: Any, row: int, title: str, lines: list[str]) -> int:
    return _pairs(writer, sheet, row, title, [(str(at), line) for at, line in enumerate(lines, 1)])


def _pairs(writer: Writer, sheet: Any, row: int, title: str, pairs: list[tuple[str, str]]) -> int:
    sheet.write_string(row, 1, title, writer.formats["head"])
    sheet.write_string(row, 2, "", writer.formats["head"])
    for left, right in pairs:
        row += 1
        sheet.set_row(row, text_height((left, 26), (right, 112)))
        sheet.write_string(row, 1, left, writer.formats["cell"])
        sheet.write_string(row, 2, right, writer.formats["cell"])
    return row + 1
