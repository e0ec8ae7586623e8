"""Filled questionnaires in: .xlsx, .xls, .ods, .json, .yaml, .csv."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import Place, Problem, Problems, ResponsesError, collect, problem
from teia_indicators.responses.check import check_responses
from teia_indicators.responses.document import raw_from_tree
from teia_indicators.responses.interpret import interpret
from teia_indicators.responses.model import Responses
from teia_indicators.responses.raw import Cell, RawResponses
from teia_indicators.responses.sheets import raw_from_sheets
from teia_indicators.responses.submissions import Headings, raws_from_submissions
from teia_indicators.responses.table import raw_from_table, table_key
from teia_indicators.sources.csv_in import decode_csv, parse_csv, sniff
from teia_indicators.sources.files import decode, other_kind, read_bytes
from teia_indicators.sources.json import parse_json, with_places
from teia_indicators.sources.tables import read_workbook
from teia_indicators.sources.yaml import parse_yaml

#: Endings of the files that answers stand in.
WORKBOOKS = (".xlsx", ".xls", ".ods")
DOCUMENTS = (".json", ".yaml", ".yml")
_TABLES = (".csv",)


def read_responses(path: str | Path, catalogue: Catalogue | None = None) -> Responses:
    """Read a filled questionnaire.

    Answers are found by their ids, never by row: rows may be sorted, inserted or hidden, sheets
    renamed. Words may be in any of the library's languages, or codes.

    Parameters
    ----------
    path : str or Path
        A workbook (.xlsx, .xls, .ods), a document (.json, .yaml), or a .csv: a table of answers, or
        the export of one submission from ODK Central or KoboToolbox.
    catalogue : Catalogue or None
        The catalogue that the form was made from; None for the shipped one.

    Returns
    -------
    Responses
        What is absent is unanswered: drafts are welcome. A missing reason does not prevent
        reading; `check_responses` reports it. Warnings, such as of a sheet that was deleted, are
        told by every verb of the command line and marked by `annotate_workbook`.

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


def read_submissions(path: str | Path, catalogue: Catalogue | None = None) -> tuple[Responses, ...]:
    """Read every submission of an export from ODK Central or KoboToolbox.

    Parameters
    ----------
    path : str or Path
        A .csv with one row a submission, as `write_xlsform` makes a server ask for it; its columns
        headed by names, with or without groups, or by labels in one language.
    catalogue : Catalogue or None
        The catalogue that the form was made from; None for the shipped one.

    Returns
    -------
    tuple of Responses
        In the order of the rows. Columns that servers add are passed over; a column that nobody
        knows is a warning, which ``teia-indicators check`` shows.

    Raises
    ------
    ResponsesError
        With all problems of all submissions at once, see `read_responses`.
    """
    catalogue = catalogue or load_catalogue()
    path = Path(path)
    if path.suffix.lower() not in _TABLES:
        raise ResponsesError([other_kind(path, _TABLES)])
    found, problems = _read_submissions(path, catalogue)
    if Problems(problems).errors:
        checked = [one for responses in found for one in check_responses(responses, catalogue)]
        raise ResponsesError(collect([*problems, *checked]))
    return found


def _read_submissions(
    path: Path, catalogue: Catalogue
) -> tuple[tuple[Responses, ...], list[Problem]]:
    raws, problems = _read_table(path, catalogue)
    found = []
    for raw in raws:
        responses, more = interpret(raw, catalogue)
        problems += more
        found += [] if responses is None else [responses]
    return tuple(found), problems


def check_submissions(
    path: str | Path,
    catalogue: Catalogue | None = None,
    *,
    submit: bool = False,
    placed: bool = False,
) -> tuple[tuple[Responses, ...], Problems]:
    """Return what can be read of a file that may hold several, and every problem; never raises.

    Answers of a .json have their lines where there are problems, or `placed` asks for them.
    """
    catalogue, path = catalogue or load_catalogue(), Path(path)
    if path.suffix.lower() not in _TABLES:
        responses, checked = check_file(path, catalogue, submit=submit, placed=placed)
        return (() if responses is None else (responses,)), checked
    found, problems = _read_submissions(path, catalogue)
    return found, with_checks(problems, found, catalogue, submit=submit)


def check_file(
    path: str | Path,
    catalogue: Catalogue | None = None,
    *,
    submit: bool = False,
    placed: bool = False,
) -> tuple[Responses | None, Problems]:
    """Return what can be read of a file, and every problem of reading and content; never raises.

    Answers of a .json have their lines where there are problems, or `placed` asks for them.
    """
    catalogue = catalogue or load_catalogue()
    responses, problems = _read(Path(path), catalogue, placed=placed)
    read = () if responses is None else (responses,)
    return responses, with_checks(problems, read, catalogue, submit=submit)


def with_checks(
    problems: Iterable[Problem],
    read: Iterable[Responses],
    catalogue: Catalogue,
    *,
    submit: bool = False,
) -> Problems:
    """Return the problems of reading with those of content; what was misread is not missing too."""
    problems = list(problems)
    misread = {one.place for one in problems if one.code in ("R007", "R011")}
    for responses in read:
        checked = check_responses(responses, catalogue, submit=submit)
        problems += (one for one in checked if one.code != "R010" or one.place not in misread)
    return collect(problems)


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
    if kind in WORKBOOKS:
        sheets = read_workbook(path, name)
        if isinstance(sheets, Problem):
            return None, [sheets]
        return raw_from_sheets(sheets, catalogue)
    if kind in _TABLES:
        raws, problems = _read_table(path, catalogue)
        if len(raws) > 1:
            return None, [*problems, _several(raws)]
        return (raws[0] if raws else None), problems
    if kind not in DOCUMENTS:
        return None, [other_kind(path, (*WORKBOOKS, *DOCUMENTS[:2], *_TABLES))]
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


def _read(
    path: Path, catalogue: Catalogue, *, placed: bool = False
) -> tuple[Responses | None, list[Problem]]:
    responses, problems = _interpreted(path, catalogue, placed=placed)
    if placed:
        return responses, problems
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


def _read_table(path: Path, catalogue: Catalogue) -> tuple[tuple[RawResponses, ...], list[Problem]]:
    """Return what a .csv holds: a table of answers, or the submissions of an export."""
    content = read_bytes(path, path.name)
    text = content if isinstance(content, Problem) else decode_csv(content, path.name)
    if isinstance(text, Problem):
        return (), [text]
    delimiter, headings = sniff(text, lambda heading: table_key(heading) is not None)
    if not headings:
        return (), [problem("F003", Place(file=path.name))]
    if "id" in map(table_key, headings):
        table, problems = parse_csv(text, path.name, delimiter)
        raw, found = raw_from_table(table, catalogue)
        return (() if raw is None else (raw,)), [*problems, *found]
    known = Headings(catalogue)
    table, problems = parse_csv(text, path.name, sniff(text, known.expects)[0])
    raws, found = raws_from_submissions(table, known, catalogue)
    return raws, [*problems, *found]


def _several(raws: tuple[RawResponses, ...]) -> Problem:
    """Refuse several submissions where one is asked for, and name them."""
    empty = Cell("", Place())
    keys = ("country", "round", "authority")
    names = [
        " ".join(filter(None, (raw.head.get(key, empty).text for key in keys))) for raw in raws
    ]
    shown = "; ".join(f"{raw.place.line}: {name}" for raw, name in zip(raws, names, strict=True))
    return problem("R046", raws[1].place, count=len(raws), names=shown)
