"""The hidden sheets of a questionnaire: the drop-downs' words, and whose form it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from teia_indicators.responses.layout import FORMAT, LISTS_SHEET, META_KEYS, META_SHEET
from teia_indicators.responses.model import EVIDENCE_KINDS, GRADES

if TYPE_CHECKING:
    from teia_indicators.questionnaire.workbook import Writer


def write_lists(writer: Writer) -> None:
    """Write the words of every drop-down, each list under a name of its own."""
    sheet = writer.book.add_worksheet(LISTS_SHEET)
    words = writer.labels("answers")
    answers = [label for code, label in words.items() if code != "unanswered"]
    stages = [writer.stage(number) for number in writer.form.catalogue.scale.numbers]
    lists = {
        "teia_answers": answers,
        "teia_stages": [*stages, words["not_applicable"]],
        "teia_kinds": [writer.labels("evidence_kinds")[kind] for kind in EVIDENCE_KINDS],
        "teia_grades": [writer.labels("grades")[grade] for grade in GRADES],
        "teia_marks": ["x"],
    }
    for column, (name, entries) in enumerate(lists.items()):
        for row, entry in enumerate(entries):
            sheet.write_string(row, column, entry)
        letter = xl_col_to_name(column)
        writer.book.define_name(name, f"={LISTS_SHEET}!${letter}$1:${letter}${len(entries)}")
    sheet.hide()


def write_meta(writer: Writer) -> None:
    """Write catalogue, country, round and language as plain cells."""
    sheet = writer.book.add_worksheet(META_SHEET)
    form, catalogue = writer.form, writer.form.catalogue
    values = {
        "format": FORMAT,
        "catalogue_id": catalogue.id,
        "catalogue_version": catalogue.version,
        "catalogue_checksum": catalogue.checksum,
        **{key: str(getattr(form, key)) for key in META_KEYS[4:]},
    }
    for row, key in enumerate(META_KEYS):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, values[key])
    sheet.hide()
