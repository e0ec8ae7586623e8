"""The hash of a questionnaire is that of its canonical JSON, however it is written."""

from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from teia_indicators.model import FrozenDict, checksum
from teia_indicators.problems import Place
from teia_indicators.responses.model import (
    ANSWER_WORDS,
    EVIDENCE_KINDS,
    GRADES,
    Answer,
    Evidence,
    Responses,
    Source,
)

T = TypeVar("T")

# What JSON writes in a special way, and words that are defaults of other fields.
texts = st.text(max_size=4) | st.sampled_from(['"\\/', "\x00\x1f\x7f\u2028", "other", "claimed"])
dates = st.sampled_from(["", "2024", "2024-05", "2024-05-01"])
values = st.sampled_from(ANSWER_WORDS) | st.integers()
evidence = st.builds(
    Evidence,
    kind=st.sampled_from(EVIDENCE_KINDS),
    title=texts,
    reference=texts,
    date=dates,
    language=st.sampled_from(["", "en", "rus"]),
)
answers = st.builds(
    Answer,
    value=values,
    reason=texts,
    evidence=st.lists(evidence, max_size=2).map(tuple),
    grade=st.sampled_from(GRADES),
    comment=texts,
    correction=st.booleans(),
)


def _mappings(of: st.SearchStrategy[T]) -> st.SearchStrategy[FrozenDict[str, T]]:
    return st.dictionaries(texts, of, max_size=4).map(FrozenDict)


filled = st.builds(
    Responses,
    catalogue=st.just({"id": "small", "version": "1.0", "checksum": "0" * 64}),
    country=st.just("XAA"),
    round=texts.filter(len),
    language=texts,
    authority=texts,
    date=dates,
    depth=st.sampled_from(["full", "quick"]),
    asked=st.lists(texts, max_size=2).map(tuple),
    answers=_mappings(answers),
    challenges=_mappings(texts),
    sources=st.lists(
        st.builds(Source, file=texts, answers=_mappings(values), places=_mappings(texts)),
        max_size=2,
    ).map(tuple),
    places=_mappings(st.just(Place(file="a.yaml"))),
)


@given(filled)
def test_the_hash_is_that_of_the_canonical_json(responses: Responses) -> None:
    content = responses.model_dump(mode="json", exclude={"places"}, exclude_defaults=True)
    assert responses.checksum == checksum(content)
