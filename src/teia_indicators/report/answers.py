"""What was answered and what it is worth: areas, cross-cutting areas, challenges, indicators."""

from __future__ import annotations

from collections.abc import Iterator

from teia_indicators.assessment import IndicatorScore
from teia_indicators.catalogue.model import DIMENSIONS, Indicator, shown_text
from teia_indicators.plots.areas import AreaChart, Bars, Radar
from teia_indicators.report.material import Material
from teia_indicators.report.model import Block, Cell, Prose, Quote, Section, Sentence
from teia_indicators.report.pictures import pictured
from teia_indicators.report.words import NONE
from teia_indicators.text import phrase

#: States under which nothing is left to do for a criterion.
_CLOSED = ("yes", "implied_met", "not_applicable")


def areas(given: Material, chart: type[AreaChart] | None = None) -> Section:
    """Return the profile of the working areas, with their bounds; the whole comes last."""
    words, found = given.words, given.assessment
    # Fewer than three spokes span no web.
    chart = chart or (Radar if len(found.areas) > 2 else Bars)

    def rows() -> Iterator[tuple[Cell, ...]]:
        nodes = [*found.areas.values(), *([found.overall] if found.catalogue.overall else [])]
        for node in nodes:
            area = found.catalogue.items.get(node.id)
            weakest = ", ".join(node.weakest) if node.weakest else NONE
            yield (
                words("overall") if area is None else words.item(node.id),
                given.bounds(node),
                *map(words.figure, (node.low, node.value, node.high)),
                words.percent(node.coverage) + (" !" if node.insufficient else ""),
                weakest,
            )

    heads = ("area", "picture", "#low", "#value", "#high", "#known", "weakest")
    threshold = words.percent(found.method.coverage_threshold)
    note = words("notes.areas", top=words.figure(words.top), threshold=threshold)
    return Section(
        id="profile",
        title=words("sections.profile"),
        blocks=(
            pictured(chart(found), words.language),
            given.table("areas", heads, rows(), note),
        ),
    )


def dimensions(given: Material) -> Section:
    """Return the criteria met in each dimension; two of them are the cross-cutting areas."""
    words, found = given.words, given.assessment
    used = [name for name in DIMENSIONS if name in found.dimensions]

    def cell(own: object, name: str) -> str:
        score = own.get(name) if isinstance(own, dict) else None
        if score is None or not score.applicable:
            return NONE
        key = "met" if score.met == score.met_high else "met_open"
        return words(
            key,
            met=words.number(score.met),
            most=words.number(score.met_high),
            of=words.number(score.applicable),
        )

    def rows() -> Iterator[tuple[Cell, ...]]:
        for area, own in found.area_dimensions.items():
            yield (words.item(area), *(cell(own, name) for name in used))
        yield (words("overall"), *(cell(found.dimensions, name) for name in used))

    table = given.table("dimensions", ("area",), (), words("notes.dimensions"))
    columns = tuple(
        table.columns[0].model_copy(
            update={"head": phrase(f"dimensions.{name}", words.language), "numeric": True}
        )
        for name in used
    )
    full = table.model_copy(update={"columns": (*table.columns, *columns), "rows": tuple(rows())})
    return Section(id="cross-cutting", title=words("sections.cross-cutting"), blocks=(full,))


def challenges(given: Material) -> Section:
    """Return what each area named as its challenges, as it was written."""
    words, said = given.words, given.assessment.responses.challenges
    blocks: list[Block] = [
        Quote(label=words.item(area.id), text=said[area.id])
        for area in given.assessment.catalogue.areas
        if said.get(area.id, "").strip()
    ]
    if not blocks:
        blocks = [Prose(sentences=(Sentence(text=words("say.no_challenge")),))]
    return Section(id="challenges", title=words("sections.challenges"), blocks=tuple(blocks))


def indicators(given: Material) -> Section:
    """Return each indicator with its stage, its interval and why, a table an area."""
    words, found = given.words, given.assessment

    def rows(own: tuple[Indicator, ...]) -> Iterator[tuple[Cell, ...]]:
        for one in own:
            node = found.indicators[one.id]
            title = shown_text(one, words.language, found.catalogue, "english")
            yield f"{one.id} {title}", stage(given, node), given.bounds(node), why(given, one)

    heads = ("indicator", "stage", "picture", "why")
    tables = []
    for area in found.catalogue.areas:
        if area.indicators:
            table = given.table("indicators", heads, rows(area.indicators))
            name = words.item(area.id)
            tables.append(table.model_copy(update={"id": f"area-{area.id}", "caption": name}))
    intro = Prose(sentences=(Sentence(text=words("notes.indicators")),))
    return Section(id="indicators", title=words("sections.indicators"), blocks=(intro, *tables))


def stage(given: Material, node: IndicatorScore) -> str:
    """Return the stage, or the interval of stages, of an indicator."""
    words = given.words
    if node.stage_low is None or node.stage_high is None:
        return NONE
    low, high = words.number(node.stage_low), words.number(node.stage_high)
    return low if low == high else words("to", low=low, high=high)


def why(given: Material, indicator: Indicator) -> str:
    """Return what keeps an indicator from its next stage."""
    words, found = given.words, given.assessment
    node = found.indicators[indicator.id]
    if not node.applicable:
        return words("not_applicable")
    states = found.states[indicator.id]
    missing = [one for one in indicator.criteria if states[one.id] not in _CLOSED]
    declared = "" if node.declared is None else words("why.declared", stage=node.declared) + " "
    if not indicator.criteria:
        return declared.strip() or words("why.no_criteria")
    if not missing:
        return declared + words("why.complete")
    following = min(one.stage for one in missing)
    named = [
        f"{one.id} ({words.answer(states[one.id])})" for one in missing if one.stage == following
    ]
    return declared + words("why.next", stage=following, criteria=", ".join(named))
