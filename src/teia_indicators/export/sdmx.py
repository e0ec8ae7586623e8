"""The observations as SDMX 3.0, through pysdmx: structure, SDMX-ML data and SDMX-CSV data."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from teia_indicators.catalogue.model import Catalogue
from teia_indicators.export.codelists import CODE_LISTS, code_rows
from teia_indicators.export.observations import OBSERVATION_COLUMNS, observation_rows
from teia_indicators.export.records import Document
from teia_indicators.extras import require_extra
from teia_indicators.problems import BundleError, Place, problem
from teia_indicators.text import phrase

STRUCTURE, DATA_XML, DATA_CSV = "sdmx/structure.xml", "sdmx/data.xml", "sdmx/data.csv"
#: The maintainer of the structures is this project, and nobody official.
AGENCY = "TEIA_INDICATORS"
FLOW, DEFINITION, CONCEPTS = "TEIA_ISMI", "TEIA_ISMI", "TEIA_CONCEPTS"
MEASURES = ("OBS_VALUE", "OBS_LOW", "OBS_HIGH")
DIMENSIONS = OBSERVATION_COLUMNS[:7]
#: The dimension of time comes last of the dimensions.
_COMPONENTS = (
    *(name for name in DIMENSIONS if name != "TIME_PERIOD"),
    "TIME_PERIOD",
    *OBSERVATION_COLUMNS[7:],
)
_NUMBERS = (*MEASURES, "COVERAGE")
_URN = "urn:sdmx:org.sdmx.infomodel"
#: Time periods of SDMX that a round may be named by.
_PERIOD = re.compile(r"\d{4}(-(A1|S[12]|T[123]|Q[1-4]|M(0[1-9]|1[0-2])|(0[1-9]|1[0-2])(-\d\d)?))?")


def sdmx_files(document: Document, catalogue: Catalogue) -> dict[str, bytes]:
    """Return sdmx/structure.xml, sdmx/data.xml and sdmx/data.csv; same document, same bytes.

    Codes of SDMX are letters, digits, ``_``, ``-``, ``@`` and ``$``: any other sign of a code is
    ``_`` there, and an annotation keeps the code as it is. The header's time is the catalogue's
    date of publication, since a bundle knows no clock.

    Raises
    ------
    MethodError
        If the extra ``sdmx`` is not installed.
    BundleError
        If the name of a round is no time period of SDMX.
    """
    _check_rounds(document)
    sdmx = require_extra("pysdmx.io", "sdmx")
    formats = require_extra("pysdmx.io.format", "sdmx").Format
    codes = _codes(document, catalogue)
    structures = _structures(document, codes)
    data = _dataset(document, catalogue, codes, structures)

    def written(what: Any, kind: Any, **options: Any) -> bytes:
        text: str = sdmx.write_sdmx(what, kind, **options)
        return text.replace("\r\n", "\n").encode("utf-8")

    def header() -> Any:
        return _header(document, catalogue)

    return {
        STRUCTURE: written(structures, formats.STRUCTURE_SDMX_ML_3_0, header=header()),
        DATA_XML: written(data, formats.DATA_SDMX_ML_3_0, header=header()),
        DATA_CSV: written(data, formats.DATA_SDMX_CSV_2_0_0),
    }


def written_here(structure: bytes) -> bool:
    """Tell whether structure.xml was written by the release of pysdmx that is installed."""
    try:
        return f">{_writer()}<".encode() in structure
    except PackageNotFoundError:
        return False


def _writer() -> str:
    return f"pysdmx {version('pysdmx')}"


def sdmx_ids(codes: Sequence[str]) -> dict[str, str]:
    """Return the id in SDMX of each code, all different."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for code in codes:
        name = re.sub(r"[^A-Za-z0-9_@$-]", "_", code)
        while name in taken:
            name += "_"
        taken.add(name)
        found[code] = name
    return found


def _check_rounds(document: Document) -> None:
    rounds = sorted({found.round for found in document.assessments})
    wrong = [name for name in rounds if not _is_period(name)]
    if wrong:
        raise BundleError([problem("B018", Place(), name, value=name) for name in wrong])


def _is_period(name: str) -> bool:
    if not _PERIOD.fullmatch(name):
        return False
    try:
        return len(name) < 10 or bool(datetime.date.fromisoformat(name))
    except ValueError:
        return False


def _codes(document: Document, catalogue: Catalogue) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the rows of each code list by code, with their ids in SDMX."""
    lists: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in CODE_LISTS}
    for row in code_rows(document, catalogue):
        lists[row["CODELIST"]][row["CODE"]] = row
    for rows in lists.values():
        for code, name in sdmx_ids(list(rows)).items():
            rows[code]["ID"] = name
    return lists


def _structures(document: Document, codes: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Return code lists, concept scheme, data structure and dataflow."""
    model = require_extra("pysdmx.model", "sdmx")
    number = document.schema_version
    common = {"agency": AGENCY, "version": number}
    lists = {
        name: model.Codelist(
            id=name,
            name=phrase("datapackage.list.title", name=name),
            urn=f"{_URN}.codelist.Codelist={AGENCY}:{name}({number})",
            items=tuple(_code(model, code, row) for code, row in rows.items()),
            **common,
        )
        for name, rows in codes.items()
    }
    urn = f"{_URN}.conceptscheme.Concept={AGENCY}:{CONCEPTS}({number})"
    concepts = model.ConceptScheme(
        id=CONCEPTS,
        name=phrase("sdmx.concepts"),
        urn=f"{_URN}.conceptscheme.ConceptScheme={AGENCY}:{CONCEPTS}({number})",
        items=tuple(
            model.Concept(
                id=name,
                name=phrase(f"datapackage.fields.{name}.title"),
                urn=f"{urn}.{name}",
            )
            for name in OBSERVATION_COLUMNS
        ),
        **common,
    )
    column_lists = {column: lists[name] for name, column in CODE_LISTS.items()}
    definition = model.DataStructureDefinition(
        id=DEFINITION,
        name=phrase("datapackage.title"),
        urn=f"{_URN}.datastructure.DataStructure={AGENCY}:{DEFINITION}({number})",
        components=model.Components(
            [_component(model, one, concepts[one], column_lists) for one in _COMPONENTS]
        ),
        **common,
    )
    flow = model.Dataflow(
        id=FLOW,
        name=phrase("datapackage.title"),
        description=phrase("datapackage.description"),
        urn=f"{_URN}.datastructure.Dataflow={AGENCY}:{FLOW}({number})",
        structure=definition,
        **common,
    )
    return [*lists.values(), concepts, definition, flow]


def _code(model: Any, code: str, row: Mapping[str, Any]) -> Any:
    """Return a code; its labels in other languages, its own spelling and parent as annotations."""
    notes = {"LABEL_FR": row["LABEL_FR"], "LABEL_RU": row["LABEL_RU"], "PARENT": row.get("PARENT")}
    if row["ID"] != code:
        notes["CODE"] = code
    return model.Code(
        id=row["ID"],
        name=row["LABEL_EN"] or code,
        annotations=tuple(
            model.Annotation(id=kind, type=kind, title=text) for kind, text in notes.items() if text
        ),
    )


def _component(model: Any, name: str, concept: Any, lists: Mapping[str, Any]) -> Any:
    is_measure, is_dimension = name in MEASURES, name in DIMENSIONS
    role = model.Role.DIMENSION if is_dimension else model.Role.ATTRIBUTE
    listed = lists.get(name)
    kind = model.DataType.DOUBLE if name in _NUMBERS else model.DataType.STRING
    return model.Component(
        id=name,
        required=name not in _NUMBERS,
        role=model.Role.MEASURE if is_measure else role,
        concept=concept,
        local_dtype=model.DataType.PERIOD if name == "TIME_PERIOD" else kind,
        local_codes=listed,
        local_enum_ref=None if listed is None else listed.urn,
        attachment_level=None if is_measure or is_dimension else ",".join(MEASURES),
    )


def _dataset(
    document: Document,
    catalogue: Catalogue,
    codes: Mapping[str, Mapping[str, Any]],
    structures: Sequence[Any],
) -> Any:
    import pandas as pd

    frames = require_extra("pysdmx.io.pd", "sdmx")
    frame = pd.DataFrame(list(observation_rows(document, catalogue)), columns=list(_COMPONENTS))
    for name, column in CODE_LISTS.items():
        frame[column] = [codes[name][code]["ID"] for code in frame[column]]
    schema = require_extra("pysdmx.model", "sdmx").Schema(
        context="dataflow",
        agency=AGENCY,
        id=FLOW,
        components=structures[-2].components,
        version=document.schema_version,
        generated=_date(catalogue),
    )
    return frames.PandasDataset(structure=schema, data=frame)


def _date(catalogue: Catalogue) -> datetime.datetime:
    """Return the catalogue's date of publication, at midnight."""
    found = datetime.datetime.fromisoformat(catalogue.publication_date)
    return found.replace(tzinfo=datetime.UTC)


def _header(document: Document, catalogue: Catalogue) -> Any:
    messages = require_extra("pysdmx.model.message", "sdmx")
    organisation = require_extra("pysdmx.model", "sdmx").Organisation
    return messages.Header(
        id=f"TEIA_ISMI_{document.schema_version.replace('.', '_')}",
        test=False,
        prepared=_date(catalogue),
        sender=organisation(id=AGENCY),
        source=_writer(),
    )
