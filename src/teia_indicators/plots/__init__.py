"""Pictures: `chart` describes one, each other function draws one; `save` and `svg` write it.

Each is a matplotlib figure, and none is shown. Matplotlib comes with the extra ``plots`` and is
imported when a picture is first drawn.
"""

from teia_indicators.plots.charts import (
    bars,
    chart,
    heatmap,
    intervals,
    progress,
    radar,
    waterfall,
)
from teia_indicators.plots.described import Chart
from teia_indicators.plots.file import save, svg
from teia_indicators.plots.plan import Group, alt_text, gantt

__all__ = [
    "Chart",
    "Group",
    "alt_text",
    "bars",
    "chart",
    "gantt",
    "heatmap",
    "intervals",
    "progress",
    "radar",
    "save",
    "svg",
    "waterfall",
]
