"""What follows: gaps, the plan and its quarters, the change since the last round, neighbours."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from teia_indicators.action_plan import ActionPlan, PlannedAction
from teia_indicators.comparison import RoundComparison
from teia_indicators.gaps import Gaps
from teia_indicators.neighbours import NeighbourComparison
from teia_indicators.neighbours.model import RESULTS
from teia_indicators.plots.rows import Progress
from teia_indicators.plots.steps import Waterfall
from teia_indicators.report.material import Material
from teia_indicators.report.model import MARK, Block, Cell, Column, Prose, Section, Sentence, Table
from teia_indicators.report.pictures import pictured
from teia_indicators.report.words import NONE
from teia_indicators.text import phrase

#: Most quarters that are drawn side by side on a page.
_MOST_QUARTERS = 16


def gaps(given: Material, found: Gaps) -> Section:
    """Return the gaps by rank."""
    words = given.words

    def rows() -> Iterator[tuple[Cell, ...]]:
        for gap in found:
            criteria = [one.id for one in gap.criteria if one.blocks_next]
            yield (
                words.number(gap.rank),
                words.item(gap.indicator),
                words.number(gap.stage_low),
                words.number(gap.next_stage),
                words.number(gap.target),
                words.date(gap.target_by),
                ", ".join(criteria),
                words.change(gap.gain_overall),
                NONE if gap.effort is None else words.number(gap.effort),
            )

    heads = (
        "#rank",
        "indicator",
        "#stage",
        "#next",
        "#target",
        "by",
        "criteria",
        "#gain",
        "#effort",
    )
    table = given.table("gaps", heads, rows(), words("notes.gaps"))
    return _section(given, "gaps", table, words("say.no_gap"), *_steps(given, found))


def _steps(given: Material, found: Gaps) -> Iterator[Block]:
    """Yield the chart of what closing the gaps adds to the whole, where there is one."""
    own = found.assessment
    if own is not None and own.catalogue.overall and own.overall.low is not None:
        yield pictured(Waterfall(found), given.words.language)


def plan(given: Material, found: ActionPlan) -> Section:
    """Return the actions, prerequisites first, and over the quarters."""
    words, shown = given.words, given.words.shown

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in found:
            yield (
                one.id,
                shown.text(one, "title"),
                ", ".join(one.indicators),
                shown.role(one.authority) or NONE,
                ", ".join(one.requires) or NONE,
                words.date(one.start),
                words.date(one.due),
                shown.word("status", one.status),
                shown.word("effort", one.effort),
            )

    heads = ("id", "action", "indicators", "authority", "after", "start", "due", "status", "effort")
    blocks: list[Block] = [given.table("plan", heads, rows(), words("notes.plan"))]
    dated = [one for one in found if one.start is not None and one.due is not None]
    if dated:
        blocks.append(_timeline(given, dated))
    return _section(given, "plan", blocks[0], words("say.no_action"), *blocks[1:])


def _timeline(given: Material, actions: list[PlannedAction]) -> Table:
    """Return the actions over the quarters; years where there are too many of these."""
    words = given.words
    days = [day for one in actions for day in (one.start, one.due) if day is not None]
    first, last = _quarter(min(days)), _quarter(max(days))
    by_year = last - first >= _MOST_QUARTERS
    steps = range(first // 4 * 4, last + 1, 4) if by_year else range(first, last + 1)
    width = 4 if by_year else 1

    def head(step: int) -> str:
        return str(step // 4) if by_year else words("quarter", year=step // 4, n=step % 4 + 1)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in actions:
            if one.start is None or one.due is None:
                continue
            start, end = _quarter(one.start), _quarter(one.due)
            marks = (MARK if start < step + width and step <= end else "" for step in steps)
            yield (f"{one.id} {words.shown.text(one, 'title')}", *marks)

    table = given.table("timeline", ("action",), rows(), words("notes.timeline"))
    columns = (*table.columns, *(Column(head=head(step)) for step in steps))
    return table.model_copy(update={"columns": columns})


def _quarter(day: datetime.date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def change(given: Material, found: RoundComparison) -> Section:
    """Return what changed since the earlier round, split into its parts."""
    words = given.words

    def rows() -> Iterator[tuple[Cell, ...]]:
        for node in found.nodes:
            if node.level == "indicator":
                continue
            yield (
                words("overall") if node.level == "overall" else words.item(node.id),
                words.figure(node.low.earlier),
                words.figure(node.low.later),
                words.change(node.low.total),
                *(words.change(part) for part in node.low.parts.values()),
                words.percent(node.to_target),
            )

    heads = (
        *("area", "#earlier", "#later", "#total"),
        *("#correction", "#catalogue", "#coverage", "#real", "#to_target"),
    )
    note = words("notes.change", earlier=found.earlier, later=found.later)
    table = given.table("change", heads, rows(), note)
    chart = pictured(Progress(found, given.assessment.catalogue), words.language)
    return Section(id="rounds", title=words("sections.rounds"), blocks=(chart, table))


def neighbours(given: Material, found: tuple[NeighbourComparison, ...]) -> Section:
    """Return, for each neighbour, the pairs of answers that must agree and do not, or may not."""
    words = given.words

    def rows(one: NeighbourComparison) -> Iterator[tuple[Cell, ...]]:
        for pair in one.of(*(result for result in RESULTS if result != "match")):
            yield (
                pair.pair,
                phrase(f"neighbours.results.{pair.result}", words.language),
                pair.text(words.language),
                pair.reason(words.language),
                ", ".join(pair.references) or NONE,
            )

    blocks = []
    for one in found:
        other = next(name for name in one.countries if name != given.assessment.country)
        counts = {result: words.number(count) for result, count in one.counts.items()}
        note = words("notes.neighbours", **counts)
        heads = ("pair", "result", "must_agree", "reason", "convention")
        table = given.table("neighbours", heads, rows(one), note)
        name = words.country(other)
        caption = words("captions.neighbour", other=name)
        blocks.append(table.model_copy(update={"id": f"neighbour-{other}", "caption": caption}))
    return Section(id="neighbours", title=words("sections.neighbours"), blocks=tuple(blocks))


def _section(given: Material, name: str, table: Block, none: str, *more: Block) -> Section:
    """Return a section with its tables, or a sentence where there is nothing to list."""
    title = given.words(f"sections.{name}")
    if isinstance(table, Table) and not table.rows:
        # The anchor stays, since the summary names it.
        empty = Prose(sentences=(Sentence(text=none),))
        return Section(id=f"{name}", title=title, blocks=(empty,))
    return Section(id=f"{name}-section", title=title, blocks=(table, *more))
