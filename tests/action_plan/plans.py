"""Plans made by hand from the shipped library, with what a user would have written into them."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import teia_indicators as teia
from teia_indicators.action_plan import Amount, PlannedAction, Proof
from teia_indicators.action_plan.library import from_library
from teia_indicators.gaps import Target
from teia_indicators.model import FrozenDict

#: Texts that a spreadsheet program might take for something else, or change.
HOSTILE = (
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "'=1",
    "{=1}",
    "https://example.org",
    "<b>&amp;</b>",
    "007",
    "1e5",
    "TRUE",
    "two  spaces _x0041_ and _xZZ",
    "two\nlines",
    "of\r\nWindows",
    " padded \n",
    "$x^2$ and \\alpha",
    "2027-01-01",
    "#N/A",
)


@cache
def catalogue() -> teia.Catalogue:
    return teia.load_catalogue()


def plan_of(
    *names: str, own: tuple[PlannedAction, ...] = (), language: str = "en", **more: Any
) -> teia.ActionPlan:
    """Return a plan with actions of the library by their ids, and some of the user's own."""
    del language
    given = catalogue()
    library = {one.id: one for one in given.actions}
    actions = tuple(from_library(library[name], given) for name in names)
    indicators = tuple(dict.fromkeys(item for one in actions for item in one.indicators))
    fields: dict[str, Any] = {
        "country": "XAA",
        "round": "2026",
        "catalogue": given.ref,
        "responses": "0" * 64,
        "method": teia.ScoringMethod(),
        "target": Target(default=4, by=datetime.date(2030, 12, 31), source="Programme 2030"),
        "chosen_by": "necessity",
        "actions": (*actions, *own),
        "proof": Proof(reached=indicators, low_before=0.41, low_after=0.725),
        "places": FrozenDict({"IDN-1.a": "xaa-2026.xlsx:Identification!F6"}),
    }
    return teia.ActionPlan(**{**fields, **more})


def first(number: int) -> tuple[str, ...]:
    """Return the ids of the library's first actions."""
    return tuple(one.id for one in catalogue().actions[:number])


def dated(plan: teia.ActionPlan, year: int = 2027) -> teia.ActionPlan:
    """Return a plan whose actions have dates, one after the other, and states of every kind."""
    states = ("planned", "started", "done", "dropped")
    months = {"up to 6 months": 6, "6 to 18 months": 15, "over 18 months": 24}
    for at, one in enumerate(plan.actions):
        start = datetime.date(year + at % 3, 1 + 3 * (at % 4), 1)
        due = start + datetime.timedelta(days=30 * months[one.duration])
        plan = plan.edit(one.id, start=start, due=due, status=states[at % 4])
    return plan


def small() -> teia.ActionPlan:
    """Return a plan with five actions of the library and one of the user's own, some edited."""
    own = PlannedAction(
        id="OWN-1",
        origin="own",
        title="Translate the register",
        criteria=("IDN-2.a",),
        areas=("IDN",),
        indicators=("IDN-2",),
        requires=("IDN-A01", "IDN-1.a"),
        partners=("Bureau of Statistics", "Chamber of Industry"),
        effort="small",
        duration="up to 6 months",
    )
    plan = dated(plan_of(*first(5), own=(own,)))
    money = Amount(low=1000.0, high=2500.5, currency="EUR")
    return plan.edit("IDN-A01", amount=money, authority="Agency for Safety", comment=HOSTILE[0])
