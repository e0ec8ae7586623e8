"""The sheet that lists what is wrong, each with a link to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from teia_indicators.problems import Problem
from teia_indicators.questionnaire.height import text_height
from teia_indicators.questionnaire.writer import Spot, Writer
from teia_indicators.responses.raw import Cell
from teia_indicators.text import phrase, texts

_WIDTHS = {"number": 5, "severity": 13, "there": 28, "here": 28, "what": 58, "fix": 50}


@dataclass(frozen=True)
class Stray:
    """A row of the file that has no place in the form: its id, and all that it holds."""

    id: Cell
    texts: tuple[tuple[str, str], ...]


class ProblemSheet:
    """Opens the sheet before the others, so that it is the first one a reader sees."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.sheet = writer.book.add_worksheet(writer.say("problems.title"))
        self.labels = texts(writer.form.language)["workbook"]["problems"]

    def write(
        self, found: Sequence[Problem], spots: Mapping[Problem, Spot], strays: Sequence[Stray]
    ) -> None:
        """Write the list; the other sheets are there by now."""
        writer, sheet = self.writer, self.sheet
        for column, (key, width) in enumerate(_WIDTHS.items()):
            sheet.set_column(column, column, width)
            writer.put(sheet, 2, column, self.labels[key], "head")
        errors = sum(one.severity == "error" for one in found)
        counts = writer.say("problems.counts", errors=errors, warnings=len(found) - errors)
        sheet.write_string(
            0, 0, f"{writer.say('problems.title')}. {counts}", writer.formats["title"]
        )
        sheet.write_string(1, 0, writer.say("problems.note"), writer.formats["note"])
        row = 2
        for number, one in enumerate(found, 1):
            row += 1
            self._problem(row, number, one, spots.get(one))
        if strays:
            self._strays(row + 2, strays)
        sheet.autofilter(2, 0, max(row, 3), len(_WIDTHS) - 1)
        sheet.repeat_rows(2)
        sheet.fit_to_pages(1, 0)
        writer.finish(sheet, (3, 0))

    def _problem(self, row: int, number: int, one: Problem, spot: Spot | None) -> None:
        writer, sheet, language = self.writer, self.sheet, self.writer.form.language
        severity = f"{phrase(f'severity.{one.severity}', language)} {one.code}"
        texts_ = {
            "severity": severity,
            "there": str(one.place),
            "what": one.message(language),
            "fix": one.fix(language),
        }
        writer.put(sheet, row, 0, number, "cell")
        for column, key in enumerate(_WIDTHS):
            if key in texts_:
                writer.put(sheet, row, column, texts_[key], "cell")
        sheet.set_row(row, text_height(*((text, _WIDTHS[key]) for key, text in texts_.items())))
        target = writer.written.get(spot) if spot else None
        column = list(_WIDTHS).index("here")
        if target is None:
            writer.put(sheet, row, column, "", "cell")
            return
        name, cell = target
        quoted = name.replace("'", "''")
        link = f"internal:'{quoted}'!{cell}"
        sheet.write_url(row, column, link, writer.formats["link"], f"{name}!{cell}")

    def _strays(self, row: int, strays: Sequence[Stray]) -> None:
        """List the rows that have no place in the form: nothing of the file is lost."""
        writer, sheet = self.writer, self.sheet
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", writer.formats["head"])
        sheet.write_string(row, 0, writer.say("problems.strays"), writer.formats["head"])
        heads = writer.heads()
        for one in strays:
            row += 1
            content = "\n".join(f"{heads.get(key, key)}: {text}" for key, text in one.texts)
            writer.put(sheet, row, 0, "", "cell")
            writer.put(sheet, row, 1, one.id.text, "cell")
            writer.put(sheet, row, 2, str(one.id.place), "cell")
            sheet.merge_range(row, 3, row, len(_WIDTHS) - 1, "", writer.formats["cell"])
            sheet.write_string(row, 3, content, writer.formats["cell"])
            sheet.set_row(row, text_height((content, 130)))
