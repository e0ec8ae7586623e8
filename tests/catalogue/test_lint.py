"""What the linter checks beyond what loading needs: migrations, heirs, unfinished work."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

import teia_indicators as teia
from teia_indicators.catalogue.migration import Migration, shortest_chains
from teia_indicators.text import LANGUAGES

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia"
GOOD = ROOT / "tests" / "problems" / "_good"
DRAFT = ROOT / "tests" / "golden" / "catalogues" / "teia-0.9"
HEAD = 'catalogue: small\nfrom_version: "{start}"\nto_version: "{end}"\nsteps:\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "small"))


def _migration(folder: Path, start: str, end: str, *steps: str) -> None:
    (folder / "migrations").mkdir(exist_ok=True)
    rows = "".join(f"  - {step}\n" for step in steps) or "  []\n"
    path = folder / "migrations" / f"{start}-{end}.yaml"
    path.write_text(HEAD.format(start=start, end=end) + rows, encoding="utf-8")


def _found(folder: Path, *others: teia.Catalogue) -> list[str]:
    return [f"{one.code} {one.place}" for one in teia.check_catalogue(folder, others)]


def test_the_shipped_migration_fits_on_both_sides() -> None:
    assert teia.check_catalogue(None, [teia.load_catalogue(DRAFT)]) == ()


@pytest.mark.parametrize(
    ("name", "wrong", "expected"),
    [
        ("areas/prevention.yaml", "\ttitle:", "F008 areas/prevention.yaml:7:1"),
        ("actions/prevention.yaml", "\ttitle:", "F008 actions/prevention.yaml:6:1"),
        ("areas/prevention.yaml", None, "C010 catalogue.yaml:53:5"),
    ],
)
def test_what_hangs_on_an_unread_file_is_not_called_wrong(
    tmp_path: Path, name: str, wrong: str | None, expected: str
) -> None:
    """Nobody is told to remove the translations of an area because its file has a tab."""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "teia"))
    path = folder / name
    text = path.read_text(encoding="utf-8")
    path.unlink()
    if wrong:
        path.write_text(text.replace("    title:", wrong, 1), encoding="utf-8")
    assert _found(folder) == [expected]
    with pytest.raises(teia.CatalogueError) as caught:
        teia.load_catalogue(folder)
    assert [f"{one.code} {one.place}" for one in caught.value.problems] == [expected]


@pytest.mark.parametrize("language", LANGUAGES)
def test_allowed_values_are_listed_without_a_word_of_english(folder: Path, language: str) -> None:
    area = folder / "areas" / "one.yaml"
    text = area.read_text(encoding="utf-8")
    area.write_text(
        text.replace("    title:", "    provenance: ours\n    title:", 1), encoding="utf-8"
    )
    [found] = teia.check_catalogue(folder)
    assert "'treaty', 'benchmarks-unverified', 'project', 'official', 'national'" in found.fix(
        language
    )


def test_the_side_at_hand_is_checked(folder: Path) -> None:
    step = "{relation: renamed, old: [ONE-9.a], new: [ONE-1.z], rule: carry}"
    _migration(folder, "1.9", "1.10", step)
    assert _found(folder) == ["C031 migrations/1.9-1.10.yaml:5:47"]
    older = teia.load_catalogue(GOOD).model_copy(update={"version": "1.9"})
    both = ["C031 migrations/1.9-1.10.yaml:5:31", "C031 migrations/1.9-1.10.yaml:5:47"]
    assert _found(folder, older) == both
    (folder / "migrations" / "1.9-1.10.yaml").unlink()
    _migration(folder, "1.10", "2.0", step)
    assert _found(folder) == ["C031 migrations/1.10-2.0.yaml:5:31"]


def test_a_migration_far_from_this_version_is_checked_alone(folder: Path) -> None:
    _migration(folder, "1.7", "1.8", "{relation: renamed, old: [A], new: [A], rule: carry}")
    assert _found(folder) == ["C034 migrations/1.7-1.8.yaml:5:16"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("relation: retired", "relation: gone", "F012 migrations/1.9-1.10.yaml:5:16"),
        ("rule: drop", "rule: drop, ask: no", "F010 migrations/1.9-1.10.yaml:5:53"),
        ("rule: drop", "rule: carry", "C036 migrations/1.9-1.10.yaml:5:47"),
        ("[ONE-1.z]", "[ONE-1.z, ONE-1.z]", "C035 migrations/1.9-1.10.yaml:5:40"),
        ("[ONE-1.z]", '["ONE-1.z "]', "C032 migrations/1.9-1.10.yaml:5:31"),
        ('"1.9"', "1.9", "F012 migrations/1.9-1.10.yaml:2:15"),
        ("catalogue: small", "catalogue: other", "C030 migrations/1.9-1.10.yaml:1:12"),
        ("steps:", "step:", "F010 migrations/1.9-1.10.yaml:4:1"),
    ],
)
def test_a_fault_of_a_migration_has_its_place(
    old: str, new: str, expected: str, folder: Path
) -> None:
    _migration(
        folder, "1.9", "1.10", "{relation: retired, old: [ONE-1.z], rule: drop, note: Gone.}"
    )
    assert _found(folder) == []
    path = folder / "migrations" / "1.9-1.10.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert expected in _found(folder)


def test_an_id_given_up_two_versions_ago_is_not_used_again(folder: Path) -> None:
    _migration(
        folder, "1.8", "1.9", "{relation: renamed, old: [ONE-1.b], new: [ONE-1.x], rule: ask}"
    )
    _migration(
        folder, "1.9", "1.10", "{relation: renamed, old: [ONE-1.x], new: [ONE-1.a], rule: ask}"
    )
    (found,) = teia.check_catalogue(folder)
    assert (found.code, str(found.place)) == ("C065", "areas/one.yaml:14:13")
    assert "1.9 (migrations/1.8-1.9.yaml:5:31)" in found.message()


def test_an_id_that_a_later_version_gives_up_is_still_its_own(folder: Path) -> None:
    step = "{relation: renamed, old: [ONE-1.b], new: [ONE-1.x], rule: carry}"
    _migration(folder, "1.10", "2.0", step)
    assert _found(folder) == []


def test_an_id_that_is_narrowed_or_split_into_itself_is_kept(folder: Path) -> None:
    _migration(
        folder,
        *("1.9", "1.10"),
        "{relation: split, old: [ONE-1.a], new: [ONE-1.a, ONE-1.b], rule: ask}",
    )
    assert _found(folder) == []


FIELDS = (
    *("short_title: ", "    question: ", "    provenance: ", "        provenance: "),
    *("      why: ", "      evidence: ", "      difficulty: ", "          yes: "),
    "          partly: ",
)


def test_each_field_left_out_is_missed(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(SHIPPED, tmp_path / "teia"))
    left_out = {}
    areas = sorted((copy / "areas").glob("*.yaml")) * 2
    for field, path in zip(FIELDS, areas, strict=False):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        at = next(at for at, text in enumerate(lines) if text.startswith(field))
        path.write_text("".join([*lines[:at], *lines[at + 1 :]]), encoding="utf-8")
        left_out[f"areas/{path.name}", field.strip(" :")] = at + 1
    found = [one for one in teia.check_catalogue(copy) if one.code == "C068"]
    told = {(one.place.file, one.params["fields"].rpartition(".")[2]): one for one in found}
    assert set(told) == set(left_out)
    assert len(found) == len(FIELDS)
    assert all((one.place.line or 0) <= left_out[key] for key, one in told.items())


def test_a_catalogue_without_any_guidance_is_complete_in_its_way() -> None:
    assert teia.check_catalogue(GOOD) == ()


def _way(*versions: str) -> tuple[Migration, ...]:
    return tuple(
        Migration(catalogue="c", from_version=start, to_version=end, steps=())
        for start, end in pairwise(versions)
    )


def test_the_shortest_chain_is_found_and_ambiguity_is_told() -> None:
    known = (*_way("1", "2", "3", "4"), *_way("2", "4"), *_way("4", "1"))
    (found,) = shortest_chains(known, "1", "4")
    assert [one.to_version for one in found] == ["2", "4"]
    assert shortest_chains(known, "4", "9") == ()
    assert shortest_chains(known, "1", "1") == ()
    assert len(shortest_chains((*known, *_way("1", "5", "4")), "1", "4")) == 2
    (straight,) = shortest_chains(known, "3", "4")
    assert straight == _way("3", "4")
