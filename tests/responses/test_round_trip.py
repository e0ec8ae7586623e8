"""Answers survive every format: whatever is written is read back, and the bytes repeat."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from responses.surgery import Workbook

from teia_indicators import (
    Answer,
    Evidence,
    FileError,
    Responses,
    build_questionnaire,
    load_catalogue,
    read_responses,
    write_responses,
    write_workbook,
)
from teia_indicators.catalogue import Catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.questionnaire import Questionnaire
from teia_indicators.responses.model import EVIDENCE_KINDS, GRADES

PARTS = ("reason", "comment", "title", "reference", "challenge", "authority", "focal_point")


@cache
def _catalogue() -> Catalogue:
    return load_catalogue()


@cache
def _form() -> Questionnaire:
    return build_questionnaire(_catalogue(), country="XAA", round="2026")


# What a cell can hold: no control characters but the line break, no half of a pair, no
# noncharacter; readers strip surrounding space. "_x" would be an escape of the file format.
_CHARACTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs", "Cn", "Co"),
    include_characters="\n\t=+-@'\"<>&_x{}:#,[]%",
)
texts = st.text(_CHARACTERS, max_size=30).map(str.strip)
dates = st.sampled_from(["", "2024", "2024-05", "2024-05-31"])
evidence = st.builds(
    Evidence,
    kind=st.sampled_from(EVIDENCE_KINDS),
    title=texts.filter(bool),
    reference=texts,
    date=dates,
    language=st.sampled_from(["", "en", "rus"]),
)
values = st.sampled_from(
    ["yes", "partly", "no", "unanswered", "unknown", "not_applicable", "withheld"]
)


def _answers(value: st.SearchStrategy[str | int]) -> st.SearchStrategy[Answer]:
    return st.builds(
        Answer,
        value=value,
        reason=texts,
        evidence=st.lists(evidence, max_size=3).map(tuple),
        grade=st.sampled_from(GRADES),
        comment=texts,
        correction=st.booleans(),
    )


@st.composite
def responses(draw: st.DrawFn) -> Responses:
    catalogue = _catalogue()
    criteria = draw(
        st.dictionaries(
            st.sampled_from([one.id for one in catalogue.criteria]), _answers(values), max_size=6
        )
    )
    stages: st.SearchStrategy[str | int] = st.sampled_from([1, 4, 6, "not_applicable"])
    indicators = draw(
        st.dictionaries(
            st.sampled_from([one.id for one in catalogue.indicators]), _answers(stages), max_size=2
        )
    )
    given = {**criteria, **indicators}
    challenges = draw(st.dictionaries(st.sampled_from(["IDN", "PUB"]), texts.filter(bool)))
    return Responses(
        catalogue=catalogue.ref,
        country="XAA",
        round="2026",
        authority=draw(texts),
        focal_point=draw(texts),
        date=draw(dates),
        answers=FrozenDict(
            {item: given[item] for item in catalogue.items if given.get(item, Answer()) != Answer()}
        ),
        challenges=FrozenDict(
            {key: challenges[key] for key in ("IDN", "PUB") if key in challenges}
        ),
    )


@settings(max_examples=10, deadline=None)
@given(responses())
def test_a_workbook_gives_back_what_was_put_in_and_the_same_bytes(given: Responses) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = write_workbook(_form(), Path(folder) / "first.xlsx", answers=given)
        read = read_responses(first)
        assert read == given
        second = write_workbook(_form(), Path(folder) / "second.xlsx", answers=read)
        assert second.read_bytes() == first.read_bytes()


@settings(max_examples=40, deadline=None)
@given(responses())
def test_documents_give_back_what_was_put_in_and_the_same_bytes(given: Responses) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("json", "yaml"):
            first = write_responses(given, Path(folder) / f"first.{kind}")
            read = read_responses(first)
            assert read == given
            second = write_responses(read, Path(folder) / f"second.{kind}")
            assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "=HYPERLINK(1)", "http://x.y"]
)
def test_text_is_never_a_formula_or_a_link(text: str, tmp_path: Path) -> None:
    answer = Answer(
        value="yes",
        reason=text,
        comment=text,
        evidence=(Evidence(title=text, reference=text), Evidence(title=text, reference=text)),
    )
    given = Responses(
        catalogue=_catalogue().ref,
        country="XAA",
        round="2026",
        authority=text,
        answers=FrozenDict({"IDN-1.a": answer}),
        challenges=FrozenDict({"IDN": text}),
    )
    path = write_workbook(_form(), tmp_path / "form.xlsx", answers=given)
    empty = write_workbook(_form(), tmp_path / "empty.xlsx")
    assert _run(path) == _run(empty)
    assert read_responses(path) == given


def _run(path: Path) -> dict[str, list[bytes]]:
    """Return every formula and link of each sheet."""
    pattern = re.compile(rb"<f[ >].*?</f>|<hyperlink [^>]*>")
    members = Workbook(path).members.items()
    return {name: pattern.findall(found) for name, found in members if "worksheets" in name}


@pytest.mark.parametrize("part", PARTS)
def test_a_text_too_long_for_a_cell_is_refused_and_never_cut(part: str, tmp_path: Path) -> None:
    long = "x" * 32_768
    fields = {part: long}
    answer = Answer(
        value="yes",
        reason=fields.get("reason", ""),
        comment=fields.get("comment", ""),
        evidence=(Evidence(title=fields.get("title", "t"), reference=fields.get("reference", "")),),
    )
    given = Responses(
        catalogue=_catalogue().ref,
        country="XAA",
        round="2026",
        authority=fields.get("authority", ""),
        focal_point=fields.get("focal_point", ""),
        answers=FrozenDict({"IDN-1.a": answer}),
        challenges=FrozenDict({"IDN": fields["challenge"]} if "challenge" in fields else {}),
    )
    with pytest.raises(FileError) as caught:
        write_workbook(_form(), tmp_path / "form.xlsx", answers=given)
    assert [found.code for found in caught.value.problems] == ["R018"]
    assert not (tmp_path / "form.xlsx").exists()


def test_the_longest_text_fits(tmp_path: Path) -> None:
    given = Responses(
        catalogue=_catalogue().ref,
        country="XAA",
        round="2026",
        answers=FrozenDict({"IDN-1.a": Answer(value="yes", comment="é" * 32_767)}),
    )
    assert read_responses(write_workbook(_form(), tmp_path / "a.xlsx", answers=given)) == given
