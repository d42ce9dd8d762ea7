"""What each meeting was about: an article's topics, given to the meetings they are told of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from extract.meetings import Meeting
from extract.passages import Passage

_FAR = 12
"""Passages without a telling sentence, in a row, that may still be about the meeting told last."""
_INSIDE = r"\b(?:participants (?:in|of)|sides (?:in|of)|during|within|at|in the course of) the {}\b"
"""What stands before a meeting's event where something is told of it."""
_COMMON = ("meeting", "talks", "visit")
"""Words for events that may stand for any of an article's meetings."""


def settle(meetings: Sequence[Meeting]) -> None:
    """Give each meeting the topics that stand in its sentences, or behind the last of them."""
    if not meetings:
        return
    reading = meetings[0].reading
    starts = [sentence.start for sentence in reading.sentences]
    owners = list(_owners(meetings))
    for topic in reading.tools.topics.find(list(_near(reading.passages, starts))):
        for meeting in owners[bisect_right(starts, topic.mark.start) - 1]:
            meeting.topics.append(topic)


def _near(passages: Sequence[Passage], starts: Sequence[int]) -> Iterator[Passage]:
    """Yield the passages in which sentences start, and some behind each: the rest is far away."""
    since = 0
    for passage in passages:
        at = bisect_left(starts, passage.block.start)
        told = at < len(starts) and starts[at] < passage.block.start + len(passage.text)
        since = 0 if told else since + 1
        if since <= _FAR:
            yield passage


def _owners(meetings: Sequence[Meeting]) -> Iterator[list[Meeting]]:
    """Yield for each sentence the meetings of which it tells.

    Those are the ones whose sentence it is, until one tells what was done at the main one, by the
    name of its event ("participants of the dialogue"): from there the text has come back to that,
    until it names somebody of the other again.
    """
    main = meetings[0]
    heads = [m.anchor.event.head if m.anchor.event else "" for m in meetings]
    own = heads[0] if heads[0] not in {"", *heads[1:], *_COMMON} else ""
    named = re.compile(_INSIDE.format(re.escape(own)), re.IGNORECASE) if own else None
    people = main.reading.people
    told = [{sentence.index for sentence in m.sentences} for m in meetings]
    back = False
    for sentence in main.reading.sentences:
        holders = [m for m, its in zip(meetings, told, strict=True) if sentence.index in its]
        there = people.within(sentence.of("entity", "PERSON"))
        others = [p for m in holders for p in m.principals if p not in main.principals]
        if any(m.anchor.sentence is sentence for m in meetings) or set(there) & set(others):
            back = False
        elif named and named.search(sentence.text):
            back = True
        yield [main] if back and holders else holders
