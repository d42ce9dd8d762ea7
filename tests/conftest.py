"""What several test files share."""

from __future__ import annotations

import pytest

import extract
from extract.engine import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The shipped model and rules, loaded once; tests that ask for it are marked ``model``."""
    return extract.load()
