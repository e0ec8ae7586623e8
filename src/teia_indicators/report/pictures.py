"""The charts of a report, drawn where matplotlib is installed."""

from __future__ import annotations

from importlib.util import find_spec

from teia_indicators.plots.described import Chart
from teia_indicators.plots.file import picture
from teia_indicators.report.model import Picture


def pictured(chart: Chart, language: str) -> Picture:
    """Return the block of a chart."""
    return Picture(caption=chart.title(language), alt=chart.alt(language), chart=chart)


def drawn(block: Picture, kind: str, language: str) -> bytes | None:
    """Return a chart as the content of a file, or None where it cannot be drawn.

    Parameters
    ----------
    block : Picture
        What to draw.
    kind : str
        ``svg`` or ``png``.
    language : str
        That of the report.
    """
    if block.chart is None or find_spec("matplotlib") is None:
        return None
    return picture(block.chart.figure(language), kind, block.alt)
