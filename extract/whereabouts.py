"""Where a meeting was: the city or country that its sentences put it in.

First comes what the text says outright (:mod:`extract.holding`), in the sentence that reports the
meeting and then around it; then the place of the meeting that this one is told beside, a city that
the building bears, a visit. The dateline speaks last, if a side is at home there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract import facility, places
from extract.background import told_apart
from extract.holding import held_in
from extract.marks import Mark, Sentence
from extract.meetings import Meeting
from extract.places import CITIES, Where

_GOING = re.compile(
    r"(?<!before\s)\b(?:(?:was|is|were|are|been|days|stay(?:ed|s)?|arriv\w+)\s+in"
    r"|visit(?:ed|s|ing)?(?:\s+to)?|(?:lea(?:ves|ving|ve)|left)\s+for|reached|tour\s+of"
    r"|(?:trip|came|comes?|flew|head(?:s|ed|ing)|travel|(?:continu|proceed|travel)\w+)"
    r"\s+(?:on\s+)?to)\s+(?:the\s+)?(?:(?:city|town|village|port)\s+of\s+)?$"
)
_INVITED = re.compile(r"\binvit\w+\b[^;]{0,160}$")
_HERE = re.compile(
    r"\b(?:here|in\s+the\s+capital(?!\s+(?:of|city\s+of))|(?:in|to)\s+this\s+(?:city|capital))\b"
)
_SIDELINES = re.compile(r"\b(?:sidelines|margins|fringes)\b")
_PART_OF = re.compile(r",\s(?:in\s)?")
_PARTS = (
    re.compile(r"\b\w+\s\w+(?=\s)"),
    re.compile(r"\b\w+(?=\s)"),
    re.compile(r"(?<=\sof\s)\w+$"),
)
"""The words of a building's name that may be its city's."""
_ELSEWHERE = re.compile(
    r"\b(?:hotel|room|house|palace|street|hall|square|villa|suite|restaurant|office)\b",
    re.IGNORECASE,
)
"""Buildings that are often called after another city."""
_LEAD = 300
"""Characters before a place that tell of a journey to it."""
_POSSESSOR = 12
"""Characters before a building in which its owner stands."""
_NEAR = 3
"""Sentences behind the anchor that still tell where its meeting was."""
_BESIDE = 20
"""Sentences of its paragraph before the anchor that may; each is asked for each meeting."""


@lru_cache(maxsize=8)  # asked of the main meeting again for each one told beside it
def found(meeting: Meeting, sides: tuple[str, ...], *, ahead: bool) -> Where | None:
    """Return where a meeting was held in person, None when the text does not say.

    ``sides`` are the short names of the parties that met; ``ahead``: the meeting is to come, or was
    when it was called off.
    """
    line, where = _dateline(meeting, sides), _told(meeting, ahead)
    anchor = meeting.anchor.sentence
    if line and _HERE.search(anchor.text) and not (where and anchor.holds(where.mark)):
        return line
    if where is None and meeting.main and meeting.main.ahead == meeting.ahead:
        where = _carried(meeting.main, sides, ahead)
    where = where or _named_after(meeting, ahead) or _visited(meeting, ahead)
    if where and line and not where.city and where.country == line.country:
        return line
    return where or line


def _told(meeting: Meeting, ahead: bool) -> Where | None:
    """The city that the sentences name, else the country."""
    groups = [
        [w for s in group for w in places.find(meeting, s) if held_in(meeting, s, w, ahead=ahead)]
        for group in _groups(meeting)
    ]
    for cities in (True, False):
        for group in groups:
            if spots := [where for where in group if bool(where.city) is cities]:
                return _best(meeting, spots)
    return None


def _groups(meeting: Meeting) -> Iterator[Sequence[Sentence]]:
    """Yield sentences to ask, in turn."""
    anchor = meeting.anchor.sentence
    yield [anchor]
    own = [s for s in meeting.sentences if s is not anchor and s.part == "body"]
    near = [s for s in own if anchor.index < s.index <= anchor.index + _NEAR]
    if not meeting.first:
        before = meeting.reading.sentences[max(0, anchor.index - _BESIDE) : anchor.index]
        yield [s for s in before if s.paragraph == anchor.paragraph]
        yield near
        return
    yield [s for s in meeting.sentences if s.part == "title"]
    yield [s for s in near if s.of("meeting")]
    yield [s for s in own if s.index < anchor.index]
    yield [s for s in near if not s.of("meeting")]
    yield [s for s in own if s.index > anchor.index + _NEAR]


def _best(meeting: Meeting, spots: Sequence[Where]) -> Where:
    """The place nearest to the anchor, or the capital behind it of which it is a part."""
    at = meeting.anchor.cue.start
    best = min(spots, key=lambda where: abs(where.mark.start - at))
    if not best.city:
        return best
    for sentence in (s for s in meeting.reading.sentences if s.holds(best.mark)):
        for mark in sentence.of("name", "capital"):
            if mark.start > best.mark.end and _PART_OF.fullmatch(sentence.between(best.mark, mark)):
                return Where(places.cased(mark.text), mark, mark.value, mark)
    return best


def _carried(main: Meeting, sides: tuple[str, ...], ahead: bool) -> Where | None:
    """The place of the main meeting, for one told beside it.

    Of a meeting in an organisation's house only the country, if the visit is one to that country.
    """
    where, house = found(main, sides, ahead=ahead), facility.found(main, ahead=ahead)
    tour = _visited(main, ahead) if where and house and _has_owner(main, house) else None
    if where and tour and not tour.city:
        return Where(None, None, where.country, where.country_mark) if where.country else None
    return where


def _has_owner(meeting: Meeting, house: Mark) -> bool:
    """Whether a building is an organisation's: "NATO's headquarters"."""
    sentences = (s for s in meeting.sentences if s.holds(house))
    marks = (m for s in sentences for m in s.of("name", "organisation"))
    return any(house.start - _POSSESSOR <= m.start < house.end for m in marks)


def _named_after(meeting: Meeting, ahead: bool) -> Where | None:
    """The city in the name of the building: "at the Kigali Convention Centre"."""
    house, gazetteer = facility.found(meeting, ahead=ahead), meeting.reading.tools.gazetteer
    for part in _PARTS if house and not _ELSEWHERE.search(house.text) else ():
        match = part.search(house.text) if house else None
        if house is None or match is None or 0 < match.start() < len(house.text) - len(match[0]):
            continue
        name = next(iter(gazetteer.find(match[0])), None)
        if name and name.kind in CITIES and name.end == len(match[0]):
            start, end = house.start + match.start(), house.start + match.end()
            mark = Mark(start, end, match[0], "name", name.kind, "venue.building", name.id)
            return Where(match[0], mark, name.id, mark)
    return None


def _visited(meeting: Meeting, ahead: bool) -> Where | None:
    """A city said to be visited, else a country."""
    near = [s for s in meeting.sentences if s.index <= meeting.anchor.sentence.index + _NEAR]
    goals = [w for s in (meeting.anchor.sentence, *near) for w in _goals(meeting, s, ahead)]
    return next((w for w in goals if w.city), None) or next(iter(goals), None)


def _goals(meeting: Meeting, sentence: Sentence, ahead: bool) -> Iterator[Where]:
    """Yield the places that somebody is told to have gone to."""
    for where in places.find(meeting, sentence):
        lead = sentence.before(where.mark)[-_LEAD:]
        if not _GOING.search(lead) or _INVITED.search(lead):
            continue
        if not told_apart(meeting.anchor, sentence, where.mark, ahead=ahead):
            yield where


def _dateline(meeting: Meeting, sides: Sequence[str]) -> Where | None:
    """The dateline's city, where something says that the meeting was there.

    A side is at home or has its seat there, many met, or the text says "here". A meeting on the
    sidelines of something was not at home.
    """
    where, gazetteer = _dateline_city(meeting, sides), meeting.reading.tools.gazetteer
    if where is None:
        return None
    marks = (m for s in meeting.sentences for m in s.of("name", "organisation"))
    if meeting.many or any(gazetteer.seat(m.value) == where.city for m in marks):
        return where
    told = " ".join(s.text for s in (meeting.anchor.sentence, *meeting.sentences[:_NEAR]))
    at_home = where.country is not None and gazetteer.side_of(where.country) in sides
    abroad = bool(_SIDELINES.search(meeting.anchor.sentence.text))
    return where if at_home is not abroad or _HERE.search(told) else None


def _dateline_city(meeting: Meeting, sides: Sequence[str]) -> Where | None:
    """The city of the dateline; among towns of one name that of a side."""
    line, tools = meeting.reading.dateline, meeting.reading.tools
    if line is None:
        return None
    text = meeting.reading.tidy.text[line.start : line.place_end]
    name = next((n for n in tools.gazetteer.find(text) if n.kind in CITIES), None)
    start, end = (name.start, name.end) if name else (0, len(text))
    city = places.cased(text[start:end])
    codes = (name.id,) if name else tools.towns.countries(city)
    home = [code for code in codes if tools.gazetteer.side_of(code) in sides]
    code = next(iter(home or (codes if len(codes) == 1 else ())), None)
    mark = Mark(
        line.start + start, line.start + end, text[start:end], "name", "city", "venue.dateline"
    )
    return Where(city, mark, code, mark if code else None) if codes else None
