"""The scoring method is data: frozen, dumped with every result, replayed from it."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from teia_indicators.assessment.kernel import Ladder, Node, Structure, whole_weights
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.scale import Aggregation, Missing, NodeSettings, exact
from teia_indicators.model import Model

OVERALL = "overall"


class ScoringMethod(Model):
    """What the catalogue leaves open about scoring.

    Parameters
    ----------
    aggregation : str
        ``arithmetic`` (default), ``geometric``, ``harmonic``, ``power``, ``minimum`` or ``median``.
    power : float or None
        Exponent, for ``power`` only.
    missing : str
        How the point value treats what is indeterminate: ``lower`` (default: only what is shown
        counts), ``upper``, ``midpoint``, ``skip`` (a child of which nothing is determinate leaves
        the denominator), ``zero`` (it counts as the floor), ``strict`` (it leaves no value) or
        ``error`` (any indeterminate answer is refused). The bounds are the same under each.
    coverage_threshold : float
        In [0, 1]; a figure with less coverage is flagged insufficient and still given.
    override : bool
        True to let `aggregation`, `power` and `missing` replace the catalogue's own settings.

    References
    ----------
    Method, sections 4 and 11. The threshold 0.65 is the rule of thumb of the JRC's COIN Tool.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"aggregation": {"const": "power"}}, "required": ["aggregation"]},
            "then": {"properties": {"power": {"type": "number"}}, "required": ["power"]},
            "else": {"properties": {"power": {"type": "null"}}},
        }
    )

    aggregation: Aggregation = "arithmetic"
    power: float | None = None
    missing: Missing = "lower"
    coverage_threshold: Annotated[float, Field(ge=0, le=1)] = 0.65
    override: bool = False

    @model_validator(mode="after")
    def _power_goes_with_its_method(self) -> ScoringMethod:
        if (self.aggregation == "power") != (self.power is not None):
            raise ValueError('aggregation="power" and power=<number> go together')
        return self


def compile_structure(catalogue: Catalogue, method: ScoringMethod) -> Structure:
    """Return catalogue and method as the arrays that the kernel works on."""
    positions = {stage: at for at, stage in enumerate(catalogue.scale.numbers)}
    row_of = {criterion.id: row for row, criterion in enumerate(catalogue.criteria)}
    ladders = tuple(
        Ladder(
            rows=tuple(row_of[criterion.id] for criterion in indicator.criteria),
            stages=tuple(positions[criterion.stage] for criterion in indicator.criteria),
        )
        for indicator in catalogue.indicators
    )
    at, nodes = 0, []
    for area in catalogue.areas:
        children = {
            item.id: (at + offset, exact(item.weight))
            for offset, item in enumerate(area.indicators)
        }
        nodes.append(_node(area.id, children, area.scoring, method))
        at += len(area.indicators)
    areas = {
        area.id: (at + offset, exact(area.weight)) for offset, area in enumerate(catalogue.areas)
    }
    nodes.append(_node(OVERALL, areas, catalogue.scoring, method))
    return Structure(catalogue.scale.exact_values, ladders, tuple(nodes), method.missing)


def _node(
    name: str,
    children: dict[str, tuple[int, Fraction]],
    own: NodeSettings | None,
    method: ScoringMethod,
) -> Node:
    counted = [children[key] for key in sorted(children) if children[key][1] > 0]
    own = own or NodeSettings()
    use_method = own.aggregation is None or method.override
    power = method.power if use_method else own.power
    rounding = own.rounding
    return Node(
        id=name,
        children=tuple(row for row, _ in counted),
        weights=whole_weights([weight for _, weight in counted]),
        aggregation=method.aggregation if use_method else str(own.aggregation),
        power=None if power is None else exact(power),
        missing=method.missing if own.missing is None or method.override else own.missing,
        digits=rounding.digits if rounding else None,
        half_even=rounding is not None and rounding.mode == "half_even",
        feeds_rounded=rounding is not None and rounding.feeds_parent,
    )
