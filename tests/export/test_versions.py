"""Versions of the bundle: the first is still read, a later minor one as far as it is known."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from export.bundles import GOLDEN, LEVELS, both, contents, copied, document, dumped, example, sealed

from teia_indicators import BundleError, export_ismi, find_gaps, read_ismi, verify_ismi

jsonschema: Any = pytest.importorskip("jsonschema")


@pytest.mark.parametrize("level", LEVELS)
def test_a_bundle_of_the_first_version_is_read_and_verified(level: str) -> None:
    path = GOLDEN / "1.0" / f"{level}.zip"
    bundle = read_ismi(path)
    assert bundle.document.schema_version == "1.0"
    assert [(one.country, one.round) for one in bundle.records] == [
        ("XAA", "2026"),
        ("XAB", "2026"),
    ]
    assert verify_ismi(path) == ()
    if level == "full":
        assert [one.overall for one in bundle.assessments] == [one.overall for one in both()]
        assert [one.areas for one in bundle.assessments] == [one.areas for one in both()]
        ranks = [[gap.rank for gap in one.gaps] for one in bundle.gaps]
        assert ranks == [[gap.rank for gap in find_gaps(one).gaps] for one in both()]


@pytest.mark.parametrize("level", LEVELS)
def test_written_again_it_is_one_of_the_current_version(tmp_path: Path, level: str) -> None:
    export_ismi(read_ismi(GOLDEN / "1.0" / f"{level}.zip"), tmp_path / "bundle")
    found = contents(tmp_path / "bundle")
    assert {"coin/iData.csv", "datapackage.json", "translations.json"} < set(found)
    assert document(tmp_path / "bundle")["schema_version"] == "1.1"
    assert verify_ismi(tmp_path / "bundle") == ()
    old = contents(GOLDEN / "1.0" / f"{level}.zip")
    assert found["observations.csv"] == old["observations.csv"]


@pytest.mark.parametrize("name", ["observations.csv", "codelists.csv"])
def test_a_forged_line_of_the_first_version_is_found(tmp_path: Path, name: str) -> None:
    files = contents(GOLDEN / "1.0" / "full.zip")
    folder = tmp_path / "bundle"
    folder.mkdir()
    for one, content in files.items():
        (folder / one).write_bytes(content)
    lines = files[name].split(b"\n")
    lines[7] += b"0"
    sealed(folder, name, b"\n".join(lines))
    assert [(one.code, str(one.place)) for one in verify_ismi(folder)] == [
        ("B007", f"bundle/{name}:8:1")
    ]


def open_schema(schema: Any) -> Any:
    """Return a schema that lets fields be added, as a reader of an older version should."""
    if isinstance(schema, dict):
        return {
            key: open_schema(value)
            for key, value in schema.items()
            if not (key == "additionalProperties" and value is False)
        }
    return [open_schema(one) for one in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("level", LEVELS)
def test_the_schema_of_the_first_version_accepts_what_is_written_now(
    tmp_path: Path, level: str
) -> None:
    schema = json.loads((GOLDEN / "1.0" / "ismi-bundle.schema.json").read_bytes())
    export_ismi(both(), tmp_path / "bundle", confidentiality=level)  # type: ignore[arg-type]
    found = document(tmp_path / "bundle")
    jsonschema.Draft202012Validator(open_schema(schema)).validate(found)
    wrong = {**found, "official": True}
    assert not jsonschema.Draft202012Validator(open_schema(schema)).is_valid(wrong)


@pytest.mark.parametrize("level", LEVELS)
def test_the_tables_of_the_first_version_are_in_those_of_now(tmp_path: Path, level: str) -> None:
    export_ismi(both(), tmp_path / "bundle", confidentiality=level)  # type: ignore[arg-type]
    for name in ("observations.csv", "codelists.csv"):
        rows = []
        for path in (GOLDEN / "1.0" / f"{level}.zip", tmp_path / "bundle"):
            text = contents(path)[name].decode("utf-8")
            rows.append(list(csv.DictReader(io.StringIO(text, newline=""))))
        old, new = rows
        assert list(new[0])[: len(old[0])] == list(old[0])
        kept = [{key: row[key] for key in old[0]} for row in new]
        assert all(row in kept for row in old)


def at_version(folder: Path, version: str, data: Any) -> None:
    sealed(folder, "assessment.json", dumped({**data, "schema_version": version}))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    sealed(folder, "manifest.json", dumped({**manifest, "schema_version": version}))


@pytest.mark.parametrize("level", LEVELS)
def test_of_a_later_minor_version_the_new_fields_are_left_out(tmp_path: Path, level: str) -> None:
    folder = copied(tmp_path / "bundle", level)
    before = read_ismi(folder)
    data = document(folder)
    data["surprise"] = {"x": 1}
    data["assessments"][0]["overall"]["spread"] = 0.5
    data["assessments"][0]["areas"][2]["counts"]["maybe"] = 1
    at_version(folder, "1.99", data)
    found = read_ismi(folder)
    assert found.records == before.records
    problems = verify_ismi(folder)
    assert [one.code for one in problems] == ["B016"]
    assert "1.99" in problems[0].message("en")


def test_what_is_left_out_is_left_out_of_the_later_version_only(tmp_path: Path) -> None:
    folder = copied(tmp_path / "bundle")
    at_version(folder, "1.1", {**document(folder), "surprise": 1})
    with pytest.raises(BundleError) as caught:
        read_ismi(folder)
    assert {one.code for one in caught.value.problems} == {"B006"}


def test_a_later_minor_version_that_has_changed_is_refused_with_the_reason(tmp_path: Path) -> None:
    folder = copied(tmp_path / "bundle")
    at_version(folder, "1.99", {**document(folder), "statement": 7, "surprise": 1})
    with pytest.raises(BundleError) as caught:
        read_ismi(folder)
    assert {one.code for one in caught.value.problems} == {"B006", "B016"}


@pytest.mark.parametrize(
    "version", ["2.0", "99.0", "0.9", "1", "1.x", "1.1.1", "-1.0", "", None, 1.1]
)
def test_other_versions_are_refused_with_a_clear_message(tmp_path: Path, version: object) -> None:
    folder = copied(tmp_path / "bundle")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    sealed(folder, "manifest.json", dumped({**manifest, "schema_version": version}))
    with pytest.raises(BundleError) as caught:
        read_ismi(folder)
    (found,) = caught.value.problems
    assert found.code == "B005"
    assert "1.1" in found.message("en")
    assert [one.code for one in verify_ismi(folder)] == ["B005"]


def test_labels_of_another_release_are_no_fault(tmp_path: Path) -> None:
    folder = copied(tmp_path / "bundle")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    text = (folder / "codelists.csv").read_bytes()
    changed = text.replace(b"Normal value", b"Usual value")
    assert changed != text
    sealed(folder, "codelists.csv", changed)
    assert "B007" in {one.code for one in verify_ismi(folder)}
    now = json.loads((folder / "manifest.json").read_bytes())
    sealed(folder, "manifest.json", dumped({**now, "library": "teia-indicators 9.9"}))
    assert manifest["library"] != "teia-indicators 9.9"
    assert verify_ismi(folder) == ()
    code = (folder / "codelists.csv").read_bytes().replace(b"CL_OBS_STATUS,A,", b"CL_OBS_STATUS,B,")
    sealed(folder, "codelists.csv", code)
    assert {str(one.place).split(":")[0] for one in verify_ismi(folder)} == {"bundle/codelists.csv"}


def test_translations_of_another_catalogue_travel_with_it(tmp_path: Path) -> None:
    from teia_indicators import assess

    catalogue = example().catalogue.model_copy(update={"version": "1.0-other"})
    one = assess(example().responses.model_copy(update={"catalogue": catalogue.ref}), catalogue)
    export_ismi(one, tmp_path / "a")
    assert "Prévention" in (tmp_path / "a" / "codelists.csv").read_text(encoding="utf-8")
    assert verify_ismi(tmp_path / "a") == ()
    export_ismi(read_ismi(tmp_path / "a"), tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")

    bare = catalogue.model_copy(update={"translations": ()})
    one = assess(example().responses.model_copy(update={"catalogue": bare.ref}), bare)
    export_ismi(one, tmp_path / "c")
    assert "Prévention" not in (tmp_path / "c" / "codelists.csv").read_text(encoding="utf-8")
    assert verify_ismi(tmp_path / "c") == ()
