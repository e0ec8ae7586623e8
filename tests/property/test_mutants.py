"""The runner of mutation tests: what it changes, and that a test which looks kills the mutant."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from mutants import mutants
from mutation import PACKAGE, TESTS, baseline, named_tests, survivors

TEXT = """
def share(met: int, asked: int = 1) -> float:
    return met / asked if asked > 0 else 0.0
"""


def test_each_mutant_differs_in_one_thing() -> None:
    found = {one.change for one in mutants(ast.parse(TEXT))}
    assert {
        "1 -> 2",
        "met / asked -> met * asked",
        "asked > 0 -> asked >= 0",
        "0 -> 1",
        "0.0 -> 1.0",
        "met / asked if asked > 0 else 0.0 -> met / asked if not asked > 0 else 0.0",
    } == found
    assert len({ast.unparse(one.tree) for one in mutants(ast.parse(TEXT))}) == len(found)


def test_a_mutant_is_reached_by_the_lines_of_its_statement() -> None:
    text = (
        "def f(x):\n    if (\n        x > 1\n    ):\n        return g(\n            2,\n        )\n"
    )
    lines = {one.change: set(one.within.lines) for one in mutants(ast.parse(text))}
    assert lines["x > 1 -> x >= 1"] == {2, 3, 4}
    assert lines["2 -> 3"] == {5, 6, 7}


@pytest.mark.skipif(not PACKAGE.is_dir(), reason="the sources are not here")
def test_every_module_that_is_named_has_tests() -> None:
    root = PACKAGE.parents[1]
    for part in TESTS:
        path = PACKAGE / part
        (module, *_) = [path] if path.is_file() else sorted(path.glob("*.py"))
        assert all((root / one).exists() for one in named_tests(module))


def test_a_mutant_names_the_function_it_is_part_of() -> None:
    text = "A = 1\nclass C:\n    B = 2\n    def f(self, x=3):\n        return [y + 4 for y in x]\n"
    found = {one.change: one.within.function for one in mutants(ast.parse(text))}
    assert found == {
        "1 -> 2": "",
        "2 -> 3": "",
        "3 -> 4": "",
        "y + 4 -> y - 4": "C.f",
        "4 -> 5": "C.f",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="fork is needed")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("kept", ["", "@functools.cache\n"])
def test_a_mutant_is_killed_by_a_test_that_looks(tmp_path: Path, kept: str) -> None:
    module = tmp_path / "shared.py"
    text = f"import functools\nTOP = 8\n{kept}{TEXT.strip()}\n"
    module.write_text(text, encoding="utf-8")
    start = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nfrom shared import TOP, share\n"
    asked = "KEPT = share(0, 0)\n"  # before the tests run: kept where there is a cache
    test = tmp_path / "test_it.py"

    def left(body: str) -> set[str]:
        test.write_text(f"{start}{asked}{body}", encoding="utf-8")
        runs, failed = baseline([module], [str(test)])
        assert not failed
        tried = list(mutants(ast.parse(text)))
        return {one.change for one in survivors(module, tried, [str(test)], runs)}

    every = {one.change for one in mutants(ast.parse(text))}
    blind = left("def test_it():\n    share(1)\n")
    assert blind == every
    sees = left(
        "def test_top():\n    assert TOP == 8\n"
        "def test_it():\n    assert (share(0, 0), share(1), share(3, 2)) == (0.0, 1.0, 1.5)\n"
    )
    assert sees == set()


@pytest.mark.skipif(sys.platform == "win32", reason="fork is needed")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_tests_that_fail_without_a_mutant_are_named(tmp_path: Path) -> None:
    test = tmp_path / "test_it.py"
    test.write_text("def test_it():\n    assert False\n", encoding="utf-8")
    (failed,) = baseline([tmp_path / "shared.py"], [str(test)])[1]
    assert failed.endswith(f"{test.name}::test_it"), "after the way from where pytest runs"
