"""Meetings of many sides: councils of organisations, conferences of donors, ministerials.

Where many met, an official of a country or an organisation whom the text tells of was there,
whatever the verb: "Angola's Rui Dias called for more power lines". Of two sides that is no proof.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from extract.marks import PARTIES, Mark, Sentence
from extract.people import Person
from extract.rules import Rules

if TYPE_CHECKING:
    from extract.meetings import Meeting

MANY = 3
"""Sides from which a meeting is one of many."""
_BOTH = 2
_NEXT = re.compile(
    r"(?:['’]s?)?(?:\s{0,9}\([^()]{1,80}\))?(?:,|;|,?\s{1,9}(?:and|as well as))\s{1,9}"
    r"(?:[Tt]he\s{1,9})?"
)
_THEIRS = r"\b{presence_of}(?:\s\w+){0,3}\s(?:of|from|were|are|\()\s?(?:the\s)?$"
"""Those of a row: "the ministers of Chad, Mali and Niger"."""
_COMPRISES = re.compile(r"\b(?:compris\w+|consist\w*|group\w*|members|made up)\b")
"""Words that list an organisation's members."""
_OWN = re.compile(r"(?:['’]s?)?\s(?:[A-Z]\w*\s){0,2}")
_OF = re.compile(r"\s(?:\([A-Z]\w*\)\s)?(?:ministers\s)?(?:of|in)\s(?:the\s)?")
_OBJECT = re.compile(
    r"\b(?:by|of|to|after|about|against|for|replaced)\s+(?:(?:the|its)\s+)?(?:[A-Z]\w*['’]s\s+)?$"
)
"""What stands before one who does nothing: "founded by Sweden's"."""
_PASSIVE = re.compile(
    r"(?:,[^,]{1,80},)?\s{1,9}(?:is|was|were|has been|had been)\b(?!\s{1,9}(?:also|present))"
)
_ELSEWHERE = re.compile(
    r"^(?:Meanwhile,\s)?In\s[A-Z][\w\s]{2,20},\s|\bfrom\s[A-Z]\w+\.$|\bin a letter\b"
    r"|\bin (?:19|20)\d\d\b"
)
"""A sentence that tells of another place or time."""
_PAIR = re.compile(r"\b[A-Z]\w+\s?[-–]\s?[A-Z]\w+\s+(?:\w+\s+){0,2}$")
_LEAD = 60
"""Characters beside parties or people in which it is told what they did."""


def is_many(meeting: Meeting) -> bool:
    """Say whether more than two sides met: the meeting's name says so, or those it is told of."""
    if meeting.anchor.called_off:
        return False  # whoever is told of then only comments
    led = {head.person.side for head in meeting.heads if head.person.side}
    if len(led) == _BOTH:  # then those only told of may belong to other news
        led |= {person.side for person in meeting.others if person.side}
        return len(led) >= MANY or _named(meeting, r"\b{gathering_open}\b")
    return _named(meeting, r"\b{gathering}\b") or len(told_sides(meeting)) >= MANY


def _named(meeting: Meeting, words: str) -> bool:
    """Whether a meeting's name says that many met, and not two: "the EU-Ukraine conference"."""
    event, sentence = meeting.anchor.event, meeting.anchor.sentence
    many = meeting.reading.tools.rules.regex(words, re.IGNORECASE)
    if event is None or not many.search(event.mark.text):
        return False
    return not _PAIR.search(sentence.text[: event.start - sentence.start])


def told_sides(meeting: Meeting) -> set[str]:
    """Return the sides of the people told of a meeting."""
    people = (*(h.person for h in meeting.heads), *meeting.others, *officials(meeting))
    return {person.side for person in people if person.side}


def officials(meeting: Meeting) -> Iterator[Person]:
    """Yield those whom a meeting's sentences tell of together with an office or side."""
    rules, people = meeting.reading.tools.rules, meeting.reading.people
    outsider = rules.regex(r"\b{outsider}", re.IGNORECASE)
    outside: dict[Person, bool] = {}
    for sentence in meeting.sentences:
        if not _tells_of_it(sentence, rules):
            continue
        for mention in people.mentions(sentence):
            for person in people.within([mention]):
                if person not in outside:  # asked once: some have an office at each mention
                    words = (role.mark.text for role in person.roles)
                    outside[person] = any(map(outsider.search, words))
                if not outside[person] and _presented(sentence, person, mention):
                    yield person


def members(meeting: Meeting) -> dict[str, Mark]:
    """Return the sides besides those of the people named, each with its words.

    The organisation whose organ meets, officials without a name, and parties told in rows of three
    or more: "delegations from Chad, Mali and Niger".
    """
    side_of = meeting.reading.tools.gazetteer.side_of
    found = {side_of(mark.value): mark for mark in _whose(meeting)}
    for sentence in meeting.sentences:
        if sentence is meeting.anchor.sentence or sentence.of("people", "participant"):
            for _, sides in meeting.reading.people.unnamed(sentence):
                found |= sides
    whose = {mark.value for mark in found.values()}
    for mark in _listed(meeting, whose):
        found.setdefault(side_of(mark.value), mark)
    return found


def _listed(meeting: Meeting, whose: Collection[str]) -> Iterator[Mark]:
    """Yield the parties of rows said to be there, or to be members of an organisation."""
    rules = meeting.reading.tools.rules
    there = rules.regex(r"\b{presence}\b", re.IGNORECASE)
    theirs = rules.regex(_THEIRS, re.IGNORECASE)
    for sentence in (s for s in meeting.sentences if not s.of("background")):
        bodies = {m.value for m in sentence.of("name", "organisation", "body")}
        for parties in _rows(sentence):
            lead = sentence.before(parties[0])[-_LEAD:]
            behind = sentence.after(parties[-1])[:_LEAD]
            own = _COMPRISES.search(lead) and not bodies.isdisjoint(whose)
            if own or there.search(lead) or theirs.search(lead) or there.search(behind):
                yield from parties


def _tells_of_it(sentence: Sentence, rules: Rules) -> bool:
    """Whether a sentence can tell of those present: not of the absent, another place or time."""
    if sentence.part == "title" or sentence.of("background"):
        return False
    absent = rules.regex(r"\b{absent}\b", re.IGNORECASE)
    return not (absent.search(sentence.text) or _ELSEWHERE.search(sentence.text))


def _whose(meeting: Meeting) -> Iterator[Mark]:
    """Yield the organisation whose organ meets: "the ASEAN Council", "ministers of the AU"."""
    event, sentence = meeting.anchor.event, meeting.anchor.sentence
    if event is None:
        return
    for mark in sentence.of("name", "organisation", "body"):
        before = mark.end <= event.start and _OWN.fullmatch(sentence.between(mark, event.mark))
        behind = mark.start >= event.mark.end and _OF.fullmatch(sentence.between(event.mark, mark))
        if before or behind or event.start <= mark.start < event.mark.end:
            yield mark


def _presented(sentence: Sentence, person: Person, mention: Mark) -> bool:
    """Whether a sentence tells for whom a person stands, and what they do.

    Not by name alone, and not as an object or agent: "founded by", "a letter to", "was replaced".
    """
    told = [role.mark for role in person.roles]
    told += [person.side_mark] if person.side_mark else []
    here = [mark for mark in told if sentence.holds(mark)]
    start = min([mention.start, *(m.start for m in here if m.end <= mention.start)])
    lead = sentence.text[max(0, start - sentence.start - _LEAD) : start - sentence.start]
    idle = _OBJECT.search(lead) or _PASSIVE.match(sentence.after(mention))
    return bool(here) and not idle


def _rows(sentence: Sentence) -> Iterator[list[Mark]]:
    """Yield the rows of parties joined by commas and "and"."""
    parties = sentence.of("name", *PARTIES)
    row: list[Mark] = []
    for party in parties:
        if row and not _NEXT.fullmatch(sentence.between(row[-1], party)):
            if len(row) >= MANY:
                yield row
            row = []
        row.append(party)
    if len(row) >= MANY:
        yield row
