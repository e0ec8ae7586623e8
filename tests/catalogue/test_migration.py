"""Migration files say of every old item what becomes of it, and are checked with places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from strategies import library_catalogue, plans

from teia_indicators.catalogue.diff import diff_catalogues
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.migration import (
    Migration,
    MigrationStep,
)
from teia_indicators.catalogue.migration_check import check_migration, load_migration
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.problems import CatalogueError
from teia_indicators.sources.yaml import dump_yaml
from teia_indicators.text import phrase

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia" / "migrations" / "0.9-1.0.yaml"
HEAD = 'catalogue: teia\nfrom_version: "0.9"\nto_version: "1.0"\nsteps:\n'


@pytest.fixture(scope="module")
def draft() -> Catalogue:
    return load_catalogue(ROOT / "tests" / "golden" / "catalogues" / "teia-0.9")


@pytest.fixture(scope="module")
def good(draft: Catalogue, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the shipped steps as plain data."""
    steps = load_migration(SHIPPED, draft, catalogue).steps
    return [step.model_dump(mode="json") for step in steps]


def _refused(
    text: str, folder: Path, older: Catalogue | None = None, newer: Catalogue | None = None
) -> list[tuple[str, str, str]]:
    path = folder / "map.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_migration(path, older, newer)
    return [(one.code, str(one.place), one.path) for one in caught.value.problems]


def _file(steps: list[dict[str, Any]]) -> str:
    head = {"catalogue": "teia", "from_version": "0.9", "to_version": "1.0"}
    return dump_yaml({**head, "steps": steps})


def test_the_shipped_migration_fits_both_catalogues(draft: Catalogue, catalogue: Catalogue) -> None:
    migration = load_migration(SHIPPED, draft, catalogue)
    assert repr(migration) == "<Migration teia 0.9 to 1.0: 17 steps>"
    assert migration.from_checksum == draft.checksum
    assert migration.leads(draft.ref, catalogue.ref)
    assert not migration.leads(catalogue.ref, draft.ref)
    relations = {step.relation for step in migration.steps}
    assert relations == {
        *("equal", "renamed", "split", "merged", "narrowed", "widened", "new", "retired")
    }


def test_a_migration_survives_its_json(draft: Catalogue, catalogue: Catalogue) -> None:
    migration = load_migration(SHIPPED, draft, catalogue)
    assert Migration.model_validate_json(migration.model_dump_json()) == migration


def test_each_left_out_step_is_missed(
    draft: Catalogue, catalogue: Catalogue, good: list[dict[str, Any]], tmp_path: Path
) -> None:
    for step in good:
        text = _file([one for one in good if one != step])
        if step["relation"] == "new":
            (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
            load_migration(tmp_path / "map.yaml", draft, catalogue)
            continue
        found = _refused(text, tmp_path, draft, catalogue)
        assert [(code, path) for code, _, path in found] == [("C033", old) for old in step["old"]]


def test_every_old_item_without_a_step_asks_in_the_same_words(
    draft: Catalogue, catalogue: Catalogue
) -> None:
    spoken = {old for step in load_migration(SHIPPED).steps for old in step.old}
    for item in set(draft.parents) - spoken:
        name = "text" if "." in item else "title"
        assert getattr(draft.items[item], name) == getattr(catalogue.items[item], name)


def test_an_id_whose_place_is_taken_is_not_unchanged(catalogue: Catalogue) -> None:
    """IDN-1.b is in both with the same words, but a step puts another answer there."""
    step = MigrationStep(
        relation="merged", old=("IDN-1.a", "IDN-1.c"), new=("IDN-1.b",), rule="ask"
    )
    found = check_migration(
        Migration(catalogue="teia", from_version="1.0", to_version="1.0", steps=(step,)),
        *(catalogue, catalogue),
    )
    assert [(one.code, one.path) for one in found] == [("C033", "IDN-1.b")]


STEPS = {
    "dangling old": ("{relation: retired, old: [IDN-1.aa], rule: drop}", "C031", 31),
    "dangling new": ("{relation: new, new: [IDN-1.zz], rule: ask}", "C031", 27),
    "padded": ('{relation: retired, old: ["IDN-1 .a"], rule: drop}', "C032", 31),
    "line end": ('{relation: retired, old: ["IDN-1.a\\n"], rule: drop}', "C032", 31),
    "no-break": ('{relation: retired, old: ["\\u00a0IDN-1.a"], rule: drop}', "C032", 31),
    "one part": ("{relation: split, old: [IDN-1.a], new: [IDN-1.a], rule: ask}", "C034", 16),
    "one parent": ("{relation: merged, old: [IDN-1.a], new: [IDN-1.a], rule: ask}", "C034", 16),
    "same name": ("{relation: renamed, old: [IDN-1.a], new: [IDN-1.a], rule: ask}", "C034", 16),
    "other name": ("{relation: equal, old: [IDN-1.a], new: [IDN-1.i], rule: ask}", "C034", 16),
    "nothing new": ("{relation: new, rule: ask}", "C034", 16),
    "retired into": ("{relation: retired, old: [IDN-1.a], new: [IDN-1.a], rule: drop}", "C034", 16),
    "narrowed out": ("{relation: narrowed, old: [IDN-1.a], rule: ask}", "C034", 16),
    "carry nothing": ("{relation: retired, old: [IDN-1.a], rule: carry}", "C036", 47),
    "new carried": ("{relation: new, new: [IDN-1.i], rule: carry}", "C036", 43),
    "twice": ("{relation: retired, old: [IDN-1.a, IDN-1.a], rule: drop}", "C035", 40),
    "two kinds": (
        "{relation: merged, old: [IDN-1.a, IDN-2], new: [IDN-1.i], rule: ask}",
        "C037",
        5,
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_faulty_step_is_found_at_its_place(
    name: str, draft: Catalogue, catalogue: Catalogue, tmp_path: Path
) -> None:
    step, code, column = STEPS[name]
    found = _refused(f"{HEAD}  - {step}\n", tmp_path, draft, catalogue)
    places = [(one, place) for one, place, _ in found if one != "C033"]
    assert places == [(code, f"map.yaml:5:{column}")]


def test_two_steps_for_one_id_name_both_places(
    draft: Catalogue, catalogue: Catalogue, tmp_path: Path
) -> None:
    text = HEAD + "".join(
        f"  - {{relation: narrowed, old: [{old}], new: [IDN-1.a], rule: ask}}\n"
        for old in ("IDN-1.a", "IDN-1.b")
    )
    found = [one for one in _refused(text, tmp_path, draft, catalogue) if one[0] == "C035"]
    assert found == [("C035", "map.yaml:6:48", "IDN-1.a")]


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("catalogue", "other", "map.yaml:1:12"),
        ("from_version", '"0.8"', "map.yaml:2:15"),
        ("to_version", '"1.1"', "map.yaml:3:13"),
        ("from_checksum", f'"{"0" * 64}"', "map.yaml:5:16"),
        ("to_checksum", "f" * 64, "map.yaml:5:14"),
    ],
)
def test_a_migration_of_other_catalogues_is_refused(
    key: str,
    value: str,
    place: str,
    draft: Catalogue,
    catalogue: Catalogue,
    good: list[dict[str, Any]],
    tmp_path: Path,
) -> None:
    head = {"catalogue": "teia", "from_version": '"0.9"', "to_version": '"1.0"', "note": "x"}
    lines = [f"{name}: {text}\n" for name, text in {**head, key: value}.items()]
    text = "".join(lines) + dump_yaml({"steps": good})
    found = _refused(text, tmp_path, draft, catalogue)
    assert {(one, at) for one, at, _ in found} == {("C030", place)}


def test_one_side_alone_is_checked_as_far_as_it_goes(
    draft: Catalogue, catalogue: Catalogue, tmp_path: Path
) -> None:
    text = HEAD + "  - {relation: renamed, old: [IDN-1.aa], new: [IDN-1.zz], rule: carry}\n"
    old, new = ("C031", "map.yaml:5:31", "IDN-1.aa"), ("C031", "map.yaml:5:48", "IDN-1.zz")
    assert _refused(text, tmp_path, older=draft) == [old]
    assert _refused(text, tmp_path, newer=catalogue) == [new]
    load_migration(tmp_path / "map.yaml")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (HEAD + "  - {relation: gone, old: [A], rule: drop}\n", "F012", "map.yaml:5:16"),
        (HEAD + "  - {relation: retired, old: [A], rule: keep}\n", "F012", "map.yaml:5:41"),
        (HEAD + "  - {relation: retired, old: [A]}\n", "F011", "map.yaml:5:5"),
        (HEAD + "  - {relation: retired, odl: [A], rule: drop}\n", "F010", "map.yaml:5:25"),
        (HEAD.replace('"0.9"', "0.9") + "  []\n", "F012", "map.yaml:2:15"),
        (HEAD + '  - {relation: retired, old: [""], rule: drop}\n', "F012", "map.yaml:5:31"),
        (HEAD + "  []\nsteps: []\n", "F009", "map.yaml:6:1"),
        (HEAD + "  [\n", "F008", "map.yaml:6:1"),
        ("- 1\n", "F012", "map.yaml:1:1"),
        ("\n", "F003", "map.yaml"),
    ],
)
def test_a_file_that_is_no_migration_is_refused_at_its_place(
    text: str, code: str, place: str, tmp_path: Path
) -> None:
    assert [one[:2] for one in _refused(text, tmp_path)] == [(code, place)]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="F001"):
        load_migration(tmp_path / "none.yaml")


def test_many_problems_come_at_once(draft: Catalogue, catalogue: Catalogue, tmp_path: Path) -> None:
    text = HEAD + "".join(f"  - {step}\n" for step, _, _ in STEPS.values())
    codes = {one[0] for one in _refused(text, tmp_path, draft, catalogue)}
    assert codes == {"C031", "C032", "C033", "C034", "C035", "C036", "C037"}


def test_the_migration_folder_does_not_disturb_the_catalogue(catalogue: Catalogue) -> None:
    assert load_catalogue(SHIPPED.parents[1]) == catalogue


def test_the_diff_of_the_draft_and_the_release(draft: Catalogue, catalogue: Catalogue) -> None:
    diff = diff_catalogues(draft, catalogue)
    assert diff.older == draft.ref
    assert diff.newer == catalogue.ref
    assert diff.removed == (
        *("IDN-1.j", "IDN-2.j", "IDN-2.k", "IDN-3.j"),
        *("IDN-9", "IDN-9.a", "IDN-9.b", "IDN-9.c", "IDN-9.d", "IDN-9.e"),
    )
    pairs = {pair.id for pair in catalogue.pairs}
    assert set(diff.added) == set(catalogue.items) - set(draft.items) | pairs
    changed = [one.id for one in diff.text_changed]
    assert changed == ["IDN-2.g", "IDN-3.b", "IDN-3.c", "NTF-1.e", "NTF-2.g"]
    assert diff.changes == diff.text_changed
    assert repr(diff) == "<CatalogueDiff 0.9 to 1.0: 232 added, 10 removed, 5 changes>"


def _changed(catalogue: Catalogue, **criterion: Any) -> Catalogue:
    """Return the catalogue with other fields of IDN-1.a, and other weights above it."""
    area = catalogue.areas[0]
    first = area.indicators[0]
    criteria = (first.criteria[0].model_copy(update=criterion), *first.criteria[1:])
    own = first.model_copy(update={"criteria": criteria, "weight": 2.5})
    indicators = (own, *area.indicators[1:])
    areas = (
        area.model_copy(update={"indicators": indicators, "weight": 0.0}),
        *catalogue.areas[1:],
    )
    return catalogue.model_copy(update={"areas": areas})


def test_the_diff_names_each_field_before_and_after(catalogue: Catalogue) -> None:
    other = _changed(catalogue, stage=3, dimension="practice", text="<b>Other</b>")
    diff = diff_catalogues(catalogue, other)
    own = catalogue.criteria[0]
    found = [(one.id, one.field, one.before, one.after) for one in diff.changes]
    assert found == [
        ("IDN-1.a", "text", own.text, "<b>Other</b>"),
        ("IDN-1.a", "stage", own.stage, 3),
        ("IDN-1.a", "dimension", own.dimension, "practice"),
        ("IDN", "weight", 1.0, 0.0),
        ("IDN-1", "weight", 1.0, 2.5),
    ]
    shown = diff._repr_html_()
    assert "&lt;b&gt;Other" in shown
    assert "<b>" not in shown
    assert "5 differences" in shown


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_another_official_wording_is_a_difference(catalogue: Catalogue, language: str) -> None:
    wording = FrozenDict({language: "As adopted."})
    (found,) = diff_catalogues(catalogue, _changed(catalogue, official_text=wording)).text_changed
    expected = ("IDN-1.a", f"official_text.{language}", "", "As adopted.")
    assert (found.id, found.field, found.before, found.after) == expected
    for one in ("en", "fr", "ru"):
        assert phrase(f"diff.fields.{found.field}", one)


@given(plans(), plans())
def test_the_diff_is_empty_for_the_same_and_mirrored_for_two(one: Any, two: Any) -> None:
    older, newer = library_catalogue(one), library_catalogue(two)
    same = diff_catalogues(older, older)
    assert not same.added
    assert not same.removed
    assert not same.changes
    there, back = diff_catalogues(older, newer), diff_catalogues(newer, older)
    assert set(there.added) == set(back.removed)
    assert set(there.removed) == set(back.added)
    turned = {(x.id, x.field, x.after, x.before) for x in back.changes}
    assert {(x.id, x.field, x.before, x.after) for x in there.changes} == turned
    assert {x.id for x in there.changes} <= set(older.items) & set(newer.items)
