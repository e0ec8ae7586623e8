"""The overall figure without an item, and with nothing of it achieved: one batch for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from teia_indicators.analysis.sets import overall_row, tie_keys
from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.assessment.kernel import (
    INDICATOR_NOT_APPLICABLE,
    AnswerCode,
    Codes,
    Floats,
)
from teia_indicators.assessment.method import compile_structure
from teia_indicators.assessment.result import Assessment
from teia_indicators.assessment.score import encode
from teia_indicators.catalogue.model import Catalogue


@dataclass(frozen=True)
class Effect:
    """What an item does to the overall value; see `ItemStatistics`."""

    contribution: float | None
    rank_shift: float | None
    rank_shift_most: float | None


def effects(assessments: Sequence[Assessment]) -> dict[str, Effect]:
    """Return the effect of every area and indicator by its id."""
    catalogue = assessments[0].catalogue
    columns = [encode(one.responses, catalogue) for one in assessments]
    codes = np.concatenate([codes for codes, _ in columns], axis=1)
    declared = np.concatenate([declared for _, declared in columns], axis=1)
    rows = _rows(catalogue)
    tables = [(codes, declared)]
    for indicators, criteria in rows.values():
        tables.append(_without(codes, declared, indicators))
        tables.append(_unachieved(codes, declared, indicators, criteria, catalogue))
    structure = compile_structure(catalogue, assessments[0].method)
    scores = evaluate(
        np.concatenate([codes for codes, _ in tables], axis=1),
        np.concatenate([declared for _, declared in tables], axis=1),
        structure,
    )
    shape, whole = (len(tables), len(assessments)), overall_row(structure)
    overall = np.full(shape, np.nan) if whole is None else scores.value[whole].reshape(shape)
    values = catalogue.scale.exact_values
    span = float(values[-1] - values[0])
    return {
        item: _effect(overall[0], overall[1 + 2 * at], overall[2 + 2 * at], span)
        for at, item in enumerate(rows)
    }


def _rows(catalogue: Catalogue) -> dict[str, tuple[list[int], list[int]]]:
    """Return the rows of the indicators and of the criteria of each item."""
    row = {one.id: at for at, one in enumerate(catalogue.criteria)}
    found, own = {}, {}
    for at, indicator in enumerate(catalogue.indicators):
        own[indicator.id] = ([at], [row[one.id] for one in indicator.criteria])
    for area in catalogue.areas:
        parts = [own[one.id] for one in area.indicators]
        found[area.id] = ([at for a, _ in parts for at in a], [at for _, c in parts for at in c])
    return {**found, **own}


def _without(
    codes: Codes, declared: NDArray[np.int16], indicators: list[int]
) -> tuple[Codes, NDArray[np.int16]]:
    left_out = declared.copy()
    left_out[indicators] = INDICATOR_NOT_APPLICABLE
    return codes, left_out


def _unachieved(
    codes: Codes,
    declared: NDArray[np.int16],
    indicators: list[int],
    criteria: list[int],
    catalogue: Catalogue,
) -> tuple[Codes, NDArray[np.int16]]:
    """Answer no to every applicable criterion; what has only a stage falls to the floor."""
    nothing, lowest = codes.copy(), declared.copy()
    applicable = nothing[criteria] != AnswerCode.NOT_APPLICABLE
    nothing[criteria] = np.where(applicable, AnswerCode.NO, AnswerCode.NOT_APPLICABLE)
    plain = [at for at in indicators if not catalogue.indicators[at].criteria]
    here = lowest[plain] != INDICATOR_NOT_APPLICABLE
    lowest[plain] = np.where(here, 0, INDICATOR_NOT_APPLICABLE)
    return nothing, lowest


def _effect(now: Floats, without: Floats, nothing: Floats, span: float) -> Effect:
    fall = (now - nothing)[~np.isnan(now + nothing)]
    both = ~np.isnan(now + without)
    contribution = float(fall.mean()) if fall.size else None
    if both.sum() < 2:
        return Effect(contribution, None, None)
    shift = np.abs(_ranks(now[both], span) - _ranks(without[both], span))
    return Effect(contribution, float(shift.mean()), float(shift.max()))


def _ranks(values: Floats, span: float) -> NDArray[np.int64]:
    """Return ranks from 1 for the highest; equal figures have the better rank."""
    keys = -tie_keys(values, span)
    ranks: NDArray[np.int64] = np.searchsorted(np.sort(keys), keys, side="left") + 1
    return ranks
