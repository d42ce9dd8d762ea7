"""When and where a meeting was, and when an article was published: tables of short texts.

A case of ``cases/when.jsonl`` wants ``[date, end_date, date_basis]`` of the first meeting, one of
``cases/where.jsonl`` its venue, one of ``cases/published.jsonl`` the publication date of a page.
The notes say what is tried; those that begin with "trap" hold a date or place of something else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from proofs import faults

from extract.article import Article

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        pytest.param(row, id=f"{name}.jsonl:{number} {row['note']}")
        for number, row in enumerate(rows, 1)
    ]


def first(extractor, case: dict[str, Any]) -> dict[str, Any]:
    text, published = case["text"] + "\n", case.get("published")
    records = extractor.records(text, published=published)
    assert not faults(text, records, published=published)
    assert records, "no meeting"
    return records[0].to_dict()


@pytest.mark.model
@pytest.mark.parametrize("case", cases("when"))
def test_a_meeting_has_its_own_date(extractor, case):
    record = first(extractor, case)
    assert [record["date"], record["end_date"], record["date_basis"]] == case["want"]


@pytest.mark.model
@pytest.mark.parametrize("case", cases("where"))
def test_a_meeting_has_its_own_venue(extractor, case):
    assert first(extractor, case)["venue"] == case["want"]


@pytest.mark.model
@pytest.mark.parametrize("case", cases("published"))
def test_an_article_has_its_own_date(extractor, case):
    assert first(extractor, case)["published"] == case["want"]


def test_the_table_of_dates_is_long_and_a_third_of_it_traps():
    notes = [case.values[0]["note"] for case in cases("when")]
    assert len(notes) >= 150
    assert sum(note.startswith("trap") for note in notes) * 3 >= len(notes)


@pytest.mark.model
def test_the_day_of_a_file_counts_only_where_the_text_tells_none(extractor):
    text = "Ann Muli, Minister of Kenya, met Jim Dube, Minister of Uganda, in Kampala on Monday.\n"
    dated = f"Ministers meet\n12 April 2024\n\n{text}"
    told = [
        [(record["published"], record["date"]) for record in records]
        for _, records in extractor.stream(
            [Article(text, "a", filed="2024-05-08"), Article(dated, "b", filed="2024-05-08")]
        )
    ]
    assert told == [[("2024-05-08", "2024-05-06")], [("2024-04-12", "2024-04-08")]]
