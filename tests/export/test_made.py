"""What the library makes without validation is what validation would have made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, get_args
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Case, cases, plain_cases

import teia_indicators as teia
from teia_indicators.catalogue.mapping import IndexMapping
from teia_indicators.export.bundle import build_document
from teia_indicators.export.records import Confidentiality, Document, plain_answer
from teia_indicators.gaps import GapCriterion
from teia_indicators.indices import load_mapping
from teia_indicators.model import Model
from teia_indicators.plain import plain_data
from teia_indicators.testing import uniform_responses

FAST = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def documents(assessment: teia.Assessment, mapping: IndexMapping) -> Iterable[Document]:
    """Return the bundle's document of every level."""
    gaps = [teia.find_gaps(assessment)]
    for level in get_args(Confidentiality):
        yield build_document([assessment], confidentiality=level, mapping=mapping, gaps=gaps)


def agreeing(made: Callable[..., Any], seen: set[str]) -> Callable[..., Any]:
    """Return `made` that validates as well, and compares."""

    def both(cls: type[Model], /, **fields: Any) -> Model:
        own: Model = made(cls, **fields)
        valid = cls(**fields)
        assert own == valid
        assert list(own.__dict__) == list(valid.__dict__)
        assert own.model_fields_set == valid.model_fields_set
        assert own.model_dump_json() == valid.model_dump_json()
        assert own.model_copy(update={}) == valid
        seen.add(cls.__name__)
        return own

    return both


@FAST
@given(st.one_of(cases(), plain_cases()))
def test_what_is_made_is_what_validation_makes(case: Case) -> None:
    seen: set[str] = set()
    both = agreeing(Model.made.__func__, seen)  # type: ignore[attr-defined]
    plain_answer.cache_clear()
    with patch.object(Model, "made", classmethod(both)):
        assessment = case.assessed()
        list(documents(assessment, load_mapping()))
    given_answers = {"PlainAnswer"} if assessment.responses.answers else set()
    assert seen >= {"Counts", "IndicatorScore", "AreaScore", "IndexScore", *given_answers}


def test_every_form_of_an_open_criterion_is_valid(catalogue: teia.Catalogue) -> None:
    from teia_indicators.gaps.find import _known

    for known in _known(catalogue).values():
        for answer, forms in known.forms.items():
            for blocks_next, one in enumerate(forms):
                assert GapCriterion(**one.__dict__) == one
                assert (one.id, one.answer, one.blocks_next) == (known.id, answer, blocks_next)


@FAST
@given(st.one_of(cases(), plain_cases()))
def test_plain_data_is_what_pydantic_dumps(case: Case) -> None:
    for document in documents(case.assessed(), load_mapping()):
        data, dumped = plain_data(document), document.model_dump(mode="json")
        assert data == dumped
        assert json.dumps(data) == json.dumps(dumped)


def test_a_field_left_out_is_validated_after_all() -> None:
    from teia_indicators.assessment import Counts

    assert Counts.made(yes=2) == Counts(yes=2)
    assert Counts.made(yes=2).all == 2


def test_plain_data_can_be_changed_without_harm(catalogue: teia.Catalogue) -> None:
    case = teia.assess(uniform_responses(catalogue, "partly"), catalogue)
    document = next(iter(documents(case, load_mapping())))
    before, data = document.model_dump_json(), plain_data(document)

    def spoil(value: Any) -> None:
        if isinstance(value, dict):
            for one in value.values():
                spoil(one)
            value.clear()
        elif isinstance(value, list):
            for one in value:
                spoil(one)
            value.clear()

    spoil(data)
    assert document.model_dump_json() == before
