"""Translations are held to the glossary by the linter, and the glossary to itself."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import teia_indicators as teia
from teia_indicators.catalogue.glossary import Glossary, Term
from teia_indicators.catalogue.load import read_model
from teia_indicators.catalogue.translation import source_hash

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia"
GOOD = ROOT / "tests" / "problems" / "_good"
TERMS = """\
terms:
  - term: register
    also: [registers]
    words: {fr: registre}
    match: {fr: [registre, registres]}
"""
FRENCH = {
    ("small", "title"): ("A small catalogue", "Un petit catalogue"),
    ("small", "statement"): ("Unofficial, made for tests.", "Non officiel, pour les tests."),
    ("stage-1", "label"): ("Nothing", "Rien"),
    ("stage-2", "label"): ("Begun", "Commencé"),
    ("stage-3", "label"): ("Done", "Fait"),
    ("ONE", "title"): ("Registers", "Registres"),
    ("ONE", "short_title"): ("Registers", "Registres"),
    ("ONE-1", "title"): ("A register of sites", "Un registre des sites"),
    ("ONE-1.a", "text"): ("A legal act asks for a register.", "Un acte exige un registre."),
    ("ONE-1.b", "text"): ("A named body keeps the register.", "Un organisme tient le registre."),
}


def _folder(tmp_path: Path, glossary: str | None = TERMS, **changed: str) -> Path:
    """Return the small catalogue in French, some entries with another text or source."""
    folder = Path(shutil.copytree(GOOD, tmp_path / "small"))
    lines = ["language: fr", "entries:"]
    before = ""
    for (item, field), (source, text) in FRENCH.items():
        if item != before:
            lines.append(f"  {item}:")
        before = item
        text = changed.get(f"{item}_{field}".replace("-", "_").replace(".", "_"), text)
        lines.append(f'    {field}: {{source: "{source_hash(source)}", text: "{text}"}}')
    (folder / "translations").mkdir()
    (folder / "translations" / "fr.yaml").write_text("\n".join(lines), encoding="utf-8")
    if glossary is not None:
        (folder / "glossary.yaml").write_text(glossary, encoding="utf-8")
    return folder


def _found(folder: Path) -> list[str]:
    return [f"{one.code} {one.place}" for one in teia.check_catalogue(folder)]


def test_a_glossary_is_no_duty(tmp_path: Path) -> None:
    assert _found(_folder(tmp_path, None, ONE_1_a_text="Un acte exige une liste.")) == []


def test_a_translation_without_the_term_is_found_at_its_line(tmp_path: Path) -> None:
    folder = _folder(tmp_path, ONE_1_a_text="Un acte exige une liste.")
    (found,) = teia.check_catalogue(folder)
    assert (found.code, found.severity) == ("C060", "error")
    assert str(found.place) == "translations/fr.yaml:18:38"
    assert '"register"' in found.message()
    assert '"registre"' in found.fix()
    assert teia.load_catalogue(folder), "loading does not ask for it"


@pytest.mark.parametrize(
    "text",
    ["Le REGISTRE existe.", "Les registres.", "Un registre\N{NO-BREAK SPACE}: le voici."],
)
def test_case_endings_and_spaces_do_not_matter(text: str, tmp_path: Path) -> None:
    assert _found(_folder(tmp_path, ONE_1_a_text=text)) == []


def test_a_word_that_only_begins_like_a_term_is_none(tmp_path: Path) -> None:
    glossary = TERMS.replace("register\n", "regis\n").replace("[registers]", "[site]")
    assert _found(_folder(tmp_path, glossary, ONE_title="Listes")) == []


def test_a_stale_translation_is_reported_once(tmp_path: Path) -> None:
    folder = _folder(tmp_path, ONE_1_a_text="Un acte exige une liste.")
    area = folder / "areas" / "one.yaml"
    area.write_text(area.read_text().replace("asks for a register", "asks for the register"))
    assert _found(folder) == ["C021 translations/fr.yaml:18:11"]


def test_the_shipped_translations_hold_the_shipped_terms() -> None:
    glossary, _, problems = read_model(SHIPPED / "glossary.yaml", "glossary.yaml", Glossary)
    assert glossary is not None
    assert problems == []
    assert len(glossary.terms) == 16
    assert all(set(term.words) == set(term.match) == {"fr", "ru"} for term in glossary.terms)
    assert teia.check_catalogue() == ()


@pytest.mark.parametrize(("language", "wrong"), [("fr", "usine"), ("ru", "предприятие")])
def test_each_shipped_term_is_asked_for(language: str, wrong: str, tmp_path: Path) -> None:
    """Whatever a text with a term is replaced by, the terms of the English text are named."""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "teia"))
    path = folder / "translations" / f"{language}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    where: dict[int, str] = {}
    catalogue = teia.load_catalogue()
    entries = next(one for one in catalogue.translations if one.language == language).entries
    for criterion in catalogue.criteria:
        text = entries[criterion.id]["text"].text
        at = next((at for at, line in enumerate(lines) if line.strip() == f"text: {text}"), None)
        if at is not None:
            lines[at] = lines[at].replace(text, wrong)
            where[at + 1] = criterion.id
    path.write_text("\n".join(lines), encoding="utf-8")
    found = [one for one in teia.check_catalogue(folder) if one.code == "C060"]
    assert len({one.params["term"] for one in found}) > 10
    assert all(where[one.place.line or 0] == one.path for one in found)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("term: register", "term: 3", "F012 glossary.yaml:2:11"),
        ("also: [registers]", "als: [registers]", "F010 glossary.yaml:3:5"),
        ("words: {fr: registre}", "words: {french: registre}", "F012 glossary.yaml:4:13"),
        ("    match: {fr: [registre, registres]}\n", "", "F011 glossary.yaml:2:5"),
        ("[registre, registres]", "[]", "F012 glossary.yaml:5:17"),
        ("[registre, registres]", "registre", "F012 glossary.yaml:5:17"),
        ("[registre, registres]", "[registre, registre]", "C069 glossary.yaml:5:28"),
        ("{fr: [registre, registres]}", "{}", "C061 glossary.yaml:5:12"),
        ("words: {fr: registre}", "words: {}", "C061 glossary.yaml:4:12"),
        ("words: {fr: registre}", "words: {fr: liste}", "C062 glossary.yaml:5:17"),
        ("[registers]", "[Register]", "C001 glossary.yaml:3:12"),
        ("term: register\n", 'term: "register "\n', "C009 glossary.yaml:2:11"),
        ("terms:", "term:", "F010 glossary.yaml:1:1"),
        ("terms:", "status: checked\nterms:", "F012 glossary.yaml:1:9"),
        ("term: register", "<<: {term: register}", "F013 glossary.yaml:2:5"),
        (TERMS, "- 1\n", "F012 glossary.yaml:1:1"),
        (TERMS, "\n", "F003 glossary.yaml"),
        (TERMS, "terms: [\n", "F008 glossary.yaml:2:1"),
    ],
)
def test_a_fault_of_the_glossary_has_its_place(
    old: str, new: str, expected: str, tmp_path: Path
) -> None:
    assert old in TERMS
    assert expected in _found(_folder(tmp_path, TERMS.replace(old, new)))


def _term(**changed: Any) -> Term:
    given = {"term": "T", "words": {"fr": "mot"}, "match": {"fr": ("mot",)}, **changed}
    return Term.model_validate(given)


def test_a_language_without_match_asks_for_nothing() -> None:
    assert _term().held_by("anything", "de")
    assert not _term().held_by("anything", "fr")
