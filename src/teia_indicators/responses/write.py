"""Answers out, as the JSON or YAML document or the CSV table that `read_responses` takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from teia_indicators.model import FrozenDict
from teia_indicators.problems import FileError, Place, problem
from teia_indicators.responses.model import Responses
from teia_indicators.responses.table import responses_csv
from teia_indicators.sources.files import check_target, write_atomic
from teia_indicators.sources.yaml import dump_yaml

#: Endings of the documents and tables that answers are written to.
WRITTEN = (".json", ".yaml", ".yml", ".csv")


def write_responses(responses: Responses, path: str | Path) -> Path:
    """Write answers as .json, .yaml or .csv; same answers, same bytes.

    Parameters
    ----------
    responses : Responses
        What was answered.
    path : str or Path
        Target; replaced as a whole.

    Raises
    ------
    FileError
        If the ending is none of these, the file cannot be written, or merged answers go to a .csv,
        which has no room for who said what.
    """
    path = Path(path)
    check_target(path, WRITTEN)
    kind = path.suffix.lower()
    if kind == ".json":
        content = responses_json(responses).encode("utf-8")
    elif kind in (".yaml", ".yml"):
        content = dump_yaml(responses_document(responses)).encode("utf-8")
    else:
        if responses.sources:
            place = Place(file=str(path))
            raise FileError([problem("R041", place, "sources", count=len(responses.sources))])
        content = responses_csv(responses)
    write_atomic(path, content)
    return path


def responses_document(responses: Responses) -> dict[str, Any]:
    """Return the answers as plain data; what has its default is left out, places too."""
    plain = responses.model_copy(update={"places": FrozenDict()})
    document = plain.model_dump(mode="json", exclude_defaults=True)
    return {"format": responses.format, **document}


def responses_json(responses: Responses) -> str:
    """Return the answers as JSON text."""
    return json.dumps(responses_document(responses), ensure_ascii=False, indent=1) + "\n"
