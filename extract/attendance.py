"""Who else took part in a meeting, besides those who headed the sides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from extract.background import in_shadow
from extract.cues import row
from extract.gathering import is_many, officials
from extract.marks import Sentence, overlaps
from extract.people import Person

if TYPE_CHECKING:
    from extract.meetings import Meeting
    from extract.reading import Reading

_BOTH = 2
_SEVERAL = 3
_ENTRY = re.compile(r"(?:\)?[;,]|\)?,?\s{1,9}and)\s{1,9}(?:[A-Z]\w{0,3}\.?\s{1,9}){0,2}$")
"""What stands before a further name of one line: "Peru: Ann Li (trade), Mr Bo Ek"."""
_HEAD = 60
"""Characters of a list's line before its name."""
_WILL = re.compile(r"\bwill\b[^,;]{0,80}$")
_ALL = re.compile(
    r"\b(?:all|both|each of)\s+(?:(?:of\s+)?(?:the|these)\s+)?(?:\w+\s+)?(?:meetings|talks)\b"
    r"|\b[Tt]h(?:e|ese)\s+meetings\s+were\s+(?:also\s+)?attended\b"
    r"|\b(?:participated|took part) in the meetings\b"
)


def settle(meetings: Sequence[Meeting]) -> None:
    """Give each meeting its other participants; its heads must be settled before."""
    everyone = {id(head.person) for meeting in meetings for head in meeting.heads}
    visits = [s for s in meetings[0].reading.sentences if _ALL.search(s.text)] if meetings else []
    for meeting in meetings:
        heads = [head.person for head in meeting.heads]
        found = dict.fromkeys([*meeting.joined, *_told(meeting, visits, everyone)])
        meeting.others = [person for person in found if person not in heads]
        meeting.many = is_many(meeting)
        if meeting.many:
            told = (p for p in officials(meeting) if id(p) not in everyone)
            meeting.others = list(dict.fromkeys([*meeting.others, *told]))


def _told(
    meeting: Meeting, visits: Sequence[Sentence], heads: Collection[int]
) -> Iterator[Person]:  # fmt: skip
    """Yield those whom a cue of taking part reaches in a meeting's sentences, and who is listed.

    ``visits`` are the sentences that speak of all meetings, ``heads`` who headed any of them.
    """
    reading = meeting.reading
    for sentence in meeting.sentences:
        yield from _enumerated(meeting, sentence, heads)
    for sentence in dict.fromkeys([*meeting.sentences, *visits]):
        for cue in sentence.of("people", "participant", "principal"):
            if not meeting.ahead and _WILL.search(sentence.before(cue)):
                continue
            if not in_shadow(sentence, cue) and not overlaps(cue, sentence.of("background", "off")):
                yield from row(sentence, cue, reading.people, reading.tools.rules)
                yield from _listed(reading, sentence)


def _enumerated(
    meeting: Meeting, sentence: Sentence, heads: Collection[int]
) -> list[Person]:  # fmt: skip
    """Return those of a sentence that names three officials or more: who is listed was there."""
    if sentence.part == "title" or sentence.of("background"):
        return []
    named = meeting.reading.people.within(sentence.of("entity", "PERSON"))
    others = [p for p in named if id(p) not in heads]
    officials = [p for p in others if any(sentence.holds(role.mark) for role in p.roles)]
    sides = {head.person.side for head in meeting.heads}
    if len(sides) == _BOTH and not {p.side for p in officials} <= {*sides, None}:
        return []
    return officials if len(officials) >= _SEVERAL else []


def _listed(reading: Reading, sentence: Sentence) -> Iterator[Person]:
    """Yield those of the list behind a colon, each at the head of a line of its own."""
    if not sentence.text.endswith(":"):
        return
    for item in reading.sentences[sentence.index + 1 :]:
        names = item.of("entity", "PERSON")
        if item.paragraph == sentence.paragraph or not names or names[0].start - item.start > _HEAD:
            return
        listed = (m for m in names[1:] if _ENTRY.search(item.before(m)) and ":" in item.text)
        yield from reading.people.within([names[0], *listed])
