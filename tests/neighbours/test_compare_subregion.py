"""A subregion: every pair of neighbours, counted, and a heat table that needs no colour."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import combinations

import pytest
from invented import COUNTRIES, answers_of, group_of

import teia_indicators as teia
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict
from teia_indicators.neighbours import subregion
from teia_indicators.neighbours.matrix import HEAT, heat
from teia_indicators.neighbours.model import RESULTS
from teia_indicators.testing import uniform_responses
from teia_indicators.text import LANGUAGES, phrase

BORDERS = [("XAA", "XAB"), ("XAB", "XAC"), ("XAC", "XAA"), ("XAD", "XAE")]


#: Tag, attributes and text.
Cell = tuple[str, dict[str, str | None], str]


class Cells(HTMLParser):
    """Collects the cells of a table, row by row, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[Cell]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append((tag, dict(attrs), ""))
            self.inside = True
        if tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            tag, attributes, text = self.rows[-1][-1]
            self.rows[-1][-1] = (tag, attributes, text + data)


def cells(matrix: teia.NeighbourMatrix, language: str = "en") -> list[list[Cell]]:
    parser = Cells()
    parser.feed(matrix.to_html(language))
    return parser.rows


@pytest.fixture(scope="module")
def matrix(catalogue: Catalogue) -> teia.NeighbourMatrix:
    return teia.compare_subregion(group_of(catalogue, 7), BORDERS)


def test_every_pair_of_neighbours_is_compared_as_alone(
    matrix: teia.NeighbourMatrix, catalogue: Catalogue
) -> None:
    assert {frozenset(one.countries) for one in matrix.comparisons} == set(map(frozenset, BORDERS))
    for one in matrix.comparisons:
        first, second = (answers_of(catalogue, name) for name in one.countries)
        alone = teia.compare_neighbours(first, second)
        assert one.pairs == alone.pairs
    for a, b in combinations(COUNTRIES, 2):
        assert matrix.of(a, b) is matrix.of(b, a)
        assert (matrix.of(a, b) is None) == ({a, b} not in [set(pair) for pair in BORDERS])
    assert matrix.of("XAA", "XAA") is None


def test_pairs_given_twice_or_turned_round_are_one(catalogue: Catalogue) -> None:
    given = group_of(catalogue, 3)
    once = teia.compare_subregion(given, [("XAA", "XAB")])
    assert teia.compare_subregion(given, [("XAB", "XAA"), ("XAA", "XAB")]) == once
    assert len(once.comparisons) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_heat_table_says_in_words_what_it_says_in_colour(
    matrix: teia.NeighbourMatrix, language: str
) -> None:
    head, *body = cells(matrix, language)
    assert [text for _, _, text in head[1:]] == list(COUNTRIES)
    assert all(attributes.get("scope") == "col" for _, attributes, _ in head)
    for row, country in zip(body, COUNTRIES, strict=True):
        assert row[0] == ("th", {"scope": "row"}, country)
        for (tag, attributes, text), other in zip(row[1:], COUNTRIES, strict=True):
            assert tag == "td"
            one = matrix.of(country, other)
            if one is None:
                assert (text, attributes) == ("", {})
                continue
            expected = [
                phrase(
                    "neighbours.count",
                    language,
                    name=phrase(f"neighbours.results.{result}", language),
                    count=one.counts[result],
                )
                for result in RESULTS
            ]
            assert text.split("\n") == expected
            assert f"background:{heat(one)}" in str(attributes["style"])
    html = matrix.to_html(language)
    assert html.count("<caption>") == 1
    assert f'lang="{language}"' in html


def test_the_table_is_symmetric(matrix: teia.NeighbourMatrix) -> None:
    body = [row[1:] for row in cells(matrix)[1:]]
    assert body == [list(column) for column in zip(*body, strict=True)]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_go_from_light_to_dark_and_black_text_is_readable_on_all() -> None:
    shades = [_luminance(colour) for _, colour in HEAT]
    assert shades == sorted(shades, reverse=True)
    assert all((shade + 0.05) / 0.05 >= 4.5 for shade in shades)
    assert [end for end, _ in HEAT] == sorted(end for end, _ in HEAT)
    assert HEAT[-1][0] == 1


def test_colour_is_that_of_the_share_of_the_decided(catalogue: Catalogue) -> None:
    yes, no, unknown = (
        uniform_responses(catalogue, word, country=name)  # type: ignore[arg-type]
        for word, name in (("yes", "XAA"), ("no", "XAB"), ("unknown", "XAC"))
    )
    found = teia.compare_subregion([yes, no, unknown], BORDERS[:3])
    apart, open_ = found.of("XAA", "XAB"), found.of("XAA", "XAC")
    assert apart is not None
    assert open_ is not None
    assert (apart.share, heat(apart)) == (1.0, "#fd8d3c")
    assert (open_.share, heat(open_)) == (None, None)
    same = teia.compare_neighbours(yes, yes.model_copy(update={"country": "XAD"}))
    assert (same.share, heat(same)) == (0.0, "#fff5eb")


def test_who_is_a_neighbour_is_read_from_the_list_of_countries(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invented neighbours: no real country is given invented answers."""
    name = FrozenDict({"en": "Invented"})
    listed = FrozenDict(
        {
            code: teia.Country(
                alpha3=code, alpha2="XA", name=name, subregion="None", neighbours=others
            )
            for code, others in (("XAA", ("XAB",)), ("XAB", ("XAA", "XAC")), ("XAD", ()))
        }
    )
    monkeypatch.setattr(subregion, "load_countries", lambda: listed)
    found = teia.compare_subregion(group_of(catalogue, 4))
    assert [one.countries for one in found.comparisons] == [("XAA", "XAB"), ("XAB", "XAC")]
    assert [(one.code, one.value) for one in found.findings] == [("N012", "XAC")]


def test_the_shipped_list_gives_the_borders_of_a_subregion() -> None:
    """Codes only: no answers are invented for a real country."""
    countries = ("KAZ", "KGZ", "TJK", "TKM", "UZB", "XAA")
    found = subregion._chosen(countries, None)
    known = teia.load_countries()
    expected = {
        frozenset((a, b))
        for a in countries[:-1]
        for b in countries[:-1]
        if b in known[a].neighbours
    }
    assert set(map(frozenset, found)) == expected
    assert ("KAZ", "TJK") not in found
    assert ("KGZ", "UZB") in found


def test_without_neighbours_nothing_is_compared_and_it_is_said(catalogue: Catalogue) -> None:
    found = teia.compare_subregion(group_of(catalogue, 2))
    assert found.comparisons == ()
    assert [one.code for one in found.findings] == ["N012", "N012", "N013"]
    assert not found.problems.errors
    assert len(teia.to_frame(found)) == 0
    assert dict(teia.to_frame(found).dtypes) == dict(
        teia.to_frame(teia.compare_subregion(group_of(catalogue, 2), BORDERS[:1])).dtypes
    )


def test_every_mistake_is_told_at_once(catalogue: Catalogue) -> None:
    a, b = answers_of(catalogue, "XAA"), answers_of(catalogue, "XAB")
    earlier = catalogue.model_copy(update={"version": "0.9"})
    old = uniform_responses(earlier, "yes", country="XAC")
    pairs = [("XAA", "XAA"), ("XAA", "XZZ"), ("XAA",), ("XAA", "XAB", "XAC")]
    with pytest.raises(teia.NeighbourError) as caught:
        teia.compare_subregion([a, b, a, old], pairs)
    codes = [found.code for found in caught.value]
    assert codes == ["M043", "N002", "N001", "N005", "N006", "N006"]
    with pytest.raises(teia.MethodError) as none:
        teia.compare_subregion([])
    assert [found.code for found in none.value] == ["M040"]


def test_tables_and_words(matrix: teia.NeighbourMatrix) -> None:
    frame = teia.to_frame(matrix)
    assert len(frame) == len(BORDERS)
    assert (frame[list(RESULTS)].sum(axis=1) == len(matrix.comparisons[0])).all()
    decided = frame["decided"]
    assert (frame["share"] == (frame["mismatch"] + frame["weak_mismatch"]) / decided).all()
    assert repr(matrix) == "<NeighbourMatrix: 7 countries, 4 pairs of neighbours>"
    assert matrix._repr_html_() == matrix.to_html("en")
    assert not re.search(r"<(script|img)", matrix.to_html())
    assert teia.NeighbourMatrix.model_validate_json(matrix.model_dump_json()) == matrix


def test_many_countries_are_a_list_with_the_most_mismatches_first(
    matrix: teia.NeighbourMatrix,
) -> None:
    names = tuple(f"X{a}{b}" for a in "ABCD" for b in "ABCD")
    undecided = matrix.comparisons[0].model_copy(
        update={"pairs": (), "countries": ("XDC", "XDD"), "rounds": ("2025", "2026")}
    )
    many = matrix.model_copy(
        update={"countries": names, "comparisons": (undecided, *matrix.comparisons)}
    )
    fifteen = many.model_copy(update={"countries": names[:15]})
    assert fifteen._repr_html_() == fifteen.to_html()
    html = many._repr_html_()
    assert "<caption>NeighbourMatrix: 16 countries, 5 pairs of neighbours</caption>" in html
    shares = {one.title: one.share or 0 for one in many.comparisons}
    listed = re.findall(r'<th scope="row">([^<]+)</th>', html)
    assert listed == sorted(shares, key=lambda title: -shares[title])
    assert listed != list(shares)
    assert listed[-1] == "XDC 2025 and XDD 2026"


def test_each_document_of_another_catalogue_than_the_first_is_named(catalogue: Catalogue) -> None:
    others = [
        uniform_responses(catalogue.model_copy(update={"title": f"Of {name}"}), "yes", country=name)
        for name in ("XAB", "XAC")
    ]
    with pytest.raises(teia.NeighbourError) as caught:
        teia.compare_subregion([answers_of(catalogue, "XAA"), *others])
    assert [found.code for found in caught.value] == ["N003", "N003"]
    for found, one in zip(caught.value, others, strict=True):
        told = found.message()
        assert f"XAA {one.round}" in told
        assert f"{one.country} {one.round}" in told
        assert f"({one.catalogue.checksum[:8]})" in told
