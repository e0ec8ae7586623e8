"""Change one thing at a time in a module, and see whether a test notices.

    python tests/mutation.py src/teia_indicators/gaps/*.py
    python tests/mutation.py src/teia_indicators/gaps/find.py:74,100-155 tests/gaps
    python tests/mutation.py --seconds 20 src/teia_indicators/assessment/kernel.py

The tests given, or those of `TESTS`, are first run one by one: which lines of the modules each
reaches, and how long it takes. A mutant gets the tests that reach its statement, those first that
noticed others and are quick, until one fails or its seconds are over, each mutant in a process of
its own. What is not in a function is tried in a process that imports the changed module from the
start. Every mutant that survives is printed and, at the end, how many were killed. Exit code 1 if
one survived; it may change nothing that can be seen, which a person judges. Needs fork: not for
Windows. Nothing is written.
"""

from __future__ import annotations

import ast
import functools
import gc
import importlib
import importlib.machinery
import json
import math
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from mutants import Mutant, mutants

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "teia_indicators"
#: Of each module or folder, the tests that look at it.
TESTS = {
    "assessment": "cases assessment property/test_oracle.py property/test_items.py "
    "property/test_single.py property/test_extremes.py",
    "gaps": "gaps frames documents/test_columns.py",
    "action_plan": "action_plan",
    "comparison": "comparison",
    "neighbours": "neighbours",
    "export/observations.py": "export/test_tables.py export/test_made.py export/test_mapping.py "
    "export/test_codelists.py",
}
#: A test that takes longer than this and twenty times what it took loops: as good as failed.
SECONDS = 10
#: A mutant that is not one of a function, or whose function is not where it was.
ELSEWHERE = "elsewhere"

#: Of a test, by its identifier: how long it takes, and which lines of each module it reaches.
Runs = dict[str, tuple[float, dict[str, list[int]]]]


def forked(work: Callable[[], Any]) -> Any:
    """Return what work returns in a child of this process, None if it did not come to its end."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(read)
            with os.fdopen(write, "w", encoding="utf-8") as pipe:
                json.dump(work(), pipe)
            os._exit(0)
        finally:  # whatever happens, a child does not go on as its parent
            os._exit(1)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        text = pipe.read()
    return None if os.waitpid(child, 0)[1] else json.loads(text)


class Baseline:
    """Runs each test by itself on the modules as they are."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = {str(path) for path in paths}
        self.runs: Runs = {}
        self.failed: list[str] = []

    def pytest_runtestloop(self, session: Any) -> bool:
        forget_caches()
        for item in session.items:
            seconds, reached, failed = forked(partial(self._run, session, item))
            self.runs[item.nodeid] = (seconds, reached)
            if failed:
                self.failed.append(item.nodeid)
        return True

    def _run(self, session: Any, item: Any) -> tuple[float, dict[str, list[int]], bool]:
        reached: dict[str, set[int]] = {path: set() for path in self.paths}

        def see(frame: Any, *_: Any) -> Any:
            name = frame.f_code.co_filename
            if name not in self.paths:
                return None
            lines = reached[name]

            def see_line(frame: Any, *_: Any) -> Any:
                lines.add(frame.f_lineno)
                return see_line

            return see_line(frame)

        threading.settrace(see)
        sys.settrace(see)
        start = time.perf_counter()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        sys.settrace(None)
        seconds = time.perf_counter() - start
        return seconds, {k: sorted(v) for k, v in reached.items()}, bool(session.testsfailed)


class InPlace:
    """Runs tests on mutants of functions, which are changed where they are."""

    def __init__(self, path: Path, tried: list[Mutant], runs: Runs, most: float) -> None:
        self.path, self.tried, self.runs, self.most = path, tried, runs, most
        self.noticed: Counter[str] = Counter()
        self.alive: list[int] = []
        self.left: list[int] = []

    def pytest_runtestloop(self, session: Any) -> bool:
        forget_caches()
        for at, mutant in enumerate(self.tried):
            if not mutant.within.function:
                self.left.append(at)
            else:
                killer = forked(partial(self._killer, session, mutant))
                self.noticed[killer] += 1
                show(mutant, killer == "")
                if killer == "":
                    self.alive.append(at)
                elif killer == ELSEWHERE:
                    self.left.append(at)
        return True

    def _killer(self, session: Any, mutant: Mutant) -> str:
        """Return the test that notices a mutant, "" for none, or that it cannot be put there."""
        items = {item.nodeid: item for item in session.items}
        if not put_in_place(self.path, mutant):
            return ELSEWHERE
        chosen = self._chosen(mutant)
        for name, following in zip(chosen, [*chosen[1:], None], strict=True):
            signal.alarm(int(SECONDS + 20 * self.runs[name][0]))
            item, then = items[name], items[following] if following else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=then)
            if session.testsfailed:
                return name
        return ""

    def _chosen(self, mutant: Mutant) -> list[str]:
        """Return the tests of a mutant for the seconds there are, the likeliest first."""
        names = reaching(self.runs, self.path, mutant)
        names.sort(key=lambda name: -(self.noticed[name] + 0.02) / self.runs[name][0])
        ends = accumulate(self.runs[name][0] for name in names)
        return [name for name, end in zip(names, ends, strict=True) if end <= self.most]


class Chosen:
    """Leaves some tests to be run, in the order given, and ends with the first that fails."""

    def __init__(self, names: list[str]) -> None:
        self.order = {name: at for at, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order),
            key=lambda item: self.order[item.nodeid],
        )


def forget_caches() -> None:
    """Empty what was kept while tests were collected: it was worked out by the module as it is."""
    for held in gc.get_objects():
        if isinstance(held, functools._lru_cache_wrapper):
            held.cache_clear()


def function_of(code: CodeType) -> str:
    """Return the function or method that a code is part of."""
    return code.co_qualname.split(".<", 1)[0]


def reaching(runs: Runs, path: Path, mutant: Mutant) -> list[str]:
    """Return the tests of a mutant, or all: those of the module first, the quickest first."""
    of_module = {name: set(lines[str(path)]) for name, (_, lines) in runs.items()}
    always = not mutant.within.function
    names = [name for name in runs if always or mutant.is_reached(of_module[name])]
    return sorted(names, key=lambda name: (not of_module[name], runs[name][0]))


def put_in_place(path: Path, mutant: Mutant) -> bool:
    """Give every function of a module the code it has in a mutant; tell whether that can be."""
    codes = {
        (code.co_qualname, code.co_firstlineno): code for code in _codes(_compiled(path, mutant))
    }
    for held in gc.get_objects():
        if (
            not isinstance(held, FunctionType)
            or function_of(held.__code__) != mutant.within.function
        ):
            continue
        if held.__code__.co_filename == str(path):
            try:
                held.__code__ = codes[held.__code__.co_qualname, held.__code__.co_firstlineno]
            except (KeyError, ValueError):  # what is kept of it is not there, or uses other names
                return False
    return True


def _compiled(path: Path, mutant: Mutant) -> CodeType:
    return compile(mutant.tree, str(path), "exec", flags=0, dont_inherit=True)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield part
            yield from _codes(part)


def with_pytest(plugin: Any, tests: Iterable[str], *options: str) -> int:
    """Run pytest without a word, each property on the same examples, and return its exit code."""
    from hypothesis import Phase, settings

    settings.register_profile(
        "mutation",
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    os.chdir(ROOT)
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    quiet = ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # it is imported once, here
    short = ("--assert=plain", "--tb=native")  # what a test has to say takes longer than it does
    always = ("-q", "-s", "-p", "no:cacheprovider", "--hypothesis-profile=mutation", *short, *quiet)
    return int(pytest.main([*always, *options, *tests], plugins=[plugin]))


def baseline(paths: list[Path], tests: list[str]) -> tuple[Runs, list[str]]:
    """Return what each test reaches and takes, and those that fail on the modules as they are."""

    def work() -> tuple[Runs, list[str]]:
        plugin = Baseline(paths)
        code = with_pytest(plugin, tests)
        return plugin.runs, plugin.failed or ["no tests"] * (code not in (0, 1) or not plugin.runs)

    runs, failed = forked(work) or ({}, ["the tests cannot be collected"])
    return runs, failed


def alive_in_place(
    path: Path, tried: list[Mutant], tests: list[str], runs: Runs, most: float
) -> tuple[list[int], list[int]]:
    """Return by their place which mutants of functions survive, and which are no such."""

    def work() -> tuple[list[int], list[int]]:
        plugin = InPlace(path, tried, runs, most)
        with_pytest(plugin, tests)
        return plugin.alive, plugin.left

    found: tuple[list[int], list[int]] = forked(work)
    return found


def survives(path: Path, mutant: Mutant, tests: list[str], names: list[str]) -> bool:
    """Import a mutant in the module's place and run tests, or all of them if none is named."""

    def work() -> int:
        original = importlib.machinery.SourceFileLoader.get_code

        def get_code(loader: Any, name: str) -> CodeType | None:
            if Path(loader.path).resolve() == path:
                return _compiled(path, mutant)
            return original(loader, name)

        importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
        signal.alarm(600)
        return with_pytest(Chosen(names), tests, "-x")

    alive: bool = not names or forked(work) == 0
    show(mutant, alive)
    return alive


def show(mutant: Mutant, alive: bool) -> None:
    """Show on the terminal that something goes on."""
    print(f"[{mutant.line}: {mutant.change}]" if alive else ".", end="", file=terminal, flush=True)


def named_tests(path: Path) -> list[str]:
    """Return the tests of a module."""
    inside = path.relative_to(PACKAGE).as_posix()
    found = next(tests for part, tests in TESTS.items() if inside.startswith(part))
    return [f"tests/{one}" for one in found.split()]


def survivors(
    path: Path, tried: list[Mutant], tests: list[str], runs: Runs, most: float = math.inf
) -> Iterator[Mutant]:
    """Yield the mutants that no test notices; those of functions within the seconds given."""
    alive, left = alive_in_place(path, tried, tests, runs, most)
    for at in left:
        if survives(path, tried[at], tests, reaching(runs, path, tried[at])):
            alive.append(at)
    yield from (tried[at] for at in sorted(alive))


def asked_for(argument: str) -> tuple[Path, list[range]]:
    """Return the module and the lines of ``module.py:7,100-155``."""
    name, _, lines = argument.partition(":")
    ends = [part.partition("-") for part in (lines or f"0-{sys.maxsize - 1}").split(",")]
    return Path(name).resolve(), [range(int(a), int(b or a) + 1) for a, _, b in ends]


def main(arguments: list[str]) -> int:
    """Try every mutant of modules, or of some lines, and tell which survive."""
    most = math.inf
    if arguments[0] == "--seconds":
        most = float(arguments[1])
        arguments = arguments[2:]
    asked = [asked_for(one) for one in arguments if ".py" in one and "src/" in one]
    tests = arguments[len(asked) :] or named_tests(asked[0][0])
    runs, failed = baseline([path for path, _ in asked], tests)
    if failed:
        sys.stdout.write(f"fails on the modules as they are: {', '.join(failed[:5])}\n")
        return 2
    left = 0
    for path, lines in asked:
        name = path.relative_to(ROOT)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tried = [one for one in mutants(tree) if any(one.line in some for some in lines)]
        alive = list(survivors(path, tried, tests, runs, most))
        left += len(alive)
        for mutant in alive:
            sys.stdout.write(f"{name}:{mutant.line}: survived: {mutant.change}\n")
        sys.stdout.write(f"{name}: {len(tried)} mutants, {len(tried) - len(alive)} killed\n")
        sys.stdout.flush()
    return int(left > 0)


terminal = os.fdopen(os.dup(2), "w")
if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.path.insert(0, str(ROOT / "src"))
    for heavy in ("numpy", "pandas", "pydantic", "hypothesis"):
        importlib.import_module(heavy)
    sys.exit(main(sys.argv[1:]))
