"""The models of an action plan: step 2 of the cycle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from teia_indicators.assessment import Assessment, ScoringMethod, what_if
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.actions import EFFORT_POINTS, ActionType, Duration, Effort
from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.catalogue.scale import Text
from teia_indicators.gaps.model import Day, Target
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model

Status = Literal["planned", "started", "done", "dropped", "set_aside"]
#: Form of a code of ISO 4217.
CURRENCY = re.compile(r"[A-Z]{3}")
Currency = Annotated[str, Field(pattern=rf"^{CURRENCY.pattern}$")]
Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]

#: What a user may change of an action; what they changed is kept when a plan is drafted again.
EDITABLE: tuple[str, ...] = (
    *("title", "text", "type", "criteria", "requires", "authority", "partners", "start", "due"),
    *("status", "amount", "funding", "assistance", "completion", "comment"),
)


class Amount(Model):
    """What an action costs, as its user says; the library names no money.

    Parameters
    ----------
    low, high : float
        Not below 0, in the currency; the same where it is one figure. The upper end counts.
    currency : str
        ISO 4217, such as ``EUR``.
    """

    low: Money
    high: Money
    currency: Currency


class PlannedAction(Model):
    """One action of a plan.

    Parameters
    ----------
    id : str
        Of the library's action, or one of the user's own, such as ``OWN-1``.
    origin : {"library", "own"}
        Whether it comes from the catalogue's action library.
    areas, indicators : tuple of str
        Ids of what its criteria belong to, in catalogue order.
    criteria : tuple of str
        Criteria that it turns to yes: the completion test that a program can check.
    establish : tuple of str
        Those of them of which nobody knows yet whether they are met: establish the facts first.
    causes : tuple of str
        Criteria below a target that it closes, itself or because another action needs it first;
        empty where nothing in the plan needs it.
    title, text : str
        What to do, in a few words and in full.
    type : str
        As in the action library, such as ``law``.
    requires : tuple of str
        Actions to be done, or criteria to be met, before.
    authority : str
        Responsible authority; as drafted, the library's usual owner role.
    partners : tuple of str
        Others who take part.
    start, due : date or None
        First and last day; None where it is not scheduled.
    status : {"planned", "started", "done", "dropped", "set_aside"}
        A dropped action counts for nothing and is not drafted again. One that was set aside counts
        for nothing either: a later draft had no need of it; what its user wrote comes back with it.
    amount : Amount or None
        None where nobody has said what it costs.
    funding, assistance : str
        Who pays; what help is needed.
    completion : str
        The completion test for people.
    comment : str
        Free text.
    effort : {"small", "medium", "large"}
        1, 3 or 9 effort points.
    duration : {"up to 6 months", "6 to 18 months", "over 18 months"}
        Usual time.
    edited : tuple of str
        Names of the fields that a user changed.

    References
    ----------
    Method, section 7.
    """

    id: Text
    origin: Literal["library", "own"] = "library"
    areas: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    establish: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    title: Text
    text: str = ""
    type: ActionType = "procedure"
    requires: tuple[str, ...] = ()
    authority: str = ""
    partners: tuple[str, ...] = ()
    start: Day | None = None
    due: Day | None = None
    status: Status = "planned"
    amount: Amount | None = None
    funding: str = ""
    assistance: str = ""
    completion: str = ""
    comment: str = ""
    effort: Effort = "medium"
    duration: Duration = "6 to 18 months"
    edited: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """Effort points."""
        return EFFORT_POINTS[self.effort]

    @property
    def counts(self) -> bool:
        """False where nobody will carry it out."""
        return self.status not in ("dropped", "set_aside")

    def edit(self, **changes: Any) -> PlannedAction:
        """Return the action with fields changed, and marked as changed by its user."""
        fields = {name: getattr(self, name) for name in type(self).model_fields} | changes
        changed = [name for name in EDITABLE if fields[name] != getattr(self, name)]
        fields["edited"] = tuple(
            name for name in EDITABLE if name in self.edited or name in changed
        )
        return type(self).model_validate(fields)


class Proof(Model):
    """What re-scoring the simulated answers shows of a plan.

    Parameters
    ----------
    reached, missed : tuple of str
        Indicators with a gap that the plan closes, and those that stay below their target.
    needed : mapping of str to tuple of str
        For each action that is needed: the indicators that miss their target without it and
        without what depends on it; in a plan within limits, those whose low stage is lower then.
        Outside stand actions of a user and, without limits, those that serve only indicators in
        `missed`: of them nothing can be proven.
    low_before, low_after : float or None
        The overall low, in the scale's unit.
    minimal : bool
        True where every action that the planner chose stands in `needed`.
    """

    reached: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    needed: FrozenDict[str, tuple[str, ...]] = FrozenDict()
    low_before: float | None = None
    low_after: float | None = None
    minimal: bool = True


class Limits(Model):
    """What a plan may take at most; see `draft_action_plan`.

    Parameters
    ----------
    budget : float or None
        Sum of the amounts' upper ends, in `currency`.
    currency : str or None
        Of the budget and of every amount.
    actions : int or None
        Number of actions.
    actions_a_year : int or None
        Of which so many begin within a year.
    """

    budget: Money | None = None
    currency: Currency | None = None
    actions: Annotated[int, Field(ge=0)] | None = None
    actions_a_year: Annotated[int, Field(ge=0)] | None = None

    @property
    def any(self) -> bool:
        """True where something is limited."""
        return self.budget is not None or self.actions is not None


class ActionPlan(Model):
    """An action plan; see `draft_action_plan`.

    Parameters
    ----------
    format : str
        Name and version of this document's format.
    country, round : str
        Of the assessment whose gaps it closes.
    catalogue : CatalogueRef
        The catalogue whose criteria and action library it uses.
    responses : str
        SHA-256 of the answers it was drafted from, see `Responses.checksum`.
    method : ScoringMethod
        How those are scored.
    target : Target
        The stages to reach.
    on : date or None
        Only what is due on that day, see `Gaps`; None for the last stages.
    limits : Limits
        What it may take at most.
    chosen_by : {"necessity", "milp", "greedy"}
        Necessity: every criterion left one choice only, so the set is the least one. Milp: the
        least one of several, or the greatest gain within the limits. Greedy: minimal by inclusion.
    optimality_gap : float or None
        How far, relatively, a better plan could be; 0 where proven best, None where not known.
    actions : tuple of PlannedAction
        Prerequisites first.
    without_action : tuple of str
        Criteria below a target that no action turns.
    unpriced : tuple of str
        Actions that were left out of a plan with a budget because nobody has said what they cost.
    proof : Proof
        What re-scoring shows.
    places : mapping of str to str
        For each criterion that causes an action: where its answer stands, such as
        ``xaa-2026.xlsx:Prevention!F9``.
    """

    format: Literal["teia.plan/1"] = "teia.plan/1"
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    round: Annotated[str, Field(min_length=1, max_length=40)]
    catalogue: CatalogueRef
    responses: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    method: ScoringMethod
    target: Target
    on: Day | None = None
    limits: Limits = Limits()
    chosen_by: Literal["necessity", "milp", "greedy"]
    optimality_gap: float | None = None
    actions: tuple[PlannedAction, ...] = ()
    without_action: tuple[str, ...] = ()
    unpriced: tuple[str, ...] = ()
    proof: Proof = Proof()
    places: FrozenDict[str, str] = FrozenDict()

    def action(self, name: str) -> PlannedAction:
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

    def edit(self, name: str, **changes: Any) -> ActionPlan:
        """Return the plan with fields of an action changed, and marked as changed by its user.

        Raises
        ------
        KeyError
            If the plan has no such action.
        """
        edited = self.action(name).edit(**changes)
        done = tuple(edited if one.id == name else one for one in self.actions)
        return self.model_copy(update={"actions": done})

    def simulate(self, assessment: Assessment) -> Assessment:
        """Score as if every action that counts had been carried out; see `what_if`."""
        return simulate(assessment, self.actions)

    def __iter__(self) -> Iterator[PlannedAction]:  # type: ignore[override]
        return iter(self.actions)

    def __len__(self) -> int:
        return len(self.actions)

    def __repr__(self) -> str:
        effort = sum(one.points for one in self.actions if one.counts)
        return (
            f"<ActionPlan {self.country} {self.round}: {len(self.actions)} actions, "
            f"{effort} effort points>"
        )

    def _repr_html_(self) -> str:
        rows = (
            (one.id, one.title, one.authority, one.start or "–", one.due or "–", one.status)
            for one in self.actions
        )
        low, high = (show(bound) for bound in (self.proof.low_before, self.proof.low_after))
        caption = f"{self.country} {self.round}: {len(self)} actions, low from {low} to {high}"
        heads = ("Id", "Action", "Authority", "Start", "Due", "Status")
        return html_table(caption, heads, rows)


def simulate(assessment: Assessment, actions: Iterable[PlannedAction]) -> Assessment:
    """Score as if actions had been carried out: their criteria turn to yes.

    A criterion that does not apply stays as it is.
    """
    turned = {one for action in actions if action.counts for one in action.criteria}
    return what_if(assessment, dict.fromkeys(sorted(turned & assessment.open_criteria), "yes"))
