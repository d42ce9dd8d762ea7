"""``participants``: the others who are said to have taken part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.background import in_shadow
from extract.fields import Field, Value
from extract.fields.co_chairs import PERSON
from extract.heads import row, span
from extract.marks import plain
from extract.meetings import Meeting
from extract.people import Person

FIELDS = (
    Field(
        "participants",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": PERSON,
                "required": ["name", "role", "side"],
                "additionalProperties": False,
            },
        },
        "the others who took part: `name`, `role`, `side`",
    ),
)
NEEDS = ("co_chairs",)


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield those whom a cue of taking part reaches and who headed no side."""
    heads = {chair["name"] for chair in found["co_chairs"]}
    people: list[Person] = [p for p in meeting.joined if p.name not in heads]
    for sentence in meeting.sentences:
        for cue in sentence.of("people", "participant"):
            if in_shadow(sentence, cue):
                continue
            people += [
                p for p in row(meeting, sentence, cue) if p.name not in heads and p not in people
            ]
    start, end = span(meeting)
    value, evidence = [], []
    for i, person in enumerate(people):
        role = person.role_near(start, end)
        mark = role.mark if role else None
        value.append(
            {"name": person.name, "role": plain(mark.text) if mark else None, "side": person.side}
        )
        evidence.append(person.full.evidence(f"participants[{i}].name"))
        if mark:
            evidence.append(mark.evidence(f"participants[{i}].role"))
    yield Value("participants", value, tuple(evidence))
