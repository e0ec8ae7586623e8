"""How far a questionnaire is: shares answered by area, authority and language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from teia_indicators.catalogue.model import Catalogue, Indicator
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.responses.model import AnswerWord, Depth, Responses, Source

Group = Literal["overall", "area", "authority", "language"]
Values = Mapping[str, AnswerWord | int]


class Share(Model):
    """How much of one group is answered.

    Parameters
    ----------
    group : {"overall", "area", "authority", "language"}
        What is counted together.
    name : str
        Id of the area, name of the authority, code of the language; empty for ``overall`` and for
        an authority that has not said its name.
    asked : int
        Questions: criteria, and indicators that have none; with the depth ``quick`` indicators.
    answered : int
        Those with an answer of their own, ``unknown`` among them.
    implied : int
        Criteria left empty for which a declared stage, or ``not_applicable``, of their indicator
        stands in.
    """

    group: Group
    name: str = ""
    asked: int
    answered: int
    implied: int

    @property
    def open(self) -> int:
        """Questions without an answer."""
        return self.asked - self.answered - self.implied

    @property
    def share(self) -> float | None:
        """Share that is answered or implied, in [0, 1]; None where nothing is asked."""
        return (self.answered + self.implied) / self.asked if self.asked else None


class Progress(Model):
    """How far a questionnaire is; see `Responses.progress`."""

    country: str
    round: str
    rows: tuple[Share, ...]

    @property
    def overall(self) -> Share:
        """The row of the whole questionnaire."""
        return self.rows[0]

    def of(self, group: Group) -> tuple[Share, ...]:
        """Return the rows of a group, in catalogue order or in that of the files."""
        return tuple(row for row in self.rows if row.group == group)

    def __repr__(self) -> str:
        one = self.overall
        done = one.answered + one.implied
        return f"<Progress {self.country} {self.round}: {done} of {one.asked} answered>"

    def _repr_html_(self) -> str:
        heads = ("Group", "Name", "Asked", "Answered", "Implied", "Open", "Share")
        rows = (
            (one.group, one.name, one.asked, one.answered, one.implied, one.open, _percent(one))
            for one in self.rows
        )
        return html_table(f"{self.country} {self.round}: progress", heads, rows, named=1)


def _percent(one: Share) -> str:
    return "" if one.share is None else f"{100 * one.share:.0f} %"


def measure_progress(responses: Responses, catalogue: Catalogue) -> Progress:
    """Return how far a questionnaire is; see `Responses.progress`."""
    values = {item: answer.value for item, answer in responses.answers.items()}
    whole = _indicators(catalogue, responses.asked)
    rows = [_share("overall", "", [(whole, values)], responses.depth)]
    for area in catalogue.areas:
        own = [one for one in whole if catalogue.parents[one.id] == area.id]
        if own:
            rows.append(_share("area", area.id, [(own, values)], responses.depth))
    sources = responses.sources or (_itself(responses, values),)
    groups: tuple[tuple[Group, str], ...] = (("authority", "authority"), ("language", "language"))
    for group, field in groups:
        for name in dict.fromkeys(getattr(source, field) for source in sources):
            parts = [
                (_indicators(catalogue, source.asked), source.answers)
                for source in sources
                if getattr(source, field) == name
            ]
            rows.append(_share(group, name, parts, responses.depth))
    return Progress(country=responses.country, round=responses.round, rows=tuple(rows))


def _itself(responses: Responses, values: Values) -> Source:
    return Source.model_construct(
        authority=responses.authority,
        language=responses.language,
        asked=responses.asked,
        answers=FrozenDict(values),
    )


def _indicators(catalogue: Catalogue, asked: Iterable[str]) -> list[Indicator]:
    chosen = set(asked)
    return [one for one in catalogue.indicators if not chosen or one.id in chosen]


def _share(
    group: Group, name: str, parts: Iterable[tuple[list[Indicator], Values]], depth: Depth
) -> Share:
    """Count the questions of several parts: one asked of two authorities is two."""
    states = [
        state
        for indicators, values in parts
        for one in indicators
        for state in _states(one, values, depth)
    ]
    return Share(
        group=group,
        name=name,
        asked=len(states),
        answered=states.count("answered"),
        implied=states.count("implied"),
    )


def _states(indicator: Indicator, values: Values, depth: Depth) -> Iterator[str]:
    """Yield ``answered``, ``implied`` or ``open`` for each question that must be answered."""
    declared = values.get(indicator.id, "unanswered") != "unanswered"
    if depth == "quick" or not indicator.criteria:
        yield "answered" if declared else "open"
        return
    for criterion in indicator.criteria:
        if values.get(criterion.id, "unanswered") != "unanswered":
            yield "answered"
        else:
            yield "implied" if declared else "open"
