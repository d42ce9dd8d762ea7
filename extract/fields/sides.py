"""``sides``: the countries and organisations that met, by one short name each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.fields import Field, Value
from extract.heads import heads, parties
from extract.marks import Mark
from extract.meetings import Meeting

FIELDS = (
    Field(
        "sides",
        {"type": "array", "items": {"type": "string"}},
        "the countries or organisations that met, by one short name each",
    ),
)
NEEDS = ("event",)

_COUNTS = {"trilateral": 3, "tripartite": 3, "quadrilateral": 4, "quadripartite": 4}


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the sides: those of the people who headed them, and those the article names."""
    side_of = meeting.reading.tools.gazetteer.side_of
    sides: dict[str, Mark] = {}
    for head in heads(meeting):
        if head.side:
            sides.setdefault(side_of(head.side.value), head.side)
    for side, mark in parties(meeting).items():
        if len(sides) < _expected(meeting, found["event"]):
            sides.setdefault(side, mark)
    evidence = tuple(m.evidence(f"sides[{i}]") for i, m in enumerate(sides.values()))
    yield Value("sides", list(sides), evidence)


def _expected(meeting: Meeting, event: str) -> int:
    """Return how many sides the words promise: three for "trilateral", else two."""
    words = f"{event} {meeting.anchor.sentence.text}".lower()
    return next((n for word, n in _COUNTS.items() if word in words), 2)
