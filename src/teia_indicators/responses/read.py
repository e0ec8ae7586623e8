"""Filled questionnaires in: .xlsx, .xls, .ods, .json, .yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import Place, Problem, Problems, ResponsesError, collect, problem
from teia_indicators.responses.check import check_responses
from teia_indicators.responses.document import raw_from_tree
from teia_indicators.responses.interpret import interpret
from teia_indicators.responses.model import Responses
from teia_indicators.responses.raw import RawResponses
from teia_indicators.responses.sheets import raw_from_sheets
from teia_indicators.sources.files import decode, read_bytes
from teia_indicators.sources.json import parse_json, with_places
from teia_indicators.sources.tables import read_workbook
from teia_indicators.sources.yaml import parse_yaml
from teia_indicators.text import later

_WORKBOOKS = (".xlsx", ".xls", ".ods")
_DOCUMENTS = (".json", ".yaml", ".yml")


def read_responses(path: str | Path, catalogue: Catalogue | None = None) -> Responses:
    """Read a filled questionnaire.

    Answers are found by their ids, never by row: rows may be sorted, inserted or hidden, sheets
    renamed. Words may be in any of the library's languages, or codes.

    Parameters
    ----------
    path : str or Path
        A workbook (.xlsx, .xls, .ods) or a document (.json, .yaml).
    catalogue : Catalogue or None
        The catalogue that the form was made from; None for the shipped one.

    Returns
    -------
    Responses
        What is absent is unanswered: drafts are welcome. A missing reason does not prevent
        reading; `check_responses` reports it.

    Raises
    ------
    ResponsesError
        With all problems at once, those of `check_responses` among them: the file cannot be read,
        belongs to another catalogue, names unknown ids, answers an id twice, or holds an answer
        that is none.
    """
    catalogue = catalogue or load_catalogue()
    responses, problems = _read(Path(path), catalogue)
    if responses is None or Problems(problems).errors:
        more = check_responses(responses, catalogue) if responses else Problems()
        raise ResponsesError(collect([*problems, *more]))
    return responses


def check_file(
    path: str | Path, catalogue: Catalogue | None = None, *, submit: bool = False
) -> tuple[Responses | None, Problems]:
    """Return what can be read of a file, and every problem of reading and content; never raises."""
    catalogue = catalogue or load_catalogue()
    responses, problems = _read(Path(path), catalogue)
    more = check_responses(responses, catalogue, submit=submit) if responses else Problems()
    return responses, collect([*problems, *more])


def read_raw(
    path: Path, catalogue: Catalogue, *, placed: bool = True
) -> tuple[RawResponses | None, list[Problem]]:
    """Return the cells of a file of any kind, and what kept it from being read.

    Parameters
    ----------
    path : Path
        The file.
    catalogue : Catalogue
        Tells the rows of working areas in a workbook.
    placed : bool
        False to read a .json without the places inside it, which is faster.
    """
    name, kind = path.name, path.suffix.lower()
    if kind in _WORKBOOKS:
        sheets = read_workbook(path, name)
        return (
            (None, [sheets]) if isinstance(sheets, Problem) else raw_from_sheets(sheets, catalogue)
        )
    if kind not in _DOCUMENTS:
        expected = ", ".join((*_WORKBOOKS, *_DOCUMENTS[:2]))
        found = later("found.kind", kind=kind)
        return None, [problem("F004", Place(file=name), found=found, expected=expected)]
    content = read_bytes(path, name)
    text = content if isinstance(content, Problem) else decode(content, name)
    if isinstance(text, Problem):
        return None, [text]
    parse: Any = parse_json if kind == ".json" else parse_yaml
    tree, problems = parse(text, name)
    if tree is None:
        return None, problems
    raw, more = raw_from_tree(with_places(tree, text) if placed and kind == ".json" else tree)
    return raw, [*problems, *more]


def _read(path: Path, catalogue: Catalogue) -> tuple[Responses | None, list[Problem]]:
    responses, problems = _interpreted(path, catalogue, placed=False)
    faulty = problems or (responses is not None and check_responses(responses, catalogue))
    if faulty and path.suffix.lower() == ".json":
        return _interpreted(path, catalogue, placed=True)
    return responses, problems


def _interpreted(
    path: Path, catalogue: Catalogue, *, placed: bool
) -> tuple[Responses | None, list[Problem]]:
    raw, problems = read_raw(path, catalogue, placed=placed)
    if raw is None:
        return None, problems
    responses, more = interpret(raw, catalogue)
    return responses, [*problems, *more]
