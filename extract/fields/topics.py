"""``topics`` and ``labels``: what was discussed, as short verbatim phrases with topic labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.codes import KEYS
from extract.fields import Field, Value, nullable
from extract.marks import plain
from extract.meetings import Meeting

FIELDS = (
    Field(
        "topics",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "labels": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["text", "labels"],
                "additionalProperties": False,
            },
        },
        "what was discussed or agreed: `text` (short, verbatim), `labels` (topic codes)",
    ),
    Field(
        "labels",
        {"type": "array", "items": {"type": "string"}},
        "the labels of all topics, sorted",
    ),
    Field(
        "codes",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"label": {"type": "string"}}
                | {key: nullable("string") for key in KEYS},
                "required": ["label", *KEYS],
                "additionalProperties": False,
            },
        },
        "only with `--codes`: for each of `labels` the IPTC Media Topic and the EuroVoc concept, "
        "its name there and how well it fits (`exact`, `close`, `broad`, `narrow`, `related`)",
        optional=True,
    ),
)
NEEDS: tuple[str, ...] = ()


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the meeting's topics, each phrase once, and the union of their labels."""
    told = {plain(topic.mark.text).lower(): topic for topic in reversed(meeting.topics)}
    kept = sorted(told.values(), key=lambda topic: topic.mark.start)
    topics = [{"text": plain(t.mark.text), "labels": list(t.labels)} for t in kept]
    evidence = tuple(t.mark.evidence(f"topics[{i}]") for i, t in enumerate(kept))
    yield Value("topics", topics, evidence)
    labels = sorted({label for topic in kept for label in topic.labels})
    yield Value("labels", labels)
    if codes := meeting.reading.tools.codes:
        yield Value("codes", codes.of(labels))
