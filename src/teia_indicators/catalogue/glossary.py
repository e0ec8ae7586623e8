"""The glossary: terms that every translation renders in the same words, and whether it does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from teia_indicators.catalogue.check import check_repeated, check_texts
from teia_indicators.catalogue.load import read_model
from teia_indicators.catalogue.scale import Text
from teia_indicators.catalogue.translation import Language, source_hash, translatable
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import Place, Problem, problem
from teia_indicators.sources.tree import Path as Keys
from teia_indicators.sources.tree import Tree

GLOSSARY = "glossary.yaml"


class Term(Model):
    """A term of the catalogue's language, and what a translation of it must hold.

    Parameters
    ----------
    term : str
        Such as ``affected Party``.
    also : tuple of str
        Its other forms, such as the plural.
    words : mapping of language to str
        The term in each language, as it is written alone.
    match : mapping of language to tuple of str
        Beginnings of words, without endings; a translation must hold one of them.
    """

    term: Text
    also: tuple[Text, ...] = ()
    words: FrozenDict[Language, Text]
    match: FrozenDict[Language, Annotated[tuple[Text, ...], Field(min_length=1)]]

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds the term in a source text."""
        words = "|".join(re.escape(plain(word)) for word in (self.term, *self.also))
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)")

    def held_by(self, text: str, language: str) -> bool:
        """Tell whether a translation holds the term; True where nothing is asked for."""
        shown = plain(text)
        asked = self.match.get(language)
        return asked is None or any(plain(word) in shown for word in asked)


class Glossary(Model):
    """A glossary file; see ``indicators/teia/glossary.yaml``.

    Parameters
    ----------
    status : {"unverified", "verified"}
        Whether the terms were compared with the authentic texts.
    terms : tuple of Term
        At least one.
    """

    status: Literal["unverified", "verified"] = "unverified"
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]

    def unheld(self, source: str, text: str, language: str) -> tuple[Term, ...]:
        """Return the terms of a source text that its translation does not hold."""
        using = plain(source)
        return tuple(
            term
            for term in self.terms
            if not term.held_by(text, language) and term.pattern.search(using)
        )


def read_glossary(folder: Path) -> Glossary | None:
    """Return the glossary of a catalogue's folder; None if there is none, or it has errors."""
    if not (folder / GLOSSARY).is_file():
        return None
    return read_model(folder / GLOSSARY, GLOSSARY, Glossary)[0]


def plain(text: str) -> str:
    """Return a text for comparison: plain spaces, one kind of apostrophe, lower case."""
    text = unicodedata.normalize("NFC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return re.sub(r"\s", " ", text).lower()


def check_glossary(folder: Path, catalogue: Tree) -> Iterator[Problem]:
    """Yield what is wrong with a folder's glossary, and the translations that do not follow it.

    Parameters
    ----------
    folder : Path
        The catalogue's folder; one without a glossary is fine.
    catalogue : Tree
        Its files in one tree, see `merge_files`.
    """
    if not (folder / GLOSSARY).is_file():
        return
    glossary, tree, problems = read_model(folder / GLOSSARY, GLOSSARY, Glossary)
    yield from problems
    if tree is not None:
        yield from check_repeated(tree)
        yield from check_texts(tree)
    if glossary is None or tree is None:
        return
    given = _translations(catalogue)
    yield from _check_terms(glossary, tree, [language for language, _ in given])
    sources = [(plain(found[2]), found) for found in translatable(catalogue.data)]
    for term in glossary.terms:
        pattern = term.pattern
        using = [found for text, found in sources if pattern.search(text)]
        for language, path in given:
            yield from _check_term(term, language, using, catalogue, path)


def _check_terms(glossary: Glossary, tree: Tree, languages: list[str]) -> Iterator[Problem]:
    """Find terms given twice, without a language, or with words that do not hold their match."""
    first: dict[str, Place] = {}
    for at, term in enumerate(glossary.terms):
        own: list[Keys] = [("term",), *(("also", k) for k, _ in enumerate(term.also))]
        for path, word in zip(own, (term.term, *term.also), strict=True):
            place = tree.place("terms", at, *path)
            if plain(word) in first:
                yield problem("C001", place, word, word, first=first[plain(word)])
            first.setdefault(plain(word), place)
        for language in dict.fromkeys([*languages, *term.words, *term.match]):
            for key, known in (("words", term.words), ("match", term.match)):
                if language not in known:
                    place = tree.place("terms", at, key)
                    names = {"term": term.term, "key": key, "language": language}
                    yield problem("C061", place, term.term, **names)
            if not term.held_by(term.words.get(language, term.term), language):
                place, words = tree.place("terms", at, "match", language), term.words.get(language)
                if words is not None:
                    yield problem("C062", place, term.term, words, term=term.term, words=words)


def _translations(catalogue: Tree) -> list[tuple[str, Keys]]:
    """Return each language and the path of its entries."""
    files = catalogue.data.get("translations")
    return [
        (str(file.get("language")), ("translations", at, "entries"))
        for at, file in enumerate(files if isinstance(files, list) else [])
        if isinstance(file, Mapping)
    ]


def _check_term(
    term: Term,
    language: str,
    using: list[tuple[str, str, str]],
    catalogue: Tree,
    path: Keys,
) -> Iterator[Problem]:
    """Find fresh translations of texts with the term that do not hold it."""
    for item, field, source in using:
        entry = catalogue.at(*path, item, field)
        if not isinstance(entry, Mapping) or entry.get("source") != source_hash(source):
            continue
        text = entry.get("text")
        if isinstance(text, str) and not term.held_by(text, language):
            place = catalogue.place(*path, item, field, "text")
            words = term.words.get(language, "")
            names = {"id": item, "field": field, "term": term.term, "words": words}
            yield problem("C060", place, item, text, **names)
