"""Answers to figures for a batch of assessments: stages, then every node, bottom up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.exact import ExactColumns
from teia_indicators.assessment.kernel import (
    Bools,
    Codes,
    Floats,
    Node,
    Scores,
    Structure,
    aggregate,
    effective_codes,
    float_weights,
    mean,
    round_exactly,
    stage_bounds,
)


def evaluate(codes: Codes, declared: NDArray[np.int16], structure: Structure) -> Scores:
    """Score a batch of assessments.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n_criteria, n)
        `AnswerCode` of each criterion, rows in catalogue order.
    declared : ndarray of int16, shape (m, n)
        Position of the declared stage on the scale, or a negative mark; see `stage_bounds`.
    structure : Structure
        The compiled catalogue and method.

    Returns
    -------
    Scores
        Arrays with one column an assessment.
    """
    codes = effective_codes(codes, declared, structure)
    stage_low, stage_high, applicable, determinate, asked = stage_bounds(codes, declared, structure)
    leaves = len(structure.ladders)
    shape = (leaves + len(structure.nodes), codes.shape[1])
    low, value, high, coverage = (np.full(shape, np.nan) for _ in range(4))
    used = np.zeros(shape, dtype=np.bool_)
    used[:leaves] = applicable
    table = np.array([float(exact) for exact in structure.values])
    low[:leaves] = np.where(applicable, table[stage_low], np.nan)
    high[:leaves] = np.where(applicable, table[stage_high], np.nan)
    np.divide(determinate, asked, out=coverage[:leaves], where=applicable)
    scores = Scores(stage_low, stage_high, used, determinate, asked, low, value, high, coverage)
    value[:leaves] = _leaf_values(stage_low, stage_high, scores, structure)
    value[:leaves][~applicable] = np.nan
    fed = (low.copy(), high.copy())
    for at, node in enumerate(structure.nodes, start=leaves):
        _fill_node(node, at, scores, structure, fed)
    return scores


def _leaf_values(
    stage_low: Codes, stage_high: Codes, scores: Scores, structure: Structure
) -> Floats:
    """Return the point values of indicators by the method's policy."""
    exact = structure.values
    low = scores.low[: len(structure.ladders)].copy()
    match structure.missing:
        case "upper":
            return scores.high[: len(structure.ladders)].copy()
        case "midpoint":
            middle = np.array([[float((a + b) / 2) for b in exact] for a in exact])
            return middle[stage_low, stage_high]
        case "skip":
            low[scores.determinate == 0] = np.nan
        case "strict":
            low[scores.determinate < scores.asked] = np.nan
    return low


def _fill_node(
    node: Node, at: int, scores: Scores, structure: Structure, fed: tuple[Floats, Floats]
) -> None:
    """Compute one row of every result from the rows below it."""
    rows = list(node.children)
    counted = scores.applicable[rows]
    scores.applicable[at] = counted.any(axis=0)
    scores.coverage[at] = mean(scores.coverage[rows], counted, float_weights(node.weights))
    low = aggregate(node, fed[0][rows], counted)
    high = aggregate(node, fed[1][rows], counted)
    value = _point(node, rows, counted, low, high, scores, fed[0][rows], structure)
    exact = ExactColumns(structure, scores)
    for which, raw, own in (
        ("low", low, scores.low),
        ("value", value, scores.value),
        ("high", high, scores.high),
    ):
        own[at] = raw if node.digits is None else round_exactly(raw, node, exact.of(at, which))
    fed[0][at] = scores.low[at] if node.feeds_rounded else low
    fed[1][at] = scores.high[at] if node.feeds_rounded else high


def _point(
    node: Node,
    rows: list[int],
    counted: Bools,
    low: Floats,
    high: Floats,
    scores: Scores,
    lows: Floats,
    structure: Structure,
) -> Floats:
    """Return the unrounded point value of a node by its policy for what is missing.

    A child is missing where nothing of it is determinate; one known in part counts at its low.
    """
    known = counted & (scores.coverage[rows] > 0)
    match node.missing:
        case "upper":
            return high
        case "midpoint":
            return (low + high) / 2
        case "skip":
            value = aggregate(node, lows, known)
        case "zero":
            floor = float(structure.values[0])
            value = aggregate(node, np.where(known, lows, floor), counted)
        case "strict":
            gone = (counted & (~known | np.isnan(scores.value[rows]))).any(axis=0)
            value = np.where(gone, np.nan, low)
        case _:
            value = low
    return np.clip(value, low, high)
