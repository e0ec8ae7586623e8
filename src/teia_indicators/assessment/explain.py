"""Why a figure is what it is: rule, inputs by id, parameters, intermediate values, source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from teia_indicators.assessment.assemble import INDETERMINATE_WORDS
from teia_indicators.assessment.evaluate import exact_tree
from teia_indicators.assessment.method import OVERALL, compile_structure
from teia_indicators.assessment.score import encode
from teia_indicators.assessment.structure import Node
from teia_indicators.assessment.trace import Explanation, Scalar, Trace, TraceInput
from teia_indicators.catalogue.model import (
    DIMENSIONS,
    Criterion,
    Indicator,
    WorkingArea,
    shown_text,
)
from teia_indicators.catalogue.rules import Goalposts
from teia_indicators.catalogue.translation import say
from teia_indicators.model import FrozenDict
from teia_indicators.problems import MethodError, Place, did_you_mean, problem
from teia_indicators.text import phrase, texts

if TYPE_CHECKING:
    from teia_indicators.assessment.result import Assessment, NodeScore

_FIGURES = ("low", "value", "high")
_RULES = {"sum": "trace.sum", "table": "trace.table", "weakest_link": "trace.weakest_link"}


def explain(assessment: Assessment, item: str, language: str = "en") -> Explanation:
    """Explain one figure of an assessment, down to the answers.

    Parameters
    ----------
    assessment : Assessment
        The scored questionnaire.
    item : str
        ``overall``; the id of an area, an indicator or a criterion; a dimension such as
        ``legislation``, or ``PRV/legislation`` for that of one area; or where an answer stands,
        such as ``xab-2026.xlsx:Prevention!F9`` or ``Prevention!F9``.
    language : str
        Language of the rules and labels.

    Raises
    ------
    MethodError
        If there is nothing of that name.
    """
    catalogue = assessment.catalogue
    item = _standing_at(item, assessment) or item
    tracer = Tracer(assessment, language)
    area, _, dimension = item.rpartition("/")
    scope = assessment.area_dimensions.get(area) if area else assessment.dimensions
    if item == OVERALL or item in assessment.areas:
        trace = tracer.node(item)
    elif item in assessment.indicators:
        trace = tracer.indicator(item)
    elif item in catalogue.parents:
        trace = tracer.criterion(item)
    elif scope and dimension in scope:
        trace = tracer.dimension(item, area, dimension)
    else:
        hint = did_you_mean(item, (OVERALL, *catalogue.items, *DIMENSIONS))
        raise MethodError([problem("M003", Place(), item, item, id=item, hint=hint)])
    above = () if trace.kind == "dimension" else tuple(_above(item, assessment))
    return explanation(trace, assessment, above)


def explanation(trace: Trace, assessment: Assessment, above: tuple[str, ...] = ()) -> Explanation:
    """Return a trace with whose it is, and what takes its figure."""
    return Explanation(
        **{name: getattr(trace, name) for name in Trace.model_fields},
        country=assessment.country,
        round=assessment.round,
        above=above,
        catalogue=assessment.catalogue.ref,
    )


def _standing_at(item: str, assessment: Assessment) -> str | None:
    """Return the id of the answer that stands at a place; None where there is none."""
    for key, place in assessment.responses.places.items():
        if key and item in (str(place), f"{place.sheet}!{place.cell}"):
            return key.split("/")[0]
    return None


def _above(item: str, assessment: Assessment) -> list[str]:
    """Return the ids of what takes a figure, up to the whole."""
    catalogue, found = assessment.catalogue, []
    name: str | None = item
    while name is not None and name != OVERALL:
        own = catalogue.items[name]
        name = own.part_of if isinstance(own, WorkingArea) else catalogue.parents[name]
        found.append(name or OVERALL)
    return found if catalogue.overall else [one for one in found if one != OVERALL]


class Tracer:
    """Makes the traces of one assessment in one language."""

    def __init__(self, assessment: Assessment, language: str) -> None:
        self._assessment = assessment
        self._catalogue = catalogue = assessment.catalogue
        self._responses = assessment.responses
        self._language = language
        self._structure = compile_structure(catalogue, assessment.method)
        self._tree = exact_tree(*encode(assessment.responses, catalogue), self._structure)
        names = [one.id for one in catalogue.indicators]
        names += [*(one.id for one in catalogue.areas), OVERALL]
        self._rows = {name: row for row, name in enumerate(names)}

    def node(self, item: str) -> Trace:
        """Trace an area or the whole."""
        row = self._rows[item]
        node = self._structure.nodes[row - len(self._structure.ladders)]
        score = self._assessment.node(item)
        area = self._catalogue.items.get(item)
        own: tuple[Indicator, ...] = area.indicators if isinstance(area, WorkingArea) else ()
        parts = self._catalogue.parts(None if item == OVERALL else item)
        if item == OVERALL and not self._catalogue.overall:
            parts = ()
        result = _figures(score) | self._between(row, node) | _counts(score)
        for name in ("insufficient", "median_stage", "weakest"):
            found = getattr(score, name)
            result[name] = ", ".join(found) if isinstance(found, tuple) else found
        if node.grades:
            result |= {name: getattr(score, name) for name in ("grade_low", "grade", "grade_high")}
        parameters = self._settings(item, node)
        shown = {key: str(value) for key, value in parameters.items()}
        return Trace(
            id=item,
            label=phrase("trace.overall", self._language) if area is None else self._label(area),
            kind="overall" if item == OVERALL else "area",
            rule=phrase(_RULES.get(node.aggregation, "trace.node"), self._language, **shown),
            result=FrozenDict(result),
            parameters=FrozenDict(parameters),
            inputs=(
                *(self._child(child, node) for child in own),
                *(self._child(child, node) for child in parts),
            ),
        )

    def _child(self, child: Indicator | WorkingArea, node: Node) -> TraceInput:
        row, score = self._rows[child.id], self._assessment.node(child.id)
        counts = row in node.children and self._tree.applicable[row]
        values = {"weight": child.weight, "counts": counts, **_figures(score)}
        if counts:
            values["missing"] = self._tree.gone(node, row)
        if isinstance(child, WorkingArea):
            own = self._structure.nodes[row - len(self._structure.ladders)]
            values |= {} if own.feeds_rounded else self._unrounded(row, own)
        trace = self.node(child.id) if isinstance(child, WorkingArea) else self.indicator(child.id)
        return TraceInput(
            id=child.id, label=self._label(child), values=FrozenDict(values), trace=trace
        )

    def _between(self, row: int, node: Node) -> dict[str, Scalar]:
        """Return intermediate values: figures before rounding, rows that were looked up."""
        found = self._unrounded(row, node)
        for which in ("low", "high") if node.table is not None else ():
            figures = self._tree.looked_up(row, which)
            found[f"row_{which}"] = None if figures is None else ", ".join(map(_number, figures))
        return found

    def _unrounded(self, row: int, node: Node) -> dict[str, Scalar]:
        if node.digits is None:
            return {}
        exact = {which: self._tree.figure(row, which) for which in _FIGURES}
        return {
            f"unrounded_{which}": None if figure is None else float(figure)
            for which, figure in exact.items()
        }

    def _settings(self, item: str, node: Node) -> dict[str, Scalar]:
        """Return what a node's rule was set to, by the catalogue or the method."""
        area = self._catalogue.items.get(item)
        own = area.scoring if isinstance(area, WorkingArea) else self._catalogue.scoring
        found: dict[str, Scalar] = {"aggregation": node.aggregation, "missing": node.missing}
        if node.power is not None and node.aggregation == "power":
            found["power"] = float(node.power)
        if node.aggregation == "weakest_link":
            found["plus"] = float(node.plus)
        if own is not None and node.table is not None:
            found |= {"table": own.table, "ordered": node.table.ordered}
        if own is not None and own.takes is not None:
            found["takes"] = own.takes
        if node.minimum_present:
            found["minimum_present"] = node.minimum_present
        if node.minimum_share:
            found["minimum_share"] = float(node.minimum_share)
        if node.digits is not None:
            found |= {
                "digits": node.digits,
                "rounding": "half_even" if node.half_even else "half_up",
                "feeds_parent": node.feeds_rounded,
            }
        if own is not None and own.grades is not None:
            grades = self._catalogue.grades[own.grades]
            found["grades"] = ", ".join(f"{one.grade} = {one.value:g}" for one in grades)
        return found | {"coverage_threshold": self._assessment.method.coverage_threshold}

    def indicator(self, item: str) -> Trace:
        """Trace an indicator: its ladder of criteria, its declared stage, or its own scale."""
        indicator = self._catalogue.indicators[self._rows[item]]
        score = self._assessment.indicators[item]
        rule, parameters = self._reading(indicator)
        return Trace(
            id=item,
            label=self._label(indicator),
            kind="indicator",
            rule=phrase(rule, self._language, scale=str(indicator.scale)),
            result=FrozenDict(
                {
                    "stage_low": score.stage_low,
                    "stage_high": score.stage_high,
                    **_figures(score),
                    "progress": score.progress,
                    "basis": score.basis,
                    **_counts(score),
                }
            ),
            parameters=FrozenDict({"declared": score.declared, **parameters}),
            inputs=(
                *self._said(item),
                *(
                    self.answered(one, item)
                    for one in sorted(indicator.criteria, key=lambda one: one.stage)
                ),
            ),
        )

    def _reading(self, indicator: Indicator) -> tuple[str, dict[str, Scalar]]:
        """Return the rule of an indicator, and what it was set to."""
        missing: dict[str, Scalar] = {"missing": self._assessment.method.missing}
        if indicator.scale is None:
            scale = self._catalogue.scale
            rule = "trace.indicator" if indicator.criteria else "trace.declared"
            return rule, {"floor": scale.floor, "top": scale.top, **missing}
        own = self._catalogue.scales[indicator.scale]
        if own.number is None:
            levels = ", ".join(f"{one.code} = {one.points:g}" for one in own.rated)
            return "trace.level", {"scale": indicator.scale, "levels": levels, **missing}
        posts = {name: getattr(own.number, name) for name in Goalposts.model_fields}
        rounding = posts.pop("rounding")
        if rounding is not None:
            posts |= {"digits": rounding.digits, "rounding": rounding.mode}
        return "trace.number", {"scale": indicator.scale, **posts, **missing}

    def _said(self, item: str) -> tuple[TraceInput, ...]:
        """Return what was said of an item itself, with its place; empty where nothing was."""
        answer = self._responses.answers.get(item)
        if answer is None:
            return ()
        values: dict[str, Scalar] = {"answer": answer.value, "evidence": len(answer.evidence)}
        values["grade"] = answer.grade
        place = self._responses.places.get(item)
        label = answer.reason
        return (TraceInput(id=item, label=label, values=FrozenDict(values), place=place),)

    def answered(self, criterion: Criterion, indicator: str) -> TraceInput:
        """Return how a criterion is read, and where its answer stands."""
        state = self._assessment.states[indicator][criterion.id]
        return TraceInput(
            id=criterion.id,
            label=self._label(criterion),
            values=FrozenDict({"stage": criterion.stage, "answer": state, **_met(state)}),
            place=self._responses.places.get(criterion.id),
        )

    def criterion(self, item: str) -> Trace:
        """Trace a criterion: its answer, or what stands in for it."""
        criterion, parent = self._catalogue.items[item], self._catalogue.parents[item]
        assert isinstance(criterion, Criterion)
        state = self._assessment.states[parent][item]
        stands_in = state != self._responses.value(item)
        parameters = {"stage": criterion.stage, "dimension": criterion.dimension}
        return Trace(
            id=item,
            label=self._label(criterion),
            kind="criterion",
            rule=phrase("trace.implied" if stands_in else "trace.criterion", self._language),
            result=FrozenDict({"answer": state, **_met(state)}),
            parameters=FrozenDict[str, Scalar](parameters),
            inputs=(*self._said(item), *(self._said(parent) if stands_in else ())),
        )

    def dimension(self, item: str, area: str, name: str) -> Trace:
        """Trace a dimension of an area, or of the whole where no area is named."""
        found = self._assessment
        score = found.area_dimensions[area][name] if area else found.dimensions[name]
        own = self._catalogue.items.get(area)
        indicators = own.indicators if isinstance(own, WorkingArea) else self._catalogue.indicators
        figures = ("low", "value", "high", "met", "met_high", "applicable")
        return Trace(
            id=item,
            label=texts(self._language)["dimensions"][name],
            kind="dimension",
            rule=phrase("trace.dimension", self._language),
            result=FrozenDict({key: getattr(score, key) for key in figures}),
            parameters=FrozenDict[str, Scalar]({"dimension": name, "area": area or OVERALL}),
            inputs=tuple(
                self.answered(criterion, indicator.id)
                for indicator in indicators
                for criterion in indicator.criteria
                if criterion.dimension == name
            ),
        )

    def _label(self, item: WorkingArea | Indicator | Criterion) -> str:
        if isinstance(item, WorkingArea):
            return say(self._catalogue, item.id, "title", item.title, self._language)
        return shown_text(item, self._language, self._catalogue)


def _figures(score: NodeScore) -> dict[str, Scalar]:
    return {name: getattr(score, name) for name in (*_FIGURES, "coverage")}


def _counts(score: NodeScore) -> dict[str, Scalar]:
    """Return how often each answer stands below, those that do."""
    return {f"answers_{name}": count for name, count in score.counts if count}


def _met(state: str) -> dict[str, Scalar]:
    """Return whether a criterion is met; None where that is open, or it does not apply."""
    open_ = state == "not_applicable" or state in INDETERMINATE_WORDS
    return {"met": None if open_ else state in ("yes", "implied_met")}


def _number(figure: Any) -> str:
    return f"{float(figure):.12g}"
