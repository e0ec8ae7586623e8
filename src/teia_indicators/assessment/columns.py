"""A table of answers, one column an item, to the kernel's codes, positions and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.compiling import level_positions
from teia_indicators.assessment.kernel import (
    INDICATOR_NOT_APPLICABLE,
    UNDECLARED,
    AnswerCode,
    Codes,
    Floats,
)
from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator
from teia_indicators.problems import Place, Problem, did_you_mean, problem

if TYPE_CHECKING:
    import pandas as pd

#: Words for answers, of criteria and of indicators as a whole.
CODES = {code.name.lower(): int(code) for code in AnswerCode}
_MARKS: dict[object, int] = {
    "not_applicable": INDICATOR_NOT_APPLICABLE,
    "unanswered": UNDECLARED,
}
_READINGS = {"not_applicable": INDICATOR_NOT_APPLICABLE, "missing": UNDECLARED}


def encode_frame(
    frame: pd.DataFrame, catalogue: Catalogue
) -> tuple[Codes, NDArray[np.int16], Floats, list[Problem]]:
    """Return codes, declared positions and numbers of a table, and all that does not fit.

    Numbers have one row for each indicator that is given as a number, in catalogue order.
    """
    rows = {criterion.id: row for row, criterion in enumerate(catalogue.criteria)}
    places = {indicator.id: row for row, indicator in enumerate(catalogue.indicators)}
    measured = [item.id for item in catalogue.indicators if _is_number(item, catalogue)]
    codes = np.full((len(rows), len(frame)), AnswerCode.UNANSWERED, dtype=np.uint8)
    declared = np.full((len(places), len(frame)), UNDECLARED, dtype=np.int16)
    numbers = np.full((len(measured), len(frame)), np.nan)
    words: dict[object, int] = {int(code): int(code) for code in AnswerCode}
    words.update(CODES)
    problems: list[Problem] = []
    twice = set(frame.columns[frame.columns.duplicated()])
    for name in dict.fromkeys(frame.columns):
        item = catalogue.items.get(name)
        if name in twice:
            problems.append(problem("M027", Place(), str(name), name, id=name))
        elif isinstance(item, Criterion):
            problems += _map(frame[name], words, codes[rows[item.id]])
        elif not isinstance(item, Indicator):
            hint = did_you_mean(str(name), catalogue.parents)
            problems.append(problem("M003", Place(), str(name), name, id=name, hint=hint))
        elif item.id in measured:
            row = measured.index(item.id)
            problems += _measure(frame[name], declared[places[item.id]], numbers[row])
        else:
            problems += _map(frame[name], _answers(item, catalogue), declared[places[item.id]])
    return codes, declared, numbers, problems


def _is_number(item: Indicator, catalogue: Catalogue) -> bool:
    return item.scale is not None and catalogue.scales[item.scale].number is not None


def _answers(item: Indicator, catalogue: Catalogue) -> dict[object, int]:
    """Return the position or mark of each answer to an indicator, however its number is written."""
    found = {**_MARKS, **level_positions(item, catalogue)}
    for level in catalogue.scales[item.scale].levels if item.scale is not None else ():
        if level.reading != "rated":
            found[level.code] = _READINGS[level.reading]
    for code, position in list(found.items()):
        if isinstance(code, int):
            found.setdefault(str(code), position)
        elif (number := _number(str(code))) is not None:
            found.setdefault(number, position)
    return found


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _map(column: pd.Series[Any], known: dict[object, int], target: NDArray[Any]) -> list[Problem]:
    """Write the codes of a column into `target`; return what is none."""
    given = column.notna().to_numpy()
    found = column[given].map(known)
    wrong = found.isna()
    if wrong.any():
        return [_misfit(column, column[given][wrong].iloc[0])]
    target[given] = found.to_numpy().astype(target.dtype)
    return []


def _measure(column: pd.Series[Any], declared: NDArray[np.int16], numbers: Floats) -> list[Problem]:
    """Write the numbers of a column, and the mark of those that are none."""
    import pandas as pd

    marks = column.astype(object).map(_MARKS)
    marked = marks.notna().to_numpy()
    given = column.notna().to_numpy() & ~marked
    found = pd.to_numeric(column[given], errors="coerce").to_numpy(dtype=np.float64)
    wrong = ~np.isfinite(found)
    if wrong.any():
        return [_misfit(column, column[given][wrong].iloc[0])]
    numbers[given] = found
    declared[marked] = marks[marked].to_numpy().astype(declared.dtype)
    return []


def _misfit(column: pd.Series[Any], value: object) -> Problem:
    name = str(column.name)
    return problem("M004", Place(), name, value, id=name, value=value)
