"""Exports of ODK Central and KoboToolbox to raw rows: one submission a row, one question a column.

Columns are found by the names of the questions, alone or after their groups (``PRV-PRV_1-PRV_1_a``,
``PRV/PRV_1/PRV_1_a``), or by their labels in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from teia_indicators.catalogue.model import Catalogue, Criterion, WorkingArea
from teia_indicators.problems import Problem, did_you_mean, problem
from teia_indicators.responses.layout import ANSWER_COLUMNS
from teia_indicators.responses.raw import Cell, RawResponses, RawRow
from teia_indicators.responses.survey import (
    COVER,
    COVER_GROUP,
    EVIDENCE_PARTS,
    FORMAT,
    Slot,
    question_label,
    question_name,
    slots,
    survey_names,
)
from teia_indicators.sources.csv_in import CsvCell, CsvTable
from teia_indicators.text import LANGUAGES, texts

#: What ODK Central, Briefcase and KoboToolbox add of their own: known, and not read.
_METADATA = frozenset(
    (
        *("start", "end", "today", "username", "deviceid", "subscriberid", "simserial"),
        *("phonenumber", "email", "audit", "instanceID", "instanceName", "deprecatedID"),
        *("SubmissionDate", "KEY", "PARENT_KEY", "SubmitterID", "SubmitterName", "DeviceID"),
        *("AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "Edits"),
        *("FormVersion", "isValidated", "rootUuid", "uuid", "_id", "_uuid", "_index", "_tags"),
        *("_submission_time", "_submitted_by", "_validation_status", "_status", "_notes"),
        *("__version__", "_version_", "_xform_id_string", "_attachments", "_geolocation"),
        *("_bamboo_dataset_id", "_media_all_received", "_date_modified"),
        *("_parent_index", "_parent_table_name"),
    )
)
_GROUP_OF_METADATA = re.compile(r"(meta|formhub)[-/]")

#: Parts that steer the form and are no answer.
_STEERING = ("submit", "more")


class Headings:
    """Tells which question of a catalogue's form a column holds."""

    def __init__(self, catalogue: Catalogue) -> None:
        known = list(slots(catalogue))
        self.names = {question_name(catalogue, slot): slot for slot in known}
        shown = [slot for slot in known if slot.item or slot.part in COVER]
        self.labels = {
            _fold(question_label(catalogue, slot, language)): slot
            for language in LANGUAGES
            for slot in shown
        }
        self.longest = max(map(len, self.labels))
        names, items = survey_names(catalogue), catalogue.items
        named = (names[item] for item in items if not isinstance(items[item], Criterion))
        self.groups = {COVER_GROUP, *named}

    def slot(self, heading: str) -> Slot | None:
        """Return the question of a heading; None where it is none."""
        *groups, name = re.split(r"[-/]", heading.strip())
        if name in self.names and self.groups.issuperset(groups):
            return self.names[name]
        label = _fold(heading)[-self.longest :]
        while label not in self.labels and "/" in label:
            label = label.partition("/")[2].strip()
        return self.labels.get(label)

    def expects(self, heading: str) -> bool:
        """Tell whether a column is a question, or one that servers add."""
        return self.slot(heading) is not None or self.passes(heading)

    def passes(self, heading: str) -> bool:
        """Tell whether a column is known to hold no answer."""
        own = heading.strip()
        is_group = self.groups.issuperset(re.split(r"[-/]", own))
        return is_group or _GROUP_OF_METADATA.sub("", own) in _METADATA


def _fold(label: str) -> str:
    return " ".join(label.casefold().split())


def raws_from_submissions(
    table: CsvTable, headings: Headings, catalogue: Catalogue
) -> tuple[tuple[RawResponses, ...], list[Problem]]:
    """Return the raw rows of each submission, and what is wrong with the columns.

    Parameters
    ----------
    table : CsvTable
        The export.
    headings : Headings
        Of the catalogue's form.
    catalogue : Catalogue
        Tells the columns of working areas (their challenges) from the others.
    """
    problems: list[Problem] = []
    columns = _columns(table, headings, problems)
    if not any(slot.item for slot in columns.values()):
        return (), [problem("R044", table.place(table.header[0]), value=table.header[0].text)]
    if not table.rows:
        problems.append(problem("F003", table.place()))
    raws = tuple(_submission(table, row, columns, catalogue) for row in table.rows)
    return raws, [*problems, *(found for raw in raws for found in _check_format(raw))]


def _columns(table: CsvTable, headings: Headings, problems: list[Problem]) -> dict[int, Slot]:
    found: dict[int, Slot] = {}
    first: dict[Slot, CsvCell] = {}
    for at, cell in enumerate(table.header):
        slot, place = headings.slot(cell.text), table.place(cell)
        if slot is None:
            filled = any(row[at].text.strip() for row in table.rows if at < len(row))
            if filled and not headings.passes(cell.text):
                hint = did_you_mean(re.split(r"[-/]", cell.text)[-1], headings.names)
                problems.append(problem("R045", place, cell.text, key=cell.text, hint=hint))
        elif slot in first:
            line = first[slot].line
            problems.append(problem("F009", place, cell.text, key=cell.text, line=line))
        else:
            first[slot] = cell
            found[at] = slot
    return found


def _submission(
    table: CsvTable, row: tuple[CsvCell, ...], columns: Mapping[int, Slot], catalogue: Catalogue
) -> RawResponses:
    given: dict[str, dict[str, Cell]] = {}
    for at, slot in columns.items():
        cell = row[at] if at < len(row) else CsvCell("", 0, 0)
        if cell.text.strip() and slot.part not in _STEERING:
            found = Cell(cell.text, table.place(cell))
            given.setdefault(slot.item, {})[slot.part] = _code(slot.part, found)
    head = given.pop("", {})
    place = table.place(row[0])
    asked = head.pop("asked", Cell("", place))
    areas = {item for item in given if isinstance(catalogue.items[item], WorkingArea)}
    return RawResponses(
        place=place,
        head=head,
        rows=tuple(_rows(given, areas)),
        challenges=tuple(
            RawRow(Cell(area, fields["value"].place), fields)
            for area, fields in given.items()
            if area in areas
        ),
        asked=tuple(Cell(item, asked.place) for item in asked.text.split()),
    )


def _rows(given: Mapping[str, Mapping[str, Cell]], areas: set[str]) -> Iterator[RawRow]:
    for item, fields in given.items():
        if item not in areas:
            answer = {key: fields[key] for key in ANSWER_COLUMNS if key in fields}
            evidence = {key: fields[key] for key in EVIDENCE_PARTS if key in fields}
            place = next(iter(fields.values())).place
            yield RawRow(Cell(item, place), answer, (evidence,) if evidence else ())


def _code(part: str, cell: Cell) -> Cell:
    """Return the code of what is chosen by its label, where no other reader would know it."""
    if part == "language":
        labels = {_fold(texts(code)["language"]): code for code in LANGUAGES}
    elif part == "correction":
        words = ("yes", "no")
        labels = {_fold(texts(code)["answers"][word]): word for code in LANGUAGES for word in words}
    else:
        return cell
    return Cell(labels.get(_fold(cell.text), cell.text), cell.place)


def _check_format(raw: RawResponses) -> Iterator[Problem]:
    """Refuse the export of a form of another layout."""
    written = raw.head.get("format")
    if written is not None and written.text != FORMAT:
        params = {"key": "teia_format", "value": written.text, "expected": FORMAT}
        yield problem("F012", written.place, "format", **params)
