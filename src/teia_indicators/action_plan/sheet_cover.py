"""The first sheet of a plan's workbook: whose it is, what it reaches, how to work with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from teia_indicators.action_plan.layout import COVER_KEYS
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.countries import load_countries
from teia_indicators.catalogue.target import ALL, TargetStep
from teia_indicators.catalogue.translation import say
from teia_indicators.questionnaire.height import text_height
from teia_indicators.responses.layout import KEY
from teia_indicators.text import texts

if TYPE_CHECKING:
    from teia_indicators.action_plan.sheet import PlanBook

_LABEL, _TEXT = 30.0, 104.0


def write_cover(writer: PlanBook) -> None:
    """Write the sheet."""
    sheet = writer.book.add_worksheet(writer.tell("cover"))
    for column, width in enumerate((None, _LABEL, _TEXT)):
        sheet.set_column(column, column, width, None, {"hidden": not column})
    sheet.write_string(0, 1, writer.tell("title"), writer.formats["title"])
    sheet.write_string(1, 1, writer.say("subtitle"), writer.formats["subtitle"])
    catalogue = writer.shown.catalogue
    statement = say(catalogue, catalogue.id, "statement", catalogue.statement, writer.language)
    sheet.merge_range(2, 1, 2, 2, "", writer.formats["statement"])
    sheet.write_string(2, 1, statement, writer.formats["statement"])
    sheet.set_row(2, text_height((statement, _LABEL + _TEXT)))
    row = 4
    for key, label, text in [*_identity(writer), *_content(writer)]:
        if key:
            sheet.write_string(row, 0, f"{KEY}{key}")
        writer.put(sheet, row, 1, label, "bold")
        writer.put(sheet, row, 2, text, "plain")
        sheet.set_row(row, text_height((label, _LABEL * 0.9), (text, _TEXT)))
        row += 1
    row += 1
    lines = texts(writer.language)["plan_sheet"]["steps"]
    steps = [(writer.tell("how"), "head"), *((line, "cell") for line in lines)]
    for at, (line, look) in enumerate(steps):
        said = f"{at}. {line}" if at else line
        sheet.merge_range(row + at, 1, row + at, 2, "", writer.formats[look])
        writer.put(sheet, row + at, 1, said, look)
        sheet.set_row(row + at, text_height((said, _LABEL + _TEXT)))
    sheet.fit_to_pages(1, 0)
    writer.finish(sheet, (0, 1))


def _identity(writer: PlanBook) -> Iterator[tuple[str, str, str]]:
    """Yield key, label and text of whose plan it is."""
    plan, catalogue = writer.plan, writer.shown.catalogue
    country = load_countries().get(plan.country)
    name = country.name.get(writer.language, "") if country else ""
    title = say(catalogue, catalogue.id, "title", catalogue.title, writer.language)
    status = writer.say(f"statuses.{catalogue.status}")
    shown = {
        "country": f"{plan.country}, {name}" if name else plan.country,
        "round": plan.round,
        "catalogue": f"{title}, {catalogue.version} ({status})",
    }
    for key in (*COVER_KEYS, "catalogue"):
        yield key, writer.say(key), shown[key]


def _content(writer: PlanBook) -> Iterator[tuple[str, str, str]]:
    """Yield label and text of what the plan is to reach, holds, and reaches."""
    plan, tell = writer.plan, writer.tell
    dropped = [one for one in plan.actions if not one.counts]
    points = sum(one.points for one in plan.actions if one.counts)
    counts = {"actions": len(plan.actions), "dropped": len(dropped), "points": points}
    yield "", tell("target"), _target(writer)
    yield "", tell("content"), tell("content_text", **counts)
    yield "", tell("chosen"), tell(f"chosen_{plan.chosen_by}")
    if limits := list(_limits(writer)):
        yield "", tell("limits"), tell("between").join(limits)
    yield "", tell("proof"), "\n".join(_proof(writer))
    for key, items in (("without", plan.without_action), ("unpriced", plan.unpriced)):
        if items:
            yield "", tell(key), tell(f"{key}_text", ids=_listed(items))


def _target(writer: PlanBook) -> str:
    """Return the stages to reach; those with dates of their own on a line each."""
    plan, tell = writer.plan, writer.tell
    target, catalogue = plan.target, writer.shown.catalogue
    if target.steps:
        lines = [_step(writer, step) for step in target.spelt_out(catalogue)]
        if not any(step.of == ALL for step in target.spelt_out(catalogue)):
            lines.insert(0, tell("target_default", stage=catalogue.scale.target))
    else:
        default = catalogue.scale.target if target.default is None else target.default
        others = [
            tell("target_other", id=item, stage=stage)
            for item, stage in {**target.areas, **target.indicators}.items()
        ]
        said = tell("target_default", stage=default)
        if others:
            said = tell("target_but", stage=default, others=_listed(others))
        lines = [_dated(writer, said, target.by, target.source)]
    if plan.on:
        lines.append(tell("target_on", date=plan.on))
    return "\n".join(lines)


def _step(writer: PlanBook, step: TargetStep) -> str:
    key = "target_default" if step.of == ALL else "target_other"
    said = writer.tell(key, id=step.of, stage=step.stage)
    return _dated(writer, said, step.by, step.source)


def _dated(writer: PlanBook, said: str, by: datetime.date | None, source: str) -> str:
    more = [writer.tell("target_by", date=by)] if by else []
    more += [writer.tell("target_source", source=source)] if source else []
    return writer.tell("between").join([said, *more])


def _limits(writer: PlanBook) -> Iterator[str]:
    limits = writer.plan.limits
    if limits.actions is not None:
        yield writer.tell("limit_actions", actions=limits.actions)
    if limits.budget is not None:
        budget = f"{limits.budget:.15g}"
        yield writer.tell("limit_budget", budget=budget, currency=limits.currency or "").strip()


def _proof(writer: PlanBook) -> Iterator[str]:
    """Yield what the proof shows, in words."""
    proof, tell = writer.plan.proof, writer.tell
    reached = tell("reached", ids=_listed(proof.reached))
    yield reached if proof.reached else tell("none_reached")
    if proof.missed:
        yield tell("missed", ids=_listed(proof.missed))
    if proof.low_before is not None or proof.low_after is not None:
        unit = writer.shown.catalogue.scale.unit
        before, after = show(proof.low_before, unit), show(proof.low_after, unit)
        yield tell("low", before=before, after=after)
    yield tell("proof_note")


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)
