"""The verb `catalogue texts`: texts out to translators, and back into the catalogue's files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

import teia_indicators as teia
from teia_indicators.catalogue.load import data_folder
from teia_indicators.problems import CatalogueError, Problems


def exchange_texts(
    folder: Path | None, out: Path | None, back: Path | None, language: str
) -> tuple[dict[str, Any], Problems]:
    """Write the workbook of texts, or take it back; return what was done, and the warnings.

    Raises
    ------
    CatalogueError
        If the workbook or the catalogue has errors; nothing is written.
    """
    if (out is None) == (back is None):
        raise typer.BadParameter("give either --out FILE or --in FILE.")
    if out is not None:
        shown = folder or data_folder("indicators", "teia")
        return {"texts": str(teia.write_texts(shown, out, language))}, Problems()
    if folder is None or back is None:
        raise typer.BadParameter("--in changes a catalogue: give its folder.")
    changes = teia.read_texts(back, folder)
    if changes.problems.errors:
        raise CatalogueError(changes.problems)
    written = teia.apply_texts(changes, folder)
    counts = {"added": len(changes.added), "changed": len(changes.changed)}
    files = [str(path) for path in written]
    return {**counts, "unchanged": changes.unchanged, "written": files}, changes.problems
