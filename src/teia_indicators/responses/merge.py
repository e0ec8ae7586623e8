"""Several authorities' files to one questionnaire: by id, and never the last one wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import (
    MergeConflictError,
    MethodError,
    Place,
    Problem,
    ResponsesError,
    problem,
)
from teia_indicators.responses.model import (
    GRADES,
    Answer,
    AnswerWord,
    Responses,
    Source,
    own_catalogue,
)
from teia_indicators.text import joined_later, later

#: Non-answers that give way to what another authority says.
_GIVES_WAY = ("unanswered", "unknown")


class Said(Model):
    """What one file says of an item: value, authority, and the place in the file."""

    value: AnswerWord | int
    authority: str
    place: Place


class Conflict(Model):
    """Different answers to one item, see `merge_responses`.

    Parameters
    ----------
    item : str
        Id of the criterion or indicator.
    said : tuple of Said
        Each answer, in the order of the files.
    """

    item: str
    said: tuple[Said, ...]


def merge_responses(parts: Iterable[Responses], catalogue: Catalogue | None = None) -> Responses:
    """Put the answers of several authorities together, by id.

    Parameters
    ----------
    parts : iterable of Responses
        Of one country, one round and one catalogue; in any languages. They stay as they are.
    catalogue : Catalogue or None
        The catalogue that was asked; None for the shipped one.

    Returns
    -------
    Responses
        An answer given by several alike has the reasons, comments and evidence of all, and the
        strongest grade. ``unknown`` gives way to what another authority knows; a reason beside it
        goes to the comment. `sources` says who answered what, when and where.

    Raises
    ------
    MergeConflictError
        If answers to an item differ; lists each with all its answers, authorities and places.
    ResponsesError
        If the parts are of different countries, rounds or catalogues, or of another catalogue.
    MethodError
        If there are none.

    References
    ----------
    Method, section 2. How equal answers are joined is the project's choice.
    """
    given = list(parts)
    if not given:
        raise MethodError([problem("M063", Place())])
    _refuse_strangers(given)
    catalogue = own_catalogue(given[0], catalogue)
    items = [item for item in catalogue.items if any(item in part.answers for part in given)]
    conflicts = [found for item in items if (found := _conflict(item, given)) is not None]
    if conflicts:
        raise MergeConflictError([_told(one) for one in conflicts], conflicts)
    answers = {
        item: _joined([p.answers[item] for p in given if item in p.answers]) for item in items
    }
    areas = [one.id for one in catalogue.areas if any(one.id in p.challenges for p in given)]
    languages = _each(part.language for part in given)
    return Responses(
        catalogue=given[0].catalogue,
        country=given[0].country,
        round=given[0].round,
        language=languages[0] if len(languages) == 1 else "mul",
        authority="; ".join(_each(part.authority for part in given)),
        focal_point="; ".join(_each(part.focal_point for part in given)),
        date=max(part.date for part in given),
        depth="full" if any(part.depth == "full" for part in given) else "quick",
        asked=_asked(given, catalogue),
        answers=FrozenDict(answers),
        challenges=FrozenDict(
            {area: "\n\n".join(_each(p.challenges.get(area, "") for p in given)) for area in areas}
        ),
        sources=tuple(source for part in given for source in part.sources or (_source(part),)),
        places=FrozenDict(_places(given, answers)),
    )


def _refuse_strangers(given: Sequence[Responses]) -> None:
    """Refuse parts of another country, round or catalogue than the first."""

    def name(part: Responses) -> str:
        ref = part.catalogue
        return f"{part.country} {part.round}, {ref.id} {ref.version} ({ref.checksum[:8]}…)"

    own = name(given[0])
    found = [
        problem("R030", part.places.get("", Place()), value=name(part), own=own)
        for part in given
        if name(part) != own
    ]
    if found:
        raise ResponsesError(found)


def _conflict(item: str, given: Sequence[Responses]) -> Conflict | None:
    said = tuple(
        Said(value=part.value(item), authority=part.authority, place=_place(part, item))
        for part in given
        if part.value(item) not in _GIVES_WAY
    )
    return Conflict(item=item, said=said) if len({one.value for one in said}) > 1 else None


def _place(part: Responses, item: str) -> Place:
    return part.places.get(item) or part.places.get("") or Place()


def _told(conflict: Conflict) -> Problem:
    parts: list[str] = []
    for one in conflict.said:
        word = str(one.value) if isinstance(one.value, int) else later(f"answers.{one.value}")
        who = ", ".join(filter(None, (one.authority, str(one.place))))
        parts += ['; "' if parts else '"', word, f'" ({who})']
    item, last = conflict.item, conflict.said[-1]
    return problem("R031", last.place, item, last.value, id=item, said=joined_later(*parts))


def _joined(answers: Sequence[Answer]) -> Answer:
    """Return one answer of several that do not contradict each other."""
    known = [one for one in answers if one.value not in _GIVES_WAY]
    value = known[0].value if known else max((one.value for one in answers), key=_GIVES_WAY.index)
    own = [one for one in answers if one.value == value]
    # A reason beside an answer that gives way would read as one for the answer that stands.
    aside = [one.reason for one in answers if one.value != value]
    return Answer(
        value=value,
        reason="; ".join(_each(one.reason for one in own)),
        evidence=tuple(dict.fromkeys(chain.from_iterable(one.evidence for one in answers))),
        grade=max((one.grade for one in own), key=GRADES.index),
        comment="\n".join(_each([*(one.comment for one in answers), *aside])),
        correction=any(one.correction for one in own),
    )


def _each(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def _asked(given: Sequence[Responses], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the indicators that were asked of any; empty for all."""
    everything = [one.id for one in catalogue.indicators]
    chosen = set(chain.from_iterable(part.asked or everything for part in given))
    return () if chosen >= set(everything) else tuple(i for i in everything if i in chosen)


def _source(part: Responses) -> Source:
    place = part.places.get("", Place())
    said = {item: one.value for item, one in part.answers.items() if one.value != "unanswered"}
    # The place of the file as a whole says nothing of an answer's.
    known = {item: at for item, at in part.places.items() if at != place}
    return Source(
        file=place.file,
        authority=part.authority,
        focal_point=part.focal_point,
        date=part.date,
        language=part.language,
        asked=part.asked,
        answers=FrozenDict(said),
        places=FrozenDict({item: str(known[item]) for item in said if item in known}),
    )


def _places(given: Sequence[Responses], answers: dict[str, Answer]) -> dict[str, Place]:
    """Return where each answer was first given as it stands now."""
    found: dict[str, Place] = {}
    for part in given:
        for key, place in part.places.items():
            item = key.partition("/")[0]
            if item in answers and part.value(item) == answers[item].value:
                found.setdefault(key, place)
    return found
