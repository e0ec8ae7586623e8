"""A questionnaire is a catalogue asked of one country in one round."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from teia_indicators.catalogue.countries import is_country_code, load_countries
from teia_indicators.catalogue.model import (
    Catalogue,
    Criterion,
    Indicator,
    WorkingArea,
    shown_text,
)
from teia_indicators.catalogue.translation import say
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import MethodError, Place, did_you_mean, problem, unknown_language
from teia_indicators.responses.model import Depth


class Question(Model):
    """One line of the questionnaire.

    Parameters
    ----------
    id : str
        Id of the indicator or criterion.
    kind : {"indicator", "criterion"}
        An indicator asks for a declared stage, a criterion for yes, partly or no.
    area : str
        Id of the working area.
    text : str
        Title of the indicator, or statement of the criterion, in the questionnaire's language.
    question : str
        What the indicator asks; empty for a criterion.
    guidance : mapping of str to str
        What helps to answer: ``why``, ``evidence`` and ``difficulty`` of an indicator, ``yes`` and
        ``partly`` of a criterion; in the questionnaire's language.
    stage : int or None
        Stage that the criterion is required for; None for an indicator.
    dimension : str or None
        Dimension of the criterion; None for an indicator.
    """

    id: str
    kind: Literal["indicator", "criterion"]
    area: str
    text: str
    question: str = ""
    guidance: FrozenDict[str, str] = FrozenDict()
    stage: int | None = None
    dimension: str | None = None


class Questionnaire(Model):
    """What one country is asked in one round; see `build_questionnaire`.

    Parameters
    ----------
    catalogue : Catalogue
        What can be asked.
    country, round, language, depth, authority, focal_point
        As for `build_questionnaire`.
    asked : tuple of str
        Indicators that are asked, where the form is one authority's part (see `assign`); empty for
        all.
    """

    catalogue: Catalogue
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    round: Annotated[str, Field(min_length=1, max_length=40)]
    language: str = "en"
    depth: Depth = "full"
    authority: str = ""
    focal_point: str = ""
    asked: tuple[str, ...] = ()

    @cached_property
    def areas(self) -> tuple[WorkingArea, ...]:
        """The working areas of which something is asked, with the indicators that are."""
        if not self.asked:
            return self.catalogue.areas
        found = []
        for area in self.catalogue.areas:
            kept = tuple(one for one in area.indicators if one.id in self.asked)
            if kept:
                found.append(area.model_copy(update={"indicators": kept}))
        return tuple(found)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in catalogue order, an indicator before its criteria."""
        found = []
        for area in self.areas:
            for indicator in area.indicators:
                found.append(self._indicator(indicator, area.id))
                asked = indicator.criteria if self.depth == "full" else ()
                found += [self._criterion(criterion, area.id) for criterion in asked]
        return tuple(found)

    def _indicator(self, indicator: Indicator, area: str) -> Question:
        own = indicator.question
        asks = own and say(self.catalogue, indicator.id, "question", own, self.language)
        return Question(
            id=indicator.id,
            kind="indicator",
            area=area,
            text=shown_text(indicator, self.language, self.catalogue),
            question=asks,
            guidance=self._guidance(indicator, ("why", "evidence", "difficulty")),
        )

    def _criterion(self, criterion: Criterion, area: str) -> Question:
        return Question(
            id=criterion.id,
            kind="criterion",
            area=area,
            text=shown_text(criterion, self.language, self.catalogue),
            guidance=self._guidance(criterion, ("yes", "partly")),
            stage=criterion.stage,
            dimension=criterion.dimension,
        )

    def _guidance(
        self, item: Indicator | Criterion, names: tuple[str, ...]
    ) -> FrozenDict[str, str]:
        given = {name: getattr(item.guidance, name) for name in names}
        return FrozenDict(
            {
                name: say(self.catalogue, item.id, f"guidance.{name}", text, self.language)
                for name, text in given.items()
                if text
            }
        )

    def __repr__(self) -> str:
        return (
            f"<Questionnaire {self.country} {self.round} ({self.language}, {self.depth}): "
            f"{len(self.questions)} questions>"
        )

    def _repr_html_(self) -> str:
        counts = {area.id: 0 for area in self.areas}
        for question in self.questions:
            counts[question.area] += 1
        rows = ((area.id, area.title, counts[area.id]) for area in self.areas)
        who = f", {self.authority}" if self.authority else ""
        caption = f"{self.country} {self.round}{who} ({self.language}, {self.depth})"
        return html_table(caption, ("Id", "Area", "Questions"), rows)


def build_questionnaire(
    catalogue: Catalogue,
    *,
    country: str,
    round: str,
    language: str = "en",
    depth: Depth = "full",
    authority: str = "",
    focal_point: str = "",
) -> Questionnaire:
    """Return the questionnaire of a country and a round.

    Parameters
    ----------
    catalogue : Catalogue
        What is asked.
    country : str
        ISO 3166-1 alpha-3; ``XAA`` to ``XZZ`` for invented examples.
    round : str
        Name of the round, 1 to 40 characters, such as ``2026``.
    language : str
        Language of the form: ``en``, ``fr`` or ``ru``.
    depth : {"full", "quick"}
        ``full`` asks every criterion, ``quick`` one declared stage per indicator.
    authority, focal_point : str
        Who is to fill it in, and who can be asked about it; may be empty.

    Raises
    ------
    MethodError
        If country, round, language or depth cannot be used; all at once.

    Examples
    --------
    >>> from teia_indicators import load_catalogue
    >>> build_questionnaire(load_catalogue(), country="XAA", round="2026", depth="quick")
    <Questionnaire XAA 2026 (en, quick): 24 questions>
    """
    problems = []
    if not is_country_code(country):
        hint = did_you_mean(country, load_countries())
        problems.append(problem("M010", Place(), "country", country, value=country, hint=hint))
    if not 1 <= len(str(round)) <= 40:
        problems.append(problem("M011", Place(), "round", round))
    if found := unknown_language(language):
        problems.append(found)
    if depth not in ("quick", "full"):
        problems.append(problem("M013", Place(), "depth", depth, value=depth))
    if problems:
        raise MethodError(problems)
    return Questionnaire(
        catalogue=catalogue,
        country=country,
        round=str(round),
        language=language,
        depth=depth,
        authority=authority,
        focal_point=focal_point,
    )
