"""datapackage.json: Frictionless accepts the tables, and finds what does not fit."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from export.bundles import LEVELS, both, contents, example, renamed
from export.test_coin import deep

from teia_indicators import assess, export_ismi
from teia_indicators.indices import load_mapping
from teia_indicators.text import LANGUAGES

frictionless: Any = pytest.importorskip(
    "frictionless", reason="frictionless (extra test) is not installed"
)
TABLES = ("observations.csv", "codelists.csv", "coin/iData.csv", "coin/iMeta.csv")


def package(folder: Path) -> Any:
    return json.loads((folder / "datapackage.json").read_bytes())


def faults(folder: Path) -> list[tuple[str, int, str]]:
    """Return table, row and kind of each fault; hashes are left to the tests of the manifest."""
    data = package(folder)
    for resource in data["resources"]:
        resource.pop("hash", None)
        resource.pop("bytes", None)
    (folder / "datapackage.json").write_text(json.dumps(data), encoding="utf-8")
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return [
        (task.name, getattr(error, "row_number", 0), error.type)
        for task in report.tasks
        for error in task.errors
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_frictionless_accepts_every_level(tmp_path: Path, level: str) -> None:
    folder = export_ismi(both(), tmp_path / "b", confidentiality=level)  # type: ignore[arg-type]
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["fieldName", "rowNumber", "note"])
    assert {task.name for task in report.tasks} >= {"observations", "codelists", "coin-idata"}
    assert report.stats["warnings"] == 0


def test_frictionless_accepts_odd_bundles(tmp_path: Path) -> None:
    """Names of rounds that a spreadsheet would run, trees of more levels, policies, no figures."""
    catalogue = deep(example().catalogue)
    tree = assess(
        example().responses.model_copy(update={"catalogue": catalogue.ref}),
        catalogue,
        example().method,
    )
    given = {
        "guarded": [
            renamed(example(), round=name) for name in ("=1+1", "@x", "-1", "'+x", 'a"b,c')
        ],
        "tree": [tree],
        "strict": [example("xab-2026", "strict")],
    }
    for name, assessments in given.items():
        folder = export_ismi(assessments, tmp_path / name)
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
        assert report.valid, report.flatten(["fieldName", "rowNumber", "note"])


def test_the_frictionless_program_accepts_it(tmp_path: Path) -> None:
    folder = export_ismi(both(), tmp_path / "bundle")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid


CHANGES = [
    ("observations.csv", "XAA,2026", "XAQ,2026", "foreign-key"),
    ("observations.csv", ",AREA,IDN,", ",AREA,IDX,", "foreign-key"),
    ("observations.csv", ",SHARE,A,", ",SHARE,Z,", "foreign-key"),
    ("observations.csv", ",SHARE,A,", ",PERCENT,A,", "foreign-key"),
    ("observations.csv", ",IDN,_T,SCORE,0.5,", ",IDN,_T,SCORE,half,", "type-error"),
    ("observations.csv", "XAA,2026", "XAA,", "constraint-error"),
    ("observations.csv", ",AREA,NTF,", ",AREA,IDN,", "primary-key"),
    ("codelists.csv", "CL_LEVEL,AREA,", "CL_LEVEL,OVERALL,", "primary-key"),
    ("codelists.csv", "IDN-1,IDN,", "IDN-1,IDX,", "foreign-key"),
    ("coin/iData.csv", "XAA,XAA,2026", "XAQ,XAA,2026", "foreign-key"),
    ("coin/iMeta.csv", ",IDN,1,", ",IDX,1,", "foreign-key"),
    ("coin/iMeta.csv", ",1.0,1,Indicator", ",-1.0,1,Indicator", "constraint-error"),
    ("coin/iMeta.csv", ",1,Indicator", ",1,Thing", "constraint-error"),
]


@pytest.mark.parametrize(("name", "old", "new", "kind"), CHANGES)
def test_frictionless_finds_what_does_not_fit(
    tmp_path: Path, name: str, old: str, new: str, kind: str
) -> None:
    folder = export_ismi(both(), tmp_path / "bundle")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = faults(folder)
    assert kind in {one[2] for one in found}
    table = {one["path"]: one["name"] for one in package(folder)["resources"] if "path" in one}
    assert {one[0] for one in found} == {table[name]}


@pytest.mark.parametrize("level", LEVELS)
def test_every_table_is_described_with_size_and_hash(tmp_path: Path, level: str) -> None:
    folder = export_ismi(both(), tmp_path / "b", confidentiality=level)  # type: ignore[arg-type]
    data, files = package(folder), contents(folder)
    assert (data["profile"], data["official"]) == ("tabular-data-package", False)
    assert data["confidentiality"] == level
    described = {one["path"]: one for one in data["resources"] if "path" in one}
    assert set(described) == {name for name in files if name.endswith(".csv")} == set(TABLES)
    for name, one in described.items():
        content = files[name]
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = content.split(b"\n")[0].decode("utf-8").split(",")
        assert [field["name"] for field in one["schema"]["fields"]] == header
        assert one["schema"]["primaryKey"]
    for name in ("codelists.csv", "coin/iMeta.csv"):
        assert described[name]["licenses"] == [{"name": "CC-BY-4.0", "title": "CC-BY-4.0"}]


def test_titles_and_descriptions_are_in_three_languages(tmp_path: Path) -> None:
    data = package(export_ismi(example(), tmp_path / "bundle"))
    assert data["languages"] == list(LANGUAGES)
    fields = [one for resource in data["resources"] for one in resource["schema"]["fields"]]
    said = [data, *data["resources"], *(one for one in fields if one["name"] != "CODE")]
    for one in said:
        texts = [one, *(one["translations"][language] for language in LANGUAGES[1:])]
        parts = {key for key in ("title", "description") if key in one}
        assert "title" in parts
        for part in parts:
            words = [text[part] for text in texts]
            assert all(words)
            assert len(set(words)) == len(LANGUAGES), (one.get("name"), words)


def test_the_inline_lists_are_those_of_the_file(tmp_path: Path) -> None:
    folder = export_ismi(example(), tmp_path / "bundle", mapping=load_mapping())
    lines = (folder / "codelists.csv").read_text(encoding="utf-8").splitlines()
    for resource in package(folder)["resources"]:
        if "data" in resource:
            name = resource["name"].upper().replace("-", "_")
            codes = [line.split(",")[1] for line in lines if line.startswith(f"{name},")]
            assert [row["CODE"] for row in resource["data"]] == codes
