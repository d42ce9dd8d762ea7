"""``participants``: the others who are said to have taken part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.fields import Field, Value
from extract.fields.co_chairs import PERSON
from extract.heads import span
from extract.marks import plain
from extract.meetings import Meeting

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
NEEDS: tuple[str, ...] = ()


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the others, with the words of their names and offices."""
    start, end = span(meeting)
    value, evidence = [], []
    for i, person in enumerate(meeting.others):
        role = person.role_near(start, end)
        mark = role.mark if role else None
        value.append(
            {"name": person.name, "role": plain(mark.text) if mark else None, "side": person.side}
        )
        evidence.append(person.full.evidence(f"participants[{i}].name"))
        if mark:
            evidence.append(mark.evidence(f"participants[{i}].role"))
    yield Value("participants", value, tuple(evidence))
