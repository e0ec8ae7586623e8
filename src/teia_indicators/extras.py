"""Libraries that are installed only where they are wanted."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from teia_indicators.problems import MethodError, Place, problem


def require_extra(module: str, extra: str) -> Any:
    """Import and return a module of an extra.

    Raises
    ------
    MethodError
        If it is not installed; names the pip line.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        found = problem("M045", Place(), extra, package, value=package, extra=extra)
        raise MethodError([found]) from error
