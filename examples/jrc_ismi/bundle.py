"""From a folder of ministries' workbooks to one verified bundle.

Workbooks of one country and round are put together; several countries and rounds go into one
bundle. The bundle is a contract of this project's own: no ISMI file format is public.

    python bundle.py FOLDER BUNDLE [full|peer|public] [MAPPING.yaml]

Exit codes: 0 a verified bundle, 1 problems in the data, 2 wrong usage, 3 cannot read or write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import teia_indicators as teia


def bundle(folder: str, target: str, level: Any = "full", mapping: str | None = None) -> None:
    """Write a bundle of all workbooks of a folder, and verify it: the job in ten lines."""
    catalogue = teia.load_catalogue()
    indices = teia.load_mapping(mapping, catalogue)
    problems: list[teia.Problem] = []
    answers = sorted(read(folder, catalogue, problems), key=whose)
    tell(problems)
    groups = [list(group) for _, group in groupby(answers, whose)]
    merged = [teia.merge_responses(of, catalogue) if of[1:] else of[0] for of in groups]
    assessments = [teia.assess(one, catalogue) for one in merged]
    teia.export_ismi(assessments, target, confidentiality=level, mapping=indices)
    tell(teia.verify_ismi(target))


def read(
    folder: str, catalogue: teia.Catalogue, problems: list[teia.Problem]
) -> Iterator[teia.Responses]:
    """Yield the answers of each workbook; the problems of all of them are collected."""
    for file in sorted(Path(folder).glob("[!~]*.xlsx")):
        try:
            answers = teia.read_responses(file, catalogue)
        except teia.TeiaError as error:
            problems += error.problems
            continue
        problems += teia.check_responses(answers, catalogue)
        yield answers


def whose(answers: teia.Responses) -> tuple[str, str]:
    """Return what is put together: one country and round."""
    return answers.country, answers.round


def tell(found: list[teia.Problem] | teia.Problems) -> None:
    """Raise all problems at once if one is an error; print warnings."""
    problems = teia.Problems(found)
    if problems.errors:
        raise teia.TeiaError(problems)
    print(problems.to_text(), end="\n" if problems else "", file=sys.stderr)


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 5:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    try:
        bundle(*sys.argv[1:])
    except teia.TeiaError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    print(f"{sys.argv[2]}: verified")
