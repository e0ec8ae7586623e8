"""What can be wrong with targets: of a file, of a workbook, or made in a program."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from teia_indicators.catalogue.model import Catalogue, Indicator, WorkingArea
from teia_indicators.catalogue.target import ALL, Target
from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.sources.tree import Tree

#: Codes of an unknown id, a stage off the scale, and an id under the wrong key: in a file, and in
#: what a function is given.
IN_FILES = ("T001", "T002", "T003")
OF_FUNCTIONS = ("M003", "M009", "M003")

_YEAR = re.compile(r"\d{4}")


def _nowhere(_: str) -> Place:
    return Place()


@dataclass(frozen=True)
class Entry:
    """A stage that is set, as far as it could be read.

    Parameters
    ----------
    of : str
        Id of an area or indicator, or ``all``.
    stage : int or None
        None where it could not be read.
    by : date or None
        The date that counts.
    under : str
        Key of the file that it stands under: ``default``, ``areas``, ``indicators`` or ``steps``.
    at : callable
        Gives the place of ``of``, ``stage`` or ``by``.
    """

    of: str
    stage: int | None
    by: datetime.date | None
    under: str = "steps"
    at: Callable[[str], Place] = _nowhere


def check_entries(
    entries: Sequence[Entry],
    catalogue: Catalogue,
    round: str | None = None,
    *,
    codes: tuple[str, str, str] = IN_FILES,
) -> Iterator[Problem]:
    """Find every mistake of content.

    Parameters
    ----------
    entries : sequence of Entry
        In the order of the file.
    catalogue : Catalogue
        Whose ids and stages they name.
    round : str or None
        The round whose gaps are measured, where dates before it are a mistake; None to leave that
        open, as where a past day is asked about.
    codes : tuple of str
        Codes of an unknown id, of a stage off the scale, and of an id under the wrong key.
    """
    if not entries:
        return
    unknown, off, misplaced = codes
    stages = ", ".join(map(str, catalogue.scale.numbers))
    known = _ids("areas", catalogue) | _ids("indicators", catalogue)
    placed = []
    for one in entries:
        if one.stage is not None and one.stage not in catalogue.scale.numbers:
            name = one.under if one.under == "default" else one.of
            params = {"stage": one.stage, "name": name, "stages": stages}
            yield problem(off, one.at("stage"), name, one.stage, **params)
        ids = known | {ALL} if one.under == "steps" else _ids(one.under, catalogue)
        if one.of in ids:
            placed.append(one)
            item = catalogue.items.get(one.of)
            if isinstance(item, Indicator) and item.scale is not None:
                yield problem("T008", one.at("of"), one.of, one.of, id=one.of)
            continue
        code = misplaced if one.of in known else unknown
        hint = did_you_mean(one.of, ids)
        yield problem(code, one.at("of"), one.of, one.of, id=one.of, hint=hint, key=one.under)
    yield from _check_dates(placed, round)


def _ids(under: str, catalogue: Catalogue) -> set[str]:
    if under == "default":
        return {ALL}
    kind = WorkingArea if under == "areas" else Indicator
    return {name for name, item in catalogue.items.items() if isinstance(item, kind)}


def _check_dates(entries: Iterable[Entry], round: str | None) -> Iterator[Problem]:
    """Find dates that do not ascend or stand twice, stages that fall, and targets that are over."""
    ways: dict[str, list[Entry]] = {}
    for one in entries:
        ways.setdefault(one.of, []).append(one)
    year = int(round) if round is not None and _YEAR.fullmatch(round) else 0
    for of, way in ways.items():
        dated = [(one.by, one) for one in way if one.under == "steps" and one.by is not None]
        for (last, _), (by, one) in pairwise(dated):
            if by < last:
                yield problem("T005", one.at("by"), of, by, id=of, value=by, last=last)
        in_time = sorted(way, key=lambda one: one.by or datetime.date.min)
        for before, one in pairwise(in_time):
            if one.by == before.by:
                yield problem("T007", max(before, one, key=way.index).at("of"), of, id=of)
            elif one.stage is not None and before.stage is not None and one.stage < before.stage:
                stages = {"value": one.stage, "last": before.stage}
                yield problem("T006", one.at("stage"), of, one.stage, id=of, **stages)
        last_day = in_time[-1].by
        if last_day is not None and last_day.year < year:
            yield problem("T004", in_time[-1].at("by"), "", value=last_day, round=round)


def entries_of(target: Target) -> list[Entry]:
    """Return the entries of a target that was made in a program."""
    default = () if target.default is None else ("default",)
    keys = [*default, *("areas" for _ in target.areas), *("indicators" for _ in target.indicators)]
    keys += ["steps"] * len(target.steps)
    found = [
        Entry(one.of, one.stage, one.by, under)
        for one, under in zip(target.entries, keys, strict=True)
    ]
    return [*found, *_default(found, target.by, _nowhere)]


def _default(
    found: list[Entry], common: datetime.date | None, at: Callable[[str], Place]
) -> Iterator[Entry]:
    """Yield the catalogue's default, which takes the common date where nothing is said of all."""
    if common is not None and not any(one.of == ALL for one in found):
        yield Entry(ALL, None, common, "default", at)


def entries_in(tree: Tree) -> list[Entry]:
    """Return the entries of a file, whatever shape it has, each with its places."""
    data = tree.data if isinstance(tree.data, dict) else {}
    common = _day(data.get("by"))

    def top(*path: str | int) -> Callable[[str], Place]:
        """Return where things stand of an entry that is a key with a number."""

        def at(part: str) -> Place:
            if part == "by":
                return tree.place("by")
            return tree.place(*path) if part == "stage" else tree.key_place(*path)

        return at

    found = []
    if "default" in data:
        found.append(Entry(ALL, _whole(data["default"]), common, "default", top("default")))
    for key in ("areas", "indicators"):
        given = data.get(key)
        for of, stage in given.items() if isinstance(given, dict) else ():
            found.append(Entry(of, _whole(stage), common, key, top(key, of)))
    steps = data.get("steps")
    for index, step in enumerate(steps if isinstance(steps, list) else ()):
        if isinstance(step, dict) and isinstance(step.get("of", ALL), str):
            own = _day(step.get("by"))
            at = _at(tree, index, dated="by" in step)
            stage = _whole(step.get("stage"))
            found.append(Entry(step.get("of", ALL), stage, own or common, at=at))
    return [*found, *_default(found, common, top("by"))]


def _at(tree: Tree, index: int, *, dated: bool) -> Callable[[str], Place]:
    """Return where the parts of a step stand; without a date of its own, the common one."""

    def at(part: str) -> Place:
        return tree.place("by") if part == "by" and not dated else tree.place("steps", index, part)

    return at


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day(value: Any) -> datetime.date | None:
    """Return a date written as YYYY-MM-DD; None for anything else."""
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
