"""Everything that can be checked of a catalogue folder: its own files, and its crosswalks."""

from __future__ import annotations

from pathlib import Path

from teia_indicators.catalogue.crosswalk import read_crosswalks
from teia_indicators.catalogue.load import data_folder, read_catalogue
from teia_indicators.problems import Problems, collect


def check_catalogue(path: str | Path | None = None) -> Problems:
    """Return every error and warning of a catalogue folder; an empty tuple if there is none.

    Parameters
    ----------
    path : str, Path or None
        The folder; None for the shipped catalogue. Its crosswalks are checked with it.
    """
    folder = data_folder("indicators", "teia") if path is None else Path(path)
    catalogue, problems = read_catalogue(folder)
    more = read_crosswalks(catalogue, folder)[1] if catalogue is not None else []
    return collect([*problems, *more])
