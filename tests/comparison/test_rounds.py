"""Criteria, stages and the way to the target of two rounds; what cannot be compared is told."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from gaps.small import assessed, catalogue_of

import teia_indicators as teia
from teia_indicators.action_plan import ActionPlan, PlannedAction
from teia_indicators.catalogue.migration import MigrationStep
from teia_indicators.comparison.check import name_of
from teia_indicators.comparison.path import Step, states, walk
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Source
from teia_indicators.testing import uniform_responses

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def draft() -> teia.Catalogue:
    return teia.load_catalogue(ROOT / "tests" / "golden" / "catalogues" / "teia-0.9")


@pytest.fixture(scope="module")
def earlier() -> teia.Responses:
    return teia.read_responses(EXAMPLES / "xaa-2026.xlsx")


@pytest.fixture(scope="module")
def later() -> teia.Responses:
    return teia.read_responses(EXAMPLES / "xaa-2028.xlsx")


def changed(responses: teia.Responses, round: str = "2028", **answers: Any) -> teia.Responses:
    """Return a round with some answers changed; ids are written with ``_`` for ``-`` and ``.``."""
    found = dict(responses.answers)
    for name, value in answers.items():
        area, number, *letter = name.split("_")
        item = f"{area}-{number}" + "".join(f".{one}" for one in letter)
        answer = value if isinstance(value, teia.Answer) else teia.Answer(value=value, reason="r")
        found[item] = answer
    order = teia.load_catalogue().items
    answered = FrozenDict({item: found[item] for item in order if item in found})
    return responses.model_copy(update={"round": round, "answers": answered})


def refused(*arguments: Any, **named: Any) -> list[tuple[str, str]]:
    with pytest.raises(teia.ComparisonError) as caught:
        teia.compare_rounds(*arguments, **named)
    assert caught.value.exit_code == 1
    return [(one.code, one.message()) for one in caught.value.problems]


def plan_of(assessment: teia.Assessment, *actions: PlannedAction, **other: Any) -> ActionPlan:
    content: dict[str, Any] = {
        "country": assessment.country,
        "round": assessment.round,
        "catalogue": assessment.catalogue_ref,
        "responses": assessment.responses.checksum,
        "method": assessment.method,
        "target": teia.Target(),
        "chosen_by": "greedy",
        "actions": actions,
    }
    return ActionPlan(**{**content, **other})


# Criteria and indicators


def test_the_example_shows_every_part(earlier: teia.Responses, later: teia.Responses) -> None:
    found = teia.compare_rounds(earlier, later)
    kinds = {one.id: one.kind for one in found.criteria}
    assert kinds["NTF-2.b"] == "changed"
    assert kinds["PRV-1.f"] == "changed"
    assert kinds["PRV-2.g"] == "corrected"
    assert kinds["IDN-3.g"] == "became_determinate"
    assert kinds["PUB-2.h"] == "became_indeterminate"
    assert len(kinds) == 22
    prevention = found.areas["PRV"].low
    shown = {name: round(part or 0, 12) for name, part in prevention.parts.items()}
    assert shown == {"correction": -0.05, "catalogue": 0.0, "coverage": 0.05, "real": -0.05}
    assert repr(found) == "<RoundComparison XAA 2026 to 2028: low 47.5 to 56.7, real +9.2>"
    assert found


def test_where_answers_stand_is_kept(earlier: teia.Responses, later: teia.Responses) -> None:
    found = {one.id: one for one in teia.compare_rounds(earlier, later).criteria}
    one = found["PRV-1.f"]
    assert one.place_earlier == str(earlier.places["PRV-1.f"])
    assert one.place_later == str(later.places["PRV-1.f"])
    assert one.place_later.startswith("xaa-2028.xlsx:Prevention!")
    assert (one.earlier, one.carried, one.later, one.correction) == ("yes", "yes", "partly", False)
    merged = later.model_copy(
        update={
            "places": FrozenDict(),
            "sources": (Source(file="b.xlsx", places=FrozenDict({"PRV-1.f": "b.xlsx:S!F9"})),),
        }
    )
    again = {one.id: one for one in teia.compare_rounds(earlier, merged).criteria}
    assert again["PRV-1.f"].place_later == "b.xlsx:S!F9"


def test_stages_and_progress_stand_beside_the_figures(
    earlier: teia.Responses, later: teia.Responses
) -> None:
    a, b = teia.assess(earlier), teia.assess(later)
    found = teia.compare_rounds(a, b)
    for node in found.indicators.values():
        for when, score in (("earlier", a), ("later", b)):
            own = score.indicators[node.id]
            assert getattr(node, f"stage_low_{when}") == own.stage_low
            assert getattr(node, f"stage_high_{when}") == own.stage_high
            assert getattr(node, f"progress_{when}") == own.progress
            assert getattr(node, f"known_{when}") == own.coverage
            assert getattr(node.low, when) == own.low
            assert getattr(node.value, when) == own.value
            assert getattr(node.high, when) == own.high
    assert found.overall.low.earlier == a.overall.low
    assert found.overall.high.later == b.overall.high


def test_an_explicit_answer_that_agrees_with_the_declared_stage_is_no_change(
    catalogue: teia.Catalogue,
) -> None:
    declared = {one.id: teia.Answer(value=3) for one in catalogue.indicators}
    quick = uniform_responses(catalogue, "unanswered").model_copy(
        update={"answers": FrozenDict(declared)}
    )
    said = {
        one.id: teia.Answer(value="yes" if one.stage <= 3 else "no") for one in catalogue.criteria
    }
    full = quick.model_copy(update={"round": "2028", "answers": FrozenDict(said)})
    found = teia.compare_rounds(quick, full)
    assert not found.criteria.changes
    assert found.overall.low.total == 0.0


def test_not_applicable_is_known(catalogue: teia.Catalogue) -> None:
    """Method, section 3: only unanswered, unknown and withheld are indeterminate."""
    base = uniform_responses(catalogue, "yes")
    before = changed(base, "2026", IDN_1_a="no", IDN_2_a="unknown")
    after = changed(base, "2028", IDN_1_a="not_applicable", IDN_2_a="not_applicable")
    found = teia.compare_rounds(before, after)
    kinds = {one.id: one.kind for one in found.criteria}
    assert kinds == {"IDN-1.a": "changed", "IDN-2.a": "became_determinate"}
    assert found.indicators["IDN-1"].low.real == found.indicators["IDN-1"].low.total
    assert found.indicators["IDN-2"].low.coverage == found.indicators["IDN-2"].low.total


def test_a_correction_that_is_not_flagged_is_a_real_change(catalogue: teia.Catalogue) -> None:
    base = uniform_responses(catalogue, "yes")
    flagged = teia.Answer(value="no", correction=True)
    plain = teia.compare_rounds(base, changed(base, IDN_1_a="no")).indicators["IDN-1"].low
    marked = teia.compare_rounds(base, changed(base, IDN_1_a=flagged)).indicators["IDN-1"].low
    assert (plain.correction, plain.real) == (0.0, -1.0)
    assert (marked.correction, marked.real) == (-1.0, 0.0)


def test_what_is_no_longer_applicable_has_no_parts(catalogue: teia.Catalogue) -> None:
    base = uniform_responses(catalogue, "yes")
    found = teia.compare_rounds(base, changed(base, IDN_1="not_applicable")).indicators["IDN-1"]
    assert (found.low.earlier, found.low.later, found.low.total) == (1.0, None, None)
    assert found.to_target is None
    assert found.changed


# The way to the target


def test_progress_is_clipped_and_nothing_to_do_is_all_done(
    earlier: teia.Responses, catalogue: teia.Catalogue
) -> None:
    base = uniform_responses(catalogue, "no")
    up = changed(base, IDN_1_a="yes", IDN_1_b="yes", IDN_1_c="yes")
    found = teia.compare_rounds(base, up, target=5)
    one = found.indicators["IDN-1"]
    assert (one.steps_to_go, one.steps_made, one.to_target) == (4.0, 2.0, 0.5)
    beyond = teia.compare_rounds(base, uniform_responses(catalogue, "yes", round="2028"), target=5)
    assert {node.to_target for node in beyond.nodes} == {1.0}
    fallen = teia.compare_rounds(uniform_responses(catalogue, "yes"), up, target=5)
    assert fallen.indicators["IDN-1"].to_target == 1.0
    worse = teia.compare_rounds(earlier, uniform_responses(catalogue, "no", round="2028"))
    assert worse.overall.to_target == 0.0


def test_of_an_area_the_steps_count_not_the_indicators(catalogue: teia.Catalogue) -> None:
    """Three of four had nothing to do: the one that did nothing is not 75 per cent of the way."""
    base = uniform_responses(catalogue, "yes")
    low = changed(base, "2026", IDN_1_a="no")
    found = teia.compare_rounds(low, changed(low, "2028"), target=5)
    assert found.areas["IDN"].to_target == 0.0
    assert found.areas["PRV"].to_target == 1.0
    half = teia.compare_rounds(low, changed(low, "2028", IDN_1_a="partly"), target=5)
    assert half.areas["IDN"].to_target == 0.125


def test_partly_counts_half_a_share_on_the_way(catalogue: teia.Catalogue) -> None:
    base = uniform_responses(catalogue, "no")
    found = teia.compare_rounds(base, changed(base, IDN_1_a="partly"), target=2)
    assert found.indicators["IDN-1"].to_target == 0.5
    assert found.indicators["IDN-1"].low.total == 0.0


def test_the_target_is_the_one_given_or_that_of_gaps_or_of_the_plan(
    earlier: teia.Responses, later: teia.Responses
) -> None:
    a = teia.assess(earlier)
    aim = teia.Target(default=4, areas=FrozenDict({"PUB": 3}), indicators=FrozenDict({"IDN-1": 6}))
    by_target = teia.compare_rounds(a, later, target=aim)
    assert by_target == teia.compare_rounds(a, later, target=teia.find_gaps(a, aim))
    planned = teia.compare_rounds(a, later, plan=plan_of(a, target=aim))
    assert planned.nodes == by_target.nodes
    stages = {one.id: one.target for one in by_target.indicators.values()}
    assert (stages["IDN-1"], stages["IDN-2"], stages["PUB-1"]) == (6, 4, 3)
    with pytest.raises(teia.MethodError, match="M009"):
        teia.compare_rounds(a, later, target=9)


def test_of_dated_targets_those_of_the_day_that_was_asked_for_count(
    earlier: teia.Responses, later: teia.Responses
) -> None:
    a, on = teia.assess(earlier), datetime.date(2027, 12, 31)
    steps = (
        teia.TargetStep(of="NTF", stage=4, by=on),
        teia.TargetStep(of="NTF", stage=6, by=datetime.date(2029, 12, 31)),
    )
    gaps = teia.find_gaps(a, teia.Target(default=3, steps=steps), on=on)
    found = teia.compare_rounds(a, later, target=gaps)
    stages = {one.id: one.target for one in found.indicators.values()}
    assert (stages["NTF-1"], stages["IDN-1"], found.on) == (4, 3, on)
    planned = teia.compare_rounds(a, later, plan=teia.draft_action_plan(gaps))
    assert planned.nodes == found.nodes
    assert planned.on == on


# Across catalogues


def test_the_draft_and_the_release(draft: teia.Catalogue, catalogue: teia.Catalogue) -> None:
    old = uniform_responses(draft, "yes", round="2024")
    found = teia.compare_rounds(old, uniform_responses(catalogue, "yes"), older=draft)
    assert found.earlier_catalogue == draft.ref
    one = found.node("IDN-4")
    assert (one.was, one.low.earlier, one.low.later) == (("IDN-9",), 1.0, 1.0)
    assert one.low.catalogue == pytest.approx(-0.6)
    assert one.low.coverage == pytest.approx(0.6)
    kinds = {one.id: one.kind for one in found.criteria}
    assert kinds["IDN-3.j"] == "retired"
    assert kinds["PRV-1.a"] == "new"
    assert kinds["IDN-1.f"] == "became_determinate"
    blank = teia.compare_rounds(old, uniform_responses(catalogue, "unanswered"), older=draft)
    asked = {one.id: one for one in blank.criteria.of("asked")}
    assert (asked["IDN-1.f"].earlier, asked["IDN-1.f"].later) == ("yes", "unanswered")
    assert found.node("PRV").low.earlier is None
    assert found.node("PRV").low.total is None


def test_an_assessment_brings_its_own_catalogue(
    draft: teia.Catalogue, catalogue: teia.Catalogue
) -> None:
    old, new = uniform_responses(draft, "yes", round="2024"), uniform_responses(catalogue, "no")
    by_responses = teia.compare_rounds(old, new, catalogue, older=draft)
    assert by_responses == teia.compare_rounds(teia.assess(old, draft), teia.assess(new))


def test_a_retired_indicator_is_still_shown(catalogue: teia.Catalogue) -> None:
    areas = list(catalogue.areas)
    kept = areas[0].model_copy(update={"indicators": areas[0].indicators[1:]})
    newer = catalogue.model_copy(update={"version": "2", "areas": (kept, *areas[1:])})
    gone = areas[0].indicators[0]
    ids = (gone.id, *(one.id for one in gone.criteria))
    migration = teia.Migration(
        catalogue=catalogue.id,
        from_version=catalogue.version,
        to_version="2",
        steps=(
            MigrationStep(relation="retired", old=ids[:1], rule="drop"),
            MigrationStep(relation="retired", old=ids[1:], rule="drop"),
        ),
    )
    before = changed(uniform_responses(catalogue, "yes"), "2026", IDN_1_a="no")
    after = uniform_responses(newer, "yes", round="2028")
    found = teia.compare_rounds(before, after, newer, older=catalogue, migration=migration)
    retired = [one for one in found.nodes if one.retired]
    assert [(one.id, one.low.earlier, one.low.later) for one in retired] == [("IDN-1", 0.0, None)]
    assert (retired[0].stage_low_earlier, retired[0].stage_low_later) == (1, None)
    assert (retired[0].level, retired[0].title) == ("indicator", gone.title)
    assert found.areas["IDN"].low.catalogue == pytest.approx(0.25)
    assert found.areas["IDN"].low.real == 0.0
    table = teia.to_frame(found)
    assert list(table.id)[-1] == "IDN-1"
    aim = teia.Target(steps=(teia.TargetStep(of="IDN-1", stage=3),))
    aimed = teia.compare_rounds(
        before, after, newer, older=catalogue, migration=migration, target=aim
    )
    assert aimed.target == aim, "a target names what the earlier catalogue asks"


def test_a_retired_area_is_still_shown(catalogue: teia.Catalogue) -> None:
    gone, *kept = catalogue.areas
    newer = catalogue.model_copy(update={"version": "2", "areas": tuple(kept)})
    ids = [(gone.id,), tuple(one.id for one in gone.indicators)]
    ids += [tuple(one.id for item in gone.indicators for one in item.criteria)]
    migration = teia.Migration(
        catalogue=catalogue.id,
        from_version=catalogue.version,
        to_version="2",
        steps=tuple(MigrationStep(relation="retired", old=one, rule="drop") for one in ids),
    )
    before = uniform_responses(catalogue, "no", round="2026")
    after = uniform_responses(newer, "yes", round="2028")
    found = teia.compare_rounds(before, after, newer, older=catalogue, migration=migration)
    assert [(one.level, one.id, one.title) for one in found.nodes if one.retired] == [
        ("area", gone.id, gone.title),
        *(("indicator", one.id, one.title) for one in gone.indicators),
    ]
    assert {one.kind for one in found.criteria} == {"changed", "retired"}
    assert not any(one.correction for one in found.criteria)


def test_an_indicator_that_was_split_has_no_change_of_its_own(catalogue: teia.Catalogue) -> None:
    area, *others = catalogue.areas
    first, *rest = area.indicators
    halves = tuple(
        first.model_copy(update={"id": f"IDN-1{end}", "title": end, "criteria": criteria})
        for end, criteria in (("p", first.criteria[:4]), ("q", first.criteria[4:]))
    )
    areas = (area.model_copy(update={"indicators": (*halves, *rest)}), *others)
    newer = catalogue.model_copy(update={"version": "2", "areas": areas})
    step = MigrationStep(
        relation="split", old=("IDN-1",), new=("IDN-1p", "IDN-1q"), rule="carry", note="Two."
    )
    migration = teia.Migration(
        catalogue=catalogue.id, from_version=catalogue.version, to_version="2", steps=(step,)
    )
    before = uniform_responses(catalogue, "no")
    after = uniform_responses(newer, "yes", round="2028")
    found = teia.compare_rounds(before, after, newer, older=catalogue, migration=migration)
    for half in ("IDN-1p", "IDN-1q"):
        node = found.indicators[half]
        assert node.was == ("IDN-1",)
        assert (node.low.earlier, node.low.later, node.low.total) == (None, 1.0, None)
        assert node.to_target is None
    assert found.areas["IDN"].low.catalogue == pytest.approx(0.08)
    assert found.areas["IDN"].low.real == pytest.approx(0.92)


# What the stations are


def test_the_ends_of_the_path_are_the_assessments(
    earlier: teia.Responses, later: teia.Responses
) -> None:
    a, b = teia.assess(earlier), teia.assess(later)
    path = walk(a, b)
    for step, assessment in ((path.start, a), (path.end, b)):
        nodes = [assessment.overall, *assessment.areas.values(), *assessment.indicators.values()]
        for node in nodes:
            assert float(step.figure(node.id, "low") or 0) == pytest.approx(node.low, abs=1e-15)
    assert path.start.figure("nothing", "low") is None
    assert isinstance(path.known, Step)
    assert states(later, b.catalogue) == path.end.states


# What cannot be compared


def test_rounds_of_two_countries_are_refused(earlier: teia.Responses) -> None:
    other = earlier.model_copy(update={"country": "XAB", "round": "2024"})
    assert [code for code, _ in refused(earlier, other)] == ["D001"]


def test_all_is_told_at_once(earlier: teia.Responses, draft: teia.Catalogue) -> None:
    old = uniform_responses(draft, "yes", country="XAB", round="2024")
    assert [code for code, _ in refused(old, earlier)] == ["D001", "D003"]


def test_years_in_the_wrong_order_are_refused(
    earlier: teia.Responses, later: teia.Responses
) -> None:
    ((code, message),) = refused(later, earlier)
    assert code == "D002"
    assert "2026" in message
    assert "2028" in message
    for first, second in (("B", "A"), ("2026", "2025b"), ("2026b", "2025")):
        a, b = (
            one.model_copy(update={"round": n}) for one, n in ((earlier, first), (later, second))
        )
        assert teia.compare_rounds(a, b), "only years have an order"


def test_two_methods_are_refused(earlier: teia.Responses, later: teia.Responses) -> None:
    weakest = teia.ScoringMethod(aggregation="minimum")
    a = teia.assess(earlier, method=weakest)
    ((code, message),) = refused(a, teia.assess(later))
    assert code == "D004"
    assert "aggregation: minimum, arithmetic" in message
    assert "missing" not in message, "what is the same is not told"
    assert refused(a, later, method=teia.ScoringMethod())[0][0] == "D004"
    assert teia.compare_rounds(a, later).method == weakest
    assert teia.compare_rounds(earlier, later, method=weakest).method == weakest


def test_without_a_migration_the_reason_is_told(catalogue: teia.Catalogue) -> None:
    other = catalogue.model_copy(update={"version": "7"})
    before = uniform_responses(other, "yes", round="2024")
    with pytest.raises(teia.ResponsesError, match="R021"):
        teia.compare_rounds(before, uniform_responses(catalogue, "yes"), older=other)


def test_one_name_and_other_answers_are_a_finding(earlier: teia.Responses) -> None:
    found = teia.compare_rounds(earlier, changed(earlier, "2026", IDN_1_a="no"))
    assert [one.code for one in found.findings] == ["D011"]
    assert teia.compare_rounds(earlier, earlier).findings == ()


def test_a_plan_of_another_round_or_country_or_catalogue_is_refused(
    earlier: teia.Responses, later: teia.Responses, catalogue: teia.Catalogue
) -> None:
    a = teia.assess(earlier)
    other = plan_of(a, country="XAB", round="2024", catalogue=catalogue.ref)
    assert [code for code, _ in refused(a, later, plan=other)] == ["D007", "D008"]
    unknown = catalogue.model_copy(update={"version": "7"}).ref
    ((code, message),) = refused(a, later, plan=plan_of(a, catalogue=unknown))
    assert code == "D009"
    assert "teia 7" in message
    action = PlannedAction(id="OWN-1", title="Own", criteria=("IDN-1.a", "IDN-1.x"))
    with pytest.raises(teia.ComparisonError) as caught:
        teia.compare_rounds(a, later, plan=plan_of(a, action))
    (problem,) = caught.value.problems
    assert (problem.code, problem.value) == ("D010", "IDN-1.x")
    assert 'Did you mean "IDN-1.' in problem.fix()


def test_a_plan_from_other_answers_is_a_finding(
    earlier: teia.Responses, later: teia.Responses
) -> None:
    a = teia.assess(earlier)
    found = teia.compare_rounds(a, later, plan=plan_of(a, responses="0" * 64))
    assert [one.code for one in found.findings] == ["D013"]
    assert found.findings[0].value == "0" * 12


def test_a_catalogue_is_named_by_the_beginning_of_its_checksum(catalogue: teia.Catalogue) -> None:
    own = catalogue.ref
    assert name_of(own) == f"teia {own.version} ({own.checksum[:8]}…)"


def test_indicators_without_criteria_are_compared_by_their_stages() -> None:
    small = catalogue_of()
    before = assessed(small, {"A-2": 2, "B-1.a": "no"}).responses
    after = assessed(small, {"A-2": 7, "B-1.a": "no"}).responses.model_copy(
        update={"round": "2028"}
    )
    found = teia.compare_rounds(before, after, small)
    assert [(one.id, one.indicator, one.kind) for one in found.criteria] == [
        ("A-2", "A-2", "changed")
    ]
    assert found.indicators["A-2"].low.real == pytest.approx(5 / 9)
    gone = assessed(small, {"A-2": "not_applicable", "B-1.a": "no"}).responses
    left = teia.compare_rounds(before, gone.model_copy(update={"round": "2028"}), small)
    assert left.indicators["A-2"].low.later is None
    assert left.areas["A"].low.later == 0.0
    back = teia.compare_rounds(gone.model_copy(update={"round": "2024"}), after, small)
    assert back.areas["A"].low.earlier == 0.0
    assert back.areas["A"].low.total == pytest.approx(7 / 27)


def test_without_an_overall_figure_the_areas_are_compared(catalogue: teia.Catalogue) -> None:
    several = catalogue.model_copy(update={"overall": False})
    before = uniform_responses(several, "no", round="2026")
    after = uniform_responses(several, "yes", round="2028")
    found = teia.compare_rounds(before, after, several)
    assert {one.low.total for one in found.areas.values()} == {1.0}
    assert found.overall.low.total is None


# What a correction may and may not be set back to


def only_declared(catalogue: teia.Catalogue) -> teia.Catalogue:
    """Return the small catalogue with nothing but its indicator without criteria."""
    area = catalogue.areas[0]
    only = area.model_copy(update={"indicators": area.indicators[1:]})
    return catalogue.model_copy(update={"areas": (only,)})


def corrected(catalogue: teia.Catalogue, item: str, stage: int) -> teia.Responses:
    """Return a later round that answers one item, and corrects by it what was answered before."""
    answers = FrozenDict({item: teia.Answer(value=stage, correction=True)})
    return teia.Responses(catalogue=catalogue.ref, country="XAA", round="2028", answers=answers)


def test_a_corrected_stage_that_the_earlier_scale_lacks_is_a_finding() -> None:
    older = only_declared(catalogue_of((0, 2, 4, 7)))
    newer = only_declared(catalogue_of()).model_copy(update={"version": "2.0"})
    migration = teia.Migration(catalogue="small", from_version="1.0", to_version="2.0", steps=())
    before = assessed(older, {"A-2": 2}).responses
    for stage, codes in ((7, []), (9, ["D012"])):
        after = corrected(newer, "A-2", stage)
        found = teia.compare_rounds(before, after, newer, older=older, migration=migration)
        assert [one.code for one in found.findings] == codes
        part = found.indicators["A-2"].low.correction
        assert part == (0.0 if codes else pytest.approx(5 / 7))


def test_the_only_item_there_is_can_be_corrected() -> None:
    one = only_declared(catalogue_of())
    before = assessed(one, {"A-2": 2}).responses
    found = teia.compare_rounds(before, corrected(one, "A-2", 7), one)
    assert found.findings == ()
    assert found.overall.low.correction == pytest.approx(5 / 9)


def test_what_a_plan_may_have_meant_is_of_its_own_catalogue(catalogue: teia.Catalogue) -> None:
    area, *others = catalogue.areas
    first, *rest = area.indicators
    names = [first.id, *(one.id for one in first.criteria)]
    ids = {name: name.replace("IDN-1", "XYZ-9") for name in names}
    renamed = first.model_copy(
        update={
            "id": "XYZ-9",
            "criteria": tuple(one.model_copy(update={"id": ids[one.id]}) for one in first.criteria),
        }
    )
    areas = (area.model_copy(update={"indicators": (renamed, *rest)}), *others)
    newer = catalogue.model_copy(update={"version": "2", "areas": areas})
    steps = [
        MigrationStep(relation="renamed", old=(old,), new=(new,), rule="carry")
        for old, new in ids.items()
    ]
    migration = teia.Migration(
        catalogue=catalogue.id, from_version=catalogue.version, to_version="2", steps=tuple(steps)
    )
    a = teia.assess(uniform_responses(catalogue, "no", round="2026"))
    after = uniform_responses(newer, "yes", round="2028")
    action = PlannedAction(id="OWN-1", title="Own", criteria=("XYZ-9.zz",))
    plan = plan_of(a, action, catalogue=newer.ref)
    with pytest.raises(teia.ComparisonError) as caught:
        teia.compare_rounds(a, after, newer, plan=plan, migration=migration)
    (problem,) = caught.value.problems
    assert problem.code == "D010"
    assert 'Did you mean "XYZ-9.' in problem.fix()


def test_a_correction_must_fit_all_that_was_merged() -> None:
    """A stage fits what was declared as a stage, and not what was on a scale of its own."""
    area = only_declared(catalogue_of()).areas[0]
    (declared,) = area.indicators
    levels = {"levels": [{"code": code, "points": code / 2} for code in (1, 2)]}
    plain = catalogue_of().model_copy(update={"areas": (area,)})
    older = json.loads(plain.model_dump_json()) | {"scales": {"levels": levels}}
    older["areas"][0]["indicators"].append({"id": "A-9", "title": "Levels", "scale": "levels"})
    earlier = teia.Catalogue.model_validate_json(json.dumps(older))
    merged = declared.model_copy(update={"id": "A-M"})
    later = plain.model_copy(
        update={
            "version": "2.0",
            "areas": (area.model_copy(update={"indicators": (merged,)}),),
        }
    )
    step = MigrationStep(
        relation="merged", old=("A-2", "A-9"), new=("A-M",), rule="carry", note="One."
    )
    migration = teia.Migration(
        catalogue="small", from_version="1.0", to_version="2.0", steps=(step,)
    )
    before = assessed(earlier, {"A-2": 2, "A-9": 2}).responses
    for stage, codes in ((2, []), (7, ["D012"])):
        after = corrected(later, "A-M", stage)
        found = teia.compare_rounds(before, after, later, older=earlier, migration=migration)
        assert [one.code for one in found.findings] == codes
