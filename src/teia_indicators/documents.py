"""Every public document: its name, version, model and JSON Schema (2020-12).

The schemas are made of the models and shipped beside them; a test holds the two together, and a
recorded list holds each version to what it said.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from teia_indicators.action_plan import ActionPlan
from teia_indicators.analysis import GroupProfile, PublishedGroup
from teia_indicators.assessment import Assessment, Explanation, ScoringMethod
from teia_indicators.assessment.figures import Figures
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.comparison import RoundComparison, RoundSeries
from teia_indicators.export.records import SCHEMA_VERSION, bundle_schema
from teia_indicators.gaps import Gaps, GapsByAuthority, GapsByDimension, QuickWins
from teia_indicators.model import Model
from teia_indicators.neighbours import NeighbourComparison, NeighbourMatrix
from teia_indicators.problems import BundleError, Place, did_you_mean, problem
from teia_indicators.responses.model import Responses
from teia_indicators.sources.files import write_atomic
from teia_indicators.told import ToldMatrix, ToldNeighbours, ToldProblem

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Document:
    """One kind of public document.

    Parameters
    ----------
    name : str
        Its name, as in the name of the schema's file.
    version : str
        Of the schema: a minor version only adds, a major version may change.
    model : type of Model or None
        What it is made of; None for the bundle, which has a model for each level.
    title, description : str
        What it is, in a line; what writes it.
    """

    name: str
    version: str
    model: type[Model] | None
    title: str
    description: str

    @property
    def id(self) -> str:
        """The schema's ``$id``."""
        return f"urn:teia-indicators:{self.name}:{self.version}"

    @property
    def file(self) -> str:
        """Name of the schema's file."""
        return f"{self.name}.schema.json"


#: Every public document, in the order of the flow. Change a model: raise the version.
DOCUMENTS: Mapping[str, Document] = {
    one.name: one
    for one in (
        Document(
            "catalogue-document",
            "1.0",
            Catalogue,
            "Catalogue of teia-indicators in one document",
            "A whole catalogue: catalogue.json of a bundle, and `catalogue show --format json`.",
        ),
        Document(
            "responses",
            "1.0",
            Responses,
            "Filled questionnaire of teia-indicators",
            "Answers of one country and round: `write_responses`, `read_responses`, as JSON or "
            "YAML. The reader takes more than is written, such as words in other languages.",
        ),
        Document(
            "method",
            "1.0",
            ScoringMethod,
            "Scoring method of teia-indicators",
            "What the catalogue leaves open about scoring; part of every result.",
        ),
        Document(
            "assessment",
            "1.0",
            Assessment,
            "Assessment of teia-indicators",
            "A scored questionnaire with its catalogue and answers: `model_dump_json` of an "
            "Assessment, `Assessment.model_validate_json`.",
        ),
        Document(
            "figures",
            "1.0",
            Figures,
            "Figures of an assessment of teia-indicators",
            "An entry of the list that `assess --format json` prints.",
        ),
        Document(
            "trace",
            "1.0",
            Explanation,
            "Trace of a figure of teia-indicators, down to the answers",
            "Why a figure is what it is: `Explanation.to_dict()`, and an entry of `traces` in "
            "explanations.json.",
        ),
        Document(
            "gaps",
            "1.0",
            Gaps,
            "Gaps of an assessment to its targets, of teia-indicators",
            "By rank: an entry of the list that `gaps --format json` prints.",
        ),
        Document(
            "gaps-by-dimension",
            "1.0",
            GapsByDimension,
            "Gaps by dimension, of teia-indicators",
            "An entry of the list that `gaps --by dimension --format json` prints.",
        ),
        Document(
            "gaps-by-authority",
            "1.0",
            GapsByAuthority,
            "Gaps by authority, of teia-indicators",
            "An entry of the list that `gaps --by authority --format json` prints.",
        ),
        Document(
            "quick-wins",
            "1.0",
            QuickWins,
            "Quick wins among the gaps, of teia-indicators",
            "An entry of the list that `gaps --by quick-wins --format json` prints.",
        ),
        Document(
            "plan",
            "1.0",
            ActionPlan,
            "Action plan of teia-indicators",
            "`write_plan` and `read_plan` of a .json; `plan` in what `plan --format json` prints.",
        ),
        Document(
            "comparison",
            "1.0",
            RoundComparison,
            "Comparison of two rounds, of teia-indicators",
            "What changed and why: what `compare --format json` prints of two rounds.",
        ),
        Document(
            "series",
            "1.0",
            RoundSeries,
            "Series of rounds, of teia-indicators",
            "Each round compared with the one before: what `compare --format json` prints of more "
            "than two rounds.",
        ),
        Document(
            "neighbours",
            "1.0",
            NeighbourComparison,
            "Comparison of two neighbours, of teia-indicators",
            "What they must answer alike: `model_dump_json` of a NeighbourComparison.",
        ),
        Document(
            "neighbour-matrix",
            "1.0",
            NeighbourMatrix,
            "Comparisons of every pair of neighbours, of teia-indicators",
            "`model_dump_json` of a NeighbourMatrix.",
        ),
        Document(
            "neighbours-told",
            "1.0",
            ToldNeighbours,
            "Comparison of two neighbours in one language, of teia-indicators",
            "What `neighbours --format json` prints of two countries.",
        ),
        Document(
            "neighbour-matrix-told",
            "1.0",
            ToldMatrix,
            "Comparisons of every pair of neighbours in one language, of teia-indicators",
            "What `neighbours --matrix --format json` prints.",
        ),
        Document(
            "group",
            "1.0",
            GroupProfile,
            "Profile of a group of countries, of teia-indicators",
            "For the group's members: what `group --format json` prints.",
        ),
        Document(
            "published-group",
            "1.0",
            PublishedGroup,
            "Profile of a group of countries for print, of teia-indicators",
            "No country is named: what `group --publish --format json` prints.",
        ),
        Document(
            "problem",
            "1.0",
            ToldProblem,
            "Problem that teia-indicators tells",
            "An entry of the list that `check`, `verify` and other verbs print with --format json.",
        ),
        Document(
            "ismi-bundle",
            SCHEMA_VERSION,
            None,
            "ISMI-compatible bundle of teia-indicators: assessment.json",
            "A contract of this project. No ISMI file format is public.",
        ),
    )
}


def document_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a public document.

    Parameters
    ----------
    name : str
        Such as ``responses``, ``assessment``, ``plan`` or ``ismi-bundle``.

    Returns
    -------
    dict
        The schema that is shipped in the package: the same bytes under every version of pydantic.

    Raises
    ------
    BundleError
        If there is no such document.

    Examples
    --------
    >>> document_schema("plan")["$id"]
    'urn:teia-indicators:plan:1.0'
    """
    if name not in DOCUMENTS:
        params = {"hint": did_you_mean(name, DOCUMENTS), "known": ", ".join(DOCUMENTS)}
        raise BundleError([problem("B025", Place(), name, name, value=name, **params)])
    found: dict[str, Any] = json.loads(shipped_schema(name))
    return found


def shipped_schema(name: str) -> bytes:
    """Return the shipped schema of a document, as it is written to files."""
    folder = resources.files("teia_indicators") / "schemas"
    return (folder / DOCUMENTS[name].file).read_bytes()


def write_document_schemas(folder: str | Path) -> tuple[Path, ...]:
    """Write the schema of every public document into a folder; always the same bytes.

    Raises
    ------
    FileError
        If the folder cannot be written.
    """
    written = []
    for name, document in DOCUMENTS.items():
        written.append(Path(folder) / document.file)
        write_atomic(written[-1], shipped_schema(name))
    return tuple(written)


def schema_of_models(name: str) -> bytes:
    """Return what the shipped schema of a document has to be, made of its model."""
    document = DOCUMENTS[name]
    if document.model is None:
        return _bytes(bundle_schema())
    own = document.model.model_json_schema(mode="validation")
    if document.model is Responses:
        own = _as_read(own)
    head = {
        "$schema": _DRAFT,
        "$id": document.id,
        "title": document.title,
        "description": f"{document.description}\n\n{own['description']}",
    }
    return _bytes({**head, **{key: part for key, part in own.items() if key not in head}})


def _bytes(schema: dict[str, Any]) -> bytes:
    return (json.dumps(schema, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _as_read(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of answers as they are read: `format` must, the short form may be used."""
    schema = copy.deepcopy(schema)
    parts, named = schema["$defs"], schema["properties"]
    parts["CatalogueRef"]["required"].remove("checksum")
    schema["required"] = ["format", *schema["required"]]
    short = parts["Answer"]["properties"]["value"]["anyOf"]
    named["answers"]["additionalProperties"] = {"anyOf": [{"$ref": "#/$defs/Answer"}, *short]}
    return schema
