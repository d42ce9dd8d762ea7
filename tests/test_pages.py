"""Bodies, headlines and dates of whole pages, each of our own prose, as text and as HTML.

The floors are what was measured when they were set; ``benchmarks/pages.py`` shows each page.
"""

from __future__ import annotations

import pytest
from benchmarks import pages

from extract import rules

FLOORS = {".txt": (66, 0.960, 54, 57), ".html": (48, 0.960, 41, 44)}
"""Pages, F1 of their bodies, headlines and dates that are right."""


@pytest.mark.model
@pytest.mark.parametrize("suffix", FLOORS)
def test_bodies_are_cut_out_as_well_as_before(extractor, suffix):
    rows = pages.bodies(pages.PAGES, suffix, extractor)
    number, floor, _, _ = FLOORS[suffix]
    assert len(rows) == number
    assert pages.scores(rows)[2] >= floor


@pytest.mark.parametrize("suffix", FLOORS)
def test_headlines_and_dates_are_found_as_well_as_before(suffix):
    right = pages.heads(pages.PAGES, suffix, rules.load())
    _, _, titles, dates = FLOORS[suffix]
    assert right["title"] >= titles
    assert right["date"] >= dates
