"""Whether people met in person, by video, by phone, or some here and some there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.marks import Mark, Sentence, overlaps
from extract.meetings import Meeting

_OTHERS = re.compile(
    r"\b(?:after|before|following|instead\sof|since|earlier|planned|spread|used|follow\sup|broadcast"
    r"|threats|services|press)\s[^,;]{0,40}$",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\s(?:controlled|piloted|operated|based|safety|shopping|services?|threats?)\b")
_AGAIN = re.compile(r"(?:It|They|(?:The|This|Their) (?:meeting|talks|session|conversation))\b")
"""The opening of a sentence that goes on about a meeting told beside another."""
_NEAR = 2
"""Sentences behind the anchor whose cues still tell how its meeting was held."""
_REACH = 80
"""Characters beside a cue of an earlier meeting within which a mode is that meeting's."""


def told(meeting: Meeting) -> tuple[str, Mark] | None:
    """Return the mode with the words that tell it; None where nothing speaks against in person."""
    rules = meeting.reading.tools.rules
    for sentence in _sentences(meeting):
        for mark in sentence.of("venue", "mode"):
            if overlaps(mark, [meeting.anchor.cue]) or not _elsewhere(meeting, sentence, mark):
                return str(rules.said(mark, "mode", "online")), mark
    return None


def _sentences(meeting: Meeting) -> Iterator[Sentence]:
    anchor = meeting.anchor.sentence
    yield anchor
    near = (s for s in meeting.sentences if s.index <= anchor.index + _NEAR and s is not anchor)
    yield from (s for s in near if meeting.first or _AGAIN.match(s.text))


def joined(meeting: Meeting) -> Mark | None:
    """Return the words, anywhere in its text, that tell of somebody who joined from afar."""
    marks = (m for s in meeting.sentences for m in s.of("venue", "joined"))
    return next(marks, None)


def _elsewhere(meeting: Meeting, sentence: Sentence, mark: Mark) -> bool:
    """Whether the cue tells how an earlier or next meeting was held, or what was talked about."""
    if _OTHERS.search(sentence.before(mark)[-_REACH:]) or _NOUN.match(sentence.after(mark)):
        return True
    cues = sentence.of("background", "past", "next")
    if meeting.ahead:
        cues = [cue for cue in cues if cue.label == "past" or cue.rule == "next.next"]
    return any(abs(cue.start - mark.start) < _REACH for cue in cues)
