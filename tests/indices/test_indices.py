"""Indices: the shipped mapping, and one of another shape, against sums done by hand."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teia_indicators import (
    Answer,
    Assessment,
    Responses,
    ScoringMethod,
    assess,
    compute_indices,
    load_catalogue,
    load_mapping,
    read_responses,
)
from teia_indicators.catalogue.model import Criterion
from teia_indicators.indices import IndexMapping
from teia_indicators.model import FrozenDict
from teia_indicators.testing import uniform_responses

EXAMPLES = Path(__file__).parents[2] / "examples"
CATALOGUE = load_catalogue()
BY_ID = {one.id: one for one in CATALOGUE.criteria}
OPEN = ("unanswered", "unknown", "withheld")
OF_DIMENSION = {
    "legislation": "programme_elements",
    "practice": "implementing_practices",
    "transboundary": "implementing_practices",
    "institutional": "competences_resources",
}

#: Five overlapping indices; the later selector of an index wins.
OTHER = IndexMapping.model_validate_json(
    """{"id": "other", "version": "3.1", "partly": 0.25, "indices": [
      {"id": "everything", "title": "Everything", "select": [{}]},
      {"id": "prevention", "title": "Prevention", "select": [
        {"area": "PRV"}, {"area": "PRV", "dimension": "legislation", "weight": 2.5},
        {"criterion": "PRV-1.c", "weight": 0}, {"criterion": "PRV-1.d", "weight": 0.1}]},
      {"id": "order", "title": "Order", "select": [
        {"criterion": "PRV-1.c", "weight": 7}, {"indicator": "PRV-1", "weight": 3}]},
      {"id": "law_of_two", "title": "Law of two", "select": [
        {"indicator": "PRV-2", "dimension": "legislation"},
        {"indicator": "IDN-1", "dimension": "legislation", "weight": 4}]},
      {"id": "nothing", "title": "Nothing", "select": [{"area": "PRV", "indicator": "IDN-1"}]}
    ]}"""
)


def example(name: str, missing: str = "lower") -> Assessment:
    method = ScoringMethod.model_validate({"missing": missing})
    return assess(read_responses(EXAMPLES / name, CATALOGUE), CATALOGUE, method)


def answer(assessment: Assessment, criterion: Criterion) -> str:
    """Return how a criterion is read, after method section 3."""
    parent = assessment.responses.value(CATALOGUE.parents[criterion.id])
    own = str(assessment.responses.value(criterion.id))
    if parent == "not_applicable":
        return "not_applicable"
    if isinstance(parent, int) and own == "unanswered":
        return "yes" if criterion.stage <= parent else "no"
    return own


def by_hand(
    assessment: Assessment, weights: Mapping[str, Fraction], partly: Fraction
) -> tuple[Fraction, Fraction, Fraction] | None:
    """Return low, high and coverage; None where nothing applies."""
    low = high = known = total = Fraction(0)
    for id_, weight in weights.items():
        value = answer(assessment, BY_ID[id_])
        if value == "not_applicable":
            continue
        worth = weight * {"yes": Fraction(1), "partly": partly}.get(value, Fraction(0))
        total += weight
        low += worth
        high += weight if value in OPEN else worth
        known += 0 if value in OPEN else weight
    return (low / total, high / total, known / total) if total else None


def other_weights() -> dict[str, dict[str, Fraction]]:
    """Return the weights that the second mapping is to give, spelled out."""
    prv = {id_: Fraction(1) for id_ in BY_ID if id_.startswith("PRV-")}
    prv |= {id_: Fraction(5, 2) for id_ in prv if BY_ID[id_].dimension == "legislation"}
    prv |= {"PRV-1.c": Fraction(0), "PRV-1.d": Fraction(1, 10)}
    law = {id_ for id_, one in BY_ID.items() if one.dimension == "legislation"}
    return {
        "everything": dict.fromkeys(BY_ID, Fraction(1)),
        "prevention": prv,
        "order": {id_: Fraction(3) for id_ in BY_ID if id_.startswith("PRV-1.")},
        "law_of_two": {
            **{id_: Fraction(1) for id_ in law if id_.startswith("PRV-2.")},
            **{id_: Fraction(4) for id_ in law if id_.startswith("IDN-1.")},
        },
        "nothing": {},
    }


def test_the_shipped_mapping_takes_every_criterion_exactly_once() -> None:
    found = compute_indices(assess(uniform_responses(CATALOGUE, "no"), CATALOGUE))
    assert found.unmapped == ()
    assert found.multiple == ()
    assert sum(index.criteria for index in found) == len(CATALOGUE.criteria)
    assert [index.id for index in found] == [
        "programme_elements",
        "implementing_practices",
        "competences_resources",
    ]
    for index in found:
        fed = [one for one in CATALOGUE.criteria if OF_DIMENSION[one.dimension] == index.id]
        assert index.criteria == len(fed)
    assert found.mapping.status == "provisional"
    assert found.mapping.assumptions


@pytest.mark.parametrize("name", ["xaa-2026.yaml", "xab-2026.yaml"])
def test_the_shipped_indices_equal_sums_by_hand(name: str) -> None:
    assessment = example(name)
    for index in compute_indices(assessment):
        weights = {
            id_: Fraction(1)
            for id_, one in BY_ID.items()
            if OF_DIMENSION[one.dimension] == index.id
        }
        expected = by_hand(assessment, weights, Fraction(0))
        assert expected is not None
        assert (index.low, index.high, index.coverage) == tuple(map(float, expected))
        assert index.value == index.low


@pytest.mark.parametrize("name", ["xaa-2026.yaml", "xab-2026.yaml"])
def test_another_mapping_with_overlaps_equals_sums_by_hand(name: str) -> None:
    assessment, weights = example(name), other_weights()
    found = compute_indices(assessment, OTHER)
    assert len(found) == 5
    for index in found:
        expected = by_hand(assessment, weights[index.id], Fraction(1, 4))
        assert index.criteria == len(weights[index.id])
        if expected is None:
            assert (index.low, index.value, index.high, index.coverage) == (None,) * 4
        else:
            assert (index.low, index.high, index.coverage) == tuple(map(float, expected))
    uses = [id_ for fed in weights.values() for id_ in fed]
    assert found.unmapped == ()
    assert found.multiple == tuple(id_ for id_ in BY_ID if uses.count(id_) > 1)


def test_what_feeds_no_index_is_listed() -> None:
    rules = tuple(rule for rule in OTHER.indices if rule.id != "everything")
    found = compute_indices(example("xaa-2026.yaml"), OTHER.model_copy(update={"indices": rules}))
    fed = {id_ for name, ids in other_weights().items() if name != "everything" for id_ in ids}
    assert found.unmapped == tuple(id_ for id_ in BY_ID if id_ not in fed)
    assert "PUB-1.a" in found.unmapped


@settings(deadline=None, max_examples=40)
@given(
    words=st.lists(
        st.sampled_from(
            ("yes", "partly", "no", "unanswered", "unknown", "withheld", "not_applicable")
        ),
        min_size=9,
        max_size=9,
    ),
    whole=st.sampled_from((None, 1, 3, 6, "not_applicable")),
    missing=st.sampled_from(("lower", "upper", "midpoint", "skip", "strict", "zero")),
)
def test_bounds_hold_and_the_value_follows_the_policy(
    words: list[str], whole: int | str | None, missing: str
) -> None:
    ids = [one.id for one in CATALOGUE.criteria if CATALOGUE.parents[one.id] == "PRV-1"]
    answers = {
        id_: Answer.model_validate({"value": word, "reason": "why"})
        for id_, word in zip(ids, words, strict=False)
    }
    if whole is not None:
        answers["PRV-1"] = Answer.model_validate({"value": whole, "reason": "why"})
    given_answers = Responses(
        catalogue=CATALOGUE.ref, country="XAA", round="1", answers=FrozenDict(answers)
    )
    method = ScoringMethod.model_validate({"missing": missing})
    assessment = assess(given_answers, CATALOGUE, method)
    for index in compute_indices(assessment, OTHER):
        expected = by_hand(assessment, other_weights()[index.id], Fraction(1, 4))
        if expected is None:
            assert index.value is None
            continue
        low, high, coverage = expected
        assert (index.low, index.high, index.coverage) == tuple(map(float, expected))
        value = {
            "lower": low,
            "zero": low,
            "upper": high,
            "midpoint": (low + high) / 2,
            "skip": low / coverage if coverage else None,
            "strict": low if coverage == 1 else None,
        }[missing]
        assert index.value == (None if value is None else float(value))
        assert index.value is None or float(low) <= index.value <= float(high)


@pytest.mark.parametrize(("word", "share"), [("yes", 1.0), ("no", 0.0), ("partly", 0.0)])
def test_uniform_answers_give_the_ends(word: str, share: float) -> None:
    responses = uniform_responses(CATALOGUE, word)  # type: ignore[arg-type]
    for index in compute_indices(assess(responses, CATALOGUE)):
        assert (index.low, index.value, index.high, index.coverage) == (share, share, share, 1.0)


def test_partly_is_worth_what_the_mapping_says() -> None:
    assessment = assess(uniform_responses(CATALOGUE, "partly"), CATALOGUE)
    mapping = load_mapping().model_copy(update={"partly": 0.3})
    assert {index.value for index in compute_indices(assessment, mapping)} == {0.3}


def test_an_index_is_found_by_its_id_and_shown_escaped() -> None:
    found = compute_indices(example("xaa-2026.yaml"))
    assert found["programme_elements"] is found.indices[0]
    assert "programme_elements" in repr(found)
    risky = found.model_copy(
        update={"mapping": found.mapping.model_copy(update={"title": "<script>"})}
    )
    assert "<script>" not in risky._repr_html_()
