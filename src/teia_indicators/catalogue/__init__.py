"""What is asked: the scale, the working areas, their indicators and criteria."""

from teia_indicators.catalogue.countries import Country, load_countries
from teia_indicators.catalogue.crosswalk import Crosswalk, load_crosswalks
from teia_indicators.catalogue.diff import CatalogueDiff, diff_catalogues
from teia_indicators.catalogue.lint import check_catalogue
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.migration import Migration, MigrationStep
from teia_indicators.catalogue.migration_check import load_migration
from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator, WorkingArea
from teia_indicators.catalogue.profile import Profile, apply_profile, comparable, load_profile
from teia_indicators.catalogue.scale import NodeSettings, Rounding, Scale, Stage

__all__ = [
    "Catalogue",
    "CatalogueDiff",
    "Country",
    "Criterion",
    "Crosswalk",
    "Indicator",
    "Migration",
    "MigrationStep",
    "NodeSettings",
    "Profile",
    "Rounding",
    "Scale",
    "Stage",
    "WorkingArea",
    "apply_profile",
    "check_catalogue",
    "comparable",
    "diff_catalogues",
    "load_catalogue",
    "load_countries",
    "load_crosswalks",
    "load_migration",
    "load_profile",
]
