"""``sides``: the countries and organisations that met, by one short name each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from extract.fields import Field, Value
from extract.gathering import members
from extract.marks import Mark
from extract.meetings import Meeting
from extract.sides import parties

FIELDS = (
    Field(
        "sides",
        {"type": "array", "items": {"type": "string"}},
        "the countries or organisations that met, by one short name each",
    ),
)
NEEDS = ("event",)

_BOTH = 2
_COUNTS = {"trilateral": 3, "tripartite": 3, "quadrilateral": 4, "quadripartite": 4}


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the sides: those of the people who headed them, of others, and those named."""
    side_of = meeting.reading.tools.gazetteer.side_of
    sides = {side_of(head.side.value): head.side for head in meeting.heads if head.side}
    sides |= {side: mark for side, mark in _of_others(meeting, sides).items() if side not in sides}
    known = sum(head.side is not None for head in meeting.heads)
    named = {} if len(meeting.heads) == _BOTH and known == 1 else parties(meeting)
    for side, mark in (*_of_officials(meeting), *named.items()):
        if len(sides) < _expected(meeting, found["event"]):
            sides.setdefault(side, mark)
    if meeting.many:
        rest = members(meeting).items()
        sides |= {side: mark for side, mark in rest if side not in sides}
    evidence = tuple(m.evidence(f"sides[{i}]") for i, m in enumerate(sides.values()))
    yield Value("sides", list(sides), evidence)


def _of_officials(meeting: Meeting) -> Iterator[tuple[str, Mark]]:
    """Yield the sides of officials without a name: "senior officials from Kenya and Finland"."""
    yield from meeting.anchor.sides.items()
    for _, sides in meeting.reading.people.unnamed(meeting.anchor.sentence):
        yield from sides.items()


def _of_others(meeting: Meeting, heads: Collection[str]) -> dict[str, Mark]:
    """Return the sides of the other participants where more than two met.

    With two sides led, one guest from a third makes no third side.
    """
    sides = {p.side: p.side_mark for p in meeting.others if p.side and p.side_mark}
    guests = [side for side in sides if side not in heads]
    return sides if len(heads) != _BOTH or len(guests) >= _BOTH else {}


def _expected(meeting: Meeting, event: str) -> int:
    """Return how many sides the words promise: three for "trilateral", else two."""
    words = f"{event} {meeting.anchor.sentence.text}".lower()
    said = next((n for word, n in _COUNTS.items() if word in words), _BOTH)
    return max(said, len(meeting.anchor.sides))
