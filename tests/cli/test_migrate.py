"""The verbs that go from one version of the catalogue to the next."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Called
from cli.run import XAA

import teia_indicators as teia
from teia_indicators.catalogue.load import data_folder
from teia_indicators.model import FrozenDict
from teia_indicators.responses.read import check_file
from teia_indicators.testing import uniform_responses
from teia_indicators.text import LANGUAGES

DRAFT = Path(__file__).parents[1] / "golden" / "catalogues" / "teia-0.9"
SHIPPED = data_folder("indicators", "teia")
RICH = teia.Answer(value="partly", comment="Two regions of three.")


@pytest.fixture(scope="module")
def draft() -> teia.Catalogue:
    return teia.load_catalogue(DRAFT)


@pytest.fixture
def old(draft: teia.Catalogue, tmp_path: Path) -> Path:
    """Return answers of version 0.9, with a declared stage and a text."""
    answers: dict[str, Any] = dict(uniform_responses(draft, "yes").answers)
    answers |= {"IDN-9.d": RICH, "IDN-9": teia.Answer(value=3)}
    ordered = {item: answers[item] for item in draft.items if item in answers}
    responses = uniform_responses(draft, "yes").model_copy(
        update={"answers": FrozenDict(ordered), "challenges": FrozenDict({"IDN": "Few posts."})}
    )
    return teia.write_responses(responses, tmp_path / "old.yaml")


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a version 1.1 of the shipped catalogue in which IDN-4.e has another id."""
    folder = Path(shutil.copytree(SHIPPED, tmp_path_factory.mktemp("later") / "teia"))
    for name in ("translations", "mappings", "actions"):
        shutil.rmtree(folder / name)
    head = folder / "catalogue.yaml"
    text = head.read_text(encoding="utf-8").replace('version: "1.0"', 'version: "1.1"')
    head.write_text(text, encoding="utf-8")
    area = folder / "areas" / "identification.yaml"
    text = area.read_text(encoding="utf-8").replace("id: IDN-4.e", "id: IDN-4.z")
    area.write_text(text, encoding="utf-8")
    (folder / "migrations" / "1.0-1.1.yaml").write_text(
        'catalogue: teia\nfrom_version: "1.0"\nto_version: "1.1"\nsteps:\n'
        "  - {relation: renamed, old: [IDN-4.e], new: [IDN-4.z], rule: carry, note: Moved.}\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("name", ["new.yaml", "new.xlsx"])
def test_a_quick_part_stays_a_quick_part(
    call: Called, draft: teia.Catalogue, tmp_path: Path, name: str
) -> None:
    responses = uniform_responses(draft, "yes").model_copy(
        update={
            "answers": FrozenDict({"IDN-9": teia.Answer(value=3)}),
            "depth": "quick",
            "asked": ("IDN-9",),
            "authority": "Inspectorate",
            "focal_point": "A. Bern",
            "date": "2026-03-01",
        }
    )
    teia.write_responses(responses, tmp_path / "old.json")
    assert call("migrate", "old.json", "--out", name)[0] == 0
    found = teia.read_responses(tmp_path / name)
    assert (found.depth, found.asked) == ("quick", ("IDN-4",))
    assert found.answers == {"IDN-4": teia.Answer(value=3)}
    assert (found.authority, found.focal_point) == ("Inspectorate", "A. Bern")
    assert found.date == "2026-03-01"


@pytest.mark.parametrize("name", ["new.yaml", "new.json", "new.xlsx"])
def test_old_answers_without_the_old_catalogue(
    call: Called, old: Path, draft: teia.Catalogue, tmp_path: Path, name: str
) -> None:
    code, out, err = call("migrate", old, "--out", name)
    assert (code, err) == (0, "")
    assert out.startswith(f"{name}: answers of version 0.9, taken over to version 1.0\n")
    assert "Carried: 36\n" in out
    assert "To be asked anew: 6\n" in out
    assert "Dropped: 1\n" in out
    assert "IDN-4.e: renamed, IDN-9.d (partly)." in out
    assert "IDN-4: renamed, IDN-9 (stage 3)." in out
    assert "IDN-3.j: retired, IDN-3.j (yes). A list sold in print" in out
    expected = teia.migrate_responses(teia.read_responses(old, draft)).responses
    found = teia.read_responses(tmp_path / name)
    assert found.answers == expected.answers
    assert found.challenges == {"IDN": "Few posts."}


def test_an_old_workbook_goes_the_same_way(
    call: Called, old: Path, draft: teia.Catalogue, tmp_path: Path
) -> None:
    answers = teia.read_responses(old, draft)
    form = teia.build_questionnaire(draft, country="XAA", round="2026")
    teia.write_workbook(form, tmp_path / "old.xlsx", answers=answers)
    for source in ("old.yaml", "old.xlsx"):
        assert call("migrate", source, "--out", f"{source}.json")[0] == 0
    one, two = (teia.read_responses(tmp_path / f"old.{kind}.json") for kind in ("yaml", "xlsx"))
    assert one == two


def test_with_the_old_catalogue_it_is_the_same(call: Called, old: Path, tmp_path: Path) -> None:
    assert call("migrate", old, "--out", "a.json")[0] == 0
    assert call("migrate", old, "--from", DRAFT, "--to", SHIPPED, "--out", "b.json")[0] == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_chain_of_two_migrations(call: Called, old: Path, later: Path, tmp_path: Path) -> None:
    assert [str(one) for one in teia.check_catalogue(later) if one.severity == "error"] == []
    code, out, err = call("migrate", old, "--to", later, "--out", "new.yaml")
    assert (code, err) == (0, "")
    assert "IDN-4.z: renamed, IDN-9.d (partly). Moved." in out
    found = teia.read_responses(tmp_path / "new.yaml", teia.load_catalogue(later))
    assert found.answers["IDN-4.z"] == RICH
    assert "IDN-4.e" not in found.answers
    steps = [SHIPPED / "migrations" / "0.9-1.0.yaml", later / "migrations" / "1.0-1.1.yaml"]
    options = [text for step in steps for text in ("--migration", step)]
    assert call("migrate", old, "--to", later, *options, "--out", "by-hand.yaml")[0] == 0
    assert (tmp_path / "by-hand.yaml").read_bytes() == (tmp_path / "new.yaml").read_bytes()


def test_two_steps_give_what_one_by_one_gives(
    old: Path, later: Path, draft: teia.Catalogue
) -> None:
    newest = teia.load_catalogue(later)
    given = teia.read_responses(old, draft)
    middle = teia.migrate_responses(given, teia.load_catalogue())
    one_by_one = teia.migrate_responses(middle.responses, newest)
    at_once = teia.migrate_responses(given, newest)
    assert at_once.responses == one_by_one.responses
    assert [one.item for one in at_once.asked] == [one.item for one in middle.asked]
    assert at_once.dropped == middle.dropped
    assert {tuple(one.was) for one in at_once.carried} == {tuple(x.was) for x in middle.carried}


def test_migrate_as_json(call: Called, old: Path) -> None:
    code, out, _ = call("migrate", old, "--out", "new.json", "--format", "json")
    assert code == 0
    found = json.loads(out)
    assert found["counts"] == {"carried": 36, "asked": 6, "dropped": 1}
    assert (found["from"]["version"], found["to"]["version"]) == ("0.9", "1.0")
    assert len(found["carried"]) == 36
    assert found["dropped"][0]["was"]["IDN-3.j"]["value"] == "yes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_migrate_speaks(call: Called, old: Path, language: str) -> None:
    code, out, _ = call("migrate", old, "--out", "new.json", "--language", language)
    assert code == 0
    word = {"en": "Dropped", "fr": "Abandonnées", "ru": "Не перенесено"}[language]
    assert word in out
    assert "{" not in out


@pytest.mark.parametrize("language", LANGUAGES)
def test_check_names_the_way(call: Called, old: Path, language: str) -> None:
    code, _, err = call("check", old, "--language", language)
    assert code == 1
    assert "R003" in err
    assert "teia-indicators migrate old.yaml --out" in err
    assert "R005" not in err


def test_an_older_workbook_is_not_compared_item_by_item(
    draft: teia.Catalogue, tmp_path: Path
) -> None:
    """Neither are its unknown ids told, nor the sheets and rows that it never had."""
    form = teia.build_questionnaire(draft, country="XAA", round="2026")
    path = teia.write_workbook(form, tmp_path / "old.xlsx")
    assert [one.code for one in check_file(path, teia.load_catalogue())[1]] == ["R003"]
    assert check_file(path, draft)[1] == ()


def test_check_names_no_way_where_none_leads(
    call: Called, draft: teia.Catalogue, tmp_path: Path
) -> None:
    other = draft.model_copy(update={"version": "0.1"})
    teia.write_responses(uniform_responses(other, "yes"), tmp_path / "old.yaml")
    code, _, err = call("check", "old.yaml")
    assert (code, "R003" in err, "migrate" in err) == (1, True, False)
    code, _, err = call("migrate", "old.yaml", "--out", "new.yaml")
    assert (code, "R021" in err) == (1, True)
    assert not (tmp_path / "new.yaml").exists()


@pytest.mark.parametrize(("checksum", "found"), [(f"'{0:064}'", "R020"), ("0", "R004")])
def test_another_checksum_is_refused(
    call: Called, old: Path, tmp_path: Path, checksum: str, found: str
) -> None:
    text = old.read_text(encoding="utf-8")
    own = teia.load_catalogue(DRAFT).checksum
    old.write_text(text.replace(own, checksum), encoding="utf-8")
    code, _, err = call("migrate", old, "--out", "new.yaml")
    assert (code, found in err) == (1, True)
    assert not (tmp_path / "new.yaml").exists()


def test_an_unknown_id_in_old_answers_has_its_place(call: Called, old: Path) -> None:
    text = old.read_text(encoding="utf-8")
    old.write_text(text.replace("IDN-9.a:", "IDN-9.q:"), encoding="utf-8")
    code, _, err = call("migrate", old, "--out", "new.yaml")
    assert (code, "R005" in err, "old.yaml:" in err) == (1, True, True)


def test_answers_of_the_newer_catalogue_are_left(call: Called, tmp_path: Path) -> None:
    code, out, _ = call("migrate", XAA, "--out", "new.yaml")
    assert (code, "Dropped: 0" in out) == (0, True)
    assert teia.read_responses(tmp_path / "new.yaml").answers == teia.read_responses(XAA).answers


@pytest.mark.parametrize("name", ["new.docx", "new"])
def test_a_kind_that_cannot_be_written(call: Called, old: Path, name: str) -> None:
    assert call("migrate", old, "--out", name)[0] == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_diff_of_two_catalogues(call: Called, language: str) -> None:
    code, out, _ = call("catalogue", "diff", DRAFT, SHIPPED, "--language", language)
    assert code == 0
    assert "teia 0.9" in out
    assert "247" in out.splitlines()[0]
    assert "IDN-9.a" in out
    code, same, _ = call("catalogue", "diff", SHIPPED, "--language", language)
    assert (code, len(same.splitlines())) == (0, 1)


def test_diff_as_json(call: Called) -> None:
    code, out, _ = call("catalogue", "diff", DRAFT, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert len(found["removed"]) == 10
    assert {one["id"] for one in found["text_changed"]} >= {"IDN-2.g", "NTF-1.e"}


def test_lint_with_another_version_at_hand(call: Called) -> None:
    assert call("catalogue", "lint", "--other", DRAFT) == (0, "", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_catalogue_is_whole_in_every_language(call: Called, language: str) -> None:
    assert call("catalogue", "lint", "--language", language) == (0, "", "")
