"""Change one thing at a time in a module, and see whether a test notices.

    python tests/mutation.py src/teia_indicators/assessment/kernel.py
    python tests/mutation.py --lines 100-155 src/teia_indicators/gaps/find.py tests/gaps

Each mutant (another comparison, sign, constant, condition) runs in a process of its own against the
tests given, or those of `TESTS`, until the first that fails. It prints every mutant that survives
and, at the end, how many were killed. Exit code 1 if one survived; it may change nothing that can
be seen, which a person judges. Needs fork: not for Windows. Nothing is written.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib.machinery
import io
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "teia_indicators"
#: Of each module or folder, the tests that look at it, the quickest first.
TESTS = {
    "assessment": "cases assessment/test_rules.py assessment/test_bad_input.py "
    "property/test_oracle.py property/test_extremes.py property/test_items.py assessment analysis",
    "gaps": "gaps",
    "action_plan": "action_plan",
    "comparison": "comparison",
    "neighbours": "neighbours",
    "export/observations.py": "export/test_made.py export/test_tables.py export/test_verify.py",
}
#: A mutant that takes longer loops: as good as killed.
SECONDS = 240

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


def places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Yield every child with its parent, but what is only for types, decorators and `strict=`."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not (_only_types(child) or _guards(child)):
                yield node, name, at
                yield from places(child)


def _only_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _guards(node: ast.AST) -> bool:
    """Tell a guard of what cannot happen: lengths that are the same."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


def mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Yield each changed module, with the line and what was changed into what."""
    for at in range(sum(1 for _ in places(tree))):
        whole = copy.deepcopy(tree)
        parent, name, index = list(places(whole))[at]
        field = getattr(parent, name)
        node = field if index is None else field[index]
        for changed in changes(node):
            line = getattr(node, "lineno", getattr(parent, "lineno", 0))
            was, now = _short(node), _short(changed)
            if index is None:
                setattr(parent, name, changed)
            else:
                field[index] = changed
            yield line, f"{was} -> {now}", ast.fix_missing_locations(whole)


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:70]


def survives(path: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Run the tests on a mutant in a child of this process."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        os._exit(_run(path, tree, tests))
    return os.waitpid(child, 0)[1] == 0


def _run(path: Path, tree: ast.Module, tests: list[str]) -> int:
    """Import the mutant in the module's place and return what pytest says."""
    import pytest
    from hypothesis import Phase, settings

    original = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: Any, name: str) -> CodeType | None:
        if Path(loader.path).resolve() == path:
            return compile(tree, str(path), "exec")
        return original(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
    settings.register_profile(
        "mutation", derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
    )
    settings.load_profile("mutation")
    os.chdir(ROOT)
    with open(os.devnull, "w") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            quiet = ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # it is imported once, here
            return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *quiet, *tests]))


def named_tests(path: Path) -> list[str]:
    """Return the tests of a module."""
    inside = path.relative_to(PACKAGE).as_posix()
    found = next(tests for part, tests in TESTS.items() if inside.startswith(part))
    return [f"tests/{one}" for one in found.split()]


def main(arguments: list[str]) -> int:
    """Try every mutant of a module, or of some of its lines, and tell which survive."""
    first, last = 0, sys.maxsize
    if arguments[0] == "--lines":
        first, last = map(int, arguments[1].split("-"))
        arguments = arguments[2:]
    path = Path(arguments[0]).resolve()
    tests = arguments[1:] or named_tests(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not survives(path, tree, tests):
        sys.stdout.write("The tests fail on the module as it is.\n")
        return 2
    tried = left = 0
    for line, change, mutant in mutants(tree):
        if not first <= line <= last:
            continue
        tried += 1
        alive = survives(path, mutant, tests)
        left += alive
        sys.stderr.write("S" if alive else ".")  # so that one sees it work
        sys.stderr.flush()
        if alive:
            sys.stdout.write(f"{path.relative_to(ROOT)}:{line}: survived: {change}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{path.relative_to(ROOT)}: {tried} mutants, {tried - left} killed\n")
    return int(left > 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for heavy in ("numpy", "pandas", "pydantic", "hypothesis", "pytest"):
        importlib.import_module(heavy)
    sys.exit(main(sys.argv[1:]))
