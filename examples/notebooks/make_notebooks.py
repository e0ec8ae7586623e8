"""Make the notebooks from the `# %%` scripts beside this file, with their outputs.

Run it where the library is installed: python examples/notebooks/make_notebooks.py
"""

from __future__ import annotations

import ast
import base64
import io
import json
import os
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCES = tuple(path for path in sorted(HERE.glob("*.py")) if path.name != Path(__file__).name)


def cells_of(source: str) -> list[tuple[str, str]]:
    """Return kind and text of each cell of a script."""
    found = []
    for part in source.split("# %%")[1:]:
        head, _, text = part.partition("\n")
        if head.strip() == "[markdown]":
            lines = [line.removeprefix("#").removeprefix(" ") for line in text.strip().splitlines()]
            found.append(("markdown", "\n".join(lines)))
        else:
            found.append(("code", text.strip()))
    return found


def shown(value: Any) -> dict[str, str | None]:
    """Return what a notebook shows of an object, by kind."""
    table = getattr(value, "_repr_html_", lambda: None)()
    drawing = getattr(value, "_repr_png_", lambda: None)()
    picture = base64.b64encode(drawing).decode("ascii") if drawing else None
    return {"image/png": picture, "text/html": table, "text/plain": repr(value)}


def run(text: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a cell as a notebook would; return its outputs."""
    tree = ast.parse(text)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": printed.getvalue()})
    if value is not None:
        data = {kind: made for kind, made in shown(value).items() if made is not None}
        kind: dict[str, Any] = {
            "output_type": "execute_result",
            "execution_count": None,
            "metadata": {},
        }
        outputs.append({**kind, "data": data})
    return outputs


def notebook(source: Path) -> bytes:
    """Return the notebook of a script: the same bytes each time."""
    names: dict[str, Any] = {"__name__": "__main__"}
    before, cells = Path.cwd(), []
    os.chdir(HERE)
    try:
        for at, (kind, text) in enumerate(cells_of(source.read_text(encoding="utf-8"))):
            cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{at}", "metadata": {}}
            cell["source"] = text
            if kind == "code":
                cell |= {"execution_count": None, "outputs": run(text, names)}
            cells.append(cell)
    finally:
        os.chdir(before)
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


if __name__ == "__main__":
    for path in SOURCES:
        path.with_suffix(".ipynb").write_bytes(notebook(path))
        print(path.with_suffix(".ipynb").name)
