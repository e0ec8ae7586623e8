"""What a bundle of many assessments costs: in time, and in memory."""

from __future__ import annotations

import itertools
import random
import string
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import teia_indicators as teia
from teia_indicators.model import FrozenDict

_COUNTRIES = [f"X{a}{b}" for a in string.ascii_uppercase for b in string.ascii_uppercase]


def full_responses(catalogue: teia.Catalogue, count: int) -> Iterator[teia.Responses]:
    """Yield questionnaires in which all is answered, with comments, evidence and dates."""
    draws = random.Random(7)
    names = itertools.product(range(2001, 9999), _COUNTRIES)
    for round_, country in itertools.islice(names, count):
        answers = {
            one.id: teia.Answer(
                value=draws.choice(("yes", "yes", "partly", "no")),
                comment=f"Found in file {draws.random()}, as the inspectorate reports.",
                evidence=(teia.Evidence(title=f"Act {draws.random()}", date=f"{round_}-05"),),
                grade="documented",
            )
            for one in catalogue.criteria
        }
        yield teia.Responses(
            catalogue=catalogue.ref,
            country=country,
            round=str(round_),
            answers=FrozenDict(answers),
        )


def export(catalogue: teia.Catalogue, count: int, path: Path) -> Path:
    """Write a full bundle of questionnaires that are made and scored on the way."""
    given = (teia.assess(one, catalogue) for one in full_responses(catalogue, count))
    return teia.export_ismi(given, path, xlsx=False)


def seconds_of_export(catalogue: teia.Catalogue, count: int, path: Path) -> float:
    """Return the processor time of writing assessments that are there."""
    given = [teia.assess(one, catalogue) for one in full_responses(catalogue, count)]
    start = time.process_time()
    teia.export_ismi(given, path, xlsx=False)
    return time.process_time() - start


def peak_of_export(catalogue: teia.Catalogue, count: int, path: Path) -> int:
    """Return the largest memory taken on the way, in bytes, beside what was there before."""
    tracemalloc.start()
    try:
        export(catalogue, count, path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def whole_process(count: int, path: Path) -> tuple[float, float, int]:
    """Return wall seconds and MB of a process that makes, scores and writes; and the MB written.

    Its largest memory is asked of Linux: what `resource` tells is that of the parent, if larger.
    """
    script = (
        "import re, sys, time; sys.path.insert(0, sys.argv[1]);"
        "import measuring_bundles as m, teia_indicators as teia; from pathlib import Path;"
        "catalogue = teia.load_catalogue(); start = time.perf_counter();"
        "m.export(catalogue, int(sys.argv[2]), Path(sys.argv[3]));"
        "print(time.perf_counter() - start,"
        " int(re.search('VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) / 1024)"
    )
    command = [sys.executable, "-c", script, str(Path(__file__).parent), str(count), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, memory = map(float, done.stdout.split())
    written = sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
    return seconds, memory, written // 10**6
