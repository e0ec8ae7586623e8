"""What is asked: the scale, the working areas, their indicators and criteria."""

from teia_indicators.catalogue.load import check_catalogue, load_catalogue
from teia_indicators.catalogue.model import Catalogue, Criterion, Indicator, WorkingArea
from teia_indicators.catalogue.scale import NodeSettings, Rounding, Scale, Stage

__all__ = [
    "Catalogue",
    "Criterion",
    "Indicator",
    "NodeSettings",
    "Rounding",
    "Scale",
    "Stage",
    "WorkingArea",
    "check_catalogue",
    "load_catalogue",
]
