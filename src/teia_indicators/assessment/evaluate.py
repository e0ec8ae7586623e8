"""Answers to figures for a batch of assessments, block by block: positions, then nodes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.block import Block
from teia_indicators.assessment.exact_tree import ExactColumns, ExactTree
from teia_indicators.assessment.few import climb_all
from teia_indicators.assessment.kernel import BLOCK, FIGURES, Scores, blocks
from teia_indicators.assessment.leaves import (
    Codes,
    Floats,
    StrangeCodeError,
    all_known,
    answered,
    climb,
    declare,
    measure,
)
from teia_indicators.assessment.single import fill_one
from teia_indicators.assessment.structure import Structure
from teia_indicators.assessment.tabulate import Tabulated, every_state, tabulate

#: From so many assessments on it pays to tabulate nodes first.
_MANY = 1 << 15


def evaluate(
    codes: Codes,
    declared: NDArray[np.int16] | None,
    structure: Structure,
    numbers: Floats | None = None,
    *,
    check: bool = False,
) -> Scores:
    """Score a batch of assessments.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n_criteria, n)
        `AnswerCode` of each criterion, rows in catalogue order; may be a memory map.
    declared : ndarray of int16, shape (m, n), or None
        Position of the declared stage or level on the indicator's scale, `UNDECLARED` or
        `INDICATOR_NOT_APPLICABLE`; None where nothing is declared.
    structure : Structure
        The compiled catalogue and method.
    numbers : ndarray of float64, shape (q, n), or None
        What was measured for the q indicators that are given as numbers; NaN is missing.
    check : bool
        True for codes that nobody has looked at yet: each is checked while it lies in the cache.

    Returns
    -------
    Scores
        Arrays with one column an assessment.

    Raises
    ------
    StrangeCodeError
        If `check` finds a byte of `codes` that is no answer code.
    """
    codes, columns = np.asarray(codes), codes.shape[1]
    if numbers is None:
        numbers = np.full((structure.numbers, columns), np.nan)
    scores = _blank(columns, structure, numbers)
    if columns == 1 and structure.plain and declared is not None and not check:
        fill_one(codes[:, 0].tolist(), declared[:, 0].tolist(), scores)
        return scores
    tables = structure.tables if columns >= _MANY else {}
    for part in blocks(columns, BLOCK):
        own = scores.columns(part)
        _place(codes[:, part], None if declared is None else declared[:, part], own, check)
        for some in blocks(own.asked.shape[1], FIGURES):
            block = Block(own.columns(some), tables)
            for at in structure.order:
                block.fill(at)
    return scores


def exact_tree(codes: Codes, declared: NDArray[np.int16] | None, structure: Structure) -> ExactTree:
    """Return the exact figures of one assessment, given as a batch of one; see `evaluate`."""
    scores = _blank(1, structure, np.full((structure.numbers, 1), np.nan))
    _place(codes, declared, scores, check=False)
    return ExactColumns(structure, scores).tree(0)


def _blank(columns: int, structure: Structure, numbers: Floats) -> Scores:
    """Return scores with room for every figure and nothing in it."""
    count = len(structure.ladders)
    shape = (count + len(structure.nodes), columns)
    # One array: the fewer, the larger their pages.
    narrow = np.empty((4, count, columns), dtype=np.min_scalar_type(structure.most))
    low, shared = np.empty(shape), structure.shares_low
    return Scores(
        structure=structure,
        stage_low=narrow[0],
        stage_high=narrow[1],
        determinate=narrow[2],
        asked=narrow[3],
        numbers=numbers,
        measured=np.empty((structure.numbers, columns)),
        figures=(low, low if shared else np.empty(shape), np.empty(shape), np.empty(shape)),
        shares_low=shared,
    )


def _place(codes: Codes, declared: NDArray[np.int16] | None, scores: Scores, check: bool) -> None:
    """Write the positions and counts of every indicator."""
    if codes.strides[1] != 1:
        codes = np.ascontiguousarray(codes)
    few = scores.few
    if few:
        if check and not all_known(codes.ravel()):
            raise StrangeCodeError
        climb_all(codes, declared, scores)
    for row, ladder in enumerate(scores.structure.ladders):
        if few and ladder.rows:
            continue
        leaf = scores.leaf(row)
        stage = None if declared is None else declared[row]
        if ladder.rows:
            rows = answered(codes, stage, ladder)
            if check and not all(map(all_known, rows)):
                raise StrangeCodeError
            climb(rows, leaf)
            continue
        declare(stage, leaf)
        if ladder.transform is not None:
            measure(scores.numbers[ladder.number], leaf)


def tables_of(structure: Structure) -> Mapping[int, Tabulated]:
    """Return the figures of the nodes that have few enough states to score each of them once."""

    @cache
    def bounds(alone: Structure) -> Floats:
        declared = every_state(alone)
        nothing = np.empty((0, declared.shape[1]), dtype=np.uint8)
        figures: Floats = evaluate(nothing, declared, alone).figures[0][-1]
        return figures

    found = {at: tabulate(node, structure, bounds) for at, node in enumerate(structure.nodes)}
    return {at: table for at, table in found.items() if table is not None}
