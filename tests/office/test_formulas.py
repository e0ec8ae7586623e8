"""What a real spreadsheet program takes for a formula in what the library writes: only ours."""

from __future__ import annotations

import re
from pathlib import Path

from faults.writers import write
from office.libreoffice import convert_all

TABLES = ("form.xlsx", "annotated.xlsx", "survey.xlsx", "plan.xlsx", "bundle")
CELLS = ("answers.csv", "scores.csv", "gaps.csv", "frame.csv")
TEXTS = {"plain": "Said plainly", "equals": "=1+1", "plus": "+1+1"}


def test_no_text_is_a_formula_when_it_is_opened(soffice: str, tmp_path: Path) -> None:
    sources: dict[str, list[Path]] = {}
    (tmp_path / "all").mkdir()
    for key, text in TEXTS.items():
        for name in (*TABLES, *CELLS):
            path = write(name, tmp_path / key / name, text)
            files = (
                sorted(path.glob("*.xlsx")) + sorted(path.glob("*.csv"))
                if path.is_dir()
                else [path]
            )
            for file in files:
                # One folder for all, because what is converted keeps its name and loses its kind.
                copy = tmp_path / "all" / f"{key}-{name.replace('.', '-')}-{file.stem}{file.suffix}"
                copy.write_bytes(file.read_bytes())
                sources.setdefault(key, []).append(copy)
    everything = [one for files in sources.values() for one in files]
    saved = dict(zip(everything, convert_all(soffice, everything, "fods", tmp_path), strict=True))
    ours = [formulas(saved[one]) for one in sources["plain"]]
    assert any(ours)
    for key in TEXTS:
        for at, one in enumerate(sources[key]):
            assert formulas(saved[one]) == ours[at], one.name
            if one.suffix == ".csv":
                assert not ours[at]


def formulas(path: Path) -> list[str]:
    """Return every formula of a flat document."""
    return re.findall(r'table:formula="([^"]*)"', path.read_text(encoding="utf-8"))
