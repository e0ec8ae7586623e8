"""The files that the command line writes beside bundles and workbooks."""

from __future__ import annotations

import json
from pathlib import Path

import teia_indicators as teia
from teia_indicators.frames import frame_csv
from teia_indicators.sources.files import write_atomic


def write_scores(assessments: list[teia.Assessment], out: Path) -> None:
    """Write scores.csv and explanations.json into a folder."""
    import pandas as pd

    frame = pd.concat([teia.to_frame(one) for one in assessments])
    write_atomic(out / "scores.csv", frame_csv(frame))
    traces = [
        {
            "country": one.country,
            "round": one.round,
            "traces": [
                one.explain(item).to_dict() for item in ("overall", *one.areas, *one.indicators)
            ],
        }
        for one in assessments
    ]
    text = json.dumps(traces, ensure_ascii=False, indent=1) + "\n"
    write_atomic(out / "explanations.json", text.encode("utf-8"))
