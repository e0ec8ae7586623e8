"""What it rests on: how much is known and shown, by what method, from which sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from teia_indicators.assessment import NodeScore
from teia_indicators.catalogue.model import shown_text
from teia_indicators.report.material import Material
from teia_indicators.report.model import Block, Cell, Prose, Section, Sentence
from teia_indicators.report.words import NONE
from teia_indicators.text import phrase

_COUNTS = (
    *("yes", "partly", "no", "implied"),
    *("unanswered", "unknown", "withheld", "not_applicable"),
)
_OPEN = ("unanswered", "unknown", "withheld")


def quality(given: Material) -> Section:
    """Return coverage, evidence grades, what is open, and what to look at."""
    words, found = given.words, given.assessment
    nodes: list[NodeScore] = [*found.areas.values(), found.overall]

    def name(node: NodeScore) -> str:
        return words.item(node.id) if node.id in found.areas else words("overall")

    answers = given.table(
        "answers",
        ("area", *(f"#{count}" for count in _COUNTS), "#known"),
        (
            (
                name(node),
                *(words.number(getattr(node.counts, count)) for count in _COUNTS),
                words.percent(node.coverage),
            )
            for node in nodes
        ),
        words("notes.answers"),
    )
    grades = ("claimed", "documented", "demonstrated")
    evidence = given.table(
        "evidence",
        ("area", *(f"#{grade}" for grade in grades)),
        (
            (name(node), *(words.number(getattr(found.evidence[node.id], one)) for one in grades))
            for node in nodes
        ),
        words("notes.evidence"),
    )
    blocks: list[Block] = [answers, evidence, *_open(given)]
    if found.findings:
        told = tuple(Sentence(text=one.line(words.language)) for one in found.findings)
        blocks.append(Prose(sentences=told, points=True))
    return Section(id="quality", title=words("sections.quality"), blocks=tuple(blocks))


def _open(given: Material) -> Iterator[Block]:
    """Yield the information gaps: criteria of which nobody knows yet, or says."""
    words, found = given.words, given.assessment
    rows = tuple(
        (
            one.id,
            shown_text(one, words.language, found.catalogue, "english"),
            words.answer(found.reading[one.id]),
        )
        for one in found.catalogue.criteria
        if found.reading[one.id] in _OPEN
    )
    if rows:
        yield given.table("open", ("criterion", "asked", "answer"), rows)


def method(given: Material) -> Section:
    """Return the method, the assumptions and the provenance in full."""
    words, found = given.words, given.assessment
    catalogue, rules = found.catalogue, found.method
    sources = Counter(one.provenance for one in catalogue.criteria)
    told = [
        words("method.rule"),
        words("method.aggregation", value=words(f"aggregations.{rules.aggregation}")),
        words("method.missing", value=words(f"missing.{rules.missing}")),
        words("method.threshold", value=words.percent(rules.coverage_threshold)),
        words("method.provisional"),
    ]
    if rules.override:
        told.append(words("method.override"))
    facts: list[tuple[Cell, ...]] = [
        (words("facts.catalogue"), f"{catalogue.id} {catalogue.version}"),
        (words("facts.status"), words.status(catalogue.status)),
        (words("facts.published"), catalogue.publication_date or NONE),
        (words("facts.checksum"), catalogue.checksum),
        (words("facts.answers"), found.responses.checksum),
        (words("facts.authority"), found.responses.authority or NONE),
        (words("facts.date"), found.responses.date or NONE),
        *(
            (
                words("facts.criteria", provenance=_provenance(kind, words.language)),
                words.number(count),
            )
            for kind, count in sorted(sources.items())
        ),
    ]
    if catalogue.profile_of is not None:
        base = f"{catalogue.profile_of.id} {catalogue.profile_of.version}"
        facts.append((words("facts.national"), base))
    if given.gaps is not None and given.gaps.target.source:
        facts.append((words("facts.target"), given.gaps.target.source))
    prose = Prose(sentences=tuple(Sentence(text=one) for one in told), points=True)
    table = given.table("facts", ("fact", "fact_value"), facts)
    return Section(id="method", title=words("sections.method"), blocks=(prose, table))


def in_short(given: Material) -> Section:
    """Return what a reader of two pages has to know of the figures."""
    words = given.words
    told = ("rule", "provisional", "whole")
    prose = Prose(sentences=tuple(Sentence(text=words(f"method.{one}")) for one in told))
    return Section(id="method", title=words("sections.method"), blocks=(prose,))


def _provenance(kind: str, language: str) -> str:
    return phrase(f"provenances.{kind}", language)
