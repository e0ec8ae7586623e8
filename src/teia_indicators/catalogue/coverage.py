"""Which provisions of the Convention the catalogue covers, and why it leaves others out."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pydantic import TypeAdapter

from teia_indicators.catalogue.load import data_folder, read_yaml
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import CatalogueError

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

    provision: str
    obligation: bool
    reason: str


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
    tree, problems = read_yaml(root / "uncovered.yaml", "uncovered.yaml")
    if tree is None or problems:
        raise CatalogueError(problems)
    return TypeAdapter(tuple[Uncovered, ...]).validate_json(json.dumps(tree.data))
