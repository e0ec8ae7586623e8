"""Targets from files: every mistake at its place, all at once; and from the workbook's sheet."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from responses.surgery import Workbook

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.sources.yaml import parse_yaml
from teia_indicators.text import LANGUAGES

DAY = datetime.date
GOOD = """\
default: 5
by: 2029-12-31
source: National programme 2027-2029
areas: {PUB: 4}
indicators: {IDN-1: 6}
steps:
  - {of: PRV, stage: 4, by: 2027-12-31, source: Action plan}
  - {of: PRV, stage: 5}
"""


def told(path: Path, catalogue: teia.Catalogue, round: str | None = None) -> list[str]:
    """Return code and place of every problem of a file."""
    with pytest.raises(teia.MethodError) as caught:
        teia.load_target(path, catalogue, round)
    return [f"{one.code} {str(one.place).removeprefix(path.name)}" for one in caught.value.problems]


def form_of(
    catalogue: teia.Catalogue, language: str = "en", depth: Literal["full", "quick"] = "full"
) -> teia.Questionnaire:
    return teia.build_questionnaire(
        catalogue, country="XAA", round="2026", language=language, depth=depth
    )


def written(folder: Path, text: str, name: str = "targets.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_yaml_file_and_the_same_as_json_give_the_same_target(
    tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    target = teia.load_target(written(tmp_path, GOOD), catalogue, "2026")
    assert target.by == DAY(2029, 12, 31)
    assert [target.stage(name, catalogue) for name in ("RSP-1", "PUB-1", "IDN-1", "PRV-2")] == [
        5,
        4,
        6,
        5,
    ]
    again = written(tmp_path, target.model_dump_json(), "targets.json")
    assert teia.load_target(again, catalogue) == target
    assert teia.load_target(tmp_path / "targets.yaml") == target, "without a catalogue: the shipped"


def test_the_example_fits_the_schema_it_names_and_nonsense_does_not(root: Path) -> None:
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    path = root / "examples" / "targets" / "xaa.yaml"
    text = path.read_text(encoding="utf-8")
    schema = (path.parent / text.split("\n")[0].partition("$schema=")[2]).resolve()
    check = validator(json.loads(schema.read_text(encoding="utf-8")))
    tree, _ = parse_yaml(text, path.name)
    assert tree is not None
    check.validate(tree.data)
    nonsense: list[dict[str, object]] = [
        {"by": "2027"},
        {"default": "5"},
        {"steps": [{"of": "PRV"}]},
        {"area": {}},
    ]
    for wrong in nonsense:
        assert not check.is_valid(wrong), wrong
    assert teia.load_target(path, round="2026").stage("PUB-1", teia.load_catalogue()) == 4


def test_an_empty_mapping_is_the_catalogues_default(
    tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    assert teia.load_target(written(tmp_path, "{}"), catalogue) == teia.Target()


def test_mistakes_of_every_kind_are_told_at_once(tmp_path: Path, catalogue: teia.Catalogue) -> None:
    text = """\
defualt: 5
by: soon
areas: {PUB: 7, PVR: 4, PRV: four}
indicators: {PRV: 4, IDN-9: 3}
steps:
  - {of: PRV-1, stage: 5, by: 2027-12-31}
  - {of: PRV-1, stage: 4, by: 2028-12-31}
  - {of: PRV-1, stage: 4, by: 2028-12-31}
  - {of: RSP, stage: 4, by: 2024-12-31}
  - {of: RSP-1, stage: "4"}
  - {stage: 5.0}
  - {of: NTF}
  - nothing
"""
    assert told(written(tmp_path, text), catalogue, "2026") == [
        "F010 :1:1",
        "F012 :2:5",
        "T002 :3:14",
        "T001 :3:17",
        "F012 :3:30",
        "T003 :4:14",
        "T001 :4:22",
        "T006 :7:24",
        "T007 :8:10",
        "T004 :9:29",
        "F012 :10:24",
        "F012 :11:13",
        "F011 :12:5",
        "F012 :13:5",
    ]


def test_near_misses_get_a_suggestion(tmp_path: Path, catalogue: teia.Catalogue) -> None:
    with pytest.raises(teia.MethodError) as caught:
        teia.load_target(written(tmp_path, "defualt: 5\nareas: {PVR: 4}\n"), catalogue)
    assert [("default" in one.fix(), "PRV" in one.fix()) for one in caught.value.problems] == [
        (True, False),
        (False, True),
    ]
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("targets.txt", "default: 5", "F004 "),
        ("targets.yaml", "", "F003 "),
        ("targets.yaml", "default: [", "F008 :1:11"),
        ("targets.yaml", "default: 5\ndefault: 4", "F009 :2:1"),
        ("targets.yaml", "- 5", "F012 :1:1"),
        ("targets.json", '{"default": 9}', "T002 :1:13"),
        ("targets.json", '{"areas": {"PVR": 4}}', "T001 :1:12"),
    ],
)
def test_what_is_no_file_of_targets_is_told(
    name: str, text: str, expected: str, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    assert told(written(tmp_path, text, name), catalogue)[0] == expected


def test_a_missing_file_is_exit_code_3(tmp_path: Path, catalogue: teia.Catalogue) -> None:
    with pytest.raises(teia.MethodError) as caught:
        teia.load_target(tmp_path / "none.yaml", catalogue)
    assert caught.value.exit_code == 3


TARGET = teia.Target(
    default=5,
    areas=FrozenDict({"PUB": 4}),
    by=DAY(2029, 12, 31),
    source="=1+1",
    steps=(
        teia.TargetStep(of="PRV", stage=4, by=DAY(2027, 12, 31), source="Plan\nd'action"),
        teia.TargetStep(of="PRV", stage=5, by=DAY(2029, 6, 30)),
        teia.TargetStep(of="PRV-1", stage=6),
    ),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("depth", ["full", "quick"])
def test_a_target_written_into_the_workbook_is_read_back(
    language: str, depth: Literal["full", "quick"], tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    form = form_of(catalogue, language, depth)
    plain = teia.write_workbook(form, tmp_path / "plain.xlsx")
    path = teia.write_workbook(form, tmp_path / "form.xlsx", target=TARGET)
    target = teia.load_target(path, catalogue)
    for one in catalogue.indicators:
        for on in (None, DAY(2027, 12, 31), DAY(2029, 6, 30)):
            want, got = TARGET.due(one.id, catalogue, on), target.due(one.id, catalogue, on)
            assert (want is None) == (got is None)
            if want and got:
                source = " ".join(want.source.split())
                assert (got.stage, got.by, " ".join(got.source.split())) == (
                    want.stage,
                    want.by,
                    source,
                )
    assert teia.load_target(plain, catalogue) == teia.Target()
    assert teia.read_responses(path, catalogue) == teia.read_responses(plain, catalogue)
    assert (
        path.read_bytes()
        == teia.write_workbook(form, tmp_path / "b.xlsx", target=TARGET).read_bytes()
    )


@settings(
    max_examples=10, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_target_survives_the_workbook(
    data: st.DataObject, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    ids = ["all", *(one.id for one in catalogue.areas), *(one.id for one in catalogue.indicators)]
    steps = []
    for of in data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=8)):
        years = sorted(data.draw(st.sets(st.integers(2026, 2040), min_size=1, max_size=3)))
        stages = sorted(data.draw(st.lists(st.integers(1, 6), min_size=3, max_size=3)))
        steps += [
            teia.TargetStep(of=of, stage=stage, by=DAY(year, 2, 28))
            for year, stage in zip(years, stages, strict=False)
        ]
    target = teia.Target(steps=tuple(steps))
    form = form_of(catalogue)
    read = teia.load_target(
        teia.write_workbook(form, tmp_path / "t.xlsx", target=target), catalogue
    )
    assert sorted(read.steps, key=str) == sorted(target.steps, key=str)


def test_cells_may_hold_numbers_dates_and_words_of_any_language(
    tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    form = form_of(catalogue)
    book = Workbook(teia.write_workbook(form, tmp_path / "form.xlsx"))
    cells: dict[str, tuple[str | float, str | None]] = {
        "all": (5.0, "31.12.2029"),
        "PRV": ("4 Принято", "2027-12-31"),
        "PUB-1": ("3", None),
    }
    for item, (stage, by) in cells.items():
        book.answer("Targets", item, "target.stage", stage)
        book.answer("Targets", item, "target.by", by)
    target = teia.load_target(book.save(tmp_path / "form.xlsx"), catalogue)
    assert {(one.of, one.stage, one.by) for one in target.steps} == {
        ("all", 5, DAY(2029, 12, 31)),
        ("PRV", 4, DAY(2027, 12, 31)),
        ("PUB-1", 3, None),
    }


def test_mistakes_in_the_sheet_have_their_cells_and_never_block_the_answers(
    tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    form = form_of(catalogue)
    book = Workbook(teia.write_workbook(form, tmp_path / "form.xlsx"))
    typed: tuple[tuple[str, str, str | float], ...] = (
        ("all", "stage", "7"),
        ("IDN", "stage", "often"),
        ("IDN-1", "by", "2027"),
        ("NTF", "stage", "4 Adopted"),
        ("NTF", "by", "2024-12-31"),
        ("PRV", "stage", 5.0),
        ("PRV", "by", "31/12/2027"),
    )
    for item, key, value in typed:
        book.answer("Targets", item, f"target.{key}", value)
    spare = int(book.cell_of("Targets", "PUB-4", "target.id")[1:]) + 2
    book.put("Targets", f"A{spare}", "PVR")
    book.put("Targets", f"D{spare}", "4")
    book.put("Targets", f"F{spare + 1}", "A programme")
    path = book.save(tmp_path / "form.xlsx")
    assert told(path, catalogue) == [
        "T002 :Targets!D5",
        "T002 :Targets!D6",
        "T011 :Targets!D7",
        "T010 :Targets!E7",
        "T004 :Targets!E11",
        "T010 :Targets!E16",
        f"T001 :Targets!A{spare}",
        f"T012 :Targets!A{spare + 1}",
        f"T011 :Targets!D{spare + 1}",
    ]
    assert not teia.read_responses(path, catalogue).answers
    with pytest.raises(teia.MethodError) as caught:
        teia.load_target(path, catalogue, "")
    assert "T004" not in {one.code for one in caught.value.problems}, "no round: no date is over"


def test_a_workbook_of_another_catalogue_is_refused(
    tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    other = catalogue.model_copy(update={"version": "0.8"})
    form = form_of(other)
    path = teia.write_workbook(form, tmp_path / "form.xlsx", target=TARGET)
    assert [line[:4] for line in told(path, catalogue)] == ["R003"]


def test_a_part_has_no_sheet_for_targets_and_a_form_refuses_what_does_not_fit(
    tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    form = form_of(catalogue)
    part = teia.assign(form, {"PRV": "Labour Inspectorate"})["Labour Inspectorate"]
    path = teia.write_workbook(part, tmp_path / "part.xlsx")
    assert "Targets" not in Workbook(path).parts
    assert told(path, catalogue) == ["T009 "]
    with pytest.raises(teia.MethodError) as caught:
        teia.write_workbook(
            form, tmp_path / "a.xlsx", target=teia.Target(default=7, areas=FrozenDict({"X": 2}))
        )
    assert [one.code for one in caught.value.problems] == ["M009", "M003"]
    long = teia.Target(default=5, source="x" * 32_768)
    with pytest.raises(teia.FileError) as refused:
        teia.write_workbook(form, tmp_path / "a.xlsx", target=long)
    assert [one.code for one in refused.value.problems] == ["R018"]


def test_an_area_named_like_the_sheet_does_not_clash(
    tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    first = catalogue.areas[0].model_copy(update={"short_title": "targets"})
    named = catalogue.model_copy(
        update={"areas": (first, *catalogue.areas[1:]), "translations": ()}
    )
    named = teia.Catalogue.model_validate_json(named.model_dump_json())
    form = form_of(named)
    path = teia.write_workbook(form, tmp_path / "form.xlsx", target=teia.Target(default=4))
    assert "Targets 2" in Workbook(path).parts
    assert teia.load_target(path, named).stage("IDN-1", named) == 4


def test_a_copy_with_problems_marked_keeps_the_targets_and_marks_theirs(
    tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    form = form_of(catalogue)
    book = Workbook(teia.write_workbook(form, tmp_path / "form.xlsx", target=TARGET))
    wrong = book.answer("Targets", "PUB", "target.by", "2027")
    path = book.save(tmp_path / "form.xlsx")
    copy = teia.annotate_workbook(path, tmp_path / "copy.xlsx", catalogue)
    assert told(copy, catalogue) == [f"T010 :Targets!{wrong}"]
    noted = [text for name, text in Workbook(copy).members.items() if "comments" in name]
    assert [f'ref="{wrong}"'.encode() in text for text in noted] == [True], "and nothing else"
    mended = Workbook(copy)
    mended.answer("Targets", "PUB", "target.by", "2029-12-31")
    again = teia.load_target(mended.save(tmp_path / "mended.xlsx"), catalogue)
    for one in catalogue.indicators:
        due, want = again.due(one.id, catalogue), TARGET.due(one.id, catalogue)
        assert due is not None
        assert want is not None
        assert (due.stage, due.by) == (want.stage, want.by)
