"""Assessments to a bundle: taken one by one, written beside its target, moved when whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from teia_indicators.assessment import Assessment
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.export.again import computed_again
from teia_indicators.export.bundle import (
    ASSESSMENT,
    CATALOGUE,
    OBSERVATIONS,
    SCHEMA,
    SUMS,
    TRANSLATIONS,
    document_head,
    document_parts,
    going_together,
    json_bytes,
    manifest,
    record_bytes,
    record_key,
    schema_bytes,
    sums,
    tables,
    translations_json,
)
from teia_indicators.export.observations import OBSERVATION_COLUMNS, observation_lines
from teia_indicators.export.placing import MANIFEST, Draft, draft_bundle
from teia_indicators.export.read import Bundle
from teia_indicators.export.records import (
    SCHEMA_VERSION,
    Confidentiality,
    Document,
    Record,
    Shared,
    figures_only,
    record,
)
from teia_indicators.export.workbook import WORKBOOK, refuse_many, workbook_bytes
from teia_indicators.gaps import Target, find_gaps
from teia_indicators.indices import IndexMapping, compute_indices, load_mapping
from teia_indicators.model import canonical_json
from teia_indicators.sources.csv import csv_head


def export_ismi(
    assessments: Iterable[Assessment] | Assessment | Bundle,
    path: str | Path,
    *,
    confidentiality: Confidentiality = "full",
    mapping: IndexMapping | None = None,
    target: int | Target | None = None,
    sdmx: bool = False,
    xlsx: bool = True,
) -> Path:
    """Write an ISMI-compatible bundle: a folder, or a .zip if the name ends so.

    Parameters
    ----------
    assessments : Assessment, iterable of Assessment, or Bundle
        One or several countries and rounds, all of one catalogue and method, in any order. They are
        taken one by one, so that a generator of thousands needs no memory for all. A bundle that
        was read is written again, byte for byte; one of an older version in the current one.
    path : str or Path
        Target; an older bundle there is replaced as a whole.
    confidentiality : {"full", "peer", "public"}
        ``full``: everything. ``peer``: no free text, evidence or contacts. ``public``: figures of
        areas and indices only.
    mapping : IndexMapping or None
        None for the shipped provisional ISMI mapping.
    target : int, Target or None
        Target of the gaps; None for the catalogue's default.
    sdmx : bool
        True to write ``sdmx/`` as well, with the extra ``sdmx``: structure, SDMX-ML 3.0 and
        SDMX-CSV. It is asked for, so that no bundle depends on what is installed. A bundle that
        was read with it keeps it.

    xlsx : bool
        False to leave out ismi.xlsx: for that, all assessments are kept in memory. A bundle that
        was read has it or not as it was.

    Returns
    -------
    Path
        The bundle written.

    Raises
    ------
    BundleError
        If nothing is given, two assessments share country and round, catalogues or methods
        differ, the level is unknown, something that is no bundle stands at `path`, or a round is no
        time period of SDMX and that is asked for, or a workbook would have too many rows.
    MethodError
        If `sdmx` is asked for and the extra is not installed.
    FileError
        If it cannot be written; what stood there is untouched.
    """
    content = (
        _read_before(assessments)
        if isinstance(assessments, Bundle)
        else _new(assessments, confidentiality, mapping or load_mapping(), target)
    )
    with draft_bundle(Path(path)) as draft:
        _write(draft, content, sdmx=sdmx, xlsx=xlsx)
    return Path(path)


class _Content(NamedTuple):
    """What goes into a bundle; the records come one by one.

    `kept` are files as they were read, None where a new bundle is made.
    """

    head: Document
    catalogue: Catalogue
    records: Iterable[Record]
    kept: Mapping[str, bytes] | None = None


def _new(
    assessments: Iterable[Assessment] | Assessment,
    confidentiality: Confidentiality,
    mapping: IndexMapping,
    target: int | Target | None,
) -> _Content:
    given = [assessments] if isinstance(assessments, Assessment) else assessments
    checked = going_together(given, confidentiality)
    first = next(checked)

    def records() -> Iterator[Record]:
        for one in chain([first], checked):
            gaps, indices = find_gaps(one, target), compute_indices(one, mapping)
            yield record(one, gaps, indices, confidentiality)

    head = document_head(first, confidentiality, mapping, compute_indices(first, mapping))
    return _Content(head, first.catalogue, records())


def _read_before(bundle: Bundle) -> _Content:
    """Return what was read; of an older version in the current one, with a workbook."""
    document = bundle.document
    if document.schema_version != SCHEMA_VERSION:
        current = document.model_copy(update={"schema_version": SCHEMA_VERSION})
        document = computed_again(bundle) or current
        return _Content(document, bundle.catalogue, document.assessments)
    workbook = {WORKBOOK: bundle.workbook} if bundle.workbook else {}
    return _Content(document, bundle.catalogue, document.assessments, {**bundle.sdmx, **workbook})


def _write(draft: Draft, content: _Content, *, sdmx: bool, xlsx: bool) -> None:
    """Write every file of a bundle; same content, same bytes."""
    catalogue, kept = content.catalogue, dict(content.kept or {})
    xlsx = xlsx and content.kept is None
    document = _write_records(draft, content, sdmx=sdmx, xlsx=xlsx)
    draft.write(CATALOGUE, canonical_json(catalogue.document()))
    draft.write(TRANSLATIONS, translations_json(catalogue))
    draft.write(SCHEMA, schema_bytes())
    found = tables(document, catalogue, draft.entries[OBSERVATIONS])
    if sdmx:
        from teia_indicators.export.sdmx import sdmx_files

        kept |= sdmx_files(document, catalogue)
    if xlsx:
        kept[WORKBOOK] = workbook_bytes(document, catalogue)
    for name, text in {**found, **kept}.items():
        if name not in draft.entries:
            draft.write(name, text)
    draft.write(MANIFEST, json_bytes(manifest(document, catalogue, draft.entries)))
    draft.write(SUMS, sums(draft.entries))


def _write_records(draft: Draft, content: _Content, *, sdmx: bool, xlsx: bool) -> Document:
    """Write assessment.json and observations.csv.

    The document that is returned holds the records whole, or only what the other tables take.
    """
    head, catalogue = content.head, content.catalogue
    with draft.spool() as documents, draft.spool() as rows:
        kept, shared = [], Shared()
        for found in content.records:
            key = record_key(found)
            documents.add(key, record_bytes(found))
            rows.add(key, observation_lines(found, head, catalogue))
            kept.append(found if sdmx or xlsx else figures_only(found, shared))
            if xlsx:
                refuse_many(len(kept), head, catalogue)
        draft.write(ASSESSMENT, document_parts(head, documents))
        draft.write(OBSERVATIONS, chain([csv_head(OBSERVATION_COLUMNS)], rows))
    return head.model_copy(update={"assessments": tuple(sorted(kept, key=record_key))})
