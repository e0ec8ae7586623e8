"""Reports for people: one model of what is said, written as a page, a PDF or a document."""

from teia_indicators.report.build import build_report
from teia_indicators.report.model import Report
from teia_indicators.report.write import render_report, write_report

__all__ = ["Report", "build_report", "render_report", "write_report"]
