"""Documents as tables: tidy for analysis, wide for matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from teia_indicators.action_plan import ActionPlan
from teia_indicators.action_plan.tables import PLAN_COLUMNS, plan_rows
from teia_indicators.analysis.tables import Analysis, columns_of, rows_of
from teia_indicators.assessment import Assessment
from teia_indicators.assessment.result import NodeScore
from teia_indicators.catalogue.model import Catalogue, shown_text
from teia_indicators.comparison import tables as comparison
from teia_indicators.gaps import Gaps, GapView, Target
from teia_indicators.gaps.tables import GapTable, gap_columns, gap_rows
from teia_indicators.indices import Indices
from teia_indicators.neighbours import tables as neighbours
from teia_indicators.neighbours.matrix import NeighbourMatrix
from teia_indicators.neighbours.model import NeighbourComparison
from teia_indicators.problems import Problems
from teia_indicators.responses.model import Responses
from teia_indicators.responses.progress import Progress
from teia_indicators.sources.csv import csv_head, csv_lines

if TYPE_CHECKING:
    import pandas as pd

_TYPES = {
    **dict.fromkeys(("low", "value", "high", "coverage", "progress"), "float64"),
    **dict.fromkeys(("effort", "next_effort"), "float64"),
    **dict.fromkeys(("stage_low", "stage_high"), "Int64"),
    "insufficient": "boolean",
}
#: Columns whose table may have no rows, with an example of what they hold.
_CATALOGUE_COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("area", "indicator", "id"), ""),
    "stage": 0,
    **dict.fromkeys(("dimension", "text", "references", "provenance"), ""),
}
_RESPONSE_COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("country", "round", "id", "value", "reason"), ""),
    "evidence": 0,
    **dict.fromkeys(("grade", "comment"), ""),
}

_PROGRESS_COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("country", "round", "group", "name"), ""),
    **dict.fromkeys(("asked", "answered", "implied", "open"), 0),
    "share": 0.0,
}

Neighbours = NeighbourComparison | NeighbourMatrix
Document = (
    ActionPlan
    | Assessment
    | Catalogue
    | Indices
    | Problems
    | Progress
    | Responses
    | GapTable
    | Analysis
    | Neighbours
    | comparison.Comparison
)


def to_frame(document: Document, shape: Literal["tidy", "wide"] = "tidy") -> pd.DataFrame:
    """Return a document as a table.

    Parameters
    ----------
    document : ActionPlan, Assessment, Catalogue, Gaps, Indices, Problems, Progress or Responses
        What to show; also `Target`, the views of gaps (`GapsByDimension`, `GapsByAuthority`,
        `QuickWins`), the analyses (`NextAnswers`, `LayerComparison`, `GroupProfile`, `Uncertainty`,
        `SetStatistics`), `NeighbourComparison`, `NeighbourMatrix`, `RoundSeries`, and
        `RoundComparison` (one row a node, each part of a change its own column; its `criteria` and
        its `plan` have tables of their own).
    shape : {"tidy", "wide"}
        Tidy: one row an item. Wide: one row a document, one column a figure or answer; for
        assessments and responses.

    Returns
    -------
    DataFrame
        For an assessment, tidy: ``country, round, level, id, title, low, value, high`` (scale's
        unit), ``coverage`` (share), ``stage_low, stage_high`` (stages, indicators only), ``basis,
        progress, insufficient``, the counts of answers, and how many of the ``yes`` are ``claimed,
        documented, demonstrated``. Missing figures are NaN or NA.

    Raises
    ------
    TypeError
        If there is no table of that shape for the document.
    ValueError
        If the shape is neither ``tidy`` nor ``wide``.
    """
    import pandas as pd

    if shape not in ("tidy", "wide"):
        raise ValueError(f'there is no shape "{shape}": choose "tidy" or "wide"')
    if shape == "wide":
        wide = pd.DataFrame([_wide(document)])
        return wide if isinstance(document, Responses) else _typed(wide)
    match document:
        case ActionPlan():
            return pd.DataFrame(plan_rows(document), columns=list(PLAN_COLUMNS)).astype(
                PLAN_COLUMNS
            )
        case Assessment():
            return _typed(pd.DataFrame(_assessment_rows(document)))
        case Catalogue():
            return _table(_catalogue_rows(document), _CATALOGUE_COLUMNS)
        case Gaps() | GapView() | Target():
            return _typed(_table(gap_rows(document), gap_columns(document)))
        case Indices():
            return _typed(pd.DataFrame([index.model_dump() for index in document]))
        case Problems():
            return document.to_frame()
        case Progress():
            return _table(_progress_rows(document), _PROGRESS_COLUMNS)
        case Responses():
            return _table(_response_rows(document), _RESPONSE_COLUMNS)
    if isinstance(document, Neighbours):
        return neighbour_frame(document)
    if isinstance(document, Analysis):
        types = columns_of(document)
        return pd.DataFrame(rows_of(document), columns=list(types)).astype(types)
    if isinstance(document, comparison.Comparison):
        types = comparison.columns_of(document)
        return pd.DataFrame(comparison.rows_of(document), columns=list(types)).astype(types)
    raise TypeError(f"there is no table for {type(document).__name__}")


def neighbour_frame(document: Neighbours, language: str = "en") -> pd.DataFrame:
    """Return the table of a comparison of neighbours, its texts in a language."""
    import pandas as pd

    types = neighbours.columns_of(document)
    rows = neighbours.rows_of(document, language)
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _table(rows: list[dict[str, Any]], columns: dict[str, Any]) -> pd.DataFrame:
    """Return a table that has the same columns and types whether or not it has rows."""
    import pandas as pd

    return pd.DataFrame([columns, *rows]).iloc[1:].reset_index(drop=True)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give figures and stages one type each, whether or not some are missing."""
    types = {
        name: kind
        for name in frame
        if (kind := _TYPES.get(str(name).rpartition(".")[2])) is not None
    }
    return frame.astype(types)


def frame_csv(frame: pd.DataFrame, *, head: bool = True) -> bytes:
    """Return a table as CSV bytes; missing cells are empty, no cell can be run as a formula.

    Without its head, it goes on a table of the same columns.
    """
    plain = frame.astype(object).where(frame.notna(), None)
    rows = plain.to_dict("records")
    columns = [str(name) for name in frame.columns]
    lines = csv_lines(columns, rows)  # type: ignore[arg-type]
    return csv_head(columns) + lines if head else lines


def _wide(document: Document) -> dict[str, Any]:
    match document:
        case Assessment():
            nodes = [document.overall, *document.areas.values(), *document.indicators.values()]
            figures = {
                f"{node.id}.{name}": getattr(node, name)
                for node in nodes
                for name in ("low", "value", "high", "coverage")
            }
            return {"country": document.country, "round": document.round, **figures}
        case Responses():
            answers = {item: answer.value for item, answer in document.answers.items()}
            return {"country": document.country, "round": document.round, **answers}
    raise TypeError(f"there is no wide table for {type(document).__name__}")


def _assessment_rows(assessment: Assessment) -> list[dict[str, Any]]:
    titles = {one.id: one.title for one in (*assessment.catalogue.areas,)}
    titles |= {one.id: shown_text(one) for one in assessment.catalogue.indicators}
    groups: list[tuple[str, list[NodeScore]]] = [
        ("overall", [assessment.overall]),
        ("area", list(assessment.areas.values())),
        ("indicator", list(assessment.indicators.values())),
    ]
    return [
        {
            "country": assessment.country,
            "round": assessment.round,
            "level": level,
            "id": node.id,
            "title": titles.get(node.id, ""),
            **{name: getattr(node, name) for name in ("low", "value", "high", "coverage")},
            **{
                name: getattr(node, name, None)
                for name in ("stage_low", "stage_high", "basis", "progress", "insufficient")
            },
            **node.counts.model_dump(),
            **assessment.evidence[node.id].model_dump(),
        }
        for level, nodes in groups
        for node in nodes
    ]


def _catalogue_rows(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "area": area.id,
            "indicator": indicator.id,
            "id": criterion.id,
            "stage": criterion.stage,
            "dimension": criterion.dimension,
            "text": shown_text(criterion),
            "references": "; ".join(criterion.references),
            "provenance": criterion.provenance,
        }
        for area in catalogue.areas
        for indicator in area.indicators
        for criterion in indicator.criteria
    ]


def _progress_rows(progress: Progress) -> list[dict[str, Any]]:
    """Return a row a group; `share` is NaN where nothing is asked."""
    whose = {"country": progress.country, "round": progress.round}
    return [
        {**whose, **one.model_dump(), "open": one.open, "share": one.share} for one in progress.rows
    ]


def _response_rows(responses: Responses) -> list[dict[str, Any]]:
    return [
        {
            "country": responses.country,
            "round": responses.round,
            "id": item,
            "value": str(answer.value),
            "reason": answer.reason,
            "evidence": len(answer.evidence),
            "grade": answer.grade,
            "comment": answer.comment,
        }
        for item, answer in responses.answers.items()
    ]
