"""Answers to an older catalogue that is not at hand: read by what its migration says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from teia_indicators.catalogue.migration import Migration
from teia_indicators.catalogue.model import (
    Catalogue,
    CatalogueRef,
    Criterion,
    Indicator,
    WorkingArea,
)
from teia_indicators.problems import Place, Problem, ResponsesError
from teia_indicators.responses.check import check_responses
from teia_indicators.responses.migrate import known_chain
from teia_indicators.responses.model import Responses
from teia_indicators.responses.read import check_file, read_responses


def read_older(path: str | Path, to: Catalogue, chain: Sequence[Migration] = ()) -> Responses:
    """Read answers to an earlier version of a catalogue, which need not be at hand.

    Its items are those of the newer version and those that the migrations name. Answers to the
    newer version itself are read as they are.

    Parameters
    ----------
    path : str or Path
        A workbook or a document.
    to : Catalogue
        The newer version.
    chain : sequence of Migration
        From the earlier version to `to`; empty for the shortest known one.

    Raises
    ------
    ResponsesError
        With every problem of the file, or if no migration leads from its version.
    """
    path = Path(path)
    other = _noted(path, to, "R003")
    if other is None:
        return read_responses(path, to)
    version = str(other.value)
    chain = chain or known_chain(to.id, version, to, Place(file=path.name))
    older = _stand_in(to, chain).model_copy(update={"version": version})
    responses, problems = check_file(path, older)
    content = set(check_responses(responses, older)) if responses is not None else set()
    faults = [one for one in problems.errors if one.code != "R004" and one not in content]
    if responses is None or faults:
        raise ResponsesError(faults)
    noted = _noted(path, older, "R004")
    checksum = noted.value if noted else chain[0].from_checksum
    if noted and not re.fullmatch(r"[0-9a-f]{64}", str(checksum)):
        raise ResponsesError([noted])
    ref = CatalogueRef(id=to.id, version=version, checksum=checksum or older.checksum)
    return responses.model_copy(update={"catalogue": ref})


def _noted(path: Path, catalogue: Catalogue, code: str) -> Problem | None:
    """Return the problem whose value is what a file says of its catalogue; None if it is right."""
    return next((one for one in check_file(path, catalogue)[1] if one.code == code), None)


def _stand_in(to: Catalogue, chain: Iterable[Migration]) -> Catalogue:
    """Return the newer catalogue with the items that the migrations know besides."""
    kinds = {item: type(one) for item, one in to.items.items()}
    for migration in reversed(tuple(chain)):
        for step in migration.steps:
            known = [kinds[item] for item in (*step.new, *step.old) if item in kinds]
            for item in step.old:
                kinds.setdefault(item, known[0] if known else _looks_like(item))
    areas = list(to.areas)
    more: dict[str, list[str]] = {}
    for item, kind in kinds.items():
        if item in to.items:
            continue
        if kind is WorkingArea:
            areas.append(areas[-1].model_copy(update={"id": item, "indicators": ()}))
        elif kind is Indicator:
            more.setdefault(item, [])
        else:
            more.setdefault(item.rpartition(".")[0], []).append(item)
    added = [
        Indicator(id=parent, title=parent, criteria=tuple(map(_criterion, criteria)))
        for parent, criteria in more.items()
        if parent not in to.items
    ]
    areas = [
        area.model_copy(update={"indicators": tuple(_with(one, more) for one in area.indicators)})
        for area in areas
    ]
    last = areas[-1]
    areas[-1] = last.model_copy(update={"indicators": (*last.indicators, *added)})
    return to.model_copy(update={"areas": tuple(areas)})


def _with(indicator: Indicator, more: dict[str, list[str]]) -> Indicator:
    criteria = (*indicator.criteria, *map(_criterion, more.get(indicator.id, ())))
    return indicator.model_copy(update={"criteria": criteria})


def _criterion(item: str) -> Criterion:
    return Criterion(id=item, stage=0, dimension="practice", text=item)


def _looks_like(item: str) -> type[Criterion] | type[Indicator]:
    return Criterion if "." in item else Indicator
