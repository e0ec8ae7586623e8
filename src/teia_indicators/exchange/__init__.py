"""The translators' exchange: every text in all languages side by side, as a workbook, both ways."""

from teia_indicators.exchange.apply import apply_texts
from teia_indicators.exchange.model import TextChange, TextChanges
from teia_indicators.exchange.read import read_texts
from teia_indicators.exchange.write import write_texts

__all__ = ["TextChange", "TextChanges", "apply_texts", "read_texts", "write_texts"]
