"""``event``: what the meeting is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extract.events import Event
from extract.fields import Field, Value
from extract.gate import MEETS
from extract.marks import Mark, plain
from extract.meetings import Meeting

FIELDS = (
    Field("event", {"type": "string"}, "the meeting's name or kind as worded, without the round"),
)
NEEDS: tuple[str, ...] = ()

_WEAK = {"visit", "group", "format"}


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the event's name with its words."""
    event = chosen(meeting)
    if event is None:
        cue = meeting.anchor.cue
        yield Value("event", _named_by(meeting, cue), (cue.evidence("event"),))
    else:
        yield Value("event", plain(event.mark.text), (event.mark.evidence("event"),))


def chosen(meeting: Meeting) -> Event | None:
    """Return the phrase that names a meeting; a vague one gives way to a better told close by."""
    own = meeting.anchor.event
    if own and (own.specific or own.round) and own.head not in _WEAK:
        return own
    if not meeting.first:
        unnumbered = (e for e in _near(meeting) if e.head not in _WEAK and e.round is None)
        told = (e for e in unnumbered if _told_of(meeting, e))
        return own if own and own.head not in _WEAK else next(told, None)
    near = [e for e in _near(meeting) if e.head not in _WEAK]
    better = [e for e in near if e.specific and not in_background(meeting, e)]
    if own is None and meeting.anchor.cue.label in MEETS:
        return next((e for e in better if _told_of(meeting, e) or _headline(meeting, e)), None)
    if own is None or own.head in _WEAK or meeting.anchor.cue.label not in ("meet", "met-by"):
        return better[0] if better else (own or (near[0] if near else None))
    return own


def _headline(meeting: Meeting, event: Event) -> bool:
    """Whether the headline names the meeting by its number: "hold first consultations"."""
    title = meeting.reading.title
    return bool(event.round and title and title.start <= event.mark.start < title.end)


def _told_of(meeting: Meeting, event: Event) -> bool:
    """Whether the next sentence calls the meeting so: "Their trilateral meeting dwelt on ..."."""
    sentence = meeting.anchor.sentence
    if event.mark.start < sentence.end:
        return False
    follower = next((s for s in meeting.sentences if s.holds(event.mark)), None)
    lead = follower.text[: event.start - follower.start] if follower else ""
    opening = (
        r"(?:(?:during|at|in|after|following|in the course of|within)\s+)?(?:the|their|this)\s+"
    )
    return bool(re.fullmatch(opening, lead, re.IGNORECASE))


def _near(meeting: Meeting) -> Sequence[Event]:
    """Event phrases of the headline, the anchor's sentence and the one behind it."""
    index = meeting.anchor.sentence.index
    finder = meeting.reading.tools.events
    near = [s for s in meeting.sentences if s.part == "title" or index <= s.index <= index + 1]
    near.sort(key=lambda s: (s.index != index, s.index))
    return [event for sentence in near for event in finder.find(sentence)]


def in_background(meeting: Meeting, event: Event) -> bool:
    """Say whether an event phrase is one of another meeting: an earlier one, the next."""
    return any(
        mark.start <= event.start < mark.end or event.mark.start <= mark.start < event.mark.end
        for sentence in meeting.sentences
        for mark in sentence.of("background")
    )


def _named_by(meeting: Meeting, cue: Mark) -> str:
    """The kind of meeting that a verb stands for, as its rule says; else a meeting."""
    return str(meeting.reading.tools.rules.said(cue, "event", "meeting"))
