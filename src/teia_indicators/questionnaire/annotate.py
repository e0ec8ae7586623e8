"""A regenerated copy of a filled questionnaire in which everything that is wrong is marked."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import xlsxwriter

from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import Place, Problem, Problems, ResponsesError, collect
from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.questionnaire.filled import Fields, Filled, Labels
from teia_indicators.questionnaire.more_sheet import MORE
from teia_indicators.questionnaire.problem_sheet import ProblemSheet, Stray
from teia_indicators.questionnaire.target_sheet import TARGET
from teia_indicators.questionnaire.workbook import KINDS, write_sheets
from teia_indicators.questionnaire.writer import Spot, Writer
from teia_indicators.responses.interpret import interpret
from teia_indicators.responses.layout import COVER_KEYS
from teia_indicators.responses.model import Responses
from teia_indicators.responses.raw import Cell, RawResponses, RawRow
from teia_indicators.responses.read import read_raw, with_checks
from teia_indicators.responses.targets import target_of
from teia_indicators.sources.files import check_target, write_atomic
from teia_indicators.text import LANGUAGES

#: Problems of the file as a whole: without its own catalogue there is no form to make anew.
_FOREIGN = ("R002", "R003", "R004")


def annotate_workbook(
    path: str | Path,
    out: str | Path,
    catalogue: Catalogue | None = None,
    *,
    submit: bool = False,
    language: str | None = None,
) -> Path:
    """Write a copy of a filled questionnaire with every faulty cell marked, and a list with links.

    The copy is made anew from the catalogue, with what stands in the file in its cells; the file
    itself is never touched. What has no cell in the form, such as a row with an unknown id, is
    listed with all it holds. Mended, the copy can be sent in instead of the file.

    Parameters
    ----------
    path : str or Path
        The filled questionnaire, of any kind that `read_responses` takes.
    out : str or Path
        The .xlsx to write; same input, same bytes.
    catalogue : Catalogue or None
        The catalogue that was asked; None for the shipped one.
    submit : bool
        True to mark what is not answered yet as well.
    language : str or None
        Language of form and messages; None for that of the file.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ResponsesError
        If the file cannot be read, is no questionnaire, or belongs to another catalogue.
    FileError
        If the copy cannot be written, is no .xlsx, or would replace the file.
    """
    path, out = Path(path), Path(out)
    check_target(out, KINDS, [path])
    catalogue = catalogue or load_catalogue()
    raw, problems = read_raw(path, catalogue)
    if raw is None:
        raise ResponsesError(collect(problems))
    responses, more = interpret(raw, catalogue)
    read = () if responses is None else (responses,)
    more += target_of(raw, catalogue)[1]
    found = with_checks([*problems, *more], read, catalogue, submit=submit)
    foreign = [one for one in found if one.code in _FOREIGN]
    if foreign:
        raise ResponsesError(foreign)
    write_atomic(out, _copy(raw, catalogue, found, language))
    return out


def _copy(raw: RawResponses, catalogue: Catalogue, found: Problems, language: str | None) -> bytes:
    form = _form(raw, catalogue, language)
    cells, strays = _cells(raw, form)
    spots = _spots(raw, form, found)
    marks: dict[Spot, list[Problem]] = {}
    for one, spot in spots.items():
        marks.setdefault(spot, []).append(one)
    notes = {
        spot: "\n".join(
            f"{one.code}: {one.message(form.language)} {one.fix(form.language)}" for one in own
        )
        for spot, own in marks.items()
    }
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    writer = Writer(book, form, _previous(raw, catalogue), cells, notes)
    sheet = ProblemSheet(writer)
    write_sheets(writer)
    sheet.write(found, spots, strays)
    book.close()
    return stream.getvalue()


def _text(cells: Mapping[str, Cell], key: str) -> str:
    return cells[key].text if key in cells else ""


def _form(raw: RawResponses, catalogue: Catalogue, language: str | None) -> Questionnaire:
    """Return the form that the file was made from; what it says wrongly of itself stays so."""
    own = language or _text(raw.head, "language")
    asked = {cell.text for cell in raw.asked}
    known = [one.id for one in catalogue.indicators]
    return Questionnaire.model_construct(
        catalogue=catalogue,
        country=_text(raw.head, "country"),
        round=_text(raw.head, "round"),
        language=own if own in LANGUAGES else "en",
        depth="quick" if _text(raw.head, "depth") == "quick" else "full",
        authority=_text(raw.head, "authority"),
        focal_point=_text(raw.head, "focal_point"),
        asked=tuple(item for item in known if item in asked),
    )


def _previous(raw: RawResponses, catalogue: Catalogue) -> Responses | None:
    """Return last round's answers as the file has them; None where it has none."""
    if not raw.previous:
        return None
    name = raw.head.get("previous_round", Cell("", raw.place))
    head = {**raw.head, "round": name if name.text else Cell("-", raw.place)}
    return interpret(RawResponses(raw.place, head, raw.previous), catalogue)[0]


def _keys(row: RawRow) -> dict[str, Cell]:
    """Return the cells of a row, with its first evidence item, by the keys of the columns."""
    first = row.evidence[0] if row.evidence else {}
    return {**row.fields, **{f"evidence.{key}": cell for key, cell in first.items()}}


def _cells(raw: RawResponses, form: Questionnaire) -> tuple[Filled, list[Stray]]:
    """Return what stands in the form's cells, and the rows that have none."""
    asked = {question.id for question in form.questions}
    labels = Labels(form)
    rows: dict[str, Fields] = {}
    more: list[Fields] = []
    strays: list[Stray] = []
    for row in raw.rows:
        item, cells = row.item, _keys(row)
        further = _further(row)
        if item in asked and item not in rows:
            rows[item] = {key: labels.again(item, key, cell) for key, cell in cells.items()}
            more += [
                {
                    "more.id": item,
                    **{key: labels.again(item, key, cell) for key, cell in one.items()},
                }
                for one in further
            ]
        else:
            given = [pair for part in (cells, *further) for pair in part.items()]
            texts = tuple((key, cell.text) for key, cell in given if cell.text)
            strays += [Stray(row.id, texts)] if texts else []
    areas = {area.id for area in form.areas}
    head = {key: _text(raw.head, key) for key in COVER_KEYS}
    filled = Filled(
        head=head,
        rows=rows,
        more=tuple(more),
        targets=tuple(_target_cells(raw, labels)),
        challenges={
            row.item: _text(row.fields, "value") for row in raw.challenges if row.item in areas
        },
    )
    return filled, strays


def _target_cells(raw: RawResponses, labels: Labels) -> Iterator[Fields]:
    """Yield the rows of the sheet for targets, stages in the form's own language."""
    for row in raw.targets or ():
        own = {f"target.{key}": labels.target_again(key, cell) for key, cell in row.fields.items()}
        yield {"target.id": row.item, **own}


def _further(row: RawRow) -> list[dict[str, Cell]]:
    """Return further evidence by the keys of the columns; without items that are empty."""
    return [
        {f"evidence.{key}": cell for key, cell in item.items()}
        for item in row.evidence[1:]
        if any(cell.text for cell in item.values())
    ]


def _spots(raw: RawResponses, form: Questionnaire, found: Problems) -> dict[Problem, Spot]:
    """Return the cell of the copy for each problem that has one."""
    places = _places(raw, form)
    asked = {question.id for question in form.questions}
    spots: dict[Problem, Spot] = {}
    for one in found:
        if one.place in places:
            spots[one] = places[one.place]
        elif one.code == "R010" and one.path in asked:
            # No answer, and no row for one in the file: the copy has it again.
            spots[one] = (one.path, "value")
    return spots


def _places(raw: RawResponses, form: Questionnaire) -> dict[Place, Spot]:
    """Return the cell of the copy for each place in the file."""
    asked = {question.id for question in form.questions}
    found: dict[Place, Spot] = {
        cell.place: ("", key) for key, cell in raw.head.items() if key in COVER_KEYS
    }
    more = 0
    taken: set[str] = set()
    for row in raw.rows:
        item = row.item
        if item not in asked or item in taken:
            continue
        taken.add(item)
        found.setdefault(row.id.place, (item, "value"))
        for key, cell in _keys(row).items():
            found[cell.place] = (item, key)
        for evidence in _further(row):
            for key, cell in evidence.items():
                found[cell.place] = (f"{MORE}:{more}", key)
            more += 1
    for at, row in enumerate(raw.targets or ()):
        cells = {"id": row.id, **row.fields}
        found.update({c.place: (f"{TARGET}:{at}", f"target.{key}") for key, c in cells.items()})
    for row in raw.challenges:
        found[row.fields["value"].place] = (row.item, "value")
    return found
