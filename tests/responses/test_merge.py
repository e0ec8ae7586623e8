"""Several authorities, one answer: nothing is lost, nothing is chosen, everybody is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Place
from teia_indicators.responses import Conflict
from teia_indicators.text import texts

CATALOGUE = teia.load_catalogue()
ITEMS = [one.id for one in CATALOGUE.criteria[:8]]
LAW = teia.Evidence(kind="law", title="Act 7")
PLAN = teia.Evidence(kind="plan", title="Plan")


def part(name: str, answers: dict[str, teia.Answer], **more: object) -> teia.Responses:
    places = {
        item: Place(file=f"{name}.xlsx", sheet="S", cell=f"G{at}")
        for at, item in enumerate(answers)
    }
    places[""] = Place(file=f"{name}.xlsx")
    fields = {
        "catalogue": CATALOGUE.ref,
        "country": "XAA",
        "round": "2026",
        "authority": name,
        "answers": FrozenDict(answers),
        "places": FrozenDict(places),
        **more,
    }
    return teia.Responses(**fields)  # type: ignore[arg-type]


def answer(value: str, **more: object) -> teia.Answer:
    return teia.Answer(value=value, **more)  # type: ignore[arg-type]


words = st.sampled_from(["yes", "partly", "no", "unanswered", "unknown", "withheld"])
sheets = st.dictionaries(st.sampled_from(ITEMS), words.map(answer), max_size=8)


def known_of(given_sheets: list[dict[str, teia.Answer]]) -> dict[str, set[str]]:
    """Return what is said of each item by those who know."""
    return {
        item: {str(one[item].value) for one in given_sheets if item in one}
        - {"unanswered", "unknown"}
        for item in ITEMS
    }


@given(st.lists(sheets, min_size=2, max_size=4))
def test_what_is_said_differently_is_a_conflict_and_nothing_else(
    given_sheets: list[dict[str, teia.Answer]],
) -> None:
    parts = [part(f"m{at}", sheet) for at, sheet in enumerate(given_sheets)]
    clashes = {item for item, values in known_of(given_sheets).items() if len(values) > 1}
    assume(clashes)
    with pytest.raises(teia.MergeConflictError) as caught:
        teia.merge_responses(parts, CATALOGUE)
    assert {one.item for one in caught.value.conflicts} == clashes
    assert {one.path for one in caught.value.problems} == clashes


@given(st.lists(sheets, min_size=1, max_size=4))
def test_merging_gives_every_known_answer(given_sheets: list[dict[str, teia.Answer]]) -> None:
    known = known_of(given_sheets)
    clashes = {item for item, values in known.items() if len(values) > 1}
    agreed = [
        {item: one for item, one in sheet.items() if item not in clashes} for sheet in given_sheets
    ]
    parts = [part(f"m{at}", sheet) for at, sheet in enumerate(agreed)]
    merged = teia.merge_responses(parts, CATALOGUE)
    for item in set(ITEMS) - clashes:
        unknown = any(sheet.get(item) == answer("unknown") for sheet in agreed)
        assert {merged.value(item)} == (known[item] or {"unknown" if unknown else "unanswered"})
    for source, sheet in zip(merged.sources, agreed, strict=True):
        said = {item: one.value for item, one in sheet.items() if one.value != "unanswered"}
        assert dict(source.answers) == said


@given(st.permutations(range(4)))
def test_the_order_of_the_files_changes_no_answer(order: list[int]) -> None:
    parts = [
        part("a", {"IDN-1.a": answer("yes")}),
        part("b", {"IDN-1.a": answer("unknown"), "IDN-1.b": answer("no")}),
        part("c", {"IDN-1.b": answer("no", evidence=(LAW,))}),
        part("d", {"PRV-1.a": answer("partly")}),
    ]
    merged = teia.merge_responses([parts[at] for at in order], CATALOGUE)
    assert merged.answers == teia.merge_responses(parts, CATALOGUE).answers
    assert list(merged.answers) == ["IDN-1.a", "IDN-1.b", "PRV-1.a"]


def test_equal_answers_join_what_goes_with_them() -> None:
    first = answer("yes", evidence=(LAW,), grade="documented", comment="ours")
    second = answer("yes", evidence=(PLAN, LAW), comment="theirs")
    merged = teia.merge_responses(
        [part("a", {"IDN-1.a": first}), part("b", {"IDN-1.a": second})], CATALOGUE
    )
    assert merged.answers["IDN-1.a"] == answer(
        "yes", evidence=(LAW, PLAN), grade="documented", comment="ours\ntheirs"
    )


def test_a_conflict_of_many_with_long_names_is_told_whole() -> None:
    names = [f"Ministry {number} of {'very ' * 40}long names" for number in range(12)]
    parts = [
        part(name, {"IDN-1.a": answer("no" if at else "yes")}) for at, name in enumerate(names)
    ]
    with pytest.raises(teia.MergeConflictError) as caught:
        teia.merge_responses(parts, CATALOGUE)
    (problem,) = caught.value.problems
    for language in ("en", "fr", "ru"):
        assert all(f"{name}.xlsx:S!G0" in problem.message(language) for name in names)


def test_a_reason_beside_what_gives_way_is_kept() -> None:
    parts = [
        part("a", {"IDN-1.a": answer("unknown", reason="The agency keeps the list.")}),
        part("b", {"IDN-1.a": answer("yes", comment="Since 2019.")}),
    ]
    found = teia.merge_responses(parts, CATALOGUE).answers["IDN-1.a"]
    assert (found.value, found.reason) == ("yes", "")
    assert found.comment == "Since 2019.\nThe agency keeps the list."


def test_a_conflict_names_every_answer_with_authority_and_place() -> None:
    parts = [
        part("Ministry", {"IDN-1.a": answer("yes")}),
        part("Agency", {"IDN-1.a": answer("no"), "IDN-1.b": answer("no")}),
        part("Office", {"IDN-1.a": answer("yes")}),
    ]
    with pytest.raises(teia.MergeConflictError) as caught:
        teia.merge_responses(parts, CATALOGUE)
    (problem,) = caught.value.problems
    (conflict,) = caught.value.conflicts
    assert isinstance(conflict, Conflict)
    assert [(one.authority, one.value) for one in conflict.said] == [
        ("Ministry", "yes"),
        ("Agency", "no"),
        ("Office", "yes"),
    ]
    for language in ("en", "fr", "ru"):
        told = problem.message(language)
        for text in (
            "Ministry",
            "Agency",
            "Ministry.xlsx:S!G0",
            "Agency.xlsx:S!G0",
            f'"{texts(language)["answers"]["yes"]}"',
            f'"{texts(language)["answers"]["no"]}"',
        ):
            assert text in told


def test_who_answered_what_and_when_is_kept(tmp_path: Path) -> None:
    parts = [
        part("Ministry", {"IDN-1.a": answer("yes")}, date="2026-03-01", language="ru"),
        part("Agency", {"PRV-1.a": answer("no")}, date="2026-04-02", asked=("PRV-1",)),
    ]
    merged = teia.merge_responses(parts, CATALOGUE)
    assert merged.language == "mul"
    assert merged.authority == "Ministry; Agency"
    assert merged.date == "2026-04-02"
    assert merged.asked == ()
    assert [(one.authority, one.date, one.language, one.file) for one in merged.sources] == [
        ("Ministry", "2026-03-01", "ru", "Ministry.xlsx"),
        ("Agency", "2026-04-02", "en", "Agency.xlsx"),
    ]
    assert merged.sources[1].places == {"PRV-1.a": "Agency.xlsx:S!G0"}
    for kind in ("json", "yaml"):
        path = teia.write_responses(merged, tmp_path / f"merged.{kind}")
        assert teia.read_responses(path, CATALOGUE) == merged
    more = teia.merge_responses([merged, part("Office", {"PUB-1.a": answer("no")})], CATALOGUE)
    assert [one.authority for one in more.sources] == ["Ministry", "Agency", "Office"]


@pytest.mark.parametrize("change", [{"round": "2027"}, {"country": "XAB"}])
def test_strangers_are_refused(change: dict[str, str]) -> None:
    with pytest.raises(teia.ResponsesError) as caught:
        teia.merge_responses([part("a", {}), part("b", {}, **change)], CATALOGUE)
    assert [one.code for one in caught.value.problems] == ["R030"]


def test_parts_are_not_changed_and_one_part_is_itself() -> None:
    one = part("a", {"IDN-1.a": answer("yes", evidence=(LAW,))})
    before = one.model_dump_json()
    merged = teia.merge_responses([one], CATALOGUE)
    assert one.model_dump_json() == before
    assert merged.model_copy(update={"sources": ()}) == one


def test_parts_in_all_languages_merge_by_id(tmp_path: Path) -> None:
    """The way of a real country: parts assigned, filled in three languages, read, merged."""
    full = teia.read_responses(Path(__file__).parents[2] / "examples" / "xaa-2026.yaml")
    form = teia.build_questionnaire(CATALOGUE, country="XAA", round="2026", authority="Ministry")
    parts = teia.assign(form, {"PRV": "Inspection du travail", "PUB": "Агентство"})
    read = []
    for language, (name, one) in zip(("en", "fr", "ru"), parts.items(), strict=True):
        asked = {question.id for question in one.questions}
        areas = {area.id for area in one.areas}
        own = full.model_copy(
            update={
                "authority": name,
                "answers": FrozenDict({k: v for k, v in full.answers.items() if k in asked}),
                "challenges": FrozenDict({k: v for k, v in full.challenges.items() if k in areas}),
            }
        )
        file = tmp_path / f"{language}.xlsx"
        teia.write_workbook(one.model_copy(update={"language": language}), file, answers=own)
        read.append(teia.read_responses(file, CATALOGUE))
    merged = teia.merge_responses(read, CATALOGUE)
    assert merged.answers == full.answers
    assert merged.challenges == full.challenges
    assert merged.asked == ()
    assert teia.assess(merged).overall == teia.assess(full).overall
