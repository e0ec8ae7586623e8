"""Assessments to the files of a bundle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from teia_indicators.assessment import Assessment
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.export.codelists import codelists_csv
from teia_indicators.export.coin import coin_files, coin_note
from teia_indicators.export.datapackage import DATAPACKAGE, datapackage
from teia_indicators.export.observations import observations_csv
from teia_indicators.export.placing import FORMAT, MANIFEST, place_bundle
from teia_indicators.export.records import (
    LEVELS,
    SCHEMA_VERSION,
    Confidentiality,
    Document,
    FullDocument,
    PeerDocument,
    PublicDocument,
    record,
)
from teia_indicators.gaps import Gaps, Target, find_gaps
from teia_indicators.indices import IndexMapping, compute_indices, load_mapping
from teia_indicators.model import canonical_json
from teia_indicators.plain import plain_data
from teia_indicators.problems import BundleError, Place, did_you_mean, problem

if TYPE_CHECKING:
    from teia_indicators.export.read import Bundle

ASSESSMENT = "assessment.json"
CATALOGUE = "catalogue.json"
TRANSLATIONS = "translations.json"
SUMS = "SHA256SUMS"
SCHEMA = "ismi-bundle.schema.json"


def export_ismi(
    assessments: Sequence[Assessment] | Assessment | Bundle,
    path: str | Path,
    *,
    confidentiality: Confidentiality = "full",
    mapping: IndexMapping | None = None,
    target: int | Target | None = None,
    sdmx: bool = False,
) -> Path:
    """Write an ISMI-compatible bundle: a folder, or a .zip if the name ends so.

    Parameters
    ----------
    assessments : Assessment, sequence of Assessment, or Bundle
        One or several countries and rounds, all of one catalogue and method. A bundle that was
        read is written again, byte for byte; one of an older version in the current one.
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

    Returns
    -------
    Path
        The bundle written.

    Raises
    ------
    BundleError
        If nothing is given, two assessments share country and round, catalogues or methods
        differ, the level is unknown, something that is no bundle stands at `path`, or a round is no
        time period of SDMX and that is asked for.
    MethodError
        If `sdmx` is asked for and the extra is not installed.
    FileError
        If it cannot be written; what stood there is untouched.
    """
    path = Path(path)
    if not isinstance(assessments, Assessment | Sequence):
        document, kept = _current(assessments)
        return _placed(document, assessments.catalogue, path, kept, sdmx=sdmx)
    given = [assessments] if isinstance(assessments, Assessment) else list(assessments)
    document = build_document(
        given,
        confidentiality=confidentiality,
        mapping=mapping or load_mapping(),
        gaps=[find_gaps(assessment, target) for assessment in given],
    )
    return _placed(document, given[0].catalogue, path, {}, sdmx=sdmx)


def _current(bundle: Bundle) -> tuple[Document, Mapping[str, bytes]]:
    """Return a bundle's document in the current version, and the files of ``sdmx/`` to keep."""
    from teia_indicators.export.again import computed_again

    if bundle.document.schema_version == SCHEMA_VERSION:
        return bundle.document, bundle.sdmx
    current = bundle.document.model_copy(update={"schema_version": SCHEMA_VERSION})
    return computed_again(bundle) or current, {}


def _placed(
    document: Document, catalogue: Catalogue, path: Path, kept: Mapping[str, bytes], *, sdmx: bool
) -> Path:
    if sdmx:
        from teia_indicators.export.sdmx import sdmx_files

        kept = sdmx_files(document, catalogue)
    place_bundle(bundle_files(document, catalogue, kept), path)
    return path


def build_document(
    assessments: Sequence[Assessment],
    *,
    confidentiality: Confidentiality,
    mapping: IndexMapping,
    gaps: Sequence[Gaps],
) -> Document:
    """Return the content of assessment.json; see `export_ismi`."""
    _refuse(assessments, confidentiality)
    indices = [compute_indices(assessment, mapping) for assessment in assessments]
    catalogue = assessments[0].catalogue
    common: dict[str, Any] = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "official": False,
        "confidentiality": confidentiality,
        "catalogue": catalogue.ref,
        "profile_of": catalogue.profile_of,
        "catalogue_status": catalogue.status,
        "catalogue_title": catalogue.title,
        "statement": catalogue.statement,
        "method": assessments[0].method,
        "mapping": mapping,
        "unmapped": indices[0].unmapped,
        "multiple": indices[0].multiple,
    }
    records: list[Any] = sorted(
        (
            record(assessment, gap, index, confidentiality)
            for assessment, gap, index in zip(assessments, gaps, indices, strict=True)
        ),
        key=lambda found: (found.country, found.round),
    )
    models: dict[str, type[Document]] = {
        "full": FullDocument,
        "peer": PeerDocument,
        "public": PublicDocument,
    }
    return models[confidentiality](**common, assessments=tuple(records))


def _refuse(assessments: Sequence[Assessment], confidentiality: str) -> None:
    problems = []
    if confidentiality not in LEVELS:
        hint = did_you_mean(str(confidentiality), LEVELS)
        found = problem("B013", Place(), "confidentiality", value=confidentiality, hint=hint)
        problems.append(found)
    if not assessments:
        raise BundleError([*problems, problem("B014", Place())])
    first, seen = assessments[0], set()
    for one in assessments:
        if (one.country, one.round) in seen:
            name = f"{one.country} {one.round}"
            problems.append(problem("B010", Place(), name, value=name))
        seen.add((one.country, one.round))
        if one.catalogue.checksum != first.catalogue.checksum or one.method != first.method:
            name = f"{one.country} {one.round}"
            problems.append(problem("B015", Place(), name, value=name))
    if problems:
        raise BundleError(problems)


def bundle_files(
    document: Document, catalogue: Catalogue, more: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """Return every file of a bundle by name; same document, same bytes.

    Parameters
    ----------
    document, catalogue : Document, Catalogue
        What the bundle holds.
    more : mapping of str to bytes or None
        Files of ``sdmx/``, where they were asked for.
    """
    files = {
        ASSESSMENT: json_bytes(plain_data(document)),
        CATALOGUE: canonical_json(catalogue.document()),
        TRANSLATIONS: translations_json(catalogue),
        SCHEMA: schema_bytes(),
        **tables(document, catalogue),
        **(more or {}),
    }
    files[MANIFEST] = json_bytes(manifest(document, catalogue, files))
    files[SUMS] = sums(files)
    return files


def tables(document: Document, catalogue: Catalogue) -> dict[str, bytes]:
    """Return the tables and what describes them; of a document of version 1.0 those of then."""
    files = {
        "observations.csv": observations_csv(document, catalogue),
        "codelists.csv": codelists_csv(document, catalogue),
    }
    if document.schema_version != "1.0":
        files |= coin_files(document, catalogue)
        files[DATAPACKAGE] = json_bytes(datapackage(document, catalogue, files))
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


def sums(files: dict[str, bytes]) -> bytes:
    """Return SHA256SUMS, which ``sha256sum -c`` takes."""
    lines = [f"{_sha256(content)}  {name}\n" for name, content in sorted(files.items())]
    return "".join(lines).encode("utf-8")


def schema_bytes() -> bytes:
    """Return the published JSON Schema of assessment.json; a test holds it to the models."""
    return (resources.files("teia_indicators") / "schemas" / SCHEMA).read_bytes()


def manifest(
    document: Document, catalogue: Catalogue, files: Mapping[str, bytes]
) -> dict[str, Any]:
    """Return the manifest of a bundle's other files; a document of version 1.0 has no coin note."""
    from teia_indicators import __version__

    coin = {} if document.schema_version == "1.0" else {"coin": coin_note(document, catalogue)}
    return {
        "format": FORMAT,
        "schema_version": document.schema_version,
        "library": f"teia-indicators {__version__}",
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
            {"name": name, "bytes": len(content), "sha256": _sha256(content)}
            for name, content in sorted(files.items())
        ],
    }


def json_bytes(document: Any) -> bytes:
    """Return a JSON document for people and diffs: indented, keys in their order, UTF-8."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode("utf-8")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
