"""``sides``: the countries and organisations that met, by one short name each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.fields import Field, Value
from extract.marks import Mark
from extract.meetings import Meeting
from extract.parties import rank

FIELDS = (
    Field(
        "sides",
        {"type": "array", "items": {"type": "string"}},
        "the countries or organisations that met, by one short name each",
    ),
)
NEEDS = ("co_chairs", "event")

_COUNTS = {"trilateral": 3, "tripartite": 3, "quadrilateral": 4, "quadripartite": 4}


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the sides: those of the people who headed them, and those the lead names."""
    sides: dict[str, Mark] = {}
    for chair in found["co_chairs"]:
        side = chair["side"]
        mark = chair_mark(meeting, chair["name"])
        if side and mark and side not in sides:
            sides[side] = mark
    named = parties(meeting)
    for side, mark in named.items():
        if len(sides) < _expected(meeting, found["event"]):
            sides.setdefault(side, mark)
    evidence = tuple(m.evidence(f"sides[{i}]") for i, m in enumerate(sides.values()))
    yield Value("sides", list(sides), evidence)


def _expected(meeting: Meeting, event: str) -> int:
    """Return how many sides the words promise: three for "trilateral", else two."""
    words = f"{event} {meeting.anchor.sentence.text}".lower()
    return next((n for word, n in _COUNTS.items() if word in words), 2)


def chair_mark(meeting: Meeting, name: str) -> Mark | None:
    """Return the words that tell a person's side."""
    for person in meeting.reading.people.all:
        if person.name == name:
            return person.side_mark or person.fullest
    return None


def parties(meeting: Meeting) -> dict[str, Mark]:
    """Return the parties that the article names for a meeting, the likeliest first."""
    reading, tools = meeting.reading, meeting.reading.tools
    return rank(reading.sentences, meeting.anchor.sentence, tools.gazetteer, tools.rules)
