"""Reports to files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from teia_indicators.action_plan import ActionPlan
from teia_indicators.assessment import Assessment
from teia_indicators.comparison import RoundComparison
from teia_indicators.gaps import Gaps
from teia_indicators.neighbours import NeighbourComparison
from teia_indicators.report.build import build_report
from teia_indicators.report.model import Report
from teia_indicators.report.page import report_page
from teia_indicators.report.pdf import report_pdf
from teia_indicators.report.word import report_docx
from teia_indicators.sources.files import check_target, write_atomic

#: Endings of the files that a report is written to.
REPORT_KINDS = (".html", ".htm", ".pdf", ".docx")


def render_report(
    assessment: Assessment,
    *,
    gaps: Gaps | None = None,
    plan: ActionPlan | None = None,
    comparison: RoundComparison | None = None,
    neighbours: Iterable[NeighbourComparison] = (),
    language: str = "en",
    short: bool = False,
) -> str:
    """Return a report as one HTML page: no network, no script.

    Parameters
    ----------
    assessment, gaps, plan, comparison, neighbours, language, short
        As for `build_report`.

    Raises
    ------
    MethodError
        As for `build_report`.
    """
    report = build_report(
        assessment,
        gaps=gaps,
        plan=plan,
        comparison=comparison,
        neighbours=neighbours,
        language=language,
        short=short,
    )
    return report_page(report)


def write_report(report: Report, path: str | Path) -> Path:
    """Write a report as .html, .pdf (extra ``pdf``) or .docx (extra ``docx``).

    Same report, same bytes.

    Parameters
    ----------
    report : Report
        What `build_report` returned.
    path : str or Path
        Target; replaced as a whole.

    Raises
    ------
    FileError
        If the file is of another kind or cannot be written.
    MethodError
        If the extra is not installed.
    """
    path = Path(path)
    check_target(path, REPORT_KINDS)
    match path.suffix.lower():
        case ".pdf":
            content = report_pdf(report)
        case ".docx":
            content = report_docx(report)
        case _:
            content = report_page(report).encode("utf-8")
    write_atomic(path, content)
    return path
