"""Which open answer settles most: the narrowing of the overall interval by each one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

import numpy as np

from teia_indicators.analysis.sets import overall_row
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS, states_of
from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.assessment.exact_tree import ExactColumns
from teia_indicators.assessment.kernel import AnswerCode
from teia_indicators.assessment.method import ScoringMethod, compile_structure
from teia_indicators.assessment.result import Assessment, show
from teia_indicators.assessment.score import encode
from teia_indicators.catalogue.model import CatalogueRef, shown_text
from teia_indicators.html import html_table
from teia_indicators.model import Model


class NextAnswer(Model):
    """One indeterminate criterion, and what its answer would settle.

    Parameters
    ----------
    id, indicator, area : str
        The criterion and what it belongs to.
    text : str
        The criterion.
    stage : int
        Stage that it is required for.
    answer : {"unanswered", "unknown", "withheld"}
        How it stands.
    if_yes, if_no : float
        Narrowing of the overall interval ``high - low`` if the answer is yes or no, in the scale's
        unit, 0 or more: yes raises the low, no lowers the high.
    at_least : float
        The smaller of the two: what is gained whatever the answer is.
    """

    id: str
    indicator: str
    area: str
    text: str
    stage: int
    answer: str
    if_yes: float
    if_no: float
    at_least: float


class NextAnswers(Model):
    """The indeterminate criteria, those that settle most first; see `next_answers`.

    Parameters
    ----------
    country, round : str
        Whose answers.
    catalogue : CatalogueRef
        What was asked.
    method : ScoringMethod
        How it was scored.
    unit : {"share", "own"}
        Unit of the figures: shares are shown as 0 to 100.
    low, high : float or None
        The overall interval now; None where nothing is applicable.
    answers : tuple of NextAnswer
        By `at_least`, then by the larger narrowing, then in catalogue order.
    """

    country: str
    round: str
    catalogue: CatalogueRef
    method: ScoringMethod
    unit: Literal["share", "own"]
    low: float | None
    high: float | None
    answers: tuple[NextAnswer, ...]

    def __iter__(self) -> Iterator[NextAnswer]:  # type: ignore[override]
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def __getitem__(self, at: int) -> NextAnswer:
        return self.answers[at]

    def __repr__(self) -> str:
        first = f", first {self.answers[0].id}" if self.answers else ""
        return f"<NextAnswers {self.country} {self.round}: {len(self)} open{first}>"

    def _repr_html_(self) -> str:
        rows = (
            (
                *(one.id, one.text, one.stage, one.answer),
                *(
                    show(narrowing, self.unit)
                    for narrowing in (one.if_yes, one.if_no, one.at_least)
                ),
            )
            for one in self.answers
        )
        span = f"overall {show(self.low, self.unit)} to {show(self.high, self.unit)}"
        heads = ("Id", "Criterion", "Stage", "Answer", "If yes", "If no", "At least")
        return html_table(f"{self.country} {self.round}: next answers, {span}", heads, rows)


def next_answers(assessment: Assessment) -> NextAnswers:
    """Return the indeterminate criteria with the narrowing of the overall interval by each.

    All scenarios are scored as the columns of one batch. An indicator without criteria has no yes
    or no to give and is not listed.

    Parameters
    ----------
    assessment : Assessment
        The scored questionnaire; nothing is changed.

    Returns
    -------
    NextAnswers
        One entry a criterion that is unanswered (and not implied), unknown or withheld. The
        narrowing is exact: the difference of the exact bounds, rounded once to a float.

    References
    ----------
    Method, section 5. The order is the project's choice.

    Examples
    --------
    >>> import teia_indicators as teia
    >>> from teia_indicators.testing import uniform_responses
    >>> catalogue = teia.load_catalogue()
    >>> full = teia.assess(uniform_responses(catalogue, "yes"), catalogue)
    >>> found = teia.next_answers(teia.what_if(full, {"PRV-1.c": "unknown"}))
    >>> [(one.id, one.if_yes, one.if_no) for one in found]
    [('PRV-1.c', 0.025, 0.025)]
    """
    catalogue, responses = assessment.catalogue, assessment.responses
    states: dict[str, str] = {}
    for indicator in catalogue.indicators:
        states |= states_of(indicator, responses)
    open_rows = [
        row for row, one in enumerate(catalogue.criteria) if states[one.id] in INDETERMINATE_WORDS
    ]
    narrowings = _narrowings(assessment, open_rows)
    found = []
    for row, (if_yes, if_no) in zip(open_rows, narrowings, strict=True):
        one = catalogue.criteria[row]
        parent = catalogue.parents[one.id]
        found.append(
            NextAnswer(
                id=one.id,
                indicator=parent,
                area=catalogue.parents[parent],
                text=shown_text(one, catalogue.language),
                stage=one.stage,
                answer=states[one.id],
                if_yes=if_yes,
                if_no=if_no,
                at_least=min(if_yes, if_no),
            )
        )
    # Sorting is stable, so that ties keep catalogue order; roots may differ in the last digit.
    found.sort(key=lambda one: (-round(one.at_least, 12), -round(max(one.if_yes, one.if_no), 12)))
    return NextAnswers(
        country=assessment.country,
        round=assessment.round,
        catalogue=catalogue.ref,
        method=assessment.method,
        unit=catalogue.scale.unit,
        low=assessment.overall.low,
        high=assessment.overall.high,
        answers=tuple(found),
    )


def _narrowings(assessment: Assessment, rows: list[int]) -> list[tuple[float, float]]:
    """Return the narrowing by yes and by no for each row of the code matrix."""
    structure = compile_structure(assessment.catalogue, assessment.method)
    codes, declared = encode(assessment.responses, assessment.catalogue)
    codes = np.repeat(codes, 1 + 2 * len(rows), axis=1)
    declared = np.repeat(declared, codes.shape[1], axis=1)
    for at, row in enumerate(rows):
        codes[row, 1 + 2 * at] = AnswerCode.YES
        codes[row, 2 + 2 * at] = AnswerCode.NO
    scores = evaluate(codes, declared, structure)
    whole = overall_row(structure)
    if whole is None:
        return [(0.0, 0.0)] * len(rows)
    exact = ExactColumns(structure, scores)
    rounded = structure.nodes[whole - len(structure.ladders)].digits is not None

    def width(column: int) -> Fraction:
        bounds = []
        for which, shown in (("high", scores.high), ("low", scores.low)):
            figure = None if rounded else exact.of(whole, which)(column)
            number = shown[whole, column]
            plain = Fraction(0) if np.isnan(number) else Fraction(float(number))
            bounds.append(plain if figure is None else figure)
        return bounds[0] - bounds[1]

    before = width(0)
    return [
        (float(before - width(1 + 2 * at)), float(before - width(2 + 2 * at)))
        for at in range(len(rows))
    ]
