"""``round``: which meeting of a series it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from extract.attachment import COUNTS
from extract.events import Event, number
from extract.fields import Field, Value, nullable
from extract.fields.event import chosen, in_background
from extract.marks import Mark, Sentence
from extract.meetings import Meeting

FIELDS = (
    Field("round", nullable("integer", minimum=1), "6 for “the 6th round”, 1 for “inaugural”"),
)
NEEDS: tuple[str, ...] = ()

_OF_KIND = re.compile(
    r"\s{1,9}(?:of (?:its|their) kind|in (?:a series|a row|succession)"
    r"|between the|since the|such)\b"
)
_NEAR = 2
"""Sentences behind the anchor that may still tell the number."""


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the number of a meeting, with the words that tell it."""
    event = chosen(meeting)
    mark = (event and event.round_mark) or _in_words(meeting) or _counted(meeting, event)
    if mark is None:
        yield Value("round", None)
    else:
        ordinals = meeting.reading.tools.rules.words["ordinal_word"]
        yield Value("round", number(mark.text, ordinals), (mark.evidence("round"),))


def _in_words(meeting: Meeting) -> Mark | None:
    """Return the number of "met for the ninth time", "the second of their kind"."""
    sentence = meeting.anchor.sentence
    for rule in meeting.reading.tools.rules["round"]:
        for match in rule.regex.finditer(sentence.text) if rule.regex else ():
            lead, behind = sentence.text[: match.start()], sentence.text[match.end() :]
            times = lead.endswith(" for the ") and behind.startswith(" time")
            if times or (lead.endswith((" the ", ", ", " in the ")) and _OF_KIND.match(behind)):
                return sentence.mark(match.start(), match.end(), "round", rule.label, rule.id)
    return None


def _counted(meeting: Meeting, event: Event | None) -> Mark | None:
    """Return the number of a like phrase in the first sentences: "its third session"."""
    own = meeting.anchor.event
    if own and own.round and own.head in COUNTS:
        return own.round_mark
    if event is None or not meeting.first:
        return None
    limit = meeting.anchor.sentence.index + _NEAR
    for sentence in meeting.sentences:
        for other in meeting.reading.tools.events.find(sentence):
            if other.round is None or in_background(meeting, other):
                continue
            if other.head == event.head and (sentence.index <= limit or other.round == 1):
                return other.round_mark
            if sentence.index <= limit and _of_a_body(sentence, other, event):
                return other.round_mark
    return None


def _of_a_body(sentence: Sentence, counted: Event, body: Event) -> bool:
    """Whether a phrase counts the meetings of a named body: "gathered for its third session"."""
    lead = sentence.text[: counted.start - sentence.start]
    its = re.search(r"\b(?:its|their|the)\s+$", lead, re.IGNORECASE)
    return bool(its) and body.specific and counted.head in COUNTS and not counted.specific
