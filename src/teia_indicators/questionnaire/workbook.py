"""The questionnaire as a workbook: instructions, one sheet an area, lists and identity hidden."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

from teia_indicators.catalogue.target import Target
from teia_indicators.problems import FileError, Place, Problem, problem
from teia_indicators.questionnaire.area_sheet import AreaSheet
from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.questionnaire.cover import Cover
from teia_indicators.questionnaire.filled import Filled, filled_with
from teia_indicators.questionnaire.fit import refuse_misfits
from teia_indicators.questionnaire.hidden import write_lists, write_meta, write_previous
from teia_indicators.questionnaire.more_sheet import write_more
from teia_indicators.questionnaire.target_sheet import write_targets
from teia_indicators.questionnaire.writer import Spot, Writer
from teia_indicators.responses.layout import MAX_CELL
from teia_indicators.responses.model import Responses
from teia_indicators.sources.files import check_target, write_atomic

#: Endings of a workbook; a name without one will do.
KINDS = (".xlsx", "")


def write_workbook(
    form: Questionnaire,
    path: str | Path,
    previous: Responses | None = None,
    answers: Responses | None = None,
    target: Target | None = None,
) -> Path:
    """Write a questionnaire as an .xlsx workbook; same input, same bytes.

    Parameters
    ----------
    form : Questionnaire
        What is asked of whom.
    path : str or Path
        Target; replaced as a whole.
    previous : Responses or None
        Last round's answers, shown in a column of their own beside the empty answer; a mark beside
        them says that an answer is unchanged.
    answers : Responses or None
        Answers to fill in, such as those read from another file. Of merged answers a workbook has
        no room for their `sources`.
    target : Target or None
        Targets to fill in on the sheet for them; a part for one authority has no such sheet.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FileError
        If the file is no .xlsx or cannot be written, or a text is longer than a cell can hold.
    MethodError
        If answers are of another country, round or catalogue, or hold what the form does not ask;
        if the target does not fit the catalogue.
    """
    path = Path(path)
    check_target(path, KINDS)
    refuse_misfits(form, answers, previous, target)
    problems = [
        found
        for given in (answers, previous)
        if given is not None
        for found in _long_texts(given, path.name)
    ]
    for step in target.entries if target else ():
        if len(step.source) > MAX_CELL:
            size = {"length": len(step.source), "limit": MAX_CELL}
            problems.append(problem("R018", Place(file=path.name), step.of, **size))
    if problems:
        raise FileError(problems)
    write_atomic(path, workbook_bytes(form, previous, filled_with(form, answers, target)))
    return path


def workbook_bytes(
    form: Questionnaire,
    previous: Responses | None,
    filled: Filled,
    marks: Mapping[Spot, str] | None = None,
) -> bytes:
    """Return a workbook with what stands in its cells, and the marks of what is faulty there."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    write_sheets(Writer(book, form, previous, filled, marks))
    book.close()
    return stream.getvalue()


def write_sheets(writer: Writer) -> None:
    """Write every sheet of the questionnaire."""
    form = writer.form
    created = datetime.datetime.strptime(form.catalogue.publication_date, "%Y-%m-%d")
    title = f"{writer.say('title')}, {form.country}, {form.round}"
    status = form.catalogue.status
    writer.book.set_properties({"title": title, "created": created, "comments": status})
    cover = Cover(writer)
    cover.write([AreaSheet(writer, area).write() for area in form.areas])
    write_more(writer)
    write_targets(writer)
    write_lists(writer)
    write_previous(writer)
    write_meta(writer)


def _long_texts(answers: Responses, name: str) -> list[Problem]:
    """Find texts that Excel would cut."""
    head = (("authority", answers.authority), ("focal_point", answers.focal_point))
    texts_by_item = [*head, *answers.challenges.items()]
    for item, answer in answers.answers.items():
        parts = [part for one in answer.evidence for part in (one.title, one.reference)]
        texts_by_item += [(item, text) for text in (answer.reason, answer.comment, *parts)]
    return [
        problem("R018", Place(file=name), item, length=len(text), limit=MAX_CELL)
        for item, text in texts_by_item
        if len(text) > MAX_CELL
    ]
