"""What the benchmarks measure: ratios of times in one process, the least of several rounds each.

Rounds of both sides alternate, so that a busy machine slows both; the least is what is left when
it was not busy.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import teia_indicators as teia
from teia_indicators.export.bundle import build_document
from teia_indicators.indices import load_mapping
from teia_indicators.plain import plain_data
from teia_indicators.responses.model import Responses
from teia_indicators.testing import uniform_responses

Codes = NDArray[np.uint8]
_WORDS = ("low", "value", "high", "coverage", "stage_low", "stage_high")


def random_codes(catalogue: teia.Catalogue, count: int, seed: int = 0) -> Codes:
    """Return answers of which each of the seven codes is as likely, shape (n_criteria, count)."""
    known = np.array([int(code) for code in teia.AnswerCode], dtype=np.uint8)
    codes = np.empty((len(catalogue.criteria), count), dtype=np.uint8)
    rng = np.random.default_rng(seed)
    for row in codes:
        row[:] = known[rng.integers(0, len(known), count)]
    return codes


def least_times(rounds: int, *sides: Callable[[], object]) -> list[float]:
    """Return the least processor time of each side in seconds; their rounds alternate.

    Time in which another process had the core is no time of ours.
    """
    least = [float("inf")] * len(sides)
    for _ in range(rounds):
        for at, side in enumerate(sides):
            start = time.process_time()
            side()
            least[at] = min(least[at], time.process_time() - start)
    return least


def scored(codes: Codes, catalogue: teia.Catalogue) -> object:
    """Score a matrix up to the stages; the figures of areas and the whole come with it."""
    scores = teia.assess_matrix(codes, catalogue)
    return scores.stage_low, scores.stage_high


def batch_times(catalogue: teia.Catalogue, count: int, rounds: int) -> tuple[float, float]:
    """Return the seconds for scoring a matrix, and for copying it to memory that is there."""
    codes = random_codes(catalogue, count)
    target = np.zeros_like(codes)
    score, copy = least_times(
        rounds, lambda: scored(codes, catalogue), lambda: np.copyto(target, codes)
    )
    return score, copy


def growth(catalogue: teia.Catalogue, count: int, rounds: int) -> float:
    """Return how many times longer ten times the assessments take."""
    many = random_codes(catalogue, 10 * count)
    few = np.ascontiguousarray(many[:, :count])
    one, ten = least_times(rounds, lambda: scored(few, catalogue), lambda: scored(many, catalogue))
    return ten / one


def peak_share(catalogue: teia.Catalogue, count: int) -> float:
    """Return the peak of memory while scoring, as a share of the results' own size."""
    codes = random_codes(catalogue, count)
    scored(codes[:, :100].copy(), catalogue)
    tracemalloc.start()
    scores = teia.assess_matrix(codes, catalogue)
    results = [getattr(scores, name) for name in _WORDS]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    own: int = sum(one.nbytes for one in results)
    return peak / own


def questionnaire(catalogue: teia.Catalogue) -> str:
    """Return a filled questionnaire as JSON: each answer with a comment and evidence."""
    blank = uniform_responses(catalogue, "partly", country="XAA", round="2026")
    evidence = {"kind": "law", "title": "Act on industrial safety", "reference": "Art. 12"}
    document = json.loads(blank.model_dump_json())
    for answer in document["answers"].values():
        answer["comment"] = "Applied in most regions; see the report of the inspectorate."
        answer["evidence"] = [{**evidence, "date": "2024-05-01", "language": "en"}]
    return json.dumps(document)


def document_times(catalogue: teia.Catalogue, rounds: int) -> tuple[float, float]:
    """Return the seconds from JSON text to scores, gaps and bundle, and for validating the text."""
    text, mapping = questionnaire(catalogue), load_mapping()

    def everything() -> Any:
        assessment = teia.assess(Responses.model_validate_json(text), catalogue)
        gaps = teia.find_gaps(assessment)
        document = build_document(
            [assessment], confidentiality="full", mapping=mapping, gaps=[gaps]
        )
        return plain_data(document)

    everything()
    whole, validation = least_times(rounds, everything, lambda: Responses.model_validate_json(text))
    return whole, validation


def document_parts(catalogue: teia.Catalogue, rounds: int) -> dict[str, float]:
    """Return what each step of `document_times` costs, as a multiple of validating the text."""
    text, mapping = questionnaire(catalogue), load_mapping()
    least: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:
        start = time.process_time()
        found = step()
        least[name] = min(least.get(name, 1.0), time.process_time() - start)
        return found

    def validation() -> None:
        Responses.model_validate_json(text)

    def everything() -> None:
        responses = timed("reading", lambda: Responses.model_validate_json(text))
        assessment = timed("scores", lambda: teia.assess(responses, catalogue))
        gaps = timed("gaps", lambda: teia.find_gaps(assessment))
        timed("hash of the answers", lambda: responses.checksum)
        found: Any = {"confidentiality": "full", "mapping": mapping, "gaps": [gaps]}
        document = timed("bundle", lambda: build_document([assessment], **found))
        timed("plain data", lambda: plain_data(document))

    for _ in range(rounds):
        everything()
        timed("validation", validation)
    unit = least.pop("validation")
    return {name: seconds / unit for name, seconds in least.items()}


def import_times(rounds: int) -> tuple[float, float]:
    """Return the median seconds of a process that imports the library, and what it rests on."""
    times: dict[str, list[float]] = {"teia_indicators": [], "numpy, pandas, pydantic": []}
    for _ in range(rounds):
        for names, found in times.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", f"import {names}"], check=True)
            found.append(time.perf_counter() - start)
    own, theirs = map(statistics.median, times.values())
    return own, theirs
