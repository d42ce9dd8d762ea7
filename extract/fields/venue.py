"""``venue``: city, country and building of the meeting, and whether people met in person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extract.background import beside_background
from extract.fields import Field, Value, nullable
from extract.marks import Mark, Sentence, plain
from extract.meetings import Meeting

FIELDS = (
    Field(
        "venue",
        {
            "type": "object",
            "properties": {
                "city": nullable("string"),
                "country": nullable("string", pattern="^[A-Z]{2}$"),
                "place": nullable("string"),
                "mode": {"enum": ["in-person", "online", "phone", "hybrid"]},
            },
            "required": ["city", "country", "place", "mode"],
            "additionalProperties": False,
        },
        "`city`, `country` (ISO 3166-1 alpha-2), `place` (the building, as worded), `mode`",
    ),
)
NEEDS = ("sides",)

_IN = re.compile(
    r"\b(?:in|at|In|At|inside|outside)\s+(?:the\s+(?:\w+\s+){0,2}capital,?\s+(?:of\s+)?)?$"
)
_TO = re.compile(r"\b(?:to|visited|visits|visiting|for|reached)\s+$")
_GOING = re.compile(r"\b(?:visit|arriv|travel|came\b|leaving\b|flew\b|flying\b)")
_HOST = re.compile(r"^\s*(?:has\s+|had\s+|will\s+)?host(?:ed|s)?\b")
_PLACE = re.compile(
    r"\b(?:at|in|inside)\s+(?:(?:the|its|his|her|their)\s+)?"
    r"(?P<place>(?:(?:building|premises|office|headquarters|residence|seat)\s+of\s+(?:the\s+)?)?"
    r"(?:[A-Z][\w’'.&-]*)(?:\s+(?:[A-Z0-9][\w’'.&-]*|of|the|for|de|and|del|la|headquarters|palace"
    r"|hotel|building|residence|office|chancellery|complex|centre|center|villa)){0,9})"
)
_POST = re.compile(
    r"\b(?:ambassador|embassy|delegation|mission|consulate|consul general)\s+(?:in|to)\s+$",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\b(?:same day|sidelines|margins)\b")
"""Words for a meeting in the same place as the one told before."""
_CITY_KINDS = ("capital", "city")


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the venue, each of its parts with its words; parts that nothing supports are null."""
    mode_mark = _mode(meeting)
    mode = mode_mark[0] if mode_mark else "in-person"
    evidence = [mode_mark[1].evidence("venue.mode")] if mode_mark else []
    city = place = country = None
    if mode in ("in-person", "hybrid"):
        city = _city(meeting, found["sides"])
        place = _place(meeting)
        country = city or _country(meeting)
    iso2 = country.value if country else None
    if city:
        evidence.append(city.evidence("venue.city"))
    if country:
        evidence.append(country.evidence("venue.country"))
    if place:
        evidence.append(place.evidence("venue.place"))
    value = {
        "city": _cased(plain(city.text)) if city else None,
        "country": iso2,
        "place": plain(place.text) if place else None,
        "mode": mode,
    }
    yield Value("venue", value, tuple(evidence))


def _cased(city: str) -> str:
    """Return a dateline's city as a name: "NEW DELHI" is New Delhi."""
    return city.title() if city.isupper() and len(city) > 3 else city


def _mode(meeting: Meeting) -> tuple[str, Mark] | None:
    """The mode that cue words of the anchor's sentence or those around it point to."""
    anchor = meeting.anchor
    near = [anchor.sentence]
    if meeting.first:
        near += [
            s for s in meeting.sentences
            if s is not anchor.sentence and (s.index <= anchor.sentence.index + 2)
        ]  # fmt: skip
    for sentence in near:
        for mark in sentence.of("venue", "mode"):
            if not _elsewhere(sentence, mark):
                return str(meeting.reading.tools.rules.said(mark, "mode", "online")), mark
    return None


def _elsewhere(sentence: Sentence, mark: Mark) -> bool:
    """Whether the cue tells how an earlier meeting was held."""
    return any(abs(cue.start - mark.start) < 80 for cue in sentence.of("background"))


def _sentences(meeting: Meeting) -> Iterator[Sequence[Sentence]]:
    anchor = meeting.anchor.sentence
    yield [anchor]
    body = [s for s in meeting.sentences if s is not anchor and s.part == "body"]
    if meeting.first:
        yield [s for s in body if s.index < anchor.index]
    yield [s for s in body if anchor.index < s.index <= anchor.index + 2 and s.of("meeting")]
    if meeting.first:
        yield [s for s in meeting.sentences if s.part == "title"]
    else:
        yield [s for s in meeting.reading.sentences if s.part == "body"][:3]


def _city(meeting: Meeting, sides: Sequence[str]) -> Mark | None:
    groups = list(_sentences(meeting))
    at = meeting.anchor.cue.start
    for test in (_said_in, _hosts, _gone_to):
        for group in groups:
            found = [
                mark
                for sentence in group
                for mark in sentence.of("name", *_CITY_KINDS)
                if test(sentence, mark) and not _elsewhere_held(meeting, sentence, mark)
            ]
            if found:
                mark = min(found, key=lambda m: (abs(m.start - at), m.start))
                own = meeting.first or any(s.holds(mark) for s in meeting.sentences)
                at_home = meeting.reading.tools.gazetteer.side_of(mark.value) in sides
                beside = bool(_BESIDE.search(meeting.anchor.sentence.text))
                return mark if own or at_home or beside or test is _gone_to else None
    return _dateline(meeting, sides)


def _elsewhere_held(meeting: Meeting, sentence: Sentence, mark: Mark) -> bool:
    """Whether a city is where another event was: an earlier meeting, "the summit in Washington"."""
    if _other(sentence, mark, meeting.ahead):
        return True
    anchors = [m.anchor for m in (meeting, meeting.main) if m]
    own = [anchor.event.mark for anchor in anchors if anchor.event]
    for event in meeting.reading.tools.events.find(sentence):
        if event.mark in own:
            continue
        behind = sentence.text[event.mark.end - sentence.start : mark.start - sentence.start]
        if re.fullmatch(r"\s+(?:in|at)\s+", behind) and sentence is not meeting.anchor.sentence:
            return True
    return False


def _said_in(sentence: Sentence, mark: Mark) -> bool:
    lead = sentence.before(mark)
    return bool(_IN.search(lead[-60:])) or bool(
        re.search(r"\b(?:[Aa]t|[Ii]n)\s+(?:the\s+)?[A-Z][^,.;]{2,60}\s(?:in|of)\s+$", lead[-90:])
    )


def _hosts(sentence: Sentence, mark: Mark) -> bool:
    return bool(_HOST.match(sentence.after(mark)))


def _gone_to(sentence: Sentence, mark: Mark) -> bool:
    return bool(_TO.search(sentence.before(mark)[-12:])) and bool(_GOING.search(sentence.text))


def _other(sentence: Sentence, mark: Mark, ahead: bool) -> bool:
    """Whether a city belongs to an earlier or next meeting, or to somebody's post."""
    if beside_background(sentence, mark, ahead=ahead):
        return True
    return bool(_POST.search(sentence.before(mark)[-60:]))


def _dateline(meeting: Meeting, sides: Sequence[str]) -> Mark | None:
    """The dateline's city, when it lies in the country of one of the sides."""
    body = [s for s in meeting.reading.sentences if s.part == "body"]
    gazetteer = meeting.reading.tools.gazetteer
    for sentence in body[:1]:
        for mark in sentence.of("name", *_CITY_KINDS)[:1]:
            at = mark.end - sentence.start
            behind = sentence.text[at : at + 60]
            dateline = re.match(
                r"(?:,\s[^—–:]{3,40})?\s*(?:\([^)]{2,30}\))?\s*(?:--|[—–:-])\s", behind
            )
            if mark.start == sentence.start and dateline:
                abroad = re.search(r"\bsidelines\b|\bmargins\b", sentence.text)
                if gazetteer.side_of(mark.value) in sides or abroad:
                    return mark
    return None


def _country(meeting: Meeting) -> Mark | None:
    """A country said to be the place: "held in Fiji", "visited Fiji", "visit to Fiji"."""
    for group in _sentences(meeting):
        for sentence in group:
            for mark in sentence.of("name", "country"):
                lead = sentence.before(mark)[-30:]
                visited = re.search(r"\bvisit(?:ed|s|ing)?\s+(?:to\s+)?(?:the\s+)?$", lead)
                held = re.search(r"\b(?:held|place|hosted)\s+(?:in|by)\s+(?:the\s+)?$", lead)
                if (visited or held) and not _other(sentence, mark, meeting.ahead):
                    return mark
    return None


def _place(meeting: Meeting) -> Mark | None:
    facilities = frozenset(meeting.reading.tools.rules.words["facility"])
    anchor = meeting.anchor.sentence
    near = [anchor, *(s for s in meeting.sentences if 0 < s.index - anchor.index <= 2)]
    near += [s for s in meeting.sentences if s.index < anchor.index and s.part == "body"]
    for sentence in near:
        for match in _PLACE.finditer(sentence.text):
            text = _cut(match["place"])
            if any(word.strip(".,'’").lower() in facilities for word in text.split()):
                start = match.start("place")
                mark = sentence.mark(start, start + len(text), "place", "place", "venue.place")
                if not _other(sentence, mark, meeting.ahead):
                    return mark
    return None


def _cut(text: str) -> str:
    """Cut a place's name at a joining word that nothing of it follows."""
    text = re.sub(r"(?:\s+(?:of|the|for|de|and|del|la))+$", "", text)
    return re.split(r"\s+(?:in|on|and)\s+", text)[0].rstrip(".'’")
