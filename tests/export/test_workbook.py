"""ismi.xlsx: the numbers of the document, nothing beyond its level, and nothing that runs."""

from __future__ import annotations

import bisect
import io
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import pytest
import python_calamine as calamine
from export.bundles import LEVELS, both, contents, document, example, renamed, sealed
from export.test_leaks import secretive

import teia_indicators as teia
from teia_indicators import BundleError, export_ismi, read_ismi, verify_ismi
from teia_indicators.export.workbook import refuse_many, sheets
from teia_indicators.sources.extent import MAX_ROWS

NAMES = {
    "full": ["README", "Profile", "Indices", "Indicators", "Answers", "Gaps", "Actions"],
    "peer": ["README", "Profile", "Indices", "Indicators", "Answers", "Gaps", "Actions"],
    "public": ["README", "Profile", "Indices"],
}
STARTS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "https://example.org/x")


def book(folder: Path) -> Any:
    return calamine.CalamineWorkbook.from_filelike(io.BytesIO((folder / "ismi.xlsx").read_bytes()))


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    head, *others = book(folder).get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [dict(zip(head, one, strict=True)) for one in others]


def same(cell: Any, figure: Any) -> bool:
    """Tell whether a cell has a figure; the format writes 16 digits of it."""
    if figure is None:
        return bool(cell == "")
    return math.isclose(cell, figure, rel_tol=1e-15, abs_tol=1e-300)


@pytest.mark.parametrize("level", LEVELS)
def test_the_numbers_are_those_of_the_document(tmp_path: Path, level: str) -> None:
    folder = export_ismi(both(), tmp_path / "b", confidentiality=level)  # type: ignore[arg-type]
    assert book(folder).sheet_names == NAMES[level]
    found = document(folder)["assessments"]
    figures = {"Low": "low", "Value": "value", "High": "high", "Coverage": "coverage"}
    for sheet, key in (("Profile", "areas"), ("Indices", "indices"), ("Indicators", "indicators")):
        if sheet not in NAMES[level]:
            continue
        own = {
            (one["Country"], one["Index" if sheet == "Indices" else "Id"]): one
            for one in rows(folder, sheet)
            if one.get("Dimension", "_T") == "_T"
        }
        for record in found:
            nodes = [*record[key], *([record["overall"]] if key == "areas" else [])]
            for node in nodes:
                row = own[record["country"], node["id"]]
                assert all(same(row[name], node[field]) for name, field in figures.items())
                if sheet == "Indicators":
                    assert same(row["Stage low"], node["stage_low"])
                    assert same(row["Stage high"], node["stage_high"])
        assert len(own) == sum(len(one[key]) + (key == "areas") for one in found)
    if level != "public":
        by_dimension = {
            (one["Country"], one["Id"], one["Dimension"]): one["Met"]
            for one in rows(folder, "Profile")
            if one["Dimension"] != "_T"
        }
        assert by_dimension == {
            (one["country"], item, score["id"]): score["met"]
            for one in found
            for item, scores in {"overall": one["dimensions"], **one["area_dimensions"]}.items()
            for score in scores
        }
        gaps = [
            (one["country"], gap["rank"], gap["target"]) for one in found for gap in one["gaps"]
        ]
        told = [(one["Country"], one["Rank"], one["Target"]) for one in rows(folder, "Gaps")]
        assert told == gaps
        said = {
            (one["country"], answer["id"]): answer["value"]
            for one in found
            for answer in one["answers"]
        }
        for row in rows(folder, "Answers"):
            value = said.pop((row["Country"], row["Id"]), "unanswered")
            assert row["Answer"] == value
        assert said == {}


@pytest.mark.parametrize("level", LEVELS)
def test_free_texts_stand_in_full_only(tmp_path: Path, level: str) -> None:
    folder = tmp_path / "b"
    export_ismi(secretive(), folder, confidentiality=level)  # type: ignore[arg-type]
    with zipfile.ZipFile(folder / "ismi.xlsx") as archive:
        text = b"".join(archive.read(one) for one in archive.namelist())
    assert (b"SECRET" in text) == (level == "full")


def test_every_gap_has_its_actions(tmp_path: Path) -> None:
    folder = export_ismi(example(), tmp_path / "b")
    for gap in teia.find_gaps(example()):
        turned = {
            item
            for row in rows(folder, "Actions")
            if row["Indicator"] == gap.indicator
            for item in row["Turns"].split(", ")
        }
        assert {one.id for one in gap.criteria} <= turned


@pytest.mark.parametrize("start", STARTS)
def test_no_text_is_a_formula_or_a_link(tmp_path: Path, start: str) -> None:
    own = example()
    answers = {
        item: one.model_copy(update={"comment": start, "reason": start or "x"})
        for item, one in own.responses.answers.items()
    }
    changed = renamed(own, answers=type(own.responses.answers)(answers))
    folder = export_ismi(changed, tmp_path / "b")
    # python-calamine 0.3 leaves the workbook's own sign for a return as it stands.
    back = {str(one["Comment"]).replace("_x000D_", "\r") for one in rows(folder, "Answers")}
    assert start.strip() in {one.strip() for one in back}
    with zipfile.ZipFile(folder / "ismi.xlsx") as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert b"<f>" not in content
            assert b"<hyperlink" not in content


def forged(folder: Path, old: bytes, new: bytes) -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(folder / "ismi.xlsx") as source,
        zipfile.ZipFile(stream, "w") as target,
    ):
        for one in source.namelist():
            target.writestr(one, source.read(one).replace(old, new))
    sealed(folder, "ismi.xlsx", stream.getvalue())


def test_a_forged_cell_is_found_with_its_place(tmp_path: Path) -> None:
    folder = export_ismi(example(), tmp_path / "b")
    figure = rows(folder, "Profile")[0]["Value"]
    forged(folder, f"<v>{figure:.16g}</v>".encode(), b"<v>0.875</v>")
    found = verify_ismi(folder)
    assert {one.code for one in found} == {"B007"}
    assert "b/ismi.xlsx:Profile!J2" in {str(one.place) for one in found}


def test_labels_of_another_release_are_no_fault_and_numbers_are(tmp_path: Path) -> None:
    folder = export_ismi(example(), tmp_path / "b")
    forged(folder, b"Not official: this workbook", b"Unofficial: this workbook")
    assert {str(one.place) for one in verify_ismi(folder)} == {"b/ismi.xlsx:README!A2"}
    manifest = json.loads((folder / "manifest.json").read_bytes())
    text = json.dumps({**manifest, "library": "teia-indicators 9.9"}, indent=1, ensure_ascii=False)
    sealed(folder, "manifest.json", f"{text}\n".encode())
    assert verify_ismi(folder) == ()
    figure = rows(folder, "Profile")[0]["Value"]
    forged(folder, f"<v>{figure:.16g}</v>".encode(), b"<v>0.875</v>")
    assert {one.code for one in verify_ismi(folder)} == {"B007"}


def test_a_forged_formula_is_found(tmp_path: Path) -> None:
    folder = export_ismi(example(), tmp_path / "b")
    figure = rows(folder, "Profile")[0]["Value"]
    cell = f"<v>{figure:.16g}</v>".encode()
    forged(folder, cell, b"<f>1+1</f>" + cell)
    found = verify_ismi(folder)
    assert [(one.code, one.path) for one in found][:1] == [("B007", "xl/worksheets/sheet2.xml")]


@pytest.mark.parametrize("content", [b"", b"PK", b"no workbook"])
def test_a_damaged_workbook_is_a_problem(tmp_path: Path, content: bytes) -> None:
    folder = export_ismi(example(), tmp_path / "b")
    sealed(folder, "ismi.xlsx", content)
    found = verify_ismi(folder)
    assert found
    assert all(one.code.startswith("F") for one in found)


@pytest.mark.parametrize("level", LEVELS)
def test_it_can_be_left_out_and_is_kept_as_it_was(tmp_path: Path, level: str) -> None:
    options: dict[str, Any] = {"confidentiality": level}
    without = export_ismi(both(), tmp_path / "a", **options, xlsx=False)
    assert "ismi.xlsx" not in contents(without)
    assert verify_ismi(without) == ()
    again = export_ismi(read_ismi(without), tmp_path / "b")
    assert contents(again) == contents(without)
    given = export_ismi(both(), tmp_path / "c", confidentiality=level)  # type: ignore[arg-type]
    same_files = {*contents(without)} - {"manifest.json", "SHA256SUMS"}
    assert all(contents(given)[name] == contents(without)[name] for name in same_files)
    assert contents(export_ismi(read_ismi(given), tmp_path / "d.zip")) == contents(given)


@pytest.mark.parametrize("level", LEVELS)
def test_more_rows_than_are_read_are_refused(tmp_path: Path, level: str) -> None:
    found = read_ismi(
        export_ismi(example(), tmp_path / "a", confidentiality=level)  # type: ignore[arg-type]
    )
    longest = max(len(list(one.rows)) for one in list(sheets(found.document, found.catalogue))[1:])

    def refused(count: int) -> list[str]:
        try:
            refuse_many(count, found.document, found.catalogue)
        except BundleError as error:
            return [one.code for one in error.problems]
        return []

    most = bisect.bisect_left(range(MAX_ROWS), ["B021"], key=refused) - 1
    assert refused(most) == []
    assert refused(most + 1) == ["B021"]
    assert most >= 50
    assert most * longest < MAX_ROWS


def test_titles_are_in_three_languages(tmp_path: Path) -> None:
    folder = export_ismi(example(), tmp_path / "b")
    row = next(one for one in rows(folder, "Indicators") if one["Id"] == "PRV-1")
    said = [row[name] for name in ("Title", "Titre", "Название")]
    assert len(set(said)) == 3
    assert said[0] == example().catalogue.items["PRV-1"].title  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["a" * 40_000, "\U0001f600" * 20_000])
def test_a_text_longer_than_a_cell_ends_with_dots(tmp_path: Path, text: str) -> None:
    own = example()
    challenge = {"NTF-1.a": teia.Answer(value="yes", comment=text)}
    answers = type(own.responses.answers)({**own.responses.answers, **challenge})
    folder = export_ismi(renamed(own, answers=answers), tmp_path / "b")
    said = next(one["Comment"] for one in rows(folder, "Answers") if one["Id"] == "NTF-1.a")
    assert said.endswith("…")
    assert len(said.encode("utf-16-le")) <= 2 * 32_767
    assert text.startswith(said[:-1])
    assert len(said) > 16_000
    assert verify_ismi(folder) == ()
