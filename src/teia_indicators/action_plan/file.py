"""Action plans out and in: a workbook to edit, or JSON."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from teia_indicators.action_plan.model import ActionPlan, PlannedAction
from teia_indicators.action_plan.rules import check_actions, check_reference
from teia_indicators.action_plan.sheet import plan_workbook
from teia_indicators.action_plan.sheet_read import plan_from_sheets
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import (
    FileError,
    MethodError,
    Place,
    PlanError,
    Problem,
    Problems,
    collect,
    problem,
    unknown_language,
)
from teia_indicators.responses.layout import MAX_CELL
from teia_indicators.sources.files import (
    check_target,
    decode,
    other_kind,
    read_bytes,
    write_atomic,
)
from teia_indicators.sources.json import parse_json, with_places
from teia_indicators.sources.tables import read_workbook
from teia_indicators.sources.tree import Tree, shape_problems

_WORKBOOKS = (".xlsx", ".ods", ".xls")
_TEXTS = ("title", "text", "authority", "funding", "assistance", "completion", "comment")


def write_plan(
    plan: ActionPlan,
    path: str | Path,
    catalogue: Catalogue | None = None,
    language: str = "en",
) -> Path:
    """Write an action plan as a workbook to edit, or as JSON; same plan, same bytes.

    Parameters
    ----------
    plan : ActionPlan
        What to write.
    path : str or Path
        Target, .xlsx or .json; replaced as a whole.
    catalogue : Catalogue or None
        The catalogue that the plan uses; None for the shipped one.
    language : str
        ``en``, ``fr`` or ``ru``: of a workbook's labels, and of the library's texts that nobody
        changed.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FileError
        If the file is of another kind or cannot be written, or a text is longer than a cell can
        hold.
    MethodError
        If there are no texts in the language.
    PlanError
        If the plan belongs to another catalogue.
    """
    path = Path(path)
    check_target(path, (".xlsx", ".json"))
    if path.suffix.lower() == ".json":
        write_atomic(path, plan_json(plan).encode("utf-8"))
        return path
    catalogue = catalogue or load_catalogue()
    if found := unknown_language(language):
        raise MethodError([found])
    foreign = check_reference(plan.catalogue, catalogue, lambda _: Place(file=path.name))
    if foreign:
        raise PlanError([foreign])
    if problems := [found for one in plan.actions for found in _long_texts(one, path.name)]:
        raise FileError(problems)
    write_atomic(path, plan_workbook(plan, catalogue, language))
    return path


def read_plan(path: str | Path, catalogue: Catalogue | None = None) -> ActionPlan:
    """Read an action plan, and what its user changed in it.

    Rows are found by their ids: they may be sorted, inserted or hidden, sheets renamed. Words may
    be in any of the library's languages. A field that differs from the plan as it was written is
    the user's, see `PlannedAction.edited`; the row of a library's action that is gone means that
    the action is dropped; a row with another id of the library adds that action, and one without an
    id an action of the user's own, ``OWN-1`` and so on.

    Parameters
    ----------
    path : str or Path
        A workbook of `write_plan` (.xlsx, or saved as .ods or .xls), or .json.
    catalogue : Catalogue or None
        The catalogue that the plan uses; None for the shipped one.

    Returns
    -------
    ActionPlan
        Its proof is that of the plan as it was drafted.

    Raises
    ------
    PlanError
        With all problems at once: the file cannot be read, belongs to another catalogue, names an
        unknown id, or holds a cell that does not fit its column.
    """
    plan, problems = check_plan_file(path, catalogue)
    if plan is None or problems.errors:
        raise PlanError(problems)
    return plan


def check_plan_file(
    path: str | Path, catalogue: Catalogue | None = None
) -> tuple[ActionPlan | None, Problems]:
    """Return what can be read of a plan, and every problem, warnings too; never raises."""
    path, catalogue = Path(path), catalogue or load_catalogue()
    kind = path.suffix.lower()
    if kind in _WORKBOOKS:
        sheets = read_workbook(path, path.name)
        if isinstance(sheets, Problem):
            return None, Problems([sheets])
        plan, problems = plan_from_sheets(sheets, catalogue)
    elif kind == ".json":
        plan, problems = _from_json(path, catalogue)
    else:
        plan, problems = None, [other_kind(path, (*_WORKBOOKS, ".json"))]
    return plan, collect(problems)


def plan_json(plan: ActionPlan) -> str:
    """Return a plan as JSON text."""
    return json.dumps(plan.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def _from_json(path: Path, catalogue: Catalogue) -> tuple[ActionPlan | None, list[Problem]]:
    content = read_bytes(path, path.name)
    text = content if isinstance(content, Problem) else decode(content, path.name)
    if isinstance(text, Problem):
        return None, [text]
    tree, problems = parse_json(text, path.name)
    if tree is None or problems:
        return None, problems
    try:
        plan = ActionPlan.model_validate_json(text)
    except ValidationError as error:
        return None, list(shape_problems(with_places(tree, text), ActionPlan, error))
    problems = _check(plan, catalogue, tree)
    return plan, _check(plan, catalogue, with_places(tree, text)) if problems else []


def _check(plan: ActionPlan, catalogue: Catalogue, tree: Tree) -> list[Problem]:
    foreign = check_reference(plan.catalogue, catalogue, lambda key: tree.place("catalogue", key))
    if foreign:
        return [foreign]

    def placed(at: int, field: str) -> Place:
        parts = ("amount", field) if field in ("high", "currency") else (field,)
        return tree.place("actions", at, *parts)

    actions = [
        (action, lambda field, at=at: placed(at, field)) for at, action in enumerate(plan.actions)
    ]
    return list(check_actions(actions, plan.limits, catalogue))


def _long_texts(action: PlannedAction, name: str) -> list[Problem]:
    """Find texts that Excel would cut."""
    fields = [getattr(action, key) for key in _TEXTS]
    fields += ["; ".join(part) for part in (action.partners, action.criteria, action.requires)]
    return [
        problem("P043", Place(file=name), action.id, id=action.id, length=len(text), limit=MAX_CELL)
        for text in fields
        if len(text) > MAX_CELL
    ]
