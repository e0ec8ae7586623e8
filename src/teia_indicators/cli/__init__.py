"""The command line: a thin layer over the public names."""

from teia_indicators.cli.run import main

__all__ = ["main"]
