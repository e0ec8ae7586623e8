"""Every writer of the library, on a small catalogue, with one text wherever a user can give one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from documents.written import answered, catalogue

import teia_indicators as teia
from teia_indicators.catalogue.load import data_folder
from teia_indicators.cli.files import csv_file, score_files
from teia_indicators.documents import write_document_schemas
from teia_indicators.frames import frame_csv
from teia_indicators.model import FrozenDict
from teia_indicators.sources.files import write_atomic

PLAIN = "Said plainly"


class Material(NamedTuple):
    """What there is to write."""

    form: teia.Questionnaire
    previous: teia.Responses
    assessment: teia.Assessment
    gaps: teia.Gaps
    plan: teia.ActionPlan
    target: teia.Target


def saying(text: str, responses: teia.Responses) -> teia.Responses:
    """Return answers with a text in every field that takes one."""
    evidence = (teia.Evidence(title=text, reference=text, date="2025"),)
    answers = {
        item: one.model_copy(
            update={"reason": text, "comment": text, "evidence": evidence, "authority": text}
        )
        for item, one in responses.answers.items()
    }
    challenges = FrozenDict({one.id: text for one in catalogue().areas})
    head = {"authority": text, "focal_point": text, "challenges": challenges}
    return responses.model_copy(update={**head, "answers": FrozenDict(answers)})


@cache
def material(text: str = PLAIN) -> Material:
    """Return what there is to write, with the text in it."""
    given = saying(text, answered("xaa-2028"))
    form = teia.build_questionnaire(
        catalogue(), country="XAA", round="2028", authority=text, focal_point=text
    )
    assessment = teia.assess(given, catalogue())
    target = teia.Target(default=5, source=text)
    gaps = teia.find_gaps(assessment, target)
    plan = teia.draft_action_plan(gaps, catalogue())
    own = dict.fromkeys(("title", "text", "authority", "funding", "completion", "comment"), text)
    for one in plan.actions:
        plan = plan.edit(one.id, **own)
    return Material(form, saying(text, answered("xaa-2026")), assessment, gaps, plan, target)


def _workbook(has: Material, path: Path) -> None:
    answers, target = has.assessment.responses, has.target
    teia.write_workbook(has.form, path, previous=has.previous, answers=answers, target=target)


def to_annotate(has: Material, folder: Path) -> Path:
    """Return the file that is annotated, beside the folder that is written to."""
    given = folder.with_name(f"{has.assessment.responses.checksum}.json")
    return given if given.exists() else teia.write_responses(has.assessment.responses, given)


def _annotated(has: Material, path: Path) -> None:
    teia.annotate_workbook(to_annotate(has, path.parent), path, catalogue())


def _page(has: Material, path: Path) -> None:
    teia.write_html_form(has.form, path, previous=has.previous, answers=has.assessment.responses)


def _report(has: Material, path: Path) -> None:
    teia.write_report(teia.build_report(has.assessment, gaps=has.gaps, plan=has.plan), path)


def _scores(has: Material, path: Path) -> None:
    with score_files(path.parent) as take:
        take(has.assessment)


def _gaps(has: Material, path: Path) -> None:
    with csv_file(path) as take:
        take(has.gaps)


def _answers_frame(has: Material, path: Path) -> None:
    write_atomic(path, frame_csv(teia.to_frame(has.assessment.responses)))


def _bundle(has: Material, path: Path) -> None:
    teia.export_ismi(has.assessment, path, target=has.target)


#: Each writer by the name of what it writes.
WRITERS: Mapping[str, Callable[[Material, Path], Any]] = {
    "form.xlsx": _workbook,
    "annotated.xlsx": _annotated,
    "form.html": _page,
    "survey.xlsx": lambda has, path: teia.write_xlsform(has.form, path, previous=has.previous),
    **{
        f"answers.{kind}": lambda has, path: teia.write_responses(has.assessment.responses, path)
        for kind in ("json", "yaml", "csv")
    },
    **{
        f"plan.{kind}": lambda has, path: teia.write_plan(has.plan, path, catalogue())
        for kind in ("xlsx", "json")
    },
    **{f"report.{kind}": _report for kind in ("html", "pdf", "docx")},
    **{
        f"chart.{kind}": lambda has, path: teia.plots.save(teia.plots.radar(has.assessment), path)
        for kind in ("svg", "png", "pdf")
    },
    "bundle": _bundle,
    "bundle.zip": _bundle,
    "scores.csv": _scores,
    "gaps.csv": _gaps,
    "frame.csv": _answers_frame,
    "texts.xlsx": lambda _, path: teia.write_texts(data_folder("indicators", "teia"), path),
    "schemas": lambda _, path: write_document_schemas(path),
}

#: The extra that a writer needs.
EXTRAS = {"report.pdf": "typst", "report.docx": "docx"} | dict.fromkeys(
    ("chart.svg", "chart.png", "chart.pdf"), "matplotlib"
)


def write(name: str, folder: Path, text: str = PLAIN) -> Path:
    """Write one into a folder, and return its path."""
    path = folder / name
    WRITERS[name](material(text), path)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its name from there."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in files}


def write_all(names: list[str], folder: Path, text: str = PLAIN) -> None:
    """Write all, each into a folder of its own."""
    for name in names:
        (folder / name).mkdir(parents=True)
        write(name, folder / name, text)


if __name__ == "__main__":
    write_all(sys.argv[2:], Path(sys.argv[1]))
