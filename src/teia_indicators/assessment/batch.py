"""Many assessments at once: arrays and tables of answers to arrays and tables of figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.assessment.kernel import (
    INDICATOR_NOT_APPLICABLE,
    UNDECLARED,
    AnswerCode,
    Codes,
    Floats,
    Scores,
)
from teia_indicators.assessment.method import OVERALL, ScoringMethod, compile_structure
from teia_indicators.assessment.score import CODES, refusing_rows
from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator
from teia_indicators.problems import MethodError, Place, Problem, did_you_mean, problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class MatrixScores:
    """Figures of a batch; m indicators, n assessments, rows named by `rows`.

    Parameters
    ----------
    rows : tuple of str
        Ids of the figures' rows: indicators, areas, ``overall``.
    stage_low, stage_high : ndarray of int64, shape (m, n)
        Stage numbers; 0 or whatever the floor is does not mark what is not applicable: see
        `low`, which is NaN there.
    low, value, high : ndarray of float64, shape (len(rows), n)
        In the scale's unit; NaN where not applicable, for `value` also where the policy gives none.
    coverage : ndarray of float64, shape (len(rows), n)
        Share in [0, 1]; NaN where not applicable.
    """

    rows: tuple[str, ...]
    stage_low: NDArray[np.int64]
    stage_high: NDArray[np.int64]
    low: Floats
    value: Floats
    high: Floats
    coverage: Floats


def assess_matrix(
    codes: NDArray[Any], catalogue: Catalogue, method: ScoringMethod | None = None
) -> MatrixScores:
    """Score a matrix of answer codes.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n_criteria, n)
        `AnswerCode` of each criterion, rows in the order of ``catalogue.criteria``.
    catalogue : Catalogue
        What was asked.
    method : ScoringMethod or None
        None for the default method.

    Returns
    -------
    MatrixScores
        One column an assessment; equal to `assess` bit for bit.

    Raises
    ------
    MethodError
        If type, shape or codes do not fit; or if the policy is ``error`` and an answer is
        indeterminate.
    """
    method = method or ScoringMethod()
    problems = list(_check_codes(codes, catalogue))
    if problems:
        raise MethodError(problems)
    declared = np.full((len(catalogue.indicators), codes.shape[1]), UNDECLARED, dtype=np.int16)
    return _score(codes, declared, catalogue, method)


def _score(
    codes: Codes, declared: NDArray[np.int16], catalogue: Catalogue, method: ScoringMethod
) -> MatrixScores:
    structure = compile_structure(catalogue, method)
    scores = evaluate(codes, declared, structure)
    _refuse_open(scores, refusing_rows(catalogue, structure))
    numbers = np.array(catalogue.scale.numbers, dtype=np.int64)
    names = (*(item.id for item in catalogue.indicators), *(a.id for a in catalogue.areas), OVERALL)
    return MatrixScores(
        rows=names,
        stage_low=numbers[scores.stage_low],
        stage_high=numbers[scores.stage_high],
        low=scores.low,
        value=scores.value,
        high=scores.high,
        coverage=scores.coverage,
    )


def _refuse_open(scores: Scores, rows: list[int]) -> None:
    """Refuse assessments with an open answer where the policy is ``error``."""
    open_ones = np.flatnonzero((scores.determinate[rows] < scores.asked[rows]).any(axis=0))
    if open_ones.size:
        shown = ", ".join(map(str, open_ones[:20]))
        raise MethodError([problem("M005", Place(), count=open_ones.size, columns=shown)])


def _check_codes(codes: NDArray[Any], catalogue: Catalogue) -> list[Problem]:
    rows = len(catalogue.criteria)
    if codes.dtype != np.uint8:
        return [problem("M006", Place(), "codes", codes.dtype, value=codes.dtype)]
    if codes.ndim != 2 or codes.shape[0] != rows:
        return [problem("M007", Place(), "codes", codes.shape, value=codes.shape, rows=rows)]
    known = np.zeros(256, dtype=np.bool_)
    known[[int(code) for code in AnswerCode]] = True
    wrong = np.argwhere(~known[codes])
    if not len(wrong):
        return []
    row, column = wrong[0]
    item, value = catalogue.criteria[row].id, codes[row, column]
    return [problem("M008", Place(), item, value, value=value, id=item, column=column)]


def assess_frame(
    frame: pd.DataFrame, catalogue: Catalogue, method: ScoringMethod | None = None
) -> pd.DataFrame:
    """Score a table of answers.

    Parameters
    ----------
    frame : DataFrame, shape (n, any)
        Of pandas, or of Dask (extra ``dask``), and so is the result.
        One row an assessment, one column an id: of a criterion (its answer as a word, or an
        `AnswerCode`), or of an indicator (its declared stage as a number, or ``not_applicable``).
        Missing values are unanswered; a column that is absent is unanswered throughout.
    catalogue : Catalogue
        What was asked.
    method : ScoringMethod or None
        None for the default method.

    Returns
    -------
    DataFrame, shape (n, ...)
        The same index; for ``overall``, every area and every indicator the columns ``ID.low``,
        ``ID.value``, ``ID.high``, ``ID.coverage`` (NaN where not applicable), and for indicators
        ``ID.stage_low`` and ``ID.stage_high`` (pandas' ``Int64``, NA where not applicable).

    Raises
    ------
    MethodError
        If a column is no id of the catalogue, or a cell no answer; all at once.
    """
    import pandas as pd

    if hasattr(frame, "map_partitions"):
        from teia_indicators.assessment.partitions import assess_partitions

        return assess_partitions(frame, catalogue, method)  # type: ignore[no-any-return]
    method = method or ScoringMethod()
    codes, declared, problems = _encode(frame, catalogue)
    if problems:
        raise MethodError(problems)
    scores = _score(codes, declared, catalogue, method)
    columns: dict[str, Any] = {}
    order = [len(scores.rows) - 1, *range(len(catalogue.indicators), len(scores.rows) - 1)]
    for row in (*order, *range(len(catalogue.indicators))):
        name = scores.rows[row]
        for figure in ("low", "value", "high", "coverage"):
            columns[f"{name}.{figure}"] = getattr(scores, figure)[row]
        if row < len(catalogue.indicators):
            for bound in ("stage_low", "stage_high"):
                stages = pd.array(getattr(scores, bound)[row], dtype="Int64")
                stages[np.isnan(scores.low[row])] = pd.NA
                columns[f"{name}.{bound}"] = stages
    return pd.DataFrame(columns, index=frame.index)


def _encode(
    frame: pd.DataFrame, catalogue: Catalogue
) -> tuple[Codes, NDArray[np.int16], list[Problem]]:
    """Return codes and declared stages of a table, and every column or cell that does not fit."""
    rows = {criterion.id: row for row, criterion in enumerate(catalogue.criteria)}
    levels = {indicator.id: row for row, indicator in enumerate(catalogue.indicators)}
    codes = np.full((len(rows), len(frame)), AnswerCode.UNANSWERED, dtype=np.uint8)
    declared = np.full((len(levels), len(frame)), UNDECLARED, dtype=np.int16)
    problems: list[Problem] = []
    stages: dict[object, int] = {s: at for at, s in enumerate(catalogue.scale.numbers)}
    stages |= {str(stage): at for stage, at in list(stages.items())}
    stages |= {"not_applicable": INDICATOR_NOT_APPLICABLE, "unanswered": UNDECLARED}
    words: dict[object, int] = {int(code): int(code) for code in AnswerCode}
    words.update(CODES)
    for name in frame.columns:
        item = catalogue.items.get(name)
        if isinstance(item, Criterion):
            problems += _map(frame[name], words, codes[rows[item.id]])
        elif isinstance(item, Indicator):
            problems += _map(frame[name], stages, declared[levels[item.id]])
        else:
            hint = did_you_mean(str(name), catalogue.parents)
            problems.append(problem("M003", Place(), str(name), name, id=name, hint=hint))
    return codes, declared, problems


def _map(column: pd.Series[Any], known: dict[object, int], target: NDArray[Any]) -> list[Problem]:
    """Write the codes of a column into `target`; return what is none."""
    given = column.notna().to_numpy()
    found = column[given].map(known)
    wrong = found.isna()
    if wrong.any():
        value = column[given][wrong].iloc[0]
        name = str(column.name)
        return [problem("M004", Place(), name, value, id=name, value=value)]
    target[given] = found.to_numpy().astype(target.dtype)
    return []
