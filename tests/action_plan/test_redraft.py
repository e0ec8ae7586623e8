"""A plan that is drafted again keeps what its user changed."""

from __future__ import annotations

import datetime

import pytest
from action_plan.small import answered, cases, small_catalogue
from hypothesis import given
from hypothesis import strategies as st

from teia_indicators import (
    ActionPlan,
    Amount,
    Assessment,
    Catalogue,
    MethodError,
    PlanError,
    PlannedAction,
    Target,
    TargetStep,
    assess,
    draft_action_plan,
    find_gaps,
)
from teia_indicators.action_plan.model import EDITABLE

DAY = datetime.date(2027, 5, 4)
WRITTEN = {
    "title": "Another title",
    "text": "Another text",
    "authority": "Ministry of Weather",
    "partners": ("Coast guard", "Port"),
    "start": DAY,
    "due": DAY + datetime.timedelta(days=40),
    "amount": Amount(low=1.0, high=2.5, currency="EUR"),
    "funding": "state budget",
    "assistance": "one expert",
    "completion": "A paper is there",
    "comment": "=1+1",
}


@pytest.fixture
def two_steps() -> Catalogue:
    actions = [(["A-1.a"], [], "small"), (["A-1.b"], ["A-1.a"], "medium"), (["B-1.a"], [], "large")]
    return small_catalogue({"A-1": [2, 3], "B-1": [3]}, actions)


def drafted(catalogue: Catalogue, **answers: str) -> tuple[Assessment, ActionPlan]:
    said = {name.replace("_", "-").replace("__", "."): value for name, value in answers.items()}
    given_ = {"A-1.a": "no", "A-1.b": "no", "B-1.a": "no"} | said
    assessment = assess(answered(catalogue, given_), catalogue)
    return assessment, draft_action_plan(find_gaps(assessment))


@given(cases(), st.data())
def test_every_field_that_was_changed_stays(assessment: Assessment, data: st.DataObject) -> None:
    gaps = find_gaps(assessment)
    plan = draft_action_plan(gaps)
    if not plan.actions:
        return
    name = data.draw(st.sampled_from([one.id for one in plan.actions]))
    fields = data.draw(st.lists(st.sampled_from(sorted(WRITTEN)), min_size=1, unique=True))
    edited = plan.edit(name, **{field: WRITTEN[field] for field in fields})
    again = draft_action_plan(gaps, previous=edited)
    assert again.action(name) == edited.action(name)
    assert [one.id for one in again] == [one.id for one in plan]
    assert set(edited.action(name).edited) == set(fields)
    dated = draft_action_plan(gaps, previous=edited, start=datetime.date(2027, 1, 1))
    for field in fields:
        assert getattr(dated.action(name), field) == WRITTEN[field]


def test_what_can_be_written_is_what_is_kept() -> None:
    others = {"type", "criteria", "requires", "status"}
    assert set(WRITTEN) | others == set(EDITABLE)


def test_an_action_that_is_not_there_cannot_be_changed(two_steps: Catalogue) -> None:
    _, plan = drafted(two_steps)
    with pytest.raises(KeyError, match="X99"):
        plan.edit("X99", comment="lost")


def test_a_plan_knows_the_day_that_its_targets_were_asked_for(two_steps: Catalogue) -> None:
    assessment, _ = drafted(two_steps)
    on = datetime.date(2026, 12, 31)
    late = TargetStep(of="B-1", stage=3, by=datetime.date(2027, 12, 31))
    gaps = find_gaps(assessment, Target(steps=(late,)), on=on)
    plan = draft_action_plan(gaps)
    assert plan.on == on
    assert [one.id for one in plan] == ["X00", "X01"], "of B nothing is due yet"


def test_a_dropped_action_is_not_drafted_again(two_steps: Catalogue) -> None:
    assessment, plan = drafted(two_steps)
    again = draft_action_plan(find_gaps(assessment), previous=plan.edit("X02", status="dropped"))
    assert [one.id for one in again if one.counts] == ["X00", "X01"]
    assert again.action("X02").status == "dropped"
    assert again.without_action == ("B-1.a",)
    assert again.proof.missed == ("B-1",)
    assert again.simulate(assessment).indicators["B-1"].stage_low == 2


def test_what_needs_a_dropped_action_cannot_be_planned(two_steps: Catalogue) -> None:
    assessment, plan = drafted(two_steps)
    again = draft_action_plan(find_gaps(assessment), previous=plan.edit("X00", status="dropped"))
    assert [one.id for one in again if one.counts] == ["X02"]
    assert again.without_action == ("A-1.a", "A-1.b")


def test_an_edited_action_that_is_not_needed_any_more_is_set_aside(two_steps: Catalogue) -> None:
    _, plan = drafted(two_steps)
    edited = plan.edit("X02", comment="agreed with the ministry")
    assessment = assess(
        answered(two_steps, {"A-1.a": "no", "A-1.b": "no", "B-1.a": "yes"}), two_steps
    )
    later = draft_action_plan(find_gaps(assessment), previous=edited)
    assert later.action("X02").status == "set_aside"
    assert later.action("X02").comment == "agreed with the ministry"
    back, _ = drafted(two_steps)
    again = draft_action_plan(find_gaps(back), previous=later)
    assert again.action("X02").status == "planned"
    assert again.action("X02").comment == "agreed with the ministry"


def test_an_unedited_action_that_is_not_needed_any_more_goes(two_steps: Catalogue) -> None:
    _, plan = drafted(two_steps)
    assessment = assess(
        answered(two_steps, {"A-1.a": "no", "A-1.b": "no", "B-1.a": "yes"}), two_steps
    )
    later = draft_action_plan(find_gaps(assessment), previous=plan)
    assert [one.id for one in later] == ["X00", "X01"]


def test_an_own_action_takes_the_place_of_the_librarys(two_steps: Catalogue) -> None:
    assessment, plan = drafted(two_steps)
    own = PlannedAction(id="OWN-1", origin="own", title="Our way", criteria=("B-1.a",))
    mine = plan.model_copy(update={"actions": (*plan.actions, own)})
    again = draft_action_plan(find_gaps(assessment), previous=mine)
    assert [one.id for one in again] == ["X00", "X01", "OWN-1"]
    assert again.proof.missed == ()
    assert again.action("OWN-1").causes == ("B-1.a",)
    assert again.action("OWN-1").indicators == ("B-1",)


def test_a_started_action_stays_and_brings_its_prerequisites(two_steps: Catalogue) -> None:
    assessment, plan = drafted(two_steps)
    started = plan.edit("X01", status="started")
    again = draft_action_plan(find_gaps(assessment, 2), previous=started)
    assert [one.id for one in again if one.counts] == ["X00", "X01"]
    assert again.action("X01").status == "started"


def test_changed_prerequisites_are_followed(two_steps: Catalogue) -> None:
    assessment, plan = drafted(two_steps)
    changed = plan.edit("X00", requires=("X02",))
    again = draft_action_plan(find_gaps(assessment), previous=changed)
    assert [one.id for one in again] == ["X02", "X00", "X01"]


def test_amounts_of_the_earlier_draft_count(two_steps: Catalogue) -> None:
    pytest.importorskip("scipy", reason="scipy (extra stats) is not installed")
    assessment, plan = drafted(two_steps)
    for name, high in (("X00", 1.0), ("X01", 5.0)):
        plan = plan.edit(name, amount=Amount(low=0.0, high=high, currency="EUR"))
    again = draft_action_plan(find_gaps(assessment), previous=plan, budget=5.0, currency="EUR")
    assert [one.id for one in again if one.counts] == ["X00"]
    assert again.unpriced == ("X02",)
    assert again.without_action == ()
    assert again.action("X01").status == "set_aside"
    more = draft_action_plan(find_gaps(assessment), previous=again, budget=6.0, currency="EUR")
    assert [one.id for one in more if one.counts] == ["X00", "X01"]


def test_what_is_kept_can_exceed_the_limits(two_steps: Catalogue) -> None:
    pytest.importorskip("scipy", reason="scipy (extra stats) is not installed")
    assessment, plan = drafted(two_steps)
    amount = Amount(low=0.0, high=9.0, currency="EUR")
    started = plan.edit("X00", status="started", amount=amount)
    with pytest.raises(MethodError, match="M083"):
        draft_action_plan(find_gaps(assessment), previous=started, budget=5.0, currency="EUR")


def test_an_earlier_plan_of_elsewhere_is_refused(two_steps: Catalogue) -> None:
    assessment, plan = drafted(two_steps)
    gaps = find_gaps(assessment)
    abroad = plan.model_copy(update={"country": "XAB"})
    with pytest.raises(PlanError, match="P002"):
        draft_action_plan(gaps, previous=abroad)
    other = plan.catalogue.model_copy(update={"version": "0.9"})
    with pytest.raises(PlanError, match=r"P023.*teia-indicators migrate"):
        draft_action_plan(gaps, previous=plan.model_copy(update={"catalogue": other}))


def test_all_faults_of_an_earlier_plan_are_told_at_once(two_steps: Catalogue) -> None:
    assessment, plan = drafted(two_steps)
    faulty = (
        PlannedAction(id="OWN-1", origin="own", title="a", criteria=("B-1.x",)),
        PlannedAction(id="OWN-2", origin="own", title="b", requires=("X99",)),
        PlannedAction(id="OWN-3", origin="own", title="c", requires=("OWN-4",)),
        PlannedAction(id="OWN-4", origin="own", title="d", requires=("OWN-3",)),
        PlannedAction(id="X00", origin="own", title="e"),
    )
    mine = plan.model_copy(update={"actions": (*plan.actions, *faulty)})
    with pytest.raises(PlanError) as caught:
        draft_action_plan(find_gaps(assessment), previous=mine)
    found = [(one.code, one.path) for one in caught.value.problems]
    assert found == [("P037", "OWN-1"), ("P038", "OWN-2"), ("P029", "X00"), ("P039", "OWN-3")]


def test_what_its_user_keeps_need_not_be_needed(two_steps: Catalogue) -> None:
    _, plan = drafted(two_steps)
    answers = {"A-1.a": "no", "A-1.b": "no", "B-1.a": "yes"}
    assessment = assess(answered(two_steps, answers), two_steps)
    begun = plan.edit("X02", status="started")
    later = draft_action_plan(find_gaps(assessment), previous=begun)
    assert [one.id for one in later] == ["X00", "X01", "X02"]
    assert later.proof.needed == {"X00": ("A-1",), "X01": ("A-1",)}
    assert later.proof.minimal


def test_an_action_names_the_criteria_that_it_still_has_to_turn() -> None:
    actions = [(["A-1.b", "A-1.a"], [], "small"), (["A-2.a"], ["X00"], "small")]
    catalogue = small_catalogue({"A-1": [2, 3], "A-2": [3]}, actions)
    answers = {"A-1.a": "yes", "A-1.b": "unknown", "A-2.a": "no"}
    plan = draft_action_plan(find_gaps(assess(answered(catalogue, answers), catalogue)))
    first, second = plan.actions
    assert (first.criteria, first.establish) == (("A-1.b",), ("A-1.b",))
    assert (second.criteria, second.requires) == (("A-2.a",), ("X00",))
    begun = plan.edit("X00", status="started")
    later = assess(answered(catalogue, answers | {"A-1.b": "yes"}), catalogue)
    again = draft_action_plan(find_gaps(later), previous=begun)
    assert again.action("X00").criteria == ("A-1.a", "A-1.b"), "all are met: what it was to turn"
    assert again.action("X01").requires == (), "nothing is left to wait for"


def test_an_earlier_plan_may_name_fields_that_there_are_not(two_steps: Catalogue) -> None:
    assessment, plan = drafted(two_steps)
    strange = plan.action("X00").model_copy(update={"edited": ("comment", "colour")})
    earlier = plan.model_copy(update={"actions": (strange, *plan.actions[1:])})
    again = draft_action_plan(find_gaps(assessment), previous=earlier)
    assert [one.id for one in again] == ["X00", "X01", "X02"]
