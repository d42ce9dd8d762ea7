"""The building that a meeting was held in: ministry, palace, hotel, ship, as the text words it.

A facility's name holds a word of the list ``facility`` ("Hotel Borobudur", "headquarters of the
Korea Forest Service") or opens with one of ``facility_first`` ("Casa Amarilla"); behind "at" a name
that is nothing else counts too ("at the Riigikogu").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract import dates
from extract.background import told_apart
from extract.holding import offices, tells_of_meeting
from extract.marks import Mark, Sentence, overlaps
from extract.meetings import Meeting
from extract.rules import Rules

_CAPITAL = r"[A-ZÀ-ÞĀ-ŽȘȚ\d][\w’'.&-]*"
_JOINER = r"(?:of(?:\sthe)?|for(?:\sthe)?|de|do|da|di|del|des|der|du|la|le|el|al|pri|&)"
_NAME = rf"{_CAPITAL}(?:\s(?:{_JOINER}\s){{0,2}}{_CAPITAL}){{0,7}}"
_AT = (
    r"\b(?P<at>[Aa]t|[Ii]n|[Ii]nside|aboard|on board|within|visited|visits|visiting)\s"
    r"(?:(?:the|its|his|her|their|a)\s)?"
)
_OF = r"(?:(?:of|for)\s(?:the\s)?)?"
_FIRST = rf"{_AT}(?P<place>{{facility_first}}\s(?:{_JOINER}\s){{0,2}}{_NAME})"
_FORMS = (
    # "premises of the Korea Forest Service", "residence 'Ala-Archa'", "amphibious ship Dixmude"
    rf"{_AT}(?P<place>(?:[a-zà-ÿ-]+\s){{0,2}}{{facility}}\s{_OF}[“\"‘']?{_NAME}[”\"’']?)",
    _FIRST,
    rf"{_AT}(?P<place>{_NAME}(?:\s(?:[a-z]+\s)?{{facility}}\b){{0,2}})",
    # "the ministry's headquarters", "seat of the ministry"
    r"\b(?P<at>at|in)\sthe\s(?P<place>(?:[a-z]+['’]s\s)(?:general\s)?(?:headquarters|premises|seat)"
    r"|(?:seat|headquarters|premises|building|offices)\sof\sthe\s{facility})\b",
)
_BARE = re.compile(
    rf"\b(?P<at>at|At)\s(?:the\s)?(?P<place>{_CAPITAL}(?:\s{_CAPITAL}){{0,2}})"
    r"(?=[,.;]|\s(?:in|on|for|where|with|to|this|today|yesterday|and)\b|$)"
)
_AND = re.compile(
    rf"\sand\s{_CAPITAL}(?:\s{_CAPITAL}){{0,3}}"
    r"(?=[,.;]|\s(?:in|on|of|today|this|yesterday|with|where)\b|$)"
)
_LISTED = re.compile(r"\b(?:[Mm]inistry|[Dd]epartment|[Cc]hamber|[Ii]nstitute|[Ff]aculty)\b")
_LOOSE_END = re.compile(rf"(?:[\s,]{{1,9}}(?:{_JOINER}|and|the)){{1,9}}$")
_NO_BUILDING = r"\b(?:{not_place}|{event_head}|{month}|{weekday})\b"
_NOT_AT = r"\b(?:{dated_event}|{not_at})(?:\s(?:him|her|them|today|held))?$"
_OFFICER = r"\sfor\s(?:the\s)?(?:[\w-]+\s){0,2}{office_head}\b"
_WORKS = r"\b(?i:{works})(?:\s[a-z]+){0,2}\s(?:at|in|inside|within)\s(?:the\s)?$"
_LEAD = 120
"""Characters before a building in which somebody's office stands: "an adviser at the ministry"."""
_NEAR = 2
"""Sentences behind the anchor that still name the building."""


@lru_cache(maxsize=8)  # asked by the place, its city, and each meeting told beside this one
def found(meeting: Meeting, *, ahead: bool) -> Mark | None:
    """Return the words of the building, None when the text names none for the meeting.

    ``ahead``: the meeting is to come, or was when it was called off.
    """
    for sentence in _sentences(meeting):
        for mark, at in _named(meeting, sentence):
            if _held_at(meeting, sentence, mark, ahead) and _leads(meeting, sentence, at):
                return mark
    return None


def _sentences(meeting: Meeting) -> Iterator[Sentence]:
    anchor = meeting.anchor.sentence
    yield anchor
    yield from (s for s in meeting.sentences if 0 < s.index - anchor.index <= _NEAR)
    yield from (s for s in meeting.sentences if s.index < anchor.index and s.part == "body")


def _named(meeting: Meeting, sentence: Sentence) -> Iterator[tuple[Mark, int]]:
    """Yield the names of buildings and where the words before them end, the surest names first."""
    rules = meeting.reading.tools.rules
    facility = rules.regex(r"\b{facility}\b", re.IGNORECASE)
    officer = rules.regex(_OFFICER, re.IGNORECASE)
    own = sentence is meeting.anchor.sentence
    generic = rules.regex(_NO_BUILDING, re.IGNORECASE)
    for form in _FORMS:
        for match in rules.regex(form).finditer(sentence.text):
            mark = _cut(sentence, match, rules)
            if officer.search(mark.text) or (not own and match["at"].startswith("visit")):
                continue  # "in Muscat for the Undersecretary of the Ministry of Heritage"
            enough = " " in mark.text or not generic.search(mark.text)
            if enough and (form is _FIRST or facility.search(mark.text)):
                yield mark, _lead_end(sentence, match)
    for match in _BARE.finditer(sentence.text) if own else ():
        mark = _cut(sentence, match, rules)
        if mark.text and _unknown(meeting, sentence, mark):
            yield mark, _lead_end(sentence, match)


def _lead_end(sentence: Sentence, match: re.Match[str]) -> int:
    """Return where the words before "at" end; a verb of visiting is one of them."""
    visits = match["at"].startswith("visit")
    return sentence.start + (match.end("at") if visits else match.start("at"))


def _cut(sentence: Sentence, match: re.Match[str], rules: Rules) -> Mark:
    """Cut a name before a person's, before a date, and at words that only join."""
    start, end = match.span("place")
    people = [s for s, _ in sentence.spans("entity", "PERSON") if start <= s < end]
    dated = [c.start for c in dates.find(sentence.text, rules) if start < c.start < end]
    end = min([end, *people, *dated])
    joined = _AND.match(sentence.text, end) if not people else None
    if joined and _LISTED.search(sentence.text, start, end):
        end = joined.end()
    text = _LOOSE_END.sub("", sentence.text[start:end].rstrip(" ,.'’")).rstrip(" ,.")
    return sentence.mark(start, start + len(text), "place", "place", "venue.place")


def _held_at(meeting: Meeting, sentence: Sentence, mark: Mark, ahead: bool) -> bool:
    """Whether a building is the meeting's: no office in it, no city's name, no other meeting's."""
    if told_apart(meeting.anchor, sentence, mark, ahead=ahead):
        return False
    cities = sentence.of("name", "city", "capital")
    if any(city.start <= mark.start and mark.end <= city.end for city in cities):
        return False
    if overlaps(mark, offices(meeting, sentence)):
        return False
    works = meeting.reading.tools.rules.regex(_WORKS)
    return not works.search(sentence.before(mark)[-_LEAD:])


def _leads(meeting: Meeting, sentence: Sentence, end: int) -> bool:
    """Whether what stands before "at" can be the meeting, not "an attack" or "treated"."""
    lead = sentence.text[: max(0, end - sentence.start)][-_LEAD:].rstrip()
    if meeting.reading.tools.rules.regex(_NOT_AT, re.IGNORECASE).search(lead):
        return False
    return sentence is meeting.anchor.sentence or tells_of_meeting(meeting, sentence, end)


def _unknown(meeting: Meeting, sentence: Sentence, mark: Mark) -> bool:
    """Whether a name is of no person, country, town or organisation, and no meeting's."""
    tools = meeting.reading.tools
    known = [m for m in sentence.marks if m.kind == "name" or m.label in ("PERSON", "NORP")]
    events = [e.mark for e in tools.events.find(sentence)]
    if overlaps(mark, [*known, *events]) or tools.towns.countries(mark.text):
        return False
    acronym = mark.text.isupper() or any(c.isdigit() for c in mark.text)
    return not acronym and not tools.rules.regex(_NO_BUILDING, re.IGNORECASE).search(mark.text)
