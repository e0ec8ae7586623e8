"""Two neighbours: every rule of the method against a table of its own, both ways, well told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import answers_of

import teia_indicators as teia
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.frames import frame_csv, neighbour_frame
from teia_indicators.model import FrozenDict
from teia_indicators.neighbours import fit
from teia_indicators.neighbours.judge import judge
from teia_indicators.neighbours.model import RESULTS
from teia_indicators.responses.model import ANSWER_WORDS, AnswerWord
from teia_indicators.testing import uniform_responses
from teia_indicators.text import LANGUAGES, phrase

EXAMPLES = Path(__file__).parents[2] / "examples"

#: The method's section 8, written out: first answer, then the second one's results.
TABLE = {
    "yes": {"yes": "match", "partly": "weak_mismatch", "no": "mismatch"},
    "partly": {"yes": "weak_mismatch", "partly": "match", "no": "match"},
    "no": {"yes": "mismatch", "partly": "match", "no": "match"},
}

LADDER = (("a", 2, "legislation"), ("b", 3, "institutional"), ("c", 4, "transboundary"))


def small_catalogue() -> Catalogue:
    """Return two indicators of three criteria, with a symmetric and two directed pairs."""
    indicators = tuple(
        {
            "id": f"A-{at}",
            "title": "Mechanism",
            "criteria": tuple(
                {"id": f"A-{at}.{letter}", "stage": stage, "dimension": dimension, "text": "Holds."}
                for letter, stage, dimension in LADDER
            ),
        }
        for at in (1, 2)
    )
    pairs = (
        {"id": "A-P1", "kind": "symmetric", "criteria": ("A-1.c",), "text": "Both agree."},
        {"id": "A-P2", "kind": "directed", "criteria": ("A-1.a", "A-2.a"), "text": "One asks."},
        {"id": "A-P3", "kind": "directed", "criteria": ("A-2.b", "A-1.b"), "text": "One tells."},
    )
    area = {"id": "A", "title": "Area", "indicators": indicators, "pairs": pairs}
    return Catalogue.model_validate(
        {"id": "small", "version": "1.0", "title": "Small", "areas": (area,)}
    )


SMALL = small_catalogue()
IDS = tuple(one.id for one in SMALL.criteria)


def answered(country: str, answers: dict[str, AnswerWord | int]) -> teia.Responses:
    given = {item: teia.Answer(value=value, reason="A ground") for item, value in answers.items()}
    return teia.Responses(
        catalogue=SMALL.ref, country=country, round="2026", answers=FrozenDict(given)
    )


def compare(a: teia.Responses, b: teia.Responses) -> teia.NeighbourComparison:
    return teia.compare_neighbours(a, b, SMALL)


@pytest.mark.parametrize("first", ANSWER_WORDS)
@pytest.mark.parametrize("second", ANSWER_WORDS)
def test_two_answers_give_what_the_method_says(first: str, second: str) -> None:
    expected = TABLE.get(first, {}).get(second, "undecidable")
    assert judge(first, second) == expected


words = st.sampled_from(ANSWER_WORDS)
answer_sets = st.dictionaries(st.sampled_from(IDS), words, max_size=len(IDS))


@given(answer_sets, answer_sets)
def test_every_pair_is_judged_by_the_two_answers_it_names(
    a: dict[str, AnswerWord | int], b: dict[str, AnswerWord | int]
) -> None:
    found = compare(answered("XAA", a), answered("XAB", b))
    given = {"XAA": a, "XAB": b}
    asked = [
        ("A-P1", "XAA", "A-1.c", "XAB", "A-1.c"),
        ("A-P2", "XAA", "A-1.a", "XAB", "A-2.a"),
        ("A-P2", "XAB", "A-1.a", "XAA", "A-2.a"),
        ("A-P3", "XAA", "A-2.b", "XAB", "A-1.b"),
        ("A-P3", "XAB", "A-2.b", "XAA", "A-1.b"),
    ]
    assert [
        (one.pair, one.first.country, one.first.criterion, one.second.country, one.second.criterion)
        for one in found
    ] == asked
    assert [(one.first.role, one.second.role) for one in found] == [
        ("both", "both"),
        *[("origin", "affected")] * 4,
    ]
    for one, (_, left, left_item, right, right_item) in zip(found, asked, strict=True):
        first = str(given[left].get(left_item, "unanswered"))
        second = str(given[right].get(right_item, "unanswered"))
        assert (one.first.answer, one.second.answer) == (first, second)
        assert one.result == TABLE.get(first, {}).get(second, "undecidable")
    assert sum(found.counts.values()) == len(found) == len(asked)
    assert found.decided == len(asked) - found.counts["undecidable"]
    by_result = Counter(one.result for one in found)
    assert dict(found.counts) == {result: by_result[result] for result in RESULTS}


@given(answer_sets, answer_sets)
def test_the_order_of_the_two_countries_changes_no_result(
    a: dict[str, AnswerWord | int], b: dict[str, AnswerWord | int]
) -> None:
    one, other = answered("XAA", a), answered("XAB", b)
    there, back = compare(one, other), compare(other, one)
    assert there.counts == back.counts
    assert there.share == back.share
    symmetric = [[f.result for f in found if f.kind == "symmetric"] for found in (there, back)]
    assert symmetric[0] == symmetric[1]
    directed = [
        {(f.pair, f.first.country): f.result for f in found if f.kind == "directed"}
        for found in (there, back)
    ]
    assert directed[0] == directed[1]


def test_nothing_is_changed_and_the_same_comes_out_again(catalogue: Catalogue) -> None:
    a, b = answers_of(catalogue, "XAA"), answers_of(catalogue, "XAB")
    before = (a.model_dump_json(), b.model_dump_json())
    found = teia.compare_neighbours(a, b)
    assert (a.model_dump_json(), b.model_dump_json()) == before
    assert teia.compare_neighbours(teia.assess(a), teia.assess(b)) == found
    assert teia.compare_neighbours(teia.assess(a), b) == found
    assert teia.NeighbourComparison.model_validate_json(found.model_dump_json()) == found


def test_a_declared_stage_decides_and_the_finding_says_so() -> None:
    declared = answered("XAA", {"A-1": 3})
    explicit = answered("XAB", {"A-1.c": "yes", "A-1.a": "partly", "A-2.a": "partly"})
    found = compare(declared, explicit)
    symmetric = found.pairs[0]
    assert symmetric.result == "mismatch"
    assert (symmetric.first.answer, symmetric.first.declared) == ("no", 3)
    assert symmetric.reason() == "XAA: no (by the declared stage 3); XAB: yes"
    assert symmetric.reason("fr") == "XAA\u00a0: non (d'après le stade déclaré 3); XAB\u00a0: oui"
    asks = found.pairs[1]
    assert (asks.first.answer, asks.first.declared, asks.result) == ("yes", 3, "weak_mismatch")
    assert asks.second.declared is None


def test_an_answer_of_its_own_prevails_over_the_declared_stage() -> None:
    found = compare(answered("XAA", {"A-1": 3, "A-1.c": "yes"}), answered("XAB", {"A-1.c": "yes"}))
    assert (found.pairs[0].result, found.pairs[0].first.declared) == ("match", None)


def test_what_is_open_is_undecidable_and_only_that_is_the_reason() -> None:
    found = compare(answered("XAA", {"A-1.c": "yes"}), answered("XAB", {"A-1.c": "unknown"}))
    assert found.pairs[0].result == "undecidable"
    assert found.pairs[0].reason() == "XAB: unknown"
    assert found.pairs[1].reason() == "XAA: unanswered; XAB: unanswered"
    assert found.pairs[1].reason("ru") == "XAA: без ответа; XAB: без ответа"


def test_not_applicable_is_undecidable_with_its_reason() -> None:
    given = {"A-1": teia.Answer(value="not_applicable", reason="No neighbour can be reached.")}
    whole = answered("XAA", {}).model_copy(update={"answers": FrozenDict(given)})
    found = compare(whole, answered("XAB", {"A-1.c": "yes"}))
    assert found.pairs[0].result == "undecidable"
    assert found.pairs[0].reason() == "XAA: not applicable (No neighbour can be reached.)"


def test_the_ground_of_a_withheld_answer_is_never_shown(catalogue: Catalogue) -> None:
    secret = "Official Secrets Act, article 14"
    named = {item for pair in catalogue.pairs for item in pair.criteria}
    answers = {item: teia.Answer(value="withheld", reason=secret, comment=secret) for item in named}
    a = uniform_responses(catalogue, "yes", country="XAB")
    b = a.model_copy(update={"country": "XAA", "answers": FrozenDict(answers)})
    found = teia.compare_neighbours(a, b)
    assert set(found.counts.values()) == {0, len(found)}
    assert found.counts["undecidable"] == len(found)
    assert found.share is None
    assert found.pairs[0].reason() == "XAA: withheld"
    shown = [found.model_dump_json(), found._repr_html_(), repr(found)]
    shown += [frame_csv(neighbour_frame(found, one)).decode("utf-8") for one in LANGUAGES]
    assert all("Secrets" not in text for text in shown)


def test_each_answer_says_where_it_stands() -> None:
    a, b = (teia.read_responses(EXAMPLES / f"{name}-2026.xlsx") for name in ("xaa", "xab"))
    found = teia.compare_neighbours(a, b)
    for one in found:
        for side in one.answers:
            responses = a if side.country == "XAA" else b
            whole = responses.value(teia.load_catalogue().parents[side.criterion])
            by_whole = side.declared is not None or whole == "not_applicable"
            item = side.criterion.rpartition(".")[0] if by_whole else side.criterion
            assert side.place == str(responses.places[item])
            assert side.place.startswith(f"{side.country.lower()}-2026.xlsx:")


def test_the_two_examples_disagree_where_they_were_written_to() -> None:
    a, b = (teia.read_responses(EXAMPLES / f"{name}-2026.yaml") for name in ("xaa", "xab"))
    found = teia.compare_neighbours(a, b)
    apart = {item for one in found.of("mismatch") for item in (one.first.criterion,)}
    assert {"NTF-1.d", "NTF-3.f", "PRP-4.i", "RSP-2.h", "RSP-2.j"} <= apart
    assert [one.code for one in found.findings] == ["N012", "N012"]


def test_a_finding_stands_in_the_area_of_its_pair(catalogue: Catalogue) -> None:
    found = teia.compare_neighbours(answers_of(catalogue, "XAA"), answers_of(catalogue, "XAB"))
    areas = {pair.id: area.id for area in catalogue.areas for pair in area.pairs}
    assert len(set(areas.values())) > 1
    assert {one.pair: one.area for one in found.pairs} == areas


def test_texts_are_in_the_reader_s_language(catalogue: Catalogue) -> None:
    found = teia.compare_neighbours(answers_of(catalogue, "XAA"), answers_of(catalogue, "XAB"))
    for one in found:
        assert len({one.text(language) for language in LANGUAGES}) == 3
        assert not any(text.startswith("[") for text in one.texts.values())
    assert "Критерии скрининга" in found.pairs[0].text("ru")
    assert compare(answered("XAA", {}), answered("XAB", {})).pairs[0].text("en") == "Both agree."


def test_shown() -> None:
    found = compare(answered("XAA", {"A-1.c": "yes"}), answered("XAB", {"A-1.c": "no"}))
    counts = "1 mismatches, 0 weak, 0 matches, 4 undecidable"
    assert repr(found) == f"<NeighbourComparison XAA 2026 and XAB 2026: {counts}>"
    assert repr(found.pairs[0]) == "<PairFinding A-P1 of XAA and XAB: mismatch>"
    html = found._repr_html_()
    assert "<caption>XAA 2026 and XAB 2026, compared as neighbours" in html
    assert html.count('<th scope="row">') == len(found)
    for language in LANGUAGES:
        table = found.to_html(language)
        assert phrase("neighbours.results.mismatch", language) in table
        assert phrase("workbook.statuses.unofficial", language) in table
    marked = answered("XAA", {}).model_copy(
        update={
            "answers": FrozenDict({"A-1.c": teia.Answer(value="not_applicable", reason="<b>x</b>")})
        }
    )
    assert "<b>" not in compare(marked, answered("XAB", {}))._repr_html_()


def test_tables_have_the_same_columns_whatever_is_in_them(catalogue: Catalogue) -> None:
    full = teia.to_frame(
        teia.compare_neighbours(answers_of(catalogue, "XAA"), answers_of(catalogue, "XAB"))
    )
    none = teia.to_frame(compare(answered("XAA", {"A-1": 2}), answered("XAB", {})))
    assert dict(full.dtypes) == dict(none.dtypes)
    assert none["first_declared"].tolist()[0] == 2
    assert len(full) == len(catalogue.pairs) + sum(p.kind == "directed" for p in catalogue.pairs)


# What cannot be compared, and what is to be looked at.


def test_what_does_not_fit_together_is_refused_with_every_reason(catalogue: Catalogue) -> None:
    one = uniform_responses(catalogue, "yes", country="XAA")
    earlier = catalogue.model_copy(update={"version": "0.9"})
    old = uniform_responses(earlier, "yes", country="XAA")
    with pytest.raises(teia.NeighbourError) as caught:
        teia.compare_neighbours(one, old)
    assert [found.code for found in caught.value] == ["N001", "N002"]
    assert caught.value.exit_code == 1
    assert "teia-indicators migrate" in caught.value.problems[1].fix()


def test_a_catalogue_changed_under_its_version_is_another(catalogue: Catalogue) -> None:
    changed = catalogue.model_copy(update={"title": "Another"})
    a = uniform_responses(catalogue, "yes", country="XAA")
    b = uniform_responses(changed, "yes", country="XAB")
    with pytest.raises(teia.NeighbourError) as caught:
        teia.compare_neighbours(a, b)
    assert [found.code for found in caught.value] == ["N003"]


def test_answers_to_another_catalogue_than_the_one_given_are_refused(catalogue: Catalogue) -> None:
    a, b = (uniform_responses(catalogue, "yes", country=name) for name in ("XAA", "XAB"))
    for one, other in ((a, b), (teia.assess(a), teia.assess(b))):
        with pytest.raises(teia.ResponsesError) as caught:
            teia.compare_neighbours(one, other, SMALL)
        assert [found.code for found in caught.value] == ["R002"]


def test_two_rounds_are_a_finding(catalogue: Catalogue) -> None:
    a = answers_of(catalogue, "XAA", "2024")
    found = teia.compare_neighbours(a, answers_of(catalogue, "XAB"))
    assert [one.code for one in found.findings] == ["N010", "N012", "N012"]
    assert found.rounds == ("2024", "2026")
    assert not found.problems.errors


def _known(*neighbours: str) -> FrozenDict[str, teia.Country]:
    name = FrozenDict({"en": "Arandia"})
    rows = (("XAA", neighbours), ("XAB", ("XAA",) if "XAB" in neighbours else ()))
    return FrozenDict(
        {
            code: teia.Country(
                alpha3=code, alpha2=code[:2], name=name, subregion="None", neighbours=others
            )
            for code, others in rows
        }
    )


def test_no_land_border_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = answered("XAA", {}), answered("XAB", {})
    monkeypatch.setattr(fit, "load_countries", lambda: _known("XAC"))
    assert [one.code for one in compare(a, b).findings] == ["N011"]
    monkeypatch.setattr(fit, "load_countries", lambda: _known("XAB"))
    assert compare(a, b).findings == ()
