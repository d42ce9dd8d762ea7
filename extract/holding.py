"""Whether words put a meeting in a place: "met in Lima", not "the project in Lima".

What counts is what stands before "in": a verb of meeting, the name of a meeting, a day, a person.
The lists ``venue_word`` and ``not_venue`` of ``words.json`` name what else may, and what may not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import islice, takewhile

from extract import dates, resolution
from extract.background import told_apart
from extract.dating import RECENT, is_others
from extract.marks import Mark, Sentence, overlaps
from extract.meetings import Meeting
from extract.people import People
from extract.places import Where

_NOUN = (
    r"(?:city|cities|town|township|village|capital|port|port city|resort|district|suburb|border"
    r" town|border post|region|island|county|province|state|municipality)"
)
_IN = re.compile(
    rf"\b(?:in|at|inside|outside|near)\s+(?:(?:the|its|their|a)\s+)?"
    rf"(?:(?:(?:north|south)-?(?:east|west)?|east|west|central)(?:ern)?\s+)?"
    rf"(?:(?:[\w-]+\s+){{0,2}}{_NOUN}(?:\s+of)?,?\s+(?:of\s+)?)?$",
    re.IGNORECASE,
)
_AT = r"\b(?:at|in|inside|on board|aboard)\s"
_FACILITY = re.compile(
    rf"{_AT}+(?:(?:the|his|her|its|their)\s+)?[^,.;]{{2,70}}(?:,|\s(?:in|of|near))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_INNER = r"(?i:{facility})\b|[A-ZÀ-Þ]\w{0,40}(?:,|\s\w{1,40})\s"
_WITHIN = re.compile(rf"{_AT}[^,.;]{{2,70}}$", re.IGNORECASE)
_AT_THE = re.compile(r"\b(?:at|in)\s(?:the\s)?$")
_BY = re.compile(r"\bhosted\s+by\s+$")
_ON_A_DAY = re.compile(r"\s{1,9}on\s{1,9}(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\d)")
_HOST = re.compile(
    r"\s{0,9}(?:has\s{1,9}|had\s{1,9}|will\s{1,9}|is\s{1,9}|was\s{1,9})?(?:again\s{1,9}|to\s{1,9})?(?:host(?:ed|s|ing)?\b"
    r"|(?:be|been|became|become|the)\s{1,9}(?:the\s{1,9})?(?:venue|host|seat|scene|stage)\b)"
)
_TO_COME = re.compile(
    r"\b(?:will|shall|would|to (?:be|meet|hold|host|convene|gather))\b[^,.;]{0,60}$"
)
_NO_VENUE = (
    r"\b(?i:{not_venue})(?:\s(?:of|on|with|and|to|for|from|the|both|between|planned|built|located"
    r"|situated|opened|[A-Z][\w-]*)){0,5}$",
    r"\bof\s(?:the\s)?[^,.;]{0,50}\b(?i:ministry|office|command|bank|agency|department)"
    r"(?:\s(?:of|for|the|and|[A-Z][\w-]*)){0,6}$",
)
_WORD = r"(?:{met}|{took_place}|{begins}|{ends}|{event_head}|{venue_word})"
_HELD = (
    r"\b(?:{met}|took place|taken place|scheduled|planned)\b(?!\s(?:about|of|on)\b)"
    r"|\b(?:at|during|for|after)\s(?:a|an|the|their)\s(?:[\w-]+\s){0,3}{event_head}$"
)
_AGAIN = r"(?:The|This|These|Their|Both)\s(?:[\w-]+\s){0,4}?{event_head}\b"
_PUNCTUATION = (",", ";", ":", "–", "—", ")", "”", '"', "-")
_SUBORDINATE = re.compile(r"[;:]|\b(?:while|whereas|because|since|but|after|before)\s")
_AFTERWARDS = re.compile(r"\b(?:after|since|before|following|ahead of)\b")
_OPENING = re.compile(
    r"(?:While|When|Once|Also|Earlier|Then|Later|Afterwards|Already|Yesterday|Today)"
)
_ADVERBIAL = re.compile(r"(?!(?:Since|After|Before|Following)\b)\S{1,40}(?:\s\S{1,40}){0,4},")
"""A sentence's opening before a comma: "On 26 February, in Jakarta"."""
_NAMED = re.compile(r"\b[A-Z]")
_GATHERINGS = frozenset(("assembly", "conference", "forum", "seminar", "summit", "symposium"))
"""Heads of events that are no other word for talks: "signed at the summit in Aktau"."""
_OWNED = re.compile(r"\w['’]s?\s+$")
_LEAD = 400
"""Characters before a place that are looked at."""
_REACH = 140
"""Characters before a place in which a verb of meeting stands, outside the anchor's sentence."""
_EVENT_GAP = 40
_APART = 250
"""Characters behind a cue of another meeting within which a place is that meeting's."""
_CLOSE = 60
"""Characters between a place and the date of what was held there."""


def held_in(meeting: Meeting, sentence: Sentence, where: Where, *, ahead: bool) -> bool:
    """Say whether the words around a place put the meeting in it.

    ``ahead``: the meeting is to come, or was when it was called off. A country, and
    for a meeting told beside another a town, counts in the sentence that reports it alone.
    """
    mark = where.mark
    if _belongs_elsewhere(meeting, sentence, mark, ahead):
        return False
    lead = sentence.before(mark)[-_LEAD:]
    if where.city and _HOST.match(sentence.after(mark)) and sentence.of("meeting"):
        return True
    if _BY.search(lead):
        return True
    sure = where.city and (mark.kind == "name" or meeting.first)
    if not sure and sentence is not meeting.anchor.sentence:
        return False
    at = _IN.search(lead) or (where.city and _at_facility(meeting, lead))
    if not at or lead[: at.start()].endswith(" not "):
        return False
    end = mark.start - len(lead) + at.start()
    within = _WITHIN.search(lead[: at.start()].rstrip())
    ends = [end, end - at.start() + within.start()] if within else [end]
    return any(_leads(meeting, sentence, one) for one in ends) or _where_told(
        meeting, sentence, mark
    )


def _where_told(meeting: Meeting, sentence: Sentence, mark: Mark) -> bool:
    """Whether it is where two discussed something, for a day follows: "visas in Lima on Monday"."""
    discussed = meeting.anchor.cue.kind == "discussion" and sentence is meeting.anchor.sentence
    return discussed and bool(_ON_A_DAY.match(sentence.after(mark)))


def _belongs_elsewhere(meeting: Meeting, sentence: Sentence, mark: Mark, ahead: bool) -> bool:
    """Whether a place is part of an office, or of what another event, or the future, is told of."""
    if overlaps(mark, offices(meeting, sentence)):
        return True
    if _of_other_meeting(meeting, sentence, mark, ahead):
        return True
    return not ahead and _to_come(meeting, sentence, mark)


def offices(meeting: Meeting, sentence: Sentence) -> list[Mark]:
    """Return the words of a sentence that name offices, in which no place is a venue.

    What holds a date or a verb of meeting, or stands behind "at the", was misread for an office.
    """
    rules = meeting.reading.tools.rules
    roles = _roles(meeting.reading.people)
    first = bisect_left(roles, sentence.start, key=lambda mark: mark.start)
    inside = takewhile(sentence.holds, islice(roles, first, None))
    marks = [m for m in inside if not _AT_THE.search(sentence.before(m))]
    verbs = sentence.of("meeting")
    return [m for m in marks if not overlaps(m, verbs) and not dates.find(m.text, rules)]


@lru_cache(maxsize=1)  # asked for each place of an article
def _roles(people: People) -> list[Mark]:
    """Return the words of all offices in order."""
    marks = (role.mark for person in people.all for role in person.roles)
    return sorted(marks, key=lambda mark: mark.start)


def _of_other_meeting(meeting: Meeting, sentence: Sentence, mark: Mark, ahead: bool) -> bool:
    """Whether a place is that of an earlier or next meeting, or of another event."""
    if told_apart(meeting.anchor, sentence, mark, ahead=ahead):
        return True
    if sentence is meeting.anchor.sentence:
        return False
    cues = sentence.of("background", *(("past",) if ahead else ("past", "next")))
    if any(0 <= mark.start - cue.end < _APART for cue in cues):
        return True
    other = sentence.part == "body" and _of_other_event(meeting, sentence, mark)
    return other or _long_ago(meeting, sentence, mark)


def _of_other_event(meeting: Meeting, sentence: Sentence, mark: Mark) -> bool:
    """Whether another event is named right before a place: "the NATO summit in Vilnius"."""
    events = [m.anchor.event for m in (meeting, meeting.main) if m and m.anchor.event]
    own, heads = {e.mark.text for e in events}, {e.head for e in events}
    for event in meeting.reading.tools.events.find(sentence):
        near = 0 <= mark.start - event.mark.end < _EVENT_GAP
        if near and event.mark.text not in own:
            if event.head in _GATHERINGS and event.head not in heads:
                return True
            lead = sentence.text[: event.start - sentence.start]
            return bool(_NAMED.search(event.mark.text) or _OWNED.search(lead))
    return False


def _long_ago(meeting: Meeting, sentence: Sentence, mark: Mark) -> bool:
    """Whether a date beside a place is none of news; a bare year is none."""
    clues, rules = meeting.reading.clues, meeting.reading.tools.rules
    at = mark.start - sentence.start
    near = [c for c in dates.find(sentence.text, rules) if abs(c.start - at) < _CLOSE]
    near = [c for c in near if not is_others(sentence.text, c, rules)]
    if clues.published is None:
        return any(candidate.label == "year" for candidate in near)
    whens = [resolution.resolve(candidate, clues, ahead=meeting.ahead) for candidate in near]
    days = [when.day for when in whens if when and when.day]
    months = [when.date for when in whens if when and not when.day and when.date[0] != "X"]
    today = clues.published.isoformat()
    old = any((clues.published - day).days > RECENT for day in days)
    return old or any(month < today[: len(month)] for month in months)


def _to_come(meeting: Meeting, sentence: Sentence, mark: Mark) -> bool:
    """Whether a place is told of the future, and the anchor is not: "it shall meet in Oslo"."""
    lead = sentence.before(mark)[-_LEAD:]
    found = _TO_COME.search(lead)
    if found is None:
        return False
    start = mark.start - len(lead) + found.start()
    return sentence is not meeting.anchor.sentence or start > meeting.anchor.cue.start


def _at_facility(meeting: Meeting, lead: str) -> re.Match[str] | None:
    """Find "at the Hotel Jen in" before a city."""
    found = _FACILITY.search(lead)
    inner = meeting.reading.tools.rules.regex(_INNER)
    return found if found and inner.search(found[0]) else None


def tells_of_meeting(meeting: Meeting, sentence: Sentence, end: int) -> bool:
    """Say whether the words up to an offset, outside the anchor's sentence, tell of the meeting.

    A verb of meeting stands before it, or the sentence begins with the meeting ("The talks in
    Lima") or with the place ("On 26 February, in Lima").
    """
    rules, lead = meeting.reading.tools.rules, _lead(sentence, end)
    if not lead or _ADVERBIAL.fullmatch(lead) or _OPENING.fullmatch(lead):
        return True
    clause = _SUBORDINATE.split(lead)[-1][-_REACH:]
    if any(end - len(clause) <= mark.start < end for mark in sentence.of("meeting")):
        return True
    return bool(rules.regex(_HELD).search(clause) or rules.regex(_AGAIN).match(sentence.text))


def _lead(sentence: Sentence, end: int) -> str:
    """Return what of a sentence stands before an offset."""
    return sentence.text[: max(0, end - sentence.start)].rstrip()[-_LEAD:]


def _leads(meeting: Meeting, sentence: Sentence, end: int) -> bool:
    """Whether what ends at an offset can be held in a place: a verb, a meeting, a day, a person."""
    rules, anchor, lead = meeting.reading.tools.rules, meeting.anchor, _lead(sentence, end)
    end = sentence.start + len(sentence.text[: max(0, end - sentence.start)].rstrip())
    person = any(m.end == end for m in sentence.of("entity", "PERSON"))
    if not person and any(rules.regex(form).search(lead) for form in _NO_VENUE):
        return False
    if sentence is anchor.sentence:
        since = sentence.text[anchor.cue.end - sentence.start : end - sentence.start]
        return not _AFTERWARDS.search(since) and _ends_well(meeting, sentence, lead, end)
    if sentence.part == "body" and not tells_of_meeting(meeting, sentence, end):
        return False
    return _ends_well(meeting, sentence, lead, end)


def _ends_well(meeting: Meeting, sentence: Sentence, lead: str, end: int) -> bool:
    """Whether the last words before "in" are of a kind that a place can follow."""
    rules = meeting.reading.tools.rules
    if not lead or lead.endswith(_PUNCTUATION) or _OPENING.fullmatch(lead):
        return True
    facility = rules.regex(r"\b{facility}\b", re.IGNORECASE)
    marks = [m for m in sentence.marks if m.end == end and m.kind in ("entity", "name", "meeting")]
    if any(m.label != "ORG" or not facility.search(m.text) for m in marks):
        return True
    if any(c.end == len(lead) and not is_others(lead, c, rules) for c in dates.find(lead, rules)):
        return True
    word = re.split(r"[\s(]", lead)[-1]
    return bool(rules.regex(_WORD, re.IGNORECASE).fullmatch(word))
