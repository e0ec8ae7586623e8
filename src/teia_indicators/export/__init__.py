"""The ISMI-compatible bundle: written whole, read back without loss, verified by recomputing."""

from teia_indicators.export.read import Bundle, read_ismi
from teia_indicators.export.verify import verify_ismi
from teia_indicators.export.write import export_ismi

__all__ = ["Bundle", "export_ismi", "read_ismi", "verify_ismi"]
