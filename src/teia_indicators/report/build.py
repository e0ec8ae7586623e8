"""A country's documents to a report: one model, whatever it is written to."""

from __future__ import annotations

from collections.abc import Iterable

from teia_indicators.action_plan import ActionPlan
from teia_indicators.assessment import Assessment
from teia_indicators.comparison import RoundComparison
from teia_indicators.gaps import Gaps
from teia_indicators.neighbours import NeighbourComparison
from teia_indicators.problems import MethodError, Place, Problem, problem, unknown_language
from teia_indicators.report import answers, grounds, work
from teia_indicators.report.brief import brief
from teia_indicators.report.material import Material
from teia_indicators.report.model import Prose, Report, Section, Sentence, Table
from teia_indicators.report.summary import summary
from teia_indicators.report.words import Words


def build_report(
    assessment: Assessment,
    *,
    gaps: Gaps | None = None,
    plan: ActionPlan | None = None,
    comparison: RoundComparison | None = None,
    neighbours: Iterable[NeighbourComparison] = (),
    language: str = "en",
    short: bool = False,
) -> Report:
    """Return what a report says: a summary by rule, and everything that it rests on.

    Parameters
    ----------
    assessment : Assessment
        Whose report.
    gaps : Gaps or None
        Its gaps; None for a report without.
    plan : ActionPlan or None
        The plan that closes them.
    comparison : RoundComparison or None
        With the round before.
    neighbours : iterable of NeighbourComparison
        With neighbours.
    language : str
        ``en``, ``fr`` or ``ru``. Free texts of the questionnaire stay as they were written.
    short : bool
        Two pages of A4 for somebody who decides: summary, areas, the first gaps and actions.

    Returns
    -------
    Report
        Sections in a fixed order; those of documents that are not given are left out.

    Raises
    ------
    MethodError
        If the language is not known, or a document is of another country or round.

    Examples
    --------
    >>> import teia_indicators as teia
    >>> catalogue = teia.load_catalogue()
    >>> answers = teia.testing.uniform_responses(catalogue, "yes")
    >>> report = teia.build_report(teia.assess(answers, catalogue))
    >>> report.section("summary").blocks[0].sentences[0].text
    'The overall figure is 100.0 of 100.0, whatever is still open.'
    """
    others = tuple(neighbours)
    problems = [*_misfits(assessment, gaps, plan, comparison, others)]
    if found := unknown_language(language):
        problems.append(found)
    if problems:
        raise MethodError(problems)
    catalogue = assessment.catalogue
    words = Words(catalogue, language)
    given = Material(words, assessment, gaps, plan, comparison, others)
    sections = brief(given) if short else _whole(given)
    country = words.country(assessment.country)
    return Report(
        language=language,
        title=words("title"),
        subtitle=words("subtitle", country=country, round=assessment.round),
        status=words.status(catalogue.status),
        statement=words.said(catalogue.id, "statement", catalogue.statement),
        contents=words("contents"),
        numbers=words("numbers"),
        sections=tuple(_linked(sections)),
    )


def _whole(given: Material) -> list[Section]:
    """Return every section of what is given."""
    gaps, plan, comparison = given.gaps, given.plan, given.comparison
    return [
        summary(given),
        answers.areas(given),
        answers.dimensions(given),
        answers.challenges(given),
        answers.indicators(given),
        *([] if gaps is None else [work.gaps(given, gaps)]),
        *([] if plan is None else [work.plan(given, plan)]),
        *([] if comparison is None else [work.change(given, comparison)]),
        *([work.neighbours(given, given.neighbours)] if given.neighbours else []),
        grounds.quality(given),
        grounds.method(given),
    ]


def _linked(sections: list[Section]) -> Iterable[Section]:
    """Yield the sections, whose sentences tell only of what is there."""
    there = {one.id for one in sections}
    there |= {block.id for one in sections for block in one.blocks if isinstance(block, Table)}
    for section in sections:
        blocks = [
            block.model_copy(
                update={
                    "sentences": tuple(
                        one if one.about in there else Sentence(text=one.text)
                        for one in block.sentences
                    )
                }
            )
            if isinstance(block, Prose)
            else block
            for block in section.blocks
        ]
        yield section.model_copy(update={"blocks": tuple(blocks)})


def _misfits(
    assessment: Assessment,
    gaps: Gaps | None,
    plan: ActionPlan | None,
    comparison: RoundComparison | None,
    neighbours: tuple[NeighbourComparison, ...],
) -> Iterable[Problem]:
    """Yield what is not of the same country and round."""
    own = assessment.country, assessment.round
    told = {
        "gaps": gaps and (gaps.country, gaps.round),
        "plan": plan and (plan.country, plan.round),
        "comparison": comparison and (comparison.country, comparison.later),
    }
    for name, other in told.items():
        if other and other != own:
            yield _misfit(name, own, other)
    for one in neighbours:
        pairs = list(zip(one.countries, one.rounds, strict=True))
        if own not in pairs:
            yield _misfit("neighbours", own, pairs[0])


def _misfit(name: str, own: tuple[str, str], other: tuple[str, str]) -> Problem:
    said = {"given": " ".join(other), "own": " ".join(own)}
    return problem("M096", Place(), name, name, document=name, **said)
