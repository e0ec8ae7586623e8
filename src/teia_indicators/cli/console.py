"""The console and the tables that verbs print on it: the same words on a terminal and in a pipe."""

from __future__ import annotations

import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

_PIPE_WIDTH = 110


def console() -> Console:
    """Return a console that keeps its layout in a pipe; rich honours NO_COLOR itself."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Console(width=width, highlight=False, markup=False, soft_wrap=False)


def table(title: str) -> Table:
    """Return an empty table that fits 80 columns."""
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))


def span(low: int, high: int) -> str:
    """Return an interval of stages, or the one stage that it is."""
    return str(low) if low == high else f"{low}–{high}"
