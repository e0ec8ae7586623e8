"""Hostile texts in everything that a user can say come out escaped, and tables stay compact."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from importlib.util import find_spec
from typing import Any

import pytest
from invented import answers_of

import teia_indicators as teia
from teia_indicators.html import MOST_CHARACTERS, MOST_ROWS, html_table
from teia_indicators.model import FrozenDict

CATALOGUE = teia.load_catalogue()
TEXTS = {
    "markup": '<script>alert(1)</script><img src=x onerror="x">',
    "quotes": "\"'><b onmouseover='x'>",
    "template": "{{ 7*7 }} {% raw %} #{x} # heading",
    "long": "<i>" + "x" * 5_000,
    "right-to-left": "<b>تقييم ذاتي</b> \u202e",
}
ALLOWED = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "pre", "br"}
ATTRIBUTES = {"lang", "scope", "dir", "colspan", "style"}


class Strict(HTMLParser):
    """Holds that every tag is closed in order, and is one of the library's own."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= ATTRIBUTES
        self.rows += tag == "tr"
        if tag == "table":
            assert dict(attrs)["lang"]
        if tag == "th":
            assert dict(attrs)["scope"] in ("row", "col")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert len(data) <= 2 * MOST_CHARACTERS or self.open == ["pre"]


def hostile_catalogue(text: str) -> teia.Catalogue:
    """Return the shipped catalogue with the text in titles, criteria and statement."""
    areas = tuple(
        area.model_copy(
            update={
                "title": text,
                "indicators": tuple(
                    one.model_copy(
                        update={
                            "title": text,
                            "criteria": tuple(
                                each.model_copy(update={"text": text}) for each in one.criteria
                            ),
                        }
                    )
                    for one in area.indicators
                ),
            }
        )
        for area in CATALOGUE.areas
    )
    return CATALOGUE.model_copy(update={"title": text, "statement": text, "areas": areas})


def hostile_answers(catalogue: teia.Catalogue, country: str, text: str) -> teia.Responses:
    answers = answers_of(catalogue, country)
    said = {
        item: one.model_copy(update={"reason": text, "comment": text})
        for item, one in answers.answers.items()
    }
    return answers.model_copy(update={"round": text[:30] + country, "answers": FrozenDict(said)})


def documents(text: str) -> list[Any]:
    """Return a result of every kind, with the text wherever a user can give one."""
    catalogue = hostile_catalogue(text)
    own, other = (hostile_answers(catalogue, one, text) for one in ("XAA", "XAB"))
    assessed = [teia.assess(one, catalogue) for one in (own, other)]
    gaps = teia.find_gaps(assessed[0])
    plan = teia.draft_action_plan(gaps, catalogue)
    later = own.model_copy(update={"round": "2028" + text[:30]})
    rounds = teia.compare_rounds(assessed[0], teia.assess(later, catalogue), catalogue)
    actions = tuple(one.model_copy(update={"authority": text}) for one in plan.actions)
    return [
        catalogue,
        catalogue.areas[0],
        catalogue.indicators[0],
        catalogue.criteria[0],
        own,
        own.progress(catalogue),
        teia.check_responses(own, catalogue),
        *assessed,
        assessed[0].explain("PRV-1"),
        assessed[0].explain("overall"),
        gaps,
        gaps.by_dimension(),
        gaps.by_authority(),
        gaps.quick_wins,
        plan.model_copy(update={"actions": actions}),
        rounds,
        rounds.criteria,
        teia.compare_neighbours(own, other, catalogue),
        teia.group_profile(assessed),
        teia.next_answers(assessed[0]),
        teia.compute_indices(assessed[0]),
        teia.simulate_uncertainty(own, catalogue, draws=10, seed=0),
        *([teia.describe_set(assessed)] if find_spec("scipy") else []),
        teia.diff_catalogues(CATALOGUE, catalogue),
        teia.Target(default=4, by=date(2030, 1, 1), source=text),
        *following(own, other, assessed, plan, catalogue),
    ]


def following(
    own: teia.Responses,
    other: teia.Responses,
    assessed: list[teia.Assessment],
    plan: teia.ActionPlan,
    catalogue: teia.Catalogue,
) -> list[Any]:
    """Return what takes several rounds, several countries, or another form."""
    later = own.model_copy(update={"round": "2028"})
    changed = teia.compare_rounds(own, later, catalogue, plan=plan)
    assert changed.plan is not None
    countries = ("XAA", "XAB", "XAC", "XAD", "XAE")
    answers = (own.model_copy(update={"country": one}) for one in countries)
    five = [teia.assess(one, catalogue) for one in answers]
    return [
        teia.build_questionnaire(catalogue, country="XAA", round="2026"),
        changed.plan,
        teia.compare_series([own, later], catalogue),
        teia.compare_subregion([own, other], catalogue=catalogue),
        teia.compare_layers(assessed[0], assessed[0]),
        teia.group_profile(five).published(),
        teia.build_report(assessed[0], plan=plan),
    ]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_result_is_escaped_compact_and_well_formed(text: str) -> None:
    for document in documents(text):
        html = document._repr_html_()
        parser = Strict()
        parser.feed(html)
        parser.close()
        assert not parser.open
        assert parser.rows <= 2 * (MOST_ROWS + 2)
        assert len(html) < 120_000


def test_a_table_says_how_many_rows_it_leaves_out() -> None:
    html = html_table("All", ["Id"], ([at] for at in range(MOST_ROWS + 4)))
    assert '<tfoot><tr><td colspan="1">… and 4 more</td></tr></tfoot>' in html
    assert "tfoot" not in html_table("All", ["Id"], ([at] for at in range(MOST_ROWS)))


def test_a_bundle_shows_its_assessments(tmp_path: Any) -> None:
    assessed = teia.assess(answers_of(CATALOGUE, "XAA"), CATALOGUE)
    for level in ("full", "peer", "public"):
        folder = tmp_path / level
        teia.export_ismi([assessed], folder, confidentiality=level)
        html = teia.read_ismi(folder)._repr_html_()
        parser = Strict()
        parser.feed(html)
        assert not parser.open
        assert '<th scope="row">XAA</th>' in html
