"""Answers out, as the JSON or YAML document that `read_responses` takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from teia_indicators.model import FrozenDict
from teia_indicators.problems import FileError, Place, problem
from teia_indicators.responses.model import Responses
from teia_indicators.sources.files import write_atomic
from teia_indicators.sources.yaml import dump_yaml
from teia_indicators.text import later


def write_responses(responses: Responses, path: str | Path) -> Path:
    """Write answers as .json or .yaml; same answers, same bytes.

    Parameters
    ----------
    responses : Responses
        What was answered.
    path : str or Path
        Target; replaced as a whole.

    Raises
    ------
    FileError
        If the ending is neither .json nor .yaml, or the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        text = responses_json(responses)
    elif path.suffix.lower() in (".yaml", ".yml"):
        text = dump_yaml(responses_document(responses))
    else:
        found = later("found.kind", kind=path.suffix)
        place = Place(file=str(path))
        raise FileError([problem("F004", place, found=found, expected=".json, .yaml")])
    write_atomic(path, text.encode("utf-8"))
    return path


def responses_document(responses: Responses) -> dict[str, Any]:
    """Return the answers as plain data; what has its default is left out, places too."""
    plain = responses.model_copy(update={"places": FrozenDict()})
    document = plain.model_dump(mode="json", exclude_defaults=True)
    return {"format": responses.format, **document}


def responses_json(responses: Responses) -> str:
    """Return the answers as JSON text."""
    return json.dumps(responses_document(responses), ensure_ascii=False, indent=1) + "\n"
