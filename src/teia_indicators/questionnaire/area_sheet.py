"""The sheet of one working area: questions, yellow cells, live status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from teia_indicators.catalogue.model import WorkingArea
from teia_indicators.questionnaire.build import Question
from teia_indicators.questionnaire.height import text_height
from teia_indicators.questionnaire.writer import HEADER_ROW, Writer
from teia_indicators.responses.layout import AREA_COLUMNS
from teia_indicators.responses.model import NEEDS_REASON, Answer
from teia_indicators.text import texts

#: Signs of the column "status": answered; a declared stage or a mark for the whole indicator stands
#: in; the mandatory reason is missing.
DONE, IMPLIED, ALARM = "✓", "(✓)", "!"

_LOCKED = frozenset(
    ("id", "status", "text", "guidance", "stage", "dimension", "previous", "counts")
)
_DROP_DOWNS = {
    "evidence.kind": "teia_kinds",
    "grade": "teia_grades",
    "correction": "teia_marks",
    "unchanged": "teia_marks",
}
_NEXT_ROUND = ("previous", "unchanged", "correction")


@dataclass(frozen=True)
class Figures:
    """The live figures of a sheet: what they are now, and where they stand in the workbook."""

    sheet: str
    answered: int
    asked: int
    alarms: int
    cells: tuple[str, str, str]

    def formulas(self) -> tuple[tuple[str, int], ...]:
        """Return, for another sheet, what refers to each figure, and its value now."""
        quoted = self.sheet.replace("'", "''")
        now = (self.answered, self.asked, self.alarms)
        return tuple(
            (f"='{quoted}'!{cell}", value) for cell, value in zip(self.cells, now, strict=True)
        )


class AreaSheet:
    """Writes the sheet of one working area.

    Parameters
    ----------
    writer : Writer
        The open workbook.
    area : WorkingArea
        With the indicators that are asked.
    """

    def __init__(self, writer: Writer, area: WorkingArea) -> None:
        self.writer = writer
        self.area = area
        self.columns = [key for key in AREA_COLUMNS if self._shows(key)]
        short = area.short_title
        name = writer.text(area.id, "short_title", short) if short else area.id
        self.name = name[:31]
        self.sheet = writer.book.add_worksheet(self.name)
        self.questions = [one for one in writer.form.questions if one.area == area.id]

    def _shows(self, key: str) -> bool:
        if key not in _NEXT_ROUND or self.writer.previous is not None:
            return True
        mark = "unchanged" if key == "previous" else key
        return any(fields.get(mark) for fields in self.writer.filled.rows.values())

    def _column(self, key: str) -> int:
        return self.columns.index(key)

    def write(self) -> Figures:
        """Write the sheet; return where its figures stand."""
        sheet, writer = self.sheet, self.writer
        title = writer.text(self.area.id, "title", self.area.title)
        writer.top(sheet, AREA_COLUMNS, self.columns, f"{self.area.id} {title}")
        if writer.previous is not None:
            head = f"{writer.heads()['previous']} ({writer.previous.round})"
            sheet.write_string(HEADER_ROW, self._column("previous"), head, writer.formats["head"])
        first = HEADER_ROW + 1
        last = HEADER_ROW + len(self.questions)
        signs = [
            self._question(row, question, (first, last))
            for row, question in enumerate(self.questions, first)
        ]
        self._validations(first)
        figures = self._figures((first, last), signs)
        sheet.autofilter(HEADER_ROW, 0, last, len(self.columns) - 1)
        self._challenges(last + 2)
        self._print()
        return figures

    def _question(self, row: int, question: Question, span: tuple[int, int]) -> str:
        """Write one row; return its sign."""
        writer, band = self.writer, question.kind == "indicator"
        given = writer.filled.rows.get(question.id, {})
        looks = (
            {"guidance": "guidance-band", "stage": "sign-band"}
            if band
            else {"guidance": "guidance", "stage": "sign"}
        )
        shown = {**self._locked(question), **given}
        sizes = {"guidance": 8}
        cells = (
            (shown.get(key, ""), AREA_COLUMNS[key], sizes.get(key, 10)) for key in self.columns
        )
        self.sheet.set_row(row, text_height(*cells))
        for column, key in enumerate(self.columns):
            if key == "status":
                continue
            if key in _LOCKED:
                look = looks.get(key, "band" if band else "cell")
                writer.put(self.sheet, row, column, shown[key], look)
                if key == "text" and question.question:
                    self._asks(row, column, question)
            else:
                writer.fill(self.sheet, row, column, given.get(key, ""), (question.id, key))
        return self._sign(row, question, span)

    def _asks(self, row: int, column: int, question: Question) -> None:
        """Write an indicator's title and, below it and not bold, what it asks."""
        formats = self.writer.formats
        parts = (question.text, formats["plain"], f"\n{question.question}", formats["band"])
        self.sheet.write_rich_string(row, column, *parts)

    def _locked(self, question: Question) -> dict[str, str | int]:
        writer = self.writer
        before = writer.previous.answers.get(question.id) if writer.previous else None
        labels: Mapping[str, str] = texts(writer.form.language)["workbook"]["guidance"]
        help_ = "\n".join(f"{labels[name]} {text}" for name, text in question.guidance.items())
        asks = f"{question.text}\n{question.question}" if question.question else question.text
        return {
            "id": question.id,
            "text": asks,
            "guidance": help_,
            "stage": "" if question.stage is None else question.stage,
            "dimension": writer.labels.of("dimensions").get(question.dimension or "", ""),
            "previous": writer.labels.value(before),
            "counts": int(self._counts(question)),
        }

    def _counts(self, question: Question) -> bool:
        """Tell whether the question is one of those that must be answered."""
        if question.kind == "criterion" or self.writer.form.depth == "quick":
            return True
        return not any(one.id.startswith(f"{question.id}.") for one in self.questions)

    def _sign(self, row: int, question: Question, span: tuple[int, int]) -> str:
        """Write the live sign of a row: a formula, with what it gives now."""

        def cell(key: str) -> str:
            return f"${xl_rowcol_to_cell(row, self._column(key))}"

        parent = question.id.rpartition(".")[0]
        value, reason = cell("value"), cell("reason")
        answered = f'{value}<>""'
        if "unchanged" in self.columns:
            answered = f'OR({answered},AND({cell("unchanged")}<>"",{cell("previous")}<>""))'
        alarm = f'AND(COUNTIF(teia_reasons,{value})>0,TRIM({reason})="")'
        otherwise = '""'
        if question.kind == "criterion":
            otherwise = f'IF({self._declared(parent, span)}>0,"{IMPLIED}","")'
        formula = f'=IF({answered},IF({alarm},"{ALARM}","{DONE}"),{otherwise})'
        sign = self._sign_now(question, parent)
        look = "sign-band" if question.kind == "indicator" else "sign"
        column = self._column("status")
        self.sheet.write_formula(row, column, formula, self.writer.formats[look], sign)
        return sign

    def _declared(self, parent: str, span: tuple[int, int]) -> str:
        """Return a formula that counts what is said of the whole indicator."""
        said = f'({self._range("value", span)}<>"")'
        if "unchanged" in self.columns:
            marked, before = self._range("unchanged", span), self._range("previous", span)
            said = f'({said}+({marked}<>"")*({before}<>""))'
        return f'SUMPRODUCT(({self._range("id", span)}="{parent}")*{said})'

    def _sign_now(self, question: Question, parent: str) -> str:
        given = self.writer.filled.rows.get(question.id, {})
        if self._said(question.id):
            needs = {self.writer.labels.of("answers")[code] for code in NEEDS_REASON}
            value = given.get("value", "")
            missing = value in {*needs, *NEEDS_REASON} and not given.get("reason", "").strip()
            return ALARM if missing else DONE
        return IMPLIED if question.kind == "criterion" and self._said(parent) else ""

    def _said(self, item: str) -> bool:
        given = self.writer.filled.rows.get(item, {})
        before = self.writer.previous.answers.get(item) if self.writer.previous else None
        carried = bool(given.get("unchanged")) and (before or Answer()).value != "unanswered"
        return bool(given.get("value")) or carried

    def _figures(self, span: tuple[int, int], signs: list[str]) -> Figures:
        """Write the figures: as numbers in the hidden first row, as words above the headings."""
        sheet, writer = self.sheet, self.writer
        status, counts = self._range("status", span), self._range("counts", span)
        pairs = list(zip(self.questions, signs, strict=True))
        now = (
            sum(bool(sign) for question, sign in pairs if self._counts(question)),
            sum(self._counts(question) for question in self.questions),
            signs.count(ALARM),
        )
        formulas = (
            f'=SUMPRODUCT({counts}*({status}<>""))',
            f"=SUM({counts})",
            f'=COUNTIF({status},"{ALARM}")',
        )
        first = len(self.columns) + 1
        cells = tuple(xl_rowcol_to_cell(0, first + at, True, True) for at in range(3))
        for at, (formula, value) in enumerate(zip(formulas, now, strict=True)):
            sheet.write_formula(0, first + at, formula, None, value)
        at = self._column("guidance")
        for row, key, names in ((1, "answered", (0, 1)), (2, "alarms", (2,))):
            places = {name: f'"&{cells[name]}&"' for name in names}
            said = {name: now[name] for name in names}
            formula = '="' + self._sentence(key, places) + '"'
            sheet.write_formula(
                row, at, formula, writer.formats["figure"], self._sentence(key, said)
            )
        alarm = {
            "type": "formula",
            "criteria": f"={cells[2]}>0",
            "format": writer.formats["alarm"],
        }
        sheet.conditional_format(2, at, 2, at, alarm)
        return Figures(self.name, *now, cells=cells)

    def _sentence(self, key: str, numbers: Mapping[int, object]) -> str:
        names = dict(zip(("answered", "asked", "alarms"), range(3), strict=True))
        given = {name: numbers[at] for name, at in names.items() if at in numbers}
        return self.writer.say(f"figures.{key}", **given)

    def _range(self, key: str, span: tuple[int, int]) -> str:
        at = self._column(key)
        return ":".join(xl_rowcol_to_cell(row, at, True, True) for row in span)

    def _validations(self, first: int) -> None:
        writer = self.writer
        for kind, name in (("indicator", "teia_stages"), ("criterion", "teia_answers")):
            rows = [row for row, one in enumerate(self.questions, first) if one.kind == kind]
            title, text = writer.say(f"prompts.{kind}_title"), writer.say(f"prompts.{kind}")
            prompt = {"input_title": title, "input_message": text}
            if rows:
                writer.validate(self.sheet, rows, self._column("value"), name, **prompt)
        everywhere = range(first, first + len(self.questions))
        for key, name in _DROP_DOWNS.items():
            if key in self.columns:
                writer.validate(self.sheet, everywhere, self._column(key), name)

    def _challenges(self, row: int) -> None:
        writer, area = self.writer, self.area.id
        first, last = self._column("value"), self._column("reason")
        before = writer.previous.challenges.get(area, "") if writer.previous else ""
        now = writer.filled.challenges.get(area, "")
        shown = {"id": area, "text": writer.say("challenges"), "guidance": before}
        for column, key in enumerate(self.columns[:first]):
            look = "guidance-band" if key == "guidance" else "band"
            writer.put(self.sheet, row, column, shown.get(key, ""), look)
        self.sheet.merge_range(row, first, row, last, "", writer.formats["input"])
        writer.fill(self.sheet, row, first, now, (area, "value"))
        needed = text_height((before, AREA_COLUMNS["guidance"], 8), (now, 40))
        self.sheet.set_row(row, max(110.0, needed))

    def _print(self) -> None:
        """Two pages side by side: up to the reason, and the rest beside id and text again."""
        sheet = self.sheet
        sheet.set_column(self._column("counts"), self._column("counts"), None, None, {"hidden": 1})
        sheet.repeat_rows(HEADER_ROW)
        sheet.repeat_columns(0, self._column("text"))
        sheet.print_area(1, 0, len(self.questions) + HEADER_ROW + 2, len(self.columns) - 2)
        sheet.set_v_pagebreaks([self._column("reason") + 1])
        sheet.set_print_scale(54 if "unchanged" in self.columns else 60)
        self.writer.finish(sheet, (HEADER_ROW + 1, self._column("status") + 1))
