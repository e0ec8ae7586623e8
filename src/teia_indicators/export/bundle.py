"""What a bundle holds: its document, and the files that follow from it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from pydantic_core import to_json

from teia_indicators.assessment import Assessment
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.export.codelists import codelists_csv
from teia_indicators.export.coin import IDATA, coin_files, coin_note
from teia_indicators.export.datapackage import DATAPACKAGE, datapackage
from teia_indicators.export.observations import observations_csv
from teia_indicators.export.placing import FORMAT, Entry, entry_of
from teia_indicators.export.records import (
    LEVELS,
    SCHEMA_VERSION,
    Confidentiality,
    Document,
    FullDocument,
    PeerDocument,
    PublicDocument,
    Record,
    record,
)
from teia_indicators.gaps import Gaps
from teia_indicators.indices import IndexMapping, Indices, compute_indices
from teia_indicators.model import canonical_json
from teia_indicators.plain import plain_data
from teia_indicators.problems import BundleError, Place, did_you_mean, problem

ASSESSMENT = "assessment.json"
CATALOGUE = "catalogue.json"
TRANSLATIONS = "translations.json"
SUMS = "SHA256SUMS"
OBSERVATIONS = "observations.csv"
SCHEMA = "ismi-bundle.schema.json"


def build_document(
    assessments: Iterable[Assessment],
    *,
    confidentiality: Confidentiality,
    mapping: IndexMapping,
    gaps: Sequence[Gaps],
) -> Document:
    """Return the content of assessment.json; see `export_ismi`."""
    given = list(going_together(assessments, confidentiality))
    indices = [compute_indices(one, mapping) for one in given]
    head = document_head(given[0], confidentiality, mapping, indices[0])
    records = [
        record(one, gap, index, confidentiality)
        for one, gap, index in zip(given, gaps, indices, strict=True)
    ]
    return type(head)(**{**vars(head), "assessments": tuple(sorted(records, key=record_key))})


def document_head(
    first: Assessment, confidentiality: Confidentiality, mapping: IndexMapping, indices: Indices
) -> Document:
    """Return a document that holds no assessment yet: what is the same of all that go into it."""
    catalogue = first.catalogue
    models: dict[str, type[Document]] = {
        "full": FullDocument,
        "peer": PeerDocument,
        "public": PublicDocument,
    }
    fields: dict[str, Any] = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "official": False,
        "catalogue": catalogue.ref,
        "profile_of": catalogue.profile_of,
        "catalogue_status": catalogue.status,
        "catalogue_title": catalogue.title,
        "statement": catalogue.statement,
        "method": first.method,
        "mapping": mapping,
        "unmapped": indices.unmapped,
        "multiple": indices.multiple,
        "confidentiality": confidentiality,
        "assessments": (),
    }
    return models[confidentiality].model_construct(**fields)


def record_key(found: Record) -> tuple[str, str]:
    """Return that by which the records of a bundle are put in order."""
    return found.country, found.round


def going_together(assessments: Iterable[Assessment], confidentiality: str) -> Iterator[Assessment]:
    """Yield the assessments of one bundle, one by one.

    Raises
    ------
    BundleError
        At the end, with all that does not go together: the level, two of the same country and
        round, another catalogue or method than the first's; or at once if there is none.
    """
    problems, seen = [], set()
    if confidentiality not in LEVELS:
        hint = did_you_mean(str(confidentiality), LEVELS)
        found = problem("B013", Place(), "confidentiality", value=confidentiality, hint=hint)
        problems.append(found)
    first: Assessment | None = None
    for one in assessments:
        first = first or one
        name = f"{one.country} {one.round}"
        if (one.country, one.round) in seen:
            problems.append(problem("B010", Place(), name, value=name))
        seen.add((one.country, one.round))
        if one.catalogue.checksum != first.catalogue.checksum or one.method != first.method:
            problems.append(problem("B015", Place(), name, value=name))
        if not problems:
            yield one
    if first is None:
        problems.append(problem("B014", Place()))
    if problems:
        raise BundleError(problems)


def document_parts(head: Document, records: Iterable[bytes]) -> Iterator[bytes]:
    """Yield assessment.json: what its head says, and the records between, as `record_bytes`."""
    empty = b"[]\n}\n"
    text = json_bytes(plain_data(head.model_copy(update={"assessments": ()})))
    yield text.removesuffix(empty) + b"["
    for at, part in enumerate(records):
        yield (b",\n  " if at else b"\n  ") + part
    yield b"\n ]\n}\n"


def record_bytes(found: Record) -> bytes:
    """Return a record as it stands in assessment.json: no newline in a JSON text is part of it."""
    return to_json(plain_data(found), indent=1).replace(b"\n", b"\n  ")


def tables(
    document: Document, catalogue: Catalogue, observations: Entry | None = None
) -> dict[str, bytes]:
    """Return the tables and what describes them; of a document of version 1.0 those of then.

    Where `observations.csv` stands already, it is left out, and the records need no more than
    `figures_only` keeps.
    """
    files = {"codelists.csv": codelists_csv(document, catalogue)}
    if observations is None:
        files = {OBSERVATIONS: observations_csv(document, catalogue), **files}
    if document.schema_version != "1.0":
        files |= coin_files(document, catalogue)
        entries = {name: entry_of(content) for name, content in files.items()}
        if observations is not None:
            entries[OBSERVATIONS] = observations
        head = files[IDATA].partition(b"\n")[0].decode("utf-8")
        units = next(csv.reader([head]))
        files[DATAPACKAGE] = json_bytes(datapackage(document, catalogue, entries, units))
    return files


def translations_json(catalogue: Catalogue) -> bytes:
    """Return the translated labels of a catalogue: of its title, areas, indicators and criteria.

    A catalogue's document has no translations; the labels of the tables need these.
    """
    found = [
        {
            "language": one.language,
            "status": one.status,
            "entries": {
                item: {
                    name: entries[name].model_dump()
                    for name in ("title", "text")
                    if name in entries
                }
                for item, entries in one.entries.items()
                if item == catalogue.id or item in catalogue.items
            },
        }
        for one in catalogue.translations
    ]
    return canonical_json(found)


def sums(entries: Mapping[str, Entry]) -> bytes:
    """Return SHA256SUMS, which ``sha256sum -c`` takes."""
    lines = [f"{entry.sha256}  {name}\n" for name, entry in sorted(entries.items())]
    return "".join(lines).encode("utf-8")


def schema_bytes() -> bytes:
    """Return the published JSON Schema of assessment.json; a test holds it to the models."""
    return (resources.files("teia_indicators") / "schemas" / SCHEMA).read_bytes()


def manifest(
    document: Document, catalogue: Catalogue, entries: Mapping[str, Entry]
) -> dict[str, Any]:
    """Return the manifest of a bundle's other files; a document of version 1.0 has no coin note."""
    coin = {} if document.schema_version == "1.0" else {"coin": coin_note(document, catalogue)}
    return {
        "format": FORMAT,
        "schema_version": document.schema_version,
        "library": writer(),
        "official": False,
        "confidentiality": document.confidentiality,
        "catalogue": document.catalogue.model_dump(),
        "profile_of": document.profile_of and document.profile_of.model_dump(),
        "mapping": f"{document.mapping.id} {document.mapping.version}",
        "inputs": [
            {"country": found.country, "round": found.round, "sha256": found.input}
            for found in document.assessments
        ],
        **coin,
        "files": [
            {"name": name, "bytes": entry.size, "sha256": entry.sha256}
            for name, entry in sorted(entries.items())
        ],
    }


def writer() -> str:
    """Return the name and version of this library, as a manifest has it."""
    from teia_indicators import __version__

    return f"teia-indicators {__version__}"


def json_bytes(document: Any) -> bytes:
    """Return a JSON document for people and diffs: indented, keys in their order, UTF-8."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode("utf-8")
