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

from extract import further
from extract.anchors import Anchor
from extract.background import in_shadow, is_background
from extract.cues import row
from extract.further import Told
from extract.gate import MEETS
from extract.marks import Sentence
from extract.official import is_official
from extract.people import Person

if TYPE_CHECKING:
    from extract.heads import Head
    from extract.reading import Reading
    from extract.topics import Topic

_HEADS = ("chair", "head", "principal")
_HE = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_VISITS = ("visit", "visits")
_LEAD_SENTENCES = 2
_NEAR = 3
"""Sentences behind the anchor that still introduce the meeting."""


@dataclass(eq=False, slots=True)
class Meeting:
    """One reported meeting: its anchor and the sentences that tell of it.

    ``principals`` are the people who met, where the text says so without a word for chairing,
    ``joined`` those whom a delegation met besides, ``heads`` those who headed the sides
    ``others`` who else took part and ``topics`` what it was about (:mod:`extract.heads`,
    :mod:`extract.attendance` and :mod:`extract.agenda` settle them);
    ``many``: more than two sides met (the same module says it);
    ``main`` is the article's main meeting, None for that itself; ``ahead`` marks one that is
    announced, put off or called off.
    """

    reading: Reading
    anchor: Anchor
    sentences: list[Sentence] = field(default_factory=list)
    principals: list[Person] = field(default_factory=list)
    joined: list[Person] = field(default_factory=list)
    main: Meeting | None = None
    heads: list[Head] = field(default_factory=list)
    others: list[Person] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    many: bool = False
    number: int = 0
    planned: bool = False
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
    meetings, ahead = _news(reading)
    if not meetings:
        return []
    meetings = _without_summary(meetings)
    first = meetings[0]
    early = [s for s in reading.sentences if s.start < first.anchor.sentence.start]
    first.sentences[:0] = early
    official = is_official(first)
    kept = [m for m in meetings if (official and _beside(m)) or is_official(m)]
    for number, meeting in enumerate(kept):
        meeting.number = number
        meeting.ahead = ahead or meeting.planned or meeting.anchor.cue.kind == "status"
    if kept:
        _name_principals(kept[0])
    return kept


def might_open(reading: Reading) -> bool:
    """Say whether an anchor may open a meeting, in a reading of no more than the opening.

    It may be the news of an article that looks ahead wherever one of its sentences does, and of
    none that has other news.
    """
    first = [s for s in reading.sentences if s.part == "title" or s.index <= reading.lead]
    plans = any(s.of("status", "planned", "headline") for s in first)
    limit = _behind_other_news(reading)
    return any(
        further.may_open(reading, anchor)
        and not _is_background(reading, anchor, ahead=plans or bool(s.of("status", "planned")))
        for s in reading.sentences
        if s.part == "body" and s.start < limit
        for anchor in _anchors(reading, s)
    )


def _news(reading: Reading) -> tuple[list[Meeting], bool]:
    """Return the meetings that are news, whoever meets, and whether the article looks ahead."""
    ahead = _announces(reading)
    meetings = _told(reading, reading.sentences, ahead)
    if not meetings and not ahead:
        ahead = True
        planned = [s for s in reading.sentences if s.of("status", "planned")]
        meetings = _told(reading, planned, ahead)
    other = meetings and meetings[0].anchor.sentence.start >= _behind_other_news(reading)
    return ([] if other else meetings), ahead


def _beside(meeting: Meeting) -> bool:
    """Whether a meeting is clear enough to be news beside an official one."""
    event = meeting.anchor.event
    return len(meeting.principals) > 1 or (meeting.planned and bool(event and event.round))


def _without_summary(meetings: list[Meeting]) -> list[Meeting]:
    """Leave out a lead that only sums up: "held a number of meetings", then told one by one.

    So does a visit of which no talks are told but theirs.
    """
    first = meetings[0]
    words = f"{first.anchor.event.mark.text if first.anchor.event else ''} {first.anchor.cue.text}"
    unnamed = bool(first.anchor.sides and first.principals)
    plural = "meetings" in words.lower() or unnamed or _only_a_visit(first)
    again = any(set(first.principals) <= set(m.principals) for m in meetings[1:])
    if len(first.principals) > 1 or not plural or not again:
        return meetings
    kept = meetings[1:]
    kept[0].sentences[:0] = first.sentences
    kept[0].main = None
    for meeting in kept[1:]:
        meeting.main = kept[0]
    return kept


def _only_a_visit(meeting: Meeting) -> bool:
    """Whether a meeting is a visit, and its sentences name no other event."""
    event, find = meeting.anchor.event, meeting.reading.tools.events.find
    if event is None or event.head not in _VISITS:
        return False
    return all(e.head in _VISITS for s in meeting.sentences for e in find(s))


def _behind_other_news(reading: Reading) -> int:
    """Return where what is told stands behind other news: an appointment, a death or the like.

    That is the end of the body's first sentence where it or the headline tells of such; no place
    in the text where neither does, or the headline speaks of a meeting. The sentence is taken as
    it stands, whatever names a look has found in it.
    """
    rules, passage = reading.tools.rules, reading.passages[reading.first_paragraph]
    start, end = next(iter(passage.tokeniser.sentences(passage.tokens)), (0, 0))
    headline = rules.regex(r"\b(?:{news}|{headline_news})\b", re.IGNORECASE)
    news = rules.regex(r"\b{news}\b(?! after\b)", re.IGNORECASE)
    title = (s.text for s in reading.sentences if s.part == "title")
    other = news.search(passage.text, start, end) or any(map(headline.search, title))
    if other and not further.headline_speaks(reading):
        return passage.block.start + end
    return len(reading.tidy.text)


def _announces(reading: Reading) -> bool:
    """Whether headline and lead speak of what is to come, and of no meeting held."""
    lead = [s for s in reading.sentences if s.part == "body"][:_LEAD_SENTENCES]
    title = [s for s in reading.sentences if s.part == "title"]
    plans = ((s, m) for s in [*title, *lead] for m in s.of("status", "planned", "headline"))
    if all(in_shadow(sentence, mark, "off") for sentence, mark in plans):
        return False
    told = (a for s in lead for a in _anchors(reading, s) if a.cue.label != "meet-noun")
    return all(_is_background(reading, anchor, ahead=False) for anchor in told)


def _is_background(reading: Reading, anchor: Anchor, *, ahead: bool) -> bool:
    rules, published = reading.tools.rules, reading.published
    lead = anchor.sentence.part == "body" and anchor.sentence.index <= reading.lead
    return is_background(anchor, rules, published, looks_ahead=ahead, lead=lead)


def _anchors(reading: Reading, sentence: Sentence) -> Iterator[Anchor]:
    return reading.tools.anchors.find(sentence, reading.people)


def _told(reading: Reading, telling: Sequence[Sentence], ahead: bool) -> list[Meeting]:
    """Return the meetings that the anchors of some sentences of the body open."""
    told, where = Told(), {sentence.index for sentence in telling}
    for sentence in reading.sentences:
        if sentence.part != "body":
            continue
        for anchor in _anchors(reading, sentence) if sentence.index in where else ():
            if not _is_background(reading, anchor, ahead=ahead):
                _place(reading, told, anchor)
            elif told.meetings and further.opens_plan(reading, told, anchor):
                told.add(_plan(reading, anchor, told.meetings[0]))
        if told.meetings and told.meetings[-1].sentences[-1] is not sentence:
            told.meetings[-1].sentences.append(sentence)
            told.people.update(reading.people.within(sentence.of("entity", "PERSON")))
    return told.meetings


def _place(reading: Reading, told: Told, anchor: Anchor) -> None:
    """Decide what an anchor is: a meeting of its own, or the current one again."""
    if not told.meetings:
        if further.opens_first(reading, anchor):
            told.add(_opened(reading, anchor, None))
        return
    last = told.meetings[-1]
    if last.anchor.cue.kind == "discussion" and not last.principals and anchor.event:
        last.anchor, last.principals = anchor, anchor.people  # the meeting at which they agreed
        told.people.update(anchor.people)
        told.sides.update(anchor.sides)
    elif further.opens_further(reading, told, anchor):
        told.add(_opened(reading, anchor, told.meetings[0]))
    elif anchor.people and not last.principals and not further.attends(anchor):
        last.principals = anchor.people
        told.people.update(anchor.people)
    elif anchor.cue.label in MEETS and further.meets_other_head(last, anchor):
        last.joined += anchor.objects


def _plan(reading: Reading, anchor: Anchor, main: Meeting) -> Iterator[Meeting]:
    """Yield the meetings to come that an anchor tells of, beside one held."""
    for meeting in _opened(reading, anchor, main, ahead=True):
        meeting.planned = True
        yield meeting


def _opened(
    reading: Reading, anchor: Anchor, earlier: Meeting | None, *, ahead: bool = False
) -> Iterator[Meeting]:
    """Yield the meetings an anchor opens: several for "held meetings with A, B and C".

    Who met A is the one the article is about, in a plan only where it says "he" or "she".
    """
    head = anchor.event.head if anchor.event else ""
    plural = "meetings" in f"{head} {anchor.cue.text}".lower()
    subjects = list(anchor.subjects)
    if not subjects and (anchor.people or (earlier and anchor.sides)):
        subjects = (earlier.principals if earlier else [])[:1] or reading.people.first()
        if ahead and not _HE.search(anchor.sentence.before(anchor.cue)):
            subjects = []
    if further.attends(anchor) and len(subjects) > 1:
        subjects = []
    groups: list[Sequence[Person]] = [anchor.objects]
    if plural and len(anchor.objects) > 1:
        groups = [[person] for person in anchor.objects]
    for group in groups:
        people = [*subjects, *(p for p in group if p not in subjects)]
        yield Meeting(reading, anchor, [anchor.sentence], people, main=earlier)


def _name_principals(meeting: Meeting) -> None:
    """Take the officials of two sides where nobody is said to have met: who opened the talks."""
    if meeting.principals or any(s.of("people", *_HEADS) for s in meeting.sentences):
        return
    people, limit = meeting.reading.people, meeting.anchor.sentence.index
    lead = [s for s in meeting.sentences if s.part == "body" and s.index <= limit]
    behind = [s for s in meeting.sentences if limit < s.index <= limit + _NEAR]
    for group in (lead, *([s] for s in behind)):
        named = people.within(m for s in group for m in people.mentions(s))
        company = _company(meeting, group)
        officials = [p for p in named if p.roles and p not in company]
        if len(officials) == 2 or (group is lead and len({p.side for p in officials}) >= 2):
            meeting.principals = officials[:2]
            return


def _company(meeting: Meeting, sentences: Sequence[Sentence]) -> list[Person]:
    """Return those whom a cue of taking part reaches: they were there beside the principals."""
    people, rules = meeting.reading.people, meeting.reading.tools.rules
    cues = ((s, cue) for s in sentences for cue in s.of("people", "participant"))
    return [person for s, cue in cues for person in row(s, cue, people, rules)]
