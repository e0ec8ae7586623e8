"""The questionnaire as a workbook: instructions, one sheet an area, lists and identity hidden."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import xlsxwriter

from teia_indicators.catalogue.model import WorkingArea
from teia_indicators.catalogue.translation import say
from teia_indicators.problems import FileError, Place, problem
from teia_indicators.questionnaire.build import Question, Questionnaire
from teia_indicators.questionnaire.cover import write_cover
from teia_indicators.questionnaire.fit import refuse_misfits
from teia_indicators.questionnaire.height import text_height
from teia_indicators.questionnaire.hidden import write_lists, write_meta
from teia_indicators.responses.layout import (
    AREA_COLUMNS,
    KEY,
    MAX_CELL,
    MORE_COLUMNS,
)
from teia_indicators.responses.model import Answer, Evidence, Responses
from teia_indicators.sources.files import write_atomic
from teia_indicators.text import phrase, texts

_HEADER_ROW = 3
_BLANK_EVIDENCE_ROWS = 40
_INK, _BAND, _INPUT, _GREY = "#1F3864", "#DCE6F1", "#FFF9DB", "#595959"


def write_workbook(
    form: Questionnaire,
    path: str | Path,
    previous: Responses | None = None,
    answers: Responses | None = None,
) -> Path:
    """Write a questionnaire as an .xlsx workbook; same input, same bytes.

    Parameters
    ----------
    form : Questionnaire
        What is asked of whom.
    path : str or Path
        Target; replaced as a whole.
    previous : Responses or None
        Last round's answers, shown in a column of their own beside the empty answer.
    answers : Responses or None
        Answers to fill in, such as those read from another file.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FileError
        If the file cannot be written, or a text is longer than a cell can hold.
    MethodError
        If answers are of another country, round or catalogue, or hold what the form does not ask.
    """
    path = Path(path)
    refuse_misfits(form, answers, previous)
    _refuse_long_texts(answers, path.name)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    Writer(book, form, previous, answers).write()
    book.close()
    write_atomic(path, stream.getvalue())
    return path


def _refuse_long_texts(answers: Responses | None, name: str) -> None:
    """Refuse texts that Excel would cut."""
    if answers is None:
        return
    texts_by_item = [("authority", answers.authority), *answers.challenges.items()]
    for item, answer in answers.answers.items():
        parts = [part for one in answer.evidence for part in (one.title, one.reference)]
        texts_by_item += [(item, text) for text in (answer.reason, answer.comment, *parts)]
    found = [
        problem("R018", Place(file=name), item, length=len(text), limit=MAX_CELL)
        for item, text in texts_by_item
        if len(text) > MAX_CELL
    ]
    if found:
        raise FileError(found)


class Writer:
    """Holds the open workbook and its formats while the sheets are written."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        form: Questionnaire,
        previous: Responses | None,
        answers: Responses | None,
    ) -> None:
        self.book = book
        self.form = form
        self.previous = previous
        self.answers = answers
        self.columns = [key for key in AREA_COLUMNS if self._shows(key)]
        base = {"valign": "top", "text_wrap": True, "font_size": 10}
        rule = {"border": 1, "border_color": "#BFBFBF"}
        self.formats = {
            "title": book.add_format({"bold": True, "font_size": 15, "font_color": _INK}),
            "note": book.add_format({"italic": True, "font_size": 9, "font_color": _GREY}),
            "subtitle": book.add_format({"bold": True, "font_size": 11}),
            "statement": book.add_format({**base, "italic": True, "font_color": _GREY}),
            "plain": book.add_format({**base}),
            "bold": book.add_format({**base, "bold": True}),
            "head": book.add_format(
                {**base, **rule, "bold": True, "font_color": "white", "bg_color": _INK}
            ),
            "band": book.add_format({**base, **rule, "bold": True, "bg_color": _BAND}),
            "cell": book.add_format({**base, **rule}),
            "input": book.add_format({**base, **rule, "bg_color": _INPUT, "locked": False}),
        }

    def _shows(self, key: str) -> bool:
        if key == "previous":
            return self.previous is not None
        if key == "correction":
            given = self.answers.answers.values() if self.answers else ()
            return self.previous is not None or any(answer.correction for answer in given)
        return True

    def say(self, key: str, **params: object) -> str:
        """Return a label in the form's language."""
        return phrase(f"workbook.{key}", self.form.language, **params)

    def text(self, item: str, field: str, source: str) -> str:
        """Return a text of the catalogue in the form's language."""
        return say(self.form.catalogue, item, field, source, self.form.language)

    def stage(self, number: int) -> str:
        """Return number and label of a stage in the form's language."""
        label = self.form.catalogue.scale.stage_of(number).label
        return f"{number} {self.text(f'stage-{number}', 'label', label)}"

    def labels(self, group: str) -> dict[str, str]:
        """Return the words of a closed list by their codes."""
        return dict(texts(self.form.language)[group])

    def write(self) -> None:
        """Write every sheet."""
        catalogue = self.form.catalogue
        created = datetime.datetime.strptime(catalogue.publication_date, "%Y-%m-%d")
        title = f"{self.say('title')}, {self.form.country}, {self.form.round}"
        self.book.set_properties({"title": title, "created": created, "comments": catalogue.status})
        write_cover(self)
        for area in catalogue.areas:
            self.area(area)
        self.more_evidence()
        write_lists(self)
        write_meta(self)

    def area(self, area: WorkingArea) -> None:
        """Write the sheet of one working area."""
        name = self.text(area.id, "short_title", area.short_title) if area.short_title else area.id
        sheet = self.book.add_worksheet(name[:31])
        title = self.text(area.id, "title", area.title)
        self._heads(sheet, AREA_COLUMNS, self.columns, f"{area.id} {title}")
        row = _HEADER_ROW
        for question in (one for one in self.form.questions if one.area == area.id):
            row += 1
            self._question(sheet, row, question)
        sheet.autofilter(_HEADER_ROW, 0, row, len(self.columns) - 1)
        self._challenges(sheet, row + 2, area)
        sheet.repeat_rows(_HEADER_ROW)
        self.finish(sheet, (_HEADER_ROW + 1, 2))

    def _heads(self, sheet: Any, widths: dict[str, float], columns: list[str], title: str) -> None:
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.write_string(1, 1, title, self.formats["title"])
        note = f"{self.form.country}, {self.form.round}. {self.say('protected')}"
        if self.form.catalogue.status == "unofficial":
            note += f" {self.say('unofficial')}"
        sheet.write_string(2, 1, note, self.formats["note"])
        labels = texts(self.form.language)["workbook"]["columns"]
        heads = ((labels[key], widths[key] * 0.85) for key in columns)
        sheet.set_row(_HEADER_ROW, text_height(*heads))
        for column, key in enumerate(columns):
            sheet.set_column(column, column, widths[key])
            sheet.write_string(0, column, f"{KEY}{key}")
            sheet.write_string(_HEADER_ROW, column, labels[key], self.formats["head"])

    def _question(self, sheet: Any, row: int, question: Question) -> None:
        answer = self.answers.answers.get(question.id) if self.answers else None
        dimensions = self.labels("dimensions")
        locked = {
            "id": question.id,
            "text": question.text,
            "stage": "" if question.stage is None else question.stage,
            "dimension": dimensions.get(question.dimension or "", ""),
            "previous": self._value(
                self.previous.answers.get(question.id) if self.previous else None
            ),
        }
        filled = self._filled(answer or Answer())
        look = self.formats["band" if question.kind == "indicator" else "cell"]
        shown = {**locked, **filled}
        sheet.set_row(row, text_height(*((shown[key], AREA_COLUMNS[key]) for key in self.columns)))
        for column, key in enumerate(self.columns):
            if key in locked:
                self._put(sheet, row, column, locked[key], look)
            else:
                self._put(sheet, row, column, filled[key], self.formats["input"])
        self._validations(sheet, row, question.kind)

    def _filled(self, answer: Answer) -> dict[str, str]:
        evidence = answer.evidence[0] if answer.evidence else Evidence()
        shown = self._evidence(evidence, bool(answer.evidence))
        graded = answer.grade != "claimed" or bool(answer.evidence)
        return {
            "value": self._value(answer),
            "reason": answer.reason,
            "grade": self.labels("grades")[answer.grade] if graded else "",
            "comment": answer.comment,
            "correction": "x" if answer.correction else "",
            **shown,
        }

    def _evidence(self, evidence: Evidence, given: bool) -> dict[str, str]:
        return {
            "evidence.title": evidence.title,
            "evidence.kind": self.labels("evidence_kinds")[evidence.kind] if given else "",
            "evidence.reference": evidence.reference,
            "evidence.date": evidence.date,
            "evidence.language": evidence.language,
        }

    def _value(self, answer: Answer | None) -> str:
        if answer is None or answer.value == "unanswered":
            return ""
        if isinstance(answer.value, int):
            return self.stage(answer.value)
        return self.labels("answers")[answer.value]

    def _put(self, sheet: Any, row: int, column: int, value: str | int, look: Any) -> None:
        """Write a text as text and never as a formula or link; empty cells keep their look."""
        if value == "":
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, look)
        else:
            sheet.write_string(row, column, value, look)

    def _validations(self, sheet: Any, row: int, kind: str) -> None:
        for key, name in (
            ("value", "teia_stages" if kind == "indicator" else "teia_answers"),
            ("evidence.kind", "teia_kinds"),
            ("grade", "teia_grades"),
            ("correction", "teia_marks"),
        ):
            if key not in self.columns:
                continue
            prompt = {}
            if key == "value":
                title, text = self.say(f"prompts.{kind}_title"), self.say(f"prompts.{kind}")
                prompt = {"input_title": title, "input_message": text}
            self._validate(sheet, row, self.columns.index(key), name, **prompt)

    def _validate(self, sheet: Any, row: int, column: int, name: str, **prompt: str) -> None:
        options = {
            "validate": "list",
            "source": f"={name}",
            "error_title": self.say("prompts.error_title"),
            "error_message": self.say("prompts.error"),
            **prompt,
        }
        if sheet.data_validation(row, column, row, column, options) != 0:
            raise AssertionError(f"the drop-down {name} was refused: a text is too long")

    def _challenges(self, sheet: Any, row: int, area: WorkingArea) -> None:
        text = self.answers.challenges.get(area.id, "") if self.answers else ""
        first = self.columns.index("value")
        for column, key in enumerate(self.columns[:first]):
            value = {"id": area.id, "text": self.say("challenges")}.get(key, "")
            self._put(sheet, row, column, value, self.formats["band"])
        sheet.merge_range(row, first, row, len(self.columns) - 1, "", self.formats["input"])
        self._put(sheet, row, first, text, self.formats["input"])
        sheet.set_row(row, 90)

    def more_evidence(self) -> None:
        """Write the sheet for further evidence."""
        sheet = self.book.add_worksheet(self.say("more_evidence"))
        columns = list(MORE_COLUMNS)
        self._heads(sheet, MORE_COLUMNS, columns, self.say("more_evidence"))
        given = self.answers.answers.items() if self.answers else ()
        rows = [(item, more) for item, answer in given for more in answer.evidence[1:]]
        for at in range(len(rows) + _BLANK_EVIDENCE_ROWS):
            row = _HEADER_ROW + 1 + at
            shown = dict.fromkeys(columns, "")
            if at < len(rows):
                shown = {"more.id": rows[at][0], **self._evidence(rows[at][1], True)}
            for column, key in enumerate(columns):
                self._put(sheet, row, column, shown[key], self.formats["input"])
            self._validate(sheet, row, columns.index("evidence.kind"), "teia_kinds")
        self.finish(sheet, (_HEADER_ROW + 1, 1))

    def finish(self, sheet: Any, freeze: tuple[int, int]) -> None:
        """Freeze, protect and set up a sheet for print."""
        sheet.freeze_panes(*freeze)
        sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "sort": True,
                "autofilter": True,
                "insert_hyperlinks": True,
            },
        )
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
