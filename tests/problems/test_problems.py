"""One seeded defect for every code that a file can show: found alone, at its place, well told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import xlsxwriter
from problems.plans import PLANS
from responses.surgery import ENCRYPTED, Workbook

from teia_indicators import (
    Answer,
    BundleError,
    Catalogue,
    CatalogueError,
    ComparisonError,
    FileError,
    Gaps,
    MethodError,
    Migration,
    MigrationStep,
    Problem,
    Problems,
    Responses,
    ResponsesError,
    ScoringMethod,
    Target,
    annotate_workbook,
    apply_profile,
    assess,
    build_questionnaire,
    check_catalogue,
    compare_rounds,
    compare_series,
    document_schema,
    find_gaps,
    load_catalogue,
    load_migration,
    load_profile,
    load_target,
    merge_responses,
    migrate_responses,
    read_responses,
    write_responses,
    write_workbook,
)
from teia_indicators.action_plan import ActionPlan, PlannedAction
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.catalogue.profile import read_profile
from teia_indicators.cli.compare import read_round
from teia_indicators.cli.forms import write_answers
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Source
from teia_indicators.responses.read import check_file
from teia_indicators.responses.targets import targets_left
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


def _wide_apart(folder: Path, catalogue: Catalogue) -> Problems:
    book = xlsxwriter.Workbook(str(folder / "form.xlsx"))
    book.add_worksheet().write_string(19_000, 600, "stray")
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


def _compared(
    later: Mapping[str, Any] = MappingProxyType({}),
    plan: Mapping[str, Any] | None = None,
    start: str = "1.10",
    name: str = "A",
    anew: bool = False,
) -> Make:
    """Return what compares the answers, as a round called A, with those of a later round, B."""

    def make(folder: Path, catalogue: Catalogue) -> Problems:
        own = catalogue.model_copy(update={"version": start})
        rounds = []
        for file, of, update in (("A", own, {"round": name}), ("B", catalogue, later)):
            given = _answers(of).model_copy(update={"round": file, **update})
            path = write_responses(given, folder / f"{file}.yaml")
            rounds.append(read_responses(path, of))
        try:
            planned = None if plan is None else _plan(rounds[0], **plan)
            earlier, later_ = rounds
            found = compare_rounds(
                earlier,
                later_,
                catalogue,
                older=own if anew else None,
                migration=ASKED if anew else None,
                plan=planned,
            )
            return Problems(found.findings)
        except ComparisonError as error:
            return error.problems

    return make


def _plan(of: Responses, **update: Any) -> ActionPlan:
    """Return a plan of a round, with some fields changed."""
    action = PlannedAction(id="OWN-1", title="Keep a register", criteria=("ONE-1.b",))
    content = {
        "country": "XAA",
        "round": "A",
        "catalogue": of.catalogue,
        "responses": of.checksum,
        "method": ScoringMethod(),
        "target": Target(),
        "chosen_by": "greedy",
        "actions": (action,),
    }
    return ActionPlan.model_validate({**content, **update})


def _series(*names: str) -> Make:
    """Return what compares a series of rounds of some names."""

    def make(_: Path, catalogue: Catalogue) -> Problems:
        given = [_answers(catalogue).model_copy(update={"round": name}) for name in names]
        with pytest.raises(ComparisonError) as caught:
            compare_series(given, catalogue)
        return caught.value.problems

    return make


def _two_methods(_: Path, catalogue: Catalogue) -> Problems:
    answers = _answers(catalogue)
    other = ScoringMethod(missing="upper")
    with pytest.raises(ComparisonError) as caught:
        compare_rounds(assess(answers, catalogue), answers, method=other)
    return caught.value.problems


def _two_in_one(folder: Path, catalogue: Catalogue) -> Problems:
    path = shutil.copy(HERE / "R046" / "responses.csv", folder / "export.csv")
    with pytest.raises(ComparisonError) as caught:
        read_round(Path(path), [catalogue], "en")
    return caught.value.problems


FLAGGED = FrozenDict({"ONE-1.b": Answer(value="yes", correction=True)})
ASKED = Migration(
    catalogue="small",
    from_version="1.9",
    to_version="1.10",
    steps=(MigrationStep(relation="widened", old=("ONE-1.b",), new=("ONE-1.b",), rule="ask"),),
)
OTHER_PLAN = {"id": "small", "version": "1.8", "checksum": "0" * 64}
STRAY = PlannedAction(id="OWN-1", title="Keep a register", criteria=("ONE-1.x",))


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


def _targets(*lines: str, round: str | None = "2026") -> Make:
    """Return what reads a file of targets."""

    def make(folder: Path, catalogue: Catalogue) -> Problems:
        path = folder / "targets.yaml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with pytest.raises(MethodError) as caught:
            load_target(path, catalogue, round)
        return caught.value.problems

    return make


def _own_scale(folder: Path, catalogue: Catalogue) -> Problems:
    """Set a target for an indicator that is given on a scale of its own."""
    (area,) = catalogue.areas
    (indicator,) = area.indicators
    other = indicator.model_copy(update={"criteria": (), "scale": "marks"})
    areas = (area.model_copy(update={"indicators": (other,)}),)
    given = catalogue.model_copy(update={"areas": areas})
    return _targets("indicators: {ONE-1: 2}")(folder, given)


def _target_sheet(edit: Callable[[Workbook], object], part: bool = False) -> Make:
    """Return what reads the targets of an edited form, or of one that is a part."""

    def make(folder: Path, catalogue: Catalogue) -> Problems:
        form = build_questionnaire(catalogue, country="XAA", round="2026")
        if part:
            form = form.model_copy(update={"asked": ("ONE-1",)})
        book = Workbook(write_workbook(form, folder / "form.xlsx"))
        edit(book)
        path = book.save(folder / "form.xlsx")
        with pytest.raises(MethodError) as caught:
            load_target(path, catalogue)
        assert read_responses(path, catalogue).country == "XAA", "answers are read all the same"
        return caught.value.problems

    return make


def _put(item: str, **cells: str | float) -> Callable[[Workbook], object]:
    def edit(book: Workbook) -> None:
        for key, value in cells.items():
            book.answer("Targets", item, f"target.{key}", value)

    return edit


def _left_behind(folder: Path, catalogue: Catalogue) -> Problems:
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    path = write_workbook(form, folder / "form.xlsx", target=Target(default=2))
    assert not targets_left([_form(folder / "none", catalogue)], catalogue)
    return targets_left([path], catalogue)


def _without_answers(folder: Path, catalogue: Catalogue) -> Problems:
    gaps = find_gaps(assess(_answers(catalogue), catalogue))
    path = folder / "gaps.json"
    path.write_text(gaps.model_dump_json(), encoding="utf-8")
    with pytest.raises(MethodError) as caught:
        Gaps.model_validate_json(path.read_text(encoding="utf-8")).by_dimension()
    return caught.value.problems


def _other_library(_: Path, catalogue: Catalogue) -> Problems:
    gaps = find_gaps(assess(_answers(catalogue), catalogue))
    with pytest.raises(MethodError) as caught:
        gaps.by_authority(catalogue.model_copy(update={"version": "1.11"}))
    return caught.value.problems


#: Code, how the defect is made, and its place ("{folder}" stands for the temporary folder).
BUILT: list[tuple[str, Make, str]] = [
    ("F001", _missing, "form.xlsx"),
    ("F002", _large, "form.xlsx"),
    ("F002", _huge_area, "areas/one.yaml"),
    ("F005", _cut, "form.xlsx"),
    ("F006", _encrypted, "form.xlsx"),
    ("F016", _far_off, "form.xlsx"),
    ("F032", _wide_apart, "form.xlsx"),
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
    ("D001", _compared({"country": "XAB"}), "B.yaml:1:1"),
    ("D002", _compared({"round": "2024"}, name="2026"), "B.yaml:1:1"),
    ("D003", _compared(start="1.9"), "A.yaml:1:1"),
    ("D004", _two_methods, ""),
    ("D005", _series("A"), ""),
    ("D006", _series("A", "B", "A"), ""),
    ("D007", _compared(plan={"country": "XAB"}), ""),
    ("D008", _compared(plan={"round": "B"}), ""),
    ("D009", _compared(plan={"catalogue": CatalogueRef(**OTHER_PLAN)}), ""),
    ("D010", _compared(plan={"actions": (STRAY,)}), ""),
    ("D011", _compared({"round": "A", "answers": FrozenDict()}), "B.yaml:1:1"),
    ("D012", _compared({"answers": FLAGGED}, start="1.9", anew=True), "B.yaml:10:12"),
    ("D013", _compared(plan={"responses": "0" * 64}), ""),
    ("D014", _two_in_one, "export.csv"),
    ("C030", _migration(*ONE, start="1.9"), "map.yaml:2:15"),
    ("C031", _migration("{relation: new, new: [ONE-1.c], rule: ask}"), "map.yaml:5:27"),
    ("C032", _migration('{relation: new, new: ["ONE-1 .a"], rule: ask}'), "map.yaml:5:27"),
    ("C033", _migration(STEP.format("renamed", "ONE-1.b")), "map.yaml:5:3"),
    ("C034", _migration(STEP.format("split", "ONE-1.a")), "map.yaml:5:16"),
    ("C035", _migration(*ONE, *ONE), "map.yaml:6:31"),
    ("C036", _migration("{relation: retired, old: [ONE-1.a], rule: ask}"), "map.yaml:5:47"),
    ("T001", _targets("areas: {ONR: 2}"), "targets.yaml:1:9"),
    ("T002", _targets("default: 2", "indicators: {ONE-1: 4}"), "targets.yaml:2:21"),
    ("T003", _targets("areas: {ONE-1: 2}"), "targets.yaml:1:9"),
    ("T004", _targets("by: 2025-12-31", "areas: {ONE: 2}"), "targets.yaml:1:5"),
    (
        "T005",
        _targets(
            "steps:",
            "- {of: ONE, stage: 2, by: 2029-12-31}",
            "- {of: ONE, stage: 2, by: 2027-12-31}",
        ),
        "targets.yaml:3:27",
    ),
    (
        "T006",
        _targets("areas: {ONE: 3}", "steps: [{of: ONE, stage: 2, by: 2027-12-31}]"),
        "targets.yaml:2:26",
    ),
    ("T007", _targets("areas: {ONE: 3}", "steps: [{of: ONE, stage: 2}]"), "targets.yaml:2:14"),
    ("T008", _own_scale, "targets.yaml:1:14"),
    ("T009", _target_sheet(lambda _: None, part=True), "form.xlsx"),
    ("T002", _target_sheet(_put("ONE", stage="often")), "form.xlsx:Targets!D6"),
    ("T010", _target_sheet(_put("all", stage=2.0, by=2027.0)), "form.xlsx:Targets!E5"),
    ("T011", _target_sheet(_put("ONE-1", source="A programme")), "form.xlsx:Targets!D7"),
    (
        "T012",
        _target_sheet(lambda book: book.put("Targets", "D9", "3 Done")),
        "form.xlsx:Targets!A9",
    ),
    ("T015", _left_behind, "form.xlsx:Targets"),
    ("C037", _migration("{relation: retired, old: [ONE-1, ONE-1.a], rule: drop}"), "map.yaml:5:5"),
    *PLANS,
]


def _unknown_document(*_: object) -> Problems:
    with pytest.raises(BundleError) as caught:
        document_schema("plans")
    return caught.value.problems


#: Those that no file holds: of what a function is given.
GIVEN: list[tuple[str, Make]] = [
    ("B025", _unknown_document),
    ("T013", _without_answers),
    ("T014", _other_library),
]

#: Shown in tests/action_plan/test_lint.py and test_redraft.py, in tests/plots/test_gantt.py, and at
#: their cells in tests/exchange/test_exchange.py; F050 in tests/faults/test_streams.py.
LINTED = {"P002", *(f"P{number:03}" for number in range(10, 20))}
ELSEWHERE = LINTED | {
    "F050",
    "P044",
    "C057",
    "C058",
    *(f"C{number:03}" for number in range(40, 50)),
}


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
        place = f"{found.place}: " if str(found.place) else ""
        assert line.startswith(f"{place}{severity} {found.code}: ")


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


@pytest.mark.parametrize(("code", "make"), GIVEN, ids=[code for code, _ in GIVEN])
def test_what_is_given_to_a_function_is_told_well(
    code: str, make: Make, small: Catalogue, tmp_path: Path
) -> None:
    (found,) = make(tmp_path, small)
    assert (found.code, str(found.place)) == (code, "")
    assert_well_told(found)


def test_the_unbroken_files_have_no_problem() -> None:
    assert check_catalogue(GOOD) == ()
    responses, problems = check_file(GOOD / "responses.yaml", load_catalogue(GOOD), submit=True)
    assert problems == ()
    assert responses is not None
    assert len(responses.answers) == 3


def test_every_code_of_files_and_documents_has_its_defect() -> None:
    built = {code for code, _, _ in BUILT} | {code for code, _ in GIVEN}
    shown = {*(name[:4] for name in SEEDED), *ELSEWHERE, *built}
    elsewhere = {"B019", "B020", "B025"}  # of bundles, and told by others than their reader
    assert {code for code in texts("en")["problems"] if code[0] in "FCRTPD"} | elsewhere == shown


@pytest.mark.parametrize("code", sorted(texts("en")["problems"]))
def test_every_text_of_a_problem_is_complete(code: str) -> None:
    entry = texts("en")["problems"][code]
    assert set(entry) <= {"message", "fix", "severity"}
    assert entry["message"].endswith(".")
    assert entry["fix"].endswith(".")
    assert not entry["message"].endswith("..")
