"""What `compare` prints: figures and their parts, criteria, and the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import teia_indicators as teia
from teia_indicators.catalogue.actions import Action
from teia_indicators.catalogue.model import WorkingArea
from teia_indicators.catalogue.translation import say
from teia_indicators.cli import show
from teia_indicators.cli.console import new_table, open_console
from teia_indicators.comparison import ActionReview, Change, CriterionChange, NodeChange, NodeSeries
from teia_indicators.comparison.model import PARTS
from teia_indicators.problems import Problems
from teia_indicators.report.words import Words
from teia_indicators.text import phrase

_ORDER = {"no": 0, "implied_unmet": 0, "partly": 1, "yes": 2, "implied_met": 2}
_KINDS = (
    *("up", "down", "other", "became_determinate", "became_indeterminate"),
    *("corrected", "asked", "new", "retired"),
)
#: Most ids of one kind that are printed; the tables have them all.
_MOST = 24


def _say(key: str, language: str, **params: object) -> str:
    return phrase(f"compare.{key}", language, **params)


def comparison(found: teia.RoundComparison, catalogue: teia.Catalogue, language: str) -> None:
    """Print the areas and the whole with the parts of their change, criteria and the plan."""
    _figures(found, catalogue, language)
    show.line(_say("note", language))
    if found.earlier_catalogue != found.later_catalogue:
        names = (
            f"{one.id} {one.version}" for one in (found.earlier_catalogue, found.later_catalogue)
        )
        show.line(_say("versions", language, **dict(zip(("earlier", "later"), names, strict=True))))
    if not found:
        show.line(_say("nothing", language))
    for text in _criteria(found.criteria, language):
        show.line(text)
    if found.plan is not None:
        _plan(found.plan, catalogue, language)
    show.problems(Problems(found.findings), language)


def _figures(found: teia.RoundComparison, catalogue: teia.Catalogue, language: str) -> None:
    whose = {"country": found.country, "earlier": found.earlier, "later": found.later}
    words = Words(catalogue, language)
    table = new_table(_say("title", language, **whose))
    table.add_column(_say("area", language), max_width=22)
    for name in ("earlier", "later", "change", *PARTS, "to_target"):
        table.add_column(_say(f"columns.{name}", language), justify="right", no_wrap=True)
    for node in (*found.areas.values(), found.overall):
        title = _title(node, catalogue, language)
        ends = map(words.figure, (node.low.earlier, node.low.later))
        parts = map(words.change, (node.low.total, *node.low.parts.values()))
        table.add_row(title, *ends, *parts, words.percent(node.to_target))
    open_console().print(table)


def _title(node: NodeChange | NodeSeries, catalogue: teia.Catalogue, language: str) -> str:
    """Return id and title of an area, or the name of the whole; what was retired stays as it is."""
    area = catalogue.items.get(node.id)
    if node.level == "overall":
        return _say("overall", language)
    if not isinstance(area, WorkingArea):
        return f"{node.id} {node.title}"
    field = "short_title" if area.short_title else "title"
    return f"{area.id} {say(catalogue, area.id, field, getattr(area, field), language)}"


def _criteria(changes: Iterable[CriterionChange], language: str) -> Iterator[str]:
    """Yield how many criteria changed, and which, by what became of them."""
    kinds: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for one in changes:
        kinds[_direction(one)].append(one.id)
    count = sum(map(len, kinds.values()))
    if count:
        yield ""
        yield _say("criteria", language, count=count)
    for kind, items in kinds.items():
        if items:
            more = f", … (+{len(items) - _MOST})" if len(items) > _MOST else ""
            listed = ", ".join(items[:_MOST])
            yield f"  {_say(f'kinds.{kind}', language)} ({len(items)}): {listed}{more}"


def _direction(one: CriterionChange) -> str:
    """Return the kind of a change; of another answer, whether it is a better one."""
    if one.kind != "changed":
        return one.kind
    before, after = (_ORDER.get(str(state)) for state in (one.carried, one.later))
    if before is None or after is None or before == after:
        return "other"
    return "up" if after > before else "down"


def _plan(review: teia.PlanReview, catalogue: teia.Catalogue, language: str) -> None:
    library = {one.id: one for one in catalogue.actions}
    table = new_table(_say("plan", language, earlier=review.earlier))
    for name in ("id", "action", "authority", "said", "found", "turned", "open"):
        table.add_column(_say(f"actions.{name}", language), max_width=None if name == "id" else 30)
    for one in review:
        table.add_row(
            one.id,
            *_words(one, library.get(one.id), catalogue, language),
            _say(f"statuses.{one.status}", language),
            _say(f"verdicts.{one.verdict}", language),
            ", ".join(one.turned),
            _left(one, language),
        )
    show.line("")
    open_console().print(table)


def _words(
    one: ActionReview, own: Action | None, catalogue: teia.Catalogue, language: str
) -> tuple[str, str]:
    """Return title and authority; where they are the library's, in the language."""
    title, authority = one.title, one.authority
    if own is not None and title == own.title:
        title = say(catalogue, one.id, "title", title, language)
    if own is not None and authority == own.owner:
        authority = say(catalogue, "owners", authority, authority, language)
    return title, authority


def _left(one: ActionReview, language: str) -> str:
    """Return what is not met yet, and what fell back."""
    left = [item for item in one.not_turned if item not in one.fell_back]
    fallen = ", ".join(one.fell_back)
    parts = [", ".join(left), _say("actions.fell_back", language, items=fallen) if fallen else ""]
    return "; ".join(filter(None, parts))


def series(found: teia.RoundSeries, catalogue: teia.Catalogue, language: str) -> None:
    """Print the low of the areas and the whole in each round, and the parts of the whole change."""
    words = Words(catalogue, language)
    table = new_table(_say("series", language, country=found.country))
    table.add_column(_say("area", language), max_width=40)
    for name in found.rounds:
        table.add_column(name, justify="right", no_wrap=True)
    areas = [node for node in found.nodes if node.level == "area"]
    for node in (*areas, found.overall):
        title = _title(node, catalogue, language)
        table.add_row(title, *map(words.figure, node.figures))
    open_console().print(table)
    ends = {"first": found.rounds[0], "last": found.rounds[-1]}
    parts = _parts(found.overall.total, words)
    show.line(_say("total", language, parts=parts, **ends))
    for one in found.comparisons:
        show.problems(Problems(one.findings), language)


def _parts(change: Change, words: Words) -> str:
    named = {"change": change.total, **change.parts}
    return ", ".join(
        f"{_say(name, words.language).lower()} {words.change(one)}" for name, one in named.items()
    )


def written(paths: Iterable[Path], language: str) -> None:
    """Say which tables were written."""
    for path in paths:
        show.line(f"{path}: {_say('written', language)}")
