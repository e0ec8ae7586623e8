"""What all tests share: the project's root, the shipped catalogue, and skips that count."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import teia_indicators as teia

ROOT = Path(__file__).parent.parent

settings.register_profile("project", deadline=None, print_blob=True)
settings.load_profile("project")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def catalogue() -> teia.Catalogue:
    return teia.load_catalogue()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Where everything is installed (`TEIA_NO_SKIP`), a skipped test is a failed one."""
    report = yield
    if os.environ.get("TEIA_NO_SKIP") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be skipped here: {report.longrepr}"
    return report
