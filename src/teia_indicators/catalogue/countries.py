"""The member States of the ECE: codes, names in three languages, neighbours, programme role."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from teia_indicators.catalogue.load import data_folder, read_yaml
from teia_indicators.model import FrozenDict, Model
from teia_indicators.problems import CatalogueError, collect
from teia_indicators.sources.tree import Tree, shape_problems

_CODES = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR
BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG
COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH
FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY
HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM
KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL
MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR
NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU
SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA
TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB
VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
"""

#: ISO 3166-1 alpha-3, as of 2026.
ISO_3166 = frozenset(_CODES.split())

#: Codes that ISO 3166-1 leaves to users, for invented examples and for what has no code.
_USER_ASSIGNED = re.compile(r"AA[A-Z]|Q[M-Z][A-Z]|X[A-Z][A-Z]|ZZ[A-Z]")


def is_country_code(text: str) -> bool:
    """Tell a code of ISO 3166-1 alpha-3: an assigned one, or one left to users such as ``XAA``."""
    return text in ISO_3166 or _USER_ASSIGNED.fullmatch(text) is not None


class ProgrammeRole(Model):
    """A statement on a country's role in the Assistance and Cooperation Programme.

    Parameters
    ----------
    role, detail : str
        What is stated.
    source, date : str
        Where, and when it was recorded as YYYY-MM-DD; sources differ.
    """

    role: str
    detail: str = ""
    source: str
    date: str


class Country(Model):
    """A member State of the ECE.

    Parameters
    ----------
    alpha3, alpha2 : str
        ISO 3166-1.
    name : mapping of language to str
        United Nations usage, by ``en``, ``fr``, ``ru``.
    subregion : str
        Subregion of the United Nations' M49 standard.
    neighbours : tuple of str
        ISO 3166-1 alpha-3 of the States with a land border, sorted.
    programme : tuple of ProgrammeRole
        Empty where nothing is recorded.
    """

    alpha3: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    alpha2: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    name: FrozenDict[str, str]
    subregion: str
    neighbours: tuple[str, ...] = ()
    programme: tuple[ProgrammeRole, ...] = ()

    def __repr__(self) -> str:
        return f"<Country {self.alpha3}: {self.name.get('en', '')}>"


class _File(Model):
    source: str
    date: str
    countries: tuple[Country, ...]


def load_countries(path: str | Path | None = None) -> FrozenDict[str, Country]:
    """Read the list of countries, by alpha-3 code; None for the shipped list.

    Raises
    ------
    CatalogueError
        With every problem of the file and its place.

    Examples
    --------
    >>> load_countries()["NOR"]
    <Country NOR: Norway>
    """
    return _shipped() if path is None else _load(Path(path))


@lru_cache(maxsize=1)
def _shipped() -> FrozenDict[str, Country]:
    return _load(data_folder("indicators", "countries.yaml"))


def _load(path: Path) -> FrozenDict[str, Country]:
    tree, problems = read_yaml(path, path.name)
    if tree is None or problems:
        raise CatalogueError(collect(problems))
    return FrozenDict({one.alpha3: one for one in _validated(tree).countries})


def _validated(tree: Tree) -> _File:
    try:
        return TypeAdapter(_File).validate_json(json.dumps(tree.data))
    except ValidationError as error:
        raise CatalogueError(collect(shape_problems(tree, _File, error))) from error
