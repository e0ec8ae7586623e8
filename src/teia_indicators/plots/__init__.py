"""Pictures: each function returns a matplotlib figure; none is shown, and `save` writes it.

Matplotlib comes with the extra ``plots`` and is imported when a picture is first drawn.
"""

from teia_indicators.plots.file import save
from teia_indicators.plots.plan import Group, alt_text, gantt

__all__ = ["Group", "alt_text", "gantt", "save"]
