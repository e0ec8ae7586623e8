"""Planned against done: what was said of each action, and what the answers say."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from comparison.test_rounds import changed, plan_of

import teia_indicators as teia
from teia_indicators.action_plan import PlannedAction
from teia_indicators.catalogue.migration import MigrationStep
from teia_indicators.model import FrozenDict
from teia_indicators.testing import uniform_responses


def action(*criteria: str, status: Any = "planned", name: str = "OWN-1") -> PlannedAction:
    return PlannedAction(id=name, title="Do it", criteria=criteria, status=status)


def reviewed(
    catalogue: teia.Catalogue, before: dict[str, Any], after: dict[str, Any], one: PlannedAction
) -> Any:
    base = uniform_responses(catalogue, "no")
    a = teia.assess(changed(base, "2026", **before))
    found = teia.compare_rounds(a, changed(base, "2028", **after), plan=plan_of(a, one))
    assert found.plan is not None
    return found.plan.action(one.id)


@pytest.mark.parametrize(
    ("status", "after", "outcome", "verdict"),
    [
        ("done", {"IDN_1_a": "yes", "IDN_1_b": "yes"}, "all", "done"),
        ("done", {"IDN_1_a": "yes"}, "some", "done_not_turned"),
        ("done", {}, "none", "done_not_turned"),
        ("planned", {"IDN_1_a": "yes", "IDN_1_b": "yes"}, "all", "turned_not_done"),
        ("started", {"IDN_1_a": "yes"}, "some", "partly_turned"),
        ("started", {"IDN_1_a": "partly"}, "none", "not_turned"),
        ("planned", {}, "none", "not_turned"),
        ("set_aside", {}, "none", "dropped"),
        ("dropped", {}, "none", "dropped"),
        ("dropped", {"IDN_1_a": "yes", "IDN_1_b": "yes"}, "all", "turned_not_done"),
        ("done", {"IDN_1": "not_applicable"}, "gone", "gone"),
    ],
)
def test_what_was_said_and_what_is_found(
    catalogue: teia.Catalogue, status: str, after: dict[str, Any], outcome: str, verdict: str
) -> None:
    found = reviewed(catalogue, {}, after, action("IDN-1.a", "IDN-1.b", status=status))
    assert (found.outcome, found.verdict) == (outcome, verdict)


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        ("no", "yes", "turned"),
        ("unknown", "yes", "turned"),
        ("yes", "yes", "was_met"),
        ("yes", "partly", "fell_back"),
        ("yes", "unknown", "open"),
        ("partly", "withheld", "open"),
        ("partly", "no", "not_turned"),
        ("no", "not_applicable", "gone"),
        ("no", teia.Answer(value="yes", correction=True), "was_met"),
        ("yes", teia.Answer(value="no", correction=True), "not_turned"),
    ],
)
def test_each_criterion_has_its_turn(
    catalogue: teia.Catalogue, before: str, after: Any, turn: str
) -> None:
    found = reviewed(catalogue, {"IDN_1_a": before}, {"IDN_1_a": after}, action("IDN-1.a"))
    assert [one.turn for one in found.criteria] == [turn]
    assert found.turned == (("IDN-1.a",) if turn == "turned" else ())
    assert found.fell_back == (("IDN-1.a",) if turn == "fell_back" else ())


def test_what_was_met_already_does_not_keep_an_action_from_being_done(
    catalogue: teia.Catalogue,
) -> None:
    both = action("IDN-1.a", "IDN-1.b", status="done")
    found = reviewed(catalogue, {"IDN_1_a": "yes"}, {"IDN_1_a": "yes", "IDN_1_b": "yes"}, both)
    assert (found.outcome, found.verdict, found.turned) == ("all", "done", ("IDN-1.b",))


def _newer(catalogue: teia.Catalogue) -> tuple[teia.Catalogue, teia.Migration]:
    """Return a catalogue in which IDN-1.a is split, IDN-1.b renamed, IDN-1.c gone."""
    area = catalogue.areas[0]
    first, *rest = area.indicators
    a, b, _, *others = first.criteria
    split = tuple(a.model_copy(update={"id": f"IDN-1.{letter}"}) for letter in ("p", "q"))
    renamed = b.model_copy(update={"id": "IDN-1.r"})
    own = first.model_copy(update={"criteria": (*split, renamed, *others)})
    areas = (area.model_copy(update={"indicators": (own, *rest)}), *catalogue.areas[1:])
    newer = catalogue.model_copy(update={"version": "2", "areas": areas, "actions": ()})
    steps = (
        MigrationStep(
            relation="split", old=("IDN-1.a",), new=("IDN-1.p", "IDN-1.q"), rule="carry", note="n"
        ),
        MigrationStep(
            relation="renamed", old=("IDN-1.b",), new=("IDN-1.r",), rule="carry", note="n"
        ),
        MigrationStep(relation="retired", old=("IDN-1.c",), rule="drop", note="n"),
    )
    migration = teia.Migration(
        catalogue=catalogue.id, from_version=catalogue.version, to_version="2", steps=steps
    )
    return newer, migration


def test_criteria_are_followed_into_the_later_catalogue(catalogue: teia.Catalogue) -> None:
    newer, migration = _newer(catalogue)
    a = teia.assess(uniform_responses(catalogue, "no"))
    after = uniform_responses(newer, "no", round="2028")
    answers = {**after.answers, "IDN-1.p": teia.Answer(value="yes")}
    answers["IDN-1.r"] = teia.Answer(value="yes")
    later = after.model_copy(update={"answers": type(after.answers)(answers)})
    plan = plan_of(a, action("IDN-1.a", "IDN-1.b", "IDN-1.c"))
    found = teia.compare_rounds(a, later, newer, migration=migration, plan=plan)
    assert found.plan is not None
    split, renamed, gone = found.plan.action("OWN-1").criteria
    assert (split.now, split.after, split.turn) == (("IDN-1.p", "IDN-1.q"), None, "not_turned")
    assert (renamed.now, renamed.turn) == (("IDN-1.r",), "turned")
    assert (gone.now, gone.turn) == ((), "gone")
    assert found.plan.action("OWN-1").outcome == "some"


def test_a_plan_may_have_been_migrated(catalogue: teia.Catalogue) -> None:
    newer, migration = _newer(catalogue)
    a = teia.assess(uniform_responses(catalogue, "no"))
    later = uniform_responses(newer, "yes", round="2028")
    aim = teia.Target(default=3, indicators=FrozenDict({"IDN-1": 4}))
    plan = plan_of(a, action("IDN-1.r", status="done"), catalogue=newer.ref, target=aim)
    found = teia.compare_rounds(a, later, newer, migration=migration, plan=plan)
    assert found.plan is not None
    assert found.plan.action("OWN-1").verdict == "done"
    assert found.indicators["IDN-1"].target == 4
    assert found.indicators["IDN-2"].target == 3


def test_a_plan_of_a_third_catalogue_is_followed_by_its_migrations(
    catalogue: teia.Catalogue,
) -> None:
    """The plan was drafted by version 1; both rounds were taken over to version 2 since."""
    newer, migration = _newer(catalogue)
    newer = newer.model_copy(update={"migrations": (migration,)})
    a = teia.assess(uniform_responses(newer, "no"), newer)
    after = uniform_responses(newer, "no", round="2028")
    answers = {**after.answers}
    answers |= {f"IDN-1.{one}": teia.Answer(value="yes") for one in ("p", "q")}
    later = after.model_copy(update={"answers": FrozenDict(answers)})
    day = datetime.date(2030, 12, 31)
    steps = tuple(teia.TargetStep(of=of, stage=5, by=day) for of in ("PRV", "RSP-1", "all"))
    aim = teia.Target(
        areas=FrozenDict({"PUB": 2}), indicators=FrozenDict({"IDN-1": 4}), steps=steps
    )
    own = action("IDN-1.a", "IDN-1.b", "IDN-1.c")
    plan = plan_of(a, own, catalogue=catalogue.ref, target=aim)
    found = teia.compare_rounds(a, later, newer, plan=plan)
    assert found.plan is not None
    split, renamed, gone = found.plan.action("OWN-1").criteria
    assert (split.now, split.before, split.turn) == (("IDN-1.p", "IDN-1.q"), "no", "turned")
    assert (renamed.now, renamed.turn) == (("IDN-1.r",), "not_turned")
    assert (gone.now, gone.before, gone.turn) == ((), None, "gone")
    stages = {one.id: one.target for one in found.indicators.values()}
    assert (stages["IDN-1"], stages["IDN-2"], stages["PUB-1"]) == (4, 5, 2)
    assert [(step.of, step.by) for step in found.target.steps] == [
        ("PRV", day),
        ("RSP-1", day),
        ("all", day),
    ]
    stray = plan_of(a, action("IDN-1.zz"), catalogue=catalogue.ref)
    with pytest.raises(teia.ComparisonError, match="D010"):
        teia.compare_rounds(a, later, newer, plan=stray)


def test_criteria_of_a_plan_that_were_merged_are_both_followed(catalogue: teia.Catalogue) -> None:
    area = catalogue.areas[0]
    first, *rest = area.indicators
    a, _, *others = first.criteria
    own = first.model_copy(update={"criteria": (a.model_copy(update={"id": "IDN-1.m"}), *others)})
    areas = (area.model_copy(update={"indicators": (own, *rest)}), *catalogue.areas[1:])
    step = MigrationStep(
        relation="merged", old=("IDN-1.a", "IDN-1.b"), new=("IDN-1.m",), rule="carry", note="n"
    )
    migration = teia.Migration(
        catalogue=catalogue.id, from_version=catalogue.version, to_version="2", steps=(step,)
    )
    update = {"version": "2", "areas": areas, "actions": (), "migrations": (migration,)}
    newer = catalogue.model_copy(update=update)
    before = teia.assess(uniform_responses(newer, "no"), newer)
    plan = plan_of(before, action("IDN-1.a", "IDN-1.b"), catalogue=catalogue.ref)
    after = uniform_responses(newer, "yes", round="2028")
    found = teia.compare_rounds(before, after, newer, plan=plan)
    assert found.plan is not None
    turns = [(one.now, one.turn) for one in found.plan.action("OWN-1").criteria]
    assert turns == [(("IDN-1.m",), "turned")] * 2


def test_a_review_is_short_and_escaped(catalogue: teia.Catalogue) -> None:
    a = teia.assess(uniform_responses(catalogue, "no"))
    own = action("IDN-1.a").model_copy(update={"title": "<b>"})
    plan = plan_of(a, own)
    found = teia.compare_rounds(a, uniform_responses(catalogue, "yes", round="2028"), plan=plan)
    assert repr(found.plan) == "<PlanReview XAA 2026 to 2028: turned 1 all, 0 some, 0 none>"
    assert "&lt;b&gt;" in found.plan._repr_html_() if found.plan else False
    assert found.plan is not None
    assert [one.id for one in found.plan.of("turned_not_done")] == ["OWN-1"]
    assert found.plan.of("done") == ()
    shown = "PlanReview XAA 2026 to 2028: turned 1 all, 0 some, 0 none"
    assert f"<caption>{shown}</caption>" in found.plan._repr_html_()
    assert len(found.plan) == 1
    with pytest.raises(KeyError):
        found.plan.action("OWN-2")


def test_what_was_met_in_part_was_not_met(catalogue: teia.Catalogue) -> None:
    """A criterion of the plan is two since: one was met, the other is met now."""
    newer, migration = _newer(catalogue)
    newer = newer.model_copy(update={"migrations": (migration,)})
    no = uniform_responses(newer, "no")
    answers = {**no.answers, "IDN-1.p": teia.Answer(value="yes")}
    half = no.model_copy(update={"answers": FrozenDict(answers)})
    a = teia.assess(half, newer)
    plan = plan_of(a, action("IDN-1.a"), catalogue=catalogue.ref)
    for later, turn in ((uniform_responses(newer, "yes"), "turned"), (no, "not_turned")):
        found = teia.compare_rounds(a, later.model_copy(update={"round": "2028"}), plan=plan)
        assert found.plan is not None
        (one,) = found.plan.action("OWN-1").criteria
        assert (one.before, one.turn) == (None, turn)


def test_where_answers_have_no_place_that_of_the_plan_is_told(catalogue: teia.Catalogue) -> None:
    a = teia.assess(uniform_responses(catalogue, "no"))
    places = FrozenDict({"IDN-1.a": "xaa-2026.xlsx!C7"})
    plan = plan_of(a, action("IDN-1.a", "IDN-1.b"), places=places)
    later = uniform_responses(catalogue, "yes", round="2028")
    found = teia.compare_rounds(a, later, plan=plan)
    assert found.plan is not None
    told = [one.place_before for one in found.plan.action("OWN-1").criteria]
    assert told == ["xaa-2026.xlsx!C7", ""]
