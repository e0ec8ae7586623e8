"""The first sheet of a questionnaire: whose it is, how far it is, how to fill it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from teia_indicators.catalogue.countries import load_countries
from teia_indicators.questionnaire.area_sheet import Figures
from teia_indicators.questionnaire.height import text_height
from teia_indicators.questionnaire.writer import Writer
from teia_indicators.responses.layout import COVER_KEYS, KEY
from teia_indicators.text import texts

_LAST = 6


class Cover:
    """Writes the first sheet; its progress is written when the other sheets are there."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.sheet: Any = writer.book.add_worksheet(writer.say("instructions"))
        self.row = 0

    def write(self, figures: Sequence[Figures]) -> None:
        """Write the sheet."""
        writer, sheet = self.writer, self.sheet
        for column, width in enumerate((None, 30, 46, 13, 13, 13, 17)):
            sheet.set_column(column, column, width, None, {"hidden": not column})
        catalogue = writer.form.catalogue
        sheet.write_string(0, 1, writer.say("title"), writer.formats["title"])
        sheet.write_string(1, 1, writer.say("subtitle"), writer.formats["subtitle"])
        statement = writer.text(catalogue.id, "statement", catalogue.statement)
        self.row = 2
        self._wide(1, statement, "statement", 125)
        self.row = 4
        self._identity()
        self._progress(figures)
        self._texts()
        sheet.fit_to_pages(1, 0)
        writer.finish(sheet, (0, 1))
        sheet.set_portrait()  # all on one page, at three quarters of its size

    def _wide(self, column: int, text: str, look: str, width: float) -> None:
        """Write a text over the rest of the row."""
        self.sheet.merge_range(self.row, column, self.row, _LAST, "", self.writer.formats[look])
        self.sheet.write_string(self.row, column, text, self.writer.formats[look])
        self.sheet.set_row(self.row, text_height((text, width)))

    def _identity(self) -> None:
        writer, form = self.writer, self.writer.form
        catalogue = form.catalogue
        title = writer.text(catalogue.id, "title", catalogue.title)
        status = writer.say(f"statuses.{catalogue.status}")
        country = load_countries().get(form.country)
        name = country.name.get(form.language, "") if country else ""
        fixed = {
            "country": f"{form.country}, {name}" if name else form.country,
            "round": form.round,
            "catalogue": f"{title}, {catalogue.version} ({status})",
        }
        for key in ("country", "round", *COVER_KEYS, "catalogue"):
            writer.put(self.sheet, self.row, 0, f"{KEY}{key}", "plain")
            writer.put(self.sheet, self.row, 1, writer.say(key), "bold")
            value = fixed.get(key, writer.filled.head.get(key, ""))
            self._wide(2, value, "plain" if key in fixed else "input", 90)
            if key not in fixed:
                writer.fill(self.sheet, self.row, 2, value, ("", key))
            self.sheet.set_row(self.row, text_height((writer.say(key), 27), (value, 90)))
            self.row += 1
        self.row += 1

    def _progress(self, figures: Sequence[Figures]) -> None:
        """Write how far each sheet is, by formulas."""
        writer, sheet = self.writer, self.sheet
        labels = texts(writer.form.language)["workbook"]["progress"]
        heads = ("sheet", "area", "answered", "asked", "share", "alarms")
        for column, key in enumerate(heads, 1):
            writer.put(sheet, self.row, column, labels[key], "head")
        sheet.set_row(self.row, text_height(*((labels[key], 11) for key in heads[2:])))
        first = self.row + 1
        for area, one in zip(writer.form.areas, figures, strict=True):
            self.row += 1
            link = f"internal:'{one.sheet.replace(chr(39), 2 * chr(39))}'!A1"
            sheet.write_url(self.row, 1, link, writer.formats["link"], one.sheet)
            title = writer.text(area.id, "title", area.title)
            writer.put(sheet, self.row, 2, title, "cell")
            sheet.set_row(self.row, text_height((one.sheet, 30), (title, 46)))
            answered, asked, alarms = one.formulas()
            self._numbers(answered, asked, alarms)
        self.row += 1
        writer.put(sheet, self.row, 1, labels["total"], "band")
        writer.put(sheet, self.row, 2, "", "band")
        totals = [
            (f"=SUM({self._column(first, column)})", sum(values))
            for column, values in (
                (3, (one.answered for one in figures)),
                (4, (one.asked for one in figures)),
                (6, (one.alarms for one in figures)),
            )
        ]
        self._numbers(*totals)
        alarm = {"type": "cell", "criteria": ">", "value": 0, "format": writer.formats["alarm"]}
        sheet.conditional_format(first, 6, self.row, 6, alarm)
        self.row += 2

    def _column(self, first: int, column: int) -> str:
        return ":".join(xl_rowcol_to_cell(row, column) for row in (first, self.row - 1))

    def _numbers(self, *figures: tuple[str, int]) -> None:
        answered, asked, alarms = figures
        sheet, formats = self.sheet, self.writer.formats
        for column, (formula, value) in ((3, answered), (4, asked), (6, alarms)):
            sheet.write_formula(self.row, column, formula, formats["number"], value)
        part, whole = (xl_rowcol_to_cell(self.row, column) for column in (3, 4))
        share = answered[1] / asked[1] if asked[1] else 0
        formula = f"=IF({whole}=0,0,{part}/{whole})"
        sheet.write_formula(self.row, 5, formula, formats["share"], share)

    def _texts(self) -> None:
        writer, form = self.writer, self.writer.form
        own = texts(form.language)["workbook"]
        steps = own["quick_steps"] if form.depth == "quick" else own["steps"]
        more = own["next_steps"] if writer.previous is not None else []
        more = [*more] if form.asked else [writer.say("targets.step"), *more]
        self._pairs(
            writer.say("how"), ((str(at), line) for at, line in enumerate([*steps, *more], 1))
        )
        self._pairs(writer.say("signs_title"), own["signs"].items())
        words = writer.labels.of("answers")
        self._pairs(
            writer.say("meaning"), ((words[code], text) for code, text in own["meanings"].items())
        )
        stages = form.catalogue.scale.stages
        self._pairs(
            writer.say("stages"),
            (
                (
                    writer.labels.stage(one.stage),
                    writer.text(f"stage-{one.stage}", "meaning", one.meaning),
                )
                for one in stages
            ),
        )

    def _pairs(self, title: str, pairs: Iterable[tuple[str, str]]) -> None:
        writer = self.writer
        writer.put(self.sheet, self.row, 1, title, "head")
        self.sheet.merge_range(self.row, 2, self.row, _LAST, "", writer.formats["head"])
        for left, right in pairs:
            self.row += 1
            self._wide(2, right, "cell", 98)
            self.sheet.set_row(self.row, text_height((left, 30), (right, 98)))
            writer.put(self.sheet, self.row, 1, left, "cell")
        self.row += 2
