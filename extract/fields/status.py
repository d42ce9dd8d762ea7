"""``status``: whether the meeting was held, is planned, postponed or cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.fields import Field, Value
from extract.marks import Mark
from extract.meetings import Meeting

FIELDS = (
    Field(
        "status",
        {"enum": ["held", "planned", "postponed", "cancelled"]},
        "`held`, `planned`, `postponed` or `cancelled`",
    ),
)
NEEDS: tuple[str, ...] = ()


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the status; anything but ``held`` comes with the words that say so."""
    mark = _cue(meeting)
    if mark is None:
        yield Value("status", "held")
        return
    status = "planned" if mark.label == "headline" else mark.label
    yield Value("status", status, (mark.evidence("status"),))


def _cue(meeting: Meeting) -> Mark | None:
    """Return the words that call the meeting off, put it off or announce it.

    A status that governs the event is the anchor's own cue; in an article that announces, the
    anchor's sentence, the headline and the lead may say so too.
    """
    anchor = meeting.anchor
    if anchor.cue.kind == "status":
        return anchor.cue
    if not meeting.ahead:
        return None
    lead = [s for s in meeting.sentences if s.part == "title" or s.index < anchor.sentence.index]
    if meeting.planned or anchor.cue.kind == "event":
        lead = meeting.sentences
    marks = [m for s in (anchor.sentence, *lead) for m in s.of("status", "planned", "headline")]
    return next(iter(marks), None)
