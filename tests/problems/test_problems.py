"""One seeded defect for every code that a file can show: found alone, at its place, well told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from responses.surgery import ENCRYPTED, Workbook

from teia_indicators import (
    Answer,
    Catalogue,
    CatalogueError,
    FileError,
    Migration,
    Problem,
    Problems,
    Responses,
    ResponsesError,
    annotate_workbook,
    apply_profile,
    build_questionnaire,
    check_catalogue,
    load_catalogue,
    load_migration,
    load_profile,
    merge_responses,
    migrate_responses,
    read_responses,
    write_responses,
    write_workbook,
)
from teia_indicators.catalogue.profile import read_profile
from teia_indicators.cli.forms import write_answers
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Source
from teia_indicators.responses.read import check_file
from teia_indicators.text import LANGUAGES, phrase, texts

HERE = Path(__file__).parent
GOOD = HERE / "_good"
SEEDED = sorted(folder.name for folder in HERE.iterdir() if re.match(r"[A-Z]\d{3}", folder.name))
SHEET = "Registers"


@pytest.fixture(scope="module")
def small() -> Catalogue:
    return load_catalogue(GOOD)


def _answers(catalogue: Catalogue) -> Responses:
    found = {
        "ONE-1": Answer(value=2),
        "ONE-1.a": Answer(value="yes"),
        "ONE-1.b": Answer(value="no"),
    }
    return Responses(
        catalogue=catalogue.ref, country="XAA", round="2026", answers=FrozenDict(found)
    )


def _form(folder: Path, catalogue: Catalogue) -> Path:
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    return write_workbook(form, folder / "form.xlsx", answers=_answers(catalogue))


def _checked(path: Path, catalogue: Catalogue) -> Problems:
    return check_file(path, catalogue)[1]


# Defects that no file in the tree can hold: they are made here.

Make = Callable[[Path, Catalogue], Problems]


def _missing(folder: Path, catalogue: Catalogue) -> Problems:
    return _checked(folder / "form.xlsx", catalogue)


def _large(folder: Path, catalogue: Catalogue) -> Problems:
    with (folder / "form.xlsx").open("wb") as file:
        file.truncate(200_000_000)
    return _checked(folder / "form.xlsx", catalogue)


def _cut(folder: Path, catalogue: Catalogue) -> Problems:
    path = _form(folder, catalogue)
    path.write_bytes(path.read_bytes()[:-1000])
    return _checked(path, catalogue)


def _far_off(folder: Path, catalogue: Catalogue) -> Problems:
    book = xlsxwriter.Workbook(str(folder / "form.xlsx"))
    book.add_worksheet().write_string(30_000, 0, "stray")
    book.close()
    return check_file(folder / "form.xlsx", catalogue)[1]


def _encrypted(folder: Path, catalogue: Catalogue) -> Problems:
    (folder / "form.xlsx").write_bytes(ENCRYPTED)
    return _checked(folder / "form.xlsx", catalogue)


def _unwritable(folder: Path, catalogue: Catalogue) -> Problems:
    (folder / "taken").write_text("no folder", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        write_responses(_answers(catalogue), folder / "taken" / "answers.json")
    return caught.value.problems


def _onto_itself(folder: Path, catalogue: Catalogue) -> Problems:
    path = _form(folder, catalogue)
    before = path.read_bytes()
    with pytest.raises(FileError) as caught:
        annotate_workbook(path, folder / "." / path.name, catalogue)
    assert path.read_bytes() == before
    return caught.value.problems


def _merged_workbook(folder: Path, catalogue: Catalogue) -> Problems:
    sources = (Source(file="a.xlsx"), Source(file="b.xlsx"))
    responses = _answers(catalogue).model_copy(update={"sources": sources})
    return write_answers(responses, catalogue, folder / "answers.xlsx", "en")


def _no_meta(folder: Path, catalogue: Catalogue) -> Problems:
    book = Workbook(_form(folder, catalogue))
    book.rename("_meta", "other")
    return _checked(book.save(folder / "form.xlsx"), catalogue)


def _twice(folder: Path, catalogue: Catalogue) -> Problems:
    book = Workbook(_form(folder, catalogue))
    book.answer(SHEET, "ONE-1.b", "id", "ONE-1.a")
    return _checked(book.save(folder / "form.xlsx"), catalogue)


def _no_column(folder: Path, catalogue: Catalogue) -> Problems:
    book = Workbook(_form(folder, catalogue))
    address = next(at for at, text in book.texts(SHEET).items() if text == "teia:value")
    book.put(SHEET, address, None)
    return _checked(book.save(folder / "form.xlsx"), catalogue)


def _no_id(folder: Path, catalogue: Catalogue) -> Problems:
    book = Workbook(_form(folder, catalogue))
    book.put("More evidence", "B5", "Register Act")
    return _checked(book.save(folder / "form.xlsx"), catalogue)


def _too_long(folder: Path, catalogue: Catalogue) -> Problems:
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    answers = FrozenDict({"ONE-1.a": Answer(value="yes", comment="x" * 32_768)})
    responses = _answers(catalogue).model_copy(update={"answers": answers})
    with pytest.raises(FileError) as caught:
        write_workbook(form, folder / "form.xlsx", answers=responses)
    assert not (folder / "form.xlsx").exists()
    return caught.value.problems


def _edited(edit: Callable[[Workbook], object], previous: bool = False) -> Make:
    """Return what edits a written form, with last round's answers or without."""

    def make(folder: Path, catalogue: Catalogue) -> Problems:
        form = build_questionnaire(catalogue, country="XAA", round="2026")
        before = _answers(catalogue).model_copy(update={"round": "2024"}) if previous else None
        book = Workbook(write_workbook(form, folder / "form.xlsx", previous=before))
        edit(book)
        return _checked(book.save(folder / "form.xlsx"), catalogue)

    return make


def _without_sheet(book: Workbook) -> None:
    """Empty a sheet: to the reader it is as gone as a deleted one."""
    book.change_rows(SHEET, lambda _: [])


def _without_row(book: Workbook) -> None:
    item = book.cell_of(SHEET, "ONE-1.b", "id")[1:]
    book.change_rows(SHEET, lambda rows: [row for row in rows if row.attrib["r"] != item])


def _unchanged(value: str | None, item: str = "ONE-1.b") -> Callable[[Workbook], object]:
    def edit(book: Workbook) -> None:
        book.answer(SHEET, item, "unchanged", "x")
        book.answer(SHEET, item, "value", value)

    return edit


def _nothing_before(book: Workbook) -> None:
    book.change_rows("_previous", lambda rows: rows[:1])
    _unchanged(None)(book)


def _merged(**other: object) -> Make:
    """Return what merges the answers with those of another file."""

    def make(folder: Path, catalogue: Catalogue) -> Problems:
        given = _answers(catalogue)
        own = write_responses(given, folder / "a.json")
        changed = write_responses(given.model_copy(update=other), folder / "b.json")
        parts = [read_responses(path, catalogue) for path in (own, changed)]
        with pytest.raises(ResponsesError) as caught:
            merge_responses(parts, catalogue)
        return caught.value.problems

    return make


def _merged_csv(folder: Path, catalogue: Catalogue) -> Problems:
    sources = (Source(file="a.xlsx"), Source(file="b.xlsx"))
    responses = _answers(catalogue).model_copy(update={"sources": sources})
    with pytest.raises(FileError) as caught:
        write_responses(responses, folder / "answers.csv")
    assert not (folder / "answers.csv").exists()
    return caught.value.problems


def _migration(*steps: str, start: str = "1.10") -> Make:
    """Return what reads a migration from the small catalogue to itself."""

    def make(folder: Path, catalogue: Catalogue) -> Problems:
        head = f'catalogue: small\nfrom_version: "{start}"\nto_version: "1.10"\nsteps:'
        path = folder / "map.yaml"
        path.write_text("\n  - ".join((head, *steps)), encoding="utf-8")
        with pytest.raises(CatalogueError) as caught:
            load_migration(path, catalogue, catalogue)
        return caught.value.problems

    return make


def _migrated(start: str | None) -> Make:
    """Return what takes answers of version 1.9 on, with a migration from `start`."""

    def make(folder: Path, catalogue: Catalogue) -> Problems:
        earlier = catalogue.model_copy(update={"version": "1.9"})
        migration = None
        if start is not None:
            head = f'catalogue: small\nfrom_version: "{start}"\nto_version: "1.10"\nsteps: []'
            (folder / "map.yaml").write_text(head, encoding="utf-8")
            migration = load_migration(folder / "map.yaml")
        path = write_responses(_answers(earlier), folder / "answers.yaml")
        with pytest.raises(ResponsesError) as caught:
            migrate_responses(read_responses(path, earlier), catalogue, migration)
        return caught.value.problems

    return make


PROFILE = (
    'id: own\nversion: "1"\ncountry: XAA\ntitle: Our own\nbase: {id: small, version: "1.10"}\n'
)


def _profile(more: str, base: str = "") -> Make:
    """Return what makes a profile with some more lines, or with another base."""

    def made(folder: Path, catalogue: Catalogue) -> Problems:
        text = PROFILE.replace('small, version: "1.10"', base or 'small, version: "1.10"')
        path = folder / "profile.yaml"
        path.write_text(PROFILE, encoding="utf-8")
        if base.startswith("small-"):
            catalogue = apply_profile(catalogue, load_profile(path, catalogue))
        path.write_text(text + more, encoding="utf-8")
        return read_profile(path, catalogue)[1].errors

    return made


def _own(area: str, name: str) -> str:
    return f'indicators: [{{area: {area}, id: "{name}", title: Tailings}}]\n'


OUT = "exclude: [{id: ONE-1, reason: Assessed elsewhere.}]\n"

ONE = ("{relation: retired, old: [ONE-1.a], rule: drop}",)
STEP = "{{relation: {}, old: [ONE-1.a], new: [{}], rule: ask}}"


def _untranslated(folder: Path, catalogue: Catalogue) -> Problems:
    """Give the profile one language, in which the title of its own indicator is missing."""
    more = _own("ONE", "XAA:ONE-N1") + "translations: {fr: {own: {title: Le nôtre}}}\n"
    (folder / "profile.yaml").write_text(PROFILE + more, encoding="utf-8")
    return read_profile(folder / "profile.yaml", catalogue)[1]


def _ambiguous(folder: Path, catalogue: Catalogue) -> Problems:
    """Take answers of version 1.8 on, which two ways of the same length lead from."""
    ways = [("1.8", "1.9"), ("1.9", "1.10"), ("1.8", "1.9b"), ("1.9b", "1.10")]
    steps = tuple(
        Migration(catalogue="small", from_version=start, to_version=end, steps=())
        for start, end in ways
    )
    newer = catalogue.model_copy(update={"migrations": steps})
    earlier = catalogue.model_copy(update={"version": "1.8"})
    path = write_responses(_answers(earlier), folder / "answers.yaml")
    with pytest.raises(ResponsesError) as caught:
        migrate_responses(read_responses(path, earlier), newer)
    return caught.value.problems


def _huge_area(folder: Path, _: Catalogue) -> Problems:
    shutil.copytree(GOOD, folder / "huge")
    with (folder / "huge" / "areas" / "one.yaml").open("ab") as file:
        file.truncate(100_000_000)
    return check_catalogue(folder / "huge")


def _forgotten(folder: Path, catalogue: Catalogue) -> Problems:
    """Lint with the older version at hand, which lacks a criterion that no step speaks of."""
    shutil.copytree(GOOD, folder / "newer")
    (folder / "newer" / "migrations").mkdir()
    head = 'catalogue: small\nfrom_version: "1.9"\nto_version: "1.10"\nsteps: []\n'
    (folder / "newer" / "migrations" / "1.9-1.10.yaml").write_text(head, encoding="utf-8")
    (area,) = catalogue.areas
    (indicator,) = area.indicators
    fewer = indicator.model_copy(update={"criteria": indicator.criteria[:1]})
    areas = (area.model_copy(update={"indicators": (fewer,)}),)
    older = catalogue.model_copy(update={"version": "1.9", "areas": areas})
    return check_catalogue(folder / "newer", [older])


#: Code, how the defect is made, and its place ("{folder}" stands for the temporary folder).
BUILT: list[tuple[str, Make, str]] = [
    ("F001", _missing, "form.xlsx"),
    ("F002", _large, "form.xlsx"),
    ("F002", _huge_area, "areas/one.yaml"),
    ("F005", _cut, "form.xlsx"),
    ("F006", _encrypted, "form.xlsx"),
    ("F016", _far_off, "form.xlsx"),
    ("F014", _unwritable, "{folder}/taken/answers.json"),
    ("F017", _onto_itself, "{folder}/form.xlsx"),
    ("R047", _merged_workbook, "{folder}/answers.xlsx"),
    ("C050", _profile("weights: {ONE-2: 2}\n"), "profile.yaml:6:11"),
    ("C051", _profile("", 'small, version: "1.1"'), "profile.yaml:5:28"),
    ("C052", _profile(_own("ONE", "XAB:ONE-N1")), "profile.yaml:6:30"),
    (
        "C053",
        _profile(OUT + "weights: {ONE-1: 2}\n" + _own("ONE", "XAA:ONE-N1")),
        "profile.yaml:7:11",
    ),
    ("C054", _profile(OUT), "profile.yaml:6:16"),
    ("C055", _profile(_own("TWO", "XAA:TWO-N1")), "profile.yaml:6:21"),
    ("C056", _profile("", 'small-xaa, version: "1.10+1"'), "profile.yaml:5:7"),
    ("C074", _untranslated, "profile.yaml:7:20"),
    ("R022", _ambiguous, "answers.yaml:1:1"),
    ("C067", _forgotten, "migrations/1.9-1.10.yaml:4:8"),
    ("R001", _no_meta, "form.xlsx"),
    ("R006", _twice, "form.xlsx:Registers!A7"),
    ("R014", _no_column, "form.xlsx:Registers!A1"),
    ("R017", _no_id, "form.xlsx:More evidence!B5"),
    ("R018", _too_long, "form.xlsx"),
    ("R025", _edited(_without_sheet), "form.xlsx"),
    ("R026", _edited(_without_row), "form.xlsx"),
    ("R027", _edited(_unchanged("yes"), previous=True), "form.xlsx:Registers!H7"),
    ("R028", _edited(_nothing_before, previous=True), "form.xlsx:Registers!H7"),
    ("R030", _merged(round="2027"), "b.json:1:1"),
    ("R031", _merged(answers=FrozenDict({"ONE-1.a": Answer(value="no")})), "b.json:1:1"),
    ("R020", _migrated("1.8"), "answers.yaml:1:1"),
    ("R021", _migrated(None), "answers.yaml:1:1"),
    ("R041", _merged_csv, "{folder}/answers.csv"),
    ("C030", _migration(*ONE, start="1.9"), "map.yaml:2:15"),
    ("C031", _migration("{relation: new, new: [ONE-1.c], rule: ask}"), "map.yaml:5:27"),
    ("C032", _migration('{relation: new, new: ["ONE-1 .a"], rule: ask}'), "map.yaml:5:27"),
    ("C033", _migration(STEP.format("renamed", "ONE-1.b")), "map.yaml:5:3"),
    ("C034", _migration(STEP.format("split", "ONE-1.a")), "map.yaml:5:16"),
    ("C035", _migration(*ONE, *ONE), "map.yaml:6:31"),
    ("C036", _migration("{relation: retired, old: [ONE-1.a], rule: ask}"), "map.yaml:5:47"),
    ("C037", _migration("{relation: retired, old: [ONE-1, ONE-1.a], rule: drop}"), "map.yaml:5:5"),
]


#: Shown at their cells in tests/exchange/test_exchange.py.
EXCHANGED = {"C057", "C058", *(f"C{number:03}" for number in range(40, 50))}


def assert_well_told(found: Problem) -> None:
    """Message and fix are whole sentences without a gap in any language that is there."""
    for language in filter(texts, LANGUAGES):
        for sentence in (found.message(language), found.fix(language)):
            assert len(sentence) > 5
            assert re.search(r"[.;?]$", sentence), sentence
            assert not re.search(r"\{[a-z_]*\}", sentence), sentence
            assert "None" not in sentence
            assert "  " not in sentence
        assert found.fix(language)[0].isupper()
        line = found.line(language)
        severity = phrase(f"severity.{found.severity}", language)
        assert "\n" not in line
        assert line.startswith(f"{found.place}: {severity} {found.code}: ")


@pytest.mark.parametrize("name", SEEDED)
def test_seeded_defect_is_found_alone_at_its_place(name: str, tmp_path: Path) -> None:
    """A folder's name is its code; of several with one code, a hyphen and what is wrong follow."""
    code = name[:4]
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    shutil.copytree(HERE / name, folder, dirs_exist_ok=True)
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()

    answers = [path for path in (HERE / name).iterdir() if path.stem == "responses"]
    if answers:
        path = folder / answers[0].name
        problems = check_file(path, load_catalogue(GOOD), submit=code == "R010")[1]
    else:
        problems = check_catalogue(folder)

    assert [f"{found.code} {found.place}" for found in problems] == expected
    assert code in expected[-1] or code in expected[0]
    for found in problems:
        assert_well_told(found)


@pytest.mark.parametrize(
    ("code", "make", "place"), BUILT, ids=[f"{code} {place}" for code, _, place in BUILT]
)
def test_built_defect_is_found_alone_at_its_place(
    code: str, make: Make, place: str, small: Catalogue, tmp_path: Path
) -> None:
    problems = make(tmp_path, small)

    expected = place.format(folder=tmp_path)
    assert [(found.code, str(found.place)) for found in problems] == [(code, expected)]
    assert_well_told(problems[0])


def test_the_unbroken_files_have_no_problem() -> None:
    assert check_catalogue(GOOD) == ()
    responses, problems = check_file(GOOD / "responses.yaml", load_catalogue(GOOD), submit=True)
    assert problems == ()
    assert responses is not None
    assert len(responses.answers) == 3


def test_every_code_of_files_catalogues_and_responses_has_its_defect() -> None:
    shown = {*(name[:4] for name in SEEDED), *EXCHANGED, *(code for code, _, _ in BUILT)}
    of_mappings = {"B019", "B020"}  # codes of bundles that the linter of a catalogue tells
    assert {code for code in texts("en")["problems"] if code[0] in "FCR"} | of_mappings == shown


@pytest.mark.parametrize("code", sorted(texts("en")["problems"]))
def test_every_text_of_a_problem_is_complete(code: str) -> None:
    entry = texts("en")["problems"][code]
    assert set(entry) <= {"message", "fix", "severity"}
    assert entry["message"].endswith(".")
    assert entry["fix"].endswith(".")
    assert not entry["message"].endswith("..")
