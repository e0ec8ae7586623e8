"""The hidden sheets of a plan's workbook: the drop-downs' words, whose plan it is, the plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from teia_indicators.action_plan.layout import FORMAT, PART, PLAN_SHEET, WORDS
from teia_indicators.action_plan.model import ActionPlan
from teia_indicators.responses.layout import LISTS_SHEET, META_SHEET
from teia_indicators.text import texts

if TYPE_CHECKING:
    from teia_indicators.action_plan.sheet import PlanBook


def hidden_text(plan: ActionPlan) -> str:
    """Return a plan as one line of ASCII."""
    document = plan.model_dump(mode="json")
    return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def parts(text: str) -> Iterator[str]:
    """Yield the text in parts that fit in a cell."""
    for start in range(0, len(text), PART):
        yield text[start : start + PART]


def write_lists(writer: PlanBook) -> None:
    """Write the words of every drop-down, each list under a name of its own."""
    sheet = writer.book.add_worksheet(LISTS_SHEET)
    for column, group in enumerate(WORDS.values()):
        words = list(texts(writer.language)[group].values())
        for row, word in enumerate(words):
            sheet.write_string(row, column, word)
        letter = xl_col_to_name(column)
        name = f"={LISTS_SHEET}!${letter}$1:${letter}${len(words)}"
        writer.book.define_name(f"teia_{group}", name)
    sheet.hide()


def write_meta(writer: PlanBook) -> None:
    """Write whose plan it is, and the plan itself, as plain cells."""
    plan, text = writer.plan, hidden_text(writer.plan)
    sheet = writer.book.add_worksheet(META_SHEET)
    values = {
        "format": FORMAT,
        "catalogue_id": plan.catalogue.id,
        "catalogue_version": plan.catalogue.version,
        "country": plan.country,
        "round": plan.round,
        "language": writer.language,
        "plan": digest(text),
    }
    for row, (key, value) in enumerate(values.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    sheet.hide()
    sheet = writer.book.add_worksheet(PLAN_SHEET)
    for row, part in enumerate(parts(text)):
        sheet.write_string(row, 0, part)
    sheet.hide()
