"""What the benchmarks measure of workbooks: against a bare pass of the same libraries."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter
from measuring import least_times

import teia_indicators as teia
from teia_indicators.questionnaire import Questionnaire

EXAMPLE = Path(__file__).parents[1] / "examples" / "xaa-2026.yaml"


def form_of(catalogue: teia.Catalogue, round_name: str = "2026") -> Questionnaire:
    """Return the whole questionnaire, in the language with the longest texts."""
    return teia.build_questionnaire(catalogue, country="XAA", round=round_name, language="ru")


def cells_of(content: bytes) -> list[list[list[Any]]]:
    """Return every cell of every sheet: the bare pass of the library that reads."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [
        book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
    ]


def write_bare(sheets: list[list[list[Any]]]) -> bytes:
    """Write the same cells with one format: the bare pass of the library that writes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    look = book.add_format({"text_wrap": True, "border": 1})
    for rows in sheets:
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value == "":
                    sheet.write_blank(row, column, None, look)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value, look)
                else:
                    sheet.write_number(row, column, value, look)
    book.close()
    return stream.getvalue()


def workbook_times(
    catalogue: teia.Catalogue, folder: Path, rounds: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the seconds to write a filled workbook and of the bare pass; the same to read."""
    form = form_of(catalogue)
    answers = teia.read_responses(EXAMPLE, catalogue)
    path = teia.write_workbook(form, folder / "full.xlsx", answers=answers)
    content = path.read_bytes()
    sheets = cells_of(content)
    write, bare_write = least_times(
        rounds,
        lambda: teia.write_workbook(form, folder / "again.xlsx", answers=answers),
        lambda: write_bare(sheets),
    )
    read, bare_read = least_times(
        rounds, lambda: teia.read_responses(path, catalogue), lambda: cells_of(content)
    )
    return (write, bare_write), (read, bare_read)


def seconds_for_many(catalogue: teia.Catalogue, folder: Path, count: int) -> float:
    """Return the seconds for reading so many different workbooks one after the other."""
    answers = teia.read_responses(EXAMPLE, catalogue)
    paths = []
    for at in range(count):
        form = form_of(catalogue, f"{2026 + at}")
        own = answers.model_copy(update={"round": form.round})
        paths.append(teia.write_workbook(form, folder / f"{at}.xlsx", answers=own))
    start = time.perf_counter()
    for path in paths:
        teia.read_responses(path, catalogue)
    return time.perf_counter() - start
