"""Compare two neighbours on what they must answer alike."""

from __future__ import annotations

from collections.abc import Sequence

from teia_indicators.catalogue.model import Catalogue
from teia_indicators.neighbours.fit import (
    Given,
    border,
    catalogue_of,
    misfits,
    responses_of,
    rounds_apart,
)
from teia_indicators.neighbours.judge import Side, findings_of, side_of
from teia_indicators.neighbours.model import NeighbourComparison
from teia_indicators.problems import NeighbourError, Problem


def compare_neighbours(
    a: Given, b: Given, catalogue: Catalogue | None = None
) -> NeighbourComparison:
    """Compare two neighbours on the pairs of criteria that they must answer alike.

    Parameters
    ----------
    a, b : Assessment or Responses
        One of each country; nothing is changed. Scores play no part: answers are compared.
    catalogue : Catalogue or None
        What responses answer; None for the shipped one. Assessments bring their own.

    Returns
    -------
    NeighbourComparison
        Each pair with both answers, the result, the reason, and where each answer stands. A
        directed pair is compared both ways. Different rounds, and countries that the list of
        countries knows no land border between, are findings.

    Raises
    ------
    NeighbourError
        If both are one country, answer different catalogues (another version: migrate first), or
        the catalogue has no pairs; with every problem.
    ResponsesError
        If the answers belong to another catalogue than the one given.

    References
    ----------
    Method, section 8. An answer implied by a declared stage counts as determinate (section 3), and
    the finding says so.
    """
    problems = list(misfits(a, b))
    if problems:
        raise NeighbourError(problems)
    catalogue = catalogue_of((a, b), catalogue)
    first, second = (side_of(responses_of(one), catalogue) for one in (a, b))
    findings = (*rounds_apart(first.responses, second.responses),)
    return compared(
        first, second, catalogue, (*findings, *border(first.responses, second.responses))
    )


def compared(
    a: Side, b: Side, catalogue: Catalogue, findings: Sequence[Problem]
) -> NeighbourComparison:
    """Return the comparison of two countries that fit together."""
    return NeighbourComparison(
        countries=(a.responses.country, b.responses.country),
        rounds=(a.responses.round, b.responses.round),
        catalogue=catalogue.ref,
        status=catalogue.status,
        pairs=tuple(
            finding for pair in catalogue.pairs for finding in findings_of(pair, catalogue, a, b)
        ),
        findings=tuple(findings),
    )
