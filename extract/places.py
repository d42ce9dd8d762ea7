"""The places that a sentence names: cities, towns and countries, each with the words it stands in.

The gazetteer knows cities and countries; a name behind "in" that it does not know is looked up
among the towns (:mod:`extract.towns`). "The Finnish capital" is a city too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.marks import Mark, Sentence, overlaps, plain
from extract.meetings import Meeting

CITIES = ("capital", "city")

_THE_CAPITAL = re.compile(
    r"\bin\s(?P<words>the\s(?:national\s|federal\s)?capital)\b(?!\s(?:of|city|region|market|[A-Z]))"
)
_CAPITAL_OF = re.compile(r"\bin\s(?:the\s)?(?P<words>capital\sof\s(?:the\s)?)$")
_ITS_CAPITAL = re.compile(r"\s{1,9}capital\b")
_CITY = " City"
_QUARTER = re.compile(r"\s(?:quarter|district|area|region|province|valley|county|state|island)\b")
_TOWN = re.compile(
    r"[A-ZÀ-ÞĀ-Ž][\w’'-]*(?:\s(?:[A-ZÀ-ÞĀ-Ž][\w’'-]*|d[aeo]s?|del|pri|la|le|el)){0,3}"
)
_IN_TOWN = re.compile(rf"\b(?:in|at)\s(?P<town>{_TOWN.pattern})(?=[,.;]|\s[a-z]|$)")
_CALLED_TOWN = re.compile(r"\b(?:city|town|village|resort)\s+of\s+$")
_NO_TOWN = r"\b(?:{not_place}|{event_head}|{month}|{weekday}|{facility})\b"
_COUNTRY_BEHIND = re.compile(
    r",?\s{1,9}(?:(?:in|of|the|northern|southern|eastern|western|central)\s{1,9}){0,2}$"
)
_COUNTRY_ENDS = re.compile(
    r"[,.;:)]|$|\s(?:on|from|to|for|with|where|by|in|at|this|today|yesterday|last|next|between)\b"
)
_GOES_ON = re.compile(
    r"\s(?!City\b)[A-ZÀ-Þ][\w’'-]*|-based\b|\s(?:format|process|accords?|track|agreements?)\b"
)
"""What makes a city part of another name: "the London Hotel", "Cairo-based", "Minsk process"."""
_STATE = r",\s+(?P<state>{us_state})\b"
_UK = re.compile(r",\s+(?:Scotland|England|Wales|Northern Ireland)\b")
_ACRONYM = 3
"""Letters up to which a name in capitals may be an acronym."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place: the city's name and words, the country's ISO alpha-2 code and words."""

    city: str | None
    city_mark: Mark | None
    country: str | None
    country_mark: Mark | None

    @property
    def mark(self) -> Mark:
        """The words of the city, else of the country.

        Raises ValueError for a place without either.
        """
        mark = self.city_mark or self.country_mark
        if mark is None:
            raise ValueError("a place needs the words of its city or country")
        return mark


def find(meeting: Meeting, sentence: Sentence) -> Iterator[Where]:
    """Yield the places that a sentence of a meeting's article names."""
    yield from _the_capital(meeting, sentence)
    for mark in sentence.of("name", *CITIES, "country", "demonym"):
        place = _known(meeting, sentence, mark)
        if place:
            yield place
    taken = [m for m in sentence.marks if m.kind == "name" or m.label in ("PERSON", "ORG")]
    for mark in dict.fromkeys((*sentence.of("entity", "PLACE"), *_behind_in(sentence))):
        if not overlaps(mark, taken) and _may_be_town(meeting, sentence, mark):
            codes = _codes(meeting, mark)
            if codes or _CALLED_TOWN.search(sentence.before(mark)):
                yield _in_country(meeting, sentence, mark, codes)


def cased(text: str) -> str:
    """Return a city as a name: a dateline's "NEW DELHI" is New Delhi."""
    city = plain(text)
    return city.title() if city.isupper() and len(city) > _ACRONYM else city


def _the_capital(meeting: Meeting, sentence: Sentence) -> Iterator[Where]:
    """Yield the capital of the country that the article speaks from: "met in the capital"."""
    home, found = meeting.reading.home, _THE_CAPITAL.search(sentence.text)
    if home and found:
        yield _capital(meeting, sentence, *found.span("words"), home.value)


def _capital(meeting: Meeting, sentence: Sentence, start: int, end: int, code: str) -> Where:
    mark = sentence.mark(start, end, "name", "capital", "venue.capital", code)
    return Where(meeting.reading.tools.gazetteer.capital(code), mark, code, mark)


def _known(meeting: Meeting, sentence: Sentence, mark: Mark) -> Where | None:
    """Return what a name of the gazetteer says: a city, a country, a capital by its country."""
    if mark.label in CITIES:
        own = not _GOES_ON.match(sentence.after(mark))
        return _in_country(meeting, sentence, _bare(sentence, mark), (mark.value,)) if own else None
    start, end = mark.start - sentence.start, mark.end - sentence.start
    if behind := _ITS_CAPITAL.match(sentence.text, end):  # "the Finnish capital"
        return _capital(meeting, sentence, start, behind.end(), mark.value)
    if mark.label == "demonym":
        return None
    if before := _CAPITAL_OF.search(sentence.before(mark)):
        return _capital(meeting, sentence, before.start("words"), end, mark.value)
    city = _city_state(meeting, sentence, mark)
    return Where(city.text if city else None, city, mark.value, mark)


def _bare(sentence: Sentence, mark: Mark) -> Mark:
    """Return a city's mark without the region in the table's name for it: "Tripoli, Lebanon"."""
    length = len(mark.text.partition(",")[0])
    start = mark.start - sentence.start
    return sentence.mark(start, start + length, mark.kind, mark.label, mark.rule, mark.value)


def _city_state(meeting: Meeting, sentence: Sentence, mark: Mark) -> Mark | None:
    """Return the words of a city that bears its country's name: Singapore, "Luxembourg City"."""
    if meeting.reading.tools.gazetteer.capital(mark.value) != mark.text:
        return None
    end = mark.end - sentence.start + len(_CITY) * sentence.after(mark).startswith(_CITY)
    return sentence.mark(mark.start - sentence.start, end, "name", "city", mark.rule, mark.value)


def _behind_in(sentence: Sentence) -> Iterator[Mark]:
    """Yield the words behind "in" that may be a town's name."""
    for match in _IN_TOWN.finditer(sentence.text):
        yield sentence.mark(*match.span("town"), "entity", "PLACE", "venue.town")


def _may_be_town(meeting: Meeting, sentence: Sentence, mark: Mark) -> bool:
    """Whether nothing speaks against a town: "the Pacific", "Kirchberg quarter", "Ministry"."""
    if sentence.before(mark).endswith("the ") or _QUARTER.match(sentence.after(mark)):
        return False
    return not meeting.reading.tools.rules.regex(_NO_TOWN).search(mark.text)


def _codes(meeting: Meeting, mark: Mark) -> tuple[str, ...]:
    name = plain(mark.text)
    return meeting.reading.tools.towns.countries(name) if _TOWN.fullmatch(name) else ()


def _in_country(meeting: Meeting, sentence: Sentence, city: Mark, codes: Sequence[str]) -> Where:
    """Put a city in the country named behind it, else in the only one that can be meant."""
    name = _usual(meeting, city)
    if name != cased(city.text):
        city = replace(city, rule="venue.capital")
    behind = sentence.after(city)
    state = meeting.reading.tools.rules.regex(_STATE).match(behind)
    countries = [m for m in sentence.of("name", "country") if m.start >= city.end]
    country = next(iter(countries), None)
    if country and not (
        _COUNTRY_BEHIND.fullmatch(sentence.between(city, country))
        and _COUNTRY_ENDS.match(sentence.after(country))
    ):
        country = None  # "In Geneva, Qatar's envoy"
    if state and (country is None or "US" in codes):
        return Where(name, city, "US", city)
    if country or _UK.match(behind):
        return Where(name, city, country.value if country else "GB", country or city)
    if len(codes) > 1:
        near = {m.value for s in meeting.sentences for m in s.of("name", "country", "demonym")}
        codes = [code for code in codes if code in near]
    code = codes[0] if len(codes) == 1 else None
    return Where(name, city, code, city if code else None)


def _usual(meeting: Meeting, city: Mark) -> str:
    """Return a capital by its usual name where the article uses that too: Nicosia, not Lefkosia."""
    tools, text = meeting.reading.tools, meeting.reading.tidy.text
    usual = tools.gazetteer.capital(city.value) if city.label == "capital" else None
    if usual is None or usual in city.text or city.text in tools.rules.words["other_seat"]:
        return cased(city.text)
    return usual if usual in text or usual.upper() in text else cased(city.text)
