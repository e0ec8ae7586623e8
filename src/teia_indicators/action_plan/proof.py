"""The proof of a plan: the simulated answers are scored again, whole and without each action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from teia_indicators.action_plan.choices import Choices
from teia_indicators.action_plan.model import Proof
from teia_indicators.assessment import AnswerCode, Assessment
from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.assessment.kernel import Scores
from teia_indicators.assessment.method import OVERALL, compile_structure
from teia_indicators.assessment.score import encode
from teia_indicators.assessment.structure import Node, Structure
from teia_indicators.model import FrozenDict


def prove(
    assessment: Assessment,
    targets: Mapping[str, int],
    choices: Choices,
    order: tuple[int, ...],
    *,
    limited: bool,
) -> Proof:
    """Score again with the criteria of all chosen actions turned, and without each of them.

    Parameters
    ----------
    assessment : Assessment
        Where the plan starts from.
    targets : mapping of str to int
        Target stage of each indicator that has a gap.
    choices, order : Choices, tuple of int
        What was chosen, in order.
    limited : bool
        True for a plan within limits: an action is needed where a stage falls without it, instead
        of where a target is missed.
    """
    catalogue = assessment.catalogue
    left = [frozenset(order), *choices.without_each(order, order)]
    scores = _scored(assessment, [choices.turned(some) for some in left])
    rows = {one.id: row for row, one in enumerate(catalogue.indicators)}
    ends = scores.stage_low.astype(int)
    goals = {one: catalogue.scale.numbers.index(stage) for one, stage in targets.items()}
    reached = tuple(one for one, goal in goals.items() if ends[rows[one], 0] >= goal)
    watched = rows if limited else {one: rows[one] for one in reached}
    needed = {}
    for column, at in enumerate(order, 1):
        aims = {one: ends[row, 0] if limited else goals[one] for one, row in watched.items()}
        fallen = tuple(one for one, row in watched.items() if ends[row, column] < aims[one])
        if fallen:
            needed[choices.candidates[at].id] = fallen
    own = [choices.candidates[at].id for at in order if at not in choices.kept]
    whole = len(rows) + len(catalogue.areas)
    return Proof(
        reached=reached,
        missed=tuple(one for one in goals if one not in reached),
        needed=FrozenDict(needed),
        low_before=assessment.overall.low,
        low_after=_figure(scores.low[whole, 0]) if catalogue.overall else None,
        minimal=all(one in needed for one in own),
    )


def _figure(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _scored(assessment: Assessment, turned: Sequence[Iterable[str]]) -> Scores:
    """Score the answers once for each set of criteria that turn to yes."""
    catalogue = assessment.catalogue
    codes, declared = encode(assessment.responses, catalogue)
    rows = {one.id: row for row, one in enumerate(catalogue.criteria)}
    many = np.repeat(codes, len(turned), axis=1)
    for column, criteria in enumerate(turned):
        many[[rows[one] for one in criteria], column] = AnswerCode.YES
    structure = compile_structure(catalogue, assessment.method)
    return evaluate(many, _repeated(declared, len(turned)), structure)


def _repeated(declared: NDArray[np.int16], times: int) -> NDArray[np.int16]:
    return np.repeat(declared, times, axis=1)


def shares_of_overall(assessment: Assessment) -> dict[str, Fraction] | None:
    """Return what a unit more of each indicator's low adds to the overall low, exactly.

    None where the overall low is no weighted sum: where a node is not arithmetic, or rounds.
    """
    structure = compile_structure(assessment.catalogue, assessment.method)
    if not assessment.catalogue.overall or not all(map(_adds_up, structure.nodes)):
        return None
    count = len(structure.ladders)
    applicable = {row for row, one in enumerate(assessment.indicators.values()) if one.applicable}
    ids = [*assessment.areas, OVERALL]
    applicable |= {count + at for at, one in enumerate(ids) if assessment.node(one).applicable}
    shares = _shares(structure, applicable)
    return {one: shares.get(row, Fraction(0)) for row, one in enumerate(assessment.indicators)}


def _adds_up(node: Node) -> bool:
    return node.aggregation == "arithmetic" and node.digits is None and not node.widens


def _shares(structure: Structure, applicable: set[int]) -> dict[int, Fraction]:
    """Return the share of each row in the overall figure."""
    count = len(structure.ladders)
    whole = count + next(at for at, node in enumerate(structure.nodes) if node.id == OVERALL)
    shares, queue = {whole: Fraction(1)}, [whole]
    while queue:
        row = queue.pop()
        if row < count:
            continue
        node = structure.nodes[row - count]
        parts = [
            (child, weight)
            for child, weight in zip(node.children, node.weights, strict=True)
            if child in applicable
        ]
        total = sum(weight for _, weight in parts)
        for child, weight in parts:
            shares[child] = shares[row] * weight / total
            queue.append(child)
    return shares
