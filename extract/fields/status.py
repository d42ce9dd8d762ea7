"""``status``: whether the meeting was held, is planned, postponed or cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.fields import Field, Value
from extract.marks import Mark, Sentence
from extract.meetings import Meeting

FIELDS = (
    Field(
        "status",
        {"enum": ["held", "planned", "postponed", "cancelled"]},
        "`held`, `planned`, `postponed` or `cancelled`",
    ),
)
NEEDS: tuple[str, ...] = ()

_ORDER = ("cancelled", "postponed", "planned")


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the status; anything but ``held`` comes with the words that say so."""
    mark = cue(meeting)
    if mark is None:
        yield Value("status", "held")
    else:
        yield Value("status", mark.label, (mark.evidence("status"),))


def cue(meeting: Meeting) -> Mark | None:
    """Return the words that call the meeting off, put it off or announce it."""
    anchor = meeting.anchor
    marks = [m for s in _sentences(meeting) for m in s.of("status")]
    for label in _ORDER:
        for mark in marks:
            inside = anchor.sentence.start <= mark.start < anchor.sentence.end
            if mark.label == label and (inside or label != "planned"):
                return mark
    return None


def _sentences(meeting: Meeting) -> list[Sentence]:
    """The anchor's sentence; for the first meeting the headline and lead too."""
    sentence = meeting.anchor.sentence
    lead = [
        s for s in meeting.sentences
        if meeting.first and s is not sentence and (s.part == "title" or s.index < sentence.index)
    ]  # fmt: skip
    return [sentence, *lead]
