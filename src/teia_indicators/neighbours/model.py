"""The models of a comparison of two neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.catalogue.pairs import PairKind
from teia_indicators.html import MOST_ROWS, html_table
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import Problem, Problems
from teia_indicators.responses.model import AnswerWord
from teia_indicators.text import phrase

Result = Literal["match", "mismatch", "weak_mismatch", "undecidable"]
Role = Literal["both", "origin", "affected"]

#: All results, those to talk about first.
RESULTS: tuple[Result, ...] = ("mismatch", "weak_mismatch", "match", "undecidable")

#: Answers that decide; any other leaves the pair open.
DETERMINATE = ("yes", "partly", "no")


class PairAnswer(Model):
    """What one country says in a pair.

    Parameters
    ----------
    country, round : str
        Whose answer.
    role : {"both", "origin", "affected"}
        As what it answers; ``both`` in a symmetric pair.
    criterion : str
        Id of the criterion.
    answer : str
        ``yes``, ``partly``, ``no``, ``unanswered``, ``unknown``, ``withheld`` or
        ``not_applicable``.
    declared : int or None
        The declared stage that implies the answer; None where it is an answer of its own.
    reason : str
        Why it is not applicable. The ground of a withheld answer never stands here.
    place : str
        Where it stands, such as ``xaa-2026.xlsx:Notification!F9``; empty where that is not known.
    """

    country: str
    round: str
    role: Role
    criterion: str
    answer: AnswerWord
    declared: int | None = None
    reason: str = ""
    place: str = ""

    @property
    def decides(self) -> bool:
        """True for yes, partly and no, also where a declared stage implies them."""
        return self.answer in DETERMINATE

    def said(self, language: str = "en") -> str:
        """Return the country and its answer, such as ``XAB: no (by the declared stage 2)``."""
        said = phrase(f"answers.{self.answer}", language)
        if self.declared is not None:
            said = phrase("neighbours.implied", language, answer=said, stage=self.declared)
        elif self.reason:
            said = phrase("neighbours.because", language, answer=said, reason=self.reason)
        return phrase("neighbours.said", language, country=self.country, answer=said)


class PairFinding(Model):
    """One pair of criteria, compared between two countries.

    Parameters
    ----------
    pair, area : str
        Ids of the pair and of its working area.
    kind : {"symmetric", "directed"}
        As in `Pair`.
    first, second : PairAnswer
        The two answers; of a directed pair the Party of origin's first.
    result : {"match", "mismatch", "weak_mismatch", "undecidable"}
        Match: both met, or both not met. Mismatch: one yes, the other no. Weak mismatch: one yes,
        the other partly. Undecidable: an answer is open or not applicable.
    references : tuple of str
        What obliges the two Parties to agree.
    texts : mapping of language to str
        What must agree, and how sure a mismatch is.

    References
    ----------
    Method, section 8.
    """

    pair: str
    area: str
    kind: PairKind
    first: PairAnswer
    second: PairAnswer
    result: Result
    references: tuple[str, ...] = ()
    texts: FrozenDict[str, str] = FrozenDict()

    @property
    def answers(self) -> tuple[PairAnswer, PairAnswer]:
        """Both answers."""
        return self.first, self.second

    def text(self, language: str = "en") -> str:
        """Return what must agree, and how sure a mismatch is."""
        return self.texts.get(language) or next(iter(self.texts.values()), "")

    def reason(self, language: str = "en") -> str:
        """Return why the result is what it is: where undecidable, only what leaves it open."""
        shown = self.answers
        if self.result == "undecidable":
            shown = tuple(one for one in shown if not one.decides)  # type: ignore[assignment]
        return "; ".join(one.said(language) for one in shown)

    def __repr__(self) -> str:
        names = " and ".join(one.country for one in self.answers)
        return f"<PairFinding {self.pair} of {names}: {self.result}>"


class NeighbourComparison(Model):
    """Two countries compared on what they must answer alike; see `compare_neighbours`.

    Parameters
    ----------
    countries, rounds : tuple of str
        The two, in the order given.
    catalogue : CatalogueRef
        What was asked.
    status : {"unofficial", "official"}
        Of the catalogue.
    pairs : tuple of PairFinding
        In catalogue order; a directed pair twice, first with the first country as Party of origin.
    findings : tuple of Problem
        What to look at: different rounds, countries that are no land neighbours.
    """

    countries: tuple[str, str]
    rounds: tuple[str, str]
    catalogue: CatalogueRef
    status: Literal["unofficial", "official"]
    pairs: tuple[PairFinding, ...]
    findings: tuple[Problem, ...] = ()

    @property
    def counts(self) -> FrozenDict[str, int]:
        """How many pairs have each result; they add up to all pairs."""
        found = Counter(one.result for one in self.pairs)
        return FrozenDict({result: found[result] for result in RESULTS})

    @property
    def decided(self) -> int:
        """How many pairs could be decided."""
        return len(self.pairs) - self.counts["undecidable"]

    @property
    def share(self) -> float | None:
        """Share of the decided pairs that are mismatches, weak ones too; None where none is."""
        apart = self.counts["mismatch"] + self.counts["weak_mismatch"]
        return apart / self.decided if self.decided else None

    @property
    def problems(self) -> Problems:
        """The findings, as problems to print."""
        return Problems(self.findings)

    def of(self, *results: Result) -> tuple[PairFinding, ...]:
        """Return the pairs with one of some results, in the order of the results asked for."""
        return tuple(one for result in results for one in self.pairs if one.result == result)

    def __iter__(self) -> Iterator[PairFinding]:  # type: ignore[override]
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    @property
    def title(self) -> str:
        """The two countries with their rounds."""
        return " and ".join(f"{c} {r}" for c, r in zip(self.countries, self.rounds, strict=True))

    def __repr__(self) -> str:
        counts = self.counts
        return (
            f"<NeighbourComparison {self.title}: {counts['mismatch']} mismatches, "
            f"{counts['weak_mismatch']} weak, {counts['match']} matches, "
            f"{counts['undecidable']} undecidable>"
        )

    def to_html(self, language: str = "en", most: int | None = None) -> str:
        """Return the table of the pairs, what to ask about first; `most` rows, None for all."""

        def said(key: str, **params: object) -> str:
            return phrase(f"neighbours.{key}", language, **params)

        rows = (
            (
                one.pair,
                said(f"results.{one.result}"),
                _criteria(one, language),
                one.reason(language),
                "; ".join(dict.fromkeys(side.place for side in one.answers if side.place)),
                one.text(language),
                ", ".join(one.references),
            )
            for one in self.of(*RESULTS)
        )
        first, second = (" ".join(one) for one in zip(self.countries, self.rounds, strict=True))
        status = phrase(f"workbook.statuses.{self.status}", language)
        source = said("source", id=self.catalogue.id, version=self.catalogue.version, status=status)
        names = ("pair", "result", "criteria", "answers", "place", "what", "convention")
        caption = f"{said('title', first=first, second=second)} ({source})"
        return html_table(
            caption, [said(name) for name in names], rows, language=language, most=most
        )

    def _repr_html_(self) -> str:
        return self.to_html(most=MOST_ROWS)


def _criteria(one: PairFinding, language: str) -> str:
    """Return the criteria; of a directed pair with the countries and their roles."""
    if one.kind == "symmetric":
        return one.first.criterion
    return ", ".join(
        f"{side.criterion} ({side.country}, {phrase(f'neighbours.roles.{side.role}', language)})"
        for side in one.answers
    )
