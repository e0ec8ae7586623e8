"""The lowest versions that pyproject.toml allows: one each, and what runs here keeps to them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from floors import constraints, floors


def test_every_dependency_has_one_floor() -> None:
    found = floors()
    assert {"pydantic", "numpy", "pandas", "typer", "scipy", "pytest"} <= set(found)
    assert set(constraints().splitlines()) == {f"{name}=={low}" for name, low in found.items()}


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())


def test_what_is_installed_is_not_below_its_floor() -> None:
    for name, floor in floors().items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue
        assert numbers(installed) >= numbers(floor), name


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('"numpy"', "not of the form"),
        ('"numpy<3"', "not of the form"),
        ('"numpy>=2.0", "numpy>=2.1"', "two floors"),
    ],
)
def test_a_dependency_without_one_floor_is_refused(tmp_path: Path, lines: str, said: str) -> None:
    project = tmp_path / "pyproject.toml"
    text = f'[project]\nname = "x"\ndependencies = [{lines}]\n[project.optional-dependencies]\n'
    project.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        floors(project)
