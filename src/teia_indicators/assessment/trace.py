"""The trace of a figure: plain data with a published JSON Schema."""

from __future__ import annotations

from typing import Any, Literal

from teia_indicators.catalogue.model import CatalogueRef
from teia_indicators.html import MOST_ROWS, shown
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import Place

TRACE_FORMAT = "teia.trace.v1"

Scalar = str | int | float | bool | None
Kind = Literal["overall", "area", "indicator", "criterion", "dimension", "index"]


class TraceInput(Model):
    """One input of a figure: a child with its figures, or an answer.

    Parameters
    ----------
    id, label : str
        Id and shown text; of an answer that needs a reason, its reason.
    values : mapping
        Named figures or answers, such as ``low``, ``weight``, ``answer``, ``stage``.
    place : Place or None
        Where the answer stands in the file it was read from.
    trace : Trace or None
        Why the input is what it is; None for an answer: there the trace ends.
    """

    id: str
    label: str
    values: FrozenDict[str, Scalar]
    place: Place | None = None
    trace: Trace | None = None


class Trace(Model):
    """Why a figure is what it is.

    Parameters
    ----------
    id, label, kind : str
        What is explained: an ``overall``, ``area``, ``indicator``, ``criterion``, ``dimension`` or
        ``index``.
    rule : str
        The rule in words.
    result : mapping
        The figures that follow, with intermediate values: ``unrounded_low`` and its like where the
        node rounds, ``row_low`` where it looks its figure up.
    parameters : mapping
        What the rule was set to.
    inputs : tuple of TraceInput
        In catalogue order; each may be explained in turn by its id.
    """

    id: str
    label: str
    kind: Kind
    rule: str
    result: FrozenDict[str, Scalar]
    parameters: FrozenDict[str, Scalar]
    inputs: tuple[TraceInput, ...]


class Explanation(Trace):
    """The trace of one figure down to the answers; its document form is versioned.

    Parameters
    ----------
    format : str
        Name and version of the trace's format.
    country, round : str
        Whose assessment.
    above : tuple of str
        Ids of the figures that take this one, the nearest first: the way back to ``overall``.
    catalogue : CatalogueRef
        Id, version and checksum.

    References
    ----------
    Method, section 5.
    """

    format: Literal["teia.trace.v1"] = "teia.trace.v1"
    country: str
    round: str
    above: tuple[str, ...] = ()
    catalogue: CatalogueRef

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain data, as `document_schema("trace")` says."""
        return self.model_dump(mode="json")

    def __str__(self) -> str:
        lines = [f"{self.id} {self.label}", f"  {self.rule}"]
        lines += [f"  {name}: {_plain(value)}" for name, value in self.result.items()]
        lines += [f"  [{name}: {_plain(value)}]" for name, value in self.parameters.items()]
        for item in self.inputs:
            values = ", ".join(f"{name} {_plain(value)}" for name, value in item.values.items())
            place = f"  <- {item.place}" if item.place and str(item.place) else ""
            lines.append(f"    {item.id}: {values}{place}  {item.label}".rstrip())
        if self.above:
            lines.append(f"  -> {' -> '.join(self.above)}")
        source = self.catalogue
        lines.append(f"  catalogue {source.id} {source.version}, {source.checksum[:12]}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Explanation of {self.id}>"

    def _repr_html_(self) -> str:
        lines = [shown(line) for line in str(self).splitlines()]
        if len(lines) > 2 * MOST_ROWS:
            more = len(lines) - 2 * MOST_ROWS
            lines = [*lines[: 2 * MOST_ROWS], f"… and {more} more"]
        return f'<pre lang="en">{chr(10).join(lines)}</pre>'


def _plain(value: Scalar) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
