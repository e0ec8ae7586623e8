"""What the verbs print and write as JSON fits the schemas of documents."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Called

import teia_indicators as teia
from teia_indicators.catalogue.schemas import file_schemas
from teia_indicators.documents import DOCUMENTS

jsonschema: Any = importlib.import_module("jsonschema")
EXAMPLES = Path(__file__).parents[2] / "examples"
XAA, LATER, XAB = (str(EXAMPLES / f"{one}.yaml") for one in ("xaa-2026", "xaa-2028", "xab-2026"))
AS_JSON = ("--format", "json")


def fits(name: str, data: Any) -> None:
    jsonschema.Draft202012Validator(teia.document_schema(name)).validate(data)


def printed(call: Called, *words: object) -> Any:
    return json.loads(call(*words, *AS_JSON)[1])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("catalogue-document", ("catalogue", "show")),
        ("comparison", ("compare", XAA, LATER)),
        ("neighbours-told", ("neighbours", XAA, XAB)),
        ("neighbour-matrix-told", ("neighbours", XAA, XAB, "--matrix", "--pair", "XAA-XAB")),
        ("group", ("group", XAA, XAB)),
    ],
)
def test_a_document_that_is_printed_fits(call: Called, name: str, words: tuple[str, ...]) -> None:
    fits(name, printed(call, *words))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("figures", ("assess", XAA, XAB)),
        ("gaps", ("gaps", XAA, "--target", "4")),
        ("gaps-by-dimension", ("gaps", XAA, "--by", "dimension")),
        ("gaps-by-authority", ("gaps", XAA, "--by", "authority")),
        ("quick-wins", ("gaps", XAA, "--by", "quick-wins")),
        ("problem", ("check", XAB, "--submit")),
        ("problem", ("verify", str(EXAMPLES / "nowhere"))),
    ],
)
def test_documents_that_are_printed_as_a_list_fit(
    call: Called, name: str, words: tuple[str, ...]
) -> None:
    found = printed(call, *words)
    assert found
    for one in found:
        fits(name, one)


def test_files_that_are_written_fit(call: Called, tmp_path: Path) -> None:
    call("assess", XAA, "--out", str(tmp_path))
    for country in json.loads((tmp_path / "explanations.json").read_text("utf-8")):
        for trace in country["traces"]:
            fits("trace", trace)
    told = printed(call, "plan", XAA, "--out", str(tmp_path / "plan.json"))
    fits("plan", json.loads((tmp_path / "plan.json").read_text("utf-8")))
    fits("plan", told["plan"])
    for one in told["problems"]:
        fits("problem", one)
    call("merge", XAA, XAA, "--out", str(tmp_path / "answers.json"))
    fits("responses", json.loads((tmp_path / "answers.json").read_text("utf-8")))
    call("export", XAA, "--out", str(tmp_path / "bundle"))
    fits("ismi-bundle", json.loads((tmp_path / "bundle" / "assessment.json").read_text("utf-8")))
    fits("catalogue-document", json.loads((tmp_path / "bundle/catalogue.json").read_text("utf-8")))


@pytest.mark.parametrize("only", ["all", "files", "documents"])
def test_the_schemas_are_written(call: Called, tmp_path: Path, only: str) -> None:
    files, documents = {*file_schemas()}, {one.file for one in DOCUMENTS.values()}
    assert not files & documents
    expected = {"all": files | documents, "files": files, "documents": documents}[only]
    asked = () if only == "all" else ("--only", only)
    code, shown, _ = call("catalogue", "schema", "out", *asked)
    assert code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == expected
    assert {Path(line).name for line in shown.splitlines()} == expected
