"""The notebooks are what their scripts give, and a real kernel gives the same."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "notebooks"
MAKE = runpy.run_path(str(FOLDER / "make_notebooks.py"))
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def shown(cells: list[Any]) -> list[Any]:
    """Return the outputs of each code cell: texts, and that there is a picture.

    The bytes of a picture are those of a release of the library that draws it, and where the lines
    of a table's plain text are broken is the console's affair.
    """

    def data(one: Any) -> Any:
        kinds = dict(one["data"])
        if "text/html" in kinds:
            del kinds["text/plain"]
        return {kind: kind == "image/png" or said for kind, said in kinds.items()}

    return [
        [one["text"] if "text" in one else data(one) for one in cell["outputs"]]
        for cell in cells
        if cell["cell_type"] == "code"
    ]


def test_there_are_four() -> None:
    assert len(NOTEBOOKS) == 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_what_its_script_gives(path: Path) -> None:
    """If this fails: run examples/notebooks/make_notebooks.py."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    pytest.importorskip("scipy", reason="scipy is not installed")
    made = json.loads(MAKE["notebook"](path.with_suffix(".py")))
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert shown(made["cells"]) == shown(kept["cells"])
    assert [one["source"] for one in made["cells"]] == [one["source"] for one in kept["cells"]]


def test_a_notebook_is_the_same_each_time() -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    path = FOLDER / "several_countries.py"
    assert MAKE["notebook"](path) == MAKE["notebook"](path)


def test_a_notebook_is_small_enough_to_be_shown() -> None:
    assert all(path.stat().st_size < 400_000 for path in NOTEBOOKS)


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
