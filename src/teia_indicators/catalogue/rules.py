"""What a published assessment may need besides stages: scales of items, grades, lookup tables.

References
----------
Method, section 11.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from teia_indicators.catalogue.scale import Rounding, Text, exact
from teia_indicators.model import Model

#: Stands in a row of an ordered table for a child that is not applicable or left out.
LEFT_OUT = "-"


class Level(Model):
    """One level of an item's scale.

    Parameters
    ----------
    code : str or int
        What is written in the item's column, such as ``A``, ``D*`` or ``20``.
    points : float or None
        What it is worth, in the scale's unit; several levels may be worth the same. None only
        where it is no rating.
    reading : {"rated", "not_applicable", "missing"}
        ``not_applicable`` leaves the item out of every denominator, ``missing`` is as no answer.
    """

    code: Text | int
    points: float | None = None
    reading: Literal["rated", "not_applicable", "missing"] = "rated"


class Goalposts(Model):
    """A number to a figure: its place between two goalposts, clipped at both.

    Parameters
    ----------
    worst, best : float
        The goalposts in the item's own unit; `worst` may be the higher one.
    logarithm : bool
        True to take the logarithm of number and goalposts first; both are then above 0.
    bottom, top : float
        What the goalposts are worth, in the scale's unit.
    rounding : Rounding or None
        Of the figure; what is above always takes the rounded one.
    """

    worst: float
    best: float
    logarithm: bool = False
    bottom: float = 0.0
    top: float = 1.0
    rounding: Rounding | None = None


class ItemScale(Model):
    """How the answers to an item are read: either levels with points, or a number.

    Parameters
    ----------
    levels : tuple of Level
        In any order; empty where a number is given.
    number : Goalposts or None
        How a number becomes a figure; None where levels are given.
    """

    levels: tuple[Level, ...] = ()
    number: Goalposts | None = None

    @property
    def exact_values(self) -> tuple[Fraction, ...]:
        """What there is to reach, exactly and ascending; of a number, bottom and top."""
        if self.number is not None:
            return exact(self.number.bottom), exact(self.number.top)
        return tuple(sorted({exact(one.points) for one in self.rated if one.points is not None}))

    @property
    def rated(self) -> tuple[Level, ...]:
        """The levels that are ratings."""
        return tuple(level for level in self.levels if level.reading == "rated")


class Grade(Model):
    """One grade of a node's figures.

    Parameters
    ----------
    grade : str
        What is shown, such as ``B+``.
    value : float
        The lowest figure that has it; the first grade has all below as well.
    """

    grade: Text
    value: float


class TableRow(Model):
    """One row of a lookup table.

    Parameters
    ----------
    of : tuple of str or float
        Grades or figures of the children; ``-`` for one that is left out, in an ordered table.
    gives : str or float
        Grade or figure of the node.
    """

    of: Annotated[tuple[Text | float, ...], Field(min_length=1)]
    gives: Text | float


class LookupTable(Model):
    """A declared table from the children's figures to the node's.

    Parameters
    ----------
    grades : str or None
        The list of grades that the rows are written in; None where they hold figures.
    ordered : bool
        True where the places of a row are the children by their ids in alphabetical order. False
        where only what stands in it counts: what is left out makes the row shorter, and a single
        child that no row is for gives its own figure.
    rows : tuple of TableRow
        In any order.
    """

    grades: Text | None = None
    ordered: bool = False
    rows: Annotated[tuple[TableRow, ...], Field(min_length=1)]
