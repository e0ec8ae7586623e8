"""A report as one HTML page: no network, no script, for the screen and for A4."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from teia_indicators.report.model import MARK, Picture, Report
from teia_indicators.report.pictures import drawn

#: Letters of the longest word that a column is as wide as.
_LONGEST_WORD = 30


def report_page(report: Report) -> str:
    """Return the page; every text is escaped, and same report, same page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("teia_indicators.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests["unbroken"] = _unbroken
    folder = resources.files("teia_indicators.report") / "templates"
    style = (folder / "report.css").read_text(encoding="utf-8")
    page = environment.get_template("report.html")
    digest = base64.b64encode(hashlib.sha256(f"\n{style}".encode()).digest()).decode("ascii")

    def source(block: Picture) -> str | None:
        content = drawn(block, "svg", report.language)
        if content is None:
            return None
        return f"data:image/svg+xml;base64,{base64.b64encode(content).decode('ascii')}"

    return page.render(report=report, style=Markup(style), digest=digest, source=source, mark=MARK)


def _unbroken(text: str) -> bool:
    """Tell whether a text has a word that no column is made for."""
    return any(len(word) > _LONGEST_WORD for word in text.split())
