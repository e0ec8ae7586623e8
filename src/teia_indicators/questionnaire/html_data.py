"""What the HTML form carries: the questions, the answers so far, and its words in each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from teia_indicators.catalogue.countries import load_countries
from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator, WorkingArea, shown_text
from teia_indicators.catalogue.translation import say
from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.responses.model import (
    ANSWER_WORDS,
    EVIDENCE_KINDS,
    GRADES,
    NEEDS_REASON,
    Responses,
)
from teia_indicators.responses.write import responses_document
from teia_indicators.text import LANGUAGES, texts

#: Parts of the texts' files that the page uses, by their dotted paths.
_WORDS = (
    *("language", "answers", "evidence_kinds", "grades", "dimensions", "provenances", "html_form"),
    *(f"workbook.{key}" for key in ("title", "subtitle", "unofficial", "country", "round")),
    *(f"workbook.{key}" for key in ("authority", "catalogue", "how", "meaning", "meanings")),
    *(f"workbook.{key}" for key in ("stages", "statuses", "challenges", "columns")),
    *(f"problems.F{code}" for code in ("010", "012")),
    *(f"problems.R{code}" for code in ("002", "003", "004", "005", "007", "008", "009")),
    *(f"problems.R{code}" for code in ("011", "012", "013")),
    *(f"problems.M{code}" for code in ("014", "015")),
    *(f"expected.{key}" for key in ("text", "list_type", "dict_type", "language", "mark")),
    *(f"expected.{key}" for key in ("partial_date", "evidence_kinds", "grades")),
)


def form_data(
    form: Questionnaire, previous: Responses | None, answers: Responses | None
) -> dict[str, Any]:
    """Return everything that the page needs, as plain data."""
    catalogue = form.catalogue
    return {
        "format": "teia.responses/1",
        "catalogue": catalogue.ref.model_dump(),
        "status": catalogue.status,
        "country": form.country,
        "round": form.round,
        "language": form.language,
        "depth": form.depth,
        "authority": form.authority,
        "focal_point": form.focal_point,
        "asked": list(form.asked),
        "stages": list(catalogue.scale.numbers),
        "words": list(ANSWER_WORDS),
        "kinds": list(EVIDENCE_KINDS),
        "grades": list(GRADES),
        "needs_reason": list(NEEDS_REASON),
        "areas": [_area(area, form) for area in form.areas],
        "given": None if answers is None else responses_document(answers),
        "previous": None if previous is None else responses_document(previous),
        "texts": {language: _texts(form, language) for language in LANGUAGES},
    }


def _area(area: WorkingArea, form: Questionnaire) -> dict[str, Any]:
    return {"id": area.id, "indicators": [_indicator(one, form) for one in area.indicators]}


def _indicator(indicator: Indicator, form: Questionnaire) -> dict[str, Any]:
    asked = indicator.criteria if form.depth == "full" else ()
    return {**_common(indicator), "criteria": [_criterion(one) for one in asked]}


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {**_common(criterion), "stage": criterion.stage, "dimension": criterion.dimension}


def _common(item: Indicator | Criterion) -> dict[str, Any]:
    return {
        "id": item.id,
        "references": list(item.references),
        "provenance": item.provenance,
    }


def _texts(form: Questionnaire, language: str) -> dict[str, Any]:
    """Return all words of a language by one flat key each."""
    found = {
        path: text
        for path, text in _flat(texts(language))
        if any(path == key or path.startswith(f"{key}.") for key in _WORDS)
    }
    country = load_countries().get(form.country)
    found["country"] = country.name[language] if country else form.country
    return {**found, **{f"{item}/{field}": text for item, field, text in _said(form, language)}}


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _said(form: Questionnaire, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield item, field and text of the catalogue's texts that the form shows."""
    catalogue = form.catalogue

    def field(item: str, name: str, source: str) -> Iterator[tuple[str, str, str]]:
        if source:
            yield item, name, say(catalogue, item, name, source, language)

    for name in ("title", "statement"):
        for _, _, text in field(catalogue.id, name, getattr(catalogue, name)):
            yield "catalogue", name, text
    for stage in catalogue.scale.stages:
        yield from field(f"stage-{stage.stage}", "label", stage.label)
        yield from field(f"stage-{stage.stage}", "meaning", stage.meaning)
    for area in form.areas:
        yield from field(area.id, "title", area.title)
        for indicator in area.indicators:
            yield from field(indicator.id, "question", indicator.question)
            yield from _item(catalogue, indicator, language)
            for criterion in indicator.criteria if form.depth == "full" else ():
                yield from _item(catalogue, criterion, language)


def _item(
    catalogue: Catalogue, item: Indicator | Criterion, language: str
) -> Iterator[tuple[str, str, str]]:
    yield item.id, "text", shown_text(item, language, catalogue)
    for name, source in item.guidance.model_dump().items():
        if source:
            yield item.id, name, say(catalogue, item.id, f"guidance.{name}", source, language)
