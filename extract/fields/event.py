"""``event`` and ``round``: what the meeting is called, and which of a series it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extract.anchors import MEETS
from extract.events import Event, number
from extract.fields import Field, Value, nullable
from extract.marks import Mark, plain
from extract.meetings import Meeting

FIELDS = (
    Field("event", {"type": "string"}, "the meeting's name or kind as worded, without the round"),
    Field("round", nullable("integer", minimum=1), "6 for “the 6th round”, 1 for “inaugural”"),
)
NEEDS: tuple[str, ...] = ()

_WEAK = {"visit", "group", "format"}
_COUNTS = {"meeting", "session", "round", "edition"}


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the event's name and its round, each with its words."""
    event = _choose(meeting)
    if event is None:
        cue = meeting.anchor.cue
        name = _named_by(meeting, cue)
        yield Value("event", name, (cue.evidence("event"),))
        yield Value("round", None)
        return
    yield Value("event", plain(event.mark.text), (event.mark.evidence("event"),))
    counted = _counted(meeting, event)
    if counted and counted.round_mark:
        yield Value("round", counted.round, (counted.round_mark.evidence("round"),))
    else:
        yield Value("round", None)


def _choose(meeting: Meeting) -> Event | None:
    """The anchor's own phrase; a vague one gives way to a better one told close by."""
    own = meeting.anchor.event
    if own and own.head in _COUNTS and not own.specific:
        subject = [e for e in _beside(meeting) if e.specific and e.mark.start < own.mark.start]
        if subject:
            return subject[-1]
    if own and (own.specific or own.round) and own.head not in _WEAK:
        return own
    if not meeting.first:
        return own if own and own.head not in _WEAK else None
    near = [e for e in _near(meeting) if e.head not in _WEAK]
    better = [e for e in near if e.specific and not _background(meeting, e)]
    if own is None and meeting.anchor.cue.label in MEETS:
        return next((e for e in better if _told_of(meeting, e)), None)
    if own is None or own.head in _WEAK or meeting.anchor.cue.label not in ("meet", "met-by"):
        return better[0] if better else (own or (near[0] if near else None))
    return own


def _told_of(meeting: Meeting, event: Event) -> bool:
    """Whether the next sentence calls the meeting so: "Their trilateral meeting dwelt on ..."."""
    sentence = meeting.anchor.sentence
    if event.mark.start < sentence.end:
        return False
    follower = next((s for s in meeting.sentences if s.start <= event.mark.start < s.end), None)
    lead = follower.text[: event.start - follower.start] if follower else ""
    opening = r"(?:(?:during|at|in|after|following)\s+)?(?:the|their|this)\s+"
    return bool(re.fullmatch(opening, lead, re.IGNORECASE))


def _beside(meeting: Meeting) -> Sequence[Event]:
    """Event phrases of the anchor's own sentence: "the Council held its sixth meeting"."""
    return meeting.reading.tools.events.find(meeting.anchor.sentence)


def _near(meeting: Meeting) -> Sequence[Event]:
    """Event phrases of the headline, the anchor's sentence and the one behind it."""
    index = meeting.anchor.sentence.index
    finder = meeting.reading.tools.events
    near = [s for s in meeting.sentences if s.part == "title" or index <= s.index <= index + 1]
    near.sort(key=lambda s: (s.index != index, s.index))
    return [event for sentence in near for event in finder.find(sentence)]


def _background(meeting: Meeting, event: Event) -> bool:
    return any(
        mark.start <= event.start < mark.end or event.mark.start <= mark.start < event.mark.end
        for sentence in meeting.sentences
        for mark in sentence.of("background")
    )


def _counted(meeting: Meeting, event: Event) -> Event | None:
    """The phrase that carries the round: this one, or one of like head in the first sentences."""
    if event.round is not None:
        return event
    if again := _time(meeting, event):
        return again
    own = meeting.anchor.event
    if own and own.round is not None and own.head in _COUNTS:
        return own
    if not meeting.first:
        return None
    limit = meeting.anchor.sentence.index + 2
    finder = meeting.reading.tools.events
    for sentence in meeting.sentences:
        for other in finder.find(sentence):
            if other.round is None or _background(meeting, other):
                continue
            if sentence.index > limit and other.round != 1:
                continue
            if other.head == event.head:
                return other
    return None


def _time(meeting: Meeting, event: Event) -> Event | None:
    """The phrase with the round of "met for the ninth time"."""
    sentence = meeting.anchor.sentence
    for rule in meeting.reading.tools.rules["round"]:
        for match in rule.regex.finditer(sentence.text) if rule.regex else ():
            lead, behind = sentence.text[: match.start()], sentence.text[match.end() :]
            if lead.endswith(" for the ") and behind.startswith(" time"):
                mark = sentence.mark(match.start(), match.end(), "round", rule.label, rule.id)
                ordinals = meeting.reading.tools.rules.words["ordinal_word"]
                return replace(event, round=number(mark.text, ordinals), round_mark=mark)
    return None


def _named_by(meeting: Meeting, cue: Mark) -> str:
    """The kind of meeting that a verb stands for, as its rule says; else a meeting."""
    rule = meeting.reading.tools.rules.rule("meeting", cue.rule)
    return str(rule.extra.get("event", "meeting")) if rule else "meeting"
