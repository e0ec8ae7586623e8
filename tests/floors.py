"""The lowest version of each dependency that pyproject.toml allows, as pip's constraints.

Run as a script, it prints them: `python tests/floors.py > floors.txt`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?>=(?P<floor>[0-9.]+)")


def floors(project: Path = PROJECT) -> dict[str, str]:
    """Return the floor of each dependency, of the core and of every extra.

    Raises
    ------
    ValueError
        If a requirement names no floor, or one library has two.
    """
    found: dict[str, str] = {}
    for line in _requirements(tomllib.loads(project.read_text(encoding="utf-8"))["project"]):
        match = REQUIREMENT.fullmatch(line.partition(";")[0].strip())
        if match is None:
            raise ValueError(f"{line!r} is not of the form name>=version")
        name, floor = match["name"].lower(), match["floor"]
        if found.setdefault(name, floor) != floor:
            raise ValueError(f"{name} has two floors: {found[name]} and {floor}")
    return found


def _requirements(project: dict[str, Any]) -> Iterator[str]:
    """Yield every requirement but those of the project on itself."""
    yield from project["dependencies"]
    for lines in project["optional-dependencies"].values():
        yield from (line for line in lines if not line.startswith(f"{project['name']}["))


def constraints(project: Path = PROJECT) -> str:
    """Return the floors as a constraints file of pip."""
    return "".join(f"{name}=={floor}\n" for name, floor in sorted(floors(project).items()))


if __name__ == "__main__":
    sys.stdout.write(constraints())
