"""Pictures written to files, with the same bytes each time."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from teia_indicators.extras import require_extra
from teia_indicators.sources.files import check_target, write_atomic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Pixels that the library for pictures can count.
_MOST_PIXELS, _DPI = 60_000, 150


def save(figure: Figure, path: str | Path, alt: str = "") -> Path:
    """Write a picture as .svg, .png or .pdf; same picture, same bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The picture.
    path : str or Path
        Target; replaced as a whole.
    alt : str
        What it shows, in words; kept in the file as its title or description.

    Raises
    ------
    FileError
        If the file is of another kind or cannot be written.
    """
    path = Path(path)
    check_target(path, (".svg", ".png", ".pdf"))
    matplotlib = require_extra("matplotlib", "plots")
    kind = path.suffix.lower().removeprefix(".")
    # Neither the day of writing nor the library's version, which would change the bytes.
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    about = {"Description" if kind == "png" else "Title": alt} if alt else {}
    fixed = {"svg.hashsalt": "teia", "svg.fonttype": "path", "savefig.bbox": None}
    stream = io.BytesIO()
    longest = max(figure.get_size_inches())
    with matplotlib.rc_context(fixed):
        dpi = min(_DPI, _MOST_PIXELS / longest)
        figure.savefig(stream, format=kind, dpi=dpi, metadata=metadata[kind] | about)
    write_atomic(path, stream.getvalue())
    return path
