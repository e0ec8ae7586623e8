"""Everything that can be checked of a catalogue folder: every file, and one against another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from teia_indicators.catalogue.complete import check_complete
from teia_indicators.catalogue.coverage import check_uncovered
from teia_indicators.catalogue.crosswalk import read_crosswalk
from teia_indicators.catalogue.glossary import check_glossary
from teia_indicators.catalogue.load import data_folder, knowable, read_folder, read_yaml
from teia_indicators.catalogue.mapping import check_mapped, is_mapping, read_mapping
from teia_indicators.catalogue.migration_lint import check_migrations
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import Problem, Problems, collect


def check_catalogue(path: str | Path | None = None, others: Sequence[Catalogue] = ()) -> Problems:
    """Return every error and warning of a catalogue folder; an empty tuple if there is none.

    Beyond what loading needs, it checks that translations follow the glossary, that migrations,
    crosswalks and mappings fit the catalogue, and that nothing was left unfinished.

    Parameters
    ----------
    path : str, Path or None
        The folder; None for the shipped catalogue.
    others : sequence of Catalogue
        Other versions of it that are at hand: migrations from and to them are checked on both
        sides.
    """
    folder = data_folder("indicators", "teia") if path is None else Path(path)
    tree, catalogue, problems = read_folder(folder)
    if tree is not None:
        problems += check_complete(tree)
        problems += check_glossary(folder, tree)
        problems += check_migrations(tree, catalogue, others)
    problems += check_uncovered(folder, catalogue)
    problems += _check_mappings(folder, catalogue)
    return collect(knowable(problems))


def _check_mappings(folder: Path, catalogue: Catalogue | None) -> Iterator[Problem]:
    """Check crosswalks and index mappings; without a catalogue their shape only."""
    for path in sorted((folder / "mappings").glob("*.yaml")):
        tree, problems = read_yaml(path, f"mappings/{path.name}")
        yield from problems
        if tree is not None:
            if not is_mapping(tree):
                yield from read_crosswalk(tree, catalogue)[1]
                continue
            mapping, problems = read_mapping(tree, catalogue)
            yield from problems
            if mapping is not None and catalogue is not None:
                yield from check_mapped(tree, mapping, catalogue)
