"""A group's distribution and common gaps, and what of them may be published."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from gaps.small import catalogue_of
from hypothesis import given
from hypothesis import strategies as st
from invented import COUNTRIES, group_of

import teia_indicators as teia
from teia_indicators.analysis.published import MINIMUM
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import ANSWER_WORDS, AnswerWord
from teia_indicators.testing import uniform_responses

SMALL = catalogue_of()
CRITERIA = tuple(one.id for one in SMALL.criteria)


@pytest.fixture(scope="module")
def six(catalogue: Catalogue) -> list[teia.Assessment]:
    return [teia.assess(one) for one in group_of(catalogue, 6)]


def with_answers(
    catalogue: Catalogue, answers: Sequence[dict[str, AnswerWord | int]]
) -> list[teia.Assessment]:
    """Return an assessment for each set of answers."""
    return [
        teia.assess(
            teia.Responses(
                catalogue=catalogue.ref,
                country=country,
                round="2026",
                answers=FrozenDict(
                    {item: teia.Answer(value=value, reason="why") for item, value in own.items()}
                ),
            ),
            catalogue,
        )
        for country, own in zip(COUNTRIES, answers, strict=False)
    ]


def test_the_distribution_is_the_quartiles_of_each_area(six: list[teia.Assessment]) -> None:
    found = teia.group_profile(six, shares=[0.1])
    assert list(found.distribution) == [*six[0].areas, "overall"]
    for item, one in found.distribution.items():
        values = np.array([member.node(item).value for member in six], dtype=float)
        assert one.n == len(values) == 6
        expected = [
            float(np.quantile(values, share, method="inverted_cdf")) for share in (0.25, 0.5, 0.75)
        ]
        assert one.values == pytest.approx(expected, abs=1e-12)


def test_n_counts_the_countries_that_have_the_figure(catalogue: Catalogue) -> None:
    words: list[AnswerWord] = ["yes", "no", "not_applicable", "yes", "no"]
    members = [
        teia.assess(uniform_responses(catalogue, word, country=country))
        for word, country in zip(words, COUNTRIES, strict=False)
    ]
    assert {one.n for one in teia.group_profile(members).distribution.values()} == {4}


@given(
    st.lists(
        st.dictionaries(st.sampled_from(CRITERIA), st.sampled_from(ANSWER_WORDS)),
        min_size=1,
        max_size=7,
    ),
    st.sampled_from((0, 2, 4, 7, 9)),
)
def test_common_gaps_are_counted_as_by_hand(
    answers: list[dict[str, AnswerWord | int]], target: int
) -> None:
    """Counted here from the answers alone, without gaps or ladders."""
    expected = {}
    for one in SMALL.criteria:
        given_ = [str(own.get(one.id, "unanswered")) for own in answers]
        applicable = [word for word in given_ if word != "not_applicable"]
        real = sum(word in ("no", "partly") for word in applicable)
        information = sum(word in ("unanswered", "unknown", "withheld") for word in applicable)
        if one.stage <= target and (real + information) / max(len(applicable), 1) > 0.5:
            expected[one.id] = (len(applicable), real, information)
    found = teia.group_profile(with_answers(SMALL, answers), target=target)
    assert {gap.id: (gap.n, gap.real, gap.information) for gap in found.common_gaps} == expected
    shares = [gap.open / gap.n for gap in found.common_gaps]
    assert shares == sorted(shares, reverse=True)


def test_exactly_half_is_not_most() -> None:
    answers: list[dict[str, AnswerWord | int]] = [{"B-1.a": "yes"}, {"B-1.a": "no"}]
    found = teia.group_profile(with_answers(SMALL, answers))
    assert "B-1.a" not in {gap.id for gap in found.common_gaps}


def test_a_declared_stage_counts_as_a_real_gap() -> None:
    answers: list[dict[str, AnswerWord | int]] = [{"A-1": 2}, {"A-1": 9}, {"A-1": 2}]
    found = {gap.id: gap for gap in teia.group_profile(with_answers(SMALL, answers)).common_gaps}
    assert (found["A-1.c"].real, found["A-1.c"].information, found["A-1.c"].n) == (2, 0, 3)
    assert "A-1.b" not in found


def test_targets_are_those_of_gaps(six: list[teia.Assessment]) -> None:
    low = teia.group_profile(six, target=2)
    assert {gap.stage for gap in low.common_gaps} <= {2}
    one = teia.Target(default=1, areas=FrozenDict({"PUB": 6}))
    assert {gap.area for gap in teia.group_profile(six, target=one).common_gaps} == {"PUB"}
    for wrong, code in ((9, "M009"), (teia.Target(areas=FrozenDict({"PVR": 3})), "M003")):
        with pytest.raises(teia.MethodError) as caught:
            teia.group_profile(six, target=wrong)
        assert [found.code for found in caught.value] == [code]


# What may be published.


def test_a_published_group_names_no_country(six: list[teia.Assessment]) -> None:
    profile = teia.group_profile(six)
    found = profile.published()
    assert profile.leads
    texts = [found.model_dump_json(), repr(found), found._repr_html_(), str(teia.to_frame(found))]
    texts.append(teia.to_frame(found).to_csv())
    for text in texts:
        assert not any(code in text for code in COUNTRIES)
        assert "leads" not in text
    assert found.size == 6
    assert "shows" not in type(found).model_fields


def test_a_group_of_four_is_not_published_and_one_of_five_is(catalogue: Catalogue) -> None:
    members = [teia.assess(one) for one in group_of(catalogue, 5)]
    assert teia.group_profile(members).published().size == MINIMUM == 5
    with pytest.raises(teia.MethodError) as caught:
        teia.group_profile(members[:4]).published()
    assert [found.code for found in caught.value] == ["M070"]
    assert caught.value.exit_code == 2


def test_quantiles_of_five_do_not_spell_out_every_country(six: list[teia.Assessment]) -> None:
    shares = (0.0, 0.2, 0.4, 0.5, 0.6, 0.75, 0.8, 1.0)
    profile = teia.group_profile(six[:5], shares=shares)
    found = profile.published()
    assert found.shares == (0.5, 0.75)
    for item, node in found.nodes.items():
        own = profile.nodes[item].value.values
        assert node.value.values == (own[3], own[5])
    assert len(teia.to_frame(found).query("id == 'overall' and figure == 'value'")) == 2
    assert teia.group_profile(six, shares=(0.1,)).published().shares == ()


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(CRITERIA), st.sampled_from(("yes", "no", "not_applicable", "unknown"))
        ),
        min_size=5,
        max_size=7,
    )
)
def test_no_published_figure_rests_on_fewer_than_five(
    answers: list[dict[str, AnswerWord | int]],
) -> None:
    profile = teia.group_profile(with_answers(SMALL, answers))
    found = profile.published()
    for item, node in found.nodes.items():
        for name in ("value", "stage_low", "stage_high"):
            own, figure = getattr(profile.nodes[item], name), getattr(node, name)
            if own is None:
                assert figure is None
                continue
            assert figure.n == own.n
            assert figure.values == (own.values if own.n >= 5 else None)
            assert figure.suppressed == (own.n < 5)
    for item, one in found.distribution.items():
        assert (one.values is None) == (profile.distribution[item].n < 5)
    assert all(gap.n >= 5 for gap in found.common_gaps)
    few = {
        one.id
        for one in SMALL.criteria
        if one.stage <= 7 and sum(own.get(one.id) != "not_applicable" for own in answers) < 5
    }
    assert set(found.left_out) == few
    kept = {gap.id for gap in profile.common_gaps} - few
    assert {gap.id for gap in found.common_gaps} == kept
    frame = teia.to_frame(found)
    assert frame.loc[frame["n"] < 5, "value"].isna().all()


def test_what_is_left_out_does_not_say_whether_it_is_a_common_gap() -> None:
    """A criterion of few countries is named whether they meet it or not."""
    for word in ("yes", "no"):
        answers: list[dict[str, AnswerWord | int]] = [
            {"B-1.a": "not_applicable" if at < 2 else word} for at in range(6)
        ]
        found = teia.group_profile(with_answers(SMALL, answers)).published()
        assert found.left_out == ("B-1.a",)
        assert "B-1.a" not in {gap.id for gap in found.common_gaps}


def test_shown_with_n_and_with_what_is_suppressed(catalogue: Catalogue) -> None:
    members = [
        teia.assess(
            uniform_responses(catalogue, "not_applicable" if at < 2 else "yes", country=country)
        )
        for at, country in enumerate(list(COUNTRIES)[:6])
    ]
    found = teia.group_profile(members).published()
    assert repr(found) == f"<PublishedGroup of 6: {1 + 6 + 24} nodes suppressed>"
    html = found._repr_html_()
    assert "<td>4</td><td>*</td><td>*</td><td>*</td>" in html
    assert "fewer than 5 countries" in html
    assert teia.PublishedGroup.model_validate_json(found.model_dump_json()) == found
    profile = teia.group_profile(members)
    assert teia.GroupProfile.model_validate_json(profile.model_dump_json()) == profile


def test_tables_have_the_same_columns(six: list[teia.Assessment]) -> None:
    profile = teia.group_profile(six)
    own, published = teia.to_frame(profile), teia.to_frame(profile.published())
    assert dict(own.dtypes) == dict(published.dtypes)
    gaps = own[own["figure"].isin(["real_gap", "information_gap"])]
    assert len(gaps) == 2 * len(profile.common_gaps)
    assert gaps["share"].isna().all()


def test_a_catalogue_without_criteria_has_a_distribution_and_no_gaps() -> None:
    """Where only stages are declared there is nothing that many countries could lack in common."""
    indicator = {"id": "A-1", "title": "Declared only"}
    area = {"id": "A", "title": "A", "indicators": (indicator,)}
    declared = Catalogue.model_validate(
        {"id": "declared", "version": "1", "title": "Declared", "areas": (area,)}
    )
    members = with_answers(declared, [{"A-1": stage} for stage in (0, 0, 1, 1, 1)])
    found = teia.group_profile(members)
    assert found.common_gaps == ()
    assert found.published().distribution["A"].values == (0, 1, 1)
