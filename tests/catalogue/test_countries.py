"""The ECE member States: complete, paired with ISO's codes, and neighbours on both sides."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from teia_indicators.sources.yaml import parse_yaml

LANGUAGES = ("en", "fr", "ru")
SUBREGIONS = {
    "Central Asia": 5,
    "Eastern Europe": 10,
    "Northern America": 2,
    "Northern Europe": 10,
    "Southern Europe": 14,
    "Western Asia": 6,
    "Western Europe": 9,
}
# Neighbours outside the ECE region; each is a member or an observer State of the United Nations.
OUTSIDE = {
    "AFG": {"TJK", "TKM", "UZB"},
    "CHN": {"KAZ", "KGZ", "RUS", "TJK"},
    "EGY": {"ISR"},
    "IRN": {"ARM", "AZE", "TKM", "TUR"},
    "IRQ": {"TUR"},
    "JOR": {"ISR"},
    "LBN": {"ISR"},
    "MEX": {"USA"},
    "MNG": {"RUS"},
    "PRK": {"RUS"},
    "PSE": {"ISR"},
    "SYR": {"ISR", "TUR"},
    "VAT": {"ITA"},
}
FIRST_BENEFICIARIES = {
    *("ALB", "ARM", "AZE", "BIH", "BLR", "GEO", "HRV", "KAZ"),
    *("KGZ", "MDA", "MKD", "SRB", "TJK", "UKR", "UZB"),
}
# Where Babel (Unicode CLDR) has another name, the name in United Nations use wins. The right side
# is Babel's, so that a name that Babel changes is looked at again.
OTHER_IN_BABEL = {
    ("BIH", "en"): "Bosnia & Herzegovina",
    ("GBR", "en"): "United Kingdom",
    ("MDA", "en"): "Moldova",
    ("NLD", "en"): "Netherlands",
    ("RUS", "en"): "Russia",
    ("USA", "en"): "United States",
    ("BLR", "fr"): "Biélorussie",
    ("GBR", "fr"): "Royaume-Uni",
    ("KGZ", "fr"): "Kirghizstan",
    ("MDA", "fr"): "Moldavie",
    ("NLD", "fr"): "Pays-Bas",
    ("RUS", "fr"): "Russie",
    ("TUR", "fr"): "Turquie",
    ("USA", "fr"): "États-Unis",
    ("GBR", "ru"): "Великобритания",
    ("KGZ", "ru"): "Киргизия",
    ("MDA", "ru"): "Молдова",
    ("NLD", "ru"): "Нидерланды",
    ("RUS", "ru"): "Россия",
    ("USA", "ru"): "Соединенные Штаты",
}
SCRIPTS = {"en": "LATIN", "fr": "LATIN", "ru": "CYRILLIC"}


@pytest.fixture(scope="module")
def document(root: Path) -> dict[str, Any]:
    name = "indicators/countries.yaml"
    tree, problems = parse_yaml((root / name).read_text(encoding="utf-8"), name)
    assert problems == []
    assert tree is not None
    assert isinstance(tree.data, dict)
    return tree.data


@pytest.fixture(scope="module")
def countries(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    listed = document["countries"]
    by_code = {country["alpha3"]: country for country in listed}
    assert len(by_code) == len(listed), "a code stands twice"
    return by_code


def _collation_key(name: str) -> str:
    """Return the name as an index sorts it: "Türkiye" as "Turkiye"."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def test_the_file_says_what_it_is_and_from_when(document: dict[str, Any]) -> None:
    assert list(document) == ["source", "date", "countries"]
    assert isinstance(document["source"], str)
    assert document["date"] == "2026-11-22"


def test_all_56_member_states_each_with_every_field(countries: dict[str, dict[str, Any]]) -> None:
    assert len(countries) == 56
    fields = ["alpha3", "alpha2", "name", "subregion", "neighbours", "programme"]
    assert {code: list(country) for code, country in countries.items()} == dict.fromkeys(
        countries, fields
    )


def test_codes_are_texts_of_capitals_and_unique(countries: dict[str, dict[str, Any]]) -> None:
    for country in countries.values():
        assert re.fullmatch("[A-Z]{3}", country["alpha3"])
        assert re.fullmatch("[A-Z]{2}", country["alpha2"])
    assert len({country["alpha2"] for country in countries.values()}) == 56


def test_norway_is_a_text_not_false(countries: dict[str, dict[str, Any]]) -> None:
    assert countries["NOR"]["alpha2"] == "NO"


def test_order_is_that_of_the_english_names(countries: dict[str, dict[str, Any]]) -> None:
    names = [country["name"]["en"] for country in countries.values()]
    assert names == sorted(names, key=_collation_key)
    assert names.index("Türkiye") + 1 == names.index("Turkmenistan")


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_clean_and_unique(countries: dict[str, dict[str, Any]], language: str) -> None:
    names = [country["name"][language] for country in countries.values()]
    assert len(set(names)) == 56
    for name in names:
        assert name == " ".join(name.split()), f"stray space in {name!r}"
        assert unicodedata.is_normalized("NFC", name)
        scripts = {unicodedata.name(letter).split()[0] for letter in name if letter.isalpha()}
        assert scripts == {SCRIPTS[language]}, f"letters of two scripts in {name!r}"


def test_names_are_in_three_languages(countries: dict[str, dict[str, Any]]) -> None:
    assert {tuple(country["name"]) for country in countries.values()} == {LANGUAGES}


def test_russian_names_are_written_without_yo(countries: dict[str, dict[str, Any]]) -> None:
    assert not [code for code, country in countries.items() if "ё" in country["name"]["ru"].lower()]


def test_subregions_are_those_of_m49(countries: dict[str, dict[str, Any]]) -> None:
    assert Counter(country["subregion"] for country in countries.values()) == SUBREGIONS


def test_neighbours_are_sorted_unique_and_others(countries: dict[str, dict[str, Any]]) -> None:
    for code, country in countries.items():
        neighbours = country["neighbours"]
        assert neighbours == sorted(set(neighbours)), code
        assert code not in neighbours


def test_neighbours_inside_the_region_name_each_other(
    countries: dict[str, dict[str, Any]],
) -> None:
    one_sided = [
        (code, neighbour)
        for code, country in countries.items()
        for neighbour in country["neighbours"]
        if neighbour in countries and code not in countries[neighbour]["neighbours"]
    ]
    assert one_sided == []


def test_neighbours_outside_the_region_are_known(countries: dict[str, dict[str, Any]]) -> None:
    found: dict[str, set[str]] = {}
    for code, country in countries.items():
        for neighbour in country["neighbours"]:
            if neighbour not in countries:
                found.setdefault(neighbour, set()).add(code)
    assert found == OUTSIDE


def test_states_without_a_land_neighbour(countries: dict[str, dict[str, Any]]) -> None:
    alone = {code for code, country in countries.items() if not country["neighbours"]}
    assert alone == {"CYP", "ISL", "MLT"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GBR", "IRL"),
        ("LTU", "RUS"),  # Kaliningrad
        ("POL", "RUS"),
        ("AZE", "TUR"),  # Nakhchivan
        ("NOR", "RUS"),
        ("HRV", "MNE"),
        ("AUT", "LIE"),
    ],
)
def test_borders_that_are_easily_forgotten(
    countries: dict[str, dict[str, Any]], one: str, other: str
) -> None:
    assert other in countries[one]["neighbours"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FRA", "BRA"),  # overseas
        ("FRA", "SUR"),
        ("FRA", "NLD"),
        ("ESP", "MAR"),  # Ceuta and Melilla
        ("ESP", "GBR"),  # Gibraltar
        ("CAN", "DNK"),  # Hans Island
        ("CYP", "GBR"),  # sovereign base areas
        ("USA", "CUB"),  # Guantánamo Bay
        ("FRA", "GBR"),  # a tunnel
        ("DNK", "SWE"),  # a bridge
        ("AZE", "KAZ"),  # the Caspian Sea
        ("RUS", "USA"),
        ("ALB", "SRB"),
        ("ALB", "XKX"),
    ],
)
def test_borders_left_out(countries: dict[str, dict[str, Any]], one: str, other: str) -> None:
    assert other not in countries[one]["neighbours"]


def test_statements_name_their_source_and_date(countries: dict[str, dict[str, Any]]) -> None:
    for code, country in countries.items():
        assert isinstance(country["programme"], list), code
        for statement in country["programme"]:
            assert list(statement) == ["role", "detail", "source", "date"], code
            assert all(isinstance(text, str) and text for text in statement.values()), code
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", statement["date"]), code
            assert "unverified" in statement["source"], code
            assert not re.search(r"[/\\]|\.md\b", statement["source"]), "an internal path"


def test_programme_roles(countries: dict[str, dict[str, Any]]) -> None:
    said = {
        code: [(statement["role"], statement["detail"]) for statement in country["programme"]]
        for code, country in countries.items()
        if country["programme"]
    }
    first = ("beneficiary", "one of the 15 first beneficiaries")
    later = ("beneficiary", "beneficiary after the 15 first")
    expected = {code: [first] for code in FIRST_BENEFICIARIES}
    expected |= {"MNE": [later], "TKM": [later]}
    expected["HRV"] = [first, ("former beneficiary", "no longer a beneficiary")]
    assert len(FIRST_BENEFICIARIES) == 15
    assert said == expected


def test_no_phase_is_recorded_where_sources_differ(countries: dict[str, dict[str, Any]]) -> None:
    assert "phase" not in repr([country["programme"] for country in countries.values()])


def test_codes_pair_as_in_iso_3166(countries: dict[str, dict[str, Any]]) -> None:
    iso3166 = pytest.importorskip("iso3166")
    for code, country in countries.items():
        assert iso3166.countries_by_alpha3[code].alpha2 == country["alpha2"]
        assert set(country["neighbours"]) <= set(iso3166.countries_by_alpha3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_babels_or_listed(countries: dict[str, dict[str, Any]], language: str) -> None:
    babel = pytest.importorskip("babel")
    territories = babel.Locale.parse(language).territories
    differing = {
        (code, language): territories[country["alpha2"]]
        for code, country in countries.items()
        if territories[country["alpha2"]] != country["name"][language]
    }
    listed = {key: name for key, name in OTHER_IN_BABEL.items() if key[1] == language}
    assert differing == listed
