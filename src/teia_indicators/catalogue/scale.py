"""The scale of stages, and the rules that a node of the catalogue may set for itself."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import Field

from teia_indicators.model import Model

Aggregation = Literal["arithmetic", "geometric", "harmonic", "power", "minimum", "median", "sum"]
#: What a node of the catalogue may say besides: these need settings of their own.
NodeAggregation = Aggregation | Literal["weakest_link", "table"]
Missing = Literal["lower", "upper", "midpoint", "skip", "error", "zero", "strict"]


Text = Annotated[str, Field(min_length=1)]
#: Where a text comes from.
Provenance = Literal["treaty", "benchmarks-unverified", "project", "official", "national"]
Weight = Annotated[float, Field(ge=0)]


@lru_cache(maxsize=4096, typed=True)
def exact(number: float) -> Fraction:
    """Return the decimal that was written, exactly: 0.1 is one tenth."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


class Stage(Model):
    """One stage of the scale.

    Parameters
    ----------
    stage : int
        Number of the stage; ascending along the scale, not necessarily consecutive.
    label : str
        Short name.
    meaning : str
        What a country at this stage has.
    value : float or None
        Value of the stage in the scale's unit; None for ``(stage - floor) / (top - floor)``.
    """

    stage: int
    label: Text
    meaning: str = ""
    value: float | None = None


class Scale(Model):
    """The ascending run of stages, from a floor that requires nothing to the top.

    References
    ----------
    Method, section 1. The shipped stages are the project's choice.
    """

    stages: Annotated[tuple[Stage, ...], Field(min_length=2)]
    default_target: int | None = None
    unit: Literal["share", "own"] = "share"

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The stage numbers, ascending."""
        return tuple(stage.stage for stage in self.stages)

    @property
    def floor(self) -> int:
        """The lowest stage, which requires nothing."""
        return self.numbers[0]

    @property
    def top(self) -> int:
        """The highest stage."""
        return self.numbers[-1]

    @cached_property
    def exact_values(self) -> tuple[Fraction, ...]:
        """Value of each stage, exactly, in the scale's unit."""
        span = self.top - self.floor
        return tuple(
            Fraction(stage.stage - self.floor, span) if stage.value is None else exact(stage.value)
            for stage in self.stages
        )

    def value(self, stage: int) -> float:
        """Return the value of a stage in the scale's unit."""
        return float(self.exact_values[self.numbers.index(stage)])

    def stage_of(self, number: int) -> Stage:
        """Return the stage of a number."""
        return self.stages[self.numbers.index(number)]

    @property
    def target(self) -> int:
        """The default target stage; the top where the catalogue names none."""
        return self.top if self.default_target is None else self.default_target


#: Where a catalogue has no stages of its own: items on other scales decide the unit.
DEGREES = Scale(
    stages=(Stage(stage=0, label="Not met", value=0.0), Stage(stage=1, label="Met", value=1.0)),
    unit="own",
)


class Rounding(Model):
    """How a node's figures are rounded, in the node's unit.

    Parameters
    ----------
    digits : int
        Digits after the decimal point, 0 to 9.
    mode : {"half_up", "half_even"}
        What happens to ties; decided in exact arithmetic.
    feeds_parent : bool
        True where the node above takes the rounded figure.
    """

    digits: Annotated[int, Field(ge=0, le=9)] = 0
    mode: Literal["half_up", "half_even"] = "half_up"
    feeds_parent: bool = False


class NodeSettings(Model):
    """Rules of one node that differ from the scoring method's (method, section 11).

    Parameters
    ----------
    aggregation : str or None
        ``arithmetic``, ``geometric``, ``harmonic``, ``power``, ``minimum``, ``median``, ``sum``
        (each child times its weight), ``weakest_link`` (the lowest child, plus `plus` where
        another is higher, never above the highest) or ``table`` (looked up in `table`).
    power : float or None
        Exponent of ``power``.
    plus : float or None
        What ``weakest_link`` adds, in the scale's unit.
    table : str or None
        Name of the catalogue's lookup table, of ``table``.
    missing : str or None
        ``lower``, ``upper``, ``midpoint``, ``skip``, ``error``, ``zero`` or ``strict``.
    takes : {"low", "value"} or None
        What ``skip``, ``zero`` and ``strict`` take of a child that is known in part: its low (as
        None), or its own value by its own rule; one without a value is then missing.
    minimum_present : int or None
        So many children must be present, or there is no value; bounds are given.
    minimum_share : float or None
        So large a share of the applicable children must be present, in [0, 1], each counted once.
    rounding : Rounding or None
        None for unrounded figures.
    grades : str or None
        Name of the catalogue's list of grades that the figures are shown in.
    """

    aggregation: NodeAggregation | None = None
    power: float | None = None
    plus: Annotated[float, Field(ge=0)] | None = None
    table: Text | None = None
    missing: Missing | None = None
    takes: Literal["low", "value"] | None = None
    minimum_present: Annotated[int, Field(ge=0)] | None = None
    minimum_share: Annotated[float, Field(ge=0, le=1)] | None = None
    rounding: Rounding | None = None
    grades: Text | None = None
