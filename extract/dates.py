"""Dates in running text: a closed grammar finds the words that name one.

The grammar is ``patterns/date.jsonl``. What a candidate means is worked out by
:func:`extract.resolution.resolve`, in which order numeric dates are read by :mod:`extract.numeric`.

=========== ======================================================================
day         a day and a month, with or without weekday and year
range       two of them: "12-14 May", "30 June to 2 July 2021"
iso         2021-05-04 and the like, the year first
numeric     4/5/2021, 04.05.21, "on 26.02"
month, year "March 2021", "next October", "early 2024"
weekday     "Monday", "next Tuesday", "Friday last week"
weekdays    two of them: "from Monday to Wednesday"
weekday-day a weekday and a day of the month: "Tuesday 7"
day-only    "on the 4th"
relative    "today", "the day before yesterday", "two days ago"
period      "last week", "this month", "next year"
same        counts from the day told before: "the same day", "a day later"
vague       cannot be worked out: "a week ago", "the first Tuesday of March"
=========== ======================================================================
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from extract.rules import Rules

_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_LANGUAGES = ("en", "es", "fr", "pt", "de", "it")
LEAP_YEAR = 2000
_FIGURE = re.compile(r"\d")
_NO_DAY = ("month", "year", "period")


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Words that name a date: half-open offsets into the text searched, and the rule's groups."""

    start: int
    end: int
    text: str
    label: str
    rule: str
    groups: Mapping[str, str]

    @property
    def names_day(self) -> bool:
        """Whether a day is meant, not a week, a month or a year."""
        return self.label not in _NO_DAY


@lru_cache(maxsize=256)  # several stages ask for the same sentence
def find(text: str, rules: Rules) -> tuple[Candidate, ...]:
    """Return the date candidates of a text in order, the longest where several overlap."""
    found = [
        Candidate(
            m.start(), m.end(), m[0], rule.label, rule.id,
            {key: value for key, value in m.groupdict().items() if value},
        )
        for rule in rules["date"]
        if rule.regex
        for m in rule.regex.finditer(text)
    ]  # fmt: skip
    taken = bytearray(len(text))
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (c.start - c.end, c.start)):
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
            kept.append(candidate)
    return tuple(sorted(kept, key=lambda c: c.start))


def find_in_figures(text: str, rules: Rules) -> tuple[Candidate, ...]:
    """Do as :func:`find` where a text has a figure: no shipped rule finds a day or year without.

    Most texts have none, and are so spared the search.
    """
    return find(text, rules) if _FIGURE.search(text) or not rules.are_shipped else ()


def weekday(name: str) -> int | None:
    """Return the number of an English weekday, 0 for "Monday" or "Mon."; None for other words."""
    return _WEEKDAYS.get(name[:3].lower())


@lru_cache(maxsize=4096)
def read_day(text: str) -> tuple[int, int] | None:
    """Return ``(month, day)`` of a day and a month's name; None when there is no such day."""
    for form in ("%d %B %Y", "%d %b %Y"):
        with contextlib.suppress(ValueError):
            day = dt.datetime.strptime(f"{text} {LEAP_YEAR}", form)
            return day.month, day.day
    import dateparser  # imported late: it costs as much as a third of spaCy

    for languages in (_LANGUAGES[:1], _LANGUAGES[1:]):
        read = dateparser.parse(
            f"{text} {LEAP_YEAR}",
            languages=list(languages),
            settings={"REQUIRE_PARTS": ["day", "month"], "DATE_ORDER": "DMY"},
        )
        if read:
            return read.month, read.day
    return None
