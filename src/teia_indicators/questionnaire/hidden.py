"""The hidden sheets: the drop-downs' words, whose form it is, and last round's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from teia_indicators.responses.layout import (
    FORMAT,
    KEY,
    LISTS_SHEET,
    META_KEYS,
    META_SHEET,
    PREVIOUS_COLUMNS,
    PREVIOUS_SHEET,
)
from teia_indicators.responses.model import EVIDENCE_KINDS, GRADES, NEEDS_REASON
from teia_indicators.text import LANGUAGES, texts

if TYPE_CHECKING:
    from teia_indicators.questionnaire.writer import Writer


def write_lists(writer: Writer) -> None:
    """Write the words of every drop-down, each list under a name of its own."""
    sheet = writer.book.add_worksheet(LISTS_SHEET)
    words = writer.labels.of("answers")
    answers = [label for code, label in words.items() if code != "unanswered"]
    stages = [writer.labels.stage(number) for number in writer.form.catalogue.scale.numbers]
    labels = (texts(language)["answers"] for language in LANGUAGES)
    needing = [own[code] for own in labels for code in NEEDS_REASON]
    lists = {
        "teia_answers": answers,
        "teia_stages": [*stages, words["not_applicable"]],
        "teia_kinds": [writer.labels.of("evidence_kinds")[kind] for kind in EVIDENCE_KINDS],
        "teia_grades": [writer.labels.of("grades")[grade] for grade in GRADES],
        "teia_marks": ["x"],
        "teia_reasons": list(dict.fromkeys((*needing, *NEEDS_REASON))),
        "teia_targets": stages,
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
        **{key: getattr(form, key) for key in ("country", "round", "language", "depth")},
        "authority": form.authority,
        "focal_point": form.focal_point,
        "asked": " ".join(form.asked),
        "previous_round": writer.previous.round if writer.previous else "",
    }
    for row, key in enumerate(META_KEYS):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, values[key])
    sheet.hide()


def write_previous(writer: Writer) -> None:
    """Write last round's answers whole, as codes: what a mark in the column "unchanged" takes."""
    if writer.previous is None:
        return
    sheet = writer.book.add_worksheet(PREVIOUS_SHEET)
    for column, key in enumerate(PREVIOUS_COLUMNS):
        sheet.write_string(0, column, f"{KEY}{key}")
    asked = {question.id for question in writer.form.questions}
    row = 0
    for item, answer in writer.previous.answers.items():
        for at, evidence in enumerate(answer.evidence or (None,) if item in asked else ()):
            row += 1
            own = (
                answer.model_dump(include={"value", "reason", "grade", "comment"})
                if at == 0
                else {}
            )
            found = (
                {f"evidence.{k}": v for k, v in evidence.model_dump().items()} if evidence else {}
            )
            shown = {"previous.id": item, **own, **found}
            for column, key in enumerate(PREVIOUS_COLUMNS):
                sheet.write_string(row, column, str(shown.get(key, "")))
    sheet.hide()
