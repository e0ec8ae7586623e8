"""The notebooks are what their scripts give, and a real kernel gives the same."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def shown(cells: list[Any]) -> list[Any]:
    """Return the outputs of each code cell as texts."""
    return [
        [one["text"] if "text" in one else dict(one["data"]) for one in cell["outputs"]]
        for cell in cells
        if cell["cell_type"] == "code"
    ]


def test_there_are_four() -> None:
    assert len(NOTEBOOKS) == 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_what_its_script_gives(path: Path) -> None:
    if path.stem == "robustness":
        pytest.importorskip("scipy", reason="scipy is not installed")
    """If this fails: run examples/notebooks/make_notebooks.py."""
    make = runpy.run_path(str(FOLDER / "make_notebooks.py"))["notebook"]
    assert make(path.with_suffix(".py")) == path.read_bytes()


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_kernel_gives_the_same(path: Path) -> None:
    nbclient: Any = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    nbformat: Any = pytest.importorskip("nbformat", reason="nbformat is not installed")

    book = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(book, resources={"metadata": {"path": str(FOLDER)}}).execute()
    kept = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert shown(book.cells) == shown(kept)
