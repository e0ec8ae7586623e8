"""Compare two rounds of one country: what changed, and what that change is made of."""

from __future__ import annotations

import datetime

from teia_indicators.action_plan import ActionPlan
from teia_indicators.assessment import Assessment, ScoringMethod
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.comparison.actions import review_plan
from teia_indicators.comparison.change import Grid
from teia_indicators.comparison.check import Round, findings, refuse_plan, scored
from teia_indicators.comparison.criteria import criterion_changes
from teia_indicators.comparison.links import Migrations
from teia_indicators.comparison.model import RoundComparison
from teia_indicators.comparison.nodes import Targets, node_changes
from teia_indicators.comparison.path import Path, walk
from teia_indicators.comparison.plan_names import PlanNames
from teia_indicators.gaps import Gaps, Target, find_gaps


def compare_rounds(
    earlier: Round,
    later: Round,
    catalogue: Catalogue | None = None,
    *,
    older: Catalogue | None = None,
    migration: Migrations = None,
    method: ScoringMethod | None = None,
    target: int | Target | Gaps | None = None,
    plan: ActionPlan | None = None,
) -> RoundComparison:
    """Compare two rounds of one country, and split the change into its parts.

    Parameters
    ----------
    earlier, later : Assessment or Responses
        The two rounds; nothing is changed. Responses are scored first.
    catalogue : Catalogue or None
        What responses answer; None for the shipped one. Assessments bring their own.
    older : Catalogue or None
        The catalogue of an earlier round that is given as responses to another version.
    migration : Migration, sequence of Migration or None
        How items go on in the later catalogue; None for the known chain, see `migrate_responses`.
    method : ScoringMethod or None
        How responses are scored; None for that of the assessment that is given, or the default.
    target : int, Target, Gaps or None
        The stages to reach, by the earlier catalogue's ids; None for the plan's, or the default.
    plan : ActionPlan or None
        A plan of the earlier round: by the earlier catalogue, by another from which the earlier
        one's migrations lead on, or by the later one.

    Returns
    -------
    RoundComparison
        Per criterion, indicator, area and overall; it is false where nothing changed. The changes
        of the low, the value and the high are each split into four parts that add up exactly.

    Raises
    ------
    ComparisonError
        If the rounds are of two countries, years that do not ascend, or two methods, a catalogue is
        not at hand, or the plan is not one of the earlier round.
    ResponsesError, CatalogueError
        If responses do not fit their catalogue, or no migration leads to the later one.
    MethodError
        If the target is none of the scale.

    References
    ----------
    Method, section 7: the earlier round, corrected, carried to the later catalogue, with answers
    that became determinate or indeterminate, with all answers. Project's choices: corrections are
    scored in the earlier catalogue; one that has no place there counts in the other parts and is a
    finding. `not_applicable` is determinate. Both rounds are scored by one method, that of today.

    Examples
    --------
    >>> from teia_indicators import compare_rounds
    >>> from teia_indicators.catalogue import load_catalogue
    >>> from teia_indicators.testing import uniform_responses
    >>> catalogue = load_catalogue()
    >>> before = uniform_responses(catalogue, "unknown", round="2026")
    >>> after = uniform_responses(catalogue, "yes", round="2028")
    >>> compare_rounds(before, after).overall.low.parts
    {'correction': 0.0, 'catalogue': 0.0, 'coverage': 1.0, 'real': 0.0}
    """
    before, after = scored((earlier, later), catalogue, [older] if older else [], method)
    path = walk(before, after, migration)
    names = None if plan is None else PlanNames(plan, path)
    if plan is not None and names is not None:
        refuse_plan(plan, path, names)
    return describe(path, Grid(path.sizes), target, plan, names)


def describe(
    path: Path,
    grid: Grid,
    target: int | Target | Gaps | None = None,
    plan: ActionPlan | None = None,
    names: PlanNames | None = None,
) -> RoundComparison:
    """Return what a path amounts to, its figures set on a grid."""
    aim, on, targets = _targets(path, target, names)
    before, after = path.earlier, path.later
    return RoundComparison(
        country=after.country,
        earlier=before.round,
        later=after.round,
        earlier_catalogue=before.catalogue.ref,
        later_catalogue=after.catalogue.ref,
        method=after.method,
        unit=after.catalogue.scale.unit,
        target=aim,
        on=on,
        nodes=node_changes(path, grid, targets),
        criteria=criterion_changes(path),
        plan=None if plan is None or names is None else review_plan(plan, path, names),
        findings=tuple(findings(path, plan)),
    )


def _targets(
    path: Path, target: int | Target | Gaps | None, names: PlanNames | None
) -> tuple[Target, datetime.date | None, Targets]:
    """Return the target, its day, and a function that gives the stage of each later indicator."""
    on, by_later = None, False
    if isinstance(target, Gaps):
        aim, on = target.target, target.on
    elif target is None and names is not None:
        aim, on, by_later = names.target, names.on, names.by_later
    else:
        aim = target if isinstance(target, Target) else Target(default=target)
    owner: Assessment = path.later if by_later else path.earlier
    find_gaps(owner, aim, on=on)  # refuses what is no target of this catalogue

    def stage(item: str) -> int | None:
        name = item if by_later else path.links.single(item)
        return None if name is None else aim.stage(name, owner.catalogue, on)

    return aim, on, stage
