"""A table in partitions, such as a Dask DataFrame: each partition is scored where it is.

Nothing here schedules and nothing imports Dask: whoever has such a table has installed it (extra
``dask``). One row is one assessment, and a row gets the same bits in whatever partition it is.
"""

from __future__ import annotations

from typing import Any

from teia_indicators.assessment.batch import assess_frame
from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.catalogue.model import Catalogue


def assess_partitions(frame: Any, catalogue: Catalogue, method: ScoringMethod | None = None) -> Any:
    """Score a Dask DataFrame, lazily; see `assess_frame` for its columns and those of the result.

    Raises
    ------
    MethodError
        At once if a column is no id of the catalogue; when computed if a cell is no answer.
    """
    # An empty table has the right columns and types; with it Dask need not guess.
    meta = assess_frame(frame._meta, catalogue, method)
    return frame.map_partitions(assess_frame, catalogue, method, meta=meta)
