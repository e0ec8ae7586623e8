"""Why a figure is what it is: rule, inputs by id, parameters, intermediate values, source."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Literal

from teia_indicators.assessment.assemble import states_of
from teia_indicators.assessment.method import OVERALL
from teia_indicators.catalogue.model import CatalogueRef, Indicator, WorkingArea, shown_text
from teia_indicators.catalogue.scale import NodeSettings
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import MethodError, Place, did_you_mean, problem
from teia_indicators.text import phrase

if TYPE_CHECKING:
    from teia_indicators.assessment.method import ScoringMethod
    from teia_indicators.assessment.result import Assessment

Scalar = str | int | float | bool | None


class TraceInput(Model):
    """One input of a figure: a child with its figures, or a criterion with its answer.

    Parameters
    ----------
    id, label : str
        Id and shown text.
    values : mapping
        Named figures or answers, such as ``low``, ``weight``, ``answer``, ``stage``.
    place : Place or None
        Where the answer stands in the file it was read from.
    """

    id: str
    label: str
    values: FrozenDict[str, Scalar]
    place: Place | None = None


class Explanation(Model):
    """The trace of one figure; its document form is versioned (``teia.trace.v1``).

    Parameters
    ----------
    format : str
        Name and version of the trace's format.
    id, label, kind : str
        What is explained: an ``overall``, ``area``, ``indicator`` or ``criterion``.
    rule : str
        The rule in words.
    result : mapping
        The figures that follow.
    parameters : mapping
        What the rule was set to.
    inputs : tuple of TraceInput
        Each may be explained in turn by its id.
    catalogue : CatalogueRef
        Id, version and checksum.
    """

    format: Literal["teia.trace.v1"] = "teia.trace.v1"
    id: str
    label: str
    kind: Literal["overall", "area", "indicator", "criterion"]
    rule: str
    result: FrozenDict[str, Scalar]
    parameters: FrozenDict[str, Scalar]
    inputs: tuple[TraceInput, ...]
    catalogue: CatalogueRef

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain data."""
        return self.model_dump(mode="json")

    def __str__(self) -> str:
        lines = [f"{self.id} {self.label}", f"  {self.rule}"]
        lines += [f"  {name}: {_plain(value)}" for name, value in self.result.items()]
        lines += [f"  [{name}: {_plain(value)}]" for name, value in self.parameters.items()]
        for item in self.inputs:
            values = ", ".join(f"{name} {_plain(value)}" for name, value in item.values.items())
            place = f"  <- {item.place}" if item.place and str(item.place) else ""
            lines.append(f"    {item.id}: {values}{place}  {item.label}")
        source = self.catalogue
        lines.append(f"  catalogue {source.id} {source.version}, {source.checksum[:12]}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Explanation of {self.id}>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def _plain(value: Scalar) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def explain(assessment: Assessment, item: str, language: str = "en") -> Explanation:
    """Explain one figure of an assessment.

    Parameters
    ----------
    assessment : Assessment
        The scored questionnaire.
    item : str
        ``overall`` or the id of an area, an indicator or a criterion.
    language : str
        Language of the rule's words.

    Raises
    ------
    MethodError
        If there is no such id.
    """
    catalogue = assessment.catalogue
    if item == OVERALL:
        return _explain_node(assessment, item, language)
    if item in assessment.areas:
        return _explain_node(assessment, item, language)
    if item in assessment.indicators:
        return _explain_indicator(assessment, item, language)
    if item in catalogue.parents:
        return _explain_criterion(assessment, item, language)
    hint = did_you_mean(item, (OVERALL, *catalogue.items))
    raise MethodError([problem("M003", Place(), item, item, id=item, hint=hint)])


def _explain_node(assessment: Assessment, item: str, language: str) -> Explanation:
    catalogue, method = assessment.catalogue, assessment.method
    whole = item == OVERALL
    area = next((one for one in catalogue.areas if one.id == item), None)
    own = (catalogue.scoring if area is None else area.scoring) or NodeSettings()
    children: tuple[WorkingArea | Indicator, ...] = catalogue.parts(None if whole else item)
    if area is not None:
        children = (*area.indicators, *children)
    inputs = []
    for child in children:
        score = assessment.node(child.id)
        values = FrozenDict[str, Scalar](
            {
                "weight": child.weight,
                "low": score.low,
                "value": score.value,
                "high": score.high,
                "coverage": score.coverage,
            }
        )
        label = child.title if isinstance(child, WorkingArea) else shown_text(child, language)
        inputs.append(TraceInput(id=child.id, label=label, values=values))
    score = assessment.overall if whole else assessment.areas[item]
    parameters = _parameters(own, method)
    result: dict[str, Scalar] = {
        "low": score.low,
        "value": score.value,
        "high": score.high,
        "coverage": score.coverage,
        "insufficient": score.insufficient,
        "median_stage": score.median_stage,
        "weakest": ", ".join(score.weakest),
    }
    if own.grades is not None:
        result |= {
            "grade_low": score.grade_low,
            "grade": score.grade,
            "grade_high": score.grade_high,
        }
    return Explanation(
        id=item,
        label=phrase("trace.overall", language) if area is None else area.title,
        kind="overall" if whole else "area",
        rule=phrase("trace.node", language, aggregation=parameters["aggregation"]),
        result=FrozenDict(result),
        parameters=FrozenDict(parameters),
        inputs=tuple(inputs),
        catalogue=catalogue.ref,
    )


def _parameters(own: NodeSettings, method: ScoringMethod) -> dict[str, Scalar]:
    """Return what a node's rule was set to, by the catalogue or the method."""
    aggregation = (None if method.override else own.aggregation) or method.aggregation
    missing = (None if method.override else own.missing) or method.missing
    parameters: dict[str, Scalar] = {"aggregation": aggregation, "missing": missing}
    if aggregation == "power":
        parameters["power"] = method.power if aggregation != own.aggregation else own.power
    if aggregation == own.aggregation:
        named = {"plus": own.plus, "table": own.table}
        parameters |= {key: value for key, value in named.items() if value is not None}
    if own.takes is not None:
        parameters["takes"] = own.takes
    for name in ("minimum_present", "minimum_share"):
        if getattr(own, name) is not None:
            parameters[name] = getattr(own, name)
    if own.rounding is not None:
        parameters |= {"digits": own.rounding.digits, "rounding": own.rounding.mode}
    parameters["coverage_threshold"] = method.coverage_threshold
    return parameters


def _explain_indicator(assessment: Assessment, item: str, language: str) -> Explanation:
    catalogue, responses = assessment.catalogue, assessment.responses
    indicator = next(one for one in catalogue.indicators if one.id == item)
    score = assessment.indicators[item]
    inputs = []
    for criterion_id, state in states_of(indicator, responses).items():
        criterion = next(one for one in indicator.criteria if one.id == criterion_id)
        inputs.append(
            TraceInput(
                id=criterion.id,
                label=shown_text(criterion, language),
                values=FrozenDict({"stage": criterion.stage, "answer": state}),
                place=responses.places.get(criterion.id),
            )
        )
    result: dict[str, Scalar] = {
        "stage_low": score.stage_low,
        "stage_high": score.stage_high,
        "low": score.low,
        "value": score.value,
        "high": score.high,
        "progress": score.progress,
        "coverage": score.coverage,
        "basis": score.basis,
    }
    scale = catalogue.scale
    return Explanation(
        id=item,
        label=shown_text(indicator, language),
        kind="indicator",
        rule=phrase("trace.indicator" if indicator.criteria else "trace.declared", language),
        result=FrozenDict(result),
        parameters=FrozenDict(
            {
                "declared": score.declared,
                "floor": scale.floor,
                "top": scale.top,
                "missing": assessment.method.missing,
            }
        ),
        inputs=tuple(inputs),
        catalogue=catalogue.ref,
    )


def _explain_criterion(assessment: Assessment, item: str, language: str) -> Explanation:
    catalogue, responses = assessment.catalogue, assessment.responses
    criterion = next(one for one in catalogue.criteria if one.id == item)
    parent = catalogue.parents[item]
    indicator = next(one for one in catalogue.indicators if one.id == parent)
    answer = responses.answers.get(item)
    state = states_of(indicator, responses)[item]
    met = {"yes": True, "implied_met": True, "no": False, "partly": False, "implied_unmet": False}
    return Explanation(
        id=item,
        label=shown_text(criterion, language),
        kind="criterion",
        rule=phrase("trace.criterion", language),
        result=FrozenDict({"answer": state, "met": met.get(state)}),
        parameters=FrozenDict({"stage": criterion.stage, "dimension": criterion.dimension}),
        inputs=(
            TraceInput(
                id=item,
                label=answer.reason if answer else "",
                values=FrozenDict(
                    {
                        "answer": responses.value(item),
                        "evidence": len(answer.evidence) if answer else 0,
                        "grade": answer.grade if answer else None,
                    }
                ),
                place=responses.places.get(item),
            ),
        ),
        catalogue=catalogue.ref,
    )
