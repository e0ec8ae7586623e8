"""French and Russian: whole, fresh; a changed source is reported."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import teia_indicators as teia
from teia_indicators.catalogue.load import merge_files
from teia_indicators.catalogue.translation import say, source_hash, translatable
from teia_indicators.text import texts

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia"
LANGUAGES = ("fr", "ru")


@cache
def sources() -> dict[tuple[str, str], str]:
    tree, _ = merge_files(SHIPPED)
    assert tree is not None
    return {(item, field): text for item, field, text in translatable(tree.data)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_fresh(catalogue: teia.Catalogue, language: str) -> None:
    translation = next(one for one in catalogue.translations if one.language == language)
    given = {
        (item, field): entry
        for item, fields in translation.entries.items()
        for field, entry in fields.items()
    }
    expected = sources()
    assert set(given) == set(expected)
    assert [key for key, text in expected.items() if given[key].source != source_hash(text)] == []
    assert translation.status == "unreviewed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_the_same(catalogue: teia.Catalogue, language: str) -> None:
    for (item, field), text in sources().items():
        shown = say(catalogue, item, field, text, language, "error")
        for number in re.findall(r"\d+", text):
            assert number in shown, (item, field)


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_titles_can_name_sheets(catalogue: teia.Catalogue, language: str) -> None:
    names = [
        say(catalogue, area.id, "short_title", area.short_title, language, "error")
        for area in catalogue.areas
    ]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


#: Forms of a text beside the number it names; a language has those that it needs.
PLURALS = {"one", "few", "many"}


def keys(table: dict[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    forms = PLURALS if "other" in table and prefix.startswith("report.") else set()
    for key, value in table.items():
        if key in forms:
            continue
        if isinstance(value, dict):
            found |= keys(value, f"{prefix}{key}.")
        elif key != "severity":
            found.add(f"{prefix}{key}")
    return found


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        found |= (
            flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
        )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_and_labels_are_whole(language: str) -> None:
    english, other = dict(texts("en")), dict(texts(language))
    assert keys(other) == keys(english)
    ours, theirs = flat(english), flat(other)
    for key, text in theirs.items():
        if isinstance(text, str) and key != "language":
            braces = sorted(set(re.findall(r"{(\w+)}", text)))
            parent, _, form = key.rpartition(".")
            own = ours[key] if key in ours else ours[f"{parent}.other"]
            assert key in ours or form in PLURALS
            assert braces == sorted(set(re.findall(r"{(\w+)}", own))), key


def test_a_changed_english_sentence_is_reported_in_both_languages(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "teia"))
    area = folder / "areas" / "prevention.yaml"
    text = area.read_text(encoding="utf-8")
    sentence = next(one for one in teia.load_catalogue().criteria if one.id == "PRV-1.c").text
    area.write_text(text.replace(sentence, sentence[:-1] + " at all times."), encoding="utf-8")
    found = [(one.code, one.path, one.place.file) for one in teia.check_catalogue(folder)]
    assert found == [
        ("C021", "PRV-1.c", "translations/fr.yaml"),
        ("C021", "PRV-1.c", "translations/ru.yaml"),
    ]


def test_policies_for_what_is_stale_or_missing(catalogue: teia.Catalogue) -> None:
    old = "A sentence that was changed."
    fresh = say(catalogue, "PRV-1.c", "text", old, "fr", "mark")
    assert fresh.startswith("[?] ")
    assert say(catalogue, "PRV-1.c", "text", old, "fr", "english") == old
    with pytest.raises(teia.CatalogueError, match="C021"):
        say(catalogue, "PRV-1.c", "text", old, "fr", "error")
    assert say(catalogue, "NEW", "text", old, "fr", "mark") == f"[EN] {old}"
    with pytest.raises(teia.CatalogueError, match="C022"):
        say(catalogue, "NEW", "text", old, "fr", "error")
    assert say(catalogue, "NEW", "text", old, "en", "error") == old


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_in_another_language_is_read_alike(
    catalogue: teia.Catalogue, language: str, tmp_path: Path
) -> None:
    """The same answers in every language's words: files of several ministries fit together."""
    answers = teia.read_responses(ROOT / "examples" / "xaa-2026.yaml", catalogue)
    form = teia.build_questionnaire(
        catalogue, country="XAA", round="2026", language=language, depth="full"
    )
    book = teia.write_workbook(form, tmp_path / "form.xlsx", answers=answers)
    found = teia.read_responses(book, catalogue)
    assert found.answers == answers.answers
    assert found.challenges == answers.challenges
    assert found.language == language
