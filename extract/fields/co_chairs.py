"""``co_chairs``: who headed the sides: by a chair word, as head of a delegation, as principal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.fields import Field, Value, nullable
from extract.marks import plain
from extract.meetings import Meeting

PERSON = {
    "name": {"type": "string"},
    "role": nullable("string"),
    "side": nullable("string"),
}
FIELDS = (
    Field(
        "co_chairs",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {**PERSON, "basis": {"enum": ["chair", "head", "principal"]}},
                "required": ["name", "role", "side", "basis"],
                "additionalProperties": False,
            },
        },
        "who headed the sides: `name`, `role`, `side`, `basis` (`chair`, `head`, `principal`)",
    ),
)
NEEDS: tuple[str, ...] = ()


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the heads, with the words of their names, offices and sides."""
    side_of = meeting.reading.tools.gazetteer.side_of
    value, evidence = [], []
    for i, head in enumerate(meeting.heads):
        role = head.role.mark if head.role else None
        value.append(
            {
                "name": head.person.name,
                "role": plain(role.text) if role else None,
                "side": side_of(head.side.value) if head.side else None,
                "basis": head.basis,
            }
        )
        parts = (("name", head.person.full), ("role", role), ("side", head.side))
        evidence += [mark.evidence(f"co_chairs[{i}].{key}") for key, mark in parts if mark]
    yield Value("co_chairs", value, tuple(evidence))
