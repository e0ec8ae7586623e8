"""Every reader of the library, each with what its inputs look like and how they are read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import teia_indicators as teia
from teia_indicators.action_plan.file import check_plan_file
from teia_indicators.catalogue.coverage import load_uncovered
from teia_indicators.responses.older import read_older
from teia_indicators.responses.read import check_file, check_submissions

HERE = Path(__file__).parent
#: The catalogue that all inputs belong to: small, so that many can be tried.
SMALL = HERE / "small"
_PART = re.compile(r"[\w-]+(\.[\w-]+)*(/[\w-]+(\.[\w-]+)*){0,2}")

Call = Callable[[Path], object]


@cache
def small() -> teia.Catalogue:
    """Return the catalogue that the inputs belong to."""
    return teia.load_catalogue(SMALL)


@dataclass(frozen=True)
class Reader:
    """One kind of input.

    Parameters
    ----------
    name : str
        As it is called on the command line.
    suffix : str
        Ending of the file that is read; ".zip" also for a folder that travels as one.
    calls : tuple of callable
        The functions of the library that read it.
    folder : bool
        True where the input is a folder: it is unpacked before it is read.
    """

    name: str
    suffix: str
    calls: tuple[Call, ...]
    folder: bool = False

    def put(self, content: bytes, box: Path) -> Path:
        """Write an input into an empty folder; return what is to be read."""
        if not self.folder:
            path = box / f"input{self.suffix}"
            path.write_bytes(content)
            return path
        path = box / "input"
        path.mkdir()
        for name, part in _parts(content):
            file = path / name
            if not file.exists() and (file.parent.is_dir() or not file.parent.exists()):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(part)
        return path


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files that a folder travels as; what is no plain name is left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if _PART.fullmatch(member.filename) and member.file_size < 10**6:
                    yield member.filename, archive.read(member)
    except Exception:  # not the library's: an archive that cannot be unpacked is an empty folder
        return


def _catalogue(path: Path) -> Any:
    return teia.load_catalogue(path)


def _lint(path: Path) -> Any:
    return teia.check_catalogue(path, [small()])


_ANSWERS: tuple[Call, ...] = (
    lambda path: teia.read_responses(path, small()),
    lambda path: check_file(path, small(), submit=True, placed=True),
)
_TARGET: Call = lambda path: teia.load_target(path, small())  # noqa: E731
_OLDER: Call = lambda path: read_older(path, small())  # noqa: E731
_SUBMISSIONS: tuple[Call, ...] = (
    lambda path: teia.read_submissions(path, small()),
    lambda path: check_submissions(path, small(), submit=True),
    *_ANSWERS,
)
_TABLE = (*_ANSWERS, *_SUBMISSIONS[:2])
_PLAN: tuple[Call, ...] = (
    lambda path: teia.read_plan(path, small()),
    lambda path: check_plan_file(path, small()),
)

READERS = {
    one.name: one
    for one in (
        Reader(
            "catalogue",
            ".zip",
            (
                _catalogue,
                _lint,
                lambda path: teia.load_crosswalks(small(), path),
                load_uncovered,
            ),
            folder=True,
        ),
        Reader("countries", ".yaml", (teia.load_countries,)),
        Reader("mapping", ".yaml", (lambda path: teia.load_mapping(path, small()),)),
        Reader("profile", ".yaml", (lambda path: teia.load_profile(path, small()),)),
        Reader("migration", ".yaml", (lambda path: teia.load_migration(path, None, small()),)),
        Reader("target-yaml", ".yaml", (_TARGET,)),
        Reader("target-json", ".json", (_TARGET,)),
        Reader("responses-yaml", ".yaml", (*_ANSWERS, _OLDER)),
        Reader("responses-json", ".json", (*_ANSWERS, _OLDER)),
        Reader("responses-csv", ".csv", _TABLE),
        Reader("submissions-csv", ".csv", _SUBMISSIONS),
        Reader("responses-xlsx", ".xlsx", (*_ANSWERS, _TARGET, _OLDER)),
        Reader("responses-ods", ".ods", (*_ANSWERS, _TARGET)),
        Reader("responses-xls", ".xls", (*_ANSWERS, _TARGET)),
        Reader("plan-json", ".json", _PLAN),
        Reader("plan-xlsx", ".xlsx", _PLAN),
        Reader("texts-xlsx", ".xlsx", (lambda path: teia.read_texts(path, SMALL),)),
        Reader("bundle-zip", ".zip", (teia.read_ismi, teia.verify_ismi)),
        Reader("bundle-folder", ".zip", (teia.read_ismi, teia.verify_ismi), folder=True),
    )
}
