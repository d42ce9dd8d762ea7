"""``confidence``: how likely the record is right, from what supports it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.fields import Field, Value
from extract.meetings import Meeting

FIELDS = (
    Field(
        "confidence",
        {"type": "number", "minimum": 0, "maximum": 1},
        "how likely the record is right, from the signs that support it",
    ),
)
NEEDS = ("event", "date", "venue", "sides", "co_chairs")

_BASE = 0.35


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield a base of 0.35 plus a share for each sign that supports the record.

    0.15 for two people who headed the sides, 0.05 for one; 0.10 for two sides; 0.10 for a date;
    0.05 for a city or a call; 0.10 for a named event; 0.10 for the article's first meeting. Less
    0.05 for a name, 0.10 for two, among those who headed the sides of which the model was unsure (a
    score below 0.8).
    """
    chairs = len(found["co_chairs"])
    venue = found["venue"]
    score = _BASE
    score += 0.15 if chairs >= 2 else 0.05 * chairs
    score += 0.10 * (len(found["sides"]) >= 2)
    score += 0.10 * (found["date"] is not None)
    score += 0.05 * (venue["city"] is not None or venue["mode"] != "in-person")
    score += 0.10 * (" " in found["event"])
    score += 0.10 * meeting.first
    doubtful = {person.name for person in meeting.people if person.full.doubtful}
    score -= 0.05 * min(2, sum(chair["name"] in doubtful for chair in found["co_chairs"]))
    yield Value("confidence", round(score, 2))
