"""Answers travel to a newer catalogue: carried, asked or dropped, and none is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import WORDS, library_catalogue, library_responses, plans, sheets

from teia_indicators import build_questionnaire, write_workbook
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.migration import (
    Migration,
    MigrationStep,
    Relation,
    Rule,
)
from teia_indicators.catalogue.migration_check import check_migration, load_migration
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.problems import CatalogueError, Place, ResponsesError
from teia_indicators.responses.check import check_responses
from teia_indicators.responses.merge import merge_responses
from teia_indicators.responses.migrate import Migrated, migrate_responses
from teia_indicators.responses.model import Answer, Evidence, Responses
from teia_indicators.responses.read import read_responses
from teia_indicators.responses.write import write_responses
from teia_indicators.testing import uniform_responses

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia" / "migrations" / "0.9-1.0.yaml"
RICH = Answer(
    value="partly",
    reason="In two regions only",
    evidence=(Evidence(kind="law", title="Act 12", date="2025-06"),),
    grade="documented",
    comment="To be widened.",
    correction=True,
)


@pytest.fixture(scope="module")
def draft() -> Catalogue:
    return load_catalogue(ROOT / "tests" / "golden" / "catalogues" / "teia-0.9")


def _given(catalogue: Catalogue, answers: dict[str, Answer], **challenges: str) -> Responses:
    return Responses(
        catalogue=catalogue.ref,
        country="XAA",
        round="2026",
        language="fr",
        authority="Ministry",
        answers=FrozenDict(answers),
        challenges=FrozenDict(challenges),
    )


def _fates(found: Migrated) -> tuple[list[str], list[str], list[str]]:
    return (
        [one.item for one in found.carried],
        [one.item for one in found.asked],
        [one.item for one in found.dropped],
    )


def _assert_nothing_lost(old: Responses, found: Migrated) -> None:
    """Every old answer and text is carried, asked or dropped, as it was."""
    seen: set[tuple[str, Any]] = set()
    for one in (*found.carried, *found.asked, *found.dropped):
        seen |= set(one.was.items())
    expected: set[tuple[str, Any]] = set()
    expected |= {(item, one) for item, one in old.answers.items() if one != Answer()}
    expected |= {(area, text) for area, text in old.challenges.items() if text}
    assert seen == expected
    carried = {one.item for one in found.carried}
    assert carried == {*found.responses.answers, *found.responses.challenges}
    assert not carried & {one.item for one in found.asked}


def test_the_draft_answers_go_on_in_the_release(draft: Catalogue, catalogue: Catalogue) -> None:
    old = uniform_responses(draft, "yes")
    found = migrate_responses(old)
    carried, asked, dropped = _fates(found)
    assert found.responses.catalogue == catalogue.ref
    assert asked == ["IDN-1.f", "IDN-1.g", "IDN-2.g", "IDN-3.b", "NTF-1.e", "NTF-2.g"]
    assert dropped == ["IDN-3.j"]
    assert len(carried) == 34
    assert list(found.responses.answers) == carried
    assert set(carried) >= {"IDN-1.a", "IDN-2.e", "IDN-3.c", "IDN-4.e", "NTF-3.i"}
    assert check_responses(found.responses, catalogue) == ()
    _assert_nothing_lost(old, found)
    assert found == migrate_responses(old, catalogue, load_migration(SHIPPED), draft)
    assert repr(found) == "<Migrated XAA 2026 to 1.0: 34 carried, 6 asked, 1 dropped>"
    assert Migrated.model_validate_json(found.model_dump_json()) == found


def test_everything_of_an_answer_travels(draft: Catalogue, tmp_path: Path) -> None:
    old = _given(
        draft,
        {"IDN-9": Answer(value=3, comment="Rising"), "IDN-9.d": RICH, "NTF-1": Answer(value=2)},
        IDN="Few inspectors",
        NTF="No reply",
    )
    path = write_responses(old, tmp_path / "old.yaml")
    new = migrate_responses(read_responses(path, draft)).responses
    assert new.answers == {
        "IDN-4": Answer(value=3, comment="Rising"),
        "IDN-4.e": RICH,
        "NTF-1": Answer(value=2),
    }
    assert new.challenges == {"IDN": "Few inspectors", "NTF": "No reply"}
    assert (new.country, new.round, new.language, new.authority) == (
        "XAA",
        "2026",
        "fr",
        "Ministry",
    )
    again = read_responses(write_responses(new, tmp_path / "new.json"))
    assert again == new
    assert new.places["IDN-4.e"].file == "old.yaml"
    assert new.places["IDN-4.e/reason"].line is not None


def test_what_was_asked_and_who_said_what_goes_by_the_newer_ids(
    draft: Catalogue, catalogue: Catalogue, tmp_path: Path
) -> None:
    """IDN-9 is IDN-4 now, and two rungs of IDN-2 are one: a part stays the part it was."""
    one = _given(draft, {"IDN-9.d": RICH, "IDN-2.j": Answer(value="yes")}).model_copy(
        update={
            "asked": ("IDN-2", "IDN-9"),
            "focal_point": "A. Bern",
            "places": FrozenDict(
                {"": Place(file="a.xlsx"), "IDN-9.d": Place(file="a.xlsx", line=3)}
            ),
        }
    )
    other = _given(
        draft,
        {
            "IDN-2.j": Answer(value="unknown"),
            "IDN-2.k": Answer(value="yes"),
            "IDN-3.j": Answer(value="no"),
        },
    ).model_copy(update={"asked": ("IDN-2", "IDN-3"), "authority": "Inspectorate"})
    assert migrate_responses(one).responses.asked == ("IDN-2", "IDN-4")
    merged = migrate_responses(merge_responses([one, other], draft)).responses
    assert merged.asked == ("IDN-2", "IDN-3", "IDN-4")
    first, second = merged.sources
    assert (first.file, first.authority, first.focal_point) == ("a.xlsx", "Ministry", "A. Bern")
    assert first.asked == ("IDN-2", "IDN-4")
    assert first.answers == {"IDN-2.e": "yes", "IDN-4.e": "partly"}
    assert first.places == {"IDN-4.e": "a.xlsx:3"}
    assert second.asked == ("IDN-2", "IDN-3")
    assert second.answers == {"IDN-2.e": "yes"}
    shares = merged.progress(catalogue).of("authority")
    assert [(row.name, row.answered) for row in shares] == [("Ministry", 2), ("Inspectorate", 1)]
    form = build_questionnaire(catalogue, country="XAA", round="2026")
    form = form.model_copy(update={"asked": merged.asked})
    write_workbook(form, tmp_path / "merged.xlsx", answers=merged)


def test_everything_that_was_asked_is_still_everything(draft: Catalogue) -> None:
    assert migrate_responses(_given(draft, {"IDN-9.d": RICH})).responses.asked == ()


def test_a_migrated_criterion_brings_its_indicator_with_it(catalogue: Catalogue) -> None:
    old = _given(catalogue, {"PRV-1.a": Answer(value="yes")})
    old = old.model_copy(update={"asked": ("PRV-1",)})
    newer = catalogue.model_copy(update={"version": "1.1"})
    step = MigrationStep(relation="renamed", old=("PRV-1.a",), new=("PRV-2.a",), rule="carry")
    away = MigrationStep(relation="retired", old=("PRV-2.a",), rule="drop")
    found = migrate_responses(old, newer, _between(catalogue, newer, step, away))
    assert list(found.responses.answers) == ["PRV-2.a"]
    assert found.responses.asked == ("PRV-1", "PRV-2")


def test_parents_that_agree_are_joined(draft: Catalogue) -> None:
    other = Answer(
        value="partly", evidence=(*RICH.evidence, Evidence(title="Decree 4")), comment="No map."
    )
    found = migrate_responses(_given(draft, {"IDN-2.j": RICH, "IDN-2.k": other}))
    assert found.responses.answers == {
        "IDN-2.e": Answer(
            value="partly",
            reason="In two regions only",
            evidence=(*RICH.evidence, Evidence(title="Decree 4")),
            grade="claimed",
            comment="To be widened.\nNo map.",
            correction=True,
        )
    }
    assert found.carried[0].was == {"IDN-2.j": RICH, "IDN-2.k": other}


@pytest.mark.parametrize("second", [Answer(value="no"), Answer(value="unknown"), None])
def test_parents_that_do_not_agree_are_asked(second: Answer | None, draft: Catalogue) -> None:
    old = {"IDN-2.j": RICH, **({"IDN-2.k": second} if second else {})}
    found = migrate_responses(_given(draft, old))
    assert found.responses.answers == {}
    assert _fates(found) == ([], ["IDN-2.e"], [])
    assert found.asked[0].was == old
    assert found.asked[0].relation == "merged"


def test_what_is_dropped_is_listed_with_its_answer(draft: Catalogue) -> None:
    found = migrate_responses(_given(draft, {"IDN-3.j": RICH}))
    assert found.responses.answers == {}
    assert found.dropped[0].was == {"IDN-3.j": RICH}
    assert found.dropped[0].note
    assert found.dropped[0].relation == "retired"


def _between(older: Catalogue, newer: Catalogue, *steps: MigrationStep) -> Migration:
    return Migration(
        catalogue=older.id, from_version=older.version, to_version=newer.version, steps=steps
    )


@pytest.mark.parametrize("rule", ["carry", "ask", "drop"])
def test_a_split_follows_its_rule(rule: Any, draft: Catalogue, catalogue: Catalogue) -> None:
    parts = ("IDN-1.f", "IDN-1.g")
    steps = [
        step
        if step.relation != "split"
        else MigrationStep(relation="split", old=("IDN-1.j",), new=parts, rule=rule)
        for step in load_migration(SHIPPED).steps
    ]
    old = _given(draft, {"IDN-1.j": RICH})
    found = migrate_responses(old, catalogue, _between(draft, catalogue, *steps), draft)
    assert found.responses.answers == (dict.fromkeys(parts, RICH) if rule == "carry" else {})
    assert _fates(found) == (
        list(parts) if rule == "carry" else [],
        list(parts) if rule == "ask" else [],
        ["IDN-1.j"] if rule == "drop" else [],
    )
    _assert_nothing_lost(old, found)


def test_ids_that_change_places_do_not_mix(catalogue: Catalogue) -> None:
    steps = (
        MigrationStep(relation="renamed", old=("IDN-1.a",), new=("IDN-1.b",), rule="carry"),
        MigrationStep(relation="renamed", old=("IDN-1.b",), new=("IDN-1.a",), rule="drop"),
    )
    yes, no = Answer(value="yes"), Answer(value="no")
    old = _given(catalogue, {"IDN-1.a": yes, "IDN-1.b": no})
    found = migrate_responses(old, catalogue, _between(catalogue, catalogue, *steps), catalogue)
    assert found.responses.answers == {"IDN-1.b": yes}
    assert [one.was for one in found.dropped] == [{"IDN-1.b": no}]
    _assert_nothing_lost(old, found)


def test_answers_of_the_same_catalogue_need_no_migration(catalogue: Catalogue) -> None:
    old = _given(catalogue, {"IDN-1": Answer(value=4), "PUB-1.a": RICH}, PUB="Few visitors")
    found = migrate_responses(old)
    assert found.responses == old
    assert _fates(found) == (["IDN-1", "PUB", "PUB-1.a"], [], [])


def test_what_the_newer_catalogue_does_not_know_is_dropped_not_lost(catalogue: Catalogue) -> None:
    old = _given(catalogue, {"XXX-1.a": RICH, "IDN": RICH}, XXX="Text", IDN="Other text")
    found = migrate_responses(old)
    assert found.responses.answers == {}
    assert found.responses.challenges == {"IDN": "Other text"}
    assert {tuple(one.was.items()) for one in found.dropped} == {
        *((("XXX-1.a", RICH),), (("IDN", RICH),), (("XXX", "Text"),))
    }
    assert {one.relation for one in found.dropped} == {None}


def test_a_declared_stage_of_another_scale_is_asked(draft: Catalogue, catalogue: Catalogue) -> None:
    stages = draft.scale.stages[:-1]
    scale = draft.scale.model_copy(update={"stages": stages})
    shorter = draft.model_copy(update={"scale": scale})
    old = _given(shorter, {"NTF-1": Answer(value=5), "NTF-2": Answer(value="not_applicable")})
    migration = load_migration(SHIPPED).model_copy(update={"from_checksum": None})
    found = migrate_responses(old, catalogue, migration, shorter)
    assert _fates(found) == (["NTF-2"], ["NTF-1"], [])
    back = migrate_responses(
        _given(catalogue, {"NTF-1": Answer(value=6)}),
        catalogue.model_copy(update={"scale": scale}),
        _between(catalogue, catalogue),
    )
    assert _fates(back) == ([], ["NTF-1"], [])


def test_areas_and_their_challenges_may_be_renamed(catalogue: Catalogue) -> None:
    area = catalogue.areas[0].model_copy(update={"id": "IDE"})
    newer = catalogue.model_copy(update={"areas": (area, *catalogue.areas[1:])})
    step = MigrationStep(relation="renamed", old=("IDN",), new=("IDE",), rule="carry")
    old = _given(catalogue, {"IDN-1.a": RICH}, IDN="Few inspectors")
    found = migrate_responses(old, newer, _between(catalogue, newer, step), catalogue)
    assert found.responses.challenges == {"IDE": "Few inspectors"}
    assert found.responses.answers == {"IDN-1.a": RICH}
    lost = migrate_responses(old, newer, _between(catalogue, newer))
    assert [one.was for one in lost.dropped] == [{"IDN": "Few inspectors"}]


def _refused(*arguments: Any, **named: Any) -> tuple[str, str, str]:
    with pytest.raises(ResponsesError) as caught:
        migrate_responses(*arguments, **named)
    (found,) = caught.value.problems
    return found.code, str(found.place), found.message()


def test_a_migration_of_other_versions_is_refused(draft: Catalogue, catalogue: Catalogue) -> None:
    shipped = load_migration(SHIPPED)
    old = _given(draft, {}).model_copy(
        update={"places": FrozenDict({"": Place(file="old.yaml", line=1, column=1)})}
    )
    for wrong in (
        {"from_version": "0.8"},
        {"to_version": "1.1"},
        {"from_checksum": "0" * 64},
        {"to_checksum": "0" * 64},
        {"catalogue": "other"},
    ):
        code, place, message = _refused(old, catalogue, shipped.model_copy(update=wrong))
        assert (code, place) == ("R020", "old.yaml:1:1")
        assert "teia 0.9" in message
        assert "teia 1.0" in message
    assert _refused(_given(catalogue, {}), catalogue, shipped)[0] == "R020"
    assert _refused(old, draft, shipped)[0] == "R020"


def test_without_a_migration_the_versions_are_named(draft: Catalogue, catalogue: Catalogue) -> None:
    code, place, message = _refused(_given(catalogue, {}), draft)
    assert (code, place) == ("R021", "")
    assert (
        f"from teia 1.0 ({catalogue.checksum[:8]}…) to teia 0.9 ({draft.checksum[:8]}…)" in message
    )
    changed = catalogue.model_copy(update={"title": "Changed"})
    assert _refused(_given(changed, {}), catalogue)[0] == "R021"


def test_an_older_catalogue_that_is_not_the_answers_own_is_refused(
    draft: Catalogue, catalogue: Catalogue
) -> None:
    old = _given(draft, {})
    assert _refused(old, older=catalogue)[0] == "R003"
    assert _refused(old, older=draft.model_copy(update={"id": "other"}))[0] == "R002"
    assert _refused(old, older=draft.model_copy(update={"title": "Changed"}))[0] == "R004"


def test_a_migration_that_does_not_fit_the_catalogues_is_refused(
    draft: Catalogue, catalogue: Catalogue
) -> None:
    with pytest.raises(CatalogueError, match="C033"):
        migrate_responses(_given(draft, {}), catalogue, _between(draft, catalogue), draft)
    step = MigrationStep(relation="renamed", old=("IDN-9.a",), new=("IDN-44",), rule="carry")
    with pytest.raises(CatalogueError, match="C031"):
        migrate_responses(_given(draft, {}), catalogue, _between(draft, catalogue, step))


def test_the_table_shows_every_fate_and_escapes(draft: Catalogue) -> None:
    old = _given(draft, {"IDN-3.j": RICH, "IDN-1.j": RICH, "IDN-1.a": RICH}, IDN="<script>")
    shown = migrate_responses(old)._repr_html_()
    assert all(f"<td>{fate}</td>" in shown for fate in ("asked", "dropped", "carried"))
    assert "<script>" not in shown
    assert "IDN-3.j: partly" in shown


RULES: st.SearchStrategy[Rule] = st.sampled_from(("carry", "ask", "drop"))
WAYS: st.SearchStrategy[Relation | None] = st.sampled_from(
    (None, "renamed", "split", "merged", "narrowed", "retired")
)


@st.composite
def _journeys(draw: st.DrawFn) -> tuple[Catalogue, Catalogue, Migration, Responses]:
    """Draw a catalogue, answers, and a newer version whose criteria went every way there is."""
    plan = draw(plans())
    older = library_catalogue(plan)
    responses = library_responses(older, draw(sheets(plan, words=WORDS)))
    texts = {area.id: draw(st.sampled_from(("", "Slow"))) for area in older.areas}
    responses = responses.model_copy(update={"challenges": FrozenDict(texts)})
    document = older.document()
    steps: list[MigrationStep] = []
    for area in document["areas"]:
        for indicator in area["indicators"]:
            rows, added = _changed(draw, indicator["id"], indicator.get("criteria", []))
            indicator["criteria"] = rows
            steps += added
    document["version"] = "2.0"
    newer = Catalogue.model_validate(document, strict=False)
    return older, newer, _between(older, newer, *steps), responses


def _changed(
    draw: st.DrawFn, parent: str, rows: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[MigrationStep]]:
    found: list[dict[str, Any]] = []
    steps: list[MigrationStep] = []
    rows = list(rows)
    while rows:
        row, name = rows.pop(0), f"{parent}.n{len(rows)}"
        way = draw(WAYS)
        old: tuple[str, ...] = (row["id"],)
        new: tuple[str, ...] = (name,)
        if way is None or (way == "merged" and not rows):
            found.append(row)
            continue
        if way == "merged":
            old = (*old, rows.pop(0)["id"])
        elif way == "split":
            new = (row["id"], name)
        elif way == "retired":
            new = ()
        rule: Rule = "drop" if way == "retired" else draw(RULES)
        found += [{**row, "id": item} for item in new]
        steps.append(MigrationStep(relation=way, old=old, new=new, rule=rule))
    return found, steps


@given(_journeys())
def test_whatever_happens_nothing_is_lost(
    journey: tuple[Catalogue, Catalogue, Migration, Responses],
) -> None:
    older, newer, migration, old = journey
    assert check_migration(migration, older, newer) == ()
    found = migrate_responses(old, newer, migration, older)
    _assert_nothing_lost(old, found)
    assert found.responses.challenges == {k: text for k, text in old.challenges.items() if text}
    codes = {one.code for one in check_responses(found.responses, newer)}
    assert codes <= {"R013"}
    assert list(found.responses.answers) == [
        item for item in newer.items if item in found.responses.answers
    ]
    rules = {id_: step.rule for step in migration.steps for id_ in step.old}
    for one in found.carried:
        assert {rules.get(id_, "carry") for id_ in one.was} == {"carry"}
        assert all(
            answer.value == found.responses.answers[one.item].value
            for answer in one.was.values()
            if isinstance(answer, Answer)
        )


@given(plans().flatmap(lambda plan: st.tuples(st.just(plan), sheets(plan))))
def test_the_identity_keeps_every_answer(drawn: tuple[Any, Any]) -> None:
    older = library_catalogue(drawn[0])
    old = library_responses(older, drawn[1])
    given_up = FrozenDict({k: one for k, one in old.answers.items() if one != Answer()})
    for found in (
        migrate_responses(old, older),
        migrate_responses(old, older, _between(older, older), older),
    ):
        assert dict(found.responses.answers) == dict(given_up)
        assert not found.asked
        assert not found.dropped
