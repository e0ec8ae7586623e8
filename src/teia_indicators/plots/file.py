"""Pictures written to files, with the same bytes each time."""

from __future__ import annotations

import io
import re
import threading
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from teia_indicators.extras import require_extra
from teia_indicators.problems import MethodError, Place, problem
from teia_indicators.sources.files import check_target, write_atomic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Pixels that the library for pictures can count.
_MOST_PIXELS, _DPI = 60_000, 150

#: The settings of the library for pictures are one for all threads.
_SETTINGS = threading.Lock()
_FIXED = {"svg.hashsalt": "teia", "svg.fonttype": "path", "savefig.bbox": None}


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
    write_atomic(path, picture(figure, path.suffix.lower().removeprefix("."), alt))
    return path


def picture(figure: Figure, kind: str, alt: str = "", dpi: int = _DPI) -> bytes:
    """Return a picture as the content of a file of a kind; see `save`."""
    matplotlib = require_extra("matplotlib", "plots")
    # Neither the day of writing nor the library's version, which would change the bytes.
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    about = {"Description" if kind == "png" else "Title": alt} if alt else {}
    stream = io.BytesIO()
    dots = min(dpi, _MOST_PIXELS / max(figure.get_size_inches()))
    with _SETTINGS, matplotlib.rc_context(_FIXED):
        figure.savefig(stream, format=kind, dpi=dots, metadata=metadata[kind] | about)
    return stream.getvalue()


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def svg(figure: Figure, name: str, alt: str = "") -> str:
    """Return a picture as SVG text that can stand in an HTML page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The picture.
    name : str
        Unique in the page: begins every id, so that pictures do not take each other's parts.
    alt : str
        What it shows, in words; the title of the picture.

    Returns
    -------
    str
        ``<svg ...>...</svg>`` without a prolog; the same text each time.

    Raises
    ------
    MethodError
        If the name is none for an id.
    """
    if not _NAME.fullmatch(name):
        raise MethodError([problem("M095", Place(), "name", name, value=name)])
    text = picture(figure, "svg").decode("utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    text = text.replace('<style type="text/css">*{', f'<style type="text/css">#{name} *{{')
    label = f' role="img" aria-labelledby="{name}-title"' if alt else ' aria-hidden="true"'
    title = f'\n <title id="{name}-title">{escape(alt)}</title>' if alt else ""
    head, _, rest = text.partition(">")
    return f'{head} id="{name}"{label}>{title}{rest}'
