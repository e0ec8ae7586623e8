"""Which input the spread comes from: Sobol indices of groups of inputs, by scipy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from teia_indicators.analysis.draws import BLOCK, Plan, Source, node_order
from teia_indicators.analysis.sets import number
from teia_indicators.analysis.uncertain import Sensitivity
from teia_indicators.analysis.vary import Input
from teia_indicators.assessment.kernel import Floats
from teia_indicators.extras import require_extra

#: The two independent samples, and into how many parts they go for the standard errors.
_A, _B = 1, 2
_PARTS = 8

#: Variance that is nothing but rounding.
_NOTHING = 1e-24

Work = Callable[[Sequence[tuple[int, Source]]], Iterable[Floats]]


def sobol_sensitivity(plan: Plan, size: int, run: Work) -> tuple[Sensitivity, ...]:
    """Return first-order and total indices of every node and input.

    All random numbers of one input (all open answers, all weights, ...) move together: the index
    of an input is that of the group. The standard error is that of the mean of 8 estimates from
    the parts of the sample.

    Parameters
    ----------
    plan : Plan
        What is varied.
    size : int
        Size of each sample, a power of two.
    run : callable
        Computes blocks, in their order.

    References
    ----------
    Method, section 9; Saltelli et al. (2010), Computer Physics Communications 181, 259-270.
    """
    stats = require_extra("scipy.stats", "stats")
    inputs = plan.vary.inputs
    if not inputs:
        return ()
    samples = _samples(inputs)
    blocks = -(-size // BLOCK)
    jobs = [(block, source) for source in samples for block in range(blocks)]
    results = iter(run(jobs))
    figures = [
        np.concatenate([next(results) for _ in range(blocks)], axis=2)[:, :, :size] for _ in samples
    ]
    table = np.stack(figures).reshape(len(samples), -1, size)
    found = _indices(stats, table)
    errors = _errors(stats, table)
    return tuple(_records(plan, found, errors))


def _samples(inputs: tuple[Input, ...]) -> list[Source]:
    """Return the sources of A, of B, and for each input of A with that input taken from B."""
    mixed = [{name: _B if name == one else _A for name in inputs} for one in inputs]
    return [dict.fromkeys(inputs, _A), dict.fromkeys(inputs, _B), *mixed]


def _indices(stats: Any, table: Floats) -> Floats:
    """Return indices, shape (2, number of outputs, number of inputs); NaN where undefined.

    `table` has the shape (inputs + 2, outputs, size).
    """
    result = np.full((2, table.shape[1], len(table) - 2), np.nan)
    variance = table[:2].var(axis=(0, 2))
    some = np.flatnonzero(variance > _NOTHING * np.maximum(1.0, np.square(table[0]).max(axis=1)))
    if some.size:
        chosen = table[:, some]
        function = {"f_A": chosen[0], "f_B": chosen[1], "f_AB": chosen[2:]}
        indices = stats.sobol_indices(func=function, n=table.shape[2])
        result[0, some] = np.reshape(indices.first_order, (some.size, -1))
        result[1, some] = np.reshape(indices.total_order, (some.size, -1))
    return result


def _errors(stats: Any, table: Floats) -> Floats:
    """Return standard errors of the indices; NaN where a part has no variance."""
    size = table.shape[2] // _PARTS
    parts = [_indices(stats, table[:, :, at * size : (at + 1) * size]) for at in range(_PARTS)]
    spread = np.stack(parts).std(axis=0, ddof=1)
    result: Floats = spread / np.sqrt(_PARTS)
    return result


def _records(plan: Plan, found: Floats, errors: Floats) -> Iterator[Sensitivity]:
    for country, one in enumerate(plan.countries):
        for at, item in node_order(plan):
            row = at * len(plan.countries) + country
            for column, name in enumerate(plan.vary.inputs):
                first, total = found[:, row, column]
                first_error, total_error = errors[:, row, column]
                yield Sensitivity(
                    country=one.country,
                    id=item,
                    input=name,
                    first=number(first),
                    first_error=number(first_error),
                    total=number(total),
                    total_error=number(total_error),
                )
