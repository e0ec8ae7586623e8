"""The promise of docs/reference/stability.md: what is public stays, or is deprecated first."""

from __future__ import annotations

import inspect
import re
import warnings
from importlib import import_module
from pathlib import Path

import pytest

import teia_indicators as teia
from teia_indicators.text import texts

GOLDEN = Path(__file__).parents[1] / "golden"
#: Modules whose names the documentation gives by their own path.
MODULES = ("teia_indicators", "teia_indicators.plots")
ALONE = ("teia_indicators.indices.explain_index", "teia_indicators.testing.uniform_responses")

GONE = """
{gone}: public, and no longer there. A user's script stops with the next release. Put the name into
_DEPRECATED in src/teia_indicators/__init__.py, with its replacement and the version that no longer
has it; only that version takes it out there and in tests/golden/public_names.txt. See
docs/reference/stability.md.
"""
LOST = """
{name}: no longer takes {lost}. A user's script stops with the next release: take it as before, give
a DeprecationWarning, and name the new one. See docs/reference/stability.md.
"""
NEW = """
Public and not yet recorded: put these lines into tests/golden/public_names.txt, sorted, in place of
older ones of the same names. From the next release on they are a promise.
{lines}
"""


def recorded(file: str) -> list[str]:
    return (GOLDEN / file).read_text(encoding="utf-8").splitlines()


def resolved(name: str) -> object:
    module, _, last = name.rpartition(".")
    return getattr(import_module(module), last)


def parameters(name: str) -> list[str]:
    """Return what a function takes by name; nothing of a class, whose schema says it."""
    found = resolved(name)
    return [*inspect.signature(found).parameters] if inspect.isfunction(found) else []


def current() -> dict[str, list[str]]:
    names = [f"{module}.{name}" for module in MODULES for name in import_module(module).__all__]
    return {name: parameters(name) for name in sorted([*names, *ALONE])}


def promised() -> dict[str, list[str]]:
    return {line.split(" ")[0]: line.split(" ")[1:] for line in recorded("public_names.txt")}


def test_no_public_name_disappears() -> None:
    deprecated = {f"teia_indicators.{name}" for name in teia._DEPRECATED}
    gone = sorted(promised().keys() - current().keys() - deprecated)
    assert not gone, GONE.format(gone=", ".join(gone))


@pytest.mark.parametrize("name", sorted(promised()))
def test_no_parameter_disappears(name: str) -> None:
    lost = [one for one in promised()[name] if one not in current().get(name, promised()[name])]
    assert not lost, LOST.format(name=name, lost=", ".join(lost))


def test_every_public_name_is_recorded() -> None:
    known = promised()
    new = [
        name
        for name, takes in current().items()
        if name not in known or not {*takes} <= {*known[name]}
    ]
    lines = "\n".join(" ".join([name, *current()[name]]) for name in new)
    assert not new, NEW.format(lines=lines)
    assert recorded("public_names.txt") == sorted(recorded("public_names.txt"))


def test_no_problem_code_disappears() -> None:
    """A code is never reused: one that is no longer given stays here, and on its page."""
    missing = {*recorded("problem_codes.txt")} ^ {*texts("en")["problems"]}
    assert not missing, f"record new ones in tests/golden/problem_codes.txt: {sorted(missing)}"


def numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def test_what_is_deprecated_leads_to_what_stays() -> None:
    for name, (other, leaves) in teia._DEPRECATED.items():
        assert name not in teia.__all__
        assert other.partition(".")[0] in teia.__all__
        assert numbers(leaves) > numbers(teia.__version__), f"{name} was to leave by now"
        assert name in (GOLDEN.parents[1] / "docs/reference/stability.md").read_text("utf-8")


@pytest.mark.parametrize("other", ["assess", "plots.gantt"])
def test_a_deprecated_name_warns_and_works(monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    monkeypatch.setitem(teia._DEPRECATED, "old_name", (other, "2.0"))
    told = rf"teia_indicators\.old_name is deprecated and leaves with 2\.0: use {other} instead"
    with pytest.warns(DeprecationWarning, match=told) as caught:
        found = teia.old_name
    assert found is resolved(f"teia_indicators.{other}")
    assert caught[0].filename == __file__
    assert "old_name" not in dir(teia)
    with pytest.warns(DeprecationWarning, match=told) as again:  # not only the first time
        from teia_indicators import old_name
    assert old_name is found
    assert again[0].filename == __file__


def test_what_is_not_deprecated_does_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in teia.__all__:
            getattr(teia, name)
