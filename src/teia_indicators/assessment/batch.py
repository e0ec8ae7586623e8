"""Many assessments at once: arrays and tables of answers to arrays and tables of figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.columns import encode_frame
from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.assessment.grades import Figure, grades_of
from teia_indicators.assessment.kernel import BLOCK, AnswerCode, Codes, Floats, Narrow, Scores
from teia_indicators.assessment.leaves import StrangeCodeError
from teia_indicators.assessment.method import OVERALL, ScoringMethod, compile_structure
from teia_indicators.assessment.score import refuse_unlisted, refusing_rows
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import MethodError, Place, Problem, problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class MatrixScores:
    """Figures of a batch; m indicators, n assessments, rows named by `rows`.

    What follows from the stages alone is computed when it is first asked for.

    Parameters
    ----------
    rows : tuple of str
        Ids of the figures' rows: indicators, areas, ``overall``.
    scores : Scores
        What the kernel gave.
    stages : tuple of tuple of int
        Stage numbers of each indicator; of an item with a scale of its own its positions from 0.
    """

    rows: tuple[str, ...]
    scores: Scores
    stages: tuple[tuple[int, ...], ...]

    @cached_property
    def stage_low(self) -> Narrow:
        """Lowest stages, shape (m, n); see `low`, which is NaN, for what is not applicable.

        Stage numbers in the narrowest integer type.
        """
        return self._numbers(self.scores.stage_low)

    @cached_property
    def stage_high(self) -> Narrow:
        """Highest stages, as `stage_low`."""
        return self._numbers(self.scores.stage_high)

    @property
    def low(self) -> Floats:
        """Lower bounds in the scale's unit, shape (len(rows), n); NaN where not applicable."""
        return self.scores.low[: len(self.rows)]

    @property
    def value(self) -> Floats:
        """Point values, as `low`; NaN also where the policy gives none."""
        return self.scores.value[: len(self.rows)]

    @property
    def high(self) -> Floats:
        """Upper bounds, as `low`."""
        return self.scores.high[: len(self.rows)]

    @property
    def coverage(self) -> Floats:
        """Shares in [0, 1], as `low`."""
        return self.scores.coverage[: len(self.rows)]

    def grades(self, row: str, figure: Figure = "value") -> list[str | None]:
        """Return the grade of a node in each assessment; None where it has no figure or no grades.

        Raises
        ------
        ValueError
            If there is no such row.
        """
        return grades_of(self.scores, self.rows.index(row), figure)

    def _numbers(self, positions: Narrow) -> Narrow:
        ends = {end for stages in self.stages for end in (stages[0], stages[-1])}
        dtype = np.result_type(np.uint8, *map(np.min_scalar_type, sorted(ends)))
        found = np.empty(positions.shape, dtype=dtype)
        for row, stages in enumerate(self.stages):
            if stages == tuple(range(stages[0], stages[-1] + 1)) and stages[0] >= 0:
                np.add(positions[row], dtype.type(stages[0]), out=found[row], casting="unsafe")
            else:
                found[row] = np.array(stages, dtype=dtype)[positions[row]]
        return found


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
    return _score(codes, None, None, catalogue, method)


def _score(
    codes: Codes,
    declared: NDArray[np.int16] | None,
    numbers: Floats | None,
    catalogue: Catalogue,
    method: ScoringMethod,
) -> MatrixScores:
    structure = compile_structure(catalogue, method)
    try:
        scores = evaluate(codes, declared, structure, numbers, check=declared is None)
    except StrangeCodeError as error:
        raise MethodError([_strange(codes, catalogue)]) from error
    _refuse_open(scores, refusing_rows(catalogue, structure))
    refuse_unlisted(scores)
    names = [item.id for item in catalogue.indicators] + [area.id for area in catalogue.areas]
    stages = tuple(
        catalogue.scale.numbers if item.scale is None else tuple(range(ladder.top + 1))
        for item, ladder in zip(catalogue.indicators, structure.ladders, strict=True)
    )
    whole = (OVERALL,) if catalogue.overall else ()
    return MatrixScores((*names, *whole), scores, stages)


def _refuse_open(scores: Scores, rows: list[int]) -> None:
    """Refuse assessments with an open answer where the policy is ``error``."""
    if not rows:
        return
    open_ones = np.zeros(scores.asked.shape[1], dtype=np.bool_)
    for row in rows:
        open_ones |= scores.determinate[row] < scores.asked[row]
    found = np.flatnonzero(open_ones)
    if found.size:
        shown = ", ".join(map(str, found[:20]))
        raise MethodError([problem("M005", Place(), count=found.size, columns=shown)])


def _check_codes(codes: NDArray[Any], catalogue: Catalogue) -> list[Problem]:
    rows = len(catalogue.criteria)
    if not isinstance(codes, np.ndarray) or codes.dtype != np.uint8:
        kind = getattr(codes, "dtype", type(codes).__name__)
        return [problem("M006", Place(), "codes", kind, value=kind)]
    if codes.ndim != 2 or codes.shape[0] != rows:
        return [problem("M007", Place(), "codes", codes.shape, value=codes.shape, rows=rows)]
    return []


def _strange(codes: Codes, catalogue: Catalogue) -> Problem:
    """Return the problem of the first byte that is no answer code."""
    known = np.isin(np.arange(256), [int(code) for code in AnswerCode])
    for criterion, row in zip(catalogue.criteria, np.asarray(codes), strict=True):
        for start in range(0, row.size, BLOCK):
            wrong = np.flatnonzero(~known[row[start : start + BLOCK]])
            if wrong.size:
                column, item = start + int(wrong[0]), criterion.id
                value = row[column]
                return problem("M008", Place(), item, value, value=value, id=item, column=column)
    raise AssertionError("every byte is an answer code")


def assess_frame(
    frame: pd.DataFrame, catalogue: Catalogue, method: ScoringMethod | None = None
) -> pd.DataFrame:
    """Score a table of answers.

    Parameters
    ----------
    frame : DataFrame, shape (n, any)
        Of pandas, or of Dask (extra ``dask``), and so is the result.
        One row an assessment, one column an id: of a criterion (its answer as a word, or an
        `AnswerCode`), or of an indicator (its declared stage, or the level or number of its own
        scale; or ``not_applicable``). Missing values are unanswered; a column that is absent is
        unanswered throughout.
    catalogue : Catalogue
        What was asked.
    method : ScoringMethod or None
        None for the default method.

    Returns
    -------
    DataFrame, shape (n, ...)
        The same index; for ``overall``, every area and every indicator the columns ``ID.low``,
        ``ID.value``, ``ID.high``, ``ID.coverage`` (NaN where not applicable), and for indicators
        ``ID.stage_low`` and ``ID.stage_high`` (pandas' ``Int64``, NA where not applicable) unless
        they have a scale of their own. Nodes with grades have ``ID.grade_low``, ``ID.grade`` and
        ``ID.grade_high`` as well (None where there is none).

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
    codes, declared, numbers, problems = encode_frame(frame, catalogue)
    if problems:
        raise MethodError(problems)
    scores = _score(codes, declared, numbers, catalogue, method)
    count = len(catalogue.indicators)
    columns: dict[str, Any] = {}
    whole = range(count + len(catalogue.areas), len(scores.rows))
    for row in (*whole, *range(count, count + len(catalogue.areas)), *range(count)):
        name = scores.rows[row]
        for figure in ("low", "value", "high", "coverage"):
            columns[f"{name}.{figure}"] = getattr(scores, figure)[row]
        if row >= count:
            columns |= _grade_columns(scores, name)
        elif catalogue.indicators[row].scale is None:
            for bound in ("stage_low", "stage_high"):
                stages = pd.array(getattr(scores, bound)[row], dtype="Int64")
                stages[np.isnan(scores.low[row])] = pd.NA
                columns[f"{name}.{bound}"] = stages
    return pd.DataFrame(columns, index=frame.index)


def _grade_columns(scores: MatrixScores, name: str) -> dict[str, list[str | None]]:
    at = scores.rows.index(name) - len(scores.stages)
    if not scores.scores.structure.nodes[at].grades:
        return {}
    return {
        f"{name}.grade_low": scores.grades(name, "low"),
        f"{name}.grade": scores.grades(name),
        f"{name}.grade_high": scores.grades(name, "high"),
    }
