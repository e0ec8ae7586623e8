"""What became of the whole, the areas and the indicators: figures, stages, way to the target."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, Literal

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.method import OVERALL
from teia_indicators.assessment.result import IndicatorScore
from teia_indicators.catalogue.model import Catalogue, Indicator, WorkingArea, shown_text
from teia_indicators.comparison.change import Grid
from teia_indicators.comparison.model import Change, NodeChange
from teia_indicators.comparison.path import Path

_FIGURES = ("low", "value", "high")
#: Target stage of an indicator, by its later id.
Targets = Callable[[str], int | None]


def node_changes(path: Path, grid: Grid, targets: Targets) -> tuple[NodeChange, ...]:
    """Return the whole, areas and indicators, then the areas and indicators that were retired."""
    before, after = path.earlier.catalogue, path.later.catalogue
    indicators = {one.id: _indicator(one, path, grid, targets) for one in after.indicators}
    areas = [
        _parent(area.id, area.title, path, grid, [indicators[i.id] for i in _below(area, after)])
        for area in after.areas
    ]
    whole = _parent(OVERALL, "", path, grid, indicators.values())
    old: list[WorkingArea | Indicator] = [*before.areas, *before.indicators]
    gone = [_retired(item, path) for item in old if not path.links.heirs[item.id]]
    return (whole, *areas, *indicators.values(), *gone)


def _below(area: WorkingArea, catalogue: Catalogue) -> Iterable[Indicator]:
    """Yield the indicators of an area, and of the areas that are part of it."""
    yield from area.indicators
    for part in catalogue.parts(area.id):
        yield from _below(part, catalogue)


def _figures(was: str | None, node: str, path: Path, grid: Grid) -> dict[str, Any]:
    """Return the changes of low, value and high of a later node that was an earlier one."""
    before = None if was is None else path.earlier.node(was)
    after = path.later.node(node)
    return {
        which: grid.change(
            None if before is None else getattr(before, which),
            getattr(after, which),
            path.figures(node, which),
        )
        for which in _FIGURES
    }


def _known(node: str | None, assessment: Assessment) -> float | None:
    """Return the coverage of a node; None where it is not there, or not applicable."""
    return None if node is None else assessment.node(node).coverage


def _parent(
    item: str, title: str, path: Path, grid: Grid, indicators: Iterable[NodeChange]
) -> NodeChange:
    whole = item == OVERALL
    was = OVERALL if whole else path.links.single(item)
    steps = [(one.steps_to_go, one.steps_made) for one in indicators]
    counted = [(to_go, made) for to_go, made in steps if to_go is not None and made is not None]
    return NodeChange(
        level="overall" if whole else "area",
        id=item,
        title=title,
        was=(OVERALL,) if whole else path.links.origins[item],
        **_figures(was, item, path, grid),
        known_earlier=_known(was, path.earlier),
        known_later=_known(item, path.later),
        steps_to_go=math.fsum(to_go for to_go, _ in counted) if counted else None,
        steps_made=math.fsum(made for _, made in counted) if counted else None,
    )


def _indicator(indicator: Indicator, path: Path, grid: Grid, targets: Targets) -> NodeChange:
    was = path.links.single(indicator.id)
    before = None if was is None else path.earlier.indicators[was]
    after, target = path.later.indicators[indicator.id], targets(indicator.id)
    to_go, made = _steps(before, after, target, path)
    return NodeChange(
        level="indicator",
        id=indicator.id,
        title=shown_text(indicator),
        was=path.links.origins[indicator.id],
        **_figures(was, indicator.id, path, grid),
        known_earlier=_known(was, path.earlier),
        known_later=after.coverage,
        **_stages("earlier", before),
        **_stages("later", after),
        target=target,
        steps_to_go=to_go,
        steps_made=made,
    )


def _stages(when: Literal["earlier", "later"], score: IndicatorScore | None) -> dict[str, Any]:
    names = ("stage_low", "stage_high", "progress")
    return {f"{name}_{when}": None if score is None else getattr(score, name) for name in names}


def _steps(
    before: IndicatorScore | None, after: IndicatorScore, target: int | None, path: Path
) -> tuple[float | None, float | None]:
    """Return how many steps were to go to the target, and how many of them were made."""
    numbers = path.later.catalogue.scale.numbers
    if before is None or target is None or path.earlier.catalogue.scale.numbers != numbers:
        return None, None
    start, end = _position(before, numbers), _position(after, numbers)
    if start is None or end is None:
        return None, None
    to_go = max(numbers.index(target) - start, 0.0)
    return to_go, min(max(end - start, 0.0), to_go)


def _position(score: IndicatorScore, numbers: tuple[int, ...]) -> float | None:
    """Return the progress in steps from the floor of the scale."""
    if score.stage_low is None or score.progress is None:
        return None
    return numbers.index(score.stage_low) + (score.progress - score.stage_low)


def _retired(item: WorkingArea | Indicator, path: Path) -> NodeChange:
    area, own = isinstance(item, WorkingArea), path.earlier.node(item.id)
    before = own if isinstance(own, IndicatorScore) else None
    figures: dict[str, Any] = {which: Change(earlier=getattr(own, which)) for which in _FIGURES}
    return NodeChange(
        level="area" if area else "indicator",
        id=item.id,
        title=item.title if isinstance(item, WorkingArea) else shown_text(item),
        was=(item.id,),
        **figures,
        known_earlier=_known(item.id, path.earlier),
        **_stages("earlier", before),
        retired=True,
    )
