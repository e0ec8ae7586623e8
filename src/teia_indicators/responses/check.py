"""Rules on a filled questionnaire as a whole; nothing is raised, drafts are never blocked."""

from __future__ import annotations

from collections.abc import Iterator

from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator
from teia_indicators.problems import Place, Problem, Problems, collect, problem
from teia_indicators.responses.model import NEEDS_REASON, Responses


def check_responses(
    responses: Responses, catalogue: Catalogue | None = None, *, submit: bool = False
) -> Problems:
    """Return every problem of a filled questionnaire.

    Parameters
    ----------
    responses : Responses
        What was answered; a draft may have gaps.
    catalogue : Catalogue or None
        The catalogue it answers; None for the shipped one.
    submit : bool
        True to ask for completeness as well: every criterion has an answer or stands under a
        declared stage.

    Returns
    -------
    Problems
        In order of their places; empty where all is well.

    References
    ----------
    Method, section 2.
    """
    if catalogue is None:
        from teia_indicators.catalogue.load import load_catalogue

        catalogue = load_catalogue()
    found = list(_check_reasons(responses))
    found += _check_contradictions(responses, catalogue)
    found += _check_items(responses, catalogue)
    if submit:
        found += _check_complete(responses, catalogue)
    return collect(found)


def _place(responses: Responses, item: str, part: str = "") -> Place:
    places = responses.places
    return places.get(f"{item}/{part}") or places.get(item) or places.get("") or Place()


def _check_reasons(responses: Responses) -> Iterator[Problem]:
    for item, value in responses.values.items():
        if value in NEEDS_REASON and not responses.answers[item].reason:
            code = "R008" if value == "not_applicable" else "R009"
            yield problem(code, _place(responses, item, "reason"), item, id=item)


def _check_contradictions(responses: Responses, catalogue: Catalogue) -> Iterator[Problem]:
    """Find answers to criteria of an indicator that is marked not applicable."""
    for indicator in catalogue.indicators:
        if responses.value(indicator.id) != "not_applicable":
            continue
        for criterion in indicator.criteria:
            value = responses.value(criterion.id)
            if value not in ("unanswered", "not_applicable"):
                place = _place(responses, criterion.id)
                yield problem(
                    "R013", place, criterion.id, value, id=criterion.id, parent=indicator.id
                )


def _check_items(responses: Responses, catalogue: Catalogue) -> Iterator[Problem]:
    """Ids and values fit the catalogue; readers make sure, hand-made responses may not."""
    items = catalogue.items
    for item, value in responses.values.items():
        known = items.get(item)
        if type(known) is Criterion and not isinstance(value, int):
            continue
        if known is None:
            yield problem("R005", _place(responses, item), item, item, id=item, hint="")
        elif isinstance(known, Indicator):
            levels = catalogue.levels(known)
            if value not in ("unanswered", "not_applicable", *levels):
                stages, place = ", ".join(map(str, levels)), _place(responses, item)
                yield problem("R011", place, item, value, value=value, id=item, stages=stages)
        elif isinstance(value, int):
            place = _place(responses, item)
            yield problem("R007", place, item, value, value=value, id=item, hint="")


def _check_complete(responses: Responses, catalogue: Catalogue) -> Iterator[Problem]:
    """Find what was asked and has no answer; under the depth ``quick`` only stages were."""
    for indicator in catalogue.indicators:
        if responses.asked and indicator.id not in responses.asked:
            continue
        if responses.value(indicator.id) != "unanswered":
            continue
        answered = any(responses.value(one.id) != "unanswered" for one in indicator.criteria)
        if not indicator.criteria or (responses.depth == "quick" and not answered):
            yield problem("R010", _place(responses, indicator.id), indicator.id, id=indicator.id)
            continue
        for criterion in indicator.criteria:
            if responses.value(criterion.id) == "unanswered":
                place = _place(responses, criterion.id)
                yield problem("R010", place, criterion.id, id=criterion.id)
