"""ismi.xlsx: what a bundle's document holds, to be looked at in a spreadsheet."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from teia_indicators.assessment import DimensionScore, NodeScore
from teia_indicators.catalogue.actions import least_actions
from teia_indicators.catalogue.model import DIMENSIONS, Catalogue, Criterion
from teia_indicators.export.codelists import code_rows
from teia_indicators.export.records import Document, FullRecord, PeerRecord, Record
from teia_indicators.problems import BundleError, Place, problem
from teia_indicators.questionnaire.height import text_height
from teia_indicators.sources.extent import MAX_ROWS
from teia_indicators.text import LANGUAGES, phrase, texts

WORKBOOK = "ismi.xlsx"
#: What a cell of a workbook can hold, in units of UTF-16.
_LONGEST = 32_767
Value = str | int | float | datetime.date | None


class Sheet(NamedTuple):
    """A sheet: its name, its columns, and rows of as many cells; None is an empty cell."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[Value, ...]]


_WHOSE = ("Country", "Round")
_TITLES = ("Title", "Titre", "Название")
_FIGURES = ("Low", "Value", "High", "Coverage")
_STAGES = ("Stage low", "Stage high", "Declared", "Basis", "Progress")
_COUNTS = (
    *("yes", "partly", "no", "implied"),
    *("unanswered", "unknown", "withheld", "not_applicable"),
)
_MET = ("Met", "Met at most", "Applicable")
#: Titles in three languages by code.
Titles = Mapping[str, tuple[str, str, str]]


def sheets(document: Document, catalogue: Catalogue) -> Iterator[Sheet]:
    """Yield the sheets of a document's level, which hold no more than the document does.

    Heads are English, so that they stay the same for a program; titles and the sheet ``README``
    are in three languages (project's choice).
    """
    titles = {
        row["CODE"]: (row["LABEL_EN"], row["LABEL_FR"], row["LABEL_RU"])
        for row in code_rows(document, catalogue)
        if row["CODELIST"] in ("CL_CODE", "CL_DIMENSION")
    }

    def rows(make: Any) -> Iterator[tuple[Value, ...]]:
        for found in document.assessments:
            for row in make(found, catalogue, titles):
                yield (found.country, found.round, *row)

    yield Sheet("README", ("English", "Français", "Русский"), _readme(document))
    counts = tuple(name.replace("_", " ").capitalize() for name in _COUNTS)
    figures = ("Level", "Id", "Dimension", *_TITLES, "Status", *_FIGURES, "Sufficient", *_MET)
    yield Sheet("Profile", (*_WHOSE, *figures, *counts), rows(_profile))
    yield Sheet("Indices", (*_WHOSE, "Index", *_TITLES, *_FIGURES, "Criteria"), rows(_indices))
    if document.confidentiality == "public":
        return
    node = ("Area", "Id", *_TITLES, "Status", *_STAGES, *_FIGURES)
    yield Sheet("Indicators", (*_WHOSE, *node), rows(_indicators))
    free = ("Reason", "Comment", "Evidence") if document.confidentiality == "full" else ()
    said = ("Dimension", "Stage", "Answer", "Grade", *free)
    yield Sheet("Answers", (*_WHOSE, "Indicator", "Id", *_TITLES, *said), rows(_answers))
    gap = ("Stage low", "Stage high", "Next stage", "Target", "Target by", "Distance")
    gain = ("Gain overall", "Gain area", "Effort", "Criteria")
    whose = (*_WHOSE, "Rank", "Area", "Indicator", *_TITLES)
    yield Sheet("Gaps", (*whose, *gap, *gain), rows(_gaps))
    action = ("Rank", "Indicator", "Action", "To do", "Turns", "Usual owner", "Effort", "Duration")
    yield Sheet("Actions", (*_WHOSE, *action), rows(_actions))


def refuse_many(count: int, head: Document, catalogue: Catalogue) -> None:
    """Refuse a workbook of so many assessments that a sheet has more rows than are read.

    Raises
    ------
    BundleError
        If it would have.
    """
    each = (len(catalogue.areas) + 1) * (len(DIMENSIONS) + 1)
    if head.confidentiality != "public":
        each = len(catalogue.indicators) + len(catalogue.criteria)
    if count * each >= MAX_ROWS:
        most = (MAX_ROWS - 1) // each
        raise BundleError([problem("B021", Place(file=WORKBOOK), limit=most)])


def workbook_bytes(document: Document, catalogue: Catalogue) -> bytes:
    """Return the workbook; same document, same bytes."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(stream, options)
    created = datetime.datetime.strptime(catalogue.publication_date, "%Y-%m-%d")
    title = phrase("ismi_workbook.title")
    book.set_properties({"title": title, "created": created, "comments": "official: false"})
    looks = _looks(book)
    for sheet in sheets(document, catalogue):
        _write(book.add_worksheet(sheet.name), sheet, looks)
    book.close()
    return stream.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    rule = {"valign": "top", "font_size": 10}
    return {
        "head": book.add_format(
            {**rule, "bold": True, "text_wrap": True, "bg_color": "#1F3864", "font_color": "white"}
        ),
        "text": book.add_format({**rule, "text_wrap": True}),
        "figure": book.add_format({**rule, "num_format": "0.0000"}),
        "whole": book.add_format({**rule, "num_format": "0"}),
        "day": book.add_format({**rule, "num_format": "yyyy-mm-dd"}),
    }


#: Widths of columns in letters; the others have 11.
_WIDTHS = {
    **dict.fromkeys((*_TITLES, "To do", "Comment", "Evidence", "Criteria", "Turns"), 40),
    **dict.fromkeys(("English", "Français", "Русский"), 60),
    **dict.fromkeys(("Reason", "Usual owner"), 26),
    **dict.fromkeys(("Country", "Round", "Rank", "Stage"), 8),
    **dict.fromkeys(("Dimension", "Status", "Duration", "Answer", "Target by"), 15),
    "Index": 24,
}


def _write(page: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
    """Write a sheet, every text as a text: none of them is ever a formula or a link."""
    widths = [_WIDTHS.get(name, 11) for name in sheet.columns]
    for at, (name, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        page.set_column(at, at, width)
        page.write_string(0, at, name, looks["head"])
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        words = [(str(one), size) for one, size in zip(row, widths, strict=True) if one is not None]
        page.set_row(last, text_height(*words))
        for at, value in enumerate(row):
            match value:
                case str():
                    page.write_string(last, at, _fitting(value), looks["text"])
                case int():
                    page.write_number(last, at, value, looks["whole"])
                case float():
                    page.write_number(last, at, value, looks["figure"])
                case datetime.date():
                    page.write_datetime(last, at, value, looks["day"])
    page.freeze_panes(1, 0)
    if sheet.name != "README":
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&R&P / &N")


def _fitting(text: str) -> str:
    """Return a text as far as a cell can hold it; assessment.json has the whole."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST:
        return text
    return units[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _readme(document: Document) -> Iterator[tuple[Value, ...]]:
    """Yield what is to be known first, in three languages."""
    mapping, method = document.mapping, document.method
    facts = {
        "catalogue": f"{document.catalogue.id} {document.catalogue.version}",
        "checksum": document.catalogue.checksum,
        "mapping": f"{mapping.id} {mapping.version}",
        "mapping_status": mapping.status,
        "level": document.confidentiality,
        "schema": document.schema_version,
        "aggregation": method.aggregation,
        "missing": method.missing,
        "threshold": method.coverage_threshold,
        "unmapped": ", ".join(document.unmapped) or "–",
        "multiple": ", ".join(document.multiple) or "–",
        "assumptions": "; ".join(mapping.assumptions) or "–",
    }
    for key in texts("en")["ismi_workbook"]["readme"]:
        yield tuple(phrase(f"ismi_workbook.readme.{key}", one, **facts) for one in LANGUAGES)


def _status(node: NodeScore) -> str:
    if not node.applicable:
        return "not applicable"
    return "no value" if node.value is None else "given"


def _figures(node: Any) -> tuple[Value, ...]:
    return node.low, node.value, node.high, node.coverage


def _profile(found: Record, _: Catalogue, titles: Titles) -> Iterator[tuple[Value, ...]]:
    """Yield the whole and the areas; and each again by dimension, where the level has that."""
    for node in (found.overall, *found.areas):
        level = "overall" if node is found.overall else "area"
        yield (
            *(level, node.id, "_T", *titles[node.id], _status(node), *_figures(node)),
            *("no" if node.insufficient else "yes", None, None, None),
            *(getattr(node.counts, name) for name in _COUNTS),
        )
        for one in _dimensions(found, node.id):
            yield (
                *(level, node.id, one.id, *titles[one.id]),
                "given" if one.applicable else "not applicable",
                *(one.low, one.value, one.high, None, None),
                *(one.met, one.met_high, one.applicable),
                *[None] * len(_COUNTS),
            )


def _dimensions(found: Record, item: str) -> tuple[DimensionScore, ...]:
    if not isinstance(found, PeerRecord):
        return ()
    whole = item == found.overall.id
    return found.dimensions if whole else found.area_dimensions.get(item, ())


def _indices(found: Record, _: Catalogue, titles: Titles) -> Iterator[tuple[Value, ...]]:
    for one in found.indices:
        yield one.id, *titles[one.id], *_figures(one), one.criteria


def _indicators(
    found: PeerRecord, catalogue: Catalogue, titles: Titles
) -> Iterator[tuple[Value, ...]]:
    for node in found.indicators:
        yield (
            *(catalogue.parents[node.id], node.id, *titles[node.id], _status(node)),
            *(node.stage_low, node.stage_high, node.declared, node.basis, node.progress),
            *_figures(node),
        )


def _answers(
    found: PeerRecord, catalogue: Catalogue, titles: Titles
) -> Iterator[tuple[Value, ...]]:
    """Yield each criterion with its answer, and what was said of indicators as a whole."""
    said = {one.id: one for one in found.answers}
    own = found.responses.answers if isinstance(found, FullRecord) else None
    for indicator in catalogue.indicators:
        items: Sequence[Any] = (indicator, *indicator.criteria)
        for item in items:
            answer, is_criterion = said.get(item.id), isinstance(item, Criterion)
            if answer is None and not is_criterion and indicator.criteria:
                continue
            row: tuple[Value, ...] = (
                indicator.id,
                item.id,
                *titles[item.id],
                item.dimension if is_criterion else None,
                item.stage if is_criterion else None,
                answer.value if answer else "unanswered",
                answer.grade if answer else None,
            )
            if own is not None:
                row += _free(own.get(item.id))
            yield row


def _free(answer: Any) -> tuple[Value, ...]:
    """Return the free texts of an answer; of a withheld one no more than its ground is there."""
    if answer is None:
        return None, None, None
    evidence = "\n".join(
        ", ".join(filter(None, (one.title, one.reference, one.date))) for one in answer.evidence
    )
    return answer.reason or None, answer.comment or None, evidence or None


def _gaps(found: PeerRecord, _: Catalogue, titles: Titles) -> Iterator[tuple[Value, ...]]:
    for gap in found.gaps:
        yield (
            *(gap.rank, gap.area, gap.indicator, *titles[gap.indicator]),
            *(gap.stage_low, gap.stage_high, gap.next_stage, gap.target, gap.target_by),
            *(gap.distance, gap.gain_overall, gap.gain_area, gap.effort),
            ", ".join(one.id for one in gap.criteria),
        )


def _actions(found: PeerRecord, catalogue: Catalogue, _: Titles) -> Iterator[tuple[Value, ...]]:
    """Yield, for each gap, the actions of least effort that close it."""
    for gap in found.gaps:
        wanted = [one.id for one in gap.criteria]
        for action in least_actions(wanted, catalogue.actions):
            yield (
                *(gap.rank, gap.indicator, action.id, action.title, ", ".join(action.turns)),
                *(action.owner, action.effort, action.duration),
            )
