"""The sheet for targets: a row for all, each area and each indicator, and rows for more dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teia_indicators.catalogue.model import shown_text
from teia_indicators.catalogue.target import ALL
from teia_indicators.questionnaire.filled import Fields
from teia_indicators.questionnaire.height import text_height
from teia_indicators.questionnaire.writer import HEADER_ROW, Writer
from teia_indicators.responses.layout import TARGET_COLUMNS, TARGET_FIELDS

_BLANK_ROWS = 12
_COLUMNS = list(TARGET_COLUMNS)

#: What stands for the id of the question in the place of a mark: ``target`` and the row's number
#: among those that are filled.
TARGET = "target"


def write_targets(writer: Writer) -> None:
    """Write the sheet; a form that is one authority's part has none."""
    if writer.form.asked:
        return
    TargetSheet(writer).write()


class TargetSheet:
    """Writes the sheet.

    Parameters
    ----------
    writer : Writer
        The open workbook.
    """

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        name = writer.say("targets.sheet")
        taken = {one.get_name().lower() for one in writer.book.worksheets()}
        self.sheet = writer.book.add_worksheet(f"{name} 2" if name.lower() in taken else name)
        self.row = HEADER_ROW

    def write(self) -> None:
        """Write the first entry of each id in its own row, and the others at the end."""
        writer, sheet = self.writer, self.sheet
        intro = writer.say("targets.intro")
        writer.top(sheet, TARGET_COLUMNS, _COLUMNS, writer.say("targets.sheet"), intro)
        left = dict(enumerate(writer.filled.targets))
        for item, title, empty, band in self._items():
            first = next((at for at, one in left.items() if one["target.id"] == item), None)
            given = {} if first is None else left.pop(first)
            shown = {"target.id": item, "target.title": title, "target.empty": empty}
            self._entry(shown, given, first, band=band)
        self.row += 1
        for column in range(len(_COLUMNS)):
            writer.put(sheet, self.row, column, "", "band")
        writer.put(sheet, self.row, 1, writer.say("targets.further"), "band")
        spare: Sequence[int | None] = (*left, *[None] * _BLANK_ROWS)
        for at in spare:
            self._entry({}, {} if at is None else left[at], at)
        rows = range(HEADER_ROW + 1, self.row + 1)
        writer.validate(sheet, rows, _COLUMNS.index("target.stage"), "teia_targets")
        sheet.repeat_rows(HEADER_ROW)
        sheet.fit_to_pages(1, 0)
        writer.finish(sheet, (HEADER_ROW + 1, 2))

    def _items(self) -> Iterator[tuple[str, str, str, bool]]:
        """Yield id, title, what holds where the row is left empty, and whether it stands out."""
        writer, catalogue = self.writer, self.writer.form.catalogue
        yield ALL, writer.say("targets.all"), writer.labels.stage(catalogue.scale.target), True
        for area in catalogue.areas:
            title = writer.text(area.id, "title", area.title)
            above = "as_area" if area.part_of else "as_all"
            yield area.id, title, writer.say(f"targets.{above}"), True
            for one in area.indicators:
                if one.scale is None:
                    title = shown_text(one, writer.form.language, catalogue)
                    yield one.id, title, writer.say("targets.as_area"), False

    def _entry(self, shown: Fields, given: Fields, at: int | None, *, band: bool = False) -> None:
        """Write a row; without an id of its own its first cell is to be filled in, too."""
        self.row += 1
        writer, cells = self.writer, {**given, **shown}
        sizes = ((cells.get(key, ""), TARGET_COLUMNS[key]) for key in _COLUMNS)
        self.sheet.set_row(self.row, text_height(*sizes))
        yellow = [f"target.{key}" for key in TARGET_FIELDS]
        yellow += [] if shown else ["target.id"]
        for column, key in enumerate(_COLUMNS):
            if key in yellow:
                spot = (f"{TARGET}:{at}", key)
                writer.fill(self.sheet, self.row, column, given.get(key, ""), spot)
            else:
                look = "guidance" if key == "target.empty" else "cell"
                look = {"guidance": "guidance-band", "cell": "band"}[look] if band else look
                writer.put(self.sheet, self.row, column, shown.get(key, ""), look)
