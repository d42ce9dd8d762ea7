"""Which meetings an article reports, apart from those it only mentions.

The first anchor that is no background is the article's meeting; a later one opens a further
meeting only when it brings a new counterpart or says that it was another occasion. Sentences
belong to the meeting told last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.anchors import MEETS, Anchor
from extract.background import is_background
from extract.events import Event
from extract.marks import Sentence
from extract.parties import KINDS
from extract.people import Person

if TYPE_CHECKING:
    from extract.reading import Reading

_SEPARATE = r"\b(?:{separate}|on [A-Z][a-z]+ \d)\b"
_APART = r"\b{apart}\b"
_INDEFINITE = re.compile(r"\b(?:an?|another)\s+(?:[\w-]+\s+)?$")
_DELEGATION = re.compile(r"\b(?:delegations?|sides?|parties)\s+(?:\w+\s+)?$", re.IGNORECASE)
_VAGUE = ("meeting", "meetings", "session", "call", "calls", "conversation", "visit")
_HEADS = ("chair", "head", "principal")
_LEAD_PARAGRAPHS = 4
"""News of a meeting is told in the first paragraphs; what comes later alone is a mention."""
_LEAD_SENTENCES = 2
_NEAR = 3
"""Sentences behind the anchor that still introduce the meeting."""
_OPENING = 200
"""Characters of a sentence in which it says that another meeting begins."""


@dataclass(eq=False, slots=True)
class Meeting:
    """One reported meeting: its anchor and the sentences that tell of it.

    ``principals`` are the people who met, where the text says so without a word for chairing,
    ``joined`` those whom a delegation met besides;
    ``main`` is the article's main meeting, None for that itself; ``ahead`` marks one that is
    announced, put off or called off.
    """

    reading: Reading
    anchor: Anchor
    sentences: list[Sentence] = field(default_factory=list)
    principals: list[Person] = field(default_factory=list)
    joined: list[Person] = field(default_factory=list)
    main: Meeting | None = None
    number: int = 0
    ahead: bool = False

    @property
    def first(self) -> bool:
        """Whether this is the article's main meeting."""
        return self.main is None

    @property
    def people(self) -> list[Person]:
        """The principals and the people named in the meeting's sentences."""
        names = [m for s in self.sentences for m in s.of("entity", "PERSON")]
        inside = self.reading.people.within(names)
        return [*self.principals, *(p for p in inside if p not in self.principals)]


def find(reading: Reading) -> list[Meeting]:
    """Return the meetings that an article reports as its news, in order."""
    ahead = _announces(reading)
    meetings = _told(reading, reading.sentences, ahead)
    if not meetings and not ahead:
        ahead = True
        planned = [s for s in reading.sentences if s.of("status", "planned")]
        meetings = _told(reading, planned, ahead)
    if not meetings:
        return []
    first = meetings[0]
    early = [s for s in reading.sentences if s.start < first.anchor.sentence.start]
    first.sentences[:0] = early
    official = _official(first)
    kept = [m for m in meetings if _official(m) or (official and m.principals)]
    for number, meeting in enumerate(kept):
        meeting.number = number
        meeting.ahead = ahead or meeting.anchor.cue.kind == "status"
    if kept:
        _name_principals(kept[0])
    return kept


def _announces(reading: Reading) -> bool:
    """Whether headline and lead speak of what is to come, and of no meeting held."""
    lead = [s for s in reading.sentences if s.part == "body"][:_LEAD_SENTENCES]
    title = [s for s in reading.sentences if s.part == "title"]
    if not any(s.of("status", "planned", "headline") for s in [*title, *lead]):
        return False
    told = (a for s in lead for a in _anchors(reading, s) if a.cue.label != "meet-noun")
    return all(_is_background(reading, anchor, ahead=False) for anchor in told)


def _is_background(reading: Reading, anchor: Anchor, *, ahead: bool) -> bool:
    rules, published = reading.tools.rules, reading.published
    return is_background(anchor, rules, published, looks_ahead=ahead)


def _anchors(reading: Reading, sentence: Sentence) -> Iterator[Anchor]:
    return reading.tools.anchors.find(sentence, reading.people)


def _told(reading: Reading, telling: Sequence[Sentence], ahead: bool) -> list[Meeting]:
    """Return the meetings that the anchors of some sentences of the body open."""
    meetings: list[Meeting] = []
    for sentence in reading.sentences:
        if sentence.part != "body":
            continue
        for anchor in _anchors(reading, sentence) if sentence in telling else ():
            if not _is_background(reading, anchor, ahead=ahead):
                _place(reading, meetings, anchor)
        if meetings and sentence not in meetings[-1].sentences:
            meetings[-1].sentences.append(sentence)
    return meetings


def _place(reading: Reading, meetings: list[Meeting], anchor: Anchor) -> None:
    """Decide what an anchor is: a meeting of its own, or the current one again."""
    if not meetings:
        paragraph = anchor.sentence.paragraph - reading.first_paragraph
        if anchor.cue.label != "visit" and paragraph < _LEAD_PARAGRAPHS:
            meetings += _opened(reading, anchor, None)
    elif _told_already(meetings, anchor):
        return
    elif _is_new(meetings, anchor):
        meetings += _opened(reading, anchor, meetings[0])
    elif anchor.people and not meetings[-1].principals:
        meetings[-1].principals = anchor.people
    elif anchor.objects and anchor.cue.label in MEETS and _other_head(meetings[-1], anchor):
        meetings[-1].joined += anchor.objects


def _told_already(meetings: Sequence[Meeting], anchor: Anchor) -> bool:
    """Whether an anchor names an event phrase that has opened a meeting, or nobody new to it."""
    if anchor.sentence is meetings[0].anchor.sentence and not anchor.people:
        return True
    opened = [m.anchor.event.mark for m in meetings if m.anchor.event]
    return anchor.event is not None and anchor.event.mark in opened


def _opened(reading: Reading, anchor: Anchor, earlier: Meeting | None) -> Iterator[Meeting]:
    """Yield the meetings an anchor opens: several for "held meetings with A, B and C"."""
    head = anchor.event.head if anchor.event else ""
    plural = "meetings" in f"{head} {anchor.cue.text}".lower()
    subjects = list(anchor.subjects)
    if anchor.people and not subjects:
        subjects = (earlier.principals if earlier else [])[:1] or reading.people.all[:1]
    groups: list[Sequence[Person]] = [anchor.objects]
    if plural and len(anchor.objects) > 1:
        groups = [[person] for person in anchor.objects]
    for group in groups:
        people = [*subjects, *(p for p in group if p not in subjects)]
        yield Meeting(reading, anchor, [anchor.sentence], people, main=earlier)


def _is_new(meetings: Sequence[Meeting], anchor: Anchor) -> bool:
    """Whether an anchor brings somebody new and so tells of a further meeting."""
    known = [p for m in meetings for p in m.people]
    fresh = any(p not in known for p in anchor.people)
    if fresh and anchor.cue.label in MEETS and anchor.cue.rule != "meet.welcomed":
        return bool(anchor.subjects) or not _other_head(meetings[-1], anchor)
    if anchor.event is None or not (fresh or _indefinite(anchor, anchor.event)):
        return False
    separate = meetings[0].reading.tools.rules.regex(_SEPARATE, re.IGNORECASE)
    return bool(separate.search(anchor.sentence.text[:_OPENING]))


def _indefinite(anchor: Anchor, event: Event) -> bool:
    """Whether a phrase brings an event in as new: "a session of ...", "another meeting"."""
    lead = anchor.sentence.text[: event.start - anchor.sentence.start]
    return bool(_INDEFINITE.search(lead))


def _other_head(meeting: Meeting, anchor: Anchor) -> bool:
    """Whether a delegation meets a person: the other head of the meeting just told."""
    lead = anchor.sentence.before(anchor.cue)
    close = anchor.sentence.index - meeting.anchor.sentence.index <= _NEAR
    apart = meeting.reading.tools.rules.regex(_APART, re.IGNORECASE)
    return close and bool(_DELEGATION.search(lead)) and not apart.search(lead)


def _official(meeting: Meeting) -> bool:
    """Whether states or organisations meet: two parties with an office or a named event.

    Courts, clubs and company boards meet too; with one party alone, two officials must meet.
    """
    limit = meeting.anchor.sentence.index + _NEAR
    near = [s for s in meeting.sentences if s.part == "title" or s.index <= limit]
    side_of = meeting.reading.tools.gazetteer.side_of
    parties = {side_of(m.value) for s in near for m in s.of("name", *KINDS)}
    if len(parties) < 2:
        return bool(parties) and sum(bool(p.roles) for p in meeting.principals) >= 2
    event = meeting.anchor.event
    here = {side_of(m.value) for m in meeting.anchor.sentence.of("name", *KINDS)}
    named = event is not None and (event.specific or (len(here) > 1 and event.head not in _VAGUE))
    return named or any(s.of("people") for s in near) or any(p.roles for p in meeting.people)


def _name_principals(meeting: Meeting) -> None:
    """Take the officials of the lead for "the two ministers held talks" when nobody is named."""
    if meeting.principals or any(s.of("people", *_HEADS) for s in meeting.sentences):
        return
    limit = meeting.anchor.sentence.index
    lead = [s for s in meeting.sentences if s.part == "body" and s.index <= limit]
    names = [m for s in lead for m in s.of("entity", "PERSON")]
    officials = [p for p in meeting.reading.people.within(names) if p.roles]
    if len(officials) == 2 or len({p.side for p in officials}) >= 2:
        meeting.principals = officials[:2]
