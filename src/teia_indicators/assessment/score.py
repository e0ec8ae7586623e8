"""One questionnaire to an assessment: a batch of one through the kernel, then words around it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teia_indicators.assessment.assemble import INDETERMINATE_WORDS, build_assessment
from teia_indicators.assessment.columns import CODES
from teia_indicators.assessment.compiling import level_positions
from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.assessment.kernel import (
    INDICATOR_NOT_APPLICABLE,
    UNDECLARED,
    Codes,
    Scores,
    Structure,
)
from teia_indicators.assessment.method import OVERALL, ScoringMethod, compile_structure
from teia_indicators.assessment.outline import criterion_ids
from teia_indicators.assessment.result import Assessment
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue, Indicator
from teia_indicators.model import FrozenDict
from teia_indicators.problems import (
    MethodError,
    Place,
    Problem,
    ResponsesError,
    did_you_mean,
    problem,
)
from teia_indicators.responses.check import check_responses
from teia_indicators.responses.model import ANSWER_WORDS, Answer, Responses

_DEFAULT = ScoringMethod()


def assess(
    responses: Responses,
    catalogue: Catalogue | None = None,
    method: ScoringMethod | None = None,
) -> Assessment:
    """Score a questionnaire.

    Parameters
    ----------
    responses : Responses
        What was answered; nothing is changed.
    catalogue : Catalogue or None
        The catalogue that it answers; None for the shipped one.
    method : ScoringMethod or None
        None for the default method.

    Returns
    -------
    Assessment
        Stage intervals, figures with bounds, coverage, counts, dimensions and findings.

    Raises
    ------
    ResponsesError
        If the responses belong to another catalogue, version or checksum, or hold ids and values
        that it does not have.
    MethodError
        If the method refuses indeterminate answers (``missing="error"``); lists them all.

    References
    ----------
    Method, sections 3 and 4.

    Examples
    --------
    >>> from teia_indicators import assess, load_catalogue
    >>> from teia_indicators.testing import uniform_responses
    >>> catalogue = load_catalogue()
    >>> assess(uniform_responses(catalogue, "yes", country="XAA", round="2026")).overall.value
    1.0
    """
    catalogue = catalogue or load_catalogue()
    method = method or _DEFAULT
    structure = compile_structure(catalogue, method)
    problems = check_responses(responses, catalogue)
    refuse_misfits(responses, catalogue, problems)
    codes, declared = encode(responses, catalogue)
    scores = evaluate(codes, declared, structure)
    _refuse_indeterminate(responses, catalogue, structure, scores)
    refuse_unlisted(scores)
    return build_assessment(responses, catalogue, method, scores, problems)


def what_if(assessment: Assessment, answers: Mapping[str, str | int]) -> Assessment:
    """Score again with some answers changed; the assessment given stays as it is.

    Parameters
    ----------
    assessment : Assessment
        Where to start from.
    answers : mapping of str to str or int
        New answers by id of criterion (``yes``, ``partly``, ``no``, ...) or indicator (a stage).

    Raises
    ------
    MethodError
        If an id or an answer is none; all at once.
    """
    catalogue = assessment.catalogue
    problems = []
    for item, value in answers.items():
        if item not in catalogue.parents:
            hint = did_you_mean(item, catalogue.parents)
            problems.append(problem("M003", Place(), item, item, id=item, hint=hint))
        elif not _fits(item, value, catalogue):
            problems.append(problem("M004", Place(), item, value, id=item, value=value))
    if problems:
        raise MethodError(problems)
    changed = dict(assessment.responses.answers)
    for item, value in answers.items():
        reason = "what if" if value in ("not_applicable", "withheld") else ""
        changed[item] = Answer(value=value, reason=reason)  # type: ignore[arg-type]
    ordered = {item: changed[item] for item in catalogue.items if item in changed}
    responses = assessment.responses.model_copy(update={"answers": FrozenDict(ordered)})
    return assess(responses, catalogue, assessment.method)


def _fits(item: str, value: str | int, catalogue: Catalogue) -> bool:
    found = catalogue.items[item]
    if isinstance(found, Indicator):
        return value in ("unanswered", "not_applicable", *level_positions(found, catalogue))
    return value in ANSWER_WORDS


def refuse_misfits(
    responses: Responses, catalogue: Catalogue, problems: tuple[Problem, ...]
) -> None:
    """Refuse answers that the catalogue cannot hold; a missing reason is a finding only."""
    found = [one for one in problems if one.code in ("R005", "R007", "R011")]
    given, own = responses.catalogue, catalogue.ref
    for key, code in (("id", "R002"), ("version", "R003"), ("checksum", "R004")):
        theirs, ours = getattr(given, key), getattr(own, key)
        if theirs != ours:
            found.append(problem(code, Place(), key, theirs, found=theirs[:12], own=ours[:12]))
            break
    if found:
        raise ResponsesError(found)


def _refuse_indeterminate(
    responses: Responses, catalogue: Catalogue, structure: Structure, scores: Scores
) -> None:
    """Refuse every indeterminate answer below a node whose policy is ``error``."""
    found = []
    for row in refusing_rows(catalogue, structure):
        indicator = catalogue.indicators[row]
        if scores.determinate[row, 0] == scores.asked[row, 0]:
            continue
        declared = isinstance(responses.value(indicator.id), int)
        for item in indicator.criteria or (indicator,):
            value = responses.value(item.id)
            if value in INDETERMINATE_WORDS and not (declared and value == "unanswered"):
                place = responses.places.get(item.id, Place())
                found.append(problem("M002", place, item.id, value, id=item.id, value=value))
    if found:
        raise MethodError(found)


def refusing_rows(catalogue: Catalogue, structure: Structure) -> list[int]:
    """Return the rows of the indicators below a node whose policy is ``error``."""
    strict = {node.id for node in structure.nodes if node.missing == "error"}
    if structure.missing == "error" or OVERALL in strict:
        return list(range(len(catalogue.indicators)))
    above = {area.id: area.part_of for area in catalogue.areas}

    def refuses(area: str | None) -> bool:
        return area is not None and (area in strict or refuses(above[area]))

    return [
        row for row, one in enumerate(catalogue.indicators) if refuses(catalogue.parents[one.id])
    ]


def refuse_unlisted(scores: Scores) -> None:
    """Refuse assessments for which a node's lookup table has no row."""
    found = []
    leaves = len(scores.structure.ladders)
    low, _, high, coverage = scores.figures
    for row, node in enumerate(scores.structure.nodes, start=leaves):
        if node.table is None:
            continue
        gone = ~np.isnan(coverage[row]) & np.isnan(low[row] + high[row])
        columns = np.flatnonzero(gone)
        if columns.size:
            shown = ", ".join(map(str, columns[:20]))
            params = {"id": node.id, "count": columns.size, "columns": shown}
            found.append(problem("M023", Place(), node.id, **params))
    if found:
        raise MethodError(found)


def encode(responses: Responses, catalogue: Catalogue) -> tuple[Codes, NDArray[np.int16]]:
    """Return answers as one column of codes and one of declared stages (positions)."""
    given: Mapping[str, Any] = responses.values
    ids = chain.from_iterable(criterion_ids(catalogue))
    codes = [CODES[given.get(item, "unanswered")] for item in ids]
    declared = []
    for indicator in catalogue.indicators:
        value = given.get(indicator.id)
        if isinstance(value, int):
            declared.append(level_positions(indicator, catalogue)[value])
        else:
            gone = value == "not_applicable"
            declared.append(INDICATOR_NOT_APPLICABLE if gone else UNDECLARED)
    return (
        np.array(codes, dtype=np.uint8).reshape(-1, 1),
        np.array(declared, dtype=np.int16).reshape(-1, 1),
    )
