"""The summary: plain sentences by rule, each with the table its numbers stand in."""

from __future__ import annotations

from collections.abc import Iterator

from teia_indicators.assessment import AreaScore
from teia_indicators.report.material import Material
from teia_indicators.report.model import Prose, Section, Sentence


def summary(given: Material) -> Section:
    """Return the summary of everything that is there."""
    parts = (_overall, _known, _areas, _insufficient, _gaps, _plan, _change, _neighbours, _claims)
    sentences = tuple(sentence for part in parts for sentence in part(given))
    return Section(
        id="summary",
        title=given.words("sections.summary"),
        blocks=(Prose(sentences=sentences, points=True),),
    )


def _overall(given: Material) -> Iterator[Sentence]:
    words, node = given.words, given.assessment.overall
    if not given.assessment.catalogue.overall:
        return
    said = {
        "value": words.figure(node.value),
        "low": words.figure(node.low),
        "high": words.figure(node.high),
        "top": words.figure(words.top),
    }
    if not node.applicable:
        key = "not_applicable"
    elif node.value is None:
        key = "overall_none"
    else:
        key = "overall_exact" if node.low == node.high else "overall"
    yield Sentence(text=words(f"say.{key}", **said), about="areas")


def _known(given: Material) -> Iterator[Sentence]:
    words, counts = given.words, given.assessment.overall.counts
    asked = counts.all - counts.not_applicable
    open_ = counts.unanswered + counts.unknown + counts.withheld
    if not asked:
        return
    share = words.percent((asked - open_) / asked)
    known = words.number(asked - open_)
    yield Sentence(
        text=words.counted("say.known", asked, known=known, share=share), about="answers"
    )
    if open_:
        yield Sentence(text=words.counted("say.open", open_), about="open")


def _areas(given: Material) -> Iterator[Sentence]:
    words = given.words
    figures = {
        item: node.value for item, node in given.assessment.areas.items() if node.value is not None
    }
    if len(figures) < 2:
        return
    best, worst = max(figures.values()), min(figures.values())
    if best == worst:
        yield Sentence(text=words("say.alike", value=words.figure(best)), about="areas")
        return
    for key, figure in (("highest", best), ("lowest", worst)):
        alike = [words.shown.name(item) for item, own in figures.items() if own == figure]
        said = {"names": words.names(alike), "value": words.figure(figure)}
        yield Sentence(text=words.counted(f"say.{key}", len(alike), **said), about="areas")


def _insufficient(given: Material) -> Iterator[Sentence]:
    words = given.words
    names = [
        words.shown.name(item)
        for item, node in given.assessment.areas.items()
        if isinstance(node, AreaScore) and node.insufficient
    ]
    if names:
        share = words.percent(given.assessment.method.coverage_threshold)
        said = {"share": share, "names": words.names(names)}
        yield Sentence(text=words.counted("say.insufficient", len(names), **said), about="areas")


def _gaps(given: Material) -> Iterator[Sentence]:
    words, gaps = given.words, given.gaps
    if gaps is None:
        return
    if not gaps:
        yield Sentence(text=words("say.no_gap"), about="gaps")
        return
    yield Sentence(text=words.counted("say.gaps", len(gaps)), about="gaps")
    first = gaps.gaps[0]
    yield Sentence(
        text=words(
            "say.first_gap",
            name=words.item(first.indicator),
            stage=words.number(first.stage_low),
            next=words.number(first.next_stage),
            target=words.number(first.target),
        ),
        about="gaps",
    )


def _plan(given: Material) -> Iterator[Sentence]:
    words, plan = given.words, given.plan
    if plan is None:
        return
    yield Sentence(text=words.counted("say.plan", len(plan)), about="plan")
    proof = plan.proof
    if plan.actions and proof.low_before is not None and proof.low_after is not None:
        said = {
            "before": words.figure(proof.low_before),
            "after": words.figure(proof.low_after),
        }
        yield Sentence(text=words("say.proof", **said), about="plan")


def _change(given: Material) -> Iterator[Sentence]:
    words, comparison = given.words, given.comparison
    if comparison is None:
        return
    change = comparison.overall.low
    if change.total is None:
        yield Sentence(text=words("say.no_change", earlier=comparison.earlier), about="change")
        return
    said = {name: words.change(part) for name, part in change.parts.items()}
    total = words.change(change.total)
    text = words("say.change", earlier=comparison.earlier, total=total, **said)
    yield Sentence(text=text, about="change")


def _neighbours(given: Material) -> Iterator[Sentence]:
    words = given.words
    for one in given.neighbours:
        other = next(name for name in one.countries if name != given.assessment.country)
        apart = one.counts["mismatch"] + one.counts["weak_mismatch"]
        said = {
            "other": words.country(other),
            "apart": words.number(apart),
            "undecided": words.number(one.counts["undecidable"]),
        }
        text = words.counted("say.neighbour", one.decided, **said)
        yield Sentence(text=text, about=f"neighbour-{other}")


def _claims(given: Material) -> Iterator[Sentence]:
    words, found = given.words, given.assessment.evidence["overall"]
    if found.yes:
        said = {
            name: words.number(getattr(found, name))
            for name in ("claimed", "documented", "demonstrated")
        }
        yield Sentence(text=words.counted("say.claims", found.yes, **said), about="evidence")
