"""One thing changed at a time in a module: another comparison, sign, constant, condition."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
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


def places(
    node: ast.AST, scope: str = "", function: str = ""
) -> Iterator[tuple[ast.AST, str, int | None, str]]:
    """Yield every child with its parent, but what is only for types, decorators and `strict=`.

    With it goes the function or method it is part of, "" for what runs when a module is imported.
    """
    defines = isinstance(node, ast.FunctionDef)
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        scope = f"{scope}.{node.name}" if scope else node.name
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        inside = function or (scope if defines and name == "body" else "")
        for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not (_only_types(child) or _guards(child)):
                yield node, name, at, inside
                yield from places(child, scope, inside)


def _only_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _guards(node: ast.AST) -> bool:
    """Tell a guard of what cannot happen: lengths that are the same."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


@dataclass(frozen=True)
class Mutant:
    """A changed module: where, what, and the function it is part of ("": what import runs)."""

    line: int
    change: str
    function: str
    tree: ast.Module


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """Yield each changed module."""
    for at in range(sum(1 for _ in places(tree))):
        whole = copy.deepcopy(tree)
        parent, name, index, function = list(places(whole))[at]
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
            yield Mutant(line, f"{was} -> {now}", function, ast.fix_missing_locations(mutant))


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:70]
