"""Targets in: from a YAML or JSON file, or from the sheet of a questionnaire's workbook."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from teia_indicators.catalogue.load import load_catalogue, validate
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.target import ALL, Target, TargetStep
from teia_indicators.catalogue.target_check import Entry, check_entries, entries_in
from teia_indicators.problems import MethodError, Place, Problem, Problems, collect, problem
from teia_indicators.responses.head import check_catalogue_named
from teia_indicators.responses.interpret import fold
from teia_indicators.responses.raw import Cell, RawResponses, RawRow
from teia_indicators.responses.read import DOCUMENTS, WORKBOOKS, read_raw
from teia_indicators.sources.files import decode, other_kind, read_bytes
from teia_indicators.sources.json import parse_json, with_places
from teia_indicators.sources.tree import Tree
from teia_indicators.sources.yaml import parse_yaml

_EMPTY = Cell("", Place())
_STAGE = re.compile(r"-?\d{1,9}(?=\s|$)")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
#: Day, month and year with full stops between, in this order everywhere; with strokes it differs.
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
#: Before, it is a number that a spreadsheet took for a date.
_FIRST_YEAR = 1901


def load_target(
    path: str | Path, catalogue: Catalogue | None = None, round: str | None = None
) -> Target:
    """Read the targets of a country.

    Parameters
    ----------
    path : str or Path
        A .yaml or .json file with the fields of `Target`, or a questionnaire's workbook (.xlsx,
        .xls, .ods) whose sheet for targets is filled in.
    catalogue : Catalogue or None
        Whose areas, indicators and stages it names; None for the shipped one.
    round : str or None
        The round whose gaps are to be measured: a target that is over before its year is refused.
        None for the workbook's own round; an empty text to leave that open, which it is in other
        files without one.

    Returns
    -------
    Target
        What the file does not say is the catalogue's default.

    Raises
    ------
    MethodError
        With every problem of the file, each with its line and column, or with its sheet and cell.

    References
    ----------
    Method, section 6.
    """
    catalogue, path = catalogue or load_catalogue(), Path(path)
    target, problems = read_target(path, catalogue, round)
    if target is None or Problems(problems).errors:
        raise MethodError(collect(problems))
    return target


def read_target(
    path: Path, catalogue: Catalogue, round: str | None = None
) -> tuple[Target | None, list[Problem]]:
    """Return the target of a file, and every problem; None where it has no shape."""
    kind = path.suffix.lower()
    if kind in WORKBOOKS:
        raw, problems = read_raw(path, catalogue)
        if raw is None:
            return None, problems
        foreign = list(check_catalogue_named(raw, catalogue))
        if foreign:
            return None, foreign
        if raw.targets is None:
            return None, [problem("T009", raw.place)]
        return target_of(raw, catalogue, round)
    if kind not in DOCUMENTS:
        return None, [other_kind(path, (*DOCUMENTS[:2], *WORKBOOKS))]
    tree, problems = _tree(path)
    if tree is None:
        return None, problems
    target, shape = validate(tree, Target)
    refused = {found.place for found in problems}
    problems += [found for found in shape if found.place not in refused]
    return target, [*problems, *check_entries(entries_in(tree), catalogue, round)]


def check_targets(path: Path, catalogue: Catalogue) -> list[Problem]:
    """Return what is wrong with the targets in a questionnaire; nothing where it has none."""
    raw = read_raw(path, catalogue)[0] if path.suffix.lower() in WORKBOOKS else None
    if raw is None or not raw.targets or any(check_catalogue_named(raw, catalogue)):
        return []
    return target_of(raw, catalogue)[1]


def targets_left(files: Iterable[Path], catalogue: Catalogue) -> Problems:
    """Return a warning for each workbook whose targets stay where they are.

    Answers are merged, migrated and shown in the next round's form; targets are not.
    """
    found = []
    for path in files:
        raw = read_raw(path, catalogue)[0] if path.suffix.lower() in WORKBOOKS else None
        if raw is not None and raw.targets:
            place = raw.targets[0].id.place.model_copy(update={"cell": None})
            found.append(problem("T015", place))
    return Problems(found)


def _tree(path: Path) -> tuple[Tree | None, list[Problem]]:
    content = read_bytes(path, path.name)
    text = content if isinstance(content, Problem) else decode(content, path.name)
    if isinstance(text, Problem):
        return None, [text]
    as_json = path.suffix.lower() == ".json"
    parse: Any = parse_json if as_json else parse_yaml
    tree, problems = parse(text, path.name)
    return (with_places(tree, text) if tree is not None and as_json else tree), problems


def target_of(
    raw: RawResponses, catalogue: Catalogue, round: str | None = None
) -> tuple[Target, list[Problem]]:
    """Return the target that a workbook's sheet says, and every problem of its cells."""
    problems: list[Problem] = []
    entries, steps = [], []
    for row in raw.targets or ():
        item = ALL if fold(row.item) == ALL else row.item
        stage, by = _stage(row, item, catalogue, problems), _by(row, item, problems)
        if not item:
            problems.append(problem("T012", row.id.place))
            continue
        entries.append(Entry(item, stage, by, at=_at(row)))
        source = row.fields.get("source", _EMPTY).text
        if stage is not None:
            steps.append(TargetStep(of=item, stage=stage, by=by, source=source))
    own = raw.head.get("round", _EMPTY).text
    problems += check_entries(entries, catalogue, own if round is None else round)
    return Target(steps=tuple(steps)), problems


def _at(row: RawRow) -> Callable[[str], Place]:
    """Return where the parts of a row stand; without a date, where its stage does."""

    def at(part: str) -> Place:
        return row.id.place if part == "of" else row.fields.get(part, row.id).place

    return at


def _stage(row: RawRow, item: str, catalogue: Catalogue, problems: list[Problem]) -> int | None:
    """Return the stage of a row; one off the scale is told with the other entries."""
    cell = row.fields.get("stage", _EMPTY)
    if not cell.text:
        problems.append(problem("T011", cell.place, item, id=item))
        return None
    stage = stage_in(cell)
    if stage is None:
        stages = ", ".join(map(str, catalogue.scale.numbers))
        params = {"stage": cell.text, "name": item, "stages": stages}
        problems.append(problem("T002", cell.place, item, cell.text, **params))
    return stage


def stage_in(cell: Cell) -> int | None:
    """Return the number that a cell begins with, such as that of "5 Established"; else None."""
    number = None if isinstance(cell.value, bool) else _STAGE.match(cell.text)
    return int(number.group()) if number else None


def _by(row: RawRow, item: str, problems: list[Problem]) -> datetime.date | None:
    cell = row.fields.get("by", _EMPTY)
    found = next(_days(cell), None)
    if cell.text and found is None:
        problems.append(problem("T010", cell.place, item, cell.text, value=cell.text))
    return found


def _days(cell: Cell) -> Iterator[datetime.date]:
    """Yield the day of a cell, if it is one: a date, or a text that can only mean one."""
    value = cell.value
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        if value.year >= _FIRST_YEAR:
            yield value
        return
    for form, order in ((_DAY, (1, 2, 3)), (_DOTTED, (3, 2, 1))):
        parts = form.fullmatch(cell.text)
        if parts:
            try:
                yield datetime.date(*(int(parts[at]) for at in order))
            except ValueError:
                return
