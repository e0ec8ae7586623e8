"""What the verb `plan` prints: the actions, the proof in words, and what to look at."""

from __future__ import annotations

from collections.abc import Iterator

import typer

import teia_indicators as teia
from teia_indicators.action_plan.shown import Shown
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.cli import show
from teia_indicators.cli.console import new_table, open_console
from teia_indicators.problems import Problems
from teia_indicators.report.words import Words
from teia_indicators.text import phrase

_COLUMNS = ("id", "action", "authority", "time", "criteria")

#: So many problems of one code are shown one by one; of more, the ids.
_FEW = 5


def plan(found: teia.ActionPlan, catalogue: Catalogue, language: str) -> None:
    """Print the actions that count, in order, and what the plan reaches."""
    shown = Shown(catalogue, language)
    title = _say("title", language, country=found.country, round=found.round)
    table = new_table(title)
    for name in _COLUMNS:
        table.add_column(_say(name, language), overflow="fold")
    for one in found.actions:
        if not one.counts:
            continue
        marks = [f"{name} ?" if name in one.establish else name for name in one.criteria]
        table.add_row(
            one.id,
            shown.text(one, "title"),
            shown.role(one.authority),
            f"{one.start} – {one.due}" if one.start and one.due else "–",
            ", ".join(marks),
        )
    console = open_console()
    if any(one.counts for one in found.actions):
        console.print(table)
    for sentence in _sentences(found, catalogue, language):
        console.print(sentence)
    show.base(catalogue, language)


def _sentences(found: teia.ActionPlan, catalogue: Catalogue, language: str) -> Iterator[str]:
    proof, words = found.proof, Words(catalogue, language)
    acting = [one for one in found.actions if one.counts]
    points = sum(one.points for one in acting)
    yield _say("content", language, count=len(acting), points=points)
    if any(one.establish for one in acting):
        yield _say("establish", language)
    yield phrase(f"plan_sheet.chosen_{found.chosen_by}", language)
    if proof.reached:
        yield phrase("plan_sheet.reached", language, ids=", ".join(proof.reached))
    if proof.missed:
        yield phrase("plan_sheet.missed", language, ids=", ".join(proof.missed))
    if proof.low_before is not None and proof.low_after is not None:
        before, after = words.figure(proof.low_before), words.figure(proof.low_after)
        yield phrase("plan_sheet.low", language, before=before, after=after)
    for key, ids in (("without", found.without_action), ("unpriced", found.unpriced)):
        if ids:
            yield phrase(f"plan_sheet.{key}_text", language, ids=", ".join(ids))
    status = phrase(f"workbook.statuses.{catalogue.status}", language)
    yield _say("status", language, id=catalogue.id, version=catalogue.version, status=status)


def grouped(found: Problems, language: str) -> None:
    """Print problems; many of one code on one line, with the ids."""
    by_code: dict[str, list[teia.Problem]] = {}
    for one in found:
        by_code.setdefault(one.code, []).append(one)
    for code, some in by_code.items():
        if len(some) <= _FEW:
            show.problems(Problems(some), language)
            continue
        show.problems(Problems(some[:1]), language)
        ids = ", ".join(one.path for one in some[1:])
        typer.echo(_say("more", language, code=code, count=len(some) - 1, ids=ids), err=True)


def _say(key: str, language: str, **params: object) -> str:
    return phrase(f"printed_plan.{key}", language, **params)
