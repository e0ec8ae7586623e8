"""What keeps rounds, or a plan and a round, from being compared; and what to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from teia_indicators.action_plan import ActionPlan
from teia_indicators.assessment import Assessment, ScoringMethod, assess
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue, CatalogueRef
from teia_indicators.comparison.links import twice
from teia_indicators.comparison.path import Path
from teia_indicators.comparison.plan_names import PlanNames
from teia_indicators.problems import (
    ComparisonError,
    Place,
    Problem,
    did_you_mean,
    problem,
)
from teia_indicators.responses.model import Responses

Round = Assessment | Responses


def scored(
    rounds: Sequence[Round],
    catalogue: Catalogue | None,
    older: Iterable[Catalogue],
    method: ScoringMethod | None,
) -> list[Assessment]:
    """Return rounds as assessments by one method; those that are given keep their catalogue.

    Raises
    ------
    ComparisonError
        If the countries differ, years do not ascend, the catalogue of a round is not at hand, or
        the methods differ; all at once.
    """
    own = [one.catalogue for one in rounds if isinstance(one, Assessment)]
    known = [*older, *([catalogue] if catalogue else []), *own]
    shipped = [] if catalogue else [load_catalogue()]
    at_hand = {one.ref: one for one in (*shipped, *known)}
    methods = {one.method: one for one in rounds if isinstance(one, Assessment)}
    if method is not None:
        methods = {method: None, **methods}  # type: ignore[dict-item]
    problems = [*_pairs(rounds), *_catalogues(rounds, at_hand), *_methods(list(methods))]
    if problems:
        raise ComparisonError(problems)
    by = next(iter(methods), ScoringMethod())
    return [
        one if isinstance(one, Assessment) else assess(one, at_hand[one.catalogue], by)
        for one in rounds
    ]


def _pairs(rounds: Sequence[Round]) -> Iterator[Problem]:
    for before, after in pairwise(rounds):
        place = _place(after)
        if before.country != after.country:
            names = {"country": after.country, "round": after.round}
            yield problem("D001", place, "country", after.country, other=before.country, **names)
        elif all(re.fullmatch(r"\d{4}", one.round) for one in (before, after)) and (
            after.round < before.round
        ):
            names = {"earlier": before.round, "later": after.round}
            yield problem("D002", place, "round", after.round, **names)


def _catalogues(
    rounds: Iterable[Round], at_hand: dict[CatalogueRef, Catalogue]
) -> Iterator[Problem]:
    known = ", ".join(map(name_of, at_hand))
    for one in rounds:
        if isinstance(one, Responses) and one.catalogue not in at_hand:
            found = name_of(one.catalogue)
            yield problem(
                "D003", _place(one), "catalogue", found, round=one.round, found=found, known=known
            )


def _methods(methods: Sequence[ScoringMethod]) -> Iterator[Problem]:
    for one in methods[1:]:
        differing = [
            f"{name}: {getattr(methods[0], name)}, {getattr(one, name)}"
            for name in ScoringMethod.model_fields
            if getattr(one, name) != getattr(methods[0], name)
        ]
        yield problem("D004", Place(), "method", "; ".join(differing), what="; ".join(differing))


def refuse_series(rounds: Sequence[Round]) -> None:
    """Refuse a series of less than two rounds, or with a round given twice.

    Raises
    ------
    ComparisonError
        One problem a round.
    """
    if len(rounds) < 2:
        raise ComparisonError([problem("D005", Place(), "", len(rounds), count=len(rounds))])
    names = twice(one.round for one in rounds)
    if names:
        raise ComparisonError([problem("D006", Place(), "round", one, round=one) for one in names])


def refuse_plan(plan: ActionPlan, path: Path, names_of: PlanNames) -> None:
    """Refuse a plan that is not one of the earlier round.

    Raises
    ------
    ComparisonError
        If it is another country's or round's, of a catalogue that neither round has and none of the
        known migrations leads from, or has an action with an unknown criterion; all at once.
    """
    earlier, later = path.earlier, path.later
    found = []
    if plan.country != earlier.country:
        names = {"country": plan.country, "other": earlier.country}
        found.append(problem("D007", Place(), "country", plan.country, **names))
    if plan.round != earlier.round:
        names = {"round": plan.round, "other": earlier.round}
        found.append(problem("D008", Place(), "round", plan.round, **names))
    if not names_of.known:
        names = {
            "found": name_of(plan.catalogue),
            "own": name_of(earlier.catalogue.ref),
            "other": name_of(later.catalogue.ref),
        }
        found.append(problem("D009", Place(), "catalogue", names["found"], **names))
    else:
        found += _unknown(plan, path, names_of)
    if found:
        raise ComparisonError(found)


def _unknown(plan: ActionPlan, path: Path, names_of: PlanNames) -> Iterator[Problem]:
    own = path.later if names_of.by_later else path.earlier
    known = [one.id for one in own.catalogue.criteria]
    for action in plan.actions:
        for item in action.criteria:
            if names_of.strange(item):
                names = {"action": action.id, "id": item, "hint": did_you_mean(item, known)}
                yield problem("D010", Place(), f"actions.{action.id}", item, **names)


def findings(path: Path, plan: ActionPlan | None) -> Iterator[Problem]:
    """Yield what is to be looked at, though the comparison stands."""
    earlier, later = path.earlier, path.later
    if earlier.round == later.round and earlier.responses != later.responses:
        yield problem("D011", _place(later), "round", later.round, round=later.round)
    for item in path.left:
        place = later.responses.places.get(item, Place())
        yield problem("D012", place, item, item, id=item, round=earlier.round)
    if plan is not None and plan.responses != earlier.responses.checksum:
        yield problem("D013", Place(), "responses", plan.responses[:12], round=earlier.round)


def _place(one: Round) -> Place:
    responses = one.responses if isinstance(one, Assessment) else one
    return responses.places.get("", Place())


def name_of(ref: CatalogueRef) -> str:
    """Return a catalogue's id, version and the beginning of its checksum."""
    return f"{ref.id} {ref.version} ({ref.checksum[:8]}…)"
