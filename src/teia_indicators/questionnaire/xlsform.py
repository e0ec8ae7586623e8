"""The questionnaire as an XLSForm, for ODK and KoboToolbox: one form in all languages."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import checksum
from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.questionnaire.fit import refuse_misfits
from teia_indicators.questionnaire.rows import (
    LANGUAGE_NAMES,
    Row,
    Texts,
    column,
    literal,
    stage_text,
    word,
)
from teia_indicators.questionnaire.survey import Survey
from teia_indicators.questionnaire.workbook import KINDS
from teia_indicators.responses.model import ANSWER_WORDS, EVIDENCE_KINDS, GRADES, Responses
from teia_indicators.responses.survey import survey_names, unreferring
from teia_indicators.sources.files import check_target, write_atomic
from teia_indicators.text import LANGUAGES, phrase, texts

_WIDTHS = {"type": 22, "name": 22, "list_name": 14}


def _columns(*keys: str) -> list[str]:
    """Return headings; those of texts once for each language."""
    found: list[str] = []
    for key in keys:
        found += [column(key[2:], one) for one in LANGUAGES] if key.startswith("::") else [key]
    return found


_SURVEY = _columns(
    *("type", "name", "::label", "::hint", "::guidance_hint", "required", "::required_message"),
    *("relevant", "constraint", "::constraint_message", "appearance", "default", "calculation"),
)
_CHOICES = _columns("list_name", "name", "::label")


def write_xlsform(form: Questionnaire, path: str | Path, previous: Responses | None = None) -> Path:
    """Write a questionnaire as an XLSForm in all languages; same input, same bytes.

    What a server makes of it asks the declared stage of each indicator, and in full depth every
    criterion; a reason where one is due; and one item of evidence, its grade and a comment where
    the respondent wants to add them. Nothing is required until the first question says that this is
    the final submission.

    Parameters
    ----------
    form : Questionnaire
        What is asked of whom; its language is the one shown first.
    path : str or Path
        Target, an .xlsx; replaced as a whole.
    previous : Responses or None
        Last round's answers, shown in the hints.

    Returns
    -------
    Path
        The file written. `read_submissions` reads what servers export of its answers.

    Raises
    ------
    FileError
        If the file is no .xlsx or cannot be written.
    MethodError
        If the previous answers are of another country or catalogue.
    """
    path = Path(path)
    check_target(path, KINDS)
    refuse_misfits(form, None, previous)
    survey = list(Survey(form, previous).rows())
    lists = list(_choices(form.catalogue))
    names = [{"id": item, "name": name} for item, name in survey_names(form.catalogue).items()]
    settings = _settings(form, survey, lists)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    created = datetime.datetime.strptime(form.catalogue.publication_date, "%Y-%m-%d")
    book.set_properties({"title": settings["form_title"], "created": created})
    _sheet(book, "survey", _SURVEY, survey)
    _sheet(book, "choices", _CHOICES, lists)
    _sheet(book, "settings", list(settings), [settings])
    # Sheets that begin with an underscore are no part of a form.
    _sheet(book, "_names", ("id", "name"), names)
    book.close()
    write_atomic(path, stream.getvalue())
    return path


def _settings(form: Questionnaire, survey: list[Row], lists: list[Row]) -> Row:
    content = checksum([survey, lists])
    shown = f"{form.country}, {form.round}"
    return {
        "form_title": unreferring(f"{phrase('xlsform.title', form.language)}, {shown}"),
        "form_id": _form_id(form),
        "version": f"{form.catalogue.version}-{form.catalogue.checksum[:8]}-{content[:8]}",
        "default_language": LANGUAGE_NAMES.get(form.language, LANGUAGE_NAMES["en"]),
        "instance_name": f"concat({literal(f'{shown} ')}, ${{authority}})",
    }


def _form_id(form: Questionnaire) -> str:
    """Return a name of its own for each form that a server may hold side by side."""
    parts = [form.catalogue.id, form.country, form.round, form.depth]
    if form.asked:
        parts.append(checksum(form.asked)[:8])
    plain = re.sub(r"[^A-Za-z0-9]+", "_", "-".join(parts)).strip("_")
    changed = not re.fullmatch(r"[A-Za-z0-9]+", form.round)
    return f"{plain}_{checksum(form.round)[:8]}" if changed else plain


def _choices(catalogue: Catalogue) -> Iterator[Row]:
    """Yield the rows of the sheet ``choices``: their values are the codes of the answers."""
    stages = {str(number): stage_text(catalogue, number) for number in catalogue.scale.numbers}
    lists: dict[str, dict[str, Texts]] = {
        "answers": _words("answers", [code for code in ANSWER_WORDS if code != "unanswered"]),
        "stages": {**stages, **_words("answers", ["not_applicable"])},
        "yes_no": _words("answers", ["yes", "no"]),
        "kinds": _words("evidence_kinds", EVIDENCE_KINDS),
        "grades": _words("grades", GRADES),
        "languages": {code: _own_name(code) for code in LANGUAGES},
    }
    for name, entries in lists.items():
        for code, label in entries.items():
            labels = {column("label", language): label(language) for language in LANGUAGES}
            yield {"list_name": name, "name": code, **labels}


def _words(group: str, codes: Sequence[str]) -> dict[str, Texts]:
    return {code: word(group, code) for code in codes}


def _own_name(code: str) -> Texts:
    return lambda _: str(texts(code)["language"])


def _sheet(book: Any, name: str, columns: Sequence[str], rows: list[Row]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for at, key in enumerate(columns):
        sheet.set_column(at, at, _WIDTHS.get(key, 40))
        sheet.write_string(0, at, key, bold)
    for line, row in enumerate(rows, 1):
        for at, key in enumerate(columns):
            if key in row:
                sheet.write_string(line, at, row[key])
