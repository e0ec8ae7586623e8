"""What of an earlier draft is kept when a plan is drafted again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from teia_indicators.action_plan.choices import Candidate
from teia_indicators.action_plan.model import ActionPlan, Amount, Limits, PlannedAction
from teia_indicators.action_plan.rules import check_actions, check_reference
from teia_indicators.assessment import Assessment
from teia_indicators.catalogue.actions import Action
from teia_indicators.problems import MethodError, Place, PlanError, did_you_mean, problem


@dataclass(frozen=True)
class Kept:
    """The library, with what a user did to its actions, and the user's own actions.

    An own action, one that was started or done, and one whose criteria or prerequisites the user
    changed stay in the plan in any case. Any other action of the library stays where the new draft
    needs it, with what the user changed; else it is set aside if the user changed something.

    Parameters
    ----------
    library : mapping of str to Action
        The catalogue's.
    earlier : mapping of str to PlannedAction
        The earlier draft's.
    amounts : mapping of str to Amount
        What each action costs.
    """

    library: Mapping[str, Action]
    earlier: Mapping[str, PlannedAction]
    amounts: Mapping[str, Amount]

    @property
    def dropped(self) -> frozenset[str]:
        """Actions that nobody will carry out."""
        found = (one.id for one in self.earlier.values() if one.status == "dropped")
        return frozenset(found)

    def stays(self, name: str) -> bool:
        """Return whether an action is in the plan in any case."""
        one = self.earlier.get(name)
        if one is None or not one.counts:
            return False
        started = one.status in ("started", "done")
        return one.origin == "own" or started or bool({"criteria", "requires"} & set(one.edited))

    def candidates(self, opened: Collection[str]) -> Iterator[Candidate]:
        """Yield the actions that could be chosen: the library's, then the user's own."""
        own = [one for one in self.earlier.values() if one.id not in self.library and one.counts]
        everything: list[Action | PlannedAction] = [*self.library.values(), *own]
        for action in everything:
            if action.id in self.dropped:
                continue
            turns, requires = self.content(action.id)
            left = frozenset(turns) & frozenset(opened)
            amount = self.amounts.get(action.id)
            yield Candidate(
                id=action.id,
                turns=left,
                requires=requires,
                points=action.points,
                cost=None if amount is None else Fraction(str(amount.high)),
                kept=self.stays(action.id),
                done=self.done(action.id, opened),
            )

    def done(self, name: str, opened: Collection[str]) -> bool:
        """Return whether nothing is left to do: its criteria are met, or its user says so."""
        turns, _ = self.content(name)
        if turns:
            return not any(one in opened for one in turns)
        return self.earlier[name].status == "done"

    def content(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what an action turns and requires: as the user changed it, else the library's."""
        action, earlier = self.library.get(name), self.earlier.get(name)
        if action is None:
            own = self.earlier[name]
            return own.criteria, own.requires
        turns, requires = action.turns, action.requires
        if earlier is not None and "criteria" in earlier.edited:
            turns = earlier.criteria
        if earlier is not None and "requires" in earlier.edited:
            requires = earlier.requires
        return turns, requires


def kept_actions(
    previous: ActionPlan | None,
    assessment: Assessment,
    amounts: Mapping[str, Amount | float],
    limits: Limits,
) -> Kept:
    """Return what is kept of an earlier draft; checked.

    Raises
    ------
    PlanError
        If the earlier draft belongs to another country or catalogue, an action names what there is
        not, two have one id, or some wait for each other.
    MethodError
        If an amount is of an unknown action, is no amount, or is in another currency.
    """
    catalogue = assessment.catalogue
    library = {one.id: one for one in catalogue.actions}
    if previous is not None:
        _check_earlier(previous, assessment)
    given = () if previous is None else previous.actions
    prices = {one.id: one.amount for one in given if one.amount is not None}
    found = Kept(
        library,
        {one.id: one for one in given},
        prices | _amounts(amounts, {*library, *(one.id for one in given)}, limits),
    )
    _check_currencies(found, limits)
    return found


def _check_earlier(previous: ActionPlan, assessment: Assessment) -> None:
    """Refuse an earlier draft that belongs elsewhere, or whose actions cannot be read."""
    catalogue = assessment.catalogue
    if previous.country != assessment.country:
        params = {"found": previous.country, "own": assessment.country}
        raise PlanError([problem("P002", Place(), "country", previous.country, **params)])
    foreign = check_reference(previous.catalogue, catalogue, lambda _: Place())
    if foreign:
        raise PlanError([foreign])
    actions = [(one, lambda _: Place()) for one in previous.actions]
    found = list(check_actions(actions, previous.limits, catalogue))
    if found:
        raise PlanError(found)


def _amounts(
    given: Mapping[str, Amount | float], known: Collection[str], limits: Limits
) -> dict[str, Amount]:
    """Return the amounts that a caller gave; checked."""
    found, problems = {}, []
    for name, value in given.items():
        if name not in known:
            hint = did_you_mean(name, known)
            problems.append(problem("M086", Place(), name, name, id=name, hint=hint))
        elif isinstance(value, Amount):
            found[name] = value
        elif isinstance(value, bool) or not 0 <= value < float("inf"):
            problems.append(problem("M080", Place(), name, value, name=name, value=value))
        elif limits.currency is None:
            problems.append(problem("M081", Place(), name, value="–"))
        else:
            found[name] = Amount(low=float(value), high=float(value), currency=limits.currency)
    if problems:
        raise MethodError(problems)
    return found


def _check_currencies(kept: Kept, limits: Limits) -> None:
    """Refuse amounts in several currencies: nothing is converted."""
    used = {amount.currency for amount in kept.amounts.values()}
    if limits.currency is not None:
        used.add(limits.currency)
    if len(used) > 1:
        names = ", ".join(sorted(used))
        raise MethodError([problem("M087", Place(), "currency", names, value=names)])
