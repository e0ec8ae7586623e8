"""One thing changed at a time in a module: another comparison, sign, constant, condition."""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

OPERATORS: dict[type[ast.AST], type[Any]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum"} | {
    "maximum": "minimum",
    "floor": "ceil",
    "ceil": "floor",
    "sorted": "list",
    "argmax": "argmin",
    "argmin": "argmax",
}


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what could stand in a node's place."""
    changed: Any = copy.deepcopy(node)
    match changed:
        case ast.Compare(ops=[first, *rest]) if type(first) in OPERATORS:
            changed.ops = [OPERATORS[type(first)](), *rest]
            yield changed
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign() if type(changed.op) in OPERATORS:
            changed.op = OPERATORS[type(changed.op)]()
            yield changed
        case ast.UnaryOp():
            yield changed.operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)) | ast.Constant(value=float(value)):
            yield ast.Constant(value + 1)
        case ast.If() | ast.IfExp():
            changed.test = ast.UnaryOp(ast.Not(), changed.test)
            yield changed
        case ast.comprehension(ifs=[_, *rest]):
            changed.ifs = rest
            yield changed
        case ast.Name(id=name) if name in NAMES:
            changed.id = NAMES[name]
            yield changed
        case ast.Attribute(attr=name) if name in NAMES:
            changed.attr = NAMES[name]
            yield changed
        case ast.Continue():
            yield ast.Break()


@dataclass(frozen=True)
class Within:
    """What a piece of code is part of: a function or method, and the lines of a statement."""

    function: str = ""
    lines: range = range(0)


def places(
    node: ast.AST, scope: str = "", within: Within = Within()
) -> Iterator[tuple[ast.AST, str, int | None, Within]]:
    """Yield every child with its parent, but what is only for types, decorators and `strict=`.

    With it goes what it is part of; the function is "" for what runs when a module is imported.
    """
    defines = isinstance(node, ast.FunctionDef)
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        scope = f"{scope}.{node.name}" if scope else node.name
    if isinstance(node, ast.stmt):
        within = replace(within, lines=_lines(node))
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        inside = within
        if defines and name == "body" and not within.function:
            inside = replace(within, function=scope)
        for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not (_only_types(child) or _guards(child)):
                yield node, name, at, inside
                yield from places(child, scope, inside)


def _lines(statement: ast.stmt) -> range:
    """Return the lines of a statement; of one that holds others, those before the first."""
    inner = statement.cases[0] if isinstance(statement, ast.Match) else statement
    first, *_ = getattr(inner, "body", None) or [None]
    if isinstance(first, ast.stmt):
        last = max(first.lineno - 1, statement.lineno)
    else:
        last = statement.end_lineno or statement.lineno
    return range(statement.lineno, last + 1)


def _only_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _guards(node: ast.AST) -> bool:
    """Tell a guard of what cannot happen: lengths that are the same."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


@dataclass(frozen=True)
class Mutant:
    """A changed module: where, what, and what it is part of."""

    line: int
    change: str
    within: Within
    tree: ast.Module

    def is_reached(self, lines: Collection[int]) -> bool:
        """Tell whether one of these lines is that of the change, or of its statement."""
        return self.line in lines or any(line in lines for line in self.within.lines)


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """Yield each changed module."""
    for at in range(sum(1 for _ in places(tree))):
        whole = copy.deepcopy(tree)
        parent, name, index, within = list(places(whole))[at]
        field = getattr(parent, name)
        node = field if index is None else field[index]
        for changed in changes(node):
            line = getattr(node, "lineno", getattr(parent, "lineno", 0))
            was, now = _short(node), _short(changed)
            if index is None:
                setattr(parent, name, changed)
            else:
                field[index] = changed
            mutant = copy.deepcopy(whole)
            yield Mutant(line, f"{was} -> {now}", within, ast.fix_missing_locations(mutant))


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:70]
