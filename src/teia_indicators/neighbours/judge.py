"""How two answers are compared, and what each country says in a pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from teia_indicators.assessment.assemble import all_states
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.pairs import Pair
from teia_indicators.catalogue.translation import say
from teia_indicators.model import FrozenDict
from teia_indicators.neighbours.model import DETERMINATE, PairAnswer, PairFinding, Result, Role
from teia_indicators.responses.model import AnswerWord, Responses
from teia_indicators.text import LANGUAGES

#: What a criterion under a declared stage counts as (method, section 3).
_IMPLIED: dict[str, AnswerWord] = {"implied_met": "yes", "implied_unmet": "no"}


class Side(NamedTuple):
    """One country: its answers, and how each criterion is read, by id of indicator."""

    responses: Responses
    states: FrozenDict[str, dict[str, str]]


def side_of(responses: Responses, catalogue: Catalogue) -> Side:
    """Return a country's side of a comparison."""
    return Side(responses, all_states(catalogue, responses))


def judge(first: str, second: str) -> Result:
    """Return what two answers amount to.

    References
    ----------
    Method, section 8: both met, or both not met (no or partly), match; one yes, the other no,
    mismatch; one yes, the other partly, weak mismatch; anything else is undecidable.
    """
    answers = (first, second)
    if not all(answer in DETERMINATE for answer in answers):
        return "undecidable"
    if (first == "yes") == (second == "yes"):
        return "match"
    return "weak_mismatch" if "partly" in answers else "mismatch"


def findings_of(pair: Pair, catalogue: Catalogue, a: Side, b: Side) -> Iterator[PairFinding]:
    """Yield a pair's findings: one if it is symmetric, else one for each Party of origin."""
    area = next(one.id for one in catalogue.areas if pair in one.pairs)
    languages = dict.fromkeys((catalogue.language, *LANGUAGES))
    texts = {name: say(catalogue, pair.id, "text", pair.text, name) for name in languages}
    roles: tuple[Role, Role] = ("origin", "affected")
    if pair.kind == "symmetric":
        roles = ("both", "both")
    for origin, affected in ((a, b), (b, a))[: 1 if pair.kind == "symmetric" else 2]:
        first = _answer(origin, pair.origin, roles[0], catalogue)
        second = _answer(affected, pair.affected, roles[1], catalogue)
        yield PairFinding(
            pair=pair.id,
            area=area,
            kind=pair.kind,
            first=first,
            second=second,
            result=judge(first.answer, second.answer),
            references=pair.references,
            texts=FrozenDict(texts),
        )


def _answer(side: Side, criterion: str, role: Role, catalogue: Catalogue) -> PairAnswer:
    """Return what a country says of a criterion, and where."""
    indicator = catalogue.parents[criterion]
    responses, state = side.responses, side.states[indicator][criterion]
    whole = responses.value(indicator)
    implied = state in _IMPLIED
    item = indicator if implied or whole == "not_applicable" else criterion
    given = responses.answers.get(item)
    return PairAnswer(
        country=responses.country,
        round=responses.round,
        role=role,
        criterion=criterion,
        answer=_IMPLIED.get(state, cast("AnswerWord", state)),
        declared=whole if implied and isinstance(whole, int) else None,
        reason=given.reason if given is not None and state == "not_applicable" else "",
        place=str(responses.places.get(item, "")),
    )
