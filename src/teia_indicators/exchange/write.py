"""The texts of a catalogue folder as a workbook for translators."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.translation import source_hash
from teia_indicators.exchange.model import (
    FORMAT,
    HEADER_ROW,
    META_KEYS,
    Key,
    source_texts,
    state_of,
    translated,
)
from teia_indicators.problems import FileError, Place, problem
from teia_indicators.questionnaire.height import text_height
from teia_indicators.responses.layout import KEY, MAX_CELL, META_SHEET
from teia_indicators.sources.files import write_atomic
from teia_indicators.text import phrase, texts

_INK, _BAND, _INPUT, _GREY = "#1F3864", "#DCE6F1", "#FFF9DB", "#595959"
_WIDTHS = {"id": 10.0, "field": 18.0, "source": 60.0, "text": 60.0, "state": 10.0}


def write_texts(folder: str | Path, path: str | Path, language: str = "en") -> Path:
    """Write every text of a catalogue, all its languages side by side; same input, same bytes.

    Parameters
    ----------
    folder : str or Path
        The catalogue. Its languages are those that have a file in ``translations/``; one that
        holds ``language: de`` only begins a new one.
    path : str or Path
        The .xlsx to write; replaced as a whole. One sheet a working area, one for the rest.
    language : str
        Language of the workbook's own headings: ``en``, ``fr`` or ``ru``.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    CatalogueError
        If the catalogue has errors.
    FileError
        If the file cannot be written, or a text is longer than a cell can hold.

    References
    ----------
    Project's choice: the catalogue's texts are translated by people without a text editor.
    """
    path = Path(path)
    catalogue = load_catalogue(folder)
    _refuse_long_texts(catalogue, path.name)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    _Writer(book, catalogue, language).write()
    book.close()
    write_atomic(path, stream.getvalue())
    return path


def _refuse_long_texts(catalogue: Catalogue, name: str) -> None:
    """Refuse texts that Excel would cut."""
    given = [(key[0], text) for key, text in source_texts(catalogue).items()]
    for entries in translated(catalogue).values():
        given += [(key[0], entry.text) for key, entry in entries.items()]
    found = [
        problem("R018", Place(file=name), item, length=len(text), limit=MAX_CELL)
        for item, text in given
        if len(text) > MAX_CELL
    ]
    if found:
        raise FileError(found)


def _homes(catalogue: Catalogue) -> dict[str, str]:
    """Return the area of each id that has one; an action's is that of what it turns first."""
    homes: dict[str, str] = {}
    for area in catalogue.areas:
        homes |= dict.fromkeys((area.id, *(pair.id for pair in area.pairs)), area.id)
        for indicator in area.indicators:
            homes[indicator.id] = area.id
            homes.update({criterion.id: area.id for criterion in indicator.criteria})
    for action in catalogue.actions:
        known = [homes[criterion] for criterion in action.turns if criterion in homes]
        homes.update({action.id: known[0]} if known else {})
    return homes


class _Writer:
    """Holds the open workbook and its formats while the sheets are written."""

    def __init__(self, book: xlsxwriter.Workbook, catalogue: Catalogue, language: str) -> None:
        self.book = book
        self.catalogue = catalogue
        self.language = language
        self.sources = source_texts(catalogue)
        self.translations = dict(sorted(translated(catalogue).items()))
        self.columns = dict(self._columns())
        base = {"valign": "top", "text_wrap": True, "font_size": 10}
        rule = {"border": 1, "border_color": "#BFBFBF"}
        free = {**base, **rule, "bg_color": _INPUT, "locked": False, "num_format": "@"}
        self.formats = {
            "title": book.add_format({"bold": True, "font_size": 15, "font_color": _INK}),
            "note": book.add_format({"italic": True, "font_size": 9, "font_color": _GREY}),
            "head": book.add_format(
                {**base, **rule, "bold": True, "font_color": "white", "bg_color": _INK}
            ),
            "cell": book.add_format({**base, **rule}),
            "input": book.add_format(free),
            "fresh": book.add_format({**base, **rule}),
            "missing": book.add_format({**base, **rule, "bg_color": "#F8CBAD"}),
            "stale": book.add_format({**free, "bg_color": "#FFE699"}),
        }

    def _columns(self) -> Iterator[tuple[str, str]]:
        """Yield the key of each column, and its heading."""
        own = self._name(self.catalogue.language)
        yield "id", self._say("columns.id")
        yield "field", self._say("columns.field")
        yield "source", own
        for language in self.translations:
            yield f"text.{language}", self._name(language)
            yield f"state.{language}", self._say("columns.state")
        yield "hash", ""
        yield from ((f"was.{language}", "") for language in self.translations)

    @staticmethod
    def _name(language: str) -> str:
        return str(texts(language).get("language", language))

    def _say(self, key: str) -> str:
        return phrase(f"exchange.{key}", self.language)

    def write(self) -> None:
        """Write every sheet; the date is the catalogue's, so that the bytes are the same."""
        catalogue = self.catalogue
        created = datetime.datetime.strptime(catalogue.publication_date, "%Y-%m-%d")
        properties = {"title": self._say("title"), "comments": catalogue.status}
        self.book.set_properties({**properties, "created": created})
        homes = _homes(catalogue)
        names = {META_SHEET}
        for area in catalogue.areas:
            keys = [key for key in self.sources if homes.get(key[0]) == area.id]
            self._sheet(_free_name(area.short_title or area.id, area.id, names), keys, area.title)
        rest = [key for key in self.sources if key[0] not in homes]
        self._sheet(_free_name(self._say("rest"), "_rest", names), rest, self._say("rest"))
        self._meta()

    def _sheet(self, name: str, keys: list[Key], title: str) -> None:
        sheet = self.book.add_worksheet(name)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.write_string(1, 0, title, self.formats["title"])
        sheet.write_string(2, 0, self._say("note"), self.formats["note"])
        for at, (column, head) in enumerate(self.columns.items()):
            kind = column.partition(".")[0]
            hidden = {} if kind in _WIDTHS else {"hidden": True}
            sheet.set_column(at, at, _WIDTHS.get(kind, 10.0), None, hidden)
            sheet.write_string(0, at, f"{KEY}{column}")
            sheet.write_string(HEADER_ROW, at, head, self.formats["head"])
        for row, key in enumerate(keys, HEADER_ROW + 1):
            self._row(sheet, row, key)
        last = max(HEADER_ROW + len(keys), HEADER_ROW + 1)
        sheet.autofilter(HEADER_ROW, 0, last, 2 + 2 * len(self.translations))
        sheet.repeat_rows(HEADER_ROW)
        sheet.freeze_panes(HEADER_ROW + 1, 3)
        allowed = ("format_columns", "format_rows", "autofilter")
        sheet.protect("", dict.fromkeys(allowed, True))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")

    def _row(self, sheet: Any, row: int, key: Key) -> None:
        """Write one text in all languages; a text is always written as text, never as formula."""
        source = self.sources[key]
        shown = {"id": key[0], "field": key[1], "source": source, "hash": source_hash(source)}
        looks: dict[str, str] = {}
        for language, entries in self.translations.items():
            entry, state = entries.get(key), state_of(entries, key, source)
            text = entry.text if entry else ""
            shown[f"text.{language}"] = text
            shown[f"state.{language}"] = self._say(f"states.{state}")
            shown[f"was.{language}"] = source_hash(text) if text else ""
            looks |= {f"text.{language}": "input", f"state.{language}": state}
        for at, column in enumerate(self.columns):
            look = self.formats[looks.get(column, "cell")]
            if shown[column]:
                sheet.write_string(row, at, shown[column], look)
            else:
                sheet.write_blank(row, at, None, look)
            if looks.get(column) == "stale":
                words = [self._say("states.stale"), self._say("states.fresh")]
                sheet.data_validation(row, at, row, at, {"validate": "list", "source": words})
        cells = ((shown[column], _WIDTHS.get(column.partition(".")[0])) for column in self.columns)
        sheet.set_row(row, text_height(*((text, width) for text, width in cells if width)))

    def _meta(self) -> None:
        """Write which catalogue the texts are of, as plain cells on a hidden sheet."""
        sheet = self.book.add_worksheet(META_SHEET)
        ref = self.catalogue.ref
        values = (FORMAT, ref.id, ref.version, ref.checksum, self.catalogue.language)
        for row, (key, value) in enumerate(zip(META_KEYS, values, strict=True)):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)
        sheet.hide()


def _free_name(wanted: str, other: str, taken: set[str]) -> str:
    """Return the name of a sheet, or the other one where it is taken."""
    name = other if wanted.lower() in taken else wanted
    taken.add(name.lower())
    return name[:31]
