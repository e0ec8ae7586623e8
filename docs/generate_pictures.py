"""Draws the pages' pictures from the examples, before each build.

Charts need matplotlib, the workbook LibreOffice and poppler-utils, pages Chromium. Where a program
is missing, the picture says which in its place, so that the pages can be built everywhere. What a
program has drawn is kept until its source changes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import textwrap
from collections.abc import Callable
from datetime import date
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import teia_indicators as teia
from teia_indicators.plots import Chart

EXAMPLES = Path(__file__).parents[1] / "examples"

#: Page of a printed workbook that is shown: the first one is its cover.
_SHEET_PAGE = 2
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

#: What draws a picture: from a source in a folder to a .png, or nothing where it cannot.
Program = Callable[[Path, Path], Path | None]


def generate(folder: Path) -> None:
    """Draw every picture into a folder, and write the page that shows all charts."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in charts().items():
        _draw_chart(chart, folder / f"chart-{name}.svg")
    (folder / "charts.md").write_text(_gallery(), encoding="utf-8")
    with TemporaryDirectory() as work:
        for name, source, program, needs in _shots(Path(work)):
            _take(source, folder / f"{name}.svg", program, needs)


@cache
def _assessment(name: str) -> teia.Assessment:
    return teia.assess(teia.read_responses(EXAMPLES / f"{name}.xlsx"))


@cache
def _plan() -> teia.ActionPlan:
    gaps = teia.find_gaps(_assessment("xaa-2026"), 4)
    return teia.draft_action_plan(gaps, start=date(2027, 1, 1))


def charts() -> dict[str, Chart]:
    """Return the charts of the pages, by the name of their function."""
    earlier, later = _assessment("xaa-2026"), _assessment("xaa-2028")
    drawn = teia.simulate_uncertainty(earlier.responses, draws=500, vary=teia.Vary(weights=25))
    return {
        "radar": teia.plots.chart("radar", earlier),
        "bars": teia.plots.chart("bars", earlier),
        "heatmap": teia.plots.chart("heatmap", [earlier, later]),
        "progress": teia.plots.chart("progress", earlier, later),
        "intervals": teia.plots.chart("intervals", drawn),
        "waterfall": teia.plots.chart("waterfall", teia.find_gaps(earlier, 5)),
        "gantt": teia.plots.chart("gantt", _plan()),
    }


def _draw_chart(chart: Chart, path: Path) -> None:
    if find_spec("matplotlib") is None:
        path.write_text(_instead("matplotlib"), encoding="utf-8")
    else:
        teia.plots.save(chart.figure(), path, chart.alt())


def _gallery() -> str:
    """Return the page of all charts: each with its alternative text and its columns."""
    parts = [
        "# All charts\n\nOf the invented country XAA, made when these pages were built. The words "
        "below each picture are its alternative text, from the same figures.\n"
    ]
    for name, chart in charts().items():
        columns = ", ".join(f"`{column}`" for column in chart.data.columns)
        parts.append(
            f"## {name}\n\n:::{{image}} chart-{name}.svg\n:alt: {_yaml(chart.alt())}\n:::\n\n"
            f"{chart.alt()}\n\nThe table of its figures has the columns {columns}: see "
            f"[the columns](../reference/columns.md).\n"
        )
    return "\n".join(parts)


def _yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _shots(work: Path) -> list[tuple[str, Path, Program, str]]:
    """Return each picture of a document: name, the document, what draws it, and what that needs."""
    catalogue = teia.load_catalogue()
    report = work / "report.html"
    made = teia.build_report(
        _assessment("xaa-2028"),
        comparison=teia.compare_rounds(_assessment("xaa-2026"), _assessment("xaa-2028")),
    )
    teia.write_report(made, report)
    form = work / "form.html"
    asked = teia.build_questionnaire(catalogue, country="XAA", round="2026")
    answers = _assessment("xaa-2026").responses
    teia.write_html_form(asked, form, answers=answers)
    plan = work / "plan.xlsx"
    teia.write_plan(_plan(), plan)
    office, browser = "LibreOffice and poppler-utils", "Chromium"
    return [
        ("workbook", EXAMPLES / "xaa-2026.xlsx", _sheet, office),
        ("plan", plan, _sheet, office),
        ("report", report, _page("", 1250), browser),
        ("form", form, _page("#IDN", 1000), browser),
    ]


def _take(source: Path, path: Path, program: Program, needs: str) -> None:
    """Draw a document, unless it is drawn already; say what is missing where it cannot be."""
    mark = f"<!-- of {hashlib.sha256(source.read_bytes()).hexdigest()} -->"
    if path.exists() and mark in path.read_text(encoding="utf-8"):
        return
    with TemporaryDirectory() as work:
        drawn = program(source, Path(work))
        text = _instead(needs) if drawn is None else _wrapped(drawn.read_bytes(), mark)
    path.write_text(text, encoding="utf-8")


def _sheet(source: Path, work: Path) -> Path | None:
    """Return a page of a workbook as LibreOffice prints it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    paper = shutil.which("pdftoppm")
    if office is None or paper is None:
        return None
    own = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    only = {"PageRange": {"type": "string", "value": str(_SHEET_PAGE)}}
    kind = f"pdf:calc_pdf_Export:{json.dumps(only)}"
    _run(office, own, "--headless", "--convert-to", kind, "--outdir", str(work), str(source))
    pdf = work / f"{source.stem}.pdf"
    if pdf.exists():
        _run(paper, "-png", "-r", "110", "-singlefile", str(pdf), str(work / "sheet"))
    return _there(work / "sheet.png")


def _page(place: str, height: int) -> Program:
    """Return what draws the beginning of a page, or of a part of it, so many pixels high."""

    def draw(source: Path, work: Path) -> Path | None:
        browser = next(filter(None, map(shutil.which, _CHROMIUM)), None)
        if browser is None:
            return None
        shot = work / "page.png"
        options = (f"--user-data-dir={work / 'profile'}", f"--screenshot={shot}")
        _run(
            browser, *_FLAGS, *options, f"--window-size=1100,{height}", f"{source.as_uri()}{place}"
        )
        return _there(shot)

    return draw


def _run(*command: str) -> None:
    subprocess.run(command, check=False, capture_output=True, timeout=180)


def _there(path: Path) -> Path | None:
    return path if path.exists() else None


def _wrapped(png: bytes, mark: str) -> str:
    """Return a .png within an .svg, so that a picture has one name whatever drew it."""
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">\n{mark}\n'
        f'<image href="data:image/png;base64,{data}" width="{width}" height="{height}"/>\n</svg>\n'
    )


def _instead(needs: str) -> str:
    told = f"This picture is drawn when the pages are built where {needs} can be used."
    lines = textwrap.wrap(told, 60)
    shown = "\n".join(
        f'<text x="16" y="{32 + 24 * at}">{escape(line)}</text>' for at, line in enumerate(lines)
    )
    height = 24 * len(lines) + 24
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 {height}" width="560" '
        f'height="{height}" font-family="sans-serif" font-size="16">\n<rect width="560" '
        f'height="{height}" fill="#f0f2f4"/>\n{shown}\n</svg>\n'
    )
