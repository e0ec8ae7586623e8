"""The main job on a shipped example, from the empty form to the verified bundle."""

from __future__ import annotations

import datetime
from pathlib import Path

import teia_indicators as teia
from teia_indicators.catalogue.load import data_folder
from teia_indicators.cli import show, show_profile
from teia_indicators.cli.files import write_scores
from teia_indicators.frames import frame_csv
from teia_indicators.sources.files import write_atomic

EXAMPLE = "xaa-2026.xlsx"


def run_demo(out: Path) -> None:
    """Write every document of the cycle into a folder; show the profile."""
    catalogue = teia.load_catalogue()
    form = teia.build_questionnaire(catalogue, country="XAA", round="2026")
    teia.write_workbook(form, out / "form.xlsx")
    show.line(f"{out / 'form.xlsx'}: an empty questionnaire, {len(form.questions)} questions")

    filled = out / EXAMPLE
    write_atomic(filled, data_folder("examples", EXAMPLE).read_bytes())
    responses = teia.read_responses(filled, catalogue)
    found = teia.check_responses(responses, catalogue)
    show.line(f"{filled}: answers of an invented country, {show.counted(found, 'en')}")
    show.problems(found, "en")

    assessment = teia.assess(responses, catalogue)
    write_scores([assessment], out)
    gaps = teia.find_gaps(assessment)
    write_atomic(out / "gaps.csv", frame_csv(teia.to_frame(gaps)))
    plan = teia.draft_action_plan(gaps, start=datetime.date(int(assessment.round) + 1, 1, 1))
    teia.write_plan(plan, out / "plan.xlsx", catalogue)
    teia.write_report(teia.build_report(assessment, gaps=gaps, plan=plan), out / "report.html")
    teia.export_ismi(assessment, out / "bundle")
    problems = teia.verify_ismi(out / "bundle")
    show.line(f"{out / 'scores.csv'}, explanations.json: every figure with its bounds and its why")
    show.line(f"{out / 'gaps.csv'}: {len(gaps)} indicators below target")
    show.line(f"{out / 'plan.xlsx'}: {len(plan)} actions that reach the target, to edit")
    show.line(f"{out / 'report.html'}: all of it in sentences, tables and bars, to read and print")
    show.line(f"{out / 'bundle'}: ISMI-compatible, verified with {len(problems)} problems")
    show_profile.profile(assessment, "en")
