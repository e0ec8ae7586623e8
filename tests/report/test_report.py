"""What a report holds: the sections of what is given, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from report.reports import LANGUAGES, assessed, documents, whole

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.report.model import Bounds, Picture, Prose, Quote, Table
from teia_indicators.report.page import report_page
from teia_indicators.testing import uniform_responses

ALWAYS = [
    *("summary", "profile", "cross-cutting", "challenges", "indicators"),
    *("quality", "method"),
]


def table(report: teia.Report, name: str) -> Table:
    return next(one for one in report.tables if one.id == name)


def pictures(report: teia.Report) -> list[Picture]:
    return [
        one for section in report.sections for one in section.blocks if isinstance(one, Picture)
    ]


def undrawn(report: teia.Report) -> teia.Report:
    sections = []
    for section in report.sections:
        blocks = (
            one.model_copy(update={"chart": None}) if isinstance(one, Picture) else one
            for one in section.blocks
        )
        sections.append(section.model_copy(update={"blocks": tuple(blocks)}))
    return report.model_copy(update={"sections": tuple(sections)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_chart_says_in_words_what_it_shows(language: str) -> None:
    found = whole(language).pictures
    own = documents()
    charts = [
        teia.plots.chart("radar", assessed("xaa-2028")),
        teia.plots.chart("waterfall", own["gaps"]),
        teia.plots.chart("progress", own["comparison"]),
    ]
    assert [(one.caption, one.alt) for one in found] == [
        (one.title(language), one.alt(language)) for one in charts
    ]


def test_two_areas_are_drawn_as_bars() -> None:
    catalogue = teia.load_catalogue()
    small = catalogue.model_copy(update={"areas": catalogue.areas[:2]})
    own = teia.assess(uniform_responses(small, "yes"), small)
    (picture,) = teia.build_report(own).pictures
    assert picture.chart == teia.plots.chart("bars", own)


def test_without_what_a_chart_needs_its_table_stands_alone() -> None:
    own = assessed("xaa-2028")
    read = teia.Gaps.model_validate_json(teia.find_gaps(own).model_dump_json())
    report = teia.build_report(own, gaps=read)
    assert [type(one).__name__ for one in report.section("gaps-section").blocks] == ["Table"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_short_form_is_a_part_of_the_whole(language: str) -> None:
    full = whole(language)
    short = teia.build_report(assessed("xaa-2028"), **documents(), language=language, short=True)
    parts = ["summary", "profile", "gaps-section", "plan-section", "method"]
    assert [one.id for one in short.sections] == parts
    for one in short.tables:
        own = table(full, one.id)
        heads = [column.head for column in own.columns]
        at = [heads.index(column.head) for column in one.columns]
        assert one.rows == tuple(tuple(row[i] for i in at) for row in own.rows[: len(one.rows)])
    assert len(table(short, "gaps").rows) == len(table(short, "plan").rows) == 5
    assert len(table(short, "areas").rows) == 7
    said, whole_said = short.section("summary").blocks[0], full.section("summary").blocks[0]
    assert isinstance(said, Prose)
    assert isinstance(whole_said, Prose)
    assert [one.text for one in said.sentences] == [one.text for one in whole_said.sentences]
    there = {one.id for one in short.tables} | set(parts)
    assert {one.about for one in said.sentences} <= there | {""}
    assert {one.about for one in said.sentences} >= {"areas", "gaps", "plan"}


def test_the_short_form_says_where_there_is_nothing_to_do() -> None:
    own = assessed("xaa-2028")
    gaps = teia.find_gaps(own, target=1)
    report = teia.build_report(own, gaps=gaps, plan=teia.draft_action_plan(gaps), short=True)
    (block,) = report.section("gaps").blocks
    assert isinstance(block, Prose)


def test_sections_of_what_is_not_given_are_left_out() -> None:
    report = teia.build_report(assessed("xaa-2028"))
    assert [one.id for one in report.sections] == ALWAYS
    parts = [one.id for one in whole().sections]
    assert parts[5:9] == ["gaps-section", "plan-section", "rounds", "neighbours"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_say_the_same(language: str) -> None:
    own, other = whole(), whole(language)
    assert [one.id for one in own.tables] == [one.id for one in other.tables]
    for left, right in zip(own.tables, other.tables, strict=True):
        assert len(left.rows) == len(right.rows)
        for one, two in zip(left.rows, right.rows, strict=True):
            for a, b in zip(one, two, strict=True):
                if isinstance(a, Bounds):
                    assert isinstance(b, Bounds)
                    assert (a.low, a.value, a.high) == (b.low, b.value, b.high)
    if language != "en":
        assert own.statement != other.statement


def test_every_indicator_stands_there_with_its_stage_and_why() -> None:
    found = assessed("xaa-2028")
    for indicator in found.catalogue.indicators:
        area = found.catalogue.parents[indicator.id]
        row = next(
            row
            for row in table(whole(), f"area-{area}").rows
            if str(row[0]).startswith(f"{indicator.id} ")
        )
        node = found.indicators[indicator.id]
        assert str(row[1]).split(" to ")[0] == str(node.stage_low)
        states = found.states[indicator.id]
        missing = [
            one
            for one in indicator.criteria
            if states[one.id] not in ("yes", "implied_met") and states[one.id] != "not_applicable"
        ]
        following = min((one.stage for one in missing), default=None)
        named = {one.id for one in missing if one.stage == following}
        assert {one.id for one in indicator.criteria if f"{one.id} (" in str(row[3])} == named


def test_the_gaps_and_the_plan_are_all_there() -> None:
    given, report = documents(), whole()
    assert [row[0] for row in table(report, "gaps").rows] == [
        str(one.rank) for one in given["gaps"]
    ]
    assert [row[0] for row in table(report, "plan").rows] == [one.id for one in given["plan"]]
    marks = [set(row[1:]) for row in table(report, "timeline").rows]
    assert all("■" in row for row in marks)


def test_a_challenge_stands_as_it_was_written() -> None:
    own = assessed("xaa-2028")
    said = "  First.\n\n<b>Second</b>  "
    responses = own.responses.model_copy(update={"challenges": FrozenDict({"PRV": said})})
    report = teia.build_report(teia.assess(responses, own.catalogue), language="fr")
    (block,) = report.section("challenges").blocks
    assert isinstance(block, Quote)
    assert block.text == said


def test_where_there_is_nothing_to_do_a_sentence_says_so() -> None:
    own = assessed("xaa-2028")
    gaps = teia.find_gaps(own, target=1)
    report = teia.build_report(own, gaps=gaps, plan=teia.draft_action_plan(gaps))
    assert not gaps
    assert {"gaps", "plan"} <= {one.id for one in report.sections}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("gaps", {"country": "XBB"}),
        ("plan", {"round": "2030"}),
        ("comparison", {"later": "2031"}),
    ],
)
def test_documents_of_somebody_else_are_refused_all_at_once(
    name: str, change: dict[str, str]
) -> None:
    given: dict[str, Any] = documents()
    wrong = given[name].model_copy(update=change)
    neighbours = (teia.compare_neighbours(assessed("xaa-2026"), assessed("xab-2026")),)
    with pytest.raises(teia.MethodError) as caught:
        teia.build_report(
            assessed("xaa-2028"), **{name: wrong}, neighbours=neighbours, language="de"
        )
    assert [one.code for one in caught.value.problems] == ["M096", "M096", "M012"]


def test_it_is_read_back_all_but_its_charts_and_short_to_show() -> None:
    report = whole()
    back = teia.Report.model_validate_json(report.model_dump_json())
    assert [one.chart for one in back.pictures] == [None] * 3
    assert back == undrawn(report)
    assert "<img" not in report_page(back)
    assert repr(report) == "<Report XAA, round 2028: 11 sections, en>"
