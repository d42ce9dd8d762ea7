"""Invariants on the team's articles, which stand beside the checkout and not in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import extract
from extract.fields import schema

ARTICLES = Path(__file__).parent.parent.parent / "shared" / "articles"
PATHS = sorted(ARTICLES.glob("*/*.txt"))

pytestmark = pytest.mark.skipif(not PATHS, reason="../shared/articles is not there")


@pytest.fixture(scope="module")
def extractor():
    return extract.load()


@pytest.mark.parametrize("folder", ["seeds", "development", "wikinews"])
def test_records_keep_the_contract(extractor, folder):
    validator = Draft202012Validator(schema())
    articles = 0
    for path in sorted((ARTICLES / folder).glob("*.txt")):
        text = path.read_bytes().decode("utf-8-sig")
        records = extractor.records(text, source=str(path))
        articles += 1
        for record in records:
            validator.validate(record.to_dict())
            for e in record.evidence:
                assert text[e.start : e.end] == e.text, (path, e)
    assert articles


def test_jobs_change_nothing(extractor):
    texts = [p.read_bytes().decode("utf-8-sig") for p in sorted((ARTICLES / "seeds").glob("*.txt"))]
    one, two = (
        [[r.to_dict() for r in records] for _, records in extractor.stream(texts, jobs=jobs)]
        for jobs in (1, 2)
    )
    assert one == two
