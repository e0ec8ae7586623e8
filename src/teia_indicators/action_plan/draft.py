"""Draft an action plan: what closes the gaps, in which order, and the proof that it does."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from itertools import pairwise
from typing import Literal

from teia_indicators.action_plan.choices import Candidate, Choices, choices
from teia_indicators.action_plan.keep import Kept, kept_actions
from teia_indicators.action_plan.least import forced, greedy
from teia_indicators.action_plan.model import CURRENCY, ActionPlan, Amount, Limits
from teia_indicators.action_plan.programme import greatest_gain_set, least_effort_set
from teia_indicators.action_plan.proof import prove, shares_of_overall
from teia_indicators.action_plan.schedule import schedule_plan
from teia_indicators.action_plan.write_up import planned
from teia_indicators.assessment import Assessment
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.gaps import Gaps
from teia_indicators.model import FrozenDict
from teia_indicators.problems import MethodError, Place, Problem, problem

Chosen = tuple[frozenset[int], Literal["necessity", "milp", "greedy"], float | None]


def draft_action_plan(
    gaps: Gaps,
    catalogue: Catalogue | None = None,
    *,
    assessment: Assessment | None = None,
    previous: ActionPlan | None = None,
    amounts: Mapping[str, Amount | float] | None = None,
    budget: float | None = None,
    currency: str | None = None,
    actions_a_year: int | None = None,
    start: datetime.date | None = None,
    load: int | None = None,
) -> ActionPlan:
    """Draft the plan that closes gaps, and prove it by scoring the simulated answers.

    Without limits it is a prerequisite-closed set of actions that reaches every target and is
    minimal by inclusion: the one of least effort, then fewest actions, then catalogue order; where
    there is a choice and scipy is not installed (extra ``stats``), one found greedily. With a
    budget or a number of actions a year it is the set of greatest gain in the overall low.

    Parameters
    ----------
    gaps : Gaps
        See `find_gaps`.
    catalogue : Catalogue or None
        Whose action library is used; None for that of the gaps.
    assessment : Assessment or None
        The assessment that the gaps were found in; needed only where `gaps` was read from a file.
    previous : ActionPlan or None
        An earlier draft: what its user changed is kept, see `Kept`.
    amounts : mapping of str to Amount or float, or None
        What actions cost, by id; they win over the amounts of `previous`.
    budget : float or None
        Sum of the amounts' upper ends at most, in `currency`. Actions without an amount are left
        out, and named in the plan.
    currency : str or None
        ISO 4217; of the budget and of amounts given as numbers.
    actions_a_year : int or None
        Number of actions a year at most, over the years from `start` to the last target's date (one
        year where either is open).
    start : date or None
        First day of the plan: then it has a schedule by quarter, see `schedule_plan`.
    load : int or None
        Actions that one authority carries out at once, at most; None for the catalogue's.

    Returns
    -------
    ActionPlan
        With its proof. Texts are in the catalogue's language; `write_plan` shows them in others.

    Raises
    ------
    MethodError
        If the gaps belong to another catalogue or came without their assessment; if a limit is
        negative; if amounts are in several currencies; if a plan within limits is asked for and the
        overall low is no weighted mean, or scipy is missing, or what is kept exceeds the limits.
    PlanError
        If `previous` has actions with unknown criteria, or that wait for each other.

    References
    ----------
    Method, section 7. Of plans of equal gain the one of least effort, then fewest actions
    (project's choice).
    """
    assessment = _own_assessment(gaps, catalogue, assessment)
    catalogue = assessment.catalogue
    limits = _limits(gaps, budget, currency, actions_a_year, start)
    kept = kept_actions(previous, assessment, amounts or {}, limits)
    found, unpriced = _choices(gaps, assessment, kept, limits)
    chosen, chosen_by, gap = _within(limits, found, assessment) if limits.any else _least(found)
    order = found.in_order(chosen)
    by_indicator = {one.indicator: one.target for one in gaps}
    targets = {one: by_indicator[one] for one in assessment.indicators if one in by_indicator}
    actions = planned(found, order, assessment, kept)
    plan = ActionPlan(
        country=assessment.country,
        round=assessment.round,
        catalogue=catalogue.ref,
        responses=assessment.responses.checksum,
        method=assessment.method,
        target=gaps.target,
        on=gaps.on,
        limits=limits,
        chosen_by=chosen_by,
        optimality_gap=gap,
        actions=actions,
        without_action=(
            *found.without_action,
            *(one.indicator for one in gaps if not one.criteria),
        ),
        unpriced=unpriced,
        proof=prove(assessment, targets, found, order, limited=limits.any),
        places=FrozenDict(
            {
                one: str(place)
                for one in dict.fromkeys(cause for action in actions for cause in action.causes)
                if (place := assessment.responses.places.get(one)) is not None
            }
        ),
    )
    return plan if start is None else schedule_plan(plan, start, catalogue, load=load)


def _own_assessment(
    gaps: Gaps, catalogue: Catalogue | None, assessment: Assessment | None
) -> Assessment:
    """Return the assessment that the gaps were found in; checked."""
    assessment = assessment or gaps.assessment
    if assessment is None:
        raise MethodError([problem("T013", Place())])
    whose = (gaps.country, gaps.round, gaps.catalogue)
    own = (assessment.country, assessment.round, assessment.catalogue_ref)
    if whose != own or (catalogue is not None and catalogue.ref != gaps.catalogue):
        theirs = gaps.catalogue
        other = assessment.catalogue_ref if catalogue is None else catalogue.ref
        said = {
            "found": f"{gaps.country} {gaps.round}, {theirs.id} {theirs.version}",
            "own": f"{own[0]} {own[1]}, {other.id} {other.version}",
        }
        raise MethodError([problem("M085", Place(), "catalogue", theirs.version, **said)])
    return assessment


def _limits(
    gaps: Gaps,
    budget: float | None,
    currency: str | None,
    actions_a_year: int | None,
    start: datetime.date | None,
) -> Limits:
    """Return the limits; checked."""
    found: list[Problem] = []
    for name, value in (("budget", budget), ("actions_a_year", actions_a_year)):
        if value is not None and not 0 <= value < float("inf"):
            found.append(problem("M080", Place(), name, value, name=name, value=value))
    known = currency is not None and CURRENCY.fullmatch(currency)
    if not known and (budget is not None or currency is not None):
        found.append(problem("M081", Place(), "currency", currency, value=currency or "–"))
    if start is not None and gaps.round.isdecimal() and str(start.year) < gaps.round:
        params = {"value": start.isoformat(), "round": gaps.round}
        found.append(problem("M089", Place(), "start", **params))
    if found:
        raise MethodError(found)
    years = 1
    days = (*(one.target_by for one in gaps), gaps.target.by)
    if start is not None and (last := max(filter(None, days), default=None)):
        years = max(1, -(-(last - start).days // 365))
    return Limits(
        budget=None if budget is None else float(budget),
        currency=currency,
        actions=None if actions_a_year is None else actions_a_year * years,
        actions_a_year=actions_a_year,
    )


def _choices(
    gaps: Gaps, assessment: Assessment, kept: Kept, limits: Limits
) -> tuple[Choices, tuple[str, ...]]:
    """Return what can be chosen among, and the actions left out because they have no amount."""
    opened = assessment.open_criteria
    below = {one.id for gap in gaps for one in gap.criteria}
    wanted = [one.id for one in assessment.catalogue.criteria if one.id in below]
    found = _relevant(list(kept.candidates(opened)), wanted)
    everything = choices(found, opened, wanted, kept.dropped)
    if limits.budget is None:
        return everything, ()
    unpriced = tuple(one.id for one in found if one.cost is None and not one.done)
    priced = [one for one in found if one.kept or one.id not in unpriced]
    some = choices(priced, opened, wanted, kept.dropped | set(unpriced))
    return replace(some, without_action=everything.without_action), unpriced


def _relevant(candidates: list[Candidate], wanted: Iterable[str]) -> list[Candidate]:
    """Return the candidates that turn what is wanted, or come before one that does."""
    makers: dict[str, list[int]] = {}
    for at, one in enumerate(candidates):
        for name in (one.id, *one.turns):
            makers.setdefault(name, []).append(at)
    queue = [at for at, one in enumerate(candidates) if one.kept]
    queue += [at for criterion in wanted for at in makers.get(criterion, ())]
    seen: set[int] = set()
    while queue:
        at = queue.pop()
        if at not in seen:
            seen.add(at)
            queue += [other for name in candidates[at].requires for other in makers.get(name, ())]
    return [one for at, one in enumerate(candidates) if at in seen]


def _least(found: Choices) -> Chosen:
    """Return the least set that turns everything wanted."""
    needed = forced(found)
    if found.serves(needed):
        return needed, "necessity", 0.0
    if find_spec("scipy") is not None:
        best = least_effort_set(found, needed)
        if best is not None:
            return best[0], "milp", best[1]
    return greedy(found, needed), "greedy", None


def _within(limits: Limits, found: Choices, assessment: Assessment) -> Chosen:
    """Return the set of greatest gain within limits."""
    shares = shares_of_overall(assessment)
    if shares is None:
        name = assessment.method.aggregation
        raise MethodError([problem("M082", Place(), "aggregation", name, value=name)])
    steps = [step for one in shares for step in _steps(one, shares[one], assessment)]
    budget = None if limits.budget is None else Fraction(str(limits.budget))
    kept = [found.candidates[at] for at in found.kept]
    most, cost = limits.actions, sum((one.cost or Fraction(0) for one in kept), Fraction(0))
    fits = (most is None or len(kept) <= most) and (budget is None or cost <= budget)
    best = greatest_gain_set(found, steps, budget, most) if fits else None
    if best is None:
        count = len(found.kept)
        raise MethodError([problem("M083", Place(), "previous", count, count=count)])
    return best[0], "milp", best[1]


def _steps(
    name: str, share: Fraction, assessment: Assessment
) -> Iterator[tuple[Fraction, frozenset[str]]]:
    """Yield what each further stage of an indicator gains, and the criteria to turn for it."""
    scale, low = assessment.catalogue.scale, assessment.indicators[name].stage_low
    if low is None:
        return
    (indicator,) = [one for one in assessment.catalogue.indicators if one.id == name]
    criteria = [one for one in indicator.criteria if one.id in assessment.open_criteria]
    values = dict(zip(scale.numbers, scale.exact_values, strict=True))
    for before, after in pairwise(stage for stage in scale.numbers if stage >= low):
        needs = frozenset(one.id for one in criteria if one.stage <= after)
        yield (values[after] - values[before]) * share, needs
