"""Draws what a command prints as an SVG for the README: no font, no script, nothing from outside.

Run `python docs/picture.py` where the printed profile has changed; a test holds the two together.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "readme.svg"
COMMAND = "teia-indicators assess examples/xaa-2026.xlsx"
TITLE = "What teia-indicators prints of the answers of the invented country XAA"

#: Width of a character and height of a line, in pixels.
_WIDTH, _HEIGHT = 8, 20
_MARGIN = 16

_STYLE = """
  .page { fill: #ffffff; stroke: #d0d7de } text { fill: #1f2328; white-space: pre }
  .shown { fill: #0b5c8a } .possible { fill: #8fc1de } .none, .rule { fill: #9aa4af }
  text { font: 13px ui-monospace, "DejaVu Sans Mono", Consolas, Menlo, monospace }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117; stroke: #3d444d } text { fill: #e6edf3 }
    .shown { fill: #4fa8d8 } .possible { fill: #2b5d7d }
  }"""

#: Signs that are drawn, because no two fonts draw them alike: class, height, and place in the line.
_DRAWN = {
    "█": ("shown", 14, 3),
    "▒": ("possible", 14, 3),
    "·": ("none", 2, 9),
    "─": ("rule", 1, 10),
}
_RUN = re.compile(r"(█+|▒+|·+|─+)|[^\s█▒·─]+(?: [^\s█▒·─]+)*")


def printed(command: str = COMMAND) -> list[str]:
    """Return the lines that a command prints into a pipe."""
    code = "from teia_indicators.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()[1:]],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    return [line.rstrip() for line in done.stdout.rstrip().splitlines()]


def draw(lines: list[str]) -> str:
    """Return the picture of some lines of text, below the command that printed them."""
    lines = [f"$ {COMMAND}", "", *lines]
    width = max(map(len, lines)) * _WIDTH + 2 * _MARGIN
    height = len(lines) * _HEIGHT + 2 * _MARGIN
    parts = [part for at, line in enumerate(lines) for part in _line(line, _MARGIN + at * _HEIGHT)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-labelledby="title">',
            f'<title id="title">{escape(TITLE)}</title>',
            f"<style>{_STYLE}\n</style>",
            f'<rect class="page" x="1" y="1" width="{width - 2}" height="{height - 2}" rx="6"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _line(line: str, top: int) -> list[str]:
    """Return a line's parts, each at the column where it stands, whatever the font."""
    parts = []
    for run in _RUN.finditer(line):
        left, wide = _MARGIN + run.start() * _WIDTH, len(run[0]) * _WIDTH
        if run[1]:
            name, tall, down = _DRAWN[run[1][0]]
            parts.append(
                f'<rect class="{name}" x="{left}" y="{top + down}" width="{wide}" height="{tall}"/>'
            )
        else:
            parts.append(
                f'<text x="{left}" y="{top + 15}" textLength="{wide}" '
                f'lengthAdjust="spacingAndGlyphs">{escape(run[0])}</text>'
            )
    return parts


if __name__ == "__main__":
    PICTURE.write_text(draw(printed()), encoding="utf-8")
    print(PICTURE)
