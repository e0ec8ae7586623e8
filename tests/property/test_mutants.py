"""The runner of mutation tests: what it changes, and that a test which looks kills the mutant."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from mutation import PACKAGE, TESTS, mutants, named_tests, survives

TEXT = """
def share(met: int, asked: int = 1) -> float:
    return met / asked if asked > 0 else 0.0
"""


def test_each_mutant_differs_in_one_thing() -> None:
    found = {change for _, change, _ in mutants(ast.parse(TEXT))}
    assert {
        "1 -> 2",
        "met / asked -> met * asked",
        "asked > 0 -> asked >= 0",
        "0 -> 1",
        "0.0 -> 1.0",
        "met / asked if asked > 0 else 0.0 -> met / asked if not asked > 0 else 0.0",
    } == found
    assert len({ast.unparse(tree) for _, _, tree in mutants(ast.parse(TEXT))}) == len(found)


@pytest.mark.skipif(not PACKAGE.is_dir(), reason="the sources are not here")
def test_every_module_that_is_named_has_tests() -> None:
    root = PACKAGE.parents[1]
    for part in TESTS:
        path = PACKAGE / part
        (module, *_) = [path] if path.is_file() else sorted(path.glob("*.py"))
        assert all((root / one).exists() for one in named_tests(module))


@pytest.mark.skipif(sys.platform == "win32", reason="fork is needed")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_mutant_is_killed_by_a_test_that_looks(tmp_path: Path) -> None:
    module = tmp_path / "shared.py"
    module.write_text(TEXT, encoding="utf-8")
    looks, blind = tmp_path / "test_looks.py", tmp_path / "test_blind.py"
    start = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nfrom shared import share\n"
    looks.write_text(f"{start}def test_it(): assert share(1, 0) == 0.0\n", encoding="utf-8")
    blind.write_text(f"{start}def test_it(): assert share(1, 1) == 1.0\n", encoding="utf-8")
    tree = next(tree for _, change, tree in mutants(ast.parse(TEXT)) if change == "0.0 -> 1.0")
    assert survives(module, ast.parse(TEXT), [str(looks)])
    assert survives(module, tree, [str(blind)])
    assert not survives(module, tree, [str(looks)])
