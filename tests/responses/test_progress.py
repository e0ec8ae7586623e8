"""How far a questionnaire is: counted again by hand, and adding up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.testing import uniform_responses

CATALOGUE = teia.load_catalogue()
CRITERIA = [one.id for one in CATALOGUE.criteria]
INDICATORS = [one.id for one in CATALOGUE.indicators]


def responses(answers: dict[str, object], **more: object) -> teia.Responses:
    return uniform_responses(CATALOGUE, "unanswered").model_copy(
        update={
            "answers": FrozenDict(
                {item: teia.Answer(value=value) for item, value in answers.items()}  # type: ignore[arg-type]
            ),
            **more,
        }
    )


@given(
    st.sets(st.sampled_from(CRITERIA), max_size=40),
    st.sets(st.sampled_from(INDICATORS), max_size=6),
    st.sets(st.sampled_from(INDICATORS)),
)
def test_shares_are_those_counted_by_hand(
    answered: set[str], declared: set[str], asked: set[str]
) -> None:
    given_answers: dict[str, object] = {
        **dict.fromkeys(answered, "no"),
        **dict.fromkeys(declared, 3),
    }
    order = tuple(item for item in INDICATORS if item in asked)
    found = responses(given_answers, asked=order).progress(CATALOGUE)
    chosen = [c for c in CRITERIA if not asked or CATALOGUE.parents[c] in asked]
    own = [c for c in chosen if c in answered]
    implied = [c for c in chosen if c not in answered and CATALOGUE.parents[c] in declared]
    row = found.overall
    assert (row.asked, row.answered, row.implied) == (len(chosen), len(own), len(implied))
    assert row.open == len(chosen) - len(own) - len(implied)
    for key in ("asked", "answered", "implied"):
        assert sum(getattr(one, key) for one in found.of("area")) == getattr(row, key)


def test_a_quick_form_asks_one_stage_an_indicator() -> None:
    found = responses({"IDN-1": 3, "PRV-2": "not_applicable"}, depth="quick").progress(CATALOGUE)
    assert (found.overall.asked, found.overall.answered, found.overall.implied) == (24, 2, 0)


def test_authorities_and_languages_are_told_apart() -> None:
    parts = [
        responses({"PRV-1.a": "yes"}, authority="North", language="ru", asked=("PRV-1",)),
        responses({"PUB-1.a": "yes", "PUB-1.b": "no"}, authority="South", asked=("PUB-1",)),
    ]
    found = teia.merge_responses(parts, CATALOGUE).progress(CATALOGUE)
    assert [(one.name, one.answered) for one in found.of("authority")] == [
        ("North", 1),
        ("South", 2),
    ]
    assert [(one.name, one.answered) for one in found.of("language")] == [("ru", 1), ("en", 2)]
    sizes = {one.id: len(one.criteria) for one in CATALOGUE.indicators}
    assert [one.asked for one in found.of("authority")] == [sizes["PRV-1"], sizes["PUB-1"]]
    assert found.overall.asked == sizes["PRV-1"] + sizes["PUB-1"]
    assert repr(found).startswith("<Progress XAA 2026: 3 of ")
    assert "<table lang=" in found._repr_html_()


def test_as_a_table() -> None:
    found = responses({"IDN-1": 3}, depth="quick", asked=("IDN-1",)).progress(CATALOGUE)
    frame = teia.to_frame(found)
    assert list(frame["group"]) == ["overall", "area", "authority", "language"]
    assert set(frame["share"]) == {1.0}
    assert set(frame["open"]) == {0}
