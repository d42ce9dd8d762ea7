"""Meetings: what short texts report, what they only mention, and the fields that matter there.

A case of ``cases/meetings.jsonl`` is ``{"name", "text", "published", "want": [record, ...]}``. A
wanted record holds the fields that the case is about: those of the record, ``city``, ``country``,
``place`` and ``mode`` of its venue, participants by name, topics by text. Of a person, the keys
that are given count; sides may come in any order.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extract.record import Record

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "meetings.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
IDS = [f"meetings.jsonl:{number} {case['name']}" for number, case in enumerate(CASES, 1)]


def flat(record: Record) -> dict[str, Any]:
    """The record with the venue's keys beside the others, people and topics made short."""
    data = record.to_dict()
    return data | data["venue"] | {
        "participants": [person["name"] for person in data["participants"]],
        "topics": [topic["text"] for topic in data["topics"]],
    }  # fmt: skip


def like(record: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """What the record says of the things that are wanted, in the form they are wanted."""
    shown = {key: record[key] for key in wanted}
    if "sides" in wanted and sorted(record["sides"]) == sorted(wanted["sides"]):
        shown["sides"] = wanted["sides"]
    people = wanted.get("co_chairs", [])
    if len(people) == len(record["co_chairs"]):
        shown["co_chairs"] = [
            {key: person[key] for key in asked}
            for person, asked in zip(record["co_chairs"], people, strict=True)
        ]
    return {key: shown[key] for key in wanted}


@pytest.mark.model
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_text_gives_the_meetings_that_it_reports(extractor, case):
    records = extractor.records(case["text"] + "\n", published=case["published"])
    found = [flat(record) for record in records]
    wanted = case["want"]
    assert len(found) == len(wanted), [(r["event"], r["date"]) for r in found]
    assert [like(r, w) for r, w in zip(found, wanted, strict=True)] == wanted


@pytest.mark.model
@pytest.mark.parametrize("case", [c for c in CASES if not c["want"]], ids=lambda c: c["name"])
def test_a_headline_does_not_turn_a_text_without_a_meeting_into_one(extractor, case):
    text = f"Notes from the harbour\n\n{case['text']}\n"
    assert extractor.records(text, published=case["published"]) == []


@pytest.mark.model
def test_an_endless_office_comes_to_an_end(extractor):
    # as a regular expression, each "vice-president" could be read in two ways: 2 to the n
    text = f"Peruvian President Ana Lima received the {'vice-president ' * 300}zzz Bo Ekdal.\n"
    assert extractor.records(text, published="2022-04-06") == []
