"""``venue``: city, country and building of the meeting, and whether people met in person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract import facility, mode, whereabouts
from extract.fields import Field, Value, nullable
from extract.marks import Mark, plain
from extract.meetings import Meeting
from extract.places import Where

FIELDS = (
    Field(
        "venue",
        {
            "type": "object",
            "properties": {
                "city": nullable("string"),
                "country": nullable("string", pattern="^[A-Z]{2}$"),
                "place": nullable("string"),
                "mode": {"enum": ["in-person", "online", "phone", "hybrid"]},
            },
            "required": ["city", "country", "place", "mode"],
            "additionalProperties": False,
        },
        "`city`, `country` (ISO 3166-1 alpha-2), `place` (the building, as worded), `mode`",
    ),
)
NEEDS = ("sides", "status")


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the venue, each of its parts with its words; parts that nothing supports are null."""
    ahead = meeting.ahead or found["status"] != "held"
    afar = mode.joined(meeting)
    told = mode.told(meeting) or (("hybrid", afar) if afar else None)
    how = told[0] if told else "in-person"
    place = facility.found(meeting, ahead=ahead)
    where = whereabouts.found(meeting, tuple(found["sides"]), ahead=ahead)
    if told and how == "online" and (afar or _hosted(meeting, told[1], where, place)):
        how = "hybrid" if where or place else how
    if afar and how == "hybrid" and not (where or place):
        how = "online"
    if told and how == "phone" and _hosted(meeting, meeting.anchor.cue, where, None):
        told, how = None, "in-person"  # "met in Lima and called the president by phone"
    if how in ("online", "phone"):
        where = place = None
    marks = {
        "mode": told[1] if told else None,
        "city": where.city_mark if where else None,
        "country": where.country_mark if where else None,
        "place": place,
    }
    value = {
        "city": where.city if where else None,
        "country": where.country if where else None,
        "place": plain(place.text) if place else None,
        "mode": how,
    }
    evidence = (mark.evidence(f"venue.{part}") for part, mark in marks.items() if mark)
    yield Value("venue", value, tuple(evidence))


def _hosted(meeting: Meeting, cue: Mark, where: Where | None, place: Mark | None) -> bool:
    """Whether a place is told beside the cue of a video link: some were there, others joined."""
    marks = [mark for mark in (where.city_mark if where else None, place) if mark]
    near = [s for s in meeting.sentences if s is meeting.anchor.sentence or s.holds(cue)]
    return any(s.holds(mark) for s in near for mark in marks if mark.rule != "venue.dateline")
