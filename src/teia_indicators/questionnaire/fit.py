"""Answers that a form is given are those it asks for: none is relabelled, none dropped."""

from __future__ import annotations

from collections.abc import Iterator

from teia_indicators.catalogue.target import Target
from teia_indicators.catalogue.target_check import OF_FUNCTIONS, check_entries, entries_of
from teia_indicators.problems import MethodError, Place, Problem, problem
from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.responses.model import Responses


def refuse_misfits(
    form: Questionnaire,
    answers: Responses | None,
    previous: Responses | None = None,
    target: Target | None = None,
) -> None:
    """Refuse answers and targets that the form would relabel or drop.

    Parameters
    ----------
    form : Questionnaire
        What is asked of whom.
    answers : Responses or None
        To be filled in: of the same country and round, and only what is asked.
    previous : Responses or None
        To be shown beside: of the same country; what is no longer asked is not shown.
    target : Target or None
        To be filled in: ids and stages of the same catalogue.

    Raises
    ------
    MethodError
        With every misfit.
    """
    found = [*_answers(form, answers), *_previous(form, previous)]
    if target is not None:
        found += check_entries(entries_of(target), form.catalogue, codes=OF_FUNCTIONS)
    if found:
        raise MethodError(found)


def _answers(form: Questionnaire, answers: Responses | None) -> Iterator[Problem]:
    if answers is None:
        return
    own, given = f"{form.country} {form.round}", f"{answers.country} {answers.round}"
    if own != given:
        yield problem("M015", Place(), "answers", value=given, own=own)
    yield from _catalogue(form, answers, "answers")
    asked = {question.id for question in form.questions}
    areas = {area.id for area in form.areas}
    missed = [item for item in answers.answers if item not in asked]
    missed += [area for area in answers.challenges if area not in areas]
    for item in missed:
        yield problem("M014", Place(), item, id=item)


def _previous(form: Questionnaire, previous: Responses | None) -> Iterator[Problem]:
    if previous is None:
        return
    if previous.country != form.country:
        yield problem("M016", Place(), "previous", value=previous.country, own=form.country)
    yield from _catalogue(form, previous, "previous")


def _catalogue(form: Questionnaire, given: Responses, name: str) -> Iterator[Problem]:
    own, found = form.catalogue.ref, given.catalogue
    if own != found:
        shown = [f"{one.id} {one.version} ({one.checksum[:12]}…)" for one in (found, own)]
        yield problem("M017", Place(), name, value=shown[0], found=shown[0], own=shown[1])
