"""The command line: a thin layer over the public names."""

from teia_indicators.cli.app import main

__all__ = ["main"]
