"""Which provisions of the Convention the catalogue covers, and why it leaves others out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from teia_indicators.catalogue.check import check_repeated, check_texts
from teia_indicators.catalogue.load import data_folder, read_model
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.scale import Text
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import CatalogueError, Problem, collect, did_you_mean, problem

UNCOVERED = "uncovered.yaml"

#: Articles with duties of Parties that a self-assessment can ask for.
_ARTICLES = range(3, 18)


class Uncovered(Model):
    """A provision that no criterion cites, and why.

    Parameters
    ----------
    provision : str
        Such as ``Art. 14`` or ``Annex IX(3)``.
    obligation : bool
        True where a Party owes something that the catalogue does not ask for.
    reason : str
        Why it is left out.
    """

    provision: Text
    obligation: bool
    reason: Text


def covered_by(catalogue: Catalogue) -> FrozenDict[str, tuple[str, ...]]:
    """Return the criteria that cite each provision, at the level of paragraphs.

    Parameters
    ----------
    catalogue : Catalogue
        With the treaty's structure in `provisions`.

    Returns
    -------
    mapping of str to tuple of str
        Articles 3 to 17 and annexes II to XII in the treaty's order; an empty tuple where no
        criterion cites the provision or an item of it.
    """
    found: dict[str, tuple[str, ...]] = {}
    for provision in catalogue.provisions:
        number = re.fullmatch(r"Art\. (\d+)", provision.id)
        if provision.id == "Annex I" or (number and int(number.group(1)) not in _ARTICLES):
            continue
        units = [f"{provision.id}({at})" for at in range(1, provision.paragraphs + 1)]
        for unit in units or [provision.id]:
            found[unit] = tuple(
                criterion.id
                for criterion in catalogue.criteria
                if any(ref == unit or ref.startswith(f"{unit}(") for ref in criterion.references)
            )
    return FrozenDict(found)


def load_uncovered(folder: str | Path | None = None) -> tuple[Uncovered, ...]:
    """Read ``uncovered.yaml`` of a catalogue folder; None for the shipped one.

    Raises
    ------
    CatalogueError
        If it cannot be read.
    """
    root = data_folder("indicators", "teia") if folder is None else Path(folder)
    found, _, problems = read_model(root / UNCOVERED, UNCOVERED, tuple[Uncovered, ...], Uncovered)
    if found is None or problems:
        raise CatalogueError(collect(problems))
    return found


def check_uncovered(folder: Path, catalogue: Catalogue | None) -> Iterator[Problem]:
    """Yield what is wrong with a folder's ``uncovered.yaml``; a folder without one is fine."""
    if not (folder / UNCOVERED).is_file():
        return
    found, tree, problems = read_model(
        folder / UNCOVERED, UNCOVERED, tuple[Uncovered, ...], Uncovered
    )
    yield from problems
    if found is None or tree is None or catalogue is None:
        return
    yield from check_repeated(tree)
    yield from check_texts(tree)
    covered = covered_by(catalogue)
    known = [one for provision in catalogue.provisions for one in provision.references]
    for at, one in enumerate(found):
        place = tree.place(at, "provision")
        if one.provision not in known:
            hint = did_you_mean(one.provision, known)
            yield problem("C007", place, one.provision, value=one.provision, hint=hint)
        elif citing := covered.get(one.provision):
            items = ", ".join(citing)
            yield problem("C072", place, one.provision, id=one.provision, items=items)
    spoken = {one.provision for one in found}
    for unit, citing in covered.items():
        above = unit.partition("(")[0]
        if not citing and not spoken & {unit, above}:
            yield problem("C073", tree.place(), unit, id=unit)
