"""The scoring method is data: frozen, dumped with every result, replayed from it."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator

from teia_indicators.assessment.compiling import OVERALL, compile_structure
from teia_indicators.catalogue.scale import Aggregation, Missing
from teia_indicators.model import Model
from teia_indicators.problems import MethodError, Place, did_you_mean, problem

__all__ = ["OVERALL", "ScoringMethod", "compile_structure"]


class ScoringMethod(Model):
    """What the catalogue leaves open about scoring.

    Parameters
    ----------
    aggregation : str
        ``arithmetic`` (default), ``geometric``, ``harmonic``, ``power``, ``minimum``, ``median`` or
        ``sum``.
    power : float or None
        Exponent, for ``power`` only.
    missing : str
        How the point value treats what is indeterminate: ``lower`` (default: only what is shown
        counts), ``upper``, ``midpoint``, ``skip`` (a child of which nothing is determinate leaves
        the denominator), ``zero`` (an item with a scale of its own counts as the number 0; a stage
        is never worth less than its scale's floor, and counts as under ``lower``), ``strict`` (it
        leaves no value) or ``error`` (any indeterminate answer is refused). The bounds are the same
        under each; only ``zero`` widens them to 0 where the scale of an item begins above it.
    coverage_threshold : float
        In [0, 1]; a figure with less coverage is flagged insufficient and still given.
    override : bool
        True to let `aggregation`, `power` and `missing` replace the catalogue's own settings.

    Raises
    ------
    MethodError
        If `aggregation` or `missing` is none of those.

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

    @field_validator("aggregation", "missing", mode="before")
    @classmethod
    def _is_known(cls, given: object, info: ValidationInfo) -> object:
        """Refuse with the list what a caller wrote; of a document the reader says it itself."""
        known = get_args(Aggregation if info.field_name == "aggregation" else Missing)
        if info.mode == "python" and given not in known:
            hint, names = did_you_mean(str(given), known), ", ".join(known)
            params = {"key": info.field_name, "value": given, "hint": hint, "known": names}
            raise MethodError([problem("M022", Place(), str(info.field_name), given, **params)])
        return given

    @model_validator(mode="after")
    def _power_goes_with_its_method(self) -> ScoringMethod:
        if (self.aggregation == "power") != (self.power is not None):
            raise ValueError('aggregation="power" and power=<number> go together')
        return self
