"""Common gaps: the criteria that are open in most countries of a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from teia_indicators.assessment.result import Assessment
from teia_indicators.catalogue.model import Dimension, shown_text
from teia_indicators.gaps import Target, find_gaps
from teia_indicators.model import Model


class CommonGap(Model):
    """A criterion at or below the target that is open in most countries of a group.

    Parameters
    ----------
    id, indicator, area : str
        Ids of the criterion and of what it belongs to.
    text : str
        The criterion.
    stage : int
        Stage that it is required for.
    dimension : str
        As in the catalogue.
    n : int
        In how many countries it is applicable.
    real : int
        In how many of these it is answered no or partly, or a declared stage implies no.
    information : int
        In how many it is unanswered, unknown or withheld.

    References
    ----------
    Method, sections 6 and 8. Project's choice: most countries are more than half of those in which
    the criterion is applicable.
    """

    id: str
    indicator: str
    area: str
    text: str
    stage: int
    dimension: Dimension
    n: int
    real: int
    information: int

    @property
    def open(self) -> int:
        """In how many countries it is open, for either reason."""
        return self.real + self.information


def common_gaps(assessments: Sequence[Assessment], target: Target) -> tuple[CommonGap, ...]:
    """Return the gaps of most countries, the most common ones first, then in catalogue order.

    Parameters
    ----------
    assessments : sequence of Assessment
        Of one catalogue.
    target : Target
        The stages to reach.

    Raises
    ------
    MethodError
        If a target is no stage of the scale, or names an unknown area or indicator.
    """
    catalogue = assessments[0].catalogue
    kinds: Counter[tuple[str, str]] = Counter(
        (criterion.id, criterion.kind)
        for one in assessments
        for gap in find_gaps(one, target)
        for criterion in gap.criteria
    )
    applicable = applicable_in(assessments)
    found = [
        CommonGap(
            id=one.id,
            indicator=catalogue.parents[one.id],
            area=catalogue.parents[catalogue.parents[one.id]],
            text=shown_text(one, catalogue.language),
            stage=one.stage,
            dimension=one.dimension,
            n=applicable[one.id],
            real=kinds[one.id, "real"],
            information=kinds[one.id, "information"],
        )
        for one in catalogue.criteria
        if 2 * (kinds[one.id, "real"] + kinds[one.id, "information"]) > applicable[one.id]
    ]
    return tuple(sorted(found, key=lambda gap: -Fraction(gap.open, gap.n)))


def applicable_in(assessments: Sequence[Assessment]) -> Counter[str]:
    """Return in how many countries each criterion is applicable, by its id."""
    return Counter(
        item
        for one in assessments
        for states in one.states.values()
        for item, state in states.items()
        if state != "not_applicable"
    )
