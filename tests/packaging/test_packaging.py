"""The package as it is imported, and the wheel as it is built."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import teia_indicators as teia
from teia_indicators.catalogue.load import data_folder
from teia_indicators.documents import DOCUMENTS

ROOT = Path(__file__).parents[2]
HEAVY = ("matplotlib", "jinja2", "xlsxwriter", "python_calamine", "scipy", "typer", "rich")


def test_the_import_is_light() -> None:
    code = (
        f"import sys, teia_indicators; print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there_and_sorted() -> None:
    assert sorted(teia.__all__) == teia.__all__
    for name in teia.__all__:
        assert getattr(teia, name) is not None
    assert set(teia.__all__) <= set(dir(teia))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        teia.no_such_name  # noqa: B018


def test_the_shipped_data_are_found() -> None:
    assert data_folder("indicators", "teia", "catalogue.yaml").is_file()
    assert data_folder("examples", "xaa-2026.xlsx").is_file()


def test_version_is_the_same_everywhere() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "(.*)"$', text, re.MULTILINE)
    assert found is not None
    assert found.group(1) == teia.__version__


def test_the_wheel_holds_the_folders_byte_for_byte(tmp_path: Path) -> None:
    if not (ROOT / "src").is_dir():
        wheel = data_folder()
        for folder in ("indicators", "examples"):
            for path in files_of(ROOT / folder):
                inside = wheel / folder / path.relative_to(ROOT / folder)
                assert inside.read_bytes() == path.read_bytes()
        return
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (built,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(built) as wheel_file:
        names = set(wheel_file.namelist())
        for folder in ("indicators", "examples"):
            expected = {
                f"teia_indicators/_data/{folder}/{path.relative_to(ROOT / folder).as_posix()}": path
                for path in files_of(ROOT / folder)
            }
            inside_names = {
                name for name in names if name.startswith(f"teia_indicators/_data/{folder}/")
            }
            assert inside_names == set(expected)
            for name, path in expected.items():
                assert wheel_file.read(name) == path.read_bytes()
        assert "teia_indicators/py.typed" in names
        assert "teia_indicators/texts/en.toml" in names
        assert "teia_indicators/questionnaire/templates/form.html" in names
        for one in DOCUMENTS.values():
            schema = ROOT / "src" / "teia_indicators" / "schemas" / one.file
            assert wheel_file.read(f"teia_indicators/schemas/{one.file}") == schema.read_bytes()
        assert not any(name.startswith("tests") for name in names)


def files_of(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    ]
