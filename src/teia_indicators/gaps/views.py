"""Gaps seen another way: by dimension, by authority, and those that one criterion moves on.

Each view is computed when it is asked for; gains are exact, by scoring again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from teia_indicators.assessment.result import Assessment
from teia_indicators.catalogue.actions import Action, least_actions
from teia_indicators.catalogue.model import DIMENSIONS, Catalogue, Dimension
from teia_indicators.gaps.gains import Ground, OpenLadder, open_ladders
from teia_indicators.html import html_table
from teia_indicators.model import Model
from teia_indicators.problems import MethodError, Place, problem

if TYPE_CHECKING:
    from teia_indicators.gaps.model import Gap, Gaps

Row = TypeVar("Row", bound=Model)


class DimensionGap(Model):
    """What stands open in one dimension, and what it does alone.

    Parameters
    ----------
    dimension : str
        Such as ``legislation``.
    criteria, indicators : tuple of str
        Criteria of this dimension below a target, and the indicators they belong to.
    closes : tuple of str
        Indicators that reach their target when only these criteria turn to yes.
    raises : tuple of str
        Indicators whose low stage is higher then, those of `closes` among them.
    gain_overall : float
        Change of the overall low then, in the scale's unit.
    """

    dimension: Dimension
    criteria: tuple[str, ...]
    indicators: tuple[str, ...]
    closes: tuple[str, ...]
    raises: tuple[str, ...]
    gain_overall: float


class AuthorityGap(Model):
    """What one authority usually carries out of the least-effort actions.

    Parameters
    ----------
    authority : str
        Usual owner role of the library's actions; empty for what no action turns.
    actions : tuple of str
        Ids, each once, in the order of the library.
    criteria, indicators : tuple of str
        Criteria below a target that they turn, and the indicators they belong to.
    effort : int or None
        Effort points of the actions; None where there is none.
    gain_overall : float
        Change of the overall low when only these criteria turn to yes, in the scale's unit.
    """

    authority: str
    actions: tuple[str, ...]
    criteria: tuple[str, ...]
    indicators: tuple[str, ...]
    effort: int | None
    gain_overall: float


class QuickWin(Model):
    """An indicator that one criterion separates from its next stage.

    Parameters
    ----------
    area, indicator, title : str
        Where it is.
    stage_low, next_stage : int
        The low stage, and the next one above it, which it reaches at least.
    criterion, text, dimension : str
        What is missing.
    kind : {"real", "information"}
        Whether it is known to be unmet, or nobody knows yet, or says.
    references : tuple of str
        Provisions of the Convention.
    gain_overall, gain_area : float
        Change of the overall and the area's low when this criterion turns to yes, in the scale's
        unit.
    effort : int or None
        Effort points of the cheapest action; None where the catalogue has none.
    """

    area: str
    indicator: str
    title: str
    stage_low: int
    next_stage: int
    criterion: str
    text: str
    dimension: Dimension
    kind: Literal["real", "information"]
    references: tuple[str, ...]
    gain_overall: float
    gain_area: float
    effort: int | None


class GapView(Model, Generic[Row]):
    """The gaps of an assessment, seen another way.

    Parameters
    ----------
    country, round : str
        Of the assessment.
    rows : tuple
        One for each line of the view.
    """

    country: str
    round: str
    rows: tuple[Row, ...]
    #: Columns of the table for notebooks: what stands above, and the field.
    _shown: ClassVar[Mapping[str, str]] = {}

    def __iter__(self) -> Iterator[Row]:  # type: ignore[override]
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.country} {self.round}: {len(self.rows)} rows>"

    def _repr_html_(self) -> str:
        rows = ([_cell(getattr(one, name)) for name in self._shown.values()] for one in self)
        caption = f"{self.country} {self.round}: {len(self)} rows"
        return html_table(caption, tuple(self._shown), rows)


def _cell(value: Any) -> str:
    """Return a figure with four digits, ids by their number, and texts as they are."""
    if isinstance(value, tuple):
        return str(len(value))
    if isinstance(value, float):
        return f"{value:.4f}"
    return "–" if value in (None, "") else str(value)


class GapsByDimension(GapView[DimensionGap]):
    """What stands open in each dimension; see `Gaps.by_dimension`."""

    _shown: ClassVar[Mapping[str, str]] = {
        "Dimension": "dimension",
        "Criteria": "criteria",
        "Indicators": "indicators",
        "Closed by it alone": "closes",
        "Raised by it alone": "raises",
        "Gain": "gain_overall",
    }


class GapsByAuthority(GapView[AuthorityGap]):
    """What each authority usually carries out; see `Gaps.by_authority`."""

    _shown: ClassVar[Mapping[str, str]] = {
        "Authority": "authority",
        "Actions": "actions",
        "Criteria": "criteria",
        "Indicators": "indicators",
        "Effort": "effort",
        "Gain": "gain_overall",
    }


class QuickWins(GapView[QuickWin]):
    """Indicators that one criterion moves on; see `Gaps.quick_wins`."""

    _shown: ClassVar[Mapping[str, str]] = {
        "Indicator": "indicator",
        "Title": "title",
        "Next stage": "next_stage",
        "Criterion": "criterion",
        "Kind": "kind",
        "Effort": "effort",
        "Gain": "gain_overall",
    }


def by_dimension(gaps: Gaps) -> GapsByDimension:
    """Return what stands open in each dimension; see `Gaps.by_dimension`."""
    again = _Again(gaps)
    rows = []
    for dimension in DIMENSIONS:
        every = {
            gap.indicator: [one.id for one in gap.criteria if one.dimension == dimension]
            for gap in again.gaps
        }
        own = {name: criteria for name, criteria in every.items() if criteria}
        if not own:
            continue
        raised, gain = again.turned(own)
        rows.append(
            DimensionGap(
                dimension=dimension,
                criteria=tuple(one for criteria in own.values() for one in criteria),
                indicators=tuple(own),
                closes=tuple(g.indicator for g in again.gaps if g.dimensions == (dimension,)),
                raises=raised,
                gain_overall=gain,
            )
        )
    return GapsByDimension(country=gaps.country, round=gaps.round, rows=tuple(rows))


def by_authority(gaps: Gaps, catalogue: Catalogue | None) -> GapsByAuthority:
    """Return what each authority usually carries out; see `Gaps.by_authority`."""
    again = _Again(gaps)
    library = again.catalogue if catalogue is None else catalogue
    if library.ref != gaps.catalogue:
        found, own = (f"{one.id} {one.version}" for one in (gaps.catalogue, library))
        raise MethodError([problem("T014", Place(), library.id, own, found=found, own=own)])
    done: dict[str, dict[str, Action]] = {}
    turned: dict[str, dict[str, list[str]]] = {}
    for gap in again.gaps:
        criteria = [one.id for one in gap.criteria]
        chosen = least_actions(criteria, library.actions)
        makers = [(one.owner, set(one.turns)) for one in chosen]
        for owner in dict.fromkeys(one.owner for one in chosen):
            done.setdefault(owner, {}).update({a.id: a for a in chosen if a.owner == owner})
        left = set(criteria) - {criterion for _, turns in makers for criterion in turns}
        for owner, turns in [*makers, *([("", left)] if left else [])]:
            listed = turned.setdefault(owner, {}).setdefault(gap.indicator, [])
            listed += [one for one in criteria if one in turns and one not in listed]
    order = {one.id: at for at, one in enumerate(library.actions)}
    rows = [_authority(name, done.get(name, {}), turned[name], again, order) for name in turned]
    rows.sort(key=lambda row: (row.authority == "", -round(row.gain_overall, 12), row.authority))
    return GapsByAuthority(country=gaps.country, round=gaps.round, rows=tuple(rows))


def _authority(
    name: str,
    actions: Mapping[str, Action],
    turned: Mapping[str, Sequence[str]],
    again: _Again,
    order: Mapping[str, int],
) -> AuthorityGap:
    return AuthorityGap(
        authority=name,
        actions=tuple(sorted(actions, key=order.__getitem__)),
        criteria=tuple(one for criteria in turned.values() for one in criteria),
        indicators=tuple(turned),
        effort=sum(one.points for one in actions.values()) if actions else None,
        gain_overall=again.turned(turned)[1],
    )


def quick_wins(gaps: Gaps) -> QuickWins:
    """Return the indicators that one criterion moves on; see `Gaps.quick_wins`."""
    found = []
    for gap in gaps:
        blocking = [one for one in gap.criteria if one.blocks_next]
        if len(blocking) == 1:
            found.append((gap, blocking[0]))
    found.sort(key=lambda pair: -round(pair[0].next_gain_overall / (pair[0].next_effort or 1), 12))
    rows = tuple(
        QuickWin(
            area=gap.area,
            indicator=gap.indicator,
            title=gap.title,
            stage_low=gap.stage_low,
            next_stage=gap.next_stage,
            criterion=one.id,
            text=one.text,
            dimension=one.dimension,
            kind=one.kind,
            references=one.references,
            gain_overall=gap.next_gain_overall,
            gain_area=gap.next_gain_area,
            effort=gap.next_effort,
        )
        for gap, one in found
    )
    return QuickWins(country=gaps.country, round=gaps.round, rows=rows)


class _Again:
    """Gaps in catalogue order, and the assessment they were found in, to be scored again.

    Raises
    ------
    MethodError
        If the gaps were read from a file: the answers are not there.
    """

    def __init__(self, gaps: Gaps) -> None:
        if gaps.assessment is None:
            raise MethodError([problem("T013", Place())])
        assessment: Assessment = gaps.assessment
        self.catalogue = assessment.catalogue
        self.gaps: list[Gap] = sorted(gaps, key=lambda gap: gap.catalogue_order)
        targets = {gap.indicator: gap.target for gap in gaps}
        self._ladders: dict[str, OpenLadder] = {
            one.indicator.id: one for one in open_ladders(assessment, targets)
        }
        self._ground = Ground(assessment)

    def turned(self, criteria: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], float]:
        """Return which indicators rise when only these criteria turn to yes, and the gain."""
        ground, leaves, raised = self._ground, {}, []
        for name, own in criteria.items():
            ladder = self._ladders[name]
            leaf = leaves[ladder.row] = ground.leaf_turned(ladder, own)
            if leaf.low > ground.tree.leaf(ladder.row).low:
                raised.append(name)
        return tuple(raised), ground.gain(ground.together(leaves), ground.whole)
