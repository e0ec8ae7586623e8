"""Texts out to translators and back: nothing is lost, every mistake is named at its cell."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from responses.surgery import MAIN, Workbook

import teia_indicators as teia
from teia_indicators.catalogue.load import compile_catalogue, merge_files
from teia_indicators.catalogue.translation import source_hash, translatable
from teia_indicators.exchange import TextChanges, apply_texts, read_texts, write_texts
from teia_indicators.exchange.apply import _placed, read_language
from teia_indicators.exchange.model import source_texts, translated
from teia_indicators.problems import Problems
from teia_indicators.sources.yaml import dump_yaml
from teia_indicators.text import LANGUAGES

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia"
FRENCH, RUSSIAN = "translations/fr.yaml", "translations/ru.yaml"
SENTENCE = "La loi désigne une autorité compétente."


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shipped catalogue with two areas, no actions: edited copies load faster."""
    folder = tmp_path_factory.mktemp("cut") / "teia"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("mappings", "actions", "*.json"))
    for path in folder.glob("areas/*"):
        if path.stem not in ("identification", "prevention"):
            path.unlink()
    head = folder / "catalogue.yaml"
    lines = head.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = {"notification", "preparedness", "response", "public"}
    kept = [line for line in lines if line.strip().removeprefix("- ") not in gone]
    head.write_text("".join(kept), encoding="utf-8")
    shutil.rmtree(folder / "migrations")
    (folder / "uncovered.yaml").unlink()
    (folder / "glossary.yaml").unlink()
    tree, _ = merge_files(folder)
    assert tree is not None
    keys = {(item, field) for item, field, _ in translatable(tree.data)}
    for path in folder.glob("translations/*"):
        _, opening, data = read_language(folder, path.stem)
        for item, fields in list(data["entries"].items()):
            for field in [field for field in fields if (item, field) not in keys]:
                del fields[field]
            if not fields:
                del data["entries"][item]
        path.write_text(f"{opening}{dump_yaml(data)}", encoding="utf-8")
    compile_catalogue(folder)
    return folder


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_texts(SHIPPED, tmp_path_factory.mktemp("texts") / "texts.xlsx")


@pytest.fixture(scope="module")
def written(cut: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_texts(cut, tmp_path_factory.mktemp("texts") / "texts.xlsx")


@pytest.fixture
def folder(cut: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(cut, tmp_path / "teia"))


def row_of(book: Workbook, sheet: str, item: str, field: str) -> int:
    texts = book.texts(sheet)
    rows = range(5, 2_000)
    return next(at for at in rows if (texts.get(f"A{at}"), texts.get(f"B{at}")) == (item, field))


def column(book: Workbook, sheet: str, key: str) -> str:
    texts = book.texts(sheet)
    return next(at.removesuffix("1") for at, text in texts.items() if text == f"teia:{key}")


def put(book: Workbook, sheet: str, item: str, field: str, key: str, value: str | None) -> str:
    """Write one cell; return its address."""
    address = f"{column(book, sheet, key)}{row_of(book, sheet, item, field)}"
    book.put(sheet, address, value)
    return address


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def change_source(folder: Path, item: str = "IDN-1.a") -> str:
    """Change the English text of a criterion; return the new one."""
    area = folder / "areas" / "identification.yaml"
    old = source_texts(teia.load_catalogue(SHIPPED))[item, "text"]
    new = f"{old[:-1]} in full."
    text = area.read_text(encoding="utf-8")
    assert text.count(old) == 1
    area.write_text(text.replace(old, new), encoding="utf-8")
    return new


def faults(changes: TextChanges) -> list[tuple[str, str]]:
    for one in changes.problems:
        for language in LANGUAGES:
            assert one.message(language).endswith(".")
            assert one.fix(language).endswith(".")
            assert one.code == "C046" or not set("{}") & set(one.line(language))
    return [(one.code, str(one.place)) for one in changes.problems]


def test_unchanged_workbook_changes_nothing(shipped: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "teia"))
    before = contents(folder)
    changes = read_texts(shipped, folder)
    assert (changes.added, changes.changed, changes.problems) == ((), (), ())
    assert changes.unchanged == 2 * len(source_texts(teia.load_catalogue(folder)))
    assert changes.catalogue == teia.load_catalogue(folder).ref
    assert apply_texts(changes, folder) == ()
    assert contents(folder) == before


def test_each_text_stands_once_on_the_sheet_of_its_area(shipped: Path) -> None:
    catalogue = teia.load_catalogue(SHIPPED)
    book = Workbook(shipped)
    names = [*(area.short_title for area in catalogue.areas), "Other texts", "_meta"]
    assert list(book.parts) == names
    found = []
    for name in names[:-1]:
        texts = book.texts(name)
        keys = [texts[f"{letter}1"] for letter in "ABCDEFG"]
        expected = ["id", "field", "source", "text.fr", "state.fr", "text.ru", "state.ru"]
        assert keys == [f"teia:{key}" for key in expected]
        ids = [(at, text) for at, text in texts.items() if at[0] == "A" and int(at[1:]) > 4]
        found += [(name, text, texts[f"B{at[1:]}"]) for at, text in ids]
    assert sorted(row[1:] for row in found) == sorted(source_texts(catalogue))
    homes = {item: name for name, item, _ in found}
    short = {area.id: area.short_title for area in catalogue.areas}
    assert all(homes[action.id] == short[action.id[:3]] for action in catalogue.actions)
    assert {item for item, name in homes.items() if name == "Other texts"} == {
        "teia", "owners", *(f"stage-{number}" for number in catalogue.scale.numbers)
    }  # fmt: skip


def test_same_input_same_bytes(shipped: Path, tmp_path: Path) -> None:
    again = write_texts(SHIPPED, tmp_path / "again.xlsx")
    assert again.read_bytes() == shipped.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_in_any_language_are_read_alike(language: str, tmp_path: Path) -> None:
    path = write_texts(SHIPPED, tmp_path / "texts.xlsx", language)
    changes = read_texts(path, SHIPPED)
    assert (changes.added, changes.changed, changes.problems) == ((), (), ())


def test_only_translations_are_unlocked_and_keys_are_hidden(folder: Path, tmp_path: Path) -> None:
    change_source(folder)
    book = Workbook(write_texts(folder, tmp_path / "texts.xlsx"))
    styles = ElementTree.fromstring(book.members["xl/styles.xml"])
    formats = list(next(styles.iter(f"{{{MAIN}}}cellXfs")))
    open_looks = {
        str(at)
        for at, look in enumerate(formats)
        if any(one.get("locked") == "0" for one in look.iter(f"{{{MAIN}}}protection"))
    }
    stale = {f"{letter}{row_of(book, 'Identification', 'IDN-1.a', 'text')}" for letter in "EG"}
    for name in list(book.parts)[:-1]:
        root = book.sheet(name)
        assert next(root.iter(f"{{{MAIN}}}sheetProtection")).get("sheet") == "1"
        rows = {row.get("r"): row for row in root.iter(f"{{{MAIN}}}row")}
        assert rows["1"].get("hidden") == "1"
        columns = [one for one in root.iter(f"{{{MAIN}}}col") if one.get("hidden") == "1"]
        assert [(one.get("min"), one.get("max")) for one in columns] == [("8", "10")]
        free = {
            cell.attrib["r"] for cell in root.iter(f"{{{MAIN}}}c") if cell.get("s") in open_looks
        }
        state = {at for at in free if at[0] not in "DF"}
        assert state == (stale if name == "Identification" else set())
    book_xml = book.members["xl/workbook.xml"].decode()
    assert 'name="_meta" sheetId="4" state="hidden"' in book_xml


def test_text_is_never_a_formula(folder: Path, tmp_path: Path) -> None:
    path = folder / FRENCH
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("text: Non abordé", "text: '=1+1'"), encoding="utf-8")
    book = write_texts(folder, tmp_path / "texts.xlsx")
    parts = Workbook(book).members
    assert not any(b"<f>" in part for name, part in parts.items() if "worksheets" in name)
    changes = read_texts(book, folder)
    assert (changes.added, changes.changed) == ((), ())


def test_a_changed_cell_changes_exactly_one_entry(
    written: Path, folder: Path, tmp_path: Path
) -> None:
    before = contents(folder)
    book = Workbook(written)
    put(book, "Identification", "IDN-1.a", "text", "text.fr", SENTENCE)
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert faults(changes) == []
    assert changes.added == ()
    [change] = changes.changed
    source = source_texts(teia.load_catalogue(folder))["IDN-1.a", "text"]
    assert change.model_dump() == {
        "language": "fr",
        "id": "IDN-1.a",
        "field": "text",
        "text": SENTENCE,
        "source": source_hash(source),
    }
    assert apply_texts(changes, folder) == (folder / FRENCH,)
    after = contents(folder)
    assert {name for name in after if after[name] != before[name]} == {FRENCH}
    pairs = zip(before[FRENCH].splitlines(), after[FRENCH].splitlines(), strict=True)
    [(_, new)] = [pair for pair in pairs if pair[0] != pair[1]]
    assert new.decode() == f"      text: {SENTENCE}"
    assert teia.check_catalogue(folder) == ()
    assert read_texts(tmp_path / "back.xlsx", folder).changed == ()


def test_stale_becomes_fresh(folder: Path, tmp_path: Path) -> None:
    new = change_source(folder)
    assert [one.code for one in teia.check_catalogue(folder)] == ["C021", "C021"]
    book = Workbook(write_texts(folder, tmp_path / "texts.xlsx"))
    texts = book.texts("Identification")
    row = row_of(book, "Identification", "IDN-1.a", "text")
    assert [texts[f"{letter}{row}"] for letter in "CEG"] == [new, "stale", "stale"]
    assert read_texts(tmp_path / "texts.xlsx", folder).changed == ()
    put(book, "Identification", "IDN-1.a", "text", "text.fr", SENTENCE)
    put(book, "Identification", "IDN-1.a", "text", "state.ru", "fresh")
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert [(one.language, one.source) for one in changes.changed] == [
        ("fr", source_hash(new)),
        ("ru", source_hash(new)),
    ]
    old = translated(teia.load_catalogue(SHIPPED))["ru"]["IDN-1.a", "text"].text
    assert changes.changed[1].text == old
    assert len(apply_texts(changes, folder)) == 2
    assert teia.check_catalogue(folder) == ()


def test_a_removed_entry_comes_back_in_its_place(
    written: Path, folder: Path, tmp_path: Path
) -> None:
    """Missing cells that are filled in give the file that the shipped catalogue has."""
    whole = contents(folder)
    text = (folder / FRENCH).read_text(encoding="utf-8")
    start, end = text.index("  IDN-1.a:\n"), text.index("  IDN-1.b:\n")
    (folder / FRENCH).write_text(text[:start] + text[end:], encoding="utf-8")
    book = Workbook(write_texts(folder, tmp_path / "texts.xlsx"))
    before = Workbook(written)
    for field in ("text", "guidance.yes", "guidance.partly"):
        row = row_of(book, "Identification", "IDN-1.a", field)
        assert book.texts("Identification")[f"E{row}"] == "missing"
        book.put("Identification", f"D{row}", before.texts("Identification")[f"D{row}"])
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert (len(changes.added), changes.changed, faults(changes)) == (3, (), [])
    apply_texts(changes, folder)
    assert contents(folder) == whole


def test_a_language_begins_with_one_line(folder: Path, tmp_path: Path) -> None:
    (folder / "translations" / "de.yaml").write_text("language: de\n", encoding="utf-8")
    book = Workbook(write_texts(folder, tmp_path / "texts.xlsx"))
    put(book, "Identification", "IDN", "title", "text.de", "Erfassung")
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert [one.language for one in changes.added] == ["de"]
    [path] = apply_texts(changes, folder)
    source = source_hash(source_texts(teia.load_catalogue(folder))["IDN", "title"])
    assert path.read_text(encoding="utf-8") == (
        "language: de\nentries:\n  IDN:\n    title:\n"
        f"      source: {source}\n      text: Erfassung\n"
    )


def test_all_mistakes_at_once_with_their_cells(written: Path, folder: Path, tmp_path: Path) -> None:
    book, name = Workbook(written), "Identification"
    catalogue = teia.load_catalogue(folder)
    number = next(
        item
        for (item, field), text in source_texts(catalogue).items()
        if field == "text" and item.startswith("IDN") and any(sign.isdigit() for sign in text)
    )
    other = catalogue.areas[1]
    taken = translated(catalogue)["ru"][other.id, "short_title"].text
    expected = [
        ("C045", name, put(book, name, "IDN", "short_title", "text.fr", "Identification: " * 3)),
        ("C015", name, put(book, name, "IDN", "short_title", "text.fr", "Identification: " * 3)),
        ("C001", other.short_title, f"F{row_of(book, other.short_title, other.id, 'short_title')}"),
        ("C043", name, put(book, name, "IDN-1", "title", "source", "A better title")),
        ("C047", name, put(book, name, "IDN-1.a", "text", "text.ru", None)),
        ("C009", name, put(book, name, "IDN-1.b", "text", "text.fr", "Deux  espaces.")),
        ("C042", name, put(book, name, "IDN-1.c", "text", "id", "IDN-1.z")),
        ("C042", name, put(book, name, "IDN-1.d", "text", "field", "txt")),
        ("C046", name, put(book, name, number, "text", "text.fr", "Sans aucun chiffre.")),
    ]
    put(book, name, "IDN", "short_title", "text.ru", taken.upper())
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert sorted(faults(changes)) == sorted(
        (code, f"back.xlsx:{sheet}!{cell}") for code, sheet, cell in expected
    )
    before = contents(folder)
    with pytest.raises(teia.CatalogueError) as caught:
        apply_texts(changes, folder)
    assert caught.value.problems == changes.problems.errors
    assert contents(folder) == before


def test_names_in_braces_must_stand_as_they_are(folder: Path, tmp_path: Path) -> None:
    area = folder / "areas" / "identification.yaml"
    text = area.read_text(encoding="utf-8")
    old = source_texts(teia.load_catalogue(folder))["IDN-1.a", "text"]
    area.write_text(text.replace(old, "The {body} of {country} is named."), encoding="utf-8")
    book = Workbook(write_texts(folder, tmp_path / "texts.xlsx"))
    put(book, "Identification", "IDN-1.a", "text", "text.fr", "L'{organe} de {country}.")
    [found] = read_texts(book.save(tmp_path / "back.xlsx"), folder).problems
    assert (found.code, found.params["lost"]) == ("C046", "{body}")


def test_a_source_that_changed_meanwhile_is_a_warning(
    written: Path, folder: Path, tmp_path: Path
) -> None:
    """The hash is that of the text the translator saw: the translation is stale, not lost."""
    change_source(folder)
    book = Workbook(written)
    put(book, "Identification", "IDN-1.a", "text", "text.fr", SENTENCE)
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    row = row_of(book, "Identification", "IDN-1.a", "text")
    assert faults(changes) == [("C044", f"back.xlsx:Identification!C{row}")]
    seen = source_texts(teia.load_catalogue(SHIPPED))["IDN-1.a", "text"]
    assert [one.source for one in changes.changed] == [source_hash(seen)]
    apply_texts(changes, folder)
    assert [one.code for one in teia.check_catalogue(folder)] == ["C021", "C021"]


def test_what_others_changed_meanwhile_is_kept(written: Path, folder: Path, tmp_path: Path) -> None:
    path = folder / FRENCH
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("text: Non abordé", "text: Non traité"), encoding="utf-8")
    changes = read_texts(written, folder)
    assert (changes.added, changes.changed, changes.problems) == ((), (), ())
    book = Workbook(written)
    cell = put(book, "Other texts", "stage-1", "label", "text.fr", "Pas abordé")
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert faults(changes) == [("C048", f"back.xlsx:Other texts!{cell}")]
    put(book, "Other texts", "stage-1", "label", "text.fr", "Non traité")
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert (changes.changed, changes.problems) == ((), ())


def test_rows_may_be_sorted_and_left_out_and_sheets_renamed(
    written: Path, folder: Path, tmp_path: Path
) -> None:
    book = Workbook(written)
    put(book, "Prevention", "PRV-1.a", "text", "text.fr", SENTENCE)

    def reverse(rows: list[ElementTree.Element]) -> list[ElementTree.Element]:
        numbers = [row.attrib["r"] for row in rows]
        kept = [*rows[:4], *reversed(rows[4:])]
        for number, row in zip(numbers, kept, strict=True):
            row.set("r", number)
        return kept[:-5]

    book.change_rows("Prevention", reverse)
    book.rename("Prevention", "Feuille1")
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert [(one.id, one.text) for one in changes.changed] == [("PRV-1.a", SENTENCE)]
    assert changes.problems == ()


def other_catalogue(folder: Path, _: Workbook) -> str:
    path = folder / "catalogue.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: teia", "id: mine"), encoding="utf-8")
    for name in (FRENCH, RUSSIAN):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("\n  teia:", "\n  mine:"), encoding="utf-8")
    return "back.xlsx:_meta!B2"


def no_meta(_: Path, book: Workbook) -> str:
    book.rename("_meta", "other")
    return "back.xlsx"


def no_key(_: Path, book: Workbook) -> str:
    book.put("Prevention", "B1", None)
    return "back.xlsx:Prevention!A1"


def twice(_: Path, book: Workbook) -> str:
    row = row_of(book, "Prevention", "PRV-1.b", "text")
    book.put("Prevention", f"A{row}", "PRV-1.a")
    return f"back.xlsx:Prevention!A{row}"


def no_id(_: Path, book: Workbook) -> str:
    row = row_of(book, "Prevention", "PRV-1.b", "text")
    book.put("Prevention", f"A{row}", None)
    book.put("Prevention", f"B{row}", None)
    return f"back.xlsx:Prevention!C{row}"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (other_catalogue, "C041"),
        (no_meta, "C040"),
        (no_key, "C040"),
        (twice, "C049"),
        (no_id, "R017"),
    ],
)
def test_spoilt_workbooks(
    spoil: Callable[[Path, Workbook], str], code: str, written: Path, folder: Path, tmp_path: Path
) -> None:
    book = Workbook(written)
    place = spoil(folder, book)
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert faults(changes) == [(code, place)]
    for language in LANGUAGES:
        assert not set("{}") & set(changes.problems.to_text(language))


def test_a_text_that_does_not_follow_the_glossary_is_taken_with_a_warning(
    written: Path, folder: Path, tmp_path: Path
) -> None:
    shutil.copy(SHIPPED / "glossary.yaml", folder)
    book = Workbook(written)
    put(book, "Identification", "IDN-1.d", "text", "text.fr", "La loi vise l'annexe I.")
    row = row_of(book, "Identification", "IDN-1.d", "text")
    [*found] = read_texts(book.save(tmp_path / "back.xlsx"), folder).problems
    terms = ["hazardous substance", "operator"]
    assert sorted(one.params["term"] for one in found) == terms
    assert {one.code for one in found} == {"C058"}
    assert {str(one.place) for one in found} == {f"back.xlsx:Identification!D{row}"}
    apply_texts(read_texts(tmp_path / "back.xlsx", folder), folder)
    refused = [one for one in teia.check_catalogue(folder) if one.code == "C060"]
    assert sorted(one.params["term"] for one in refused) == terms


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 cut"])
def test_what_is_no_workbook_is_a_problem(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "back.xlsx").write_bytes(content)
    changes = read_texts(tmp_path / "back.xlsx", SHIPPED)
    assert [one.code[0] for one in changes.problems] == ["F"]
    assert changes.catalogue is None


def test_comments_between_entries_are_warned_of(
    written: Path, folder: Path, tmp_path: Path
) -> None:
    path = folder / FRENCH
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  stage-2:", "  # to discuss\n  stage-2:"), encoding="utf-8")
    book = Workbook(written)
    put(book, "Other texts", "stage-1", "label", "text.fr", "Pas abordé")
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    assert faults(changes) == [("C057", FRENCH)]
    assert changes.problems.errors == ()
    apply_texts(changes, folder)
    expected = text.replace("text: Non abordé", "text: Pas abordé")
    assert path.read_text(encoding="utf-8") == expected


def test_whole_or_not_at_all(
    written: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Workbook(written)
    put(book, "Other texts", "stage-1", "label", "text.fr", "Pas abordé")
    put(book, "Other texts", "stage-1", "label", "text.ru", "Не начато")
    changes = read_texts(book.save(tmp_path / "back.xlsx"), folder)
    before = contents(folder)
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "ru.yaml":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(teia.FileError, match="F014"):
        apply_texts(changes, folder)
    assert contents(folder) == before


def test_a_text_too_long_for_a_cell_is_refused(folder: Path, tmp_path: Path) -> None:
    path = folder / FRENCH
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Non abordé", "x" * 32_768), encoding="utf-8")
    with pytest.raises(teia.FileError, match="R018"):
        write_texts(folder, tmp_path / "texts.xlsx")
    assert not (tmp_path / "texts.xlsx").exists()


def test_a_catalogue_with_errors_is_refused(written: Path, folder: Path, tmp_path: Path) -> None:
    (folder / "areas" / "public.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(teia.CatalogueError):
        write_texts(folder, tmp_path / "texts.xlsx")
    with pytest.raises(teia.CatalogueError):
        read_texts(written, folder)


SMALL = ROOT / "tests" / "problems" / "_good"
LETTERS = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(LETTERS, min_size=1, max_size=40))
def test_any_text_goes_out_and_comes_back(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SMALL, folder)
    (folder / "translations").mkdir()
    (folder / "translations" / "fr.yaml").write_text("language: fr\n", encoding="utf-8")
    source = source_texts(teia.load_catalogue(folder))["ONE-1.a", "text"]
    change = teia.exchange.TextChange(
        language="fr", id="ONE-1.a", field="text", text=text, source=source_hash(source)
    )
    apply_texts(TextChanges(added=(change,)), folder)
    book = write_texts(folder, tmp_path / "texts.xlsx")
    changes = read_texts(book, folder)
    assert (changes.added, changes.changed, changes.unchanged) == ((), (), 1)
    assert changes.problems == Problems()


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)))
def test_new_names_are_placed_and_old_ones_stay(order: list[int], old: set[int]) -> None:
    wanted = [str(at) for at in order]
    present = [name for name in wanted if int(name) in old]
    assert _placed(present, wanted) == wanted
    shuffled = sorted(present)
    placed = _placed(shuffled, wanted)
    assert sorted(placed) == sorted(wanted)
    assert [name for name in placed if name in present] == shuffled


def test_command_line_both_ways(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from teia_indicators.cli import main

    def call(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["teia-indicators", *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as error:
            code = error.code or 0
        shown = capsys.readouterr()
        assert isinstance(code, int)
        return code, shown.out + shown.err

    path = tmp_path / "texts.xlsx"
    verb = ("catalogue", "texts")
    count = 2 * len(source_texts(teia.load_catalogue(folder)))
    assert call(*verb, "--out", path)[0] == 0
    assert call(*verb, "--out", path, folder)[0] == 0
    assert call(*verb, "--in", path, folder)[1] == f"0 added, 0 changed, {count} unchanged\n"
    assert call(*verb)[0] == call(*verb, "--in", path)[0] == 2
    assert call(*verb, "--in", path, "--out", path, folder)[0] == 2
    book = Workbook(path)
    put(book, "Other texts", "stage-1", "label", "text.fr", "Pas abordé")
    code, shown = call(*verb, "--in", book.save(tmp_path / "back.xlsx"), folder)
    assert (code, shown.splitlines()[0]) == (0, f"0 added, 1 changed, {count - 1} unchanged")
    assert f"catalogue compile {folder}" in shown.splitlines()[-1]
    for language, word in {"en": "unchanged", "fr": "inchangées", "ru": "без изменений"}.items():
        assert word in call(*verb, "--in", path, folder, "--language", language)[1]
    cell = put(book, "Other texts", "stage-2", "label", "text.fr", None)
    code, shown = call(*verb, "--in", book.save(tmp_path / "back.xlsx"), folder)
    assert code == 1
    assert shown.startswith(f"back.xlsx:Other texts!{cell}: error C047: ")
    assert call(*verb, "--in", tmp_path / "none.xlsx", folder)[0] == 3
    assert len(Workbook(path).parts) == 4
