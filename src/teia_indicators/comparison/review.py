"""The models of a plan that is looked at again: what was said, and what the answers say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from teia_indicators.action_plan.model import Status
from teia_indicators.gaps.model import Day
from teia_indicators.html import html_table
from teia_indicators.model import Model

Turn = Literal["turned", "was_met", "not_turned", "open", "fell_back", "gone"]
Outcome = Literal["all", "some", "none", "gone"]
Verdict = Literal[
    "done",
    "done_not_turned",
    "turned_not_done",
    "partly_turned",
    "not_turned",
    "dropped",
    "gone",
]


class CriterionTurn(Model):
    """A criterion that an action was to turn to yes.

    Parameters
    ----------
    id : str
        As in the plan.
    now : tuple of str
        Ids in the later catalogue; empty where it is asked no more.
    before, after : str or None
        How it is read in the earlier round, corrected, and in the later one. None where it is not
        asked, and where it was split and the parts are read differently.
    turn : str
        ``turned``: met now, not before. ``was_met``: met before already, or by the correction, and
        still. ``not_turned``: known to be unmet. ``open``: nobody knows, or says. ``fell_back``:
        met before, known to be unmet now. ``gone``: asked no more, or not applicable.
    place_before, place_after : str
        Where the answers stand, such as ``xaa-2028.xlsx:Prevention!F9``; may be empty.
    """

    id: str
    now: tuple[str, ...]
    before: str | None
    after: str | None
    turn: Turn
    place_before: str = ""
    place_after: str = ""


class ActionReview(Model):
    """An action of the plan, and what the later round says of it.

    Parameters
    ----------
    id, title, authority : str
        As in the plan.
    due : date or None
        As in the plan.
    status : {"planned", "started", "done", "dropped"}
        What the plan says.
    outcome : {"all", "some", "none", "gone"}
        What the answers say: all its criteria are met now; some of them turned; none did; none of
        them is asked any more, or applies.
    verdict : str
        Both together. ``done``: said done, and all are met. ``done_not_turned``: said done, and not
        all are. ``turned_not_done``: all are met, though it is not said to be done.
        ``partly_turned``: some turned. ``not_turned``: none did. ``dropped``: it was dropped or set
        aside, and not all are met. ``gone``: there is nothing left to look at.
    criteria : tuple of CriterionTurn
        In the plan's order.
    """

    id: str
    title: str
    authority: str = ""
    due: Day | None = None
    status: Status
    outcome: Outcome
    verdict: Verdict
    criteria: tuple[CriterionTurn, ...] = ()

    def of(self, *turns: Turn) -> tuple[str, ...]:
        """Return the ids of the criteria of some turns."""
        return tuple(one.id for one in self.criteria if one.turn in turns)

    @property
    def turned(self) -> tuple[str, ...]:
        """Criteria that turned to yes."""
        return self.of("turned")

    @property
    def not_turned(self) -> tuple[str, ...]:
        """Criteria that are still not met, or of which nobody knows."""
        return self.of("not_turned", "open", "fell_back")

    @property
    def fell_back(self) -> tuple[str, ...]:
        """Criteria that were met and are not any more."""
        return self.of("fell_back")


class PlanReview(Model):
    """A plan and the round after it: what was planned, and what was done.

    Parameters
    ----------
    country, earlier, later : str
        Whose, the round whose gaps it was to close, and the round that is looked at.
    actions : tuple of ActionReview
        In the plan's order.

    References
    ----------
    Method, section 7: did the answers that each action was to change really change?
    """

    country: str
    earlier: str
    later: str
    actions: tuple[ActionReview, ...] = ()

    def action(self, name: str) -> ActionReview:
        """Return an action by its id.

        Raises
        ------
        KeyError
            If the plan has no such action.
        """
        for one in self.actions:
            if one.id == name:
                return one
        raise KeyError(name)

    def of(self, verdict: Verdict) -> tuple[ActionReview, ...]:
        """Return the actions of one verdict."""
        return tuple(one for one in self.actions if one.verdict == verdict)

    def __iter__(self) -> Iterator[ActionReview]:  # type: ignore[override]
        return iter(self.actions)

    def __len__(self) -> int:
        return len(self.actions)

    def __repr__(self) -> str:
        counts = Counter(one.outcome for one in self.actions)
        told = ", ".join(f"{counts[name]} {name}" for name in ("all", "some", "none"))
        return f"<PlanReview {self.country} {self.earlier} to {self.later}: turned {told}>"

    def _repr_html_(self) -> str:
        rows = (
            (
                one.id,
                one.title,
                one.authority,
                one.status,
                one.outcome,
                one.verdict,
                ", ".join(one.turned),
                ", ".join(one.not_turned),
            )
            for one in self.actions
        )
        heads = ("Id", "Action", "Authority", "Said", "Criteria", "Verdict", "Turned", "Not turned")
        return html_table(repr(self)[1:-1], heads, rows)
