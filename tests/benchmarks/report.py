"""Measure at full size and write docs/performance.md: ``python tests/benchmarks/report.py``."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import measuring  # noqa: E402
import measuring_bundles  # noqa: E402
import measuring_plans  # noqa: E402
import measuring_workbooks  # noqa: E402
import numpy as np  # noqa: E402

import teia_indicators as teia  # noqa: E402
from teia_indicators.assessment.kernel import BLOCK  # noqa: E402

PAGE = """# Performance

For the integrator and the index analyst. Figures are ratios of processor times, both sides measured
in one process, in alternating rounds, the least of each; `python tests/benchmarks/report.py`
measures them again and writes this page. The tests in `tests/benchmarks` hold the same bounds at
smaller sizes.

Measured on {machine}.

| what | measured | bound |
| --- | --- | --- |
{rows}

The batch covers stages low and high, what is not applicable, figures of areas and the whole low and
high, and coverage, from {count:,} assessments of {criteria} criteria. Figures of single indicators
follow from their stages and are computed when they are first asked for. Answers may be a memory
map: they are read block by block, and nothing larger than a block is made beside the results.

How it is done: an answer code is a set of flags, so that the criteria of one stage merge with a
bitwise or; a node whose children have few states is scored once for each combination of them, by
the same arithmetic as any assessment, and looked up from then on. A batch therefore equals single
scoring to the last bit. Exact fractions decide what floats cannot: ties, thresholds, roundings.

A single questionnaire whose nodes are all weighted means is scored in plain numbers, with the
operations of the batch and so with its bits; a gain is then the indicator's share of its rise, in
whole numbers. Under other rules everything is placed at once, in arrays of all indicators, and the
gains are computed in exact fractions. What the catalogue, the method and the mapping decide alone
is worked out once and kept: also the few forms that an open criterion can take in a gap, and an
answer in a record. Nothing else that depends on an answer is. What the library worked out itself is
made without validating it again, and a test makes all of it both ways.

The steps cost, as multiples of validating the text: {parts}. The rest is what it takes to free it
all. Reading, the hash and plain data are pydantic, SHA-256 and copies: they alone come to two.

For countries one machine is plenty. The batch is for questionnaires of single sites and for
simulations.
"""


def machine() -> str:
    """Describe the machine without naming it."""
    kind = platform.machine()
    cores = os.cpu_count()
    return (
        f"one core of {cores} of a virtual machine ({kind}), Python {platform.python_version()}, "
        f"numpy {np.__version__}"
    )


def ratio(times: tuple[float, float]) -> str:
    """Return how many times the second the first is."""
    return f"{times[0] / times[1]:.1f}"


def main(count: int = 1_000_000) -> None:
    """Measure and write the page."""
    catalogue = teia.load_catalogue()
    score, copy = measuring.batch_times(catalogue, count, rounds=15)
    growth = measuring.growth(catalogue, BLOCK, rounds=9)
    peak = measuring.peak_share(catalogue, count // 4)
    whole, validation = measuring.document_times(catalogue, rounds=200)
    own, theirs = measuring.import_times(rounds=9)
    parts = measuring.document_parts(catalogue, rounds=200)
    rows = [
        ("a batch, against `np.copyto` of the same matrix", f"{score / copy:.1f}", "20, aim 10"),
        (
            "ten times the assessments (whole blocks), against one time",
            f"{growth:.1f}",
            "8.5 to 11.5",
        ),
        ("peak of memory, against the results' own size", f"{peak:.2f}", "1.2"),
        (
            "one questionnaire, JSON text to scores, gaps and bundle, against validating the text",
            f"{whole / validation:.1f}",
            "5",
        ),
        (
            "`import teia_indicators`, against `import numpy, pandas, pydantic`",
            f"{own / theirs:.2f}",
            "1.25",
        ),
    ]
    with tempfile.TemporaryDirectory() as folder:
        written, read = measuring_workbooks.workbook_times(catalogue, Path(folder), rounds=25)
        many = measuring_workbooks.seconds_for_many(catalogue, Path(folder), 200)
    rows += [
        ("a full workbook written, against a bare XlsxWriter pass", ratio(written), "3"),
        ("a full workbook read, against a bare calamine pass", ratio(read), "3"),
        ("the same, seconds to write", f"{written[0]:.2f}", "1"),
        ("the same, seconds to read", f"{read[0]:.3f}", "0.3"),
        ("200 workbooks read, seconds", f"{many:.1f}", "30"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        bundle = measuring_bundles.whole_process(1000, Path(folder) / "bundle")
    seconds, memory, size = bundle
    rows += [
        (
            f"1,000 full assessments made, scored and exported, {size} MB, seconds",
            f"{seconds:.0f}",
            "20",
        ),
        ("the same, MB of memory of the whole process", f"{memory:.0f}", "500"),
    ]
    draft = measuring_plans.draft_times(catalogue, rounds=25)
    rows += [
        ("gaps and a greedy plan, nothing met, against scoring", ratio(draft), "100"),
        ("the same, seconds", f"{draft[0]:.3f}", "0.05"),
        (
            "the least plan by milp, nothing met, seconds",
            f"{measuring_plans.seconds_for_the_least(catalogue, 5):.1f}",
            "2",
        ),
        (
            "the best plan within a budget, the slowest of 42, seconds",
            f"{measuring_plans.seconds_within_budgets(catalogue, 20):.1f}",
            "2",
        ),
    ]
    page = PAGE.format(
        machine=machine(),
        rows="\n".join("| " + " | ".join(row) + " |" for row in rows),
        parts=", ".join(f"{name} {share:.1f}" for name, share in parts.items()),
        count=count,
        criteria=len(catalogue.criteria),
    )
    (ROOT / "docs" / "performance.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
