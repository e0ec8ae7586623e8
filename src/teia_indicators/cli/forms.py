"""Questionnaires out: one file, or one for each authority; and merged answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import typer

import teia_indicators as teia
from teia_indicators.questionnaire import Questionnaire

Written = list[tuple[Path, Questionnaire]]


def write_forms(
    form: Questionnaire,
    out: Path,
    assigned: Sequence[str] | None,
    previous: teia.Responses | None,
) -> Written:
    """Write a form, or each authority's part of it into a folder; return what was written."""
    if not assigned:
        return [(write_form(form, out, previous), form)]
    parts = teia.assign(form, _assignments(assigned))
    written: Written = []
    for number, part in enumerate(parts.values(), 1):
        name = re.sub(r"\W+", "-", part.authority.lower()).strip("-")[:60] or "others"
        path = out / f"{form.country.lower()}-{form.round}-{number}-{name}.xlsx"
        written.append((write_form(part, path, previous), part))
    return written


def write_form(form: Questionnaire, out: Path, previous: teia.Responses | None) -> Path:
    """Write one form, of the kind that the ending says."""
    return teia.write_workbook(form, out, previous=previous)


def write_merged(
    merged: teia.Responses, catalogue: teia.Catalogue, out: Path, language: str
) -> Path:
    """Write merged answers as a document, or as a filled workbook."""
    if out.suffix.lower() != ".xlsx":
        return teia.write_responses(merged, out)
    form = teia.build_questionnaire(
        catalogue,
        country=merged.country,
        round=merged.round,
        language=language,
        depth=merged.depth,
        authority=merged.authority,
    )
    form = form.model_copy(update={"asked": merged.asked})
    return teia.write_workbook(form, out, answers=merged)


def _assignments(assigned: Sequence[str]) -> dict[str, str]:
    """Return authority by id from entries such as ``PRV=Labour Inspectorate``."""
    found: dict[str, str] = {}
    for entry in assigned:
        item, sign, authority = entry.partition("=")
        if not sign or item.strip() in found:
            raise typer.BadParameter(f'write an id once, "=" and an authority: {entry}')
        found[item.strip()] = authority.strip()
    return found
