"""A report as one HTML page: no network, no script, for the screen and for A4."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from teia_indicators.report.model import Report


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
    folder = resources.files("teia_indicators.report") / "templates"
    style = (folder / "report.css").read_text(encoding="utf-8")
    page = environment.get_template("report.html")
    digest = base64.b64encode(hashlib.sha256(f"\n{style}".encode()).digest()).decode("ascii")
    return page.render(report=report, style=Markup(style), digest=digest)
