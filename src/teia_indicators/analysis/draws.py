"""Draws of the uncertain inputs and the figures that they give, block by block.

The layout of the random numbers is a promise: block `b` of input `i` draws from
``PCG64(SeedSequence(seed, spawn_key=(sample, i, b, country)))``, where `sample` is 0 for the draws
and 1 and 2 for the two samples of a sensitivity analysis, `i` is the position in `INPUTS`, and
`country` is the three letters of the code read as a number of base 256, 0 for what all countries
share. So a block can be computed anywhere, alone and in any order, more draws extend fewer,
another country changes nothing for the others, and switching an input on leaves the others' draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from teia_indicators.analysis.tree import Leaves, node_values, other_rules, weight_groups
from teia_indicators.analysis.vary import INPUTS, Input, Vary
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS, states_of
from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.assessment.kernel import (
    AnswerCode,
    Bools,
    Codes,
    Floats,
    Node,
    Scores,
    Structure,
)
from teia_indicators.assessment.method import OVERALL, ScoringMethod, compile_structure
from teia_indicators.assessment.score import encode
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.responses.model import Responses

#: Draws of one block: the unit of work, small enough for the processor's cache.
BLOCK = 512

#: Smallest factor of a weight: a gamma variate of small shape can be zero in floating point.
_LEAST = 1e-290

#: Which sample of random numbers each input takes; an input that is absent is not varied.
Source = Mapping[Input, int]


@dataclass(frozen=True)
class Uncertain:
    """What is uncertain about one country: rows of the matrices, by input."""

    country: str
    answers: tuple[int, ...]
    probabilities: tuple[float, ...]
    stageless: tuple[int, ...]
    partly: tuple[int, ...]
    stages: tuple[int, ...]

    def rows(self, name: Input) -> tuple[int, ...]:
        """Return the rows that an input moves."""
        moved: dict[Input, tuple[int, ...]] = {
            "answers": (*self.answers, *self.stageless),
            "partly": self.partly,
            "stages": self.stages,
        }
        return moved.get(name, ())


@dataclass(frozen=True)
class Plan:
    """Everything that a block needs; c countries. It can be sent to another process.

    `base` holds the scores of the answers as they are, one column a country. `fixed` and `nodes`
    hold figures that no draw moves, once a method; None where answers or stages are drawn.
    """

    codes: Codes
    declared: NDArray[np.int16]
    countries: tuple[Uncertain, ...]
    structures: tuple[Structure, ...]
    base: Scores
    fixed: tuple[Leaves, ...] | None
    nodes: Floats | None
    vary: Vary
    seed: int


def make_plan(
    responses: Sequence[Responses],
    catalogue: Catalogue,
    method: ScoringMethod,
    vary: Vary,
    seed: int,
) -> Plan:
    """Return what the blocks need: answers as matrices, and which of them are uncertain."""
    columns = [encode(one, catalogue) for one in responses]
    codes = np.concatenate([codes for codes, _ in columns], axis=1)
    declared = np.concatenate([declared for _, declared in columns], axis=1)
    own = compile_structure(catalogue, method)
    base = evaluate(codes, declared, own)
    structures = tuple(compile_structure(catalogue, one) for one in vary.methods or (method,))
    countries = tuple(
        _uncertain(one, catalogue, vary, base.asked[:, at] > 0) for at, one in enumerate(responses)
    )
    fixed = nodes = None
    if not any(one.rows(name) for one in countries for name in vary.inputs):
        scores = [
            base if structure == own else evaluate(codes, declared, structure)
            for structure in structures
        ]
        shape = (len(countries), 1)
        fixed = tuple(
            _leaves(one, structure, shape)
            for one, structure in zip(scores, structures, strict=True)
        )
        nodes = np.stack([_nodes(one, structures[0], shape) for one in scores])
    return Plan(codes, declared, countries, structures, base, fixed, nodes, vary, seed)


def _uncertain(
    responses: Responses, catalogue: Catalogue, vary: Vary, applicable: Bools
) -> Uncertain:
    states: dict[str, str] = {}
    declared_only, stageless = [], []
    for at, indicator in enumerate(catalogue.indicators):
        own = states_of(indicator, responses)
        declared = isinstance(responses.value(indicator.id), int)
        if declared and all(state.startswith("implied") for state in own.values()):
            declared_only.append(at)
        elif not own and applicable[at]:
            stageless.append(at)
        states |= own
    rows = list(enumerate(catalogue.criteria))
    open_ones = [(row, one.id) for row, one in rows if states[one.id] in INDETERMINATE_WORDS]
    given, varied = vary.answer_probabilities, set(vary.inputs)
    return Uncertain(
        country=responses.country,
        answers=tuple(row for row, _ in open_ones) if "answers" in varied else (),
        probabilities=tuple(float(given.get(item, vary.answers or 0)) for _, item in open_ones),
        stageless=tuple(stageless) if "answers" in varied else (),
        partly=tuple(row for row, one in rows if states[one.id] == "partly" and "partly" in varied),
        stages=tuple(declared_only) if "stages" in varied else (),
    )


def unweighable(plan: Plan) -> list[Node]:
    """Return the nodes at which weights cannot be varied, tried on the figures that are drawn."""
    if plan.fixed is not None and plan.nodes is not None:
        sample = list(zip(plan.structures, plan.fixed, plan.nodes, strict=True))
    else:
        shape = (len(plan.countries), BLOCK)
        scores = _moved_scores(plan, 0, dict.fromkeys(plan.vary.inputs, 0))
        sample = [
            (structure, _leaves(one, structure, shape), _nodes(one, structure, shape))
            for structure, one in zip(plan.structures, scores, strict=True)
        ]
    found: dict[str, Node] = {}
    for structure, leaves, engine in sample:
        found |= {node.id: node for node in other_rules(structure, leaves, engine)}
    return list(found.values())


def run_blocks(plan: Plan, jobs: Sequence[tuple[int, Source]]) -> list[Floats]:
    """Return the figures of several blocks, each with the source of its random numbers."""
    return [block_values(plan, block, source) for block, source in jobs]


def block_values(plan: Plan, block: int, source: Source) -> Floats:
    """Return the point values of all nodes in one block of draws.

    Parameters
    ----------
    plan : Plan
        What is varied.
    block : int
        Number of the block.
    source : mapping of str to int
        Which sample each input draws from.

    Returns
    -------
    ndarray of float64, shape (n_nodes, c, BLOCK)
        In the scale's unit; NaN where not applicable or not given.
    """
    factors = _factors(plan, block, source)
    if plan.fixed is None:
        scores = _moved_scores(plan, block, source)
        shape = (len(plan.countries), BLOCK)
        figures = [
            _nodes(one, structure, shape)
            if factors is None
            else node_values(structure, _leaves(one, structure, shape), factors)
            for one, structure in zip(scores, plan.structures, strict=True)
        ]
    elif factors is None:
        assert plan.nodes is not None
        figures = list(plan.nodes)
    else:
        figures = [
            node_values(structure, leaves, factors)
            for leaves, structure in zip(plan.fixed, plan.structures, strict=True)
        ]
    full = (len(plan.structures[0].nodes), len(plan.countries), BLOCK)
    if len(figures) == 1:
        return np.broadcast_to(figures[0], full)
    random = _random(plan, source["methods"], "methods", block)
    chosen = random.integers(len(figures), size=BLOCK)
    stacked = np.stack([np.broadcast_to(one, full) for one in figures])
    result: Floats = np.take_along_axis(stacked, chosen[None, None, None, :], axis=0)[0]
    return result


def _random(
    plan: Plan, sample: int, name: Input, block: int, country: str = ""
) -> np.random.Generator:
    key = (sample, INPUTS.index(name), block, int.from_bytes(country.encode("ascii"), "big"))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(plan.seed, spawn_key=key)))


def _factors(plan: Plan, block: int, source: Source) -> Floats | None:
    """Return what the weights of a block are multiplied by; None where they are not varied."""
    if plan.vary.weights is None:
        return None
    count = max(sum(map(len, weight_groups(one))) for one in plan.structures)
    random = _random(plan, source["weights"], "weights", block)
    drawn = random.standard_gamma(plan.vary.weights, size=(count, BLOCK))
    drawn /= plan.vary.weights
    return np.maximum(drawn, _LEAST, out=drawn)


def _moved_scores(plan: Plan, block: int, source: Source) -> list[Scores]:
    """Draw answers and stages of a block and score them, once a method."""
    codes = np.repeat(plan.codes[:, :, None], BLOCK, axis=2)
    declared = np.repeat(plan.declared[:, :, None], BLOCK, axis=2)
    top = len(plan.structures[0].values) - 1
    for at, one in enumerate(plan.countries):
        if one.rows("answers"):
            random = _random(plan, source["answers"], "answers", block, one.country)
            yes = random.random((len(one.answers), BLOCK)) < np.array(one.probabilities)[:, None]
            codes[list(one.answers), at] = np.where(yes, AnswerCode.YES, AnswerCode.NO)
            anywhere = random.integers(top + 1, size=(len(one.stageless), BLOCK))
            declared[list(one.stageless), at] = anywhere
        if one.partly:
            random = _random(plan, source["partly"], "partly", block, one.country)
            met = random.random((len(one.partly), BLOCK)) < (plan.vary.partly or 0.0)
            codes[list(one.partly), at] = np.where(met, AnswerCode.YES, AnswerCode.PARTLY)
        if one.stages:
            random = _random(plan, source["stages"], "stages", block, one.country)
            share, each = random.random((len(one.stages), BLOCK)), plan.vary.stages or 0.0
            step = (share >= 1 - each).astype(np.int16) - (share < each).astype(np.int16)
            here = plan.declared[list(one.stages), at][:, None]
            declared[list(one.stages), at] = np.clip(here + step, 0, top)
    columns = len(plan.countries) * BLOCK
    flat = (codes.reshape(-1, columns), declared.reshape(-1, columns))
    return [evaluate(*flat, structure) for structure in plan.structures]


def _leaves(scores: Scores, structure: Structure, shape: tuple[int, int]) -> Leaves:
    count = len(structure.ladders)
    low, value, high, coverage = (
        figure[:count].reshape(count, *shape)
        for figure in (scores.low, scores.value, scores.high, scores.coverage)
    )
    applicable = (scores.asked > 0).reshape(count, *shape)
    settled = bool((scores.determinate == scores.asked).all())
    return Leaves(low, value, high, applicable, coverage > 0, settled)


def _nodes(scores: Scores, structure: Structure, shape: tuple[int, int]) -> Floats:
    count = len(structure.ladders)
    return scores.value[count:].reshape(len(structure.nodes), *shape)


def node_order(plan: Plan) -> list[tuple[int, str]]:
    """Return (row, id) of every node as results list them: the whole first, then the areas."""
    nodes = [(at, node.id) for at, node in enumerate(plan.structures[0].nodes)]
    return sorted(nodes, key=lambda one: one[1] != OVERALL)


def log_of(plan: Plan, catalogue: Catalogue) -> list[tuple[Input, str, tuple[str, ...]]]:
    """Return (input, country, ids) of everything that is varied; no country for what all share."""
    criteria, leaves = catalogue.criteria, catalogue.indicators
    entries: list[tuple[Input, str, tuple[str, ...]]] = []
    for one in plan.countries:
        named: dict[Input, tuple[str, ...]] = {
            "answers": (
                *(criteria[row].id for row in one.answers),
                *(leaves[row].id for row in one.stageless),
            ),
            "partly": tuple(criteria[row].id for row in one.partly),
            "stages": tuple(leaves[row].id for row in one.stages),
        }
        entries += [(name, one.country, ids) for name, ids in named.items() if ids]
    if plan.vary.weights is not None:
        indicators = (item.id for item in leaves if item.weight > 0)
        areas = (area.id for area in catalogue.areas if area.weight > 0)
        entries.append(("weights", "", (*indicators, *areas)))
    if plan.vary.methods:
        names = tuple(method.aggregation for method in plan.vary.methods)
        entries.append(("methods", "", names))
    order = {name: at for at, name in enumerate(INPUTS)}
    return sorted(entries, key=lambda entry: order[entry[0]])
